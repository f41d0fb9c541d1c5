"""Where texts are written that are used elsewhere: in files of variables, in defaults of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq

_MOST = 10_000
"""Values that are looked at; nothing of security depends on the rest."""


def texts_in(entries: Iterable[tuple[Any, Any, Span]]) -> dict[str, Span]:
    """Every text among values and in them → where it stands, given key, value and place of each."""
    found: dict[str, Span] = {}
    ahead = list(entries)
    for _ in range(_MOST):
        if not ahead:
            break
        _, value, span = ahead.pop()
        if isinstance(value, (Map, Seq)):
            ahead += value.entries()
        elif isinstance(value, str) and value:
            found[value] = span
    return found


def defaults_of(stack: Stack) -> Iterator[tuple[Any, Any, Span]]:
    """The defaults of the parameters that a template declares."""
    for declared in stack.declared:
        for name, value, span in declared.properties.entries():
            if name == "Default":
                yield name, value, span
