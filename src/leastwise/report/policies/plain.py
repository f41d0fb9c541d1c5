"""Values of the model as plain data, as reports show them."""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, Symbol, display

_MOST_SHOWN = 2_000
"""Characters of a value that is shown."""


def plain(value: Any) -> Any:
    """A value as JSON has it; what is not known before deployment is written as people would read it."""
    if isinstance(value, Symbol):
        return short(display(value))
    if isinstance(value, (Map, dict)):
        return {str(key): plain(item) for key, item in value.items()} or None
    if isinstance(value, (Seq, list, tuple)):
        return [plain(item) for item in value]
    return value


def short(text: str) -> str:
    """A text that is not longer than what is shown."""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
