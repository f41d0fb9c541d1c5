"""Methods of a REST API: routes.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Symbol, display
from leastwise.read.expand.values import given, on
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import GATEWAY, Event, add, own, permit
from leastwise.read.serverless.events.rest import RestApi, source_arn
from leastwise.read.serverless.events.rest_access import authorize
from leastwise.read.serverless.events.rest_api import rest_api
from leastwise.read.serverless.events.rest_bodies import add_validation
from leastwise.read.serverless.events.rest_cors import add_preflight
from leastwise.read.serverless.events.rest_integrations import integrate, place_parameters
from leastwise.read.serverless.naming import upper_first

_CALLED = {
    "ApiKeyRequired": "private",
    "AuthorizationScopes": "authorizer.scopes",
    "AuthorizationType": "authorizer",
    "RequestModels": "request.schemas",
    "RequestValidatorId": "request.schemas",
}


def add_routes(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the method of each event to the REST API of the service, the answers to preflights, and permissions."""
    api = rest_api(build)
    preflights: dict[str, list[tuple[Map, str]]] = {}
    for event in events:
        path, verb = event.properties.get("path"), event.properties.get("method")
        if not given(path) or not given(verb):
            api.build.context.note(event.span, f"the http event of {event.function.key} says no path or no method")
            continue
        path = (path if isinstance(path, str) else display(path)).strip("/")
        verb = "ANY" if verb == "*" else verb.upper() if isinstance(verb, str) else verb
        _add_method(api, event, path, verb)
        if on(event.properties.get("cors")):
            preflights.setdefault(path, []).append((event.properties, display(verb)))
    for path, found in preflights.items():
        add_preflight(api, path, found)


def _add_method(api: RestApi, event: Event, path: str, verb: Any) -> None:
    source, span, build = event.properties, event.span, api.build
    resource, label = api.resource(path, span)
    method = own(Map(span), ResourceId=resource, RestApiId=api.id)
    method.put("HttpMethod", verb, source.spans.get("method", span))
    if "private" in source:
        private = source["private"]
        method.put("ApiKeyRequired", private if isinstance(private, Symbol) else on(private), source.span("private"))
    if given(source.get("operationId")):
        method.put("OperationName", source["operationId"], source.span("operationId"))
    if given(source.get("authorizer")):
        authorize(api, method, source["authorizer"], source.span("authorizer"))
    integrate(event, method, verb)
    place_parameters(event, method)
    name = f"ApiGatewayMethod{label}{upper_first(display(verb).lower())}"
    add_validation(api, event, method, name)
    add(build, name, "AWS::ApiGateway::Method", method, span, called=_CALLED)
    permission = f"{event.prefix}LambdaPermissionApiGateway"
    permit(build, permission, event.function.call, GATEWAY, span, SourceArn=source_arn(api))
