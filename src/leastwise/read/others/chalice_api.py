"""The API and the triggers of a Chalice application.

https://aws.github.io/chalice/topics/routing, https://aws.github.io/chalice/topics/authorizers
https://aws.github.io/chalice/topics/events
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Symbol, Unknown, concat
from leastwise.read.expand.values import first_of
from leastwise.read.others.handlers import Handler, Handlers, Route, arguments, name_of
from leastwise.read.others.stack import Stage, arn_of, invocation, preflight
from leastwise.read.others.stages import Settings
from leastwise.read.script import nodes


def add_api(stage: Stage, handlers: Handlers, functions: dict[str, Reference], settings: Settings, api: str) -> None:
    """The REST API with its routes; nothing where the application has none."""
    if not handlers.routes:
        return
    span = handlers.routes[0].span
    place = settings.span("api_gateway_endpoint_type")
    properties = Map(span, {"Name": "rest-api"})
    kind = settings.text("api_gateway_endpoint_type", "EDGE")
    properties.put("EndpointConfiguration", Map(place, {"Types": [kind]}), place)
    rest = stage.add("rest-api", "AWS::ApiGateway::RestApi", properties, span)
    name = settings.text("api_gateway_stage", "api")
    deployed = Map(span, {"RestApiId": rest, "StageName": name, "TracingEnabled": settings.flag("xray", default=False)})
    stage.add("rest-api-stage", "AWS::ApiGateway::Stage", deployed, settings.span("api_gateway_stage"))
    function = functions[api]
    stage.allow_api(function, rest, span)
    resources: dict[str, Reference] = {"/": Reference(rest.resource, "RootResourceId")}
    authorizers: dict[str, Any] = {}
    for route in handlers.routes:
        resource = _resource(stage, rest, resources, route.path, route.span)
        for method in route.methods:
            integration = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": invocation(function)}
            body = Map(route.span, {"RestApiId": rest, "ResourceId": resource, "HttpMethod": method})
            body["Integration"] = integration
            _authorize(stage, rest, route, body, handlers, functions, authorizers)
            if "api_key_required" in route.options:
                body.put("ApiKeyRequired", route.options["api_key_required"], route.options.span("api_key_required"))
            stage.add(
                f"{method if isinstance(method, str) else 'some'} {route.path}",
                "AWS::ApiGateway::Method",
                body,
                route.span,
            )
        cors = _cors(route, handlers)
        if cors is not None:
            _preflight(stage, rest, resource, route, cors)


def _resource(stage: Stage, rest: Reference, known: dict[str, Reference], path: str, span: Span) -> Reference:
    parent, sofar = known["/"], ""
    for step in path.strip("/").split("/"):
        if step:
            sofar += "/" + step
            if sofar not in known:
                properties = {"RestApiId": rest, "ParentId": parent, "PathPart": step}
                known[sofar] = stage.add(f"resource {sofar}", "AWS::ApiGateway::Resource", properties, span)
            parent = known[sofar]
    return parent


def _authorize(
    stage: Stage,
    rest: Reference,
    route: Route,
    body: Map,
    handlers: Handlers,
    functions: dict[str, Reference],
    known: dict[str, Any],
) -> None:
    """Who may call a route: nobody is asked where it names no authorizer."""
    given, span = route.options.get("authorizer"), route.options.span("authorizer")
    if given is None:
        body.put("AuthorizationType", "NONE", route.span)
        return
    name = name_of(given)
    call = handlers.authorizers.get(name) if name else given if isinstance(given, nodes.Call) else None
    kind = name_of(call.callee) if call is not None else ""
    if kind == "IAMAuthorizer":
        body.put("AuthorizationType", "AWS_IAM", span)
        return
    if kind == "CognitoUserPoolAuthorizer" and call is not None:
        options = arguments(call)
        properties: dict[str, Any] = {"Type": "COGNITO_USER_POOLS", "ProviderARNs": options.get("provider_arns", [])}
        authorization = "COGNITO_USER_POOLS"
    elif kind == "CustomAuthorizer" and call is not None:
        properties = {"Type": "TOKEN", "AuthorizerUri": arguments(call).get("authorizer_uri", Unknown("a function"))}
        authorization = "CUSTOM"
    elif (own := _own_authorizer(handlers, name)) is not None:
        properties = {"Type": "TOKEN", "AuthorizerUri": invocation(functions[own.name])}
        authorization = "CUSTOM"
    else:
        body.put("AuthorizationType", Unknown("an authorizer that is not known"), span)
        return
    label = name or kind
    if label not in known:
        place = call.span if call is not None else span
        values = Map(place, {"RestApiId": rest, "Name": label, **properties})
        known[label] = stage.add(f"{label}-authorizer", "AWS::ApiGateway::Authorizer", values, place)
    body.put("AuthorizationType", authorization, span)
    body.put("AuthorizerId", known[label], span)


def _own_authorizer(handlers: Handlers, function: str) -> Handler | None:
    """The authorizer that a function of the application is, whatever name the decorator gives it."""
    authorizers = (handler for handler in handlers.found if handler.kind == "authorizer")
    return next((handler for handler in authorizers if handler.target.rpartition(".")[2] == function), None)


def _cors(route: Route, handlers: Handlers) -> Map | None:
    """What a route answers to other origins: `cors=True` is a `CORSConfig` with nothing in it; `None` for no answer.

    https://aws.github.io/chalice/api#CORSConfig
    """
    given = route.options.get("cors")
    if given is True:
        return Map(route.options.span("cors"))
    call = given if isinstance(given, nodes.Call) else handlers.cors.get(name_of(given))
    return arguments(call) if call is not None else None


def _preflight(stage: Stage, rest: Reference, resource: Reference, route: Route, cors: Map) -> None:
    key = next((key for key in ("allow_origin", "") if key in cors), "")
    span = cors.span(key) if key in cors else route.options.span("cors")
    origin = cors.get(key, "*")
    quoted = concat(["'", origin, "'"]) if isinstance(origin, (str, Symbol)) else Unknown("an origin")
    headers = {"method.response.header.Access-Control-Allow-Origin": quoted}
    if cors.get("allow_credentials") is True:
        headers["method.response.header.Access-Control-Allow-Credentials"] = "'true'"
    stage.add(f"OPTIONS {route.path}", "AWS::ApiGateway::Method", preflight(rest, resource, headers), span)


def add_triggers(stage: Stage, handlers: Handlers, functions: dict[str, Reference]) -> None:
    """What starts the functions that are behind no route."""
    socket: Reference | None = None
    for handler in handlers.found:
        function = functions[handler.name]
        if handler.kind == "websocket":
            if socket is None:
                values = {
                    "Name": "websocket-api",
                    "ProtocolType": "WEBSOCKET",
                    "RouteSelectionExpression": "$request.body.action",
                }
                socket = stage.add("websocket-api", "AWS::ApiGatewayV2::Api", values, handler.span)
            _route(stage, socket, handler, function)
        elif handler.kind in _TRIGGERS:
            _TRIGGERS[handler.kind](stage, handler, function, handler.options.home)


def _route(stage: Stage, api: Reference, handler: Handler, function: Reference) -> None:
    span = handler.options.home
    values = {"ApiId": api, "IntegrationType": "AWS_PROXY", "IntegrationUri": invocation(function)}
    integration = stage.add(f"{handler.name}-integration", "AWS::ApiGatewayV2::Integration", values, span)
    text = span[0].text[span[1] : span[2] or span[4]]
    key = next((k for k in ("connect", "disconnect") if f"on_ws_{k}" in text), "default")
    route = {"ApiId": api, "RouteKey": f"${key}", "Target": concat(["integrations/", integration])}
    stage.add(f"{handler.name}-route", "AWS::ApiGatewayV2::Route", route, span)


def _schedule(stage: Stage, handler: Handler, function: Reference, span: Span) -> None:
    given = handler.options.get("")
    expression = given if isinstance(given, str) else Unknown("a schedule that the source computes")
    stage.rule(f"{handler.name}-rule", {"ScheduleExpression": expression}, function, span)


def _event(stage: Stage, handler: Handler, function: Reference, span: Span) -> None:
    pattern = Unknown("a pattern of the source")
    stage.rule(f"{handler.name}-rule", {"EventPattern": pattern}, function, span)


def _bucket(stage: Stage, handler: Handler, function: Reference, span: Span) -> None:
    """A bucket that is there already: Chalice only subscribes to it."""
    name = handler.options.get("bucket", handler.options.get(""))
    stage.allow(function, "s3.amazonaws.com", span, arn_of("s3", name))


def _topic(stage: Stage, handler: Handler, function: Reference, span: Span) -> None:
    name = handler.options.get("topic", handler.options.get(""))
    arn = name if isinstance(name, str) and name.startswith("arn:") else arn_of("sns", name)
    values = {"Protocol": "lambda", "Endpoint": stage.arn(function), "TopicArn": first_of(arn, Unknown("a topic"))}
    stage.add(f"{handler.name}-subscription", "AWS::SNS::Subscription", values, span)
    stage.allow(function, "sns.amazonaws.com", span, arn)


def _polled(service: str, name: str) -> Any:
    def add(stage: Stage, handler: Handler, function: Reference, span: Span) -> None:
        options = handler.options
        arn = next((options[key] for key in (f"{name}_arn", "stream_arn") if key in options), None)
        named = arn_of(service, options.get(name, options.get("")))
        values = Map(span, {"FunctionName": function, "EventSourceArn": first_of(arn, named, Unknown(f"a {name}"))})
        if "batch_size" in options:
            values.put("BatchSize", options["batch_size"], options.span("batch_size"))
        stage.add(f"{handler.name}-event-source", "AWS::Lambda::EventSourceMapping", values, span)

    return add


_TRIGGERS: dict[str, Any] = {
    "dynamodb": _polled("dynamodb", "stream"),
    "event": _event,
    "kinesis": _polled("kinesis", "stream"),
    "s3": _bucket,
    "schedule": _schedule,
    "sns": _topic,
    "sqs": _polled("sqs", "queue"),
}
