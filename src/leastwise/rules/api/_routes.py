"""Routes as people think of them: by API, with the place where authentication belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import AuthKind, Exposure, Function, Route, TriggerKind
from leastwise.model.resource import Property
from leastwise.rules.weight import SIGNED, is_webhook, weight
from leastwise.rules.words import listing

_CONNECT = "$connect"


def by_api(app: Application) -> Iterator[list[Route]]:
    """The routes of each API that people can reach and that lead somewhere: to a function or a service of AWS.

    Of a WebSocket only the route that connects knows its caller, so the others are as open as that one.
    """
    found: dict[str, list[Route]] = {}
    for route in app.routes:
        inside = route.private or route.exposure is Exposure.PRIVATE
        other = route.kind is TriggerKind.FUNCTION_URL or route.method.upper() == "OPTIONS"
        if (_leads_somewhere(route) or route.method == _CONNECT) and not inside and not other:
            found.setdefault(route.api.key, []).append(route)
    for routes in found.values():
        guarded = any(route.auth is not AuthKind.NONE for route in routes if route.method == _CONNECT)
        if not guarded and any(map(_leads_somewhere, routes)):
            yield routes


def _leads_somewhere(route: Route) -> bool:
    return bool(route.function or route.target or route.service)


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


def weight_of(routes: Sequence[Route], functions: Sequence[Function]) -> tuple[Severity | None, str]:
    """Severity and reason, where what lies behind open routes, or what they are for, makes them worse or better."""
    severity, reason = weight(functions, more=any(route.target or route.service for route in routes))
    if severity is None and all(is_webhook(route.path) for route in routes):
        return Severity.MEDIUM, SIGNED
    return severity, reason


def behind(routes: Sequence[Route], functions: Sequence[Function]) -> str:
    """What stands behind open routes: functions and resources are reached, other services of AWS called."""
    names = [f.name for f in functions] + list({r.target.key: r.target.name for r in routes if r.target}.values())
    calls = dict.fromkeys(
        f"`{route.service}`" if ":" in route.service else f"the service `{route.service}`"
        for route in routes
        if route.service and not route.target
    )
    told = [f"reach {listing(names)}"] if names else []
    return " and ".join(told + ([f"call {listing(calls)} in your name"] if calls else []))
