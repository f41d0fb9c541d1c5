"""A handler that nothing starts would give an outsider's data to a dangerous call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.rules.injection._flows import InjectionRule
from leastwise.rules.rule import Example

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_TEMPLATE = """
            Resources:
              Items:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: RUNTIME
                  Handler: app.handler
                  CodeUri: src/
                  Events:
                    Post: {Type: HttpApi, Properties: {Method: post, Path: /items}}
"""
_STARTED_PYTHON = """
def handler(event, context):
    return {"statusCode": 204}
"""
_BAD_PYTHON = """
import os


def lambda_handler(event, context):
    os.system("gzip /tmp/" + event["file"])  # leastwise: expect idle-handler-injection
"""
_GOOD_PYTHON = """
import subprocess


def lambda_handler(event, context):
    subprocess.run(["gzip", "/tmp/page"], check=True)
    return event["file"]
"""
_STARTED_JAVASCRIPT = """
export const handler = async () => ({ statusCode: 204 });
"""
_BAD_JAVASCRIPT = """
import { execSync } from "node:child_process";

export const handler = async (event) => {
  execSync(`gzip /tmp/${event.file}`); // leastwise: expect idle-handler-injection
};
"""
_GOOD_JAVASCRIPT = """
import { execFileSync } from "node:child_process";

export const handler = async (event) => {
  execFileSync("gzip", ["/tmp/page"]);
  return event.file;
};
"""


def _python(old: str) -> Example:
    return Example.sam(
        _TEMPLATE.replace("RUNTIME", "python3.13"), files={"src/app.py": _STARTED_PYTHON, "src/old.py": old}
    )


def _javascript(old: str) -> Example:
    return Example.sam(
        _TEMPLATE.replace("RUNTIME", "nodejs22.x"), files={"src/app.mjs": _STARTED_JAVASCRIPT, "src/old.mjs": old}
    )


class IdleHandlerInjection(InjectionRule):
    id = "idle-handler-injection"
    title = "A dangerous call in a handler that nothing starts"
    danger = "nothing here starts the handler, but it is deployed with those beside it"
    why = """
The handler lies in the folder of others and goes into their package. No template starts it now: one line of a template,
a function made by hand, or a call from another handler does, and then its dangerous call is there, written long before
anybody looks.
"""
    remediation = """
Remove the handler where nobody needs it. Otherwise use the safe form of the call, as the page of the rule in brackets
says.

- Python: parameters of a statement, `subprocess.run(["gzip", path])` without a shell, fields taken one by one.
- JavaScript: parameters of a statement, `execFile("gzip", [path])`, fields taken one by one.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    confidence = Confidence.LOW
    exposed = False
    cwe = ("CWE-561",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "owasp-top10": ("A05:2025",),
        "csa-serverless": ("SAS-01", "SAS-12"),
        "nist-800-53": ("SI-10",),
    }
    bad = (_python(_BAD_PYTHON), _javascript(_BAD_JAVASCRIPT))
    good = (_python(_GOOD_PYTHON), _javascript(_GOOD_JAVASCRIPT))

    def check(self, app: Application) -> Iterator[Finding]:
        if sources_of(app) is None:
            return
        from leastwise.code.taint.idle import idle_flows

        known = {rule.id: rule.cwe for rule in InjectionRule.__subclasses__()}
        for function, flow in idle_flows(app):
            found = self._found(app, function, replace(flow, weak=True))
            cwe = (*known.get(flow.hit.rule, ()), *self.cwe)
            yield replace(found, cwe=cwe, severity=self.severity, severity_reason="")

    def kind(self, flow: Flow) -> str:
        return flow.hit.rule

    def how(self, flow: Flow) -> str:
        return self.danger

    def heard_by_whom(self, app: Application, function: Function, flow: Flow) -> Persona | None:
        return None
