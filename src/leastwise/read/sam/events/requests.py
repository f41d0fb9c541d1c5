"""What a route of a REST API asks of a request.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-requestmodel.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-requestparameter.html
"""

from __future__ import annotations

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, is_true
from leastwise.read.expand.values import each, made
from leastwise.read.sam.openapi import INTEGRATION, Definition

_VALIDATORS = {
    (True, True): "body-and-params",
    (True, False): "body-only",
    (False, True): "params-only",
    (False, False): "no-validation",
}
_LOCATIONS = {"querystring": "query", "path": "path", "header": "header"}


def add_request_model(definition: Definition, operation: Map, source: Map) -> None:
    """The model that the body must fit, and the validator that sees to it."""
    wanted, span = source.get("RequestModel"), source.span("RequestModel")
    name = wanted.get("Model") if isinstance(wanted, Map) else wanted
    if isinstance(name, Symbol):
        operation.put("requestBody", name, span)
        operation.put("x-amazon-apigateway-request-validator", name, span)
    if not isinstance(wanted, Map) or not isinstance(name, str):
        return
    name, required = name.lower(), wanted.get("Required")
    if "swagger" in definition.document:
        parameter = {"in": "body", "name": name, "schema": {"$ref": f"#/definitions/{name}"}, "required": required}
        _add_parameters(operation, [made(span, parameter)], span)
    else:
        schema = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        operation.put("requestBody", made(span, {"content": schema, "required": required}), span)
    body, parameters = wanted.get("ValidateBody"), wanted.get("ValidateParameters")
    if body is None and parameters is None:
        return
    if isinstance(body, Symbol):
        operation.put("x-amazon-apigateway-request-validator", body, span)
        return
    body, parameters = is_true(body), is_true(parameters)
    validator = _VALIDATORS[body, parameters]
    validators = definition.section("x-amazon-apigateway-request-validators", span)
    if validator not in validators:
        rules = {"validateRequestBody": body, "validateRequestParameters": parameters}
        validators.put(validator, made(span, rules), span)
    operation.put("x-amazon-apigateway-request-validator", validator, span)


def add_request_parameters(operation: Map, source: Map) -> None:
    """The parameters that a request may or must have: a name, or a mapping from it to its settings."""
    found = []
    for entry, span in each(source.get("RequestParameters"), source.span("RequestParameters")):
        name = next(iter(entry), None) if isinstance(entry, Map) else entry
        if not isinstance(name, str) or name.count(".") < 3:
            continue
        settings = entry.get(name) if isinstance(entry, Map) else None
        settings = settings if isinstance(settings, Map) else Map(span)
        _, _, location, label = name.split(".", 3)
        required = settings.get("Required", False)
        parameter = {"in": _LOCATIONS.get(location, location), "name": label, "required": required, "type": "string"}
        found.append(made(span, parameter))
        if is_true(settings.get("Caching")):
            integration = operation[INTEGRATION]
            keys = integration.setdefault("cacheKeyParameters", Seq(span))
            keys.append(name)
    if found:
        _add_parameters(operation, found, source.span("RequestParameters"))


def _add_parameters(operation: Map, more: list[Map], span: Span) -> None:
    found = operation.get("parameters")
    operation.put("parameters", Seq(span, [*(found if isinstance(found, Seq) else ()), *more]), span)
