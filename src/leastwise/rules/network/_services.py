"""Which services of AWS a function in a network can reach without leaving it."""

from __future__ import annotations

from functools import lru_cache

from leastwise.model.application import Application
from leastwise.model.network import Placement
from leastwise.model.record import record
from leastwise.read.tables import table
from leastwise.rules.connections import called_services


@record
class Service:
    """A service that can have an endpoint in a network.

    Attributes:
        name: as people call it.
        endpoints: last parts of the names of its endpoints, the usual one first.
        gateway: whether there is one that costs nothing and needs no address, a gateway endpoint.
    """

    name: str
    endpoints: tuple[str, ...]
    gateway: bool


@lru_cache(maxsize=1)
def with_endpoints() -> dict[str, Service]:
    """Prefix of the actions of a service → what is known about its endpoints; the usual services only."""
    return {
        prefix: Service(facts["name"], tuple(facts["endpoints"]), facts.get("gateway", False))
        for prefix, facts in table(__file__, "endpoints")["services"].items()
    }


def unreachable(app: Application, placement: Placement) -> dict[str, str]:
    """Prefix of each service that a function calls and that has no endpoint in its network → one of the actions.

    None where it is not known of every endpoint what it is for.
    """
    vpc = placement.vpc
    endpoints = app.network.endpoints if vpc is None else app.network.endpoints_of(vpc)
    names = {endpoint.service for endpoint in endpoints}
    if None in names:
        return {}
    return {
        prefix: actions[0]
        for prefix, actions in called_services(app, placement.function).items()
        if not any(name in names for name in _names(prefix))
    }


def _names(prefix: str) -> tuple[str, ...]:
    known = with_endpoints().get(prefix)
    return (prefix,) if known is None else known.endpoints
