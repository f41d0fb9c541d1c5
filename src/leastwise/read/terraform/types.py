"""Type constraints of variables: what a value becomes when it is given to one.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from leastwise.model.record import record
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.terraform.language import Encoded, Failed, Set
from leastwise.read.terraform.language.convert import boolean, number, to_text

MAX_DEPTH = 30
"""How deep types may nest."""

_TOKEN = re.compile(r'\s*(?:#[^\n]*|//[^\n]*)?\s*([A-Za-z_][\w-]*|"[^"\n]*"|[(){}\[\],=:]|\S)')


@record(eq=False)
class Type:
    """A type constraint.

    Attributes:
        name: `string`, `list`, `object`…; `any` for what is not understood.
        of: of the items; those of a tuple in order.
        attributes: of an object.
        optional: attribute → offsets from and to of its default in the text of the constraint; equal where it has none.
    """

    name: str
    of: tuple[Type, ...] = ()
    attributes: Mapping[str, Type] | None = None
    optional: Mapping[str, tuple[int, int]] | None = None


ANY = Type("any")


@cache
def parse_type(text: str) -> Type:
    """The type that a text says."""
    try:
        return _Parser(text).type(0)
    except (IndexError, RecursionError):
        return ANY


class _Parser:
    """Reads a type constraint from left to right; what it does not understand is `any`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, int, int]] = []
        position = 0
        while match := _TOKEN.match(text, position):
            self.tokens.append((match[1], match.start(1), match.end(1)))
            position = match.end()
        self.at = 0

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][0]

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _skip(self, token: str) -> None:
        if self._peek() == token:
            self.at += 1

    def type(self, depth: int) -> Type:
        """The type that begins here."""
        name = self._next().strip('"')
        if name == "map" and self._peek() != "(":
            return Type("map", (ANY,))
        if name == "list" and self._peek() != "(":
            return Type("list", (ANY,))
        if self._peek() != "(":
            return Type(name) if name in ("string", "number", "bool") else ANY
        if depth > MAX_DEPTH:
            raise IndexError
        self._skip("(")
        if name == "object":
            found = self._object(depth)
        elif name == "tuple":
            self._skip("[")
            items = []
            while self._peek() not in ("]", ""):
                items.append(self.type(depth + 1))
                self._skip(",")
            self._skip("]")
            found = Type("tuple", tuple(items))
        else:
            found = Type(name, (self.type(depth + 1),)) if name in ("list", "set", "map") else ANY
        self._skip(")")
        return found

    def _object(self, depth: int) -> Type:
        self._skip("{")
        attributes: dict[str, Type] = {}
        optional: dict[str, tuple[int, int]] = {}
        while self._peek() not in ("}", ""):
            name = self._next().strip('"')
            self._next()  # `=` or `:`
            if self._peek() == "optional":
                self.at += 2
                attributes[name] = self.type(depth + 1)
                optional[name] = self._default()
                self._skip(")")
            else:
                attributes[name] = self.type(depth + 1)
            self._skip(",")
        self._skip("}")
        return Type("object", (), attributes, optional)

    def _default(self) -> tuple[int, int]:
        """The offsets of a default, up to the bracket that closes `optional(`."""
        if self._peek() != ",":
            return (0, 0)
        self.at += 1
        start = end = self.tokens[self.at][1]
        depth = 0
        while self._peek() and (depth or self._peek() != ")"):
            depth += (self._peek() in "([{") - (self._peek() in ")]}")
            end = self.tokens[self.at][2]
            self.at += 1
        return start, end


def convert(value: Any, type_: Type, default: Callable[[int, int], Any]) -> Any:
    """A value as one of this type, with places kept. What does not fit stays as it is.

    Args:
        value: what is given.
        type_: of the variable.
        default: gives the value of the default that stands between two offsets of the constraint.
    """
    name = type_.name
    if value is None or name == "any" or isinstance(value, (Symbol, Encoded)):
        return value
    if name in ("string", "number", "bool"):
        try:
            return {"string": to_text, "number": number, "bool": boolean}[name](value)
        except Failed:
            return value
    if name in ("list", "set", "tuple") and isinstance(value, Seq):
        return _items(value, type_, default)
    if name in ("map", "object") and isinstance(value, Map):
        return _entries(value, type_, default)
    return value


def _items(value: Seq, type_: Type, default: Callable[[int, int], Any]) -> Seq:
    made = [
        (convert(item, type_.of[min(index, len(type_.of) - 1)] if type_.of else ANY, default), span)
        for index, item, span in value.entries()
    ]
    result: Seq = (Set if type_.name == "set" else Seq)(value.home)
    if type_.name == "set" and all(isinstance(item, str) for item, _ in made):
        made = sorted({item: (item, span) for item, span in reversed(made)}.values(), key=lambda entry: entry[0])
    for item, span in made:
        result.put(item, span)
    return result


def _entries(value: Map, type_: Type, default: Callable[[int, int], Any]) -> Map:
    result = Map(value.home)
    if type_.attributes is None:
        inner = type_.of[0] if type_.of else ANY
        for key, item, span in value.entries():
            result.put(key, convert(item, inner, default), span)
        return result
    optional = type_.optional or {}
    for key, kind in type_.attributes.items():
        item = value.get(key)
        if item is None and key in optional:
            start, end = optional[key]
            item = default(start, end) if end > start else None
        if item is not None or key in value or key in optional:
            result.put(key, convert(item, kind, default), value.span(key))
    return result
