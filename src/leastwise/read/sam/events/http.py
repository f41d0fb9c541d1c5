"""Routes of REST and HTTP APIs.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-httpapi.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, concat, display
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import ACCOUNT, PARTITION, REGION
from leastwise.read.expand.values import given, made, mapping, on, text, written
from leastwise.read.sam.authorizers import IAM_SCHEME, KEY_SCHEME, scheme_name, scopes_of
from leastwise.read.sam.events.event import Event, Target, permit
from leastwise.read.sam.events.requests import add_request_model, add_request_parameters
from leastwise.read.sam.events.rules import event_role
from leastwise.read.sam.openapi import (
    ANY,
    DEFAULT_PATH,
    INTEGRATION,
    Definition,
    definition_of,
    normal_method,
    require,
    without_variables,
)
from leastwise.read.sam.resource_policy import add_custom_statements, add_resource_policy

_GATEWAY = "apigateway.amazonaws.com"
_CALLER = "arn:aws:iam::*:user/*"
_PARAMETER = re.compile(r"{([^{}]*)}")


def _api(build: Build, event: Event, link: str, implicit: str, kind: str) -> Resource | None:
    """The API that an event belongs to; `None` where it is not in this template."""
    value = event.properties.get(link)
    name = implicit if value is None else value if isinstance(value, str) else build.context.name_of(value)
    found = build.source.get(name) if name is not None else None
    if found is None or not found.type.endswith((f"::Serverless::{kind}", "::ApiGateway::RestApi")):
        build.context.note(event.span, f"the API of the event {event.label} is not in this template")
        return None
    return found


def _route(build: Build, event: Event) -> tuple[str, str] | None:
    path, method = event.properties.get("Path"), event.properties.get("Method")
    if isinstance(path, str) and isinstance(method, str):
        return path, method
    build.context.note(event.span, f"path or method of the event {event.label} is not known; the route is not seen")
    return None


def _source_arn(partition: Any, api: Any, method: str, path: str) -> Any:
    """What a permission for one route names. A trailing slash does not count, a variable stands for anything."""
    path = without_variables(path[:-1] if len(path) > 1 and path.endswith("/") else path)
    verb = "*" if method.lower() in ("any", ANY) else method.upper()
    return concat(("arn:", partition, ":execute-api:", REGION, ":", ACCOUNT, ":", api, f"/*/{verb}{path}"))


def _integration_uri(partition: Any, target: Target, *, streamed: bool = False) -> Any:
    version, call = ("2021-11-15", "/response-streaming-invocations") if streamed else ("2015-03-31", "/invocations")
    return concat(("arn:", partition, ":apigateway:", REGION, f":lambda:path/{version}/functions/", target.arn, call))


def add_rest_route(build: Build, target: Target, event: Event) -> None:
    """Add the route of an Api event, and the permission for it."""
    route = _route(build, event)
    if route is None:
        return
    path, method = route
    source = event.properties
    api = _api(build, event, "RestApiId", "ServerlessRestApi", "Api")
    stage = _stage_label(api)
    named = source.get("RestApiId")
    reference = build.context.ref("ServerlessRestApi") if named is None else named
    arn = _source_arn("aws", reference, method, path)
    permit(build, target, event, _GATEWAY, suffix=stage, SourceArn=arn)
    if api is None or not api.type.endswith("::Serverless::Api"):
        return
    build.used.add(api.name)
    definition = definition_of(build, api)
    if definition is None or not definition.valid:
        return
    auth = mapping(source.get("Auth"), event.span)
    span, key = source.spans.get("Auth", event.span), normal_method(method)
    merged = on(api.properties.get("MergeDefinitions"))
    if definition.managed or merged:
        if definition.managed and definition.has_integration(path, key):
            build.context.note(event.span, f"the route {method} {path} of {api.name} is there a second time")
            return
    elif not on(auth.get("OverrideApiAuth")):
        return
    operation = definition.operation(path, key, event.span)
    if definition.managed or merged:
        _integrate(operation, target, event, _credentials(auth, mapping(api.properties.get("Auth"), event.span)))
        add_request_model(definition, operation, source)
        add_request_parameters(operation, source)
    if isinstance(source.get("Auth"), Symbol):
        require(operation, display(source["Auth"]), None, span)
    _authorize(definition, api, operation, auth, span)
    policy = auth.get("ResourcePolicy")
    if isinstance(policy, Map):
        add_resource_policy(definition, policy, path, stage, auth.span("ResourcePolicy"))
        add_custom_statements(definition, policy)


def _stage_label(api: Resource | None) -> str:
    """What SAM calls a stage in logical ids: by its name only where that is written out."""
    if api is None:
        return "AllStages"
    literal = api.by == "framework" or written(api.properties, "StageName")
    return (text(api.properties.get("StageName")) if literal else None) or "Stage"


def _integrate(operation: Map, target: Target, event: Event, credentials: Any) -> None:
    """Let a route of a REST API invoke the function."""
    streamed = event.properties.get("ResponseTransferMode") == "RESPONSE_STREAM"
    integration = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": _integration_uri("aws", target, streamed=streamed),
        "responseTransferMode": "STREAM" if streamed else None,
        "credentials": credentials,
        "timeoutInMillis": event.properties.get("TimeoutInMillis"),
    }
    operation.put(INTEGRATION, made(event.span, integration), event.span)
    operation.setdefault("responses", Map(event.span))


def _credentials(auth: Map, api_auth: Map) -> Any:
    """With whose permissions an API that asks for IAM invokes the function: the caller's, or a role's."""
    if auth.get("Authorizer") != "AWS_IAM" and (auth or api_auth.get("DefaultAuthorizer") != "AWS_IAM"):
        return None
    for found in (auth, api_auth):
        if "InvokeRole" in found:
            role = found["InvokeRole"]
            if not given(role) or (isinstance(role, str) and role == "NONE"):
                return None
            return _CALLER if isinstance(role, str) and role == "CALLER_CREDENTIALS" else role
    return _CALLER


def _authorize(definition: Definition, api: Resource, operation: Map, auth: Map, span: Span) -> None:
    """Put what an event says about authentication into its operation."""
    name = scheme_name(auth.get("Authorizer"))
    if name is not None:
        scopes = auth.get("AuthorizationScopes") if name != "NONE" else None
        if scopes is None:
            scopes = scopes_of(mapping(api.properties.get("Auth"), span).get("Authorizers"), name)
        require(operation, name, scopes, auth.span("Authorizer"))
        if name == "AWS_IAM":
            definition.add_scheme("AWS_IAM", IAM_SCHEME, auth.span("Authorizer"), replace=False)
    key = auth.get("ApiKeyRequired")
    if key is not None:
        require(operation, "api_key" if on(key) else "api_key_false", None, auth.span("ApiKeyRequired"))
        if on(key):
            definition.add_scheme("api_key", KEY_SCHEME, auth.span("ApiKeyRequired"), replace=False)


def add_http_route(build: Build, target: Target, event: Event) -> None:
    """Add the route of an HttpApi event, and the permission for it. Without path and method it takes everything."""
    source = event.properties
    if given(source.get("Path")) or given(source.get("Method")):
        route = _route(build, event)
        if route is None:
            return
        path, method = route
    else:
        path, method = DEFAULT_PATH, ANY
    api = _api(build, event, "ApiId", "ServerlessHttpApi", "HttpApi")
    named = source.get("ApiId")
    reference = build.context.ref("ServerlessHttpApi") if named is None else named
    definition = definition_of(build, api) if api is not None else None
    if not _covered(definition, target, path):
        where = "" if path == DEFAULT_PATH else path
        permit(build, target, event, _GATEWAY, SourceArn=_source_arn(PARTITION, reference, method, where))
    if api is None:
        return
    build.used.add(api.name)
    key = normal_method(method)
    if definition is None or not definition.valid:
        return
    if definition.has_integration(path, key):
        if definition.managed:
            build.context.note(event.span, f"the route {method} {path} of {api.name} is there a second time")
            return
        operation = definition.operation(path, key, event.span)
    else:
        operation = definition.operation(path, key, event.span)
        version = source.get("PayloadFormatVersion")
        integration = {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "payloadFormatVersion": version if given(version) else "2.0",
            "uri": _integration_uri(PARTITION, target),
            "timeoutInMillis": source.get("TimeoutInMillis"),
        }
        operation.put(INTEGRATION, made(event.span, integration), event.span)
        if path == DEFAULT_PATH and key == ANY:
            operation["isDefaultRoute"] = True
        operation.setdefault("responses", Map(event.span))
        parameters = [{"name": name, "in": "path", "required": True} for name in _PARAMETER.findall(path)]
        if parameters and "parameters" not in operation:
            operation["parameters"] = made(event.span, parameters)
    _authorize_http(api, operation, source, event.span)
    settings = source.get("RouteSettings")
    if isinstance(settings, Map):
        build.route_settings.setdefault(api.name, {})[path if method == ANY else f"{method.upper()} {path}"] = settings


def _covered(definition: Definition | None, target: Target, path: str) -> bool:
    """Whether the permission for `$default` of the same function is enough."""
    if definition is None or path == DEFAULT_PATH or not definition.has_integration(DEFAULT_PATH, ANY):
        return False
    uri = definition.document["paths"][DEFAULT_PATH][ANY][INTEGRATION]
    uri = uri.get("uri") if isinstance(uri, Map) else None
    return target.arn in getattr(uri, "parts", ())


def _authorize_http(api: Resource, operation: Map, source: Map, span: Span) -> None:
    auth = source.get("Auth")
    if isinstance(auth, Symbol):
        require(operation, display(auth), None, source.span("Auth"))
    if not isinstance(auth, Map) or not auth:
        return
    api_auth = mapping(api.properties.get("Auth"), span)
    name, place = auth.get("Authorizer"), auth.span("Authorizer")
    if not given(name):
        name, place = api_auth.get("DefaultAuthorizer"), source.span("Auth")
    name = scheme_name(name)
    if name is not None:
        scopes = None
        if name not in ("NONE", "AWS_IAM"):
            scopes = auth.get("AuthorizationScopes")
            scopes = scopes if given(scopes) else scopes_of(api_auth.get("Authorizers"), name)
        require(operation, name, scopes if given(scopes) else None, place)


def add_state_machine_route(build: Build, target: Target, event: Event) -> None:
    """Add the route of an Api event that starts a state machine, and the role with which API Gateway does so."""
    role = event_role(build, target, event, _GATEWAY)
    route = _route(build, event)
    api = _api(build, event, "RestApiId", "ServerlessRestApi", "Api")
    definition = definition_of(build, api) if api is not None else None
    if api is None or route is None:
        return
    build.used.add(api.name)
    if definition is None or not definition.managed:
        return
    path, key = route[0], normal_method(route[1])
    if definition.has_integration(path, key):
        build.context.note(event.span, f"the route {route[1]} {path} of {api.name} is there a second time")
        return
    operation = definition.operation(path, key, event.span)
    escaped = "$util.escapeJavaScript($input.json('$'))"
    if event.properties.get("UnescapeMappingTemplate") is True:
        escaped += '.replaceAll("\\\\\'","\'")'
    template = concat((f'{{"input": "{escaped}", "stateMachineArn": "', target.call, '"}'))
    integration = {
        "type": "aws",
        "httpMethod": "POST",
        "uri": concat(("arn:", PARTITION, ":apigateway:", REGION, ":states:action/StartExecution")),
        "responses": {"200": {"statusCode": "200"}, "400": {"statusCode": "400"}},
        "credentials": role,
        "requestTemplates": {"application/json": template},
    }
    operation.put(INTEGRATION, made(event.span, integration), event.span)
    responses = {"200": {"description": "OK"}, "400": {"description": "Bad Request"}}
    operation.setdefault("responses", made(event.span, responses))
    auth = mapping(event.properties.get("Auth"), event.span)
    _authorize(definition, api, operation, auth, event.span)
    policy = auth.get("ResourcePolicy")
    if isinstance(policy, Map):
        add_resource_policy(definition, policy, path, None, auth.span("ResourcePolicy"))
        add_custom_statements(definition, policy)
