"""A role that the request itself claims decides what it may do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.resource import CodePlace
from leastwise.rules.coding._faults import CodingRule, led
from leastwise.rules.identity._callers import OWNER, asks_who, shaped
from leastwise.rules.identity._claims import claimed, condition, looked_up, teller
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
nothing: a request can be written by hand, and `isAdmin: true` is the first thing that is tried. A token that is
compared with a word like `staff`, and a row that is looked up by an identifier in the body, say no more.
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
        from leastwise.code.taint.flows import ACTS

        told: set[Any] = set()
        for call, through in known.calls:
            dangers = {hit.rule for hit in known.taint.hits.get(id(call), (None, ()))[1]} & ACTS
            if not known.taint.operations(call) and not dangers:
                continue
            for guard in call.guards:
                path, texts = claimed(guard, through)
                if path not in told and self._is_sent(app, function, path):
                    told.add(path)
                    message = f"`{_named(path)}`, which the sender writes, decides whether this is allowed."
                    span = condition(call, through, str(path[-1]), texts)
                    yield self._told(app, function, path, message, (call, through, span))
                yield from self._looked_up(app, function, known, (call, through, guard), told)

    def _looked_up(
        self,
        app: Application,
        function: Function,
        known: Seen,
        where: tuple[Call, Sequence[Lowered], Guard],
        told: set[Any],
    ) -> Iterator[Finding]:
        """Rights of whoever the request says that it comes from."""
        for asked, path, right in looked_up(known, *where):
            named = OWNER.fullmatch(str(path[-1]).removeprefix("x-"))
            if asked.span in told or not named or not self._is_sent(app, function, path):
                continue
            told.add(asked.span)
            if asks_who(known) or any(id(one) in known.taint.proved for one, _ in known.calls):
                continue
            through = next((through for one, through in known.calls if one is asked), ())
            message = f"`{right}` is looked up for whoever `{_named(path)}` names, which the sender writes."
            yield self._told(app, function, path, message, (asked, through, teller(asked, through, right)))

    def _is_sent(self, app: Application, function: Function, path: tuple[Any, ...]) -> bool:
        """Whether it is a field in which somebody claims something who asks for something."""
        from leastwise.code.taint.trust import is_caller

        is_shaped, trigger = shaped(app, function, path) if path and not is_caller(path) else (False, None)
        return is_shaped and (trigger is None or trigger.kind not in _NO_CLAIM)

    def _told(
        self,
        app: Application,
        function: Function,
        path: tuple[Any, ...],
        message: str,
        where: tuple[Call, Sequence[Lowered], Span],
    ) -> Finding:
        call, through, span = where
        _, trigger = shaped(app, function, path)
        return self.finding(
            CodePlace(function.resource, call.function, span),
            message,
            functions=[function],
            trace=led(call, through),
            confidence=Confidence.HIGH if trigger is not None else Confidence.MEDIUM,
        )


def _named(path: tuple[Any, ...]) -> str:
    return ".".join(("event", *map(str, path))).replace(".[]", "[]")
