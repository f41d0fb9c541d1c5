"""A secret goes to a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import CodePlace
from leastwise.model.value import Reference
from leastwise.rules.coding._faults import led
from leastwise.rules.dangers import shown
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow
    from leastwise.code.taint.found import Seen

_BAD_PYTHON = """
import json

import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    secret = json.loads(secrets.get_secret_value(SecretId="shop/db")["SecretString"])
    print("connecting with", secret)  # leastwise: expect secret-logged
    return {"statusCode": 200}
"""
_BAD_JAVASCRIPT = """
export const handler = async () => {
  console.log(`using ${process.env.PARTNER_API_KEY}`); // leastwise: expect secret-logged
  return { statusCode: 200 };
};
"""
_GOOD_PYTHON = """
import json

import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    found = secrets.get_secret_value(SecretId="shop/db")
    print("connecting with version", found["VersionId"], json.loads(found["SecretString"])["username"])
    return {"statusCode": 200}
"""
_GOOD_JAVASCRIPT = """
export const handler = async () => {
  console.log(`using a key of ${process.env.PARTNER_API_KEY.length} characters of ${process.env.SECRET_ARN}`);
  return { statusCode: 200 };
};
"""


class SecretLogged(InjectionRule):
    id = "secret-logged"
    title = "A secret goes to a log"
    danger = "everybody who reads the logs can use it, for as long as the log is kept"
    why = """
Logs are read by more people and systems than secrets are, are copied to other systems, and are kept for years. The
whole environment of a function is a secret too: the credentials of its role are in it.
"""
    remediation = """
Log which secret is used, never what it is, and change the one that was logged.

- Python: log `SecretId` and `VersionId`; never `os.environ` as a whole.
- JavaScript: log `SecretId` and `VersionId`; never `process.env` as a whole.
"""
    severity = Severity.HIGH
    exposed = False
    cwe = ("CWE-532", "CWE-312")
    references = {
        "owasp-serverless": ("A3:2017",),
        "owasp-top10": ("A09:2025",),
        "csa-serverless": ("SAS-07",),
        "pci-dss": ("8.6.3",),
        "nist-800-53": ("IA-5(7)", "AU-3"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def check(self, app: Application) -> Iterator[Finding]:
        yield from super().check(app)
        from leastwise.code.taint.found import seen

        for function in app.functions:
            known = seen(app, function)
            if known is not None:
                yield from self._written_in_code(function, known)

    def _written_in_code(self, function: Function, known: Seen) -> Iterator[Finding]:
        """Logs of passwords that the program has in itself."""
        from leastwise.code.taint.credentials import named

        told: set[object] = set()
        for call, through in known.calls:
            place = call.span[0].path, call.span[1:]
            if id(call) not in known.taint.credentials.logged or place in told:
                continue
            if any(hit.rule == self.id for hit in known.taint.hits.get(id(call), (None, ()))[1]):
                continue
            _, words = known.taint.credentials.logged[id(call)]
            if not words.isdisjoint(known.taint.credentials.given) or not words.isdisjoint(named(call.span[0].text)):
                told.add(place)
                message = f"A password that stands in the code reaches {shown(call)}: {self.danger}."
                where = CodePlace(function.resource, call.function, call.span)
                yield self.finding(where, message, functions=[function], trace=led(call, through))

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        """Not of a variable that holds the name of a resource, which is no secret."""
        variables = function.environment.value
        held = variables.get(flow.path[1]) if isinstance(variables, dict) and len(flow.path) > 1 else None
        return not isinstance(held, Reference)
