"""Tuples, objects and `for` expressions.

https://developer.hashicorp.com/terraform/language/expressions/for
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.hcl.literals import unquoted
from leastwise.read.terraform.language.convert import key_text, kind
from leastwise.read.terraform.language.lexer import NAME, TEXT
from leastwise.read.terraform.language.names import Scope
from leastwise.read.terraform.language.nodes import Code, constant, guarded
from leastwise.read.terraform.language.operators import truth
from leastwise.read.terraform.language.values import Encoded, Failed, Set


class Parsing(Protocol):
    """What is needed of the parser; see `Lexer` and `Parser`."""

    text: str
    lines: bool
    kind: int
    value: str
    start: int
    end: int
    last: int

    def advance(self) -> None: ...  # noqa: D102
    def jump(self, position: int) -> None: ...  # noqa: D102
    def expect(self, value: str) -> None: ...  # noqa: D102
    def expression(self) -> Code: ...  # noqa: D102


def tuple_of(parser: Parsing) -> Code:
    """`[…]`, with the bracket at hand."""
    start = parser.start
    lines, parser.lines = parser.lines, False
    parser.advance()
    if parser.value == "for" and parser.kind == NAME:
        return _loop(parser, start, "]", lines)
    items: list[tuple[Code, int, int]] = []
    while parser.value != "]":
        begin = parser.start
        code = parser.expression()
        items.append((code, begin, parser.last))
        if parser.value != ",":
            break
        parser.advance()
    parser.lines = lines
    parser.expect("]")
    end = parser.last

    def run(scope: Scope) -> Any:
        result = Seq(scope.span(start, end))
        add, places = result.append, result.spans
        for code, begin, stop in items:
            span = scope.span(begin, stop)
            places.append(span)
            add(guarded(code, scope, span))
        return result

    return run


def object_of(parser: Parsing) -> Code:
    """`{…}`, with the brace at hand."""
    start = parser.start
    lines, parser.lines = parser.lines, True
    parser.advance()
    _blank(parser)
    if parser.value == "for" and parser.kind == NAME:
        parser.lines = False
        return _loop(parser, start, "}", lines)
    entries: list[tuple[Any, Code, int, int, int, int]] = []
    while parser.value != "}":
        begin = parser.start
        key = _key(parser)
        middle = parser.last
        if parser.value not in ("=", ":"):
            raise Failed("is no expression: '=' is missing after a key")
        parser.advance()
        _blank(parser)
        after = parser.start
        code = parser.expression()
        entries.append((key, code, begin, middle, after, parser.last))
        if parser.value not in (",", "\n"):
            break
        parser.advance()
        _blank(parser)
    parser.lines = lines
    parser.expect("}")
    end = parser.last

    def run(scope: Scope) -> Any:
        result = Map(scope.span(start, end))
        places = result.spans
        for key, code, begin, middle, after, stop in entries:
            span = scope.entry(begin, middle, after, stop)
            if not isinstance(key, str):
                key = _name(guarded(key, scope, span))
            result[key] = guarded(code, scope, span)
            places[key] = span
        return result

    return run


def _blank(parser: Parsing) -> None:
    while parser.value == "\n":
        parser.advance()


def _key(parser: Parsing) -> Any:
    """The key of an entry: a text, or code."""
    if parser.kind == NAME:
        name = parser.value
        position = parser.start
        parser.advance()
        if parser.value in ("=", ":"):
            return name
        parser.jump(position)
    elif parser.kind == TEXT:
        plain = unquoted(parser.value[1:-1])
        if plain is not None:
            parser.advance()
            return plain
    return parser.expression()


def _name(value: Any) -> str:
    found = key_text(value)
    if found is None:
        raise Failed(f"the key of an entry is a text, not {kind(value)}")
    return found


def pairs(value: Any, span: Span) -> Iterator[tuple[Any, Any, Span]] | Symbol:
    """Key, value and place of what a `for` goes through; a symbol where that is not known.

    Raises:
        Failed: it is nothing that can be gone through.
    """
    if isinstance(value, Symbol):
        return Unknown("how many there are is not known", (value,))
    if isinstance(value, Encoded) or not isinstance(value, (Map, Seq)):
        raise Failed(f"`for` goes through lists and maps, not {kind(value)}")
    if isinstance(value, Set):
        return ((item, item, place) for _, item, place in value.entries())
    if isinstance(value, Map):
        # Terraform goes through a map in the order of its keys.
        return ((key, value[key], value.span(key)) for key in sorted(value))
    return value.entries()


def loop_head(parser: Parsing) -> tuple[str | None, str, Code]:
    """`for k, v in collection`, with `for` at hand: both variables and the collection."""
    parser.advance()
    names: list[str] = []
    while parser.kind == NAME and len(names) < 2:
        names.append(parser.value)
        parser.advance()
        if parser.value != ",":
            break
        parser.advance()
    if not names:
        raise Failed("is no expression: a name is missing after 'for'")
    parser.expect("in")
    return (names[0] if len(names) == 2 else None), names[-1], parser.expression()


def _loop(parser: Parsing, start: int, close: str, lines: bool) -> Code:
    """`for` in brackets or braces, with `for` at hand."""
    key_name, name, collection = loop_head(parser)
    parser.expect(":")
    begin = parser.start
    key: Code | None = None
    body = parser.expression()
    middle = parser.last
    after = begin
    if close == "}":
        key = body
        parser.expect("=>")
        after = parser.start
        body = parser.expression()
    stop = parser.last
    grouped = parser.value == "..."
    if grouped:
        parser.advance()
    condition = constant(True)
    if parser.value == "if":
        parser.advance()
        condition = parser.expression()
    parser.lines = lines
    parser.expect(close)
    end = parser.last

    def run(scope: Scope) -> Any:
        home = scope.span(start, end)
        place = scope.span(begin, stop) if key is None else scope.entry(begin, middle, after, stop)
        found = pairs(collection(scope), home)
        if isinstance(found, Symbol):
            return found
        result: Any = Seq(home) if key is None else Map(home)
        work = scope.names.work
        for index, item, _ in found:
            work.spend(1)
            inner = scope.within({name: item} if key_name is None else {key_name: index, name: item})
            if not truth(condition(inner), inner.names, place):
                continue
            if key is None:
                result.put(guarded(body, inner, place), place)
                continue
            made = _name(key(inner))
            value = guarded(body, inner, place)
            if grouped:
                if made not in result:
                    result.put(made, Seq(place), place)
                result[made].put(value, place)
            elif made in result:
                raise Failed(f"two entries have the key {made[:80]!r}")
            else:
                result.put(made, value, place)
        return result

    return run
