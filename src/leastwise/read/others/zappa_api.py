"""What a Zappa application is called through: a REST API that hands everything to the one function, or its URL.

https://github.com/zappa/Zappa#advanced-settings
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Unknown
from leastwise.read.others.stack import Stage, invocation, preflight
from leastwise.read.others.stages import Settings


def add_api(stage: Stage, settings: Settings, function: Reference, name: str, span: Span) -> None:
    """The REST API of a stage of this name, which stands at `span`."""
    rest = stage.add("api", "AWS::ApiGateway::RestApi", _endpoint(settings, name, span), span)
    deployed = Map(span, {"RestApiId": rest, "StageName": name})
    level, place = settings.text("cloudwatch_log_level", "OFF"), settings.span("cloudwatch_log_level")
    logging = Map(place, {"HttpMethod": "*", "ResourcePath": "/*", "LoggingLevel": level})
    trace = settings.flag("cloudwatch_data_trace", default=False)
    logging.put("DataTraceEnabled", trace, settings.span("cloudwatch_data_trace"))
    deployed["MethodSettings"] = [logging]
    stage.add("api-stage", "AWS::ApiGateway::Stage", deployed, span)
    stage.allow_api(function, rest, span)
    _add_methods(stage, settings, function, rest, span)


def _add_methods(stage: Stage, settings: Settings, function: Reference, rest: Reference, span: Span) -> None:
    kind, authorizer, place = _authorization(stage, settings, rest, span)
    key = settings.flag("api_key_required", default=False)
    root = Reference(rest.resource, "RootResourceId")
    proxy = {"RestApiId": rest, "ParentId": root, "PathPart": "{proxy+}"}
    below = stage.add("api-proxy", "AWS::ApiGateway::Resource", proxy, span)
    for resource, path in ((root, "/"), (below, "/{proxy+}")):
        method = Map(span, {"RestApiId": rest, "ResourceId": resource, "HttpMethod": "ANY"})
        method.put("AuthorizationType", kind, place)
        if authorizer is not None:
            method.put("AuthorizerId", authorizer, place)
        method.put("ApiKeyRequired", key, settings.span("api_key_required"))
        method["Integration"] = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": invocation(function)}
        stage.add(f"ANY {path}", "AWS::ApiGateway::Method", method, span)
    origin = _origin(settings)
    if origin is not None:
        headers = {"method.response.header.Access-Control-Allow-Origin": origin}
        stage.add("OPTIONS", "AWS::ApiGateway::Method", preflight(rest, below, headers), settings.span("cors"))


def _origin(settings: Settings) -> Any:
    """The origin that `cors` answers; `true` answers every one, `None` where nothing is answered."""
    if not isinstance(settings.get("cors"), Map):
        return "'*'" if settings.flag("cors", default=False) else None
    origin = settings.get("cors").get("allowed_origin", "*")
    return f"'{origin}'" if isinstance(origin, str) else Unknown("an origin that is no text")


def _endpoint(settings: Settings, name: str, span: Span) -> Map:
    properties = Map(span, {"Name": f"{settings.text('project_name', 'app')}-{name}"})
    types = settings.items("endpoint_configuration")
    if types is not None:
        place = settings.span("endpoint_configuration")
        properties.put("EndpointConfiguration", Map(place, {"Types": types}), place)
    return properties


def _authorization(stage: Stage, settings: Settings, rest: Reference, span: Span) -> tuple[Any, Reference | None, Span]:
    """How callers are asked who they are: kind, authorizer, and where that is written."""
    if settings.flag("iam_authorization", default=False):
        return "AWS_IAM", None, settings.span("iam_authorization")
    given, place = settings.mapping("authorizer"), settings.span("authorizer")
    if given is None and settings.get("authorizer") is not None:
        return Unknown("an authorizer that is no mapping"), None, place
    if not given:
        return "NONE", None, span
    pool = given.get("type") == "COGNITO_USER_POOLS"
    values = Map(place, {"RestApiId": rest, "Name": "ZappaAuthorizer", "Type": given.get("type", "TOKEN")})
    if pool:
        values["ProviderARNs"] = given.get("provider_arns", Seq(place))
    else:
        values["AuthorizerUri"] = Unknown("the function of the authorizer")
    found = stage.add("authorizer", "AWS::ApiGateway::Authorizer", values, place)
    return "COGNITO_USER_POOLS" if pool else "CUSTOM", found, place


def add_url(stage: Stage, settings: Settings, function: Reference) -> None:
    """The URL of the function."""
    place = settings.span("function_url_enabled")
    given = settings.mapping("function_url_config") or Map(place)
    values = Map(given.home, {"TargetFunctionArn": stage.arn(function)})
    values.put("AuthType", given.get("authorizer", "NONE"), given.span("authorizer"))
    stage.add("function-url", "AWS::Lambda::Url", values, place)
