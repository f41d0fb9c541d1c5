"""The texts in the properties of resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.resource import Path, Property, Resource
from leastwise.model.value import Map, Seq

_MOST = 200_000
"""Values of one resource that are looked at."""


def literals(resource: Resource) -> Iterator[tuple[Property, str]]:
    """Every text in a resource, but for a function's variables, which have rules of their own."""
    ahead: list[tuple[Path, Any]] = [((), resource.properties)]
    for _ in range(_MOST):
        if not ahead:
            return
        path, value = ahead.pop()
        if isinstance(value, (Map, Seq)):
            if path[-2:] != ("Environment", "Variables"):
                steps = value.items() if isinstance(value, Map) else enumerate(value)
                ahead += [((*path, step), item) for step, item in steps][::-1]
        elif isinstance(value, str):
            yield Property(resource, path), value
