"""HTTP APIs.

https://www.serverless.com/framework/docs/providers/aws/events/http-api
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Symbol, concat, display, known
from leastwise.read.expand.values import carry, given, made, mapping, maps, on
from leastwise.read.serverless.build import ServerlessBuild, extension_of
from leastwise.read.serverless.events.event import (
    GATEWAY,
    Event,
    add,
    arn,
    implied,
    invoked,
    listed,
    named_function,
    names,
    own,
    permit,
    turned,
)
from leastwise.read.serverless.events.names import of_path, tail
from leastwise.read.serverless.events.stages import HEADERS, add_log_group, api_name, settings_place
from leastwise.read.serverless.naming import normalized

_API = "HttpApi"
_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class HttpApi:
    """The HTTP API of a service while routes are added.

    Attributes:
        build: of the service.
        settings: `provider.httpApi`.
        id: of the API: of this service, or one that is there already.
        methods: of all routes.
    """

    def __init__(self, build: ServerlessBuild) -> None:
        self.build = build
        self.settings = build.under(build.provider, "httpApi")
        external = self.settings.get("id")
        self.external = given(external)
        self.id = external if self.external else build.context.ref(_API)
        self.methods: set[str] = {"OPTIONS"}


def add_http_api(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the HTTP API of the service, its stage, authorizers and routes."""
    api = HttpApi(build)
    for event in events:
        _add_route(api, event)
    if api.external:
        return
    span = settings_place(build, "httpApi")
    _add_authorizers(api)
    _add_api(api, span)
    stage = own(Map(span), ApiId=api.id, StageName="$default", AutoDeploy=True)
    metrics = api.settings.get("metrics")
    settings = Map(span)
    if given(metrics):
        settings.put("DetailedMetricsEnabled", metrics, api.settings.span("metrics"))
        stage.put("DefaultRouteSettings", settings, api.settings.span("metrics"))
    logs = build.under(build.provider, "logs")
    if given(logs.get("httpApi")):
        place = logs.span("httpApi")
        group = add_log_group(build, "HttpApiLogGroup", ("/aws/http-api/", _stack_name(build)), place)
        access = own(Map(place), DestinationArn=build.context.att(group), Format=_FORMAT)
        carry(mapping(logs["httpApi"], place), access, {"format": "Format"})
        stage.put("AccessLogSettings", access, place)
    if isinstance(build.provider.get("tags"), Map):
        stage.put("Tags", build.provider["tags"], build.provider.span("tags"))
    called = dict.fromkeys(("AccessLogSettings", "AccessLogSettings.DestinationArn"), "provider.logs.httpApi")
    called["DefaultRouteSettings"] = extension_of("HttpApiStage", "DefaultRouteSettings")
    add(build, "HttpApiStage", "AWS::ApiGatewayV2::Stage", stage, span, called=called)


_FORMAT = (
    '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime",'
    '"httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status",'
    '"protocol":"$context.protocol","responseLength":"$context.responseLength"}'
)


def _stack_name(build: ServerlessBuild) -> Any:
    named = build.provider.get("stackName")
    return named if given(named) else concat((build.name, "-", build.stage))


def _add_api(api: HttpApi, span: Span) -> None:
    build, settings = api.build, api.settings
    properties = own(Map(span), ProtocolType="HTTP")
    name, place = api_name(build, "httpApi", settings.get("name"))
    properties.put("Name", name, settings.span("name")) if place else own(properties, Name=name)
    if given(settings.get("disableDefaultEndpoint")):
        disabled = settings["disableDefaultEndpoint"]
        properties.put("DisableExecuteApiEndpoint", disabled, settings.span("disableDefaultEndpoint"))
    if isinstance(build.provider.get("tags"), Map):
        properties.put("Tags", build.provider["tags"], build.provider.span("tags"))
    if on(settings.get("cors")):
        properties.put("CorsConfiguration", _cors(api), settings.span("cors"))
    called = {
        "CorsConfiguration": "provider.httpApi.cors",
        "DisableExecuteApiEndpoint": "provider.httpApi.disableDefaultEndpoint",
    }
    add(build, _API, "AWS::ApiGatewayV2::Api", properties, span, called=called)


def _cors(api: HttpApi) -> Any:
    """Cross-origin settings; every origin where `true` is all that is said."""
    found, span = api.settings["cors"], api.settings.span("cors")
    if isinstance(found, Symbol):
        return found
    source = mapping(found, span)
    cors = Map(span)
    for key, name in names("httpApiCors").items():
        if given(source.get(key)):
            place = source.span(key)
            value = source[key] if key in ("allowCredentials", "maxAge") else listed(source[key], place)
            cors.put(name, value, place)
    if "AllowOrigins" not in cors:
        cors.put("AllowOrigins", made(implied(span, found), ["*"]), implied(span, found))
    if "AllowHeaders" not in cors:
        cors["AllowHeaders"] = made(span, HEADERS)
    if "AllowMethods" not in cors:
        cors["AllowMethods"] = made(span, sorted(api.methods))
    return cors


def _add_route(api: HttpApi, event: Event) -> None:
    """Add a route, and once for each function its integration and permission."""
    build, source, span = api.build, event.properties, event.span
    path, method = source.get("path"), source.get("method")
    if not given(path):
        build.context.note(span, f"the httpApi event of {event.function.key} says no path")
        return
    verb: Any = "ANY" if method is None or method == "*" else method
    verb = verb.upper() if isinstance(verb, str) else verb
    key = "$default" if path == "*" else concat((verb, " ", path))
    api.methods.update(_METHODS if not isinstance(verb, str) or verb == "ANY" else (verb,))
    integration = f"HttpApiIntegration{event.prefix}"
    if integration not in build.result:
        _add_integration(api, event, integration)
    route = own(Map(span), ApiId=api.id, Target=concat(("integrations/", build.context.ref(integration))))
    route.put("RouteKey", key, source.spans.get("path", span))
    if given(source.get("authorizer")):
        _authorize(api, event, route)
    name = "HttpApiRouteDefault" if path == "*" else f"HttpApiRoute{of_path(display(key))}"
    called = {"AuthorizationType": "authorizer", "AuthorizationScopes": "authorizer.scopes"}
    add(build, name, "AWS::ApiGatewayV2::Route", route, span, called=called)


def _add_integration(api: HttpApi, event: Event, name: str) -> None:
    build, span = api.build, event.span
    properties = own(
        Map(span),
        ApiId=api.id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=event.function.call,
        PayloadFormatVersion="2.0",
        TimeoutInMillis=30000,
    )
    for source in (build.under(event.function.properties, "httpApi"), api.settings):
        if given(source.get("payload")):
            properties.put("PayloadFormatVersion", source["payload"], source.span("payload"))
            break
    add(build, name, "AWS::ApiGatewayV2::Integration", properties, span, by="framework")
    address = arn("execute-api", api.id, "/*")
    permit(build, f"{event.prefix}LambdaPermissionHttpApi", event.function.call, GATEWAY, span, SourceArn=address)


def _authorize(api: HttpApi, event: Event, route: Map) -> None:
    """Put into a route who may call it."""
    build = api.build
    wanted, span = event.properties["authorizer"], event.properties.span("authorizer")
    source = wanted if isinstance(wanted, Map) else Map(span, {"name": wanted})
    kind = source.get("type")
    name = source.get("name")
    defined = build.under(build.provider, "httpApi", "authorizers", name) if isinstance(name, str) else Map(span)
    kind = kind if given(kind) else defined.get("type")
    if kind == "aws_iam" or name == "aws_iam":
        route.put("AuthorizationType", "AWS_IAM", span)
        return
    if isinstance(kind, Symbol):
        route.put("AuthorizationType", kind, span)
    else:
        route.put("AuthorizationType", "CUSTOM" if kind == "request" else "JWT", span)
    identity = source.get("id")
    if given(identity):
        route.put("AuthorizerId", identity, source.span("id"))
    elif isinstance(name, str) and defined:
        route.put("AuthorizerId", build.context.ref(f"HttpApiAuthorizer{normalized(_called(name, defined))}"), span)
    else:
        build.context.note(span, f"the authorizer {display(name)} is not among provider.httpApi.authorizers")
    if given(source.get("scopes")):
        scopes = listed(source["scopes"], source.span("scopes"))
        route.put("AuthorizationScopes", scopes, source.span("scopes"))


def _called(key: str, authorizer: Map) -> str:
    name = authorizer.get("name")
    return name if isinstance(name, str) and name else key


def _add_authorizers(api: HttpApi) -> None:
    """Add what `provider.httpApi.authorizers` defines."""
    build = api.build
    for key, source, span in maps(api.settings.get("authorizers")):
        name = _called(key, source)
        authorizer = own(Map(span), ApiId=api.id, Name=name)
        identity = source.get("identitySource")
        if given(identity):
            place = source.span("identitySource")
            authorizer.put("IdentitySource", listed(identity, place), place)
        if source.get("type") == "request":
            authorizer.put("AuthorizerType", "REQUEST", source.span("type"))
            carry(source, authorizer, names("requestAuthorizer"))
            authorizer.setdefault("AuthorizerPayloadFormatVersion", "2.0")
            _add_function(api, source, authorizer, name)
        elif known(source.get("type")):
            authorizer["AuthorizerType"] = "JWT"
            token = Map(span)
            if given(source.get("audience")):
                place = source.span("audience")
                token.put("Audience", listed(source["audience"], place), place)
            if given(source.get("issuerUrl")):
                token.put("Issuer", source["issuerUrl"], source.span("issuerUrl"))
            authorizer["JwtConfiguration"] = token
        else:
            authorizer.put("AuthorizerType", source["type"], source.span("type"))
        called = turned("requestAuthorizer") | {"JwtConfiguration": "audience"}
        add(
            build,
            f"HttpApiAuthorizer{normalized(name)}",
            "AWS::ApiGatewayV2::Authorizer",
            authorizer,
            span,
            called=called,
        )


def _add_function(api: HttpApi, source: Map, authorizer: Map, name: str) -> None:
    """The function that decides, and the permission to ask it."""
    build = api.build
    key = "functionArn" if given(source.get("functionArn")) else "functionName"
    value, span = source.get(key), source.span(key)
    target = named_function(build, value)
    function = target.call if target is not None else value
    if not isinstance(function, (str, Reference, Symbol)):
        build.context.note(span, f"the authorizer {name} names no function")
        return
    if key == "functionName" and target is None:
        build.context.note(span, f"the function {tail(function)} of the authorizer {name} is not in this service")
    authorizer.put("AuthorizerUri", invoked(function), span)
    if not on(source.get("managedExternally")):
        address = arn("execute-api", api.id, "/*")
        permission = f"{normalized(name)}LambdaAuthorizerPermissionHttpApi"
        permit(build, permission, function, GATEWAY, span, SourceArn=address)
