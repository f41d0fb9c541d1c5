"""Functions that write a text so that it can stand in an address, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.values import Value, constant

_COMPONENT = "!~*'()"


def _written(function: Callable[[str], str]) -> Native:
    """Of a function of a known text; what is not known stays what it is."""

    def native(machine: Any, use: Use) -> Value | None:
        value = use.at(0, "string")
        literal = value.literal if value is not None else None
        return constant(function(literal)).tainted(value.origins) if isinstance(literal, str) and value else value

    return native


def _quoted(machine: Any, use: Use) -> Value | None:
    """`quote(text, safe="/")`."""
    safe = use.at(1, "safe")
    kept = safe.literal if safe is not None else "/"
    return _written(lambda text: quote(text, safe=kept if isinstance(kept, str) else "/"))(machine, use)


FUNCTIONS: dict[str, Native] = {
    "global.decodeURI": _written(unquote),
    "global.decodeURIComponent": _written(unquote),
    "global.encodeURI": _written(lambda text: quote(text, safe=_COMPONENT + ";/?:@&=+$,#")),
    "global.encodeURIComponent": _written(lambda text: quote(text, safe=_COMPONENT)),
    "urllib.parse.quote": _quoted,
    "urllib.parse.quote_plus": _written(quote_plus),
    "urllib.parse.unquote": _written(unquote),
    "urllib.parse.unquote_plus": _written(unquote_plus),
}
"""Name → function."""
