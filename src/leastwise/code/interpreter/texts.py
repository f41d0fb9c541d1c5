"""Texts that are put together of what is known and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from leastwise.code.values import (
    MAX_ALTERNATIVES,
    MAX_PARTS,
    MAX_TEXT,
    Builtin,
    Closure,
    Constant,
    Object,
    Test,
    Text,
    Unknown,
    Value,
    constant,
    join,
    one,
    origins_of,
    unknown,
)

_NUMBER = re.compile(r"(?:.?[<>=^])?[-+ ]?z?#?[0-9]*[,_]?(?:\.[0-9]+)?[diouxXeEfFgGbn%]")
_OPAQUE = (Object, Closure, Builtin)


def as_text(value: Any, *, python: bool) -> str:
    """A literal as text."""
    if isinstance(value, bool) or value is None:
        return str(value) if python else "null" if value is None else str(value).lower()
    if isinstance(value, float) and not python and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def as_number(form: str, value: Value) -> Value:
    """What `%d`, or `:.2f` of Python, writes: nothing but a number, whatever is given; other forms leave a value.

    https://docs.python.org/3/library/string.html#format-specification-mini-language
    """
    return unknown("a number") if _NUMBER.fullmatch(form) and value.literals is None else value


def joined(parts: Sequence[Value], *, python: bool) -> Value:
    """The text of its parts, one after the other."""
    count, choices = 1, []
    for part in parts:
        several = part.alternatives
        count *= len(several)
        if count > MAX_ALTERNATIVES:
            count //= len(several)
            several = (Unknown("one of many texts"),)
        choices.append(several)
    origins = origins_of(part for part in parts if not all(a.__class__ is Test for a in part.alternatives))
    if count == 1:
        return Value((_one([several[0] for several in choices], python=python),), origins)
    return join(one(_one(row, python=python), origins) for row in product(*choices))


def _one(row: Iterable[Any], *, python: bool) -> Any:
    found: list[Any] = []
    size = 0
    for part in row:
        for piece in part.parts if part.__class__ is Text else (part,):
            if piece.__class__ is Constant:
                piece = as_text(piece.value, python=python)
            if isinstance(piece, str):
                size += len(piece)
                if found and isinstance(found[-1], str):
                    found[-1] += piece
                elif piece:
                    found.append(piece)
            else:
                found.append(Unknown("an object as text") if isinstance(piece, _OPAQUE) else piece)
    if size > MAX_TEXT or len(found) > MAX_PARTS:
        return Unknown("a text of more parts than are followed")
    if not found:
        return constant("").alternatives[0]
    if len(found) == 1:
        return Constant(found[0], "str") if isinstance(found[0], str) else found[0]
    return Text(tuple(found))


def pieces(alternative: Any) -> tuple[Any, ...]:
    """The parts of what is a text: texts, and alternatives that are not known."""
    if alternative.__class__ is Text:
        return tuple(alternative.parts)
    if alternative.__class__ is Constant:
        return (str(alternative.value),)
    return (alternative,)


def text_of(parts: Iterable[Any]) -> Any:
    """The alternative that these parts make."""
    return _one([Constant(part, "str") if isinstance(part, str) else part for part in parts], python=True)
