"""The regular expression that a call matches a text with, and how its time grows."""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call
from leastwise.code.taint.ambiguity import growth
from leastwise.code.taint.reading import values_at
from leastwise.code.taint.tables import Row, argument
from leastwise.code.values import Constant, Result, Value

_MAKES = ("re.compile", "regex.compile", "global.RegExp")


def slow(row: Row, call: Call) -> str:
    """How the time of a match grows: `exponential`, `polynomial`; empty where it does not, or nothing is matched."""
    written = row.facts.get("expression")
    if written is None:
        return ""
    values = values_at(call, argument(written))
    found = {growth(text, whole=row.facts.get("whole", False)) for value in values for text in _texts(value, row)}
    return next((name for name in ("exponential", "polynomial") if name in found), "")


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


__all__ = ["slow"]
