"""What may name what: a resource cannot name one that needs it, directly or by way of others."""

from __future__ import annotations

from collections.abc import Collection

from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import references


def needs(app: Application, resource: Resource, wanted: Collection[str]) -> bool:
    """Whether a resource needs, directly or by way of others, one with such a key: a reference back makes a circle."""
    ahead, seen = [resource.key], {resource.key}
    while ahead:
        here = app.by_key[ahead.pop()]
        waits = here.body.get("DependsOn")
        keys = {reference.resource for reference in references(here.properties)}
        keys |= {f"{here.stack}:{name}" for name in (waits if isinstance(waits, list) else [waits])}
        if not keys.isdisjoint(wanted):
            return True
        ahead += (key for key in keys - seen if key in app.by_key)
        seen |= keys
    return False
