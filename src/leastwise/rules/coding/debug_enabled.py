"""A framework runs in a mode that shows callers its inside."""

from leastwise.model.finding import Severity
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.injection._examples import javascript, python

_BAD_PYTHON = """
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver(debug=True)  # leastwise: expect debug-enabled


@app.get("/items")
def items():
    return []


def handler(event, context):
    return app.resolve(event, context)
"""
_BAD_JAVASCRIPT = """
import { ApolloServer } from "@apollo/server";
import { startServerAndCreateLambdaHandler, handlers } from "@as-integrations/aws-lambda";
import { resolvers, typeDefs } from "./schema.mjs";

const options = { typeDefs, resolvers, includeStacktraceInErrorResponses: true };
const server = new ApolloServer(options); // leastwise: expect debug-enabled

export const handler = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler());
"""
_GOOD_PYTHON = """
import os

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver(debug=os.environ.get("STAGE") == "dev")


@app.get("/items")
def items():
    return []


def handler(event, context):
    return app.resolve(event, context)
"""
_GOOD_JAVASCRIPT = """
import { ApolloServer } from "@apollo/server";
import { startServerAndCreateLambdaHandler, handlers } from "@as-integrations/aws-lambda";
import { resolvers, typeDefs } from "./schema.mjs";

const server = new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: false });

export const handler = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler());
"""


class DebugEnabled(FaultRule):
    id = "debug-enabled"
    title = "Debug mode of a framework"
    danger = "callers get stack traces, variables and now and then a console"
    why = """
Debug modes are for whoever writes the program: they answer with stack traces and the values of variables, log requests
with their bodies, allow every origin, and some open a console that runs code. In front of callers they tell an attacker
what to try next.
"""
    remediation = """
Leave it off, or let a variable of the stage for development switch it on.

- Python: no `debug=True`; `POWERTOOLS_DEV` or a variable of the template in the stage for development.
- JavaScript: no `includeStacktraceInErrorResponses` and no `errorhandler` in a function that others call.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-489", "CWE-215")
    references = {
        "owasp-serverless": ("A6:2017",),
        "owasp-top10": ("A02:2025",),
        "csa-serverless": ("SAS-10",),
        "nist-800-53": ("SI-11",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
