"""REST APIs: the API itself and its stage.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from __future__ import annotations

from leastwise.model.value import Map, Seq, Symbol, is_false
from leastwise.read.expand.values import carry, given, mapping, on, tag_list
from leastwise.read.serverless.build import ServerlessBuild, extension_of
from leastwise.read.serverless.events.event import add, implied, names, own, turned
from leastwise.read.serverless.events.rest import API, RestApi, stage_name
from leastwise.read.serverless.events.rest_keys import add_keys
from leastwise.read.serverless.events.stages import add_log_group, api_name, settings_place
from leastwise.read.serverless.versions import older

_FORMAT = (
    "requestId: $context.requestId, ip: $context.identity.sourceIp, caller: $context.identity.caller, "
    "user: $context.identity.user, requestTime: $context.requestTime, httpMethod: $context.httpMethod, "
    "resourcePath: $context.resourcePath, status: $context.status, protocol: $context.protocol, "
    "responseLength: $context.responseLength"
)
_CALLED = {
    "MethodSettings": "custom.apiGatewayThrottling",  # no setting of the Framework throttles a stage, a plugin does
    "MethodSettings.DataTraceEnabled": "provider.logs.restApi.fullExecutionData",
    "MethodSettings.MetricsEnabled": "provider.apiGateway.metrics",
    "AccessLogSetting": "provider.logs.restApi",
    "AccessLogSetting.DestinationArn": "provider.logs.restApi",
    "MethodSettings.LoggingLevel": "provider.logs.restApi",
    "TracingEnabled": "provider.tracing.apiGateway",
}
_CALLED_BESIDE_LOGS = {
    **_CALLED,
    "AccessLogSetting": "accessLogging",
    "AccessLogSetting.DestinationArn": "accessLogging",
    "MethodSettings.LoggingLevel": "executionLogging",
}


def rest_api(build: ServerlessBuild) -> RestApi:
    """The REST API of the service, added with stage and keys when it is asked for the first time."""
    found: RestApi | None = build.definitions.get(API)
    if found is None:
        found = build.definitions[API] = api = RestApi(build, settings_place(build, "apiGateway"))
        deployment = own(Map(api.span), RestApiId=api.id, Description=api.settings.get("description"))
        if api.external:
            deployment["StageName"] = stage_name(api)
        else:
            _add_api(api)
            _add_stage(api)
        build.add("ApiGatewayDeployment", "AWS::ApiGateway::Deployment", deployment, api.span)
        add_keys(api)
    return found


def _add_api(api: RestApi) -> None:
    build, settings = api.build, api.settings
    properties = Map(api.span)
    named = build.provider.get("apiName")
    name, placed = api_name(build, "apiGateway", named)
    if placed:
        properties.put("Name", name, build.provider.span("apiName"))
    else:
        properties["Name"] = name
    carry(settings, properties, names("restApi"))
    if isinstance(source := properties.get("ApiKeySourceType"), str):
        properties["ApiKeySourceType"] = source.upper()
    _place_endpoint(api, properties)
    policy, span = settings.get("resourcePolicy"), settings.span("resourcePolicy")
    if given(policy):
        document = own(Map(span), Version="2012-10-17")
        document.put("Statement", policy, span)
        properties.put("Policy", document if not isinstance(policy, Symbol) else policy, span)
    called = turned("restApi") | {"Policy": "resourcePolicy", "SecurityPolicy": "endpoint.securityPolicy"}
    called = {name: f"provider.apiGateway.{key}" for name, key in called.items()}
    called["EndpointConfiguration"] = "provider.endpointType"
    if older(build, 4):  # `endpoint` came with the fourth version
        called["SecurityPolicy"] = extension_of(API, "SecurityPolicy")
    add(build, API, "AWS::ApiGateway::RestApi", properties, api.span, called=called)


def _place_endpoint(api: RestApi, properties: Map) -> None:
    """Of which kind its endpoint is, and what the fourth version lets one say about it."""
    provider = api.build.provider
    kind, span = provider.get("endpointType"), provider.span("endpointType")
    configuration = Map(span if given(kind) else api.span)
    types = Seq(configuration.home, ["EDGE"])
    if given(kind):
        types = Seq(span)
        types.put(kind.upper() if isinstance(kind, str) else kind, span)
        configuration.put("Types", types, span)
        properties.put("EndpointConfiguration", configuration, span)
    else:
        configuration["Types"] = types
        properties["EndpointConfiguration"] = configuration
    if given(provider.get("vpcEndpointIds")):
        configuration.put("VpcEndpointIds", provider["vpcEndpointIds"], provider.span("vpcEndpointIds"))
    endpoint = mapping(api.settings.get("endpoint"), api.span)
    for key, name in (
        ("disable", "DisableExecuteApiEndpoint"),
        ("securityPolicy", "SecurityPolicy"),
        ("accessMode", "EndpointAccessMode"),
    ):
        if given(endpoint.get(key)):
            properties.put(name, endpoint[key], endpoint.span(key))


def _add_stage(api: RestApi) -> None:
    """Add the stage. The Framework sets logs, tracing, metrics and tags on it after the deployment.

    https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/events/api-gateway/lib/hack/update-stage.js
    """
    build, provider = api.build, api.build.provider
    stage = own(Map(api.span), RestApiId=api.id, DeploymentId=build.context.ref("ApiGatewayDeployment"))
    named = api.settings.get("stage")
    if given(named):
        stage.put("StageName", named, api.settings.span("stage"))
    else:
        stage["StageName"] = build.stage
    tracing = build.under(provider, "tracing")
    if "apiGateway" in tracing:
        value = tracing["apiGateway"]
        stage.put("TracingEnabled", value if isinstance(value, Symbol) else on(value), tracing.span("apiGateway"))
    logs = build.under(provider, "logs")
    span = logs.span("restApi") if given(logs.get("restApi")) else api.span
    _place_logs(api, stage)
    tags = Map(api.span)
    for key in ("stackTags", "tags"):
        for name, value, span in build.under(provider, key).entries():
            tags.put(name, value, span)
    found = tag_list(tags, provider.span("tags"))
    if found is not None:
        stage.put("Tags", found, provider.span("tags"))
    called = _CALLED_BESIDE_LOGS if isinstance(logs.get("restApi"), Map) else _CALLED
    add(build, "ApiGatewayStage", "AWS::ApiGateway::Stage", stage, span, called=called)


def _place_logs(api: RestApi, stage: Map) -> None:
    build = api.build
    logs = build.under(build.provider, "logs")
    wanted, span = logs.get("restApi"), logs.span("restApi")
    source = mapping(wanted, span)
    settings = Map(span if given(wanted) else api.span)
    if given(wanted) and not is_false(wanted):
        settings.put("LoggingLevel", "INFO", implied(span, wanted))
        settings.put("DataTraceEnabled", True, implied(span, wanted))
        carry(source, settings, {"level": "LoggingLevel", "fullExecutionData": "DataTraceEnabled"})
        if is_false(source.get("executionLogging")):
            settings.put("LoggingLevel", "OFF", source.span("executionLogging"))
        if not is_false(source.get("accessLogging")):
            name = ("/aws/api-gateway/", build.name, "-", build.stage)
            group = add_log_group(build, "ApiGatewayLogGroup", name, span)
            access = own(Map(span), DestinationArn=build.context.att(group), Format=_FORMAT)
            carry(source, access, {"format": "Format"})
            stage.put("AccessLogSetting", access, span)
    metrics = api.settings.get("metrics")
    if metrics is not None:
        settings.put("MetricsEnabled", metrics, api.settings.span("metrics"))
    if settings:
        own(settings, HttpMethod="*", ResourcePath="/*")
        found = Seq(settings.home)
        found.put(settings, settings.home)
        stage.put("MethodSettings", found, settings.home)
