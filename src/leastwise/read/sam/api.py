"""AWS::Serverless::Api: a REST API with its definition, deployment and stage.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.expand.build import Build, suffixed
from leastwise.read.expand.values import carry, given, made, maps, on, put, tag_list, text, written
from leastwise.read.sam.authorizers import (
    IAM_SCHEME,
    KEY_SCHEME,
    add_authorizer_permissions,
    rest_scheme,
    scheme_name,
    scopes_of,
)
from leastwise.read.sam.cors import add_preflight
from leastwise.read.sam.domain import add_rest_domain
from leastwise.read.sam.openapi import (
    Definition,
    definition_of,
    is_version_3,
    place_definition,
    require,
    require_everywhere,
)
from leastwise.read.sam.resource_policy import POLICY, add_custom_statements, add_resource_policy
from leastwise.read.sam.tables import properties as names_of
from leastwise.read.sam.usage_plan import add_usage_plan


def expand_api(build: Build, resource: Resource) -> None:
    """Replace a REST API by what it becomes."""
    source = resource.properties
    properties = Map(source.home)
    carry(source, properties, names_of("Api"))
    _add_endpoint(properties, source)
    definition = definition_of(build, resource)
    if definition is not None and not definition.local and definition.valid:
        _complete(definition, source)
    place_definition(build, resource, definition, properties)
    tags = tag_list(source.get("Tags"), source.span("Tags"))
    if tags is not None:
        properties.put("Tags", tags, source.span("Tags"))
    build.replace(resource, "AWS::ApiGateway::RestApi", properties, by=resource.by)
    stage = _add_stage(build, resource, source)
    auth = source.get("Auth")
    add_authorizer_permissions(build, resource.name, auth, "aws", by_default=True)
    add_rest_domain(build, resource, source, stage)
    if isinstance(auth, Map):
        add_usage_plan(build, resource, auth, stage)


def _add_endpoint(properties: Map, source: Map) -> None:
    found, span = source.get("EndpointConfiguration"), source.span("EndpointConfiguration")
    if not given(found):
        return
    kind = found.get("Type") if isinstance(found, Map) else found
    configuration = Map(span)
    configuration.put("Types", Seq(span, [kind] if kind is not None else []), span)
    for key, value, place in found.entries() if isinstance(found, Map) else ():
        if key in ("VpcEndpointIds", "VPCEndpointIds", "IpAddressType"):
            configuration.put(key.replace("VPC", "Vpc"), value, place)
    properties.put("EndpointConfiguration", configuration, span)


def _complete(definition: Definition, source: Map) -> None:
    """Put into the definition what the API's own properties say, in SAM's order."""
    if given(source.get("Cors")):
        add_preflight(definition, source["Cors"], source.span("Cors"))
    auth = source.get("Auth")
    if isinstance(auth, Map):
        _authorize(definition, auth, source)
    elif isinstance(auth, Symbol):
        require_everywhere(definition, auth, source.span("Auth"))
    _add_gateway_responses(definition, source)
    document = definition.document
    if given(source.get("BinaryMediaTypes")):
        document = definition.write()
        key, value = "x-amazon-apigateway-binary-media-types", source["BinaryMediaTypes"]
        document.put(key, _unescaped(value), source.span("BinaryMediaTypes"))
    models = source.get("Models")
    if isinstance(models, Map):
        for name, schema, span in maps(models):
            definition.section("definitions", source.span("Models")).put(name.lower(), schema, span)
    disabled, span = source.get("DisableExecuteApiEndpoint"), source.span("DisableExecuteApiEndpoint")
    if disabled is not None:
        disable_endpoint(definition, disabled, span)
    _to_version_3(definition, source)


def _unescaped(value: Any) -> Any:
    """`image~1png` is how media types had to be written once."""
    if isinstance(value, Seq):
        found = Seq(value.home)
        for _, item, span in value.entries():
            found.put(item.replace("~1", "/") if isinstance(item, str) else item, span)
        return found
    return value


def disable_endpoint(definition: Definition, disabled: Any, span: Span) -> None:
    """Say in the definition whether the API answers at its own address."""
    document = definition.write()
    name = "x-amazon-apigateway-endpoint-configuration"
    if not is_version_3(document.get("openapi")):
        found = document.get(name)
        document.put(name, found.copy() if isinstance(found, Map) else Map(span), span)
        put(document, f"{name}.disableExecuteApiEndpoint", disabled, span)
        return
    servers = Seq(span)
    found = document.get("servers")
    for server in found if isinstance(found, Seq) and found else [Map(span)]:
        server = server.copy() if isinstance(server, Map) else Map(span)
        own = server.get(name)
        server.put(name, own.copy() if isinstance(own, Map) else Map(span), span)
        put(server, f"{name}.disableExecuteApiEndpoint", disabled, span)
        servers.put(server, span)
    document.put("servers", servers, span)


def _authorize(definition: Definition, auth: Map, source: Map) -> None:
    """Authorizers, the default one on every method that says nothing else, API keys, resource policy."""
    authorizers, default = auth.get("Authorizers"), auth.get("DefaultAuthorizer")
    for name, authorizer, place in maps(authorizers):
        definition.add_scheme(name, rest_scheme(authorizer), place)
    if default == "AWS_IAM":
        definition.add_scheme("AWS_IAM", IAM_SCHEME, auth.span("DefaultAuthorizer"), replace=False)
    if isinstance(default, Symbol) or default == "AWS_IAM" or given(authorizers):
        requirement = scheme_name(default)
        if requirement is not None:
            _set_default(definition, auth, requirement, authorizers)
    if on(auth.get("ApiKeyRequired")):
        definition.add_scheme("api_key", KEY_SCHEME, auth.span("ApiKeyRequired"), replace=False)
        _require_key(definition, auth)
    policy = auth.get("ResourcePolicy")
    if isinstance(policy, Map):
        for path, _, _ in definition.items():
            add_resource_policy(definition, policy, path, source.get("StageName"), auth.span("ResourcePolicy"))
        add_custom_statements(definition, policy)
    elif isinstance(policy, Symbol):
        definition.write().put(POLICY, policy, auth.span("ResourcePolicy"))


def _names(operation: Map) -> set[str]:
    """The schemes that an operation asks for."""
    found = operation.get("security")
    return {name for entry in found if isinstance(entry, Map) for name in entry} if isinstance(found, Seq) else set()


def _set_default(definition: Definition, auth: Map, default: str, authorizers: Any) -> None:
    preflight = auth.get("AddDefaultAuthorizerToCorsPreflight", True)
    known = {"AWS_IAM", "NONE", *(authorizers if isinstance(authorizers, Map) else ())}
    for _, item, _ in definition.items():
        for method, operation in definition.operations(item):
            if method == "options" and not on(preflight):
                continue
            names = _names(operation)
            if known.isdisjoint(names):
                require(operation, default, scopes_of(authorizers, default), auth.span("DefaultAuthorizer"))
            elif "NONE" in names and len(names) > 1:
                _drop(operation, {"NONE"})


def _drop(operation: Map, names: set[str]) -> None:
    """Take requirements away."""
    kept = Seq(operation.span("security"))
    for _, entry, place in operation["security"].entries():
        if not (isinstance(entry, Map) and names & entry.keys()):
            kept.put(entry, place)
    operation["security"] = kept


def _require_key(definition: Definition, auth: Map) -> None:
    """Ask for an API key on every method, except those that say otherwise."""
    preflight = auth.get("AddApiKeyRequiredToCorsPreflight", True)
    for _, item, _ in definition.items():
        for method, operation in definition.operations(item):
            names = _names(operation)
            if names & {"api_key", "api_key_false"}:
                _drop(operation, {"api_key", "api_key_false"})
            if "api_key_false" not in names and (method != "options" or on(preflight)):
                require(operation, "api_key", None, auth.span("ApiKeyRequired"))


def _add_gateway_responses(definition: Definition, source: Map) -> None:
    name = "x-amazon-apigateway-gateway-responses"
    for kind, response, span in maps(source.get("GatewayResponses")):
        parameters = {
            f"gatewayresponse.{prefix}.{key}": value
            for group, prefix in (("Headers", "header"), ("Paths", "path"), ("QueryStrings", "querystring"))
            for owner, entries, _ in maps(response.get("ResponseParameters"))
            if owner == group
            for key, value in entries.items()
        }
        status = response.get("StatusCode")
        answer = {
            "responseParameters": parameters,
            "responseTemplates": response.get("ResponseTemplates", {}),
            "statusCode": str(status) if isinstance(status, int) else status,
        }
        definition.section(name, source.span("GatewayResponses")).put(kind, made(span, answer), span)


def _to_version_3(definition: Definition, source: Map) -> None:
    """What was put in as in OpenAPI 2 goes where version 3 keeps it."""
    document = definition.document
    wanted = source.get("OpenApiVersion")
    version = document.get("openapi") if wanted is None else wanted
    if given(document.get("swagger")) or not is_version_3(version):
        return
    document = definition.write()
    for old, new in (("securityDefinitions", "securitySchemes"), ("definitions", "schemas")):
        found = document.get(old)
        if given(found):
            components = document.get("components")
            components = components.copy() if isinstance(components, Map) else Map(document.span(old))
            components.put(new, found, document.span(old))
            document.put("components", components, document.spans.get("components", document.span(old)))
            del document[old]


def _add_stage(build: Build, resource: Resource, source: Map) -> str:
    """Add deployment and stage, and give the stage's logical id."""
    name, span, context = resource.name, resource.span, build.context
    deployment = name + "Deployment"
    literal = resource.by == "framework" or written(source, "StageName")
    label = text(source.get("StageName") if literal else None) or ""
    stage = name + label + "Stage" if label.isalnum() or not label else suffixed(name + "Stage", label)
    made_stage = Map(span)
    carry(source, made_stage, names_of("ApiStage"))
    made_stage["RestApiId"] = context.ref(name)
    made_stage["DeploymentId"] = context.ref(deployment)
    tags = tag_list(source.get("Tags"), source.span("Tags"))
    if tags is not None:
        made_stage.put("Tags", tags, source.span("Tags"))
    build.add(
        deployment,
        "AWS::ApiGateway::Deployment",
        {"RestApiId": context.ref(name), "StageName": None if given(source.get("OpenApiVersion")) else "Stage"},
        span,
    )
    build.add(stage, "AWS::ApiGateway::Stage", made_stage, span, by=resource.by)
    build.links[name, "Stage"] = stage
    build.links[name, "Deployment"] = deployment
    return stage
