"""Requests from other websites to a REST API.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#enabling-cors
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat
from leastwise.read.expand.values import given, mapping, on
from leastwise.read.serverless.events.event import add, implied, own
from leastwise.read.serverless.events.rest import RestApi, texts
from leastwise.read.serverless.events.stages import HEADERS

_ANY = "DELETE,GET,HEAD,PATCH,POST,PUT"


def allowed_origin(source: Map) -> dict[str, tuple[Any, Span]]:
    """The header that allows origins, and the one that allows credentials."""
    cors, span = source["cors"], source.span("cors")
    if not isinstance(cors, Map):
        return {"Access-Control-Allow-Origin": ("'*'", span)}
    found: dict[str, tuple[Any, Span]] = {}
    key = "origins" if given(cors.get("origins")) else "origin"
    value, place = (cors.get(key), cors.span(key)) if given(cors.get(key)) else ("*", implied(span, cors))
    if isinstance(value, Seq):
        place, value = value.span(0), (value[0] if value else "*")
    if isinstance(value, str):
        value = value.split(",")[0].strip()
    found["Access-Control-Allow-Origin"] = (concat(("'", value, "'")), place)
    if on(cors.get("allowCredentials")):
        found["Access-Control-Allow-Credentials"] = ("'true'", cors.span("allowCredentials"))
    return found


def _choice(cors: Any) -> str:
    """The template that answers with the origin that asks, where it is one of several that may.

    https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/events/api-gateway/lib/cors.js
    """
    source = cors if isinstance(cors, Map) else {}
    origins = source.get("origins")
    single = source.get("origin")
    found = [one.strip() for one in single.split(",")] if isinstance(single, str) and "," in single else []
    found = [one for one in origins if isinstance(one, str)] if isinstance(origins, Seq) else found
    if not found:
        return ""
    tests = " || ".join(f'$origin.matches("{one.replace(".", "[.]").replace("*", ".+", 1)}")' for one in found)
    return (
        '#set($origin = $input.params("Origin"))\n#if($origin == "") #set($origin = $input.params("origin")) #end\n'
        f"#if({tests}) #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end"
    )


def add_preflight(api: RestApi, path: str, routes: list[tuple[Map, str]]) -> None:
    """Answer the preflights of a path as all its routes together ask for.

    Args:
        api: the API.
        path: without a slash at its ends.
        routes: what is said about each route that has `cors`, and its method.
    """
    last = routes[-1][0]
    span = last.span("cors")
    resource, label = api.resource(path, span)
    headers = Map(span)
    allowed, verbs = dict[str, None](), dict[str, None]()
    for route, verb in reversed(routes):
        cors = route["cors"]
        source = cors if isinstance(cors, Map) else Map(span)
        for header in texts(source.get("headers"), span) or HEADERS:
            allowed[header] = None
        for name in (*texts(source.get("methods"), span), "OPTIONS", verb):
            verbs[name.upper()] = None
    for route, _ in routes:
        for name, (value, place) in allowed_origin(route).items():
            headers.put(f"method.response.header.{name}", value, place)
        for key, name in (("maxAge", "Access-Control-Max-Age"), ("cacheControl", "Cache-Control")):
            found = mapping(route["cors"], span)
            if given(found.get(key)):
                headers.put(f"method.response.header.{name}", concat(("'", found[key], "'")), found.span(key))
    headers["method.response.header.Access-Control-Allow-Headers"] = f"'{','.join(allowed)}'"
    methods = ",".join(verbs).replace("ANY", _ANY)
    headers["method.response.header.Access-Control-Allow-Methods"] = f"'{methods}'"
    templates = Map(span, {"application/json": _choice(last["cors"])})
    answer = Map(span, {"StatusCode": "200", "ResponseParameters": headers, "ResponseTemplates": templates})
    integration = own(
        Map(span),
        Type="MOCK",
        RequestTemplates={"application/json": "{statusCode:200}"},
        ContentHandling="CONVERT_TO_TEXT",
    )
    integration["IntegrationResponses"] = Seq(span, [answer])
    method = own(Map(span), AuthorizationType="NONE", HttpMethod="OPTIONS", ResourceId=resource, RestApiId=api.id)
    known = {"StatusCode": "200", "ResponseParameters": dict.fromkeys(headers, True), "ResponseModels": {}}
    own(method, MethodResponses=[known])
    method["Integration"] = integration
    name = f"ApiGatewayMethod{label}Options"
    if name not in api.build.result:
        add(api.build, name, "AWS::ApiGateway::Method", method, span)
