"""What a route of a REST API asks of a request: models and validators.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#request-schema-validators
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, concat, display, is_false
from leastwise.read.expand.values import given, mapping
from leastwise.read.serverless.events.event import Event, add, own
from leastwise.read.serverless.events.rest import RestApi
from leastwise.read.serverless.naming import alphanumeric


def add_validation(api: RestApi, event: Event, method: Map, name: str) -> None:
    """Put into a method which models its bodies must fit, and the validator where anything is asked."""
    request = mapping(event.properties.get("request"), event.span)
    parameters = mapping(method.get("RequestParameters"), event.span)
    if any(given(value) and not is_false(value) for value in parameters.values()):
        method.put("RequestValidatorId", _validator(api, event.span), request.span("parameters"))
    key = "schemas" if given(request.get("schemas")) else "schema"
    schemas = mapping(request.get(key), event.span)
    models = Map(request.span(key))
    for content_type, schema, span in schemas.entries():
        models.put(content_type, _model(api, name, content_type, schema, span), span)
    if models:
        method.put("RequestModels", models, request.span(key))
        method.put("RequestValidatorId", _validator(api, event.span), request.span(key))


def _validator(api: RestApi, span: Span) -> Any:
    """The one validator of the service."""
    build = api.build
    name = f"ApiGateway{alphanumeric(display(build.name))}RequestValidator"
    if name not in build.result:
        label = concat((build.name, "-", build.stage, " | Validate request body and querystring parameters"))
        validator = own(
            Map(span), RestApiId=api.id, ValidateRequestBody=True, ValidateRequestParameters=True, Name=label
        )
        build.add(name, "AWS::ApiGateway::RequestValidator", validator, span)
    return build.context.ref(name)


def _model(api: RestApi, method: str, content_type: str, schema: Any, span: Span) -> Any:
    """The model that a schema becomes: one of `provider.apiGateway.request.schemas`, or the route's own."""
    build = api.build
    known = build.under(api.settings, "request", "schemas")
    if isinstance(schema, str) and schema in known:
        name = f"ApiGateway{_camel(schema)}Model"
        schema, span, content_type = known[schema], known.span(schema), "application/json"
    else:
        name = f"{method}{_camel(content_type)}Model"
    if name not in build.result:
        model = own(Map(span), RestApiId=api.id, ContentType=content_type)
        source = schema if isinstance(schema, Map) and given(schema.get("schema")) else Map(span, {"schema": schema})
        model.put("Schema", source["schema"], source.span("schema"))
        for key, title in (("name", "Name"), ("description", "Description")):
            if given(source.get(key)):
                model.put(title, source[key], source.span(key))
        add(build, name, "AWS::ApiGateway::Model", model, span)
    return build.context.ref(name)


def _camel(text: str) -> str:
    """`application/json` → `ApplicationJson`."""
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return "".join(word[:1].upper() + word[1:] for word in words)
