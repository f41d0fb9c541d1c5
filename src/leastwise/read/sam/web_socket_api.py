"""AWS::Serverless::WebSocketApi: routes, integrations and permissions.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, concat
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import ACCOUNT, PARTITION, REGION
from leastwise.read.expand.values import carry, given, maps, written
from leastwise.read.sam.authorizers import permit_authorizer
from leastwise.read.sam.domain import add_http_domain
from leastwise.read.sam.tables import properties as names_of

_SPECIAL = {"$connect": "Connect", "$disconnect": "Disconnect", "$default": "Default"}


def expand_web_socket_api(build: Build, resource: Resource) -> None:
    """Replace a WebSocket API by what it becomes."""
    source, context, name = resource.properties, build.context, resource.name
    properties = Map(source.home)
    carry(source, properties, names_of("WebSocketApi"))
    properties.setdefault("Name", name)
    properties["ProtocolType"] = "WEBSOCKET"
    build.replace(resource, "AWS::ApiGatewayV2::Api", properties)
    wanted = source.get("StageName")
    label = wanted if isinstance(wanted, str) and written(source, "StageName") else ""
    stage = name + ("Default" if not given(wanted) or label == "default" else label) + "Stage"
    stage_name: Any = wanted if given(wanted) else "default"
    for key, route, span in maps(source.get("Routes")):
        _add_route(build, resource, source, key, route, span, stage_name)
    made = Map(resource.span)
    carry(source, made, names_of("WebSocketStage"))
    made.setdefault("StageName", "default")
    made["ApiId"] = context.ref(name)
    made["AutoDeploy"] = True
    build.add(stage, "AWS::ApiGatewayV2::Stage", made, resource.span, by="author")
    build.links[name, "Stage"] = stage
    add_http_domain(build, resource, source, stage)


def _add_route(build: Build, resource: Resource, source: Map, key: str, route: Map, span: Span, stage: Any) -> None:
    context, api = build.context, resource.name
    base = api + (_SPECIAL.get(key) or "".join(filter(str.isalnum, key)).capitalize())
    function = route.get("FunctionArn")
    properties = Map(span)
    carry(route, properties, names_of("WebSocketRoute"))
    properties["ApiId"] = context.ref(api)
    properties["RouteKey"] = key
    properties["Target"] = concat(("integrations/", context.ref(base + "Integration")))
    auth = source.get("Auth")
    if key == "$connect" and isinstance(auth, Map):
        kind = auth.get("AuthType")
        properties.put("AuthorizationType", kind, auth.span("AuthType"))
        if kind == "CUSTOM":
            properties["AuthorizerId"] = context.ref(api + "ConnectAuthorizer")
            _add_authorizer(build, api, auth, source.span("Auth"))
    build.add(base + "Route", "AWS::ApiGatewayV2::Route", properties, span, by="author")
    integration = {
        "ApiId": context.ref(api),
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": _invocation(function),
        "TimeoutInMillis": route.get("IntegrationTimeout"),
    }
    build.add(base + "Integration", "AWS::ApiGatewayV2::Integration", integration, span)
    own = context.att(api, "ApiId")
    arn = ("arn:", PARTITION, ":execute-api:", REGION, ":", ACCOUNT, ":", own, "/", stage, "/", key)
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": function,
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": concat(arn),
    }
    build.add(base + "Permission", "AWS::Lambda::Permission", permission, span)


def _invocation(function: Any) -> Any:
    lambda_ = (":apigateway:", REGION, ":lambda:path/2015-03-31/functions/")
    return concat(("arn:", PARTITION, *lambda_, function, "/invocations"))


def _add_authorizer(build: Build, api: str, auth: Map, span: Span) -> None:
    name, function, role = api + "ConnectAuthorizer", auth.get("AuthArn"), auth.get("InvokeRole")
    properties = {
        "ApiId": build.context.ref(api),
        "AuthorizerCredentialsArn": role,
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": _invocation(function),
        "IdentitySource": auth.get("IdentitySource"),
        "Name": auth["Name"] if given(auth.get("Name")) else name,
    }
    build.add(name, "AWS::ApiGatewayV2::Authorizer", properties, span, by="author")
    if given(function) and not given(role):
        permit_authorizer(build, api, api + "AuthorizerPermission", function, PARTITION, span)
