"""Authorizers: what decides whether a caller may use a route."""

from __future__ import annotations

from typing import Any

from leastwise.model.graph import AuthKind, Authorizer
from leastwise.model.value import Map, Symbol
from leastwise.read.graph.context import Context, field
from leastwise.read.graph.openapi import Definition

_KINDS = {
    "TOKEN": AuthKind.LAMBDA,
    "REQUEST": AuthKind.LAMBDA,
    "COGNITO_USER_POOLS": AuthKind.COGNITO,
    "JWT": AuthKind.JWT,
}
"""Type of an authorizer, REST or HTTP.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html
"""


def authorizers(context: Context, definitions: tuple[Definition, ...]) -> dict[str, Authorizer]:
    """Every authorizer: one that is a resource by its key, one of an API definition by API and scheme."""
    found: dict[str, Authorizer] = {}
    for resource in context.of("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"):
        kind = resource.properties.get("Type", resource.properties.get("AuthorizerType"))
        place = resource["AuthorizerUri"]
        found[resource.key] = Authorizer(
            id=resource.id,
            kind=_KINDS.get(kind, AuthKind.UNKNOWN) if isinstance(kind, str) else AuthKind.UNKNOWN,
            property=resource[()],
            function=context.function(place.value, place),
        )
    for definition in definitions:
        found.update(_defined(context, definition))
    for resource in context.of("AWS::IoT::Authorizer"):
        place = resource["AuthorizerFunctionArn"]
        function = context.function(place.value, place)
        found[resource.key] = Authorizer(resource.id, AuthKind.LAMBDA, resource[()], function)
    for resource in context.of("AWS::AppSync::GraphQLApi", "AWS::AppSync::Api"):
        for path in (
            "LambdaAuthorizerConfig",
            "AdditionalAuthenticationProviders",
            "EventConfig.AuthProviders",
        ):
            for place in resource[path].each():
                config = place if path.startswith("Lambda") else place["LambdaAuthorizerConfig"]
                uri = field(config.value, "AuthorizerUri")
                if uri is not None and resource.key not in found:
                    function = context.function(uri, config["AuthorizerUri"])
                    found[resource.key] = Authorizer(resource.id, AuthKind.LAMBDA, config, function)
    return found


def _defined(context: Context, definition: Definition) -> dict[str, Authorizer]:
    """The authorizers of an API definition."""
    found: dict[str, Authorizer] = {}
    for name, scheme in definition.schemes.items():
        kind = scheme_kind(name, scheme)
        if kind in (AuthKind.NONE, AuthKind.IAM, AuthKind.API_KEY):
            continue
        place = definition.body[(*definition.schemes_path, name)]
        uri = field(field(scheme, "x-amazon-apigateway-authorizer"), "authorizerUri")
        found[f"{definition.api.key}#{name}"] = Authorizer(
            id=f"{definition.api.id}#{name}",
            kind=kind,
            property=place,
            function=definition.function(context, uri, place["x-amazon-apigateway-authorizer"]["authorizerUri"]),
        )
    return found


def scheme_kind(name: str, scheme: Any) -> AuthKind:
    """How a security scheme of an API definition makes the caller known.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
    """
    if not isinstance(scheme, Map):
        return AuthKind.UNKNOWN
    authorizer = scheme.get("x-amazon-apigateway-authorizer")
    if authorizer is not None:
        kind = field(authorizer, "type")
        return _KINDS.get(kind.upper(), AuthKind.UNKNOWN) if isinstance(kind, str) else AuthKind.UNKNOWN
    kind = scheme.get("x-amazon-apigateway-authtype")
    if isinstance(kind, Symbol):
        return AuthKind.UNKNOWN
    if isinstance(kind, str):
        known = {"awssigv4": AuthKind.IAM, "cognito_user_pools": AuthKind.COGNITO, "custom": AuthKind.LAMBDA}
        return known.get(kind.lower(), AuthKind.UNKNOWN)
    header = scheme.get("name")
    if name == "api_key" or (isinstance(header, str) and header.lower() == "x-api-key"):
        return AuthKind.API_KEY
    return AuthKind.UNKNOWN
