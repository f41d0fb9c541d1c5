"""Whether a caller who has signed in is known to anybody but himself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Route, Trigger
from leastwise.model.resource import Resource
from leastwise.model.value import references
from leastwise.read.graph.user_pools import POOL, open_to_all

_BY_TOKEN = frozenset({AuthKind.COGNITO, AuthKind.JWT})


def anybody_registers(app: Application, routes: Iterable[Route]) -> bool:
    """Whether one of these routes asks for the token of a user pool of the application where anybody may register."""
    return any(open_to_all(pool) for route in routes for pool in _pools(app, route))


def anybody_starts(app: Application, trigger: Trigger) -> bool:
    """Whether whoever registers in a user pool of the application starts a function by this trigger."""
    pool = trigger.resource
    if trigger.route is not None:
        return anybody_registers(app, [trigger.route])
    return pool is not None and pool.type == POOL and open_to_all(pool)


def _pools(app: Application, route: Route) -> Iterator[Resource]:
    """The user pools of the application whose tokens a route asks for."""
    if route.auth not in _BY_TOKEN:
        return
    place = route.authorizer.property if route.authorizer else route.api["UserPoolConfig"]
    for reference in references(place.value):
        pool = app.by_key.get(reference.resource)
        if pool is not None and pool.type == POOL:
            yield pool
