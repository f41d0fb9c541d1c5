"""Mappings that are written as JSON text: policies, state machines, API definitions.

Symbols inside the text become symbols of the mapping. The handle that comes back works on a copy of the resource in
which the text has been replaced; every place in it is the place of the text.
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.record import replace
from leastwise.model.resource import Property
from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Seq, Symbol, concat

MAX_TEXT = 1_000_000
"""Longer texts are not taken apart; CloudFormation's own limit for a whole template is 1 MB."""

_MARK = "\ue000([0-9]+)\ue001"
_BARE_MARK = "([:,\\[]\\s*)(\ue000[0-9]+\ue001)(?=\\s*[,}\\]])"


def container(place: Property, value: Any) -> tuple[Property, Map] | None:
    """A handle on the mapping that a text says, as if it stood at this place; `None` where it says none."""
    parsed = parse(value, place.span)
    if parsed is None:
        return None
    resource = place.resource
    body = resource.body.copy()
    level = body
    for step in ("Properties", *place.path[:-1]):
        inner = level[step]  # type: ignore[index]
        if isinstance(inner, Map):
            inner = inner.copy()
        else:
            spans = inner.spans
            inner = Seq(inner.home, inner)
            inner.spans = spans
        level[step] = inner  # type: ignore[index]
        level = inner
    level[place.path[-1]] = parsed  # type: ignore[index]
    return Property(replace(resource, body=body), place.path), parsed


def parse(value: Any, span: Span) -> Map | None:
    """A JSON text, also one with symbols in it, as a mapping; `None` where it is none."""
    symbols: tuple[Symbol, ...] = ()
    if isinstance(value, str):
        text = value
    elif isinstance(value, Concat):
        symbols = tuple(part for part in value.parts if isinstance(part, Symbol))
        count = iter(range(len(symbols)))
        text = "".join(part if isinstance(part, str) else f"\ue000{next(count)}\ue001" for part in value.parts)
    else:
        return None
    if len(text) > MAX_TEXT or text.lstrip()[:1] != "{":
        return None
    import json

    try:
        try:
            plain = json.loads(text)
        except ValueError:
            plain = json.loads(re.sub(_BARE_MARK, r'\1"\2"', text))
        return _placed(plain, symbols, span)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None


def _placed(plain: Any, symbols: tuple[Symbol, ...], span: Span) -> Any:
    """Plain JSON as containers that stand at one place, with the symbols put back."""
    if isinstance(plain, dict):
        return Map(span, {str(_symbols(key, ())): _placed(item, symbols, span) for key, item in plain.items()})
    if isinstance(plain, list):
        return Seq(span, [_placed(item, symbols, span) for item in plain])
    return _symbols(plain, symbols) if isinstance(plain, str) else plain


def _symbols(text: str, symbols: tuple[Symbol, ...]) -> Any:
    if not symbols or "\ue000" not in text:
        return text
    parts: list[Any] = []
    position = 0
    for match in re.finditer(_MARK, text):
        number = int(match[1])
        parts += (text[position : match.start()], symbols[number] if number < len(symbols) else "")
        position = match.end()
    return concat([*parts, text[position:]])
