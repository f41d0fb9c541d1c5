"""An error with its details goes to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Exposure, Function
from leastwise.model.record import replace
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_BAD_PYTHON = """
import json
import traceback


def handler(event, context):
    try:
        return {"statusCode": 200, "body": json.loads(event["body"])["name"]}
    except Exception:
        return {"statusCode": 500, "body": traceback.format_exc()}  # leastwise: expect verbose-error
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  try {
    return { statusCode: 200, body: JSON.parse(event.body).name };
  } catch (error) {
    return { statusCode: 500, body: error.stack }; // leastwise: expect verbose-error
  }
};
"""
_GOOD_PYTHON = """
import json
import logging

logger = logging.getLogger()


def handler(event, context):
    try:
        return {"statusCode": 200, "body": json.loads(event["body"])["name"]}
    except Exception:
        logger.exception("not understood")
        return {"statusCode": 500, "body": "internal error " + context.aws_request_id}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event, context) => {
  try {
    return { statusCode: 200, body: JSON.parse(event.body).name };
  } catch (error) {
    console.error(error);
    return { statusCode: 500, body: `internal error ${context.awsRequestId}` };
  }
};
"""


class VerboseError(InjectionRule):
    id = "verbose-error"
    title = "Details of an error in the answer"
    danger = "callers read paths, statements and names that help them on"
    why = """
A stack trace or the text of an exception names files, libraries with their versions, tables, statements, hosts and now
and then values. That is what somebody who looks for a way in tries to find out; people who use the API need none of it.

Everybody hears of stack traces, and of what an error says where anybody can ask; strict teams also of what it says to
callers who signed in, or where nothing is known to start the function.
"""
    remediation = """
Log the error and answer with a text of your own.

- Python: `logger.exception("order failed")` and `{"statusCode": 500, "body": "internal error"}`, with
  `context.aws_request_id` to find it by.
- JavaScript: `console.error(error)` and `{ statusCode: 500, body: "internal error" }`, with `context.awsRequestId` to
  find it by.
"""
    severity = Severity.MEDIUM
    exposed = False
    cwe = ("CWE-209",)
    references = {
        "owasp-serverless": ("A6:2017",),
        "owasp-top10": ("A10:2025",),
        "csa-serverless": ("SAS-10",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-11",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def _found(self, app: Application, function: Function, flow: Flow) -> Finding:
        found = super()._found(app, function, flow)
        if flow.path[1:] == ("stack",):
            return found
        strangers = any(trigger.exposure is Exposure.INTERNET for trigger in app.triggers_of(function))
        return replace(
            found,
            severity=Severity.LOW,
            severity_reason="what the error says, without its stack",
            persona=Persona.REGULAR if strangers else Persona.PEDANTIC,
        )
