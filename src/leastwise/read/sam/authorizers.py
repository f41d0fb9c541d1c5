"""Authorizers of REST and HTTP APIs as security schemes.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, concat, display, is_true
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import ACCOUNT, REGION
from leastwise.read.expand.values import given, maps

AUTHORIZER = "x-amazon-apigateway-authorizer"
AUTHTYPE = "x-amazon-apigateway-authtype"

IAM_SCHEME = {"type": "apiKey", "name": "Authorization", "in": "header", AUTHTYPE: "awsSigv4"}
KEY_SCHEME = {"type": "apiKey", "name": "x-api-key", "in": "header"}

_REST_IDENTITY = (
    ("Headers", "method.request.header."),
    ("QueryStrings", "method.request.querystring."),
    ("StageVariables", "stageVariables."),
    ("Context", "context."),
)
_HTTP_IDENTITY = (
    ("Headers", "$request.header."),
    ("QueryStrings", "$request.querystring."),
    ("StageVariables", "$stageVariables."),
    ("Context", "$context."),
)


def rest_scheme(authorizer: Map) -> dict[str, Any]:
    """The scheme of an authorizer of a REST API: Cognito, or a function given a token or the request."""
    identity = authorizer.get("Identity")
    identity = identity if isinstance(identity, Map) else Map(authorizer.home)
    pools, payload = authorizer.get("UserPoolArn"), authorizer.get("FunctionPayloadType")
    header = identity.get("Header")
    scheme: dict[str, Any] = {"type": "apiKey", "name": header if given(header) else "Authorization", "in": "header"}
    if given(pools):
        scheme[AUTHTYPE] = "cognito_user_pools"
        details: dict[str, Any] = {
            "type": "cognito_user_pools",
            "providerARNs": pools if isinstance(pools, Seq) else [pools],
        }
    else:
        scheme[AUTHTYPE] = "custom"
        details = {
            "type": "request" if payload == "REQUEST" else "token",
            "authorizerUri": _invocation("arn:aws:apigateway:", authorizer.get("FunctionArn")),
            "authorizerResultTtlInSeconds": identity.get("ReauthorizeEvery"),
            "authorizerCredentials": _invoke_role(authorizer),
        }
        if payload == "REQUEST":
            scheme["name"] = "Unused"
            sources = _identity_sources(identity, _REST_IDENTITY)
            details["identitySource"] = ", ".join(sources) if sources else None
    if given(pools) or payload != "REQUEST":
        details["identityValidationExpression"] = identity.get("ValidationExpression")
    scheme[AUTHORIZER] = details
    return scheme


def http_scheme(authorizer: Map) -> dict[str, Any]:
    """The scheme of an authorizer of an HTTP API: JWT, or a function."""
    jwt = authorizer.get("JwtConfiguration")
    if given(jwt):
        configuration = {key.lower(): value for key, value in jwt.items()} if isinstance(jwt, Map) else jwt
        details = {
            "jwtConfiguration": configuration,
            "identitySource": authorizer.get("IdentitySource"),
            "type": "jwt",
        }
        return {"type": "oauth2", AUTHORIZER: details}
    identity = authorizer.get("Identity")
    details = {
        "type": "request",
        "authorizerUri": _invocation("arn:aws:apigateway:", authorizer.get("FunctionArn")),
        "authorizerCredentials": _invoke_role(authorizer),
        "authorizerPayloadFormatVersion": authorizer.get("AuthorizerPayloadFormatVersion"),
    }
    if isinstance(identity, Map) and identity:
        details["authorizerResultTtlInSeconds"] = identity.get("ReauthorizeEvery")
        details["identitySource"] = _identity_sources(identity, _HTTP_IDENTITY)
    if given(authorizer.get("EnableSimpleResponses")):
        details["enableSimpleResponses"] = authorizer["EnableSimpleResponses"]
    return {"type": "apiKey", "name": "Unused", "in": "header", AUTHORIZER: details}


def _invocation(prefix: str, function: Any) -> Any:
    return concat((prefix, REGION, ":lambda:path/2015-03-31/functions/", function, "/invocations"))


def _invoke_role(authorizer: Map) -> Any:
    role = authorizer.get("FunctionInvokeRole")
    if not given(role):
        return None
    return None if isinstance(role, str) and role == "NONE" else role


def _identity_sources(identity: Map, kinds: tuple[tuple[str, str], ...]) -> list[str]:
    found = []
    for key, prefix in kinds:
        names = identity.get(key)
        found += [prefix + name for name in names if isinstance(name, str)] if isinstance(names, Seq) else []
    return found


def scheme_name(value: Any) -> str | None:
    """The name of the authorizer that is asked for. One that is not known gets a name that no scheme has."""
    if isinstance(value, Symbol):
        return display(value)
    return value if isinstance(value, str) and value else None


def scopes_of(authorizers: Any, name: str) -> Any:
    """The scopes that an authorizer asks for everywhere; `None` where it asks for none."""
    found = authorizers.get(name) if isinstance(authorizers, Map) else None
    return found.get("AuthorizationScopes") if isinstance(found, Map) else None


def add_authorizer_permissions(build: Build, api: str, auth: Any, partition: Any, *, by_default: bool) -> None:
    """Let API Gateway invoke the functions that are authorizers: REST by default, HTTP where wanted."""
    for name, authorizer, span in maps(auth.get("Authorizers") if isinstance(auth, Map) else None):
        function = authorizer.get("FunctionArn")
        if by_default:
            wanted = not is_true(authorizer.get("DisableFunctionDefaultPermissions"))
        else:
            wanted = is_true(authorizer.get("EnableFunctionDefaultPermissions"))
        if given(function) and wanted:
            permit_authorizer(build, api, f"{api}{name}AuthorizerPermission", function, partition, span)


def permit_authorizer(build: Build, api: str, name: str, function: Any, partition: Any, span: Span) -> None:
    """Let the authorizers of an API invoke a function."""
    arn = ("arn:", partition, ":execute-api:", REGION, ":", ACCOUNT, ":", build.context.ref(api), "/authorizers/*")
    build.add(
        name,
        "AWS::Lambda::Permission",
        {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": concat(arn),
        },
        span,
    )
