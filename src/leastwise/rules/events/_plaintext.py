"""Queues and topics that also answer requests without TLS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.graph import StoreKind
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Reference, Seq
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


def one_more(
    app: Application, store: Resource, policies: Iterable[tuple[str, str]], statements: list[dict[str, Any]]
) -> list[Edit]:
    """Edits that add the last of these statements to the policy of a queue or topic; all make one where it has none.

    None where its policy is the framework's, or not written as a list of statements: a second one would replace it.

    Args:
        app: the application.
        store: the queue or topic.
        policies: the types of its policies, each with the property that names the stores.
        statements: of a new policy.
    """
    own = [
        policy
        for type_, path in policies
        for policy in app.resources(type_)
        if any(app.referenced(place.value) == store for place in policy[path].each())
    ]
    if own:
        written = own[-1]["PolicyDocument.Statement"]
        known = len(own) == 1 and written.by == "author" and isinstance(written.value, (Map, Seq))
        return [Insert(written, statements[-1])] if known else []
    type_, path = next(iter(policies))
    properties = {
        path: [Reference(store.key, "Ref")],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
    }
    return [AddResource(store[()], f"{store.name}Policy", type_, properties)]
