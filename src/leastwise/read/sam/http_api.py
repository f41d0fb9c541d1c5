"""AWS::Serverless::HttpApi: an HTTP API with its definition and stage.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
"""

from __future__ import annotations

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Symbol, is_true
from leastwise.read.expand.build import Build, suffixed
from leastwise.read.expand.context import PARTITION
from leastwise.read.expand.values import carry, given, made, maps, written
from leastwise.read.sam.api import disable_endpoint
from leastwise.read.sam.authorizers import IAM_SCHEME, add_authorizer_permissions, http_scheme, scheme_name, scopes_of
from leastwise.read.sam.cors import add_http_cors
from leastwise.read.sam.domain import add_http_domain
from leastwise.read.sam.openapi import (
    DEFAULT_PATH,
    Definition,
    definition_of,
    place_definition,
    require,
    require_everywhere,
)
from leastwise.read.sam.tables import properties as names_of

_DEFAULT_STAGE = "$default"


def expand_http_api(build: Build, resource: Resource) -> None:
    """Replace an HTTP API by what it becomes."""
    source = resource.properties
    properties = Map(source.home)
    carry(source, properties, names_of("HttpApi"))
    definition = definition_of(build, resource)
    if definition is not None and not definition.local and definition.valid:
        _complete(definition, source)
    place_definition(build, resource, definition, properties)
    if isinstance(source.get("Tags"), Map):
        properties.put("Tags", source["Tags"], source.span("Tags"))
    build.replace(resource, "AWS::ApiGatewayV2::Api", properties, by=resource.by)
    stage = _add_stage(build, resource, source)
    add_authorizer_permissions(build, resource.name, source.get("Auth"), PARTITION, by_default=False)
    add_http_domain(build, resource, source, stage)


def _complete(definition: Definition, source: Map) -> None:
    """Put into the definition what the API's own properties say, in SAM's order."""
    cors = source.get("CorsConfiguration")
    if given(cors):
        add_http_cors(definition, cors, source.span("CorsConfiguration"))
    auth = source.get("Auth")
    if isinstance(auth, Map):
        _authorize(definition, auth)
    elif isinstance(auth, Symbol):
        require_everywhere(definition, auth, source.span("Auth"))
    disabled = source.get("DisableExecuteApiEndpoint")
    if disabled is not None:
        disable_endpoint(definition, disabled, source.span("DisableExecuteApiEndpoint"))
    for key, name in (("Name", "title"), ("Description", "description")):
        if given(source.get(key)):
            document = definition.write()
            found = document.get("info")
            info = found.copy() if isinstance(found, Map) else Map(source.span(key))
            info.put(name, source[key], source.span(key))
            document["info"] = info
    if is_true(source.get("FailOnWarnings")):
        paths = definition.write()["paths"]
        if DEFAULT_PATH in paths:
            span = paths.span(DEFAULT_PATH)
            paths.put("/" + DEFAULT_PATH, paths.pop(DEFAULT_PATH), span)


def _authorize(definition: Definition, auth: Map) -> None:
    """Authorizers, and the default one on every method that says nothing else."""
    authorizers, default = auth.get("Authorizers"), auth.get("DefaultAuthorizer")
    schemes = {}
    if is_true(auth.get("EnableIamAuthorizer")):
        schemes["AWS_IAM"] = (IAM_SCHEME, auth.span("EnableIamAuthorizer"))
    for name, authorizer, span in maps(authorizers):
        schemes[name] = (http_scheme(authorizer), span)
    if schemes:
        document = definition.write()
        found = document.get("components")
        components = found.copy() if isinstance(found, Map) else Map(auth.home)
        known = components.get("securitySchemes")
        merged = known.copy() if isinstance(known, Map) else Map(auth.home)
        for name, (scheme, span) in schemes.items():
            merged.put(name, made(span, scheme), span)
        components.put("securitySchemes", merged, auth.home)
        document["components"] = components
    unknown = any(isinstance(value, Symbol) for value in (default, authorizers, auth.get("EnableIamAuthorizer")))
    if unknown or (isinstance(default, str) and default in schemes):
        default = scheme_name(default)
        if default is None:
            return
        scopes = scopes_of(authorizers, default)
        for _, item, _ in definition.items():
            for method, operation in definition.operations(item):
                if method != "options" and not given(operation.get("security")):
                    require(operation, default, scopes, auth.span("DefaultAuthorizer"))


def _add_stage(build: Build, resource: Resource, source: Map) -> str:
    """Add the stage, and give its logical id."""
    name, span, context = resource.name, resource.span, build.context
    wanted = source.get("StageName")
    label = wanted if isinstance(wanted, str) and written(source, "StageName") else ""
    if not given(wanted) or label == _DEFAULT_STAGE:
        stage = name + "ApiGatewayDefaultStage"
    else:
        stage = name + label + "Stage" if label.isalnum() or not label else suffixed(name + "Stage", label)
    properties = Map(span)
    carry(source, properties, names_of("HttpApiStage"))
    properties.setdefault("StageName", _DEFAULT_STAGE)
    properties["ApiId"] = context.ref(name)
    properties["AutoDeploy"] = True
    settings = build.route_settings.get(name)
    if settings:
        found = properties.get("RouteSettings")
        merged = found.copy() if isinstance(found, Map) else Map(span)
        for route, own in settings.items():
            known = merged.get(route)
            if isinstance(known, Map):
                known = known.copy()
                for key, value, place in own.entries():
                    known.put(key, value, place)
            merged.put(route, known if isinstance(known, Map) else own, own.home)
        properties["RouteSettings"] = merged
    build.add(stage, "AWS::ApiGatewayV2::Stage", properties, span, by=resource.by)
    build.links[name, "Stage"] = stage
    return stage
