"""Which stores of an application a grant reaches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.actions import expand, service
from leastwise.iam.granted import ALL, Granted
from leastwise.iam.language import Pattern, arn_pattern, includes, overlaps
from leastwise.iam.naming import arn_attribute, arn_facts, own_arn
from leastwise.iam.resources import parts_of, resource_pattern
from leastwise.iam.truth import Truth, some
from leastwise.model.application import Application
from leastwise.model.graph import Store

_OTHERS = {"rds-data": "rds", "rds-db": "rds", "neptune-db": "rds", "redshift-data": "redshift"}
"""Service whose actions work on the ARNs of another one → that one."""


def stores(app: Application, granted: Granted) -> Iterator[tuple[Store, Truth]]:
    """The stores that a grant reaches or may reach, with what they hold; its condition and denials apart."""
    if not _works_on_resources(granted.action):
        return
    key = _service(granted.action), granted.resources, granted.not_resources
    found = _reached(app)
    if key not in found:
        found[key] = tuple(_stores(app, *key))
    yield from found[key]


Reached = tuple[tuple[Store, Truth], ...]


@lru_cache(maxsize=4)
def _reached(app: Application) -> dict[tuple[str, tuple[Any, ...], tuple[Any, ...]], Reached]:
    return {}


def _stores(app: Application, wanted: str, resources: tuple[Any, ...], others: tuple[Any, ...]) -> Iterator[Any]:
    given = [resource_pattern(app, value, variables=True) for value in resources]
    spared = [resource_pattern(app, value, variables=True) for value in others]
    for store in app.stores:
        own = _service_of(store.resource.type)
        if own is None or wanted in (ALL, own):
            patterns = _patterns(app, store)
            answer = some(overlaps(one, other) for one in given for other in patterns)
            answer &= ~includes(spared, patterns[0]) if spared else Truth.YES
            if answer is not Truth.NO and (own is not None or any(map(app.referenced, resources))):
                yield store, answer


def _patterns(app: Application, store: Store) -> tuple[Pattern, Pattern]:
    """The ARN of a store, and the ARNs of what is in it: objects, indexes, streams."""
    made = _made(app)
    key = store.resource.key
    if key not in made:
        parts = tuple(parts_of(app, own_arn(store.resource)))
        made[key] = arn_pattern(parts), arn_pattern((*parts, "/*"))
    return made[key]


@lru_cache(maxsize=4)
def _made(app: Application) -> dict[str, tuple[Pattern, Pattern]]:
    return {}


def _service(action: str) -> str:
    """The service in the ARNs that an action works on."""
    prefix = action.partition(":")[0].lower()
    return _OTHERS.get(prefix, prefix)


def _service_of(type_: str) -> str | None:
    attribute = arn_attribute(type_)
    return None if attribute is None else str(arn_facts(type_)["arns"][attribute]).split(":")[2]


@lru_cache(maxsize=4096)
def _works_on_resources(action: str) -> bool:
    """Whether something that an action pattern covers works on single resources, or may do so."""
    if action == ALL or service(action.partition(":")[0]) is None:
        return True
    return any(one.resource_types for one in expand(action) or ())
