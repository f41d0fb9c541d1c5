"""REST APIs with their routes.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway-readme.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.cdk.static.convert import attribute_of, plain
from leastwise.read.cdk.static.emitter import Emitter
from leastwise.read.cdk.static.functions import allow, function_of, invocation
from leastwise.read.cdk.static.logic import SPREAD
from leastwise.read.cdk.static.values import Called, External, Made, chain, owner_of
from leastwise.read.expand.context import api_arn
from leastwise.read.expand.values import first_of
from leastwise.read.expand.values import made as literal

_STAGE = {
    "cacheClusterEnabled": "CacheClusterEnabled",
    "stageName": "StageName",
    "tracingEnabled": "TracingEnabled",
}
_UNTOLD = Unknown("options that the source does not tell")
_METHOD_SETTINGS = {
    "cachingEnabled": "CachingEnabled",
    "cacheDataEncrypted": "CacheDataEncrypted",
    "dataTraceEnabled": "DataTraceEnabled",
    "loggingLevel": "LoggingLevel",
    "metricsEnabled": "MetricsEnabled",
    "throttlingBurstLimit": "ThrottlingBurstLimit",
    "throttlingRateLimit": "ThrottlingRateLimit",
}


def add_rest_api(made: Made, emitter: Emitter) -> None:
    """`new RestApi(…)` and `new LambdaRestApi(…)` with the methods that are added to them."""
    props, span = made.props, made.span
    properties = Map(span)
    properties.put(
        "Name",
        first_of(plain(props.get("restApiName"), emitter), made.path.rpartition("/")[2]),
        props.span("restApiName"),
    )
    types = props.get("endpointTypes")
    configuration = props.get("endpointConfiguration")
    if isinstance(configuration, Map):
        types = configuration.get("types", types)
    if isinstance(types, Seq):
        properties.put("EndpointConfiguration", Map(types.home, {"Types": plain(types, emitter)}), types.home)
    for key, name in (("policy", "Policy"), ("disableExecuteApiEndpoint", "DisableExecuteApiEndpoint")):
        if key in props:
            properties.put(name, plain(props[key], emitter), props.span(key))
    emitter.add(made, "AWS::ApiGateway::RestApi", properties)
    _stage(made, emitter)
    if made.kind[-1] == "LambdaRestApi" and props.get("proxy") is not False:
        options = props.get("defaultMethodOptions")
        for path in ("/", "/{proxy+}"):
            _method(made, path, "ANY", props.get("handler"), options, span, emitter)
    for call in made.calls:
        given = call.arguments
        if call.name == "addMethod" and given:
            path = _path_of(call.target.value)
            integration = given[1] if len(given) > 1 else call.props.get("integration")
            integration = first_of(integration, props.get("defaultIntegration"), props.get("handler"))
            options = given[2] if len(given) > 2 else call.props
            _method(made, path, given[0], integration, options, call.span, emitter)
        elif call.name == "addProxy" and call.props.get("anyMethod") is not False:
            path = _path_of(call.target.value).rstrip("/") + "/{proxy+}"
            integration = first_of(
                *(values.get("defaultIntegration") for values in (call.props, props)), props.get("handler")
            )
            options = call.props.get("defaultMethodOptions")
            _method(made, path, "ANY", integration, options, call.span, emitter)
    cors = props.get("defaultCorsPreflightOptions")
    if cors is not None:
        _preflight(made, cors, props.span("defaultCorsPreflightOptions"), emitter)


def _stage(made: Made, emitter: Emitter) -> None:
    options = made.props.get("deployOptions")
    options = options.props if isinstance(options, Called) else options if isinstance(options, Map) else Map(made.span)
    properties = Map(options.home, {"RestApiId": emitter.reference(emitter.logical(made), "Ref"), "StageName": "prod"})
    settings = Map(options.home, {"HttpMethod": "*", "ResourcePath": "/*"})
    for key, value, span in options.entries():
        found = plain(value, emitter)
        if key in _STAGE:
            properties.put(_STAGE[key], found, span)
        elif key in _METHOD_SETTINGS:
            settings.put(_METHOD_SETTINGS[key], found, span)
        elif key == "accessLogDestination" and isinstance(value, Called) and value.arguments:
            group = value.arguments[0]
            arn = attribute_of(group, "logGroupArn", emitter) if isinstance(group, Made) else Unknown("a log group")
            properties.put("AccessLogSetting", Map(span, {"DestinationArn": arn, "Format": "(given)"}), span)
    if len(settings) > 2:
        items = Seq(options.home)
        items.put(settings, options.home)
        properties.put("MethodSettings", items, options.home)
    if made.props.get("deploy") is not False:
        label = properties["StageName"]
        child = f"DeploymentStage.{label if isinstance(label, str) else '*'}"
        emitter.add(made, "AWS::ApiGateway::Stage", properties, child=child)


def _path_of(value: Any) -> str:
    """The path of the resource that a method is added to: `api.root.addResource("a").addResource("b")`."""
    steps: list[str] = []
    for item in chain(value):
        if (
            isinstance(item, Called)
            and item.name in ("addResource", "resourceForPath", "getResource")
            and item.arguments
        ):
            step = item.arguments[0]
            steps.append(step.strip("/") if isinstance(step, str) else "{?}")
        elif isinstance(item, Called) and item.name == "addProxy":
            steps.append("{proxy+}")
    return "/" + "/".join(reversed(steps))


def _resource(made: Made, path: str, span: Span, emitter: Emitter) -> Any:
    """The id of the resource of a path; those that are not there yet are added."""
    api = emitter.reference(emitter.logical(made), "Ref")
    parent = emitter.reference(emitter.logical(made), "RootResourceId")
    known = ""
    for step in path.strip("/").split("/"):
        if not step:
            continue
        known += "/" + step
        name = f"{made.path}/Default{known}"
        logical = next((key for key, resource in emitter.resources.items() if resource.name == name), None)
        if logical is None:
            properties = literal(span, {"RestApiId": api, "ParentId": parent, "PathPart": step})
            logical = emitter.add(made, "AWS::ApiGateway::Resource", properties, child=f"Default{known}", span=span)
        parent = emitter.reference(logical, "Ref")
    return parent


def _method(made: Made, path: str, verb: Any, integration: Any, options: Any, span: Span, emitter: Emitter) -> None:
    options = _options(options, span)
    defaults = _options(made.props.get("defaultMethodOptions"), span)
    api = emitter.reference(emitter.logical(made), "Ref")
    method = verb if isinstance(verb, str) else "ANY"
    properties = Map(span, {"RestApiId": api, "ResourceId": _resource(made, path, span, emitter)})
    properties["HttpMethod"] = method
    authorizer, place = _either("authorizer", options, defaults)
    kind, at = _either("authorizationType", options, defaults)
    untold = _UNTOLD if SPREAD in options or SPREAD in defaults else "NONE"
    properties.put("AuthorizationType", first_of(plain(kind, emitter), untold), at)
    if isinstance(authorizer, Made):
        pools = authorizer.kind[-1] == "CognitoUserPoolsAuthorizer"
        properties.put("AuthorizationType", "COGNITO_USER_POOLS" if pools else "CUSTOM", place)
        properties.put("AuthorizerId", emitter.reference(emitter.logical(authorizer), "Ref"), place)
    elif authorizer is not None and kind is None:
        properties.put("AuthorizationType", Unknown("an authorizer that is not known"), place)
    key, at = _either("apiKeyRequired", options, defaults)
    if key is not None:
        properties.put("ApiKeyRequired", plain(key, emitter), at)
    properties["Integration"] = _integration(made, integration, span, emitter)
    child = f"Default{path.rstrip('/')}/{method}"
    emitter.add(made, "AWS::ApiGateway::Method", properties, child=child, span=span)


def _options(value: Any, span: Span) -> Map:
    """The options of a method; what is there and not told may have any."""
    value = value.props if isinstance(value, Called) and value.name[:1].isupper() else value  # `MethodOptions(…)`
    return value if isinstance(value, Map) else Map(span, {} if value is None else {SPREAD: _UNTOLD})


def _either(name: str, options: Map, defaults: Map) -> tuple[Any, Span]:
    given = options if name in options else defaults
    return given.get(name), given.span(name)


def _integration(made: Made, value: Any, span: Span, emitter: Emitter) -> Map:
    handler = value.arguments[0] if isinstance(value, Called) and value.arguments else value
    function = function_of(handler)
    if function is None:
        kind = {"MockIntegration": "MOCK", "HttpIntegration": "HTTP_PROXY", "AwsIntegration": "AWS"}
        found = Map(span, {"Type": kind.get(value.name if isinstance(value, Called) else "", "AWS")})
        options = value.props.get("options") if isinstance(value, Called) else None
        options = options.props if isinstance(options, Called) else options
        if isinstance(options, Map) and "credentialsRole" in options:
            role = owner_of(options["credentialsRole"])
            if role is not None:
                found.put("Credentials", attribute_of(role, "roleArn", emitter), options.span("credentialsRole"))
        return found
    source = api_arn(emitter.reference(emitter.logical(made), "Ref"), "/*")
    allow(function, "apigateway.amazonaws.com", source, span, emitter, child="ApiPermission")
    found = Map(span, {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": invocation(function, emitter)})
    if isinstance(value, Called) and "timeout" in value.props:
        seconds = plain(value.props["timeout"], emitter)
        wait = seconds * 1000 if isinstance(seconds, (int, float)) else seconds
        found.put("TimeoutInMillis", wait, value.props.span("timeout"))
    return found


def _preflight(made: Made, cors: Any, span: Span, emitter: Emitter) -> None:
    """What answers to `OPTIONS`: a mock integration with the origins that are allowed."""
    options = cors.props if isinstance(cors, Called) else cors
    origins = options.get("allowOrigins") if isinstance(options, Map) else None
    place = options.span("allowOrigins") if isinstance(options, Map) else span
    everybody = isinstance(origins, External) and origins.name == "ALL_ORIGINS"
    found = plain(origins, emitter)
    origin = "*" if everybody or (isinstance(found, Seq) and "*" in found) else None
    if origin is None and isinstance(found, Seq) and found and isinstance(found[0], str):
        origin = found[0]
    if origin is None:
        return
    headers = Map(place)
    headers.put("method.response.header.Access-Control-Allow-Origin", f"'{origin}'", place)
    answers = Seq(place)
    answers.put(Map(place, {"StatusCode": "204", "ResponseParameters": headers}), place)
    api = emitter.logical(made)
    integration = Map(place, {"Type": "MOCK", "IntegrationResponses": answers})
    properties = Map(place, {"RestApiId": emitter.reference(api, "Ref"), "HttpMethod": "OPTIONS"})
    properties |= {"ResourceId": emitter.reference(api, "RootResourceId"), "AuthorizationType": "NONE"}
    properties["Integration"] = integration
    emitter.add(made, "AWS::ApiGateway::Method", properties, child="Default/OPTIONS", span=place)


def add_rest_authorizer(made: Made, emitter: Emitter) -> None:
    """`CognitoUserPoolsAuthorizer`, `TokenAuthorizer`, `RequestAuthorizer`."""
    props = made.props
    kind = {"CognitoUserPoolsAuthorizer": "COGNITO_USER_POOLS", "TokenAuthorizer": "TOKEN"}.get(
        made.kind[-1], "REQUEST"
    )
    properties = Map(made.span, {"Name": made.path.rpartition("/")[2], "Type": kind})
    pools = props.get("cognitoUserPools")
    if isinstance(pools, Seq):
        arns = Seq(
            pools.home,
            [attribute_of(p, "userPoolArn", emitter) if isinstance(p, Made) else plain(p, emitter) for p in pools],
        )
        properties.put("ProviderARNs", arns, props.span("cognitoUserPools"))
    function = function_of(props.get("handler"))
    if function is not None:
        properties.put("AuthorizerUri", invocation(function, emitter), props.span("handler"))
    for key, name in (("resultsCacheTtl", "AuthorizerResultTtlInSeconds"), ("identitySource", "IdentitySource")):
        if key in props:
            properties.put(name, plain(props[key], emitter), props.span(key))
    emitter.add(made, "AWS::ApiGateway::Authorizer", properties)
