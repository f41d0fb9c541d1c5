"""An outsider's text, or expression, lets matching go on for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_SHORT = ("headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters", "cookies")
_SHORTER = ("pathParameters", "path", "rawPath", "rawQueryString", "authorizationToken")
"""Fields of at most some 10 kB, for which a polynomial is no danger."""

_BAD_PYTHON = """
import re


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    if re.match(r"^([a-z0-9]+-?)+$", name):  # leastwise: expect regex-dos
        return {"statusCode": 200}
    return {"statusCode": 400}
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { wanted, text } = JSON.parse(event.body);
  const found = new RegExp(wanted).test("one, two"); // leastwise: expect regex-dos
  const right = /^(\\w+\\s?)*$/.test(text); // leastwise: expect regex-dos
  return { statusCode: 200, body: `${found} ${right}` };
};
"""
_GOOD_PYTHON = """
import re


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    if re.match(r"^[a-z0-9]+(-[a-z0-9]+)*$", name):
        return {"statusCode": 200}
    return {"statusCode": 400}
"""
_GOOD_JAVASCRIPT = """
export const handler = async (event) => {
  const { wanted, text } = JSON.parse(event.body);
  const found = "one, two".includes(wanted);
  const right = /^\\w+(\\s\\w+)*$/.test(text);
  return { statusCode: 200, body: `${found} ${right}` };
};
"""


class RegexDos(InjectionRule):
    id = "regex-dos"
    title = "A regular expression that a text of an outsider's keeps busy"
    danger = "one request takes all of the function's time, and many take the concurrency of the account"
    why = """
The engines of Python and JavaScript try one way to read a text after the other. Where an expression can read the same
text in many ways, as `(a+)+` can, a text of forty characters that does not match in the end takes longer than the
function may run. The same holds where the outsider writes the expression.
"""
    remediation = """
Write the expression so that each text can be read in one way, and limit how long texts are.

- Python: `^[a-z]+(-[a-z]+)*$` in place of `^([a-z]+-?)+$`; possessive `++` or atomic `(?>…)` from Python 3.11;
  `re.escape` for texts that become part of an expression.
- JavaScript: the same, or `re2` in place of `RegExp`; `includes` and `startsWith` where a text is looked for.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-1333", "CWE-400")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-08",),
        "nist-800-53": ("SC-5", "SI-10"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        """An expression that takes polynomial time is told where texts may be long."""
        return _growth(flow) != "polynomial" or not _short(flow)

    def _found(self, app: Application, function: Function, flow: Flow) -> Finding:
        found = super()._found(app, function, flow)
        if _growth(flow) != "polynomial":
            return found
        return replace(found, persona=Persona.PEDANTIC, severity=Severity.LOW)


def _growth(flow: Flow) -> str:
    from leastwise.code.taint.expressions import slow

    return slow(flow.hit.row, flow.hit.call)


def _short(flow: Flow) -> bool:
    """Whether the text cannot be long: it is of a short field, or its length was compared."""
    path = flow.path
    if path[:1] and path[0] in (*_SHORT, *_SHORTER):
        return True
    return any(
        guard.test.operator in ("<", "<=", ">", ">=")
        and any(
            one == path
            for value in (guard.test.left, guard.test.right)
            if value is not None
            for one, _ in value.origins
        )
        for guard in flow.hit.call.guards
    )
