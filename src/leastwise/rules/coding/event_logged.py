"""Whatever callers send goes to a log as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.record import replace
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_WITH_CREDENTIALS = frozenset((
    TriggerKind.REST_API, TriggerKind.HTTP_API, TriggerKind.FUNCTION_URL, TriggerKind.WEBSOCKET, TriggerKind.ALB,
    TriggerKind.LATTICE, TriggerKind.APPSYNC, TriggerKind.CLOUDFRONT, TriggerKind.AUTHORIZER, TriggerKind.COGNITO,
))  # fmt: skip
"""What brings the headers of a request, a token, or a password; others bring notices, or what a program wrote."""

_BAD_PYTHON = """
import json


def handler(event, context):
    print(json.dumps(event))  # leastwise: expect event-logged
    return {"statusCode": 202}
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  console.log("received", event); // leastwise: expect event-logged
  return { statusCode: 202 };
};
"""
_GOOD_PYTHON = """
def handler(event, context):
    print(event["requestContext"]["requestId"], event["rawPath"])
    return {"statusCode": 202}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  console.log("received", event.requestContext.requestId);
  return { statusCode: 202 };
};
"""


_WITHOUT = "the personal data in it stays in the log for everybody who reads logs"
"""What follows where the event has no headers of a request."""


class EventLogged(InjectionRule):
    id = "event-logged"
    title = "The whole event goes to a log"
    danger = "credentials in its headers and the personal data in it stay in the log for everybody who reads logs"
    why = """
The event of a request holds the header `Authorization`, cookies, and what people typed in: addresses, passwords, card
numbers. In the log group it stays for years, leaves for other systems with the log, and is read by people who may not
read the data itself. A token from a log works until it expires.
"""
    remediation = """
Log the fields that are needed to find a request again.

- Python: `logger.info("order", extra={"request_id": context.aws_request_id})`; no `log_event=True` of Powertools.
- JavaScript: `console.log("order", context.awsRequestId)`; no `logEvent: true` of Powertools.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    exposed = False
    cwe = ("CWE-532",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "owasp-top10": ("A09:2025",),
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-3", "SC-28"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def _found(self, app: Application, function: Function, flow: Flow) -> Finding:
        found = super()._found(app, function, flow)
        if flow.trigger is not None and flow.trigger.kind not in _WITH_CREDENTIALS - {TriggerKind.COGNITO}:
            found = replace(found, message=found.message.replace(self.danger, _WITHOUT))
        kinds = {trigger.kind for trigger in app.triggers_of(function)}
        return replace(found, persona=Persona.REGULAR) if kinds & _WITH_CREDENTIALS else found
