"""Who may call a route of a REST API: authorizers of all kinds.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#http-endpoints-with-custom-authorizers
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Reference, Symbol, display
from leastwise.read.expand.values import carry, given, made, on
from leastwise.read.serverless.events.event import GATEWAY, add, deciding, in_stack, invoked, names, own, permit, turned
from leastwise.read.serverless.events.names import tail
from leastwise.read.serverless.events.rest import RestApi, source_arn
from leastwise.read.serverless.naming import normalized

_COGNITO = "COGNITO_USER_POOLS"


def authorize(api: RestApi, method: Map, wanted: Any, span: Span) -> None:
    """Put into a method who may call it, and add the authorizer.

    Args:
        api: the API.
        method: the method's properties.
        wanted: `authorizer` of the event: a name, an ARN, or a mapping.
        span: where it stands.
    """
    build = api.build
    source = wanted if isinstance(wanted, Map) else Map(span)
    kind = source.get("type")
    kind = kind.upper() if isinstance(kind, str) else kind
    if kind == "AWS_IAM" or (isinstance(wanted, str) and wanted.upper() == "AWS_IAM"):
        method.put("AuthorizationType", "AWS_IAM", span)
        return
    identity = source.get("authorizerId")
    if given(identity):
        place = source.span("type")
        method.put("AuthorizationType", "CUSTOM" if kind in ("TOKEN", "REQUEST") else kind, place)
        method.put("AuthorizerId", identity, source.span("authorizerId"))
    else:
        value = source.get("arn", source.get("name")) if isinstance(wanted, Map) else wanted
        if not isinstance(value, (str, Symbol)) or not given(value):
            build.context.note(span, "the authorizer has neither name nor ARN")
            method.put("AuthorizationType", "CUSTOM", span)
            return
        cognito = kind == _COGNITO or _is_pool(api, value)
        name = _add_authorizer(api, source, value, kind, span, cognito=cognito)
        method.put("AuthorizationType", _COGNITO if cognito else "CUSTOM", span)
        method.put("AuthorizerId", build.context.ref(name), span)
        kind = _COGNITO if cognito else kind
    if kind == _COGNITO and given(source.get("scopes")):
        method.put("AuthorizationScopes", source["scopes"], source.span("scopes"))


def _is_pool(api: RestApi, value: Any) -> bool:
    if isinstance(value, (str, Concat)):
        return ":cognito-idp:" in display(value)
    pool = api.build.source.get(in_stack(api.build, value))
    return pool is not None and pool.type == "AWS::Cognito::UserPool"


def _add_authorizer(api: RestApi, source: Map, value: Any, kind: Any, span: Span, *, cognito: bool) -> str:
    """Add an authorizer, once, with the permission to ask its function; give its logical id."""
    build = api.build
    target, function = deciding(build, value, span)
    label = source.get("name")
    if not isinstance(label, str) or not label:
        label = target.key if target is not None else tail(value).rpartition("-")[2]
    name = normalized(label) + "ApiGatewayAuthorizer"
    if name in build.result and name not in build.source:
        return name
    authorizer = own(Map(span), Name=label, RestApiId=api.id)
    carry(source, authorizer, names("restAuthorizer"))
    if isinstance(source, Map) and source and "AuthorizerResultTtlInSeconds" not in authorizer:
        authorizer["AuthorizerResultTtlInSeconds"] = 300
    if "IdentitySource" not in authorizer and not (
        kind == "REQUEST" and authorizer.get("AuthorizerResultTtlInSeconds") == 0
    ):
        authorizer["IdentitySource"] = "method.request.header.Authorization"
    if cognito:
        authorizer["Type"] = _COGNITO
        authorizer.put("ProviderARNs", made(span, [value]), span)
    else:
        authorizer.put("Type", kind, source.span("type")) if given(kind) else own(authorizer, Type="TOKEN")
        authorizer.put("AuthorizerUri", invoked(function), span)
    add(build, name, "AWS::ApiGateway::Authorizer", authorizer, span, called=turned("restAuthorizer"))
    if not cognito and not on(source.get("managedExternally")) and isinstance(function, (str, Reference, Symbol)):
        permission = normalized(label) + "LambdaPermissionApiGateway"
        permit(build, permission, function, GATEWAY, span, SourceArn=source_arn(api))
    return name
