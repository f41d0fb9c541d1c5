"""Where an application lets other websites in."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind
from leastwise.model.resource import Property, Resource

_ORIGIN = "method.response.header.Access-Control-Allow-Origin"
_CREDENTIALS = "method.response.header.Access-Control-Allow-Credentials"

Open = tuple[Property, bool, str]
"""Where the origin stands, whether credentials are allowed, and why it matters less than usual (or nothing)."""


def open_origins(app: Application) -> Iterator[Open]:
    """Every place where cross-origin requests are allowed to `*`, wherever such a thing can be written."""
    for url in app.resources("AWS::Lambda::Url"):
        mild = "the URL asks for no authentication anyway" if url.get("AuthType") == "NONE" else ""
        yield from _listed(url["Cors"], "AllowOrigins", "AllowCredentials", mild)
    for api in app.resources("AWS::ApiGatewayV2::Api"):
        mild = _unauthenticated(app, api)
        yield from _listed(api["CorsConfiguration"], "AllowOrigins", "AllowCredentials", mild)
        yield from _listed(api[("Body", "x-amazon-apigateway-cors")], "allowOrigins", "allowCredentials", mild)
    for bucket in app.resources("AWS::S3::Bucket"):
        for rule in bucket["CorsConfiguration.CorsRules"].items():
            reading = all(method.value in ("GET", "HEAD") for method in rule["AllowedMethods"].each())
            yield from _listed(rule, "AllowedOrigins", "", "only for reading" if reading else "")
    yield from _rest(app)


def _listed(cors: Property, origins: str, credentials: str, mild: str) -> Iterator[Open]:
    for origin in cors[origins].each():
        if origin.value == "*":
            yield origin, bool(credentials) and cors[credentials].flag() is True, mild


def _rest(app: Application) -> Iterator[Open]:
    """REST APIs answer the preflight with a mock method for each path; the first open one of each API counts."""
    found: dict[str, Open] = {}
    for method in app.resources("AWS::ApiGateway::Method"):
        if method.get("HttpMethod") == "OPTIONS":
            api = app.referenced(method.get("RestApiId"))
            for response in method["Integration.IntegrationResponses"].items():
                _keep(app, found, api, response["ResponseParameters"])
    for api in app.resources("AWS::ApiGateway::RestApi"):
        for path in api["Body.paths"].items():
            responses = path["options"]["x-amazon-apigateway-integration"]["responses"]
            for response in responses.items():
                _keep(app, found, api, response["responseParameters"])
    yield from found.values()


def _keep(app: Application, found: dict[str, Open], api: Resource | None, headers: Property) -> None:
    origin = headers[(_ORIGIN,)]
    key = api.key if api else headers.resource.key
    if key not in found and origin.value in ("'*'", "*"):
        allowed = headers[(_CREDENTIALS,)].value in ("'true'", "true")
        found[key] = (origin, allowed, _unauthenticated(app, api) if api else "")


def _unauthenticated(app: Application, api: Resource) -> str:
    routes = [route for route in app.routes if route.api.key == api.key and route.method.upper() != "OPTIONS"]
    open_ = bool(routes) and all(route.auth is AuthKind.NONE for route in routes)
    return "its routes ask for no authentication anyway" if open_ else ""
