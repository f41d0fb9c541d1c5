"""A role that the request itself claims decides what it may do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.resource import CodePlace
from leastwise.rules.coding._faults import CodingRule, led
from leastwise.rules.identity._callers import shaped
from leastwise.rules.injection._examples import javascript, python

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call, Guard
    from leastwise.code.taint.found import Seen
    from leastwise.model.source import Span
    from leastwise.read.script.nodes import Function as Lowered

_BAD_PYTHON = """
import json
import os

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    body = json.loads(event["body"])
    if body.get("isAdmin"):  # leastwise: expect client-side-role
        orders.delete_item(Key={"id": body["id"]})
    return {"statusCode": 204}
"""
_BAD_JAVASCRIPT = """
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

const database = new DynamoDBClient({});

export const handler = async (event) => {
  if (event.headers["x-role"] !== "admin") { // leastwise: expect client-side-role
    return { statusCode: 403 };
  }
  const { id } = JSON.parse(event.body);
  await database.send(new DeleteItemCommand({ TableName: process.env.ORDERS, Key: { id: { S: id } } }));
  return { statusCode: 204 };
};
"""
_GOOD_PYTHON = """
import json
import os

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    body = json.loads(event["body"])
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    if "admins" in claims.get("cognito:groups", ""):
        orders.delete_item(Key={"id": body["id"]})
    return {"statusCode": 204}
"""
_GOOD_JAVASCRIPT = """
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

const database = new DynamoDBClient({});

export const handler = async (event) => {
  if (event.requestContext.authorizer.jwt.claims.role !== "admin") {
    return { statusCode: 403 };
  }
  const { id } = JSON.parse(event.body);
  await database.send(new DeleteItemCommand({ TableName: process.env.ORDERS, Key: { id: { S: id } } }));
  return { statusCode: 204 };
};
"""
_FLAG = re.compile(
    r"(?:x[_-])?(?:(?:is|has)[_-]?)?(?:admin(?:istrator)?|super[_-]?user|root|staff|privileged|is[_-]?owner"
    r"|is[_-]?manager|is[_-]?internal)(?:[_-]?(?:user|access|rights))?",
    re.IGNORECASE,
)
"""Fields whose truth gives rights."""

_ROLE = re.compile(
    r"(?:x[_-](?:[a-z0-9]+[_-])*)?(?:user[_-]?|account[_-]?)?(?:roles?|groups?|permissions?|privileges?|scopes?)",
    re.IGNORECASE,
)
"""Fields that name a role."""

_MIGHTY = re.compile(
    r"(?:super|sys)?[_-]?(?:admin(?:istrator)?s?|root|superuser|staff|owner|manager|internal)", re.IGNORECASE
)
"""Roles that may more than others."""

_NO_CLAIM = frozenset((
    TriggerKind.AUTHORIZER, TriggerKind.COGNITO, TriggerKind.CUSTOM_RESOURCE, TriggerKind.SCHEDULE,
    TriggerKind.DYNAMODB, TriggerKind.S3, TriggerKind.LOGS,
))  # fmt: skip
"""Kinds of triggers whose events nobody makes claims in who asks for something."""


class ClientSideRole(CodingRule):
    id = "client-side-role"
    title = "The request says which rights it has"
    why = """
Whoever sends the request writes this field. A page that leaves it out or sets it to false for ordinary users changes
nothing: a request can be written by hand, and `isAdmin: true` is the first thing that is tried.
"""
    remediation = """
Take the role from claims that an authorizer checked, or look it up for the caller that it found out.

- Python: `event["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"]`, or the role of the item that
  belongs to the claim `sub`.
- JavaScript: `event.requestContext.authorizer.jwt.claims["cognito:groups"]`, or the role of the item that belongs to
  the claim `sub`.
"""
    severity = Severity.HIGH
    exposed = True
    cwe = ("CWE-863", "CWE-602", "CWE-269")
    references = {
        "owasp-serverless": ("A5:2017",),
        "owasp-top10": ("A01:2025",),
        "csa-serverless": ("SAS-02",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("AC-3", "AC-6"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def judged(self, app: Application, function: Function, known: Seen) -> Iterator[Finding]:
        told: set[Any] = set()
        for call, through in known.calls:
            if not known.taint.operations(call):
                continue
            for guard in call.guards:
                path = _claimed(guard)
                is_shaped, trigger = shaped(app, function, path) if path else (False, None)
                if not is_shaped or path in told or (trigger is not None and trigger.kind in _NO_CLAIM):
                    continue
                told.add(path)
                named = ".".join(("event", *map(str, path))).replace(".[]", "[]")
                span = _test(call, through, str(path[-1]))
                yield self.finding(
                    CodePlace(function.resource, call.function, span),
                    f"`{named}`, which the sender writes, decides whether this is allowed.",
                    functions=[function],
                    trace=led(call, through),
                    confidence=Confidence.HIGH if trigger is not None else Confidence.MEDIUM,
                )


def _claimed(guard: Guard) -> tuple[Any, ...]:
    """The field of the event that gives rights here; empty where the condition is none about rights."""
    from leastwise.code.values import Event

    test = guard.test
    for value, other in ((test.left, test.right), (test.right, test.left)):
        only = [one for one in value.alternatives if isinstance(one, Event)] if value is not None else []
        name = str(only[0].path[-1]) if only and only[0].path else ""
        if not name:
            continue
        texts = other.texts if other is not None else []
        if _FLAG.fullmatch(name) and (test.operator == "truth" or other is None or other.literal is True or texts):
            return tuple(only[0].path) if guard.holds is not test.negated else ()
        if _ROLE.fullmatch(name) and any(_MIGHTY.fullmatch(text) for text in texts):
            return tuple(only[0].path) if guard.holds is not test.negated else ()
    return ()


def _test(call: Call, through: Sequence[Lowered], name: str) -> Span:
    """The condition as it is written; the call where it is not found."""
    from leastwise.read.script import nodes

    wanted = _plain(name)
    for function in reversed(through):
        ahead: list[Any] = list(function.body)
        while ahead:
            node = ahead.pop(0)
            for test in [test for test, _ in node.cases] if isinstance(node, nodes.If) else []:
                source, _, _, start, end = test.span
                if wanted in _plain(source.text[start:end]):
                    return test.span  # type: ignore[no-any-return]
            for body in nodes.bodies(node):
                ahead += body
    return call.span


def _plain(text: str) -> str:
    return text.lower().replace("_", "").replace("-", "")
