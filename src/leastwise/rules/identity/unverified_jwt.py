"""Claims are read from a token whose signature nobody checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import AuthKind, Function
from leastwise.rules.identity._proofs import after_failure, compares_codes
from leastwise.rules.injection._examples import javascript, python
from leastwise.rules.injection._flows import InjectionRule

if TYPE_CHECKING:
    from leastwise.code.taint.flows import Flow

_CHECKED = frozenset((AuthKind.COGNITO, AuthKind.JWT, AuthKind.LAMBDA, AuthKind.UNKNOWN))
"""How routes know their callers that look at the token before the function does, or may do so."""

_ASKED = ("cognito-idp:GetUser",)
"""Operations that fail for a token that is not genuine."""

_BAD_PYTHON = """
import jwt


def handler(event, context):
    token = event["headers"]["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})  # leastwise: expect unverified-jwt
    return {"statusCode": 200, "body": "hello " + claims["sub"]}
"""
_BAD_JAVASCRIPT = """
export const handler = async (event) => {
  const [, payload] = event.headers.authorization.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64").toString()); // leastwise: expect unverified-jwt
  return { statusCode: 200, body: `hello ${claims.sub}` };
};
"""
_GOOD_PYTHON = """
import os

import jwt

keys = jwt.PyJWKClient(os.environ["KEYS"])


def handler(event, context):
    token = event["headers"]["authorization"].removeprefix("Bearer ")
    key = keys.get_signing_key_from_jwt(token).key
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=os.environ["CLIENT"])
    return {"statusCode": 200, "body": "hello " + claims["sub"]}
"""
_GOOD_JAVASCRIPT = """
import { CognitoJwtVerifier } from "aws-jwt-verify";

const verifier = CognitoJwtVerifier.create({
  userPoolId: process.env.POOL, tokenUse: "access", clientId: process.env.CLIENT,
});

export const handler = async (event) => {
  const claims = await verifier.verify(event.headers.authorization.replace("Bearer ", ""));
  return { statusCode: 200, body: `hello ${claims.sub}` };
};
"""


class UnverifiedJwt(InjectionRule):
    id = "unverified-jwt"
    title = "A token is believed without its signature"
    danger = "anybody can write a token with whatever name and rights they like"
    why = """
A JSON Web Token is text that everybody can write. Only its signature tells that the identity provider did. What is
read from a token whose signature was not checked, or that says itself that it has none (`alg: none`), is whatever the
caller typed: another user's name, a group of administrators.
"""
    remediation = """
Let an authorizer of the API check the token, and read its claims from the request context; or check it here.

- Python: `jwt.decode(token, key, algorithms=["RS256"], audience=…)` of PyJWT with a key of `PyJWKClient`; claims that
  an authorizer checked are in `event["requestContext"]["authorizer"]`.
- JavaScript: `CognitoJwtVerifier.create({…}).verify(token)` of `aws-jwt-verify`, or `jwtVerify` of `jose`; claims that
  an authorizer checked are in `event.requestContext.authorizer`.
"""
    severity = Severity.CRITICAL
    cwe = ("CWE-347", "CWE-345")
    references = {
        "owasp-serverless": ("A2:2017",),
        "owasp-top10": ("A07:2025",),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("IA-2", "SC-23"),
    }
    bad = (python(_BAD_PYTHON), javascript(_BAD_JAVASCRIPT))
    good = (python(_GOOD_PYTHON), javascript(_GOOD_JAVASCRIPT))

    def check(self, app: Application) -> Iterator[Finding]:
        told: set[object] = set()
        for finding in super().check(app):  # tries to fill up the same token are one fault
            if (finding.functions, finding.message) not in told:
                told.add((finding.functions, finding.message))
                yield finding

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        if _checked_before(flow) or _checked_beside(app, function, flow):
            return False
        return not _met_later(app, function, flow)


def _checked_before(flow: Flow) -> bool:
    """Whether the API has checked the header already."""
    route = None if flow.trigger is None else flow.trigger.route
    return route is not None and route.auth in _CHECKED and flow.path[:1] in (("headers",), ("multiValueHeaders",))


def _met_later(app: Application, function: Function, flow: Flow) -> bool:
    """Whether it is one of several tries to decode a token: the fault is where its claims are read."""
    from leastwise.code.taint.flows import flows

    return flow.hit.row.form == "section" and any(
        one.rule == flow.rule and one.hit.row.form == "tries" and one.path == flow.path for one in flows(app, function)
    )


def _checked_beside(app: Application, function: Function, flow: Flow) -> bool:
    """Whether the function checks a token too: reading which key signed it comes before that."""
    from leastwise.code.taint.found import seen

    known = seen(app, function)
    if known is not None and after_failure(known, flow.hit.call, flow.through):
        return False
    if known is not None and compares_codes(known):
        return True
    return known is not None and any(
        id(call) in known.taint.proved or any(one in _ASKED for one in known.taint.operations(call))
        for call, _ in known.calls
    )
