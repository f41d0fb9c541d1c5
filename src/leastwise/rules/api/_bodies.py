"""What REST APIs check of the bodies that they are sent.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validators.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.application import Application
from leastwise.model.graph import Route, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol
from leastwise.rules.api._routes import calls_http

_VERBS = ("POST", "PUT", "PATCH")
VALIDATOR, VALIDATORS = "x-amazon-apigateway-request-validator", "x-amazon-apigateway-request-validators"
"""Where a definition names a validator, and says what validators there are."""


@record
class Body:
    """A method of a REST API that takes a body.

    Attributes:
        route: the method.
        validated: whether bodies are held against a model; `None` where that is not known.
        models: the schemas that they must fit, as far as these are in the application: the place, and the schema.
        modelled: whether a model is named at all; `None` where that is not known.
    """

    route: Route
    validated: bool | None
    modelled: bool | None
    models: tuple[tuple[Property, Any], ...] = ()


def bodies(app: Application) -> Iterator[Body]:
    """Every method that is made to take a body, and leads somewhere."""
    for route in app.routes:
        leads = route.function or route.target or route.service or (route.integration and calls_http(route.integration))
        if route.kind is not TriggerKind.REST_API or route.method not in _VERBS or not leads or _uploads(route):
            continue
        method = route.property.resource
        if method.type == "AWS::ApiGateway::Method":
            yield _of_method(app, route, method)
        elif route.api.type == "AWS::ApiGateway::RestApi" and isinstance(route.api.get("Body"), Map):
            yield _of_operation(route)


def _uploads(route: Route) -> bool:
    """Whether the body is a file for a bucket, which no model describes."""
    return route.service.partition(":")[0] == "s3" or (
        route.target is not None and route.target.type == "AWS::S3::Bucket"
    )


def _of_method(app: Application, route: Route, method: Resource) -> Body:
    models, validator = method["RequestModels"], method["RequestValidatorId"]
    modelled = _some(models)
    found = []
    for place in models.items():
        model = app.referenced(place.value, "AWS::ApiGateway::Model") or _named(app, place.text())
        if model is not None:
            found.append((model["Schema"], model.get("Schema")))
        elif place.text() == "Empty":
            found.append((place, Map(method.span)))
    if validator.absent:
        return Body(route, False, modelled, tuple(found))
    resource = app.referenced(validator.value, "AWS::ApiGateway::RequestValidator")
    checks = None if resource is None else resource["ValidateRequestBody"].flag(default=False)
    return Body(route, checks, modelled, tuple(found))


def _named(app: Application, name: str | None) -> Resource | None:
    found = [model for model in app.resources("AWS::ApiGateway::Model") if name and model.get("Name") == name]
    return found[0] if len(found) == 1 else None


def _some(models: Property) -> bool | None:
    if models.absent:
        return False
    return len(models.value) > 0 if isinstance(models.value, Map) else None


def _of_operation(route: Route) -> Body:
    """A definition names a validator for all operations or for each, and the schema in the words of OpenAPI 2 or 3."""
    document, operation = route.api["Body"], route.property
    name = operation[(VALIDATOR,)]
    name = name if name.present else document[(VALIDATOR,)]
    checks: bool | None = None
    if name.absent:
        checks = False
    elif (text := name.text()) is not None:
        checks = document[(VALIDATORS, text, "validateRequestBody")].flag(default=False)
    schemas = [place for place in _schemas(operation) if place.present]
    opaque = any(
        isinstance(place.value, Symbol) for place in (*operation["parameters"].each(), operation["requestBody"])
    )
    resolved = [_resolve(document, place) for place in schemas]
    models = tuple((place, place.value) for place in resolved if place is not None)
    return Body(route, checks, True if schemas else None if opaque else False, models)


def _schemas(operation: Property) -> Iterator[Property]:
    for parameter in operation["parameters"].each():
        if parameter["in"].text() == "body":
            yield parameter["schema"]
    for content in operation["requestBody.content"].items():
        yield content["schema"]


def _resolve(document: Property, schema: Property) -> Property | None:
    """A schema, or the one in the same definition that it refers to."""
    reference = schema["$ref"]
    if not reference.present:
        return schema
    text = reference.text() or ""
    if not text.startswith("#/"):
        return None
    found = document[tuple(text[2:].split("/"))]
    return found if found.present else None


def takes_anything(schema: Any) -> bool:
    """Whether a schema is known to let every JSON object through."""
    if not isinstance(schema, Map) or any(isinstance(value, Symbol) for value in schema.values()):
        return False
    says = {key for key, value in schema.items() if not _idle(key, value)}
    return not says or (says == {"type"} and schema["type"] == "object")


def _idle(key: str, value: Any) -> bool:
    """Whether a keyword of JSON Schema asks for nothing."""
    if key in ("$schema", "$id", "id", "title", "description", "example", "examples", "default", "$comment"):
        return True
    return (key in ("properties", "required") and isinstance(value, (Map, Seq)) and not value) or (
        key == "additionalProperties" and value is True
    )
