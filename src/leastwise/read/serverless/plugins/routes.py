"""Routes of a REST API that lead to a service of AWS without any function between."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, display
from leastwise.read.expand.role import Role, trust
from leastwise.read.expand.values import given, mapping, on
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import GATEWAY, add, own
from leastwise.read.serverless.events.rest_access import authorize
from leastwise.read.serverless.events.rest_api import rest_api
from leastwise.read.serverless.events.rest_cors import add_preflight
from leastwise.read.serverless.naming import upper_first

_CALLED = {"ApiKeyRequired": "private", "AuthorizationType": "authorizationType"}


def add_route(
    build: ServerlessBuild, source: Map, span: Span, integration: dict[str, Any], *, called: str = "authorizationType"
) -> None:
    """Add the method that an entry with `path` and `method` asks for."""
    path, verb = source.get("path"), source.get("method")
    if not given(path) or not given(verb):
        build.context.note(span, "a route to a service says no path or no method")
        return
    api = rest_api(build)
    where = (path if isinstance(path, str) else display(path)).strip("/")
    resource, label = api.resource(where, span)
    verb = verb.upper() if isinstance(verb, str) else verb
    method = own(Map(span), ResourceId=resource, RestApiId=api.id)
    method.put("HttpMethod", verb, source.span("method"))
    for key, name in (
        ("authorizationType", "AuthorizationType"),
        ("authorizerId", "AuthorizerId"),
        ("authorizationScopes", "AuthorizationScopes"),
    ):
        if given(source.get(key)):
            method.put(name, source[key], source.span(key))
    if given(source.get("authorizer")):
        authorize(api, method, source["authorizer"], source.span("authorizer"))
    if "private" in source:
        private = source["private"]
        method.put("ApiKeyRequired", private if isinstance(private, Symbol) else on(private), source.span("private"))
    wanted = own(Map(span), IntegrationHttpMethod="POST", Type="AWS", **integration)
    templates = mapping(source.get("request"), span).get("template")
    if isinstance(templates, Map):
        wanted.put("RequestTemplates", templates, source.span("request"))
    method["Integration"] = wanted
    name = f"ApiGatewayMethod{label}{upper_first(display(verb).lower())}"
    add(build, name, "AWS::ApiGateway::Method", method, span, called=_CALLED | {"AuthorizationType": called})
    if on(source.get("cors")):
        add_preflight(api, where, [(source, display(verb))])


def calling_role(build: ServerlessBuild, name: str, statements: list[Any], span: Span) -> Any:
    """The ARN of a role with which API Gateway calls a service; what is granted is added to it."""
    role = build.roles.get(name)
    if role is None:
        role = build.roles[name] = Role(name, span, trust(GATEWAY))
    role.grant(f"policy{len(role.inline)}", statements, span)
    return build.context.att(name)
