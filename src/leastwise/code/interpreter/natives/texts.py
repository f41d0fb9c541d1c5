"""Methods of texts, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.interpreter.texts import as_number, joined
from leastwise.code.values import Object, Value, constant, origins_of, unknown


def _plain(function: Callable[..., Any]) -> Native:
    """Of a method that needs nothing but literals."""

    def native(machine: Any, use: Use) -> Value | None:
        text = use.receiver.literal
        given = [value.literal for value in use.given.positional]
        if not isinstance(text, str) or ... in given or use.given.rest is not None:
            return None
        try:
            result = function(text, *given)
        except (TypeError, ValueError, IndexError, AttributeError):
            return None
        if isinstance(result, (list, tuple)):
            made: Value = machine.make_list([constant(item) for item in result][:200])
        else:
            made = constant(result)
        return made.tainted(origins_of(v for v in (use.receiver, *use.given.positional) if v.literals is None))

    return native


def _join(machine: Any, use: Use) -> Value | None:
    """`",".join(items)`."""
    items = machine.items(use.at(0), use.frame) if use.at(0) is not None else None
    if items is None:
        each = [machine.element(value, use.frame) for value in use.given.positional[:1]]
        made_of = origins_of([use.receiver, *use.given.positional, *each])
        return unknown("a text of items that are not known", None, made_of)
    parts = [part for item in items for part in (use.receiver, item)][1:]
    made_of = origins_of([use.receiver, *items])
    return joined(parts, python=use.python) if len(items) <= 24 else unknown("a text of many items", None, made_of)


def _format(machine: Any, use: Use) -> Value | None:
    """`"{} {name}".format(…)`."""
    template = use.receiver.literal
    if not isinstance(template, str):
        return None
    parts: list[Value] = []
    number = 0
    for piece in re.split(r"(\{\{|\}\}|\{[^{}]*\})", template):
        if piece in ("{{", "}}"):
            parts.append(constant(piece[0]))
        elif piece.startswith("{") and piece.endswith("}"):
            name = re.split(r"[!:]", piece[1:-1])[0]
            first, *steps = re.split(r"[.\[]", name)
            if not first or first.isdigit():
                value = use.given.at(int(first) if first else number)
                number += 1
            else:
                value = use.given.keywords.get(first) or use.given.rest_keywords
            for step in steps if value is not None else ():
                key = constant(int(s) if (s := step.rstrip("]")).isdigit() else s)
                value = machine.index(value, key, use.node, use.frame) if step.endswith("]") else machine.attribute(
                    value, step, use.node, use.frame)  # fmt: skip
            form = re.sub(r"^[^!:]*(?:![ars])?:?", "", piece[1:-1])
            parts.append(as_number(form, value) if value is not None else unknown("it is not given"))
        elif piece:
            parts.append(constant(piece))
    return joined(parts, python=True)


def _util_format(machine: Any, use: Use) -> Value | None:
    """`util.format("%s: %d", name, count)`; see https://nodejs.org/api/util.html#utilformatformat-args."""
    template, *given = use.given.positional or (None,)
    if template is None or not isinstance(template.literal, str) or use.given.rest is not None:
        return None
    parts: list[Value] = []
    for piece in re.split(r"(%[sdifjoOc%])", template.literal):
        if piece == "%%" or not re.fullmatch(r"%[sdifjoOc]", piece) or not given:
            parts.append(constant("%" if piece == "%%" else piece))
        else:
            parts.append(as_number(piece[1:], given.pop(0)))
    parts += [part for value in given for part in (constant(" "), value)]
    return joined(parts, python=False)


def _replace(machine: Any, use: Use) -> Value | None:
    old, new = use.at(0), use.at(1)
    text = use.receiver.literal
    if old is None or new is None or not isinstance(text, str) or not isinstance(old.literal, str):
        return None
    pieces = text.split(old.literal) if old.literal else [text]
    if not use.python and use.node.callee.name == "replace":
        pieces = text.split(old.literal, 1)
    parts = [part for piece in pieces for part in (new, constant(piece))][1:]
    only = new.only
    if any(isinstance(a, Object) for a in new.alternatives) or (only is None and new.literals is None):
        return None
    return joined(parts, python=use.python)


def _concat(machine: Any, use: Use) -> Value | None:
    return joined([use.receiver, *use.given.positional], python=use.python)


def _same(machine: Any, use: Use) -> Value | None:
    return use.receiver


def _decode(machine: Any, use: Use) -> Value | None:
    text = use.receiver.literal
    return constant(text.decode("utf-8", "replace")) if isinstance(text, bytes) else use.receiver


def _split(text: str, sign: Any = None, limit: Any = -1) -> list[str]:
    if sign is None:
        return text.split()
    return list(text) if sign == "" else text.split(sign, limit if isinstance(limit, int) else -1)


def _pad(machine: Any, use: Use) -> Value | None:
    return unknown("a padded text", None, use.receiver.origins)


def _substring(text: str, start: Any = 0, end: Any = None) -> str:
    start, end = max(int(start or 0), 0), len(text) if end is None else max(int(end), 0)
    return text[min(start, end) : max(start, end)]


FUNCTIONS: dict[str, Native] = {"util.format": _util_format}
"""Name → function."""

METHODS: dict[str, Native] = {
    "text.capitalize": _plain(str.capitalize),
    "text.casefold": _plain(str.casefold),
    "text.charAt": _plain(lambda text, at=0: text[int(at) : int(at) + 1]),
    "text.concat": _concat,
    "text.count": _plain(str.count),
    "text.decode": _decode,
    "text.encode": _same,
    "text.endsWith": _plain(str.endswith),
    "text.endswith": _plain(str.endswith),
    "text.find": _plain(str.find),
    "text.format": _format,
    "text.includes": _plain(lambda text, inner: inner in text),
    "text.index": _plain(str.index),
    "text.indexOf": _plain(str.find),
    "text.isdigit": _plain(str.isdigit),
    "text.join": _join,
    "text.lastIndexOf": _plain(str.rfind),
    "text.ljust": _plain(str.ljust),
    "text.lower": _plain(str.lower),
    "text.lstrip": _plain(str.lstrip),
    "text.padEnd": _pad,
    "text.padStart": _pad,
    "text.partition": _plain(str.partition),
    "text.removeprefix": _plain(str.removeprefix),
    "text.removesuffix": _plain(str.removesuffix),
    "text.repeat": _plain(lambda text, count: text * count if count * len(text) < 10_000 else None),
    "text.replace": _replace,
    "text.replaceAll": _replace,
    "text.rfind": _plain(str.rfind),
    "text.rpartition": _plain(str.rpartition),
    "text.rsplit": _plain(str.rsplit),
    "text.rstrip": _plain(str.rstrip),
    "text.slice": _plain(lambda text, start=0, end=None: text[start:end]),
    "text.split": _plain(_split),
    "text.splitlines": _plain(str.splitlines),
    "text.startsWith": _plain(str.startswith),
    "text.startswith": _plain(str.startswith),
    "text.strip": _plain(str.strip),
    "text.substr": _plain(lambda text, start, size=None: text[start:][:size]),
    "text.substring": _plain(_substring),
    "text.title": _plain(str.title),
    "text.toLowerCase": _plain(str.lower),
    "text.toString": _same,
    "text.toUpperCase": _plain(str.upper),
    "text.trim": _plain(str.strip),
    "text.trimEnd": _plain(str.rstrip),
    "text.trimStart": _plain(str.lstrip),
    "text.upper": _plain(str.upper),
    "text.valueOf": _same,
    "text.zfill": _plain(str.zfill),
}
"""Name → method; what is not known to the end is left to `Result`, so that the chain stays readable."""
