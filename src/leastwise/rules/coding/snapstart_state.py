"""What should differ for each execution environment is part of the snapshot that all of them begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import Function
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.dangers import shown
from leastwise.rules.rule import Example

if TYPE_CHECKING:
    from leastwise.code.taint.observer import Hit

_TEMPLATE = """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  SnapStart: {ApplyOn: PublishedVersions}
"""
_BAD = """
import uuid

import psycopg2

worker = uuid.uuid4()  # leastwise: expect snapstart-state
connection = psycopg2.connect("dbname=orders")  # leastwise: expect snapstart-state


def handler(event, context):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders")
        return {"worker": str(worker), "orders": cursor.fetchone()[0]}
"""
_GOOD = """
import uuid

import psycopg2
from snapshot_restore_py import register_after_restore

state = {}


@register_after_restore
def begin():
    state["worker"] = uuid.uuid4()
    state["connection"] = psycopg2.connect("dbname=orders")


def handler(event, context):
    with state["connection"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders")
        return {"worker": str(state["worker"]), "orders": cursor.fetchone()[0]}
"""
_WHAT = {
    "random": "every environment begins with the same number, so that what should be unique or secret is neither",
    "connection": "it is made once for the snapshot and is dead in the environments that begin with it",
    "secret": "it is kept in the snapshot and stays what it was after the secret was changed or has expired",
}


class SnapstartState(FaultRule):
    id = "snapstart-state"
    title = "State of a snapshot that should be made anew"
    danger = _WHAT["random"]
    why = """
With SnapStart Lambda loads the module once, when a version is published, and begins every execution environment with
that memory. Random numbers and identifiers are then the same everywhere, credentials and secrets are as old as the
version, and connections were closed long ago.
"""
    remediation = """
Make it in the handler, or after the snapshot is restored.

- Python: a function with `@register_after_restore` of `snapshot_restore_py`, or the first call of the handler.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-335", "CWE-613")
    references = {
        "owasp-top10": ("A04:2025",),
        "csa-serverless": ("SAS-12",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/snapstart-best-practices.html",
        ),
    }
    bad = Example.sam(_TEMPLATE, files={"src/app.py": _BAD})
    good = (
        Example.sam(_TEMPLATE, files={"src/app.py": _GOOD}),
        Example.sam(
            _TEMPLATE.replace("                  SnapStart: {ApplyOn: PublishedVersions}\n", ""),
            files={"src/app.py": _BAD.replace("  # leastwise: expect snapstart-state", "")},
        ),
    )

    def applies(self, app: Application, function: Function, hit: Hit) -> bool:
        found = function.resource.get("SnapStart")
        return isinstance(found, dict) and found.get("ApplyOn") == "PublishedVersions"

    def said(self, hit: Hit) -> str:
        return f"{shown(hit.call)} runs before the snapshot: {_WHAT[hit.row.facts.get('what', 'random')]}."
