"""Queues and topics that also answer requests without TLS."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.graph import StoreKind
from leastwise.model.resource import Resource
from leastwise.rules.tls import demands_tls


def without_tls(app: Application, kind: StoreKind, type_: str, policies: tuple[str, str]) -> Iterator[Resource]:
    """The stores of a kind that no policy limits to TLS; none where a policy may be that of any.

    Args:
        app: the application.
        kind: of the stores.
        type_: of their resources.
        policies: the type of their policies, and its property that names the stores.
    """
    named = (place for policy in app.resources(policies[0]) for place in policy[policies[1]].each())
    if all(app.referenced(place.value) is not None for place in named):
        for store in app.stores_of(kind):
            found = store.resource
            if found.type == type_ and found.by == "author" and not any(map(demands_tls, store.policy)):
                yield found
