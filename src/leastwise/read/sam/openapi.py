"""API definitions while routes, authorizers and the rest are put into them.

What the author wrote is never changed: a definition copies the levels it writes to.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Seq, Symbol, display
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import STACK_NAME
from leastwise.read.expand.values import given, made, mapping, put
from leastwise.read.sam.code import s3_object

ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
DEFAULT_PATH = "$default"

_NO_METHODS = frozenset({"summary", "description", "parameters", "servers", "$ref"})
_VERSION_3 = re.compile(r"3(\.\d)(\.\d)?$")
_VARIABLE = re.compile(r"{[a-zA-Z0-9._-]+\+?}")


def normal_method(method: str) -> str:
    """The key of a method in a definition."""
    method = method.lower()
    return ANY if method == "any" else method


def without_variables(path: str) -> str:
    """A path as permissions and policies write it: `/orders/{id}` → `/orders/*`."""
    return _VARIABLE.sub("*", path)


def is_version_3(version: Any) -> bool:
    """Whether a version is one of OpenAPI 3, written as text or number."""
    return isinstance(version, (str, float)) and _VERSION_3.match(str(version)) is not None


class Definition:
    """The definition of one API.

    Attributes:
        document: the OpenAPI document.
        managed: whether SAM fills it: the author gave none.
        local: whether it came from a file of its own.
        statements: what the statements of its resource policy say, once one was added.
    """

    def __init__(self, document: Map, *, managed: bool = False, local: bool = False) -> None:
        self.document = document
        self.managed = managed
        self.local = local
        self.statements: set[str] | None = None
        self._own = False
        self._sections: set[str] = set()

    @property
    def valid(self) -> bool:
        """Whether it is a document that SAM works on."""
        document = self.document
        return isinstance(document.get("paths"), Map) and (
            given(document.get("swagger")) or is_version_3(document.get("openapi"))
        )

    def write(self) -> Map:
        """The document, its paths and operations being ours to change."""
        if not self._own:
            self._own = True
            self.document = self.document.copy()
            paths = mapping(self.document.get("paths"), self.document.home).copy()
            self.document["paths"] = paths
            for path, item in paths.items():
                if isinstance(item, Map):
                    paths[path] = item = item.copy()
                    for method, operation in item.items():
                        if isinstance(operation, Map):
                            item[method] = operation.copy()
        return self.document

    def section(self, name: str, span: Span) -> Map:
        """A mapping at the top, to be changed; made where it is absent."""
        document = self.write()
        found = document.get(name)
        if name not in self._sections or not isinstance(found, Map):
            self._sections.add(name)
            found = found.copy() if isinstance(found, Map) else Map(span)
            document.put(name, found, document.spans.get(name, span))
        return found

    def items(self) -> Iterator[tuple[str, Map, Span]]:
        """Every path with its methods, to be changed."""
        paths = self.write()["paths"]
        for path, item, span in paths.entries():
            if isinstance(item, Map):
                yield path, item, span

    def operations(self, path: Map) -> Iterator[tuple[str, Map]]:
        """Every method of a path that has an integration, to be changed."""
        for method, operation in path.items():
            if isinstance(operation, Map) and method not in _NO_METHODS and given(operation.get(INTEGRATION)):
                yield normal_method(method), operation

    def operation(self, path: str, method: str, span: Span) -> Map:
        """The operation of a route, to be changed; made where it is absent."""
        paths = self.write()["paths"]
        item = paths.get(path)
        if not isinstance(item, Map):
            item = Map(span)
            paths.put(path, item, span)
        operation = item.get(method)
        if not isinstance(operation, Map):
            operation = Map(span)
            item.put(method, operation, span)
        return operation

    def has_integration(self, path: str, method: str) -> bool:
        """Whether a route leads somewhere already."""
        item = mapping(self.document.get("paths"), self.document.home).get(path)
        operation = item.get(method) if isinstance(item, Map) else None
        return isinstance(operation, Map) and given(operation.get(INTEGRATION))

    def add_scheme(self, name: str, scheme: dict[str, Any], span: Span, *, replace: bool = True) -> None:
        """Add a security scheme, where REST APIs keep them until the document is finished."""
        schemes = self.section("securityDefinitions", span)
        if replace or name not in schemes:
            schemes.put(name, made(span, scheme), span)


def require(operation: Map, requirement: str, scopes: Any, span: Span) -> None:
    """Append a security requirement to an operation."""
    security = Seq(span)
    found = operation.get("security")
    for _, value, place in found.entries() if isinstance(found, Seq) else ():
        security.put(value, place)
    security.put(Map(span, {requirement: scopes if scopes is not None else Seq(span)}), span)
    operation.put("security", security, span)


def require_everywhere(definition: Definition, unknown: Symbol, span: Span) -> None:
    """Ask for something that is not known on every operation that asks for nothing."""
    for _, item, _ in definition.items():
        for _, operation in definition.operations(item):
            if not given(operation.get("security")):
                require(operation, display(unknown), None, span)


def definition_of(build: Build, resource: Resource) -> Definition | None:
    """The definition of an API resource; `None` where it has one that cannot be read."""
    known = build.definitions
    if resource.name not in known:
        known[resource.name] = _read(build, resource)
    found: Definition | None = known[resource.name]
    return found


def _read(build: Build, resource: Resource) -> Definition | None:
    source = resource.properties
    body, uri = source.get("DefinitionBody"), source.get("DefinitionUri")
    if given(body):
        return Definition(body) if isinstance(body, Map) else None
    if given(uri):
        if isinstance(uri, str) and s3_object(uri) is None:
            span = source.span("DefinitionUri")
            document = build.context.load(uri, span, f"the definition of {resource.name},")
            return None if document is None else Definition(document, local=True)
        return None
    home = resource.span
    version = source.get("OpenApiVersion")
    skeleton: dict[str, Any] = {"info": {"version": "1.0", "title": STACK_NAME}, "paths": {}}
    if resource.type.endswith("::HttpApi"):
        skeleton["openapi"] = "3.0.1"
    elif is_version_3(version):
        skeleton["openapi"] = str(version)
    else:
        skeleton["swagger"] = "2.0"
    return Definition(made(home, skeleton), managed=True)


def place_definition(build: Build, resource: Resource, definition: Definition | None, properties: Map) -> None:
    """Put the definition into the properties of the API."""
    source = resource.properties
    if definition is not None:
        key = "DefinitionUri" if definition.local else "DefinitionBody"
        properties.put("Body", definition.document, source.spans.get(key, resource.span))
        return
    body, uri = source.get("DefinitionBody"), source.get("DefinitionUri")
    span = source.span("DefinitionUri")
    if given(body):
        properties.put("Body", body, source.span("DefinitionBody"))
    elif isinstance(uri, Map):
        properties.put("BodyS3Location", uri, span)
    elif isinstance(uri, str):
        found = s3_object(uri)
        if found is not None:
            properties.put("BodyS3Location", Map(span, found), span)
    elif isinstance(uri, Symbol):
        remote = isinstance(uri, Concat) and isinstance(uri.parts[0], str) and uri.parts[0].startswith("s3:")
        if not remote:
            reason = f"where the definition of {resource.name} lies is not known; its routes are not seen"
            build.context.note(span, reason)
        put(properties, "BodyS3Location.Key", uri, span)
