"""Where an application lets other websites in, and what that gives them.

A browser lets a page of another site read an answer that allows every origin, but sends it no cookies and no client
certificate and knows no token of the visitor's, unless credentials are allowed too. So that page sees what everybody
sees, from where the visitor is: that matters where the visitor's network is what opens the door.

https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS#requests_with_credentials
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind
from leastwise.model.record import record, replace
from leastwise.model.resource import Property, Resource
from leastwise.rules.api._fronts import lets_through

_ORIGIN = "method.response.header.Access-Control-Allow-Origin"
_STARS = ("'*'", "*")
_CREDENTIALS = "method.response.header.Access-Control-Allow-Credentials"

# Keys of a condition that say from where a request must come.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_NETWORK = frozenset({"aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:sourcevpce"})

# https://github.com/aws/aws-cdk/issues/9076 shows the answer of API Gateway.
_REFUSED = "an HTTP API with `*` and credentials is refused when it is deployed, so none are sent"

# What stands in SAM's Cors beside AllowOrigin.
_BESIDE = r"\b(?:AllowCredentials|AllowHeaders|AllowMethods|MaxAge)[\"']?\s*:"


@record
class Open:
    """One place where every origin is allowed.

    Attributes:
        place: where the origin stands, or is missing.
        name: of what can be called.
        credentials: whether credentials of the visitor are allowed as well.
        network: why the visitor's network matters; empty where it does not.
        mild: why another site learns nothing that is not for everybody.
        default: whether the star is SAM's default and not written.
        preflight: whether only the answer to the preflight is known; whether others can be read is up to the code.
    """

    place: Property
    name: str
    credentials: bool = False
    network: str = ""
    mild: str = ""
    default: bool = False
    preflight: bool = False


def open_origins(app: Application) -> Iterator[Open]:
    """Every place where cross-origin requests are allowed to `*`, wherever such a thing can be written."""
    for url in app.resources("AWS::Lambda::Url"):
        function = app.function_of(url.get("TargetFunctionArn"))
        name = f"the URL of {function.name}" if function else url.name
        mild = "the URL asks for no authentication anyway" if url.get("AuthType") == "NONE" else _header("it")
        for place, allowed in _listed(url["Cors"], "AllowOrigins", "AllowCredentials"):
            yield Open(place, name, allowed, "", mild)
    for api in app.resources("AWS::ApiGatewayV2::Api"):
        for cors, origins, credentials in (
            (api["CorsConfiguration"], "AllowOrigins", "AllowCredentials"),
            (api[("Body", "x-amazon-apigateway-cors")], "allowOrigins", "allowCredentials"),
        ):
            for place, allowed in _listed(cors, origins, credentials):
                for seen in _api(app, Open(place, api.name), api):
                    yield replace(seen, mild=_REFUSED) if allowed else seen
    for bucket in app.resources("AWS::S3::Bucket"):
        network = "its policy lets in by network" if _policy_by_network(app, bucket) else ""
        for rule in bucket["CorsConfiguration.CorsRules"].items():
            for place, _ in _listed(rule, "AllowedOrigins", ""):
                yield Open(place, bucket.name, False, network, _header("what is not public in it"))
    yield from _rest(app)


def _header(what: str) -> str:
    return f"{what} asks for a signature, which no browser adds on its own"


def _listed(cors: Property, origins: str, credentials: str) -> Iterator[tuple[Property, bool]]:
    for origin in cors[origins].each():
        if origin.value == "*":
            yield origin, bool(credentials) and cors[credentials].flag() is True


def _rest(app: Application) -> Iterator[Open]:
    """REST APIs answer the preflight with a mock method for each path; the first open one of each API counts."""
    found: dict[str, Open] = {}
    readable: set[str] = set()
    for method in app.resources("AWS::ApiGateway::Method"):
        api = app.referenced(method.get("RestApiId"))
        for response in method["Integration.IntegrationResponses"].items():
            headers = response["ResponseParameters"]
            if method.get("HttpMethod") == "OPTIONS":
                _keep(app, found, api, headers)
            elif headers[(_ORIGIN,)].value in _STARS:
                readable.add(api.key if api else method.key)
    for api in app.resources("AWS::ApiGateway::RestApi"):
        for operation in (o for path in api["Body.paths"].items() for o in path.items()):
            for response in operation["x-amazon-apigateway-integration"]["responses"].items():
                headers = response["responseParameters"]
                if operation.name == "options":
                    _keep(app, found, api, headers)
                elif headers[(_ORIGIN,)].value in _STARS:
                    readable.add(api.key)
    yield from (replace(seen, preflight=key not in readable) for key, seen in found.items())


def _keep(app: Application, found: dict[str, Open], api: Resource | None, headers: Property) -> None:
    origin = headers[(_ORIGIN,)]
    key = api.key if api else headers.resource.key
    if key not in found and origin.value in _STARS:
        allowed = headers[(_CREDENTIALS,)].value in ("'true'", "true")
        default = _is_default(origin)
        place = origin["AllowOrigin"] if default else origin
        seen = Open(place, (api or headers.resource).name, allowed, default=default, preflight=True)
        for one in _api(app, seen, api) if api else (seen,):
            found[key] = one


def _is_default(origin: Property) -> bool:
    """Whether the origin stands at the whole `Cors` of SAM, and that is a mapping: it has none of its own."""
    source, _, _, start, end = origin.span
    return origin.resource.framework == "sam" and re.search(_BESIDE, source.text[start:end]) is not None


def _api(app: Application, seen: Open, api: Resource) -> Iterator[Open]:
    """What allowing every origin means for an API; nothing where only those with a client certificate get an answer."""
    routes = [route for route in app.routes if route.api.key == api.key and route.method.upper() != "OPTIONS"]
    kinds = {route.auth for route in routes}
    network = mild = ""
    if any(route.private and route.auth in (AuthKind.NONE, AuthKind.RESOURCE_POLICY) for route in routes):
        network = "the API is private and asks for no more: the visitor's network is what opens it"
    elif AuthKind.RESOURCE_POLICY in kinds and _by_network(api["Policy"], api[("Body", "x-amazon-apigateway-policy")]):
        network = "its policy lets in by network"
    elif kinds == {AuthKind.NONE}:
        mild = "its routes ask for no authentication anyway"
    elif kinds == {AuthKind.MTLS} and not seen.credentials:
        return
    elif kinds == {AuthKind.LAMBDA} and (front := lets_through(app, api)):
        mild = f"{front.distribution.name} lets everybody through anyway"
    else:
        mild = "a page of another site has no token of the visitor's"
    yield replace(seen, network=network, mild=mild)


def _policy_by_network(app: Application, bucket: Resource) -> bool:
    policies = app.resources("AWS::S3::BucketPolicy")
    return any(_by_network(p["PolicyDocument"]) for p in policies if app.referenced(p.get("Bucket")) == bucket)


def _by_network(*policies: Property) -> bool:
    """Whether a statement of these policies asks from where a request comes."""
    return any(
        key.name.lower() in _NETWORK
        for policy in policies
        for statement in policy["Statement"].each()
        for operator in statement["Condition"].items()
        for key in operator.items()
    )
