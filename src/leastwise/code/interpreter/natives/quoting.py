"""Functions that write a text so that it can stand in an address, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.values import Value, constant

_COMPONENT = "!~*'()"


_ENCODED = frozenset(("xss", "header-injection", "log-injection"))
"""What no text can do any more that is written so."""

_COMPONENT_KINDS = _ENCODED | {"path-traversal"}


def _written(function: Callable[[str], str], kinds: frozenset[str] = frozenset()) -> Native:
    """Of a function of a known text; what is not known stays what it is, and is safe for these kinds of sinks alone."""

    def native(machine: Any, use: Use) -> Value | None:
        value = use.at(0, "string")
        if value is None:
            return None
        if isinstance(value.literal, str):
            return constant(function(value.literal)).tainted(value.origins)
        return Value(
            value.alternatives, frozenset((path, known | kinds if kinds else kinds) for path, known in value.origins)
        )

    return native


def _quoted(machine: Any, use: Use) -> Value | None:
    """`quote(text, safe="/")`."""
    safe = use.at(1, "safe")
    kept = safe.literal if safe is not None else "/"
    kinds = _COMPONENT_KINDS if kept == "" else _ENCODED
    return _written(lambda text: quote(text, safe=kept if isinstance(kept, str) else "/"), kinds)(machine, use)


FUNCTIONS: dict[str, Native] = {
    "global.decodeURI": _written(unquote),
    "global.decodeURIComponent": _written(unquote),
    "global.encodeURI": _written(lambda text: quote(text, safe=_COMPONENT + ";/?:@&=+$,#"), _ENCODED),
    "global.encodeURIComponent": _written(lambda text: quote(text, safe=_COMPONENT), _COMPONENT_KINDS),
    "urllib.parse.quote": _quoted,
    "urllib.parse.quote_plus": _written(quote_plus, _COMPONENT_KINDS),
    "urllib.parse.unquote": _written(unquote),
    "urllib.parse.unquote_plus": _written(unquote_plus),
}
"""Name → function."""
