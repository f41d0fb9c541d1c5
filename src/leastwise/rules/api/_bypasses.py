"""Ways past what protects an application: past a web ACL, or past the signed URLs of a distribution."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.graph import AuthKind, Route
from leastwise.model.record import record, replace
from leastwise.model.resource import Property, Resource
from leastwise.read.graph.domains import DOMAINS, answers_by_default, default_endpoint
from leastwise.rules.api._fronts import UNKNOWN, Front, Shield, fronts, shields, unshielded_stages
from leastwise.rules.api._mending import behind, closed
from leastwise.rules.api._routes import KEPT_OUT, UNASKED


@record
class Bypass:
    """One way past a protection.

    Attributes:
        place: where it would be closed.
        message: what can be gone past, for people.
        routes: the routes that are reached.
        mild: why it matters less.
        edits: what closes it, where that is known.
    """

    place: Property
    message: str
    routes: list[Route]
    mild: str = ""
    edits: tuple[Edit, ...] = ()


def bypasses(app: Application) -> Iterator[Bypass]:
    """Every way past a protection."""
    before = shields(app)
    for front in fronts(app):
        protection = _protection(app, front, before)
        if protection and front.to.type == "AWS::Lambda::Url":
            yield from _by_url(app, front.to, protection, front)
        elif protection and front.to.key not in before and UNKNOWN not in before:
            yield from _by_endpoint(app, front, protection)
    for api in app.resources("AWS::ApiGateway::RestApi"):
        for shield in before.get(api.key, ())[:1]:
            yield from _by_stage(app, api, before[api.key])
            reached = {route.function.id for route in app.routes if route.api == api and route.function}
            for url in app.resources("AWS::Lambda::Url"):
                function = app.function_of(url.get("TargetFunctionArn"))
                if function is not None and function.id in reached:
                    yield from _by_url(app, url, f"{shield.name} before {api.name}")


def _protection(app: Application, front: Front, before: dict[str, list[Shield]]) -> str:
    """What a distribution protects with, for people."""
    found = before.get(front.distribution.key)
    if found:
        return f"{found[0].name} before {front.distribution.name}"
    routes = [route for route in app.routes if route.api == front.distribution]
    signed = routes and all(route.auth is AuthKind.SIGNED_URL for route in routes)
    return f"the signed URLs of {front.distribution.name}" if signed else ""


def _by_url(app: Application, url: Resource, protection: str, front: Front | None = None) -> Iterator[Bypass]:
    if url.get("AuthType") == "NONE":
        function = app.function_of(url.get("TargetFunctionArn"))
        routes = [route for route in app.routes if route.api == url]
        message = f"The URL of {function.name if function else url.name} is open to everybody, past {protection}."
        edits = behind(app, url, front) if front else closed(app, url)
        yield Bypass(url["AuthType"], message, routes, _checked(front.headers if front else set()), tuple(edits))


def _by_endpoint(app: Application, front: Front, protection: str) -> Iterator[Bypass]:
    """The address of an API that is an origin. A key or an authorizer may ask for what the distribution adds."""
    api, headers = front.to, front.headers
    routes = _routes(app, api)
    by_key = "x-api-key" in headers and all(route.needs_key for route in routes)
    by_authorizer = headers and all(route.auth is AuthKind.LAMBDA for route in routes)
    if routes and answers_by_default(api) and not by_key and not by_authorizer:
        message = f"{api.name} answers everybody at its own address, past {protection}."
        # Where the distribution calls a domain of the API, nobody has to call the other address.
        by_domain = app.referenced(front.origin["DomainName"].value, *DOMAINS) is not None
        edits = (Set(default_endpoint(api), True),) if by_domain else ()
        yield _weighed(Bypass(api[()], message, routes, _checked(headers), edits))


def _by_stage(app: Application, api: Resource, before: list[Shield]) -> Iterator[Bypass]:
    routes = _routes(app, api)
    for name, place in unshielded_stages(app, api, before) if routes else ():
        acl = before[0].name
        if place.name == "OpenApiVersion":
            message = f"SAM also deploys {api.name} as stage `{name}`, which {acl} does not see."
            yield _weighed(Bypass(place, message, routes, edits=(Set(place, "3.0.1"),)))
        else:
            message = f"Everybody can use the stage `{name}` of {api.name}, which {acl} does not see."
            yield _weighed(Bypass(place, message, routes))


def _routes(app: Application, api: Resource) -> list[Route]:
    found = [route for route in app.routes if route.api == api and not route.private and route.method != "OPTIONS"]
    return [route for route in found if route.auth not in KEPT_OUT]


def _checked(headers: set[str]) -> str:
    return "the code may ask for the header that the distribution adds" if headers else ""


def _weighed(way: Bypass) -> Bypass:
    if way.mild or any(route.auth in UNASKED for route in way.routes):
        return way
    return replace(way, mild="the routes ask for authentication all the same")
