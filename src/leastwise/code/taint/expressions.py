"""The regular expression that a call matches a text with, and how its time grows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call
from leastwise.code.taint.ambiguity import growth, judged
from leastwise.code.taint.reading import values_at
from leastwise.code.taint.tables import Row, argument
from leastwise.code.values import Constant, Result, Value

MAX_BEYOND = 8
"""Expressions of a package that are too much to look at; after that many, no others are looked at."""

_MAKES = ("re.compile", "regex.compile", "global.RegExp")


def slow(row: Row, call: Call) -> str:
    """How the time of a match grows: `exponential`, `polynomial`; empty where it does not, or nothing is matched."""
    found = {growth(text, whole=row.facts.get("whole", False)) for text in _expressions(row, call)}
    return next((name for name in ("exponential", "polynomial") if name in found), "")


class Slow:
    """Looks for slow expressions, until too many of them are too much to look at."""

    def __init__(self) -> None:
        self._beyond: set[str] = set()

    def __call__(self, row: Row, call: Call) -> bool:
        """Whether a match of a call is slow."""
        if len(self._beyond) >= MAX_BEYOND:
            return False
        for text in _expressions(row, call):
            growing, beyond = judged(text, whole=row.facts.get("whole", False))
            if beyond:
                self._beyond.add(text)
            elif growing:
                return True
        return False


def _expressions(row: Row, call: Call) -> Iterator[str]:
    where = row.facts.get("expression")  # without, it is about an expression that comes from outside
    values = () if where is None else values_at(call, argument(where))
    return (text for value in values for text in _texts(value, row))


def _texts(value: Value, row: Row) -> list[str]:
    found: list[str] = []
    for alternative in value.alternatives:
        if isinstance(alternative, Result) and path_of(alternative.callee) in _MAKES and alternative.arguments:
            found += alternative.arguments[0].texts
        elif isinstance(alternative, Constant) and row.facts.get("text", True):
            found += _text(alternative)
    return found


def _text(found: Any) -> list[str]:
    return [found.value] if isinstance(found.value, str) else []


__all__ = ["Slow", "slow"]
