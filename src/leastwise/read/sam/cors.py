"""CORS of REST and HTTP APIs.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapicorsconfiguration.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, is_true
from leastwise.read.expand.values import given, made
from leastwise.read.sam.openapi import ANY, INTEGRATION, Definition

_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

_HTTP_KEYS = ("AllowOrigins", "AllowHeaders", "AllowMethods", "ExposeHeaders", "MaxAge")


def add_preflight(definition: Definition, cors: Any, span: Span) -> None:
    """Give every path of a REST API an OPTIONS method that answers with the headers, unless it has one."""
    if isinstance(cors, (str, Symbol)):
        cors = Map(span, {"AllowOrigin": cors})
    if not isinstance(cors, Map):
        return
    seen = set()
    for path, item, _ in definition.items():
        normal = path.rstrip("/") if path != "/" else path
        if normal in seen:
            continue
        seen.add(normal)
        if "options" not in item:
            methods = cors.get("AllowMethods")
            methods = methods if given(methods) else _allowed_methods(item)
            item.put("options", made(span, _options(cors, methods, span)), span)


def _allowed_methods(item: Map) -> str:
    found = _METHODS if ANY in item else sorted({method.upper() for method in (*item, "options")})
    return f"'{','.join(found)}'"


def _options(cors: Map, methods: Any, span: Span) -> dict[str, Any]:
    headers = {"Access-Control-Allow-Origin": (cors.get("AllowOrigin", "'*'"), "string")}
    if given(cors.get("AllowHeaders")):
        headers["Access-Control-Allow-Headers"] = (cors["AllowHeaders"], "string")
    headers["Access-Control-Allow-Methods"] = (methods, "string")
    if cors.get("MaxAge") is not None:
        headers["Access-Control-Max-Age"] = (cors["MaxAge"], "integer")
    if is_true(cors.get("AllowCredentials")):
        headers["Access-Control-Allow-Credentials"] = ("'true'", "string")
    parameters = Map(span, {f"method.response.header.{name}": value for name, (value, _) in headers.items()})
    parameters.spans["method.response.header.Access-Control-Allow-Origin"] = cors.spans.get("AllowOrigin", span)
    answer = {
        "statusCode": "200",
        "responseParameters": parameters,
        "responseTemplates": {"application/json": "{}\n"},
    }
    return {
        "summary": "CORS support",
        INTEGRATION: {
            "type": "mock",
            "requestTemplates": {"application/json": '{\n  "statusCode" : 200\n}\n'},
            "responses": {"default": answer},
        },
        "responses": {
            "200": {
                "description": "Default response for CORS method",
                "headers": {name: {"type": kind} for name, (_, kind) in headers.items()},
            }
        },
    }


def add_http_cors(definition: Definition, cors: Any, span: Span) -> None:
    """Put the CORS configuration of an HTTP API into its definition. `true` means every origin."""
    document = definition.write()
    found = document.get("x-amazon-apigateway-cors")
    configuration = found.copy() if isinstance(found, Map) else Map(span)
    if is_true(cors):
        configuration.put("allowOrigins", made(span, ["*"]), span)
    elif isinstance(cors, Symbol):
        configuration.put("allowOrigins", cors, span)
    elif isinstance(cors, Map):
        for key in _HTTP_KEYS:
            if given(cors.get(key)) or (key == "MaxAge" and cors.get(key) is not None):
                configuration.put(key[0].lower() + key[1:], cors[key], cors.span(key))
        if is_true(cors.get("AllowCredentials")):
            configuration.put("allowCredentials", True, cors.span("AllowCredentials"))
    document.put("x-amazon-apigateway-cors", configuration, span)
