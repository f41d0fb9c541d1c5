"""Whatever callers send goes to a log as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import AuthKind, Function, Trigger, TriggerKind
from leastwise.model.record import replace
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_WITH_CREDENTIALS = frozenset((TriggerKind.AUTHORIZER, TriggerKind.COGNITO))
"""What is started with a token, a password, or what is known of a person."""

_REQUESTS = frozenset((
    TriggerKind.REST_API, TriggerKind.HTTP_API, TriggerKind.FUNCTION_URL, TriggerKind.WEBSOCKET, TriggerKind.ALB,
    TriggerKind.LATTICE, TriggerKind.APPSYNC, TriggerKind.CLOUDFRONT,
))  # fmt: skip
"""What brings the headers of a request."""

_SHOWN = frozenset((AuthKind.COGNITO, AuthKind.JWT, AuthKind.LAMBDA))
"""How callers are known who send a token with each request. Signatures of IAM hold for this request only."""

_CREDENTIAL = re.compile(
    r"authorization|(?:set-)?cookies?|authorizationtoken|(?:x-)?(?:amz-security-|access_?|auth_?|id_?|refresh_?)token"
    r"|(?:x-)?api[-_]?key|.*passw(?:or)?d|passphrase|pwd|pin|otp|.*secret|cvv|cvc|card_?number|iban|ssn"
)
"""Names of fields that nobody wants in a log."""

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

Everybody hears of it where the event is known to hold such a thing: the route asks for a token or a key, the function
decides about tokens, belongs to Cognito, or reads a field like `password` or `Authorization` itself. Of other events
strict teams hear.
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
        if flow.trigger is not None and flow.trigger.kind not in _REQUESTS | {TriggerKind.AUTHORIZER}:
            found = replace(found, message=found.message.replace(self.danger, _WITHOUT))
        kinds = {trigger.kind for trigger in app.triggers_of(function)}
        heard = any(map(_brings, app.triggers_of(function))) or (bool(kinds & _REQUESTS) and _asks(app, function))
        return replace(found, persona=Persona.REGULAR) if heard else found


def _brings(trigger: Trigger) -> bool:
    """Whether its events are known to hold credentials; keys of AppSync are in every client, and none."""
    route = trigger.route
    if trigger.kind in _WITH_CREDENTIALS or route is None:
        return trigger.kind in _WITH_CREDENTIALS
    key = (route.needs_key or route.auth is AuthKind.API_KEY) and trigger.kind is not TriggerKind.APPSYNC
    return trigger.kind in _REQUESTS and (key or route.auth in _SHOWN)


def _asks(app: Application, function: Function) -> bool:
    """Whether the function does something with a field of its event that is a credential, by its name."""
    from leastwise.code.taint.found import seen

    known = seen(app, function)
    for call, _ in known.calls if known is not None else ():
        for value in (*call.arguments, *call.keywords.values(), *filter(None, (call.receiver,))):
            if any(path and _CREDENTIAL.fullmatch(str(path[-1]).lower()) for path, _ in value.origins):
                return True
    return False
