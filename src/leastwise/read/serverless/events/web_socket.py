"""WebSocket APIs.

https://www.serverless.com/framework/docs/providers/aws/events/websocket
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Symbol, concat, display, is_false
from leastwise.read.expand.context import PARTITION
from leastwise.read.expand.role import allow
from leastwise.read.expand.values import carry, given, mapping
from leastwise.read.serverless.build import ServerlessBuild, extension_of
from leastwise.read.serverless.events.event import (
    GATEWAY,
    Event,
    add,
    arn,
    deciding,
    implied,
    invoked,
    listed,
    own,
    permit,
)
from leastwise.read.serverless.events.names import of_route, tail
from leastwise.read.serverless.events.stages import add_log_group, api_name, settings_place
from leastwise.read.serverless.naming import ROLE, normalized

_DESCRIPTION = "Serverless Websockets"
_FORMAT = (
    "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
    '"$context.eventType $context.routeKey $context.connectionId" $context.requestId'
)


def add_web_socket(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the WebSocket API of the service, its stage, authorizers and routes."""
    external = build.under(build.provider, "apiGateway").get("websocketApiId")
    api = external if given(external) else build.context.ref("WebsocketsApi")
    if not given(external):
        _add_api(build)
    for event in events:
        _add_route(build, event, api)
    described = build.provider.get("websocketsDescription", _DESCRIPTION)
    deployment = own(Map(events[0].span), ApiId=api, Description=described)
    if given(external):
        deployment["StageName"] = build.stage
    add(build, "WebsocketsDeployment", "AWS::ApiGatewayV2::Deployment", deployment, events[0].span, by="framework")
    if not given(external):
        _add_stage(build, api)


def _add_api(build: ServerlessBuild) -> None:
    span = settings_place(build, "websocketsApiName")
    api = own(Map(span), ProtocolType="WEBSOCKET", Description=_DESCRIPTION)
    own(api, RouteSelectionExpression="$request.body.action")
    names = {
        "websocketsApiRouteSelectionExpression": "RouteSelectionExpression",
        "websocketsDescription": "Description",
    }
    carry(build.provider, api, names)
    wanted = build.provider.get("websocketsApiName")
    name, _ = api_name(build, "", wanted)
    if given(wanted):
        api.put("Name", name, build.provider.span("websocketsApiName"))
    else:
        api["Name"] = concat((name, "-websockets"))
    add(build, "WebsocketsApi", "AWS::ApiGatewayV2::Api", api, span)
    connections = concat(("arn:", PARTITION, ":execute-api:*:*:*/@connections/*"))
    role = build.roles.get(ROLE)
    if role is not None:
        role.grant("websocket", [allow(["execute-api:ManageConnections"], connections)], span)


def _add_route(build: ServerlessBuild, event: Event, api: Any) -> None:
    source, span = event.properties, event.span
    key = source.get("route")
    if not given(key):
        build.context.note(span, f"the websocket event of {event.function.key} says no route")
        return
    integration = f"{event.prefix}WebsocketsIntegration"
    if integration not in build.result:
        properties = own(Map(span), ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=invoked(event.function.call))
        add(build, integration, "AWS::ApiGatewayV2::Integration", properties, span, by="framework")
    permit(build, f"{event.prefix}LambdaPermissionWebsockets", event.function.call, GATEWAY, span)
    route = own(Map(span), ApiId=api, Target=concat(("integrations/", build.context.ref(integration))))
    route.put("RouteKey", key, source.span("route"))
    if given(source.get("authorizer")):
        _authorize(build, event, route, api)
    expression = source.get("routeResponseSelectionExpression")
    name = f"{of_route(display(key))}WebsocketsRoute"
    if given(expression):
        route.put("RouteResponseSelectionExpression", expression, source.span("routeResponseSelectionExpression"))
        response = own(Map(span), ApiId=api, RouteId=build.context.ref(name), RouteResponseKey="$default")
        add(build, f"{name}Response", "AWS::ApiGatewayV2::RouteResponse", response, span, by="framework")
    add(build, name, "AWS::ApiGatewayV2::Route", route, span, called={"AuthorizationType": "authorizer"})


def _authorize(build: ServerlessBuild, event: Event, route: Map, api: Any) -> None:
    """Put into a route who may use it, and add the authorizer and the permission to ask it."""
    wanted, span = event.properties["authorizer"], event.properties.span("authorizer")
    source = wanted if isinstance(wanted, Map) else Map(span)
    value = source.get("arn", source.get("name")) if isinstance(wanted, Map) else wanted
    target, function = deciding(build, value, span)
    named = source.get("name")
    label = named if isinstance(named, str) else value if target is not None else tail(value)
    name = f"{normalized(display(label))}WebsocketsAuthorizer"
    if isinstance(function, (str, Symbol)) and name not in build.result:
        authorizer = own(Map(span), ApiId=api, Name=label, AuthorizerType="REQUEST")
        authorizer.put("AuthorizerUri", invoked(function), span)
        if given(source.get("identitySource")):
            place = source.span("identitySource")
            authorizer.put("IdentitySource", listed(source["identitySource"], place), place)
        else:
            own(authorizer, IdentitySource=["route.request.header.Auth"])
        add(build, name, "AWS::ApiGatewayV2::Authorizer", authorizer, span)
        permit(build, f"{normalized(display(label))}LambdaPermissionWebsockets", function, GATEWAY, span)
    route.put("AuthorizationType", "CUSTOM", span)
    route.put("AuthorizerId", build.context.ref(name), span)


def _add_stage(build: ServerlessBuild, api: Any) -> None:
    span = settings_place(build, "websocketsApiName")
    stage = own(Map(span), ApiId=api, StageName=build.stage, DeploymentId=build.context.ref("WebsocketsDeployment"))
    carry(build.provider, stage, {"websocketsDescription": "Description"})
    stage.setdefault("Description", _DESCRIPTION)
    logs = build.under(build.provider, "logs")
    wanted, place = logs.get("websocket"), logs.span("websocket")
    if given(wanted):
        source = mapping(wanted, place)
        settings = Map(place)
        settings.put("DataTraceEnabled", True, implied(place, wanted))
        settings.put("LoggingLevel", "INFO", implied(place, wanted))
        carry(source, settings, {"fullExecutionData": "DataTraceEnabled", "level": "LoggingLevel"})
        if is_false(source.get("executionLogging")):
            settings.put("LoggingLevel", "OFF", source.span("executionLogging"))
        stage.put("DefaultRouteSettings", settings, place)
        if not is_false(source.get("accessLogging")):
            group = add_log_group(build, "WebsocketsLogGroup", ("/aws/websocket/", build.name, "-", build.stage), place)
            address = arn("logs", "log-group:", build.context.ref(group))
            access = own(Map(place), DestinationArn=address, Format=_FORMAT)
            carry(source, access, {"format": "Format"})
            stage.put("AccessLogSettings", access, place)
    logged = "AccessLogSettings", "DefaultRouteSettings.LoggingLevel", "DefaultRouteSettings.DataTraceEnabled"
    called = dict.fromkeys((*logged, "AccessLogSettings.DestinationArn"), "provider.logs.websocket")
    called["DefaultRouteSettings"] = extension_of("WebsocketsDeploymentStage", "DefaultRouteSettings")
    add(build, "WebsocketsDeploymentStage", "AWS::ApiGatewayV2::Stage", stage, span, called=called)
