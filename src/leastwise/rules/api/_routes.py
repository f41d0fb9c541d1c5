"""Routes as people think of them: by API, with the place where authentication belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.iam.managed import administrator, basic
from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import AuthKind, Exposure, Function, Route, TriggerKind
from leastwise.model.resource import Property, Resource

_CONNECT = "$connect"


def by_api(app: Application) -> Iterator[list[Route]]:
    """The routes of each API that people can reach and that lead somewhere.

    Of a WebSocket only the route that connects knows its caller, so the others are as open as that one.
    """
    found: dict[str, list[Route]] = {}
    for route in app.routes:
        inside = route.private or route.exposure is Exposure.PRIVATE
        other = route.kind is TriggerKind.FUNCTION_URL or route.method.upper() == "OPTIONS"
        if (route.function or route.target or route.method == _CONNECT) and not inside and not other:
            found.setdefault(route.api.key, []).append(route)
    for routes in found.values():
        if all(route.auth is AuthKind.NONE for route in routes if route.method == _CONNECT):
            yield routes


def order(route: Route) -> tuple[bool, str, str]:
    """Sort key: what connects comes first, then by path and method, wherever they stand in the template."""
    return route.method != _CONNECT, route.path, route.method


def place_of(routes: Sequence[Route], open_routes: Sequence[Route]) -> Property:
    """Where authentication would be set: on the first open route, or once for the whole API.

    SAM, which writes the routes of its own APIs into their definition, lets it be set there. A WebSocket without a
    route that connects lacks that route first of all.
    """
    first = open_routes[0]
    api, place = first.api, first.property
    if first.kind is TriggerKind.WEBSOCKET and first.method != _CONNECT:
        return api[()]
    defined = place.resource == api and place.path[:1] == ("Body",)
    if len(open_routes) == len(routes) and defined and api.framework == "sam" and api.by == "author":
        return api["Auth"]
    return place


def weight(functions: Sequence[Function], targets: Sequence[Resource]) -> tuple[Severity | None, str]:
    """Severity and reason, where what lies behind makes open routes better or worse than others."""
    roles = [function.role for function in functions]
    if any(role is not None and administrator(role) for role in roles):
        return Severity.CRITICAL, "a function behind it has administrator permissions"
    idle = [role for role in roles if role and (basic(role) or (role.by == "framework" and not role.grants_by_author))]
    if len(idle) == len(roles) and not targets:
        return Severity.MEDIUM, "the functions behind it are allowed nothing but to run"
    return None, ""
