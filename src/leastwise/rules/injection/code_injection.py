"""An outsider's text is run as code."""

from leastwise.model.finding import Severity
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

_BAD_PYTHON = """
import json


def handler(event, context):
    formula = json.loads(event["body"])["formula"]
    return {"statusCode": 200, "body": str(eval(formula))}  # leastwise: expect code-injection
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const { formula } = JSON.parse(event.body);
  const run = new Function("x", formula); // leastwise: expect code-injection
  return { statusCode: 200, body: String(run(1)) };
};
"""
_GOOD_PYTHON = """
import json
import operator

KNOWN = {"sum": operator.add, "product": operator.mul}


def handler(event, context):
    asked = json.loads(event["body"])
    return {"statusCode": 200, "body": str(KNOWN[asked["name"]](asked["a"], asked["b"]))}
"""
_GOOD_JAVASCRIPT = """
const known = new Map([["sum", (a, b) => a + b], ["product", (a, b) => a * b]]);

export const handler = async (event) => {
  const { name, a, b } = JSON.parse(event.body);
  return { statusCode: 200, body: String(known.get(name)(Number(a), Number(b))) };
};
"""


class CodeInjection(InjectionRule):
    id = "code-injection"
    title = "An outsider's text is run as code"
    danger = "it runs as part of the program, with the permissions of the function"
    why = """
Whoever sends the text writes a part of the program: it reads the environment with its credentials, calls AWS with the
role of the function, and stays in memory for the next caller. Leaving out builtins or globals does not contain it, and
`vm` of Node.js is no sandbox by its own documentation.
"""
    remediation = """
Read data as data, and choose what to run from a table in the program.

- Python: `json.loads` or `ast.literal_eval` for values; `ACTIONS[name]()` with a mapping of your own in place of
  `eval`, `exec`, `__import__` and `importlib.import_module`.
- JavaScript: `JSON.parse` for values; `actions.get(name)` of a `Map` of your own in place of `eval`, `new Function`,
  `vm` and `require(name)`; functions, not texts, for `setTimeout`.
"""
    severity = Severity.CRITICAL
    lends = True
    cwe = ("CWE-94", "CWE-95", "CWE-470")
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("SI-10",),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))
