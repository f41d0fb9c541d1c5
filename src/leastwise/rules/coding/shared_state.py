"""Data of one invocation is still there in the next one, which may be another caller's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import Function
from leastwise.rules.coding._blocks import conditional
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_BAD_PYTHON = """
import json

found = []


def handler(event, context):
    found.append(event["queryStringParameters"]["name"])  # leastwise: expect shared-state
    return {"statusCode": 200, "body": json.dumps(found)}
"""
_BAD_JAVASCRIPT = """
let customer;

export const handler = async (event) => {
  if (event.headers.customer) {
    customer = event.headers.customer; // leastwise: expect shared-state
  }
  return { statusCode: 200, body: `orders of ${customer}` };
};
"""
_GOOD_PYTHON = """
import json


def handler(event, context):
    found = []
    found.append(event["queryStringParameters"]["name"])
    return {"statusCode": 200, "body": json.dumps(found)}
"""
_GOOD_JAVASCRIPT = """
let response;

export const handler = async (event) => {
  const customer = event.headers.customer ?? "nobody";
  response = { statusCode: 200, body: `orders of ${customer}` };
  return response;
};
"""


class SharedState(InjectionRule):
    id = "shared-state"
    title = "Data of an event is kept for the next one"
    danger = "it is still there when somebody else's event comes, and mixes with theirs"
    why = """
Variables of a module live as long as the execution environment, which takes one event after the other. What is added to
a list there, or set in some cases only, is seen by the next caller, and a list that only grows takes all memory in the
end. With several events at a time in one environment even what is set each time mixes.
"""
    remediation = """
Keep what belongs to an event in variables of the handler.

- Python: make lists and dictionaries within the handler; no `global` for data of the event.
- JavaScript: declare variables within the handler; in the module only clients and settings.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-488", "CWE-668")
    references = {
        "owasp-top10": ("A06:2025",),
        "csa-serverless": ("SAS-12",),
        "nist-800-53": ("SC-4",),
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        """Not of what is set in each run, which the next one does not see."""
        return _stays(flow)


def _stays(flow: Flow) -> bool:
    call = flow.hit.call
    more = len(call.arguments) > 2 and call.arguments[2].literal is True
    if not flow.through:
        return False
    body = flow.through[-1].span
    name = str(call.arguments[0].literal).partition("(")[0].rpartition(".")[0 if more else 2]
    if more:
        around = body[0].text
        return not any(f"{name}{cleared}" in around for cleared in (".clear()", ".length = 0", ".splice(0"))
    source, _, _, _, end = call.span
    return conditional(flow.through[-1], call.span) or _keeps_what_is_there(name, source.text[end : end + _MOST_READ])


def _keeps_what_is_there(name: str, after: str) -> bool:
    """Whether a variable is set only where nothing is in it yet: `last = last || order`, `last ??= order`."""
    known = re.match(r"\s*(?:\|\|=|\?\?=|=\s*([\w.]+)\s*(?:\|\||\?\?|or\b|if\b|\?))", after)
    return known is not None and known[1] in (None, name)


_MOST_READ = 200
