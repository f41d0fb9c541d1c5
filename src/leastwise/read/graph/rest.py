"""Routes of REST APIs, from methods and from definitions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.graph import AuthKind, Authorizer, Function, Route, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import is_true
from leastwise.read.graph.access import Access, Gate
from leastwise.read.graph.context import Context, field
from leastwise.read.graph.integrations import chosen_by_stage, service_action, service_target

AUTHORIZATION = {
    "NONE": AuthKind.NONE,
    "AWS_IAM": AuthKind.IAM,
    "CUSTOM": AuthKind.LAMBDA,
    "COGNITO_USER_POOLS": AuthKind.COGNITO,
    "JWT": AuthKind.JWT,
}
"""Authorization type of a method or route."""

_OUTSIDE = Access(private=None)


def authorization(value: Any) -> AuthKind:
    """The meaning of an authorization type, `NONE` where there is none."""
    if value is None:
        return AuthKind.NONE
    return AUTHORIZATION.get(value.upper(), AuthKind.UNKNOWN) if isinstance(value, str) else AuthKind.UNKNOWN


def rest_methods(context: Context, gate: Gate, authorizers: Mapping[str, Authorizer]) -> Iterator[Route]:
    """The routes that are resources of their own."""
    for method in context.of("AWS::ApiGateway::Method"):
        properties = method.properties
        api = context.lookup.resource(properties.get("RestApiId"), "AWS::ApiGateway::RestApi")
        verb = properties.get("HttpMethod")
        verb = verb.upper() if isinstance(verb, str) else "ANY"
        path = _path(context, properties.get("ResourceId"))
        access = _OUTSIDE if api is None else gate.access(api)
        key = is_true(properties.get("ApiKeyRequired"))
        auth = authorization(properties.get("AuthorizationType"))
        if auth is AuthKind.NONE and key:
            auth = AuthKind.API_KEY
        auth = access.auth(auth, verb, path)
        function = _function(context, method)
        authorizer = context.lookup.resource(properties.get("AuthorizerId"))
        yield Route(
            kind=TriggerKind.REST_API,
            method=verb,
            path=path,
            auth=auth,
            property=method["AuthorizationType"],
            function=function,
            api=api or method,
            authorizer=None if authorizer is None else authorizers.get(authorizer.key),
            private=access.private is True,
            needs_key=key,
            exposure=access.exposure(auth),
            target=None if function else service_target(context, properties.get("Integration")),
            service="" if function else service_action(properties.get("Integration")),
            integration=method["Integration"],
        )


def _function(context: Context, method: Resource) -> Function | None:
    integration = method.properties.get("Integration")
    if field(integration, "Type") in ("MOCK", "HTTP", "HTTP_PROXY"):
        return None
    uri = field(integration, "Uri")
    place = Property(method, ("Integration", "Uri"))
    if isinstance(uri, str) and chosen_by_stage(uri):
        context.note(place, "the function is chosen by a stage variable; which one it is, is not known here")
    return context.function(uri, place)


def _path(context: Context, value: Any) -> str:
    """The path of a resource, from its parents; what is above the application is `…`."""
    parts: list[str] = []
    for _ in range(40):
        resource = context.lookup.resource(value)
        if resource is None:
            parts.append("…")
            break
        if resource.type != "AWS::ApiGateway::Resource":
            break
        part = resource.properties.get("PathPart")
        parts.append(part if isinstance(part, str) else "{?}")
        value = resource.properties.get("ParentId")
    return "/" + "/".join(reversed(parts))
