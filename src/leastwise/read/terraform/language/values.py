"""What Terraform's expressions have beyond the values of the model."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.finding import UnreadKind
from leastwise.model.record import record
from leastwise.model.source import Source, Span
from leastwise.model.value import MAX_TEXT, TOO_LONG, Map, Seq, Symbol, Unknown, concat

MAX_ITEMS = 100_000
"""How many values a collection may have in it, however deep; those with more are not known."""


class Failed(Exception):
    """What Terraform would refuse: a missing attribute, an argument of the wrong type, a file that is not there.

    `try` and `can` take it; elsewhere the smallest value around it becomes `Unknown` and the reason is noted once.

    Attributes:
        reason: what is wrong, as a sentence without a capital and a full stop.
        kind: of the entry that says it in the report.
    """

    kind: UnreadKind = "reference"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooMuch(Failed):
    """What Terraform would take, and is beyond a limit of ours."""

    kind = "limit"


class NotKnown(Exception):
    """A function or operator met what is not known; its result is not known either.

    Attributes:
        symbol: what it met.
    """

    def __init__(self, symbol: Symbol) -> None:
        super().__init__()
        self.symbol = symbol


class Lazy(Symbol):
    """An object whose attributes are looked up when they are asked for: a whole resource, a whole module.

    It is one object, never a list: `x[*].id` of it is a list with one item.
    """

    __slots__ = ()

    def step(self, key: Any, span: Span) -> Any:
        """The attribute of this name. May raise `Failed`."""
        raise NotImplementedError


@record
class Comparison(Symbol):
    """Whether two values are equal, of which at least one is not known. Only `Names.decide` sees one."""

    left: Any
    right: Any


class Set(Seq):
    """A set: without duplicates, texts in the order in which Terraform goes through them."""

    __slots__ = ()


class Encoded:
    """A container that stands for a text: what `jsonencode` is given, or what a text that is JSON says.

    It keeps its places. It is an `EncodedMap` or an `EncodedSeq`; `encoded_text` gives the text of one.
    """

    __slots__ = ()


class EncodedMap(Map, Encoded):
    """See `Encoded`. `text` is the text where that is not what `jsonencode` would write."""

    __slots__ = ("text",)
    text: Any


class EncodedSeq(Seq, Encoded):
    """See `Encoded`. `text` is the text where that is not what `jsonencode` would write."""

    __slots__ = ("text",)
    text: Any


class FileText(str):
    """The content of a file.

    Attributes:
        source: the file, so that what is decoded from it has its places there.
    """

    __slots__ = ("source",)
    source: Source

    def __new__(cls, source: Source) -> FileText:
        """The text of this file."""
        made = super().__new__(cls, source.text)
        made.source = source
        return made


def encoded(value: Map | Seq, text: Any = None) -> EncodedMap | EncodedSeq:
    """A container marked as encoded, and its text where there is one. It shares its items with the other one."""
    if isinstance(value, Map):
        made = EncodedMap(value.home, value)
        made.spans = value.spans
        made.text = text
        return made
    items = EncodedSeq(value.home, value)
    items.spans = value.spans
    items.text = text
    return items


def decoded(value: Any) -> Map | Seq:
    """The container that was encoded."""
    if isinstance(value, EncodedMap):
        made = Map(value.home, value)
        made.spans = value.spans
        return made
    items = Seq(value.home, value)
    items.spans = value.spans
    return items


def encoded_text(value: Any) -> Any:
    """The JSON text of a value as `jsonencode` writes it; a `Concat` where parts are symbols.

    Keys are in order, and `<`, `>` and `&` are escaped. What is not known is taken for a text.

    https://developer.hashicorp.com/terraform/language/functions/jsonencode
    """
    text = getattr(value, "text", None)
    if text is not None:
        return text
    return bounded(_json(decoded(value) if isinstance(value, Encoded) else value))


def bounded(pieces: Iterable[Any]) -> Any:
    """A text of pieces; a `Concat` where some are symbols. Nothing is known of one that is too long."""
    parts: list[Any] = []
    size = 0
    for part in pieces:
        size += len(part) if isinstance(part, str) else 1
        if size > MAX_TEXT:
            return Unknown(TOO_LONG)
        parts.append(part)
    return concat(parts)


def joined(home: Span, lists: Iterable[Seq]) -> Seq:
    """The items of several lists as one, with their places."""
    result = Seq(home)
    for items in lists:
        for _, item, place in items.entries():
            result.put(item, place)
    return result


def _json(value: Any) -> Iterator[Any]:
    if isinstance(value, Encoded):
        yield from _json(encoded_text(value))
    elif isinstance(value, dict):
        yield "{"
        for index, key in enumerate(sorted(value)):
            yield f"{',' if index else ''}{json_scalar(str(key))}:"
            yield from _json(value[key])
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, item in enumerate(value):
            if index:
                yield ","
            yield from _json(item)
        yield "]"
    elif isinstance(value, Symbol):
        yield '"'
        for part in getattr(value, "parts", (value,)):
            yield json_scalar(part)[1:-1] if isinstance(part, str) else part
        yield '"'
    else:
        yield json_scalar(value)


_ESCAPED = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x7f": "\x7f"}
)


def json_scalar(value: Any) -> str:
    """A text, number, boolean or null in JSON."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    return "null" if value is None else number_text(value) if not isinstance(value, bool) else str(value).lower()


def number_text(value: int | float) -> str:
    """A number as Terraform turns it into a text: never with an exponent."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    if "e" not in text:
        return text
    digits, _, exponent = text.partition("e")
    return f"{value:.{len(digits.replace('.', '').lstrip('-')) - 1 - int(exponent)}f}"


def size(value: Map | Seq) -> int:
    """How many values are in a container, however deep, those that stand in it twice counted twice.

    Counts to a little more than `MAX_ITEMS`.
    """
    count = 0
    ahead: list[Any] = [value]
    while ahead and count <= MAX_ITEMS:
        item = ahead.pop()
        count += len(item)
        ahead += [x for x in (item.values() if isinstance(item, dict) else item) if isinstance(x, (dict, list))]
    return count
