"""What callers send is stored or sent on as it came."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import TriggerKind
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_REQUESTS = frozenset((
    TriggerKind.REST_API, TriggerKind.HTTP_API, TriggerKind.FUNCTION_URL, TriggerKind.WEBSOCKET, TriggerKind.ALB,
))  # fmt: skip
_CHECKS = re.compile(
    r"valid|schema|pydantic|\bzod\b|\bjoi\b|\bajv\b|\byup\b|superstruct|marshmallow|cerberus|voluptuous|parse_obj|isinstance"
    r"|fullmatch|fastapi|typebox|valibot",
    re.IGNORECASE,
)

_BAD_PYTHON = """
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    body = json.loads(event["body"])
    table.put_item(Item={"id": body["id"], "amount": body["amount"]})  # leastwise: expect unvalidated-event
    return {"statusCode": 201}
"""
_BAD_JAVASCRIPT = """
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const sqs = new SQSClient();

export const handler = async (event) => {
  const { order } = JSON.parse(event.body);
  const command = new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: order });
  await sqs.send(command); // leastwise: expect unvalidated-event
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = """
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    body = json.loads(event["body"])
    if not isinstance(body["id"], str) or not isinstance(body["amount"], int):
        return {"statusCode": 400}
    table.put_item(Item={"id": body["id"], "amount": body["amount"]})
    return {"statusCode": 201}
"""
_GOOD_JAVASCRIPT = """
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";

const sqs = new SQSClient();
const Order = z.object({ order: z.string().uuid() });

export const handler = async (event) => {
  const { order } = Order.parse(JSON.parse(event.body));
  const command = new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: order });
  await sqs.send(command);
  return { statusCode: 202 };
};
"""


class UnvalidatedEvent(InjectionRule):
    id = "unvalidated-event"
    title = "What callers send is used without a check"
    danger = "nothing looks at whether it has the form that is meant"
    why = """
Whoever reads the data later counts on its form. Without a check fields are missing, are lists in place of texts, or are
as long as a request may be, and errors come up where nobody can tell any more who sent it.
"""
    remediation = """
Check the event at the beginning of the handler, or let the API do it with a model.

- Python: `parse` or `validate` of Powertools, `pydantic`, `jsonschema.validate`.
- JavaScript: `zod`, `ajv`, or `parser` of Powertools.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    exposed = False
    cwe = ("CWE-20",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A06:2025",),
        "csa-serverless": ("SAS-01",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def check(self, app: Application) -> Iterator[Finding]:
        """See `InjectionRule`; one finding for a function in whose code nothing checks anything of the body."""
        from leastwise.code.sources import sources_of
        from leastwise.code.taint.flows import flows
        from leastwise.code.taint.found import seen

        for function in app.functions if sources_of(app) is not None else ():
            found = [
                flow
                for flow in flows(app, function)
                if flow.rule == self.id
                and flow.path[:1] == ("body",)
                and flow.trigger is not None
                and flow.trigger.kind in _REQUESTS
            ]
            known = seen(app, function) if found else None
            if known is None or any(_CHECKS.search(call.path) for call, _ in known.calls):
                continue
            guards = (guard for call, _ in known.calls for guard in call.guards)
            if not any(path[:1] == ("body",) for guard in guards for path, _ in guard.test.left.origins):
                yield self._found(app, function, found[0])
