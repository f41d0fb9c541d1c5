"""Edits that hold bodies against the models that are there.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-validation-set-up.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validators.html
"""

from __future__ import annotations

from collections.abc import Iterable

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.graph import Route
from leastwise.model.value import Reference
from leastwise.rules.api._bodies import VALIDATOR, VALIDATORS, Body, takes_anything
from leastwise.rules.api._routes import of_event

_TYPE = "AWS::ApiGateway::RequestValidator"


def validated(app: Application, bodies: Iterable[Body]) -> list[Edit]:
    """Edits after which all these bodies are validated; none where one of them has no model that asks for anything."""
    edits: list[Edit] = []
    for body in bodies:
        idle = not body.modelled or any(takes_anything(schema) for _, schema in body.models)
        own = [] if idle else _of_route(app, body.route)
        if not own:
            return []
        edits += (edit for edit in own if edit not in edits)
    return edits


def _of_route(app: Application, route: Route) -> list[Edit]:
    if route.property.resource.type == "AWS::ApiGateway::Method":
        return _of_method(app, route)
    operation, document = route.property, route.api["Body"]
    if of_event(operation):
        return [Set(operation[(VALIDATOR,)], "body-only")]
    own, all_of_them = operation[(VALIDATOR,)], document[(VALIDATORS,)]
    named = own if own.present else document[(VALIDATOR,)]
    if named.absent:
        checks = {"validateRequestBody": True, "validateRequestParameters": False}
        return [Set(all_of_them["body"], checks), Set(own, "body")]
    settings = all_of_them[(named.text() or "",)]
    return [Set(settings["validateRequestBody"], True)] if settings.present else []


def _of_method(app: Application, route: Route) -> list[Edit]:
    method = route.property.resource
    place = method["RequestValidatorId"]
    if not place.absent:
        validator = app.referenced(place.value, _TYPE)
        return [] if validator is None else [Set(validator["ValidateRequestBody"], True)]
    for validator in app.resources(_TYPE):
        checks = validator["ValidateRequestBody"].flag() is True
        if checks and app.referenced(validator.get("RestApiId")) == route.api:
            return [Set(place, Reference(validator.key, "Ref"))]
    name = f"{route.api.name}BodyValidator"
    properties = {"RestApiId": Reference(route.api.key, "Ref"), "ValidateRequestBody": True}
    new = AddResource(route.api[()], name, _TYPE, properties)
    return [new, Set(place, method.neighbour(name, "Ref"))] if route.api.type.endswith("::RestApi") else []
