"""Addresses of HTTP requests, with letters for what is not known in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.needs.frozen import Joined, Seen, Variable, frozen
from leastwise.code.values import Constant, Object, Text, Value

_FIRST = 0xA100
_HERE = ("localhost", "127.0.0.1")


def addresses(value: Value, seen: Seen) -> Iterator[tuple[str, list[Any]]]:
    """The addresses on this machine that a value is or has: texts, and what letters in them stand for."""
    for one in value.alternatives:
        if isinstance(one, Constant):
            if isinstance(one.value, str) and one.value.startswith("http") and any(host in one.value for host in _HERE):
                yield one.value, []
        elif isinstance(one, Text):
            for found in frozen(Value((one,)), seen):
                yield from _joined(found)
        elif isinstance(one, Object):
            yield from _options(Value((one,)), seen)


def _joined(found: Any) -> Iterator[tuple[str, list[Any]]]:
    if not isinstance(found, Joined) or not any(host in str(found.parts[0]) for host in _HERE):
        return
    symbols: list[Any] = []
    text = ""
    for part in found.parts:
        if isinstance(part, str):
            text += part
        elif text.endswith(":") and text.count("/") == 2:
            default = part.default if isinstance(part, Variable) else ...
            text += default if isinstance(default, str) else "2773"
        else:
            text += chr(_FIRST + len(symbols))
            symbols.append(part)
    yield text, symbols


def _options(value: Value, seen: Seen) -> Iterator[tuple[str, list[Any]]]:
    """`{hostname: "localhost", port: 2773, path: "/…"}`."""
    keys = seen.heap.keys(value)
    host = next((key for key in ("hostname", "host") if key in keys), None)
    if host is None or "path" not in keys:
        return
    named = seen.heap.field(value, host)
    if named is None or not any(text in _HERE for text in named.texts):
        return
    for found in frozen(seen.heap.field(value, "path"), seen):
        parts = found.parts if isinstance(found, Joined) else (found,)
        yield from _joined(Joined(("http://localhost:2773", *parts)) if isinstance(parts[0], str) else None)


def back(text: str, symbols: list[Any]) -> Any:
    """Part of such an address, with what the letters stand for."""
    parts: list[Any] = []
    for letter in text:
        at = ord(letter) - _FIRST
        parts.append(symbols[at] if 0 <= at < len(symbols) else letter)
    return parts[0] if len(parts) == 1 else Joined(tuple(parts)) if any(not isinstance(p, str) for p in parts) else text
