"""Whose data a function gets is what the request says, though the API knows who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.rules.coding._faults import CodingRule
from leastwise.rules.dangers import shown
from leastwise.rules.identity._callers import OWNER, PROVED, asks_who, shaped
from leastwise.rules.identity._owned import keyed_by_caller, owned
from leastwise.rules.rule import Example

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.taint.found import Seen

_TEMPLATE = """
            Resources:
              Api:
                Type: AWS::Serverless::HttpApi
                Properties:
                  Auth:
                    DefaultAuthorizer: Pool
                    Authorizers:
                      Pool:
                        IdentitySource: $request.header.Authorization
                        JwtConfiguration: {issuer: https://id.example.com, audience: [shop]}
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: RUNTIME
                  Handler: app.handler
                  CodeUri: src/
                  Events:
                    Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: get, Path: "/orders/{userId}"}}
"""
_BAD_PYTHON = """
import os

import boto3
from boto3.dynamodb.conditions import Key

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    user = event["pathParameters"]["userId"]
    found = orders.query(KeyConditionExpression=Key("userId").eq(user))  # leastwise: expect broken-object-access
    return {"statusCode": 200, "body": str(found["Count"])}
"""
_BAD_JAVASCRIPT = """
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const Key = { userId: event.pathParameters.userId };
  const get = new GetCommand({ TableName: process.env.ORDERS, Key });
  const { Item } = await database.send(get); // leastwise: expect broken-object-access
  return { statusCode: 200, body: JSON.stringify(Item) };
};
"""
_GOOD_PYTHON = """
import os

import boto3
from boto3.dynamodb.conditions import Key

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    user = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    found = orders.query(KeyConditionExpression=Key("userId").eq(user))
    return {"statusCode": 200, "body": str(found["Count"])}
"""
_GOOD_JAVASCRIPT = """
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  const { userId } = event.pathParameters;
  if (userId !== event.requestContext.authorizer.jwt.claims.sub) {
    return { statusCode: 403 };
  }
  const { Item } = await database.send(new GetCommand({ TableName: process.env.ORDERS, Key: { userId } }));
  return { statusCode: 200, body: JSON.stringify(Item) };
};
"""
_REQUESTS = frozenset((TriggerKind.REST_API, TriggerKind.HTTP_API, TriggerKind.WEBSOCKET, TriggerKind.APPSYNC))


class BrokenObjectAccess(CodingRule):
    id = "broken-object-access"
    title = "The request says whose data it gets"
    why = """
The API has found out who is asking, and the function asks the request instead. Every signed-in user who writes another
user's identifier into the address or the body gets, changes or deletes what is that user's. Identifiers are no secret:
they stand in addresses, logs and answers, and many can be counted up. The same holds of an order by its number, where
the table keeps whose it is and nobody looks at that.
"""
    remediation = """
Take the owner from what the authorizer found out, or compare what the request says with it.

- Python: `event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]` of an HTTP API, `["authorizer"]["claims"]` of
  a REST API, `event["identity"]["sub"]` of AppSync.
- JavaScript: `event.requestContext.authorizer.jwt.claims.sub` of an HTTP API, `authorizer.claims` of a REST API,
  `event.identity.sub` of AppSync.
"""
    severity = Severity.HIGH
    cwe = ("CWE-639", "CWE-863")
    references = {
        "owasp-serverless": ("A5:2017",),
        "owasp-top10": ("A01:2025",),
        "csa-serverless": ("SAS-02",),
        "pci-dss": ("6.2.4",),
        "nist-800-53": ("AC-3", "AC-4"),
    }
    bad = (
        Example.sam(_TEMPLATE.replace("RUNTIME", "python3.13"), files={"src/app.py": _BAD_PYTHON}),
        Example.sam(_TEMPLATE.replace("RUNTIME", "nodejs22.x"), files={"src/app.mjs": _BAD_JAVASCRIPT}),
    )
    good = (
        Example.sam(_TEMPLATE.replace("RUNTIME", "python3.13"), files={"src/app.py": _GOOD_PYTHON}),
        Example.sam(_TEMPLATE.replace("RUNTIME", "nodejs22.x"), files={"src/app.mjs": _GOOD_JAVASCRIPT}),
    )

    def judged(self, app: Application, function: Function, known: Seen) -> Iterator[Finding]:
        told: set[object] = set()
        for call, through in known.calls:
            for hit in known.taint.hits.get(id(call), (None, ()))[1]:
                place = call.span[0].path, call.span[1:]
                if hit.rule != self.id or place in told:
                    continue
                path = _owner(app, function, hit.paths)
                if path and not asks_who(known, call):
                    told.add(place)
                    message = f"{shown(call)} is about whoever `{_named(path)}` names, and not about who asks."
                    yield self.at(function, call, through, message)
                    continue
                path = _asked_for(app, function, hit.paths)
                if path and keyed_by_caller(known, hit) and not asks_who(known, call):
                    told.add(place)
                    message = (
                        f"{shown(call)} is about whoever `{_named(path)}` names: callers have their own there, too."
                    )
                    yield self.at(function, call, through, message, confidence=Confidence.MEDIUM)
                    continue
                names = owned(app, function, known, hit, through) if path else ()
                if names:
                    told.add(place)
                    about = f"{shown(call)} is about whatever `{_named(path)}` names, whoever asks"
                    message = f"{about}: its `{names[0]}`, which says whose it is, is not compared."
                    yield self.at(function, call, through, message, confidence=Confidence.MEDIUM)


def _named(path: tuple[Any, ...]) -> str:
    return ".".join(("event", *map(str, path))).replace(".[]", "[]")


def _owner(app: Application, function: Function, paths: frozenset[tuple[Any, ...]]) -> tuple[Any, ...]:
    """A field that names an owner, of a request whose sender the API knows."""
    named = (path for path in sorted(paths) if path and OWNER.fullmatch(str(path[-1]).lower().removeprefix("x-")))
    return next((path for path in named if _of_known_caller(app, function, path)), ())


def _asked_for(app: Application, function: Function, paths: frozenset[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The field that names what is asked for, where nothing that the API found out about the caller does so too."""
    from leastwise.code.taint.trust import is_caller

    if any(map(is_caller, paths)):
        return ()
    return next((path for path in sorted(paths) if path and _of_known_caller(app, function, path)), ())


def _of_known_caller(app: Application, function: Function, path: tuple[Any, ...]) -> bool:
    """Whether it is a field of a request whose sender the API knows."""
    if str(path[-1]).lower() == "authorization":
        return False  # the token says who asks, and the API has checked it
    is_shaped, trigger = shaped(app, function, path)
    known = trigger is not None and trigger.kind in _REQUESTS and trigger.route is not None
    return is_shaped and known and trigger.route.auth in PROVED  # type: ignore[union-attr]
