"""An authorizer lets everybody in, whatever token he shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.rules.coding._faults import FaultRule
from leastwise.rules.identity._proofs import believed, decoders, passed_over
from leastwise.rules.rule import Example

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.taint.observer import Hit
    from leastwise.code.values import Origin, Test, Value

_TEMPLATE = """
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  Auth: {DefaultAuthorizer: Door, Authorizers: {Door: {FunctionArn: !GetAtt Door.Arn}}}
              Door:
                Type: AWS::Serverless::Function
                Properties: {Runtime: RUNTIME, Handler: app.handler, CodeUri: src/}
"""
_BAD_PYTHON = """
def handler(event, context):
    token = event["authorizationToken"]
    print("asked by", token[-4:])
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "user", "policyDocument": policy}  # leastwise: expect authorizer-accepts-all
"""
_BAD_JAVASCRIPT = """
const policy = (principalId, Effect, Resource) => {
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource }];
  const policyDocument = { Version: "2012-10-17", Statement };
  return { principalId, policyDocument }; // leastwise: expect authorizer-accepts-all
};

export const handler = async (event) => {
  if (!event.authorizationToken) {
    return policy("nobody", "Deny", event.methodArn);
  }
  return policy("user", "Allow", event.methodArn);
};
"""
_GOOD_PYTHON = """
import hmac
import os


def handler(event, context):
    same = hmac.compare_digest(event["authorizationToken"], os.environ["TOKEN"])
    effect = "Allow" if same else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
"""
_GOOD_JAVASCRIPT = """
import { CognitoJwtVerifier } from "aws-jwt-verify";

const verifier = CognitoJwtVerifier.create({
  userPoolId: process.env.POOL, tokenUse: "access", clientId: process.env.CLIENT,
});

export const handler = async (event) => {
  const claims = await verifier.verify(event.authorizationToken);
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }];
  return { principalId: claims.sub, policyDocument: { Version: "2012-10-17", Statement } };
};
"""

_IDLE = frozenset(
    "(return) (assign) (keep) (callback) split replace replaceAll strip trim lower upper toLowerCase toUpperCase "
    "startswith startsWith get keys slice substring removeprefix debug info log warn warning error print dumps loads "
    "stringify parse append join partition rsplit lstrip format str String b64decode urlsafe_b64decode "
    "standard_b64decode decode decodeJwt jwtDecode jwt-decode get_unverified_claims get_unverified_header from "
    "toString atob match Boolean bool len str repr trimStart trimEnd slice substr concat".split()
)
"""What is done with a token without finding out whether it is genuine; of `decode` only what checks no signature."""


class AuthorizerAcceptsAll(FaultRule):
    id = "authorizer-accepts-all"
    title = "An authorizer accepts every token"
    danger = "nothing but the sender's own words decides"
    why = """
API Gateway asks the authorizer who the caller is and believes the answer. This one answers `Allow` without a condition
that depends on the token and without giving it to anything that could check it, or lets the caller in although the
check failed, or asks only what stands in a token that it decoded. The routes behind it look protected in
the console, in the template and to every scanner, and are open.
"""
    remediation = """
Check the token's signature, issuer, audience and expiry, and answer `Deny`, or `Unauthorized`, to all others. A JWT or
Cognito authorizer of API Gateway does that without a function.

- Python: `jwt.decode(token, key, algorithms=["RS256"], audience=…)` of PyJWT before the policy is made;
  `hmac.compare_digest` for a shared secret.
- JavaScript: `await CognitoJwtVerifier.create({…}).verify(token)` of `aws-jwt-verify` before the policy is made;
  `timingSafeEqual` for a shared secret.
"""
    severity = Severity.CRITICAL
    cwe = ("CWE-287", "CWE-863")
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "owasp-top10": ("A07:2025",),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("AC-3", "IA-2"),
    }
    bad = (
        Example.sam(_TEMPLATE.replace("RUNTIME", "python3.13"), files={"src/app.py": _BAD_PYTHON}),
        Example.sam(_TEMPLATE.replace("RUNTIME", "nodejs22.x"), files={"src/app.mjs": _BAD_JAVASCRIPT}),
    )
    good = (
        Example.sam(_TEMPLATE.replace("RUNTIME", "python3.13"), files={"src/app.py": _GOOD_PYTHON}),
        Example.sam(_TEMPLATE.replace("RUNTIME", "nodejs22.x"), files={"src/app.mjs": _GOOD_JAVASCRIPT}),
    )

    def said(self, hit: Hit) -> str:
        return f"Whatever the token is, the answer is to let the caller in: {self.danger}."

    def applies(self, app: Application, function: Function, hit: Hit) -> bool:
        from leastwise.code.taint.found import seen

        if not any(one.kind is TriggerKind.AUTHORIZER for one in app.triggers_of(function)):
            return False
        known = seen(app, function)
        if known is None:
            return False
        by = decoders(known)
        return not _depends(hit.call, by) and not _gives_away(known, by)


_OF_THE_API = (("type",), ("version",), ("methodArn",), ("routeArn",), ("routeKey",))
_FORWARDED = ("x-forwarded-proto", "x-forwarded-port")
_LOOKUPS = frozenset("find findIndex some every filter includes has".split())
"""What asks a list about something: with a function that compares it with what the request brings."""


def _depends(call: Call, by: frozenset[str] = frozenset()) -> bool:
    """Whether the answer is given under a condition that has to do with what the caller sent, or with a library."""
    return any(_asks(guard.test, by) for guard in call.guards)


def _asks(test: Test, by: frozenset[str]) -> bool:
    if believed(test.left, by):
        return False
    if test.operator == "any":
        return all(one.__class__.__name__ == "Test" and _asks(one, by) for one in test.left.alternatives)
    if test.operator == "truth":
        return _is_answer(test.left) or _is_looked_up(test.left) or _is_set_on_the_way(test.left)
    sides = (value for value in (test.left, test.right) if value is not None and not believed(value, by))
    return any(any(map(_is_senders, value.origins)) for value in sides)


def _is_set_on_the_way(value: Value) -> bool:
    """Whether it is true or false, by what went before."""
    return len(set(value.literals or ())) > 1


def _is_looked_up(value: Value) -> bool:
    """Whether it is one of several texts or objects of the program, or none: `USERS.get(token)`."""
    found = list(value.alternatives)
    told = [one for one in found if one.__class__.__name__ == "Object" or isinstance(getattr(one, "value", None), str)]
    return len(found) > len(told) > 0 and not value.origins


def _is_senders(origin: Origin) -> bool:
    """Whether a field is the sender's, and not one that API Gateway writes into every request."""
    path, _ = origin
    return path not in _OF_THE_API and not (path and str(path[-1]).lower() in _FORWARDED)


def _is_answer(value: Value) -> bool:
    """Whether it is what a function of somebody else found out."""
    return any(one.__class__.__name__ not in ("Event", "Object", "Constant") for one in value)


def _gives_away(known: Seen, by: frozenset[str]) -> bool:
    """Whether anything else than a log gets, or may get, something of the request, or that decides about a refusal."""
    goes_on = passed_over(known)
    for call, _ in known.calls:
        if goes_on and id(call) in known.taint.proved:
            continue
        if any(hit.rule == "unverified-jwt" for hit in known.taint.hits.get(id(call), (None, ()))[1]):
            continue  # it reads a token, whoever wrote it
        if id(call) in known.taint.proved:
            return True
        name = call.path.rpartition(".")[2].removesuffix("()")
        if name in _LOOKUPS and any(map(_is_function, call.arguments)):
            return True
        if name.endswith(("Error", "Exception")) and _depends(call, by):
            return True
        if name not in _IDLE and call.function and any(map(_of_request, call.arguments)):
            return True
        if name not in _IDLE and any(map(_of_request, (*call.keywords.values(), *filter(None, (call.receiver,))))):
            return True
    return False


def _is_function(value: Value) -> bool:
    return any(one.__class__.__name__ == "Closure" for one in value)


def _of_request(value: Value) -> bool:
    """Whether it is made of the request, or is an object, in which that may be."""
    return bool(value.origins) or any(one.__class__.__name__ == "Object" for one in value)
