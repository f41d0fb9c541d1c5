"""Property values: plain literals and containers, and symbols for what is not known before deployment.

Containers are an ordinary `dict` and `list` that remember where each entry stands in the text (`Map`, `Seq`), so a
value keeps its position through every merge and expansion without anybody carrying a second structure along.

A `Symbol` stands for a text or number that the template alone does not decide. No comparison with one is ever true
(`==` between equal symbols excepted), and its truth value raises, so a rule cannot make a finding out of what is
not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, TypeGuard

from leastwise.model.record import record
from leastwise.model.source import Span


class Map(dict[str, Any]):
    """A mapping that knows where it and its entries stand.

    Attributes:
        home: the span of the mapping itself.
        spans: key → span of that entry; an entry without one (made by an expansion) stands at `home`.
    """

    __slots__ = ("home", "spans")

    def __init__(self, home: Span, entries: Iterable[tuple[str, Any]] | dict[str, Any] = ()) -> None:
        super().__init__(entries)
        self.home = home
        self.spans: dict[str, Span] = {}

    def put(self, key: str, value: Any, span: Span | None = None) -> None:
        """Set an entry and, where known, its place."""
        self[key] = value
        if span is not None:
            self.spans[key] = span

    def span(self, key: str) -> Span:
        """The place of an entry, or that of the mapping for an entry that has none of its own."""
        return self.spans.get(key, self.home)

    def entries(self) -> Iterator[tuple[str, Any, Span]]:
        """Key, value and place of every entry."""
        home, spans = self.home, self.spans
        for key, value in self.items():
            yield key, value, spans.get(key, home)

    def copy(self) -> Map:
        """A copy of this mapping (not of its values) with the same places."""
        new = Map(self.home, self)
        new.spans = dict(self.spans)
        return new


class Seq(list[Any]):
    """A list that knows where it and its items stand. `spans` runs parallel to the items, or is empty."""

    __slots__ = ("home", "spans")

    def __init__(self, home: Span, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.home = home
        self.spans: list[Span] = []

    def put(self, value: Any, span: Span | None = None) -> None:
        """Append an item and, where known, its place."""
        if span is not None or self.spans:
            self.spans.extend(self.home for _ in range(len(self) - len(self.spans)))
            self.spans.append(span or self.home)
        self.append(value)

    def span(self, index: int) -> Span:
        """The place of an item, or that of the list for an item that has none of its own."""
        return self.spans[index] if index < len(self.spans) else self.home

    def entries(self) -> Iterator[tuple[int, Any, Span]]:
        """Index, value and place of every item."""
        for index, value in enumerate(self):
            yield index, value, self.span(index)


class Symbol:
    """A value that is not known before deployment. See the module for how it compares."""

    __slots__ = ()

    def __ne__(self, other: object) -> bool:
        return False

    def __lt__(self, other: Any) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __bool__(self) -> NoReturn:
        raise TypeError(f"the truth of {self!r} is not known; use known(), is_true() or is_false()")


@record
class Reference(Symbol):
    """An attribute of a resource of the application; `attribute` is `Ref` for what `Ref` returns.

    `resource` is the `key` of the resource.
    """

    resource: str
    attribute: str


@record
class Parameter(Symbol):
    """A parameter without a value, or a pseudo parameter such as `AWS::Region`."""

    name: str


@record
class Import(Symbol):
    """The value that another stack exports under a name (`Fn::ImportValue`) and that is not in this application."""

    name: str


@record
class DynamicReference(Symbol):
    """`{{resolve:service:key}}`: fetched by CloudFormation at deployment.

    `service` is `ssm`, `ssm-secure` or `secretsmanager`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """

    service: str
    key: str


@record
class Concat(Symbol):
    """Literal texts and symbols put together, in order. Made by `concat`, so that no two texts are neighbours."""

    parts: tuple[str | Symbol, ...]


@record(eq=False)
class Unknown(Symbol):
    """A value that cannot be worked out, and why. Equal to nothing, not even to itself.

    `about` is what it would be worked out from, where that is a symbol: a part of a text that is not known.
    """

    reason: str
    about: tuple[Symbol, ...] = ()

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


Known = str | int | float | bool

MAX_TEXT = 1_000_000
"""Characters of a text that is put together. CloudFormation's limit for a whole template is 1 MB.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

TOO_LONG = f"the text is longer than {MAX_TEXT:,} characters"
"""The reason why a longer one is not known."""


def known(value: object) -> bool:
    """Whether the value is a literal or a container rather than a symbol."""
    return not isinstance(value, Symbol)


def concat(parts: Iterable[Any]) -> str | Symbol:
    """Put texts and symbols together: a plain text where all is known, otherwise a `Concat`, or the one symbol alone.

    Numbers and booleans are written as CloudFormation writes them. A container makes the whole `Unknown`, as does more
    text than a template can have: a parameter that is put in a thousand times grows without bound.
    """
    merged: list[str | Symbol] = []
    texts: list[str] = []
    size = 0
    for part in parts:
        for piece in part.parts if isinstance(part, Concat) else (part,):
            if isinstance(piece, (Map, Seq)) or piece is None:
                return Unknown("a container stands where a text is needed")
            if isinstance(piece, Unknown):
                return piece
            if isinstance(piece, Symbol):
                if texts:
                    merged.append("".join(texts))
                    texts = []
                merged.append(piece)
                size += 1
            elif (text := as_text(piece)) != "":
                texts.append(text)
                size += len(text)
            if size > MAX_TEXT:
                return Unknown(TOO_LONG)
    if texts:
        merged.append("".join(texts))
    if not merged:
        return ""
    return merged[0] if len(merged) == 1 else Concat(tuple(merged))


def as_text(value: Known) -> str:
    """A literal as CloudFormation turns it into a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _symbols(value: object) -> Iterator[Symbol]:
    """Every symbol in a value, however deep, and those that something not known would be worked out from, in order."""
    ahead = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Symbol):
            yield item
        if isinstance(item, dict):
            ahead += reversed(item.values())
        elif isinstance(item, (list, Concat, Unknown)):
            inner = item.parts if isinstance(item, Concat) else item.about if isinstance(item, Unknown) else item
            ahead += reversed(inner)


def references(value: object) -> Iterator[Reference]:
    """Every reference in a value, however deep, and those that something not known would be worked out from."""
    return (symbol for symbol in _symbols(value) if isinstance(symbol, Reference))


def parameters(value: object) -> Iterator[str]:
    """The names of the parameters without a value in a value, however deep."""
    return (symbol.name for symbol in _symbols(value) if isinstance(symbol, Parameter))


def texts(value: object) -> Iterator[Concat]:
    """Every computed text in a value, however deep."""
    ahead = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Concat):
            yield item
        elif isinstance(item, dict):
            ahead += item.values()
        elif isinstance(item, list):
            ahead += item


def display(value: object) -> str:
    """A value as a person would read it: symbols as `${Name}`, `${Name.Attribute}`, `${AWS::Region}`."""
    match value:
        case Reference(resource, attribute):
            name = resource.rpartition(":")[2]
            attribute = _of_author(name, attribute)
            return f"${{{name}}}" if attribute == "Ref" else f"${{{name}.{attribute}}}"
        case Parameter(name):
            return f"${{{name}}}"
        case Import(name):
            return f"${{import {name}}}"
        case DynamicReference(service, key):
            return f"{{{{resolve:{service}:{key}}}}}"
        case Concat(parts):
            return "".join(part if isinstance(part, str) else display(part) for part in parts)
        case Unknown():
            return "${?}"
        case bool() | int() | float() | str():
            return as_text(value)
        case _:
            return str(value)


def _of_author(name: str, attribute: str) -> str:
    """An attribute in the words of who wrote the name: those of an address (`aws_sqs_queue.jobs`) are in small letters.

    The ARN of `aws_sns_topic.news` is its `arn`, though CloudFormation says `TopicArn`. What `Ref` returns is its `id`.
    """
    first, dot, _ = name.partition(".")
    if not dot or "/" in first:  # a path, in which dots mean nothing
        return attribute
    if attribute == "Ref":
        return "id"
    pairs = zip(f"A{attribute}", attribute, strict=False)
    small = "".join(f"_{char}" if char.isupper() and before.islower() else char for before, char in pairs).lower()
    return "arn" if small.endswith("_arn") and small[:-4] in name else small


def is_map(value: object) -> TypeGuard[Map]:
    """Whether the value is a mapping."""
    return isinstance(value, Map)


def is_true(value: object) -> bool:
    """Whether the value is known to be true, in any of the spellings that CloudFormation takes."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def is_false(value: object) -> bool:
    """Whether the value is known to be false, in any of the spellings that CloudFormation takes."""
    return value is False or (isinstance(value, str) and value.lower() == "false")
