"""Words for messages."""

from __future__ import annotations

from collections.abc import Iterable


def listing(names: Iterable[str], most: int = 4) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c, d and 5 more`."""
    found = list(names)
    if len(found) > most:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
