"""API definitions in OpenAPI, the `Body` of REST and HTTP APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import Function
from leastwise.model.record import record
from leastwise.model.resource import Path, Property, Resource
from leastwise.model.value import Map, Parameter, Reference, Symbol, concat
from leastwise.read.graph.context import Context, field
from leastwise.read.graph.integrations import chosen_by_stage

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
ANY_METHOD = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"

_NAME_IN_TEXT = r"\$\{([A-Za-z0-9:]+)(?:\.([A-Za-z]+))?\}"


@record
class Operation:
    """One operation of a definition, with the handle on it."""

    method: str
    path: str
    value: Map
    property: Property


@record
class Definition:
    """The definition of one API."""

    api: Resource
    body: Property
    value: Map

    @property
    def schemes_path(self) -> Path:
        """Where the security schemes stand: OpenAPI 2 and 3 differ."""
        return ("securityDefinitions",) if "securityDefinitions" in self.value else ("components", "securitySchemes")

    @property
    def schemes(self) -> dict[str, Any]:
        """The security schemes by name."""
        found: Any = self.value
        for step in self.schemes_path:
            found = field(found, str(step))
        return found if isinstance(found, Map) else {}

    def operations(self) -> Iterator[Operation]:
        """Every operation."""
        paths = self.value.get("paths")
        base = (*self.body.path, "paths")
        for path, item in paths.items() if isinstance(paths, Map) else ():
            for method, operation in item.items() if isinstance(item, Map) else ():
                verb = "ANY" if method == ANY_METHOD else method.upper() if method.lower() in METHODS else None
                if verb is not None and isinstance(operation, Map):
                    place = Property(self.body.resource, (*base, path, method))
                    yield Operation(verb, "$default" if path == "/$default" else path, operation, place)

    def integration(self, operation: Operation) -> Any:
        """What an operation is integrated with; HTTP APIs may refer to a shared integration."""
        found = operation.value.get(INTEGRATION)
        name = field(found, "$ref")
        if isinstance(name, str):
            shared = field(field(self.value, "components"), "x-amazon-apigateway-integrations")
            return field(shared, name.rpartition("/")[2])
        return found

    def function(self, context: Context, uri: Any, place: Property) -> Function | None:
        """The function that a URI names.

        In a definition that is a file of its own nothing is evaluated, so `${Function.Arn}` is there as text. What AWS
        itself puts in on import is `${AWS::Region}` and the like.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
        """
        if isinstance(uri, Map):
            uri = uri.get("Fn::Sub")
        if not (isinstance(uri, str) and "${" in uri):
            return context.function(uri, place)
        found = context.function(self._evaluated(context, uri), place)
        if found is None and chosen_by_stage(uri):
            context.note(place, "the function is chosen by a stage variable; which one it is, is not known here")
        return found

    def _evaluated(self, context: Context, text: str) -> Any:
        """A text with the names in it as symbols, as far as they are names of the API's own stack."""
        stack = self.api.stack
        parts: list[Any] = []
        position = 0
        for match in re.finditer(_NAME_IN_TEXT, text):
            name, attribute = match[1], match[2]
            symbol: Symbol
            if name.startswith("AWS::"):
                symbol = Parameter(name)
            elif f"{stack}:{name}" in context.lookup.by_key:
                symbol = Reference(f"{stack}:{name}", attribute or "Ref")
            else:
                continue
            parts += (text[position : match.start()], symbol)
            position = match.end()
        return concat([*parts, text[position:]])


def definitions(context: Context) -> Iterator[Definition]:
    """The definition of every API that has one."""
    for api in context.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        properties = api.properties
        if "Body" in properties:
            body = context.document(api["Body"], properties["Body"])
            if body is not None:
                yield Definition(api, *body)
        elif "BodyS3Location" in properties and not isinstance(properties["BodyS3Location"], Symbol):
            context.note(api["BodyS3Location"], "the API's definition lies in a bucket; its routes are not seen")
