"""An outsider's text is written to a log as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Persona, Severity
from leastwise.model.graph import Function
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_BAD_PYTHON = """
import logging

logger = logging.getLogger()


def handler(event, context):
    user = event["queryStringParameters"]["user"]
    logger.warning(f"login failed for {user}")  # leastwise: expect log-injection
    return {"statusCode": 401}
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { user } = event.queryStringParameters;
  process.stdout.write(`login failed for ${user}\\n`); // leastwise: expect log-injection
  return { statusCode: 401 };
};
"""
_GOOD_PYTHON = """
import json
import logging

logger = logging.getLogger()


def handler(event, context):
    user = event["queryStringParameters"]["user"]
    logger.warning(json.dumps({"message": "login failed", "user": user}))
    return {"statusCode": 401}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  const { user } = event.queryStringParameters;
  process.stdout.write(JSON.stringify({ message: "login failed", user }) + "\\n");
  return { statusCode: 401 };
};
"""


class LogInjection(InjectionRule):
    id = "log-injection"
    title = "An outsider's text in a line of a log"
    danger = "a line break in it begins an entry of the sender's"
    why = """
Whoever reads the log, or a filter that counts or alarms, takes a forged line for one of the program. Traces are hidden
among made-up ones, and alarms are set off or drowned.
"""
    remediation = """
Log structured data: in JSON a line break is no line break.

- Python: `logger.info("login", extra={"user": user})` with the `Logger` of Powertools, `json.dumps(user)`, or
  `repr(user)`; or `LoggingConfig: {LogFormat: JSON}` of the function.
- JavaScript: `logger.info("login", { user })` with the `Logger` of Powertools, or `JSON.stringify(user)`; or
  `LoggingConfig: {LogFormat: JSON}` of the function.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    exposed = False
    cwe = ("CWE-117",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A09:2025",),
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("SI-10", "AU-9"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        """Not where Lambda writes each entry as JSON.

        https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
        """
        return function.resource["LoggingConfig.LogFormat"].text("Text") != "JSON"
