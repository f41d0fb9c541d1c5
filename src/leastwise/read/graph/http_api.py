"""Routes of HTTP and WebSocket APIs that are resources of their own, and quick-create targets.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leastwise.model.graph import AuthKind, Authorizer, Function, Route, TriggerKind
from leastwise.model.record import replace
from leastwise.model.resource import Property, Resource
from leastwise.model.value import is_true
from leastwise.read.graph.access import Access, Gate
from leastwise.read.graph.context import Context
from leastwise.read.graph.integrations import service_action, service_target
from leastwise.read.graph.rest import authorization

_API = "AWS::ApiGatewayV2::Api"
_OUTSIDE = Access(private=None)


def http_routes(context: Context, gate: Gate, authorizers: Mapping[str, Authorizer]) -> Iterator[Route]:
    """The routes of HTTP and WebSocket APIs."""
    sockets: dict[str, list[Route]] = {}
    for resource in context.of("AWS::ApiGatewayV2::Route"):
        route = _route(context, gate, authorizers, resource)
        if route.kind is TriggerKind.WEBSOCKET:
            sockets.setdefault(route.api.key, []).append(route)
        else:
            yield route
    for routes in sockets.values():
        yield from _as_connected(routes)
    for api in context.of(_API):
        if "Target" in api.properties:
            yield _quick(context, gate, api)


def _route(context: Context, gate: Gate, authorizers: Mapping[str, Authorizer], resource: Resource) -> Route:
    properties = resource.properties
    api = context.lookup.resource(properties.get("ApiId"), _API)
    name = properties.get("RouteKey")
    name = name if isinstance(name, str) else "{?}"
    socket = _is_socket(api, name)
    method, path = (name, "") if socket else _split(name)
    access = _OUTSIDE if api is None else gate.access(api)
    auth = authorization(properties.get("AuthorizationType"))
    key = is_true(properties.get("ApiKeyRequired"))
    if auth is AuthKind.NONE and key:
        auth = AuthKind.API_KEY
    auth = access.auth(auth, method, path)
    integration = context.lookup.resource(properties.get("Target"), "AWS::ApiGatewayV2::Integration")
    function = _function(context, integration)
    authorizer = context.lookup.resource(properties.get("AuthorizerId"))
    return Route(
        kind=TriggerKind.WEBSOCKET if socket else TriggerKind.HTTP_API,
        method=method,
        path=path,
        auth=auth,
        property=resource["AuthorizationType"],
        function=function,
        api=api or resource,
        authorizer=None if authorizer is None else authorizers.get(authorizer.key),
        needs_key=key,
        exposure=access.exposure(auth),
        target=None if function or integration is None else service_target(context, integration.properties),
        service="" if function or integration is None else service_action(integration.properties),
        integration=None if integration is None else integration[()],
    )


def _is_socket(api: Resource | None, name: str) -> bool:
    if api is not None and "ProtocolType" in api.properties:
        return bool(api.properties["ProtocolType"] == "WEBSOCKET")
    return name in ("$connect", "$disconnect")


def _as_connected(routes: list[Route]) -> Iterator[Route]:
    """Messages come over a connection, so whoever sends them is known by how `$connect` knew him.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
    """
    opening = next((route for route in routes if route.method == "$connect"), None)
    for route in routes:
        if opening is None or route is opening:
            yield route
        else:
            yield replace(
                route,
                auth=opening.auth,
                property=opening.property,
                authorizer=opening.authorizer,
                needs_key=opening.needs_key,
                exposure=opening.exposure,
            )


def _quick(context: Context, gate: Gate, api: Resource) -> Route:
    """The catch-all route that an API makes for its `Target`. It takes no authorization."""
    access = gate.access(api)
    name = api.properties.get("RouteKey", "$default")
    method, path = _split(name if isinstance(name, str) else "{?}")
    auth = access.auth(AuthKind.NONE, method, path)
    return Route(
        kind=TriggerKind.HTTP_API,
        method=method,
        path=path,
        auth=auth,
        property=api["Target"],
        function=context.function(api.properties["Target"], api["Target"]),
        api=api,
        exposure=access.exposure(auth),
    )


def _split(name: str) -> tuple[str, str]:
    method, _, path = name.partition(" ")
    return (method.upper(), path.strip()) if path else ("ANY", name)


def _function(context: Context, integration: Resource | None) -> Function | None:
    if integration is None:
        return None
    place = Property(integration, ("IntegrationUri",))
    return context.function(integration.properties.get("IntegrationUri"), place)
