"""Expressions of JavaScript and TypeScript that are literal, as values with places."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown, as_text, concat
from leastwise.read.script.syntax import unescaped

COMPUTED = "is computed by code, which is not run"

_INNER = frozenset(
    (
        "parenthesized_expression as_expression satisfies_expression non_null_expression await_expression "
        "type_assertion"
    ).split()
)
_ESCAPE = re.compile(r"\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)


class Names(Protocol):
    """The module that an expression stands in."""

    def span(self, node: Any) -> Span:
        """Where a node stands."""

    def unknown(self, span: Span, reason: str) -> Unknown:
        """A value that is not literal; that is noted."""

    def named(self, name: str, span: Span) -> Any:
        """The value of a constant or an import."""

    def required(self, module: str, name: str, span: Span) -> Any:
        """What another module exports under a name, `*` for all."""

    def deeper(self, by: int) -> bool:
        """Go one step down or up; false where that is too deep."""

    def room(self, entries: int) -> bool:
        """Whether so many more entries may be copied."""

    def relative_folder(self) -> str:
        """The folder of the module as seen from the service."""


class Expressions:
    """Reads the expressions of one module."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def value(self, node: Any) -> Any:
        """The value of an expression."""
        span = self.names.span(node)
        try:
            if not self.names.deeper(1):
                return self.names.unknown(span, "is too large or too deep")
            return self._value(node, span)
        finally:
            self.names.deeper(-1)

    def _value(self, node: Any, span: Span) -> Any:
        kind = node.type
        reader = _READERS.get(kind)
        if reader is not None:
            return reader(self, node, span)
        if kind in _INNER and node.named_child_count:
            return self.value(node.named_children[-1 if kind == "type_assertion" else 0])
        return self.names.unknown(span, COMPUTED)

    def _unary(self, node: Any, span: Span) -> Any:
        text = text_of(node)
        number = _number(text[1:].strip()) if text.startswith("-") else None
        return -number if isinstance(number, (int, float)) else self.names.unknown(span, COMPUTED)

    def _object(self, node: Any, home: Span) -> Map:
        found = Map(home)
        for part in node.named_children:
            span = self.names.span(part)
            if part.type == "pair":
                key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
                name = self._key(key)
                start, end = self.names.span(key)[3:]
                place = (home[0], start, end, *self.names.span(value)[3:])
                if isinstance(name, str):
                    found.put(name, self.value(value), place)
                else:
                    self.names.unknown(place, "has a name that is computed")
            elif part.type == "shorthand_property_identifier":
                found.put(text_of(part), self.names.named(text_of(part), span), span)
            elif part.type == "spread_element" and part.named_child_count:
                other = self.value(part.named_children[0])
                for name, item, place in other.entries() if self._fits(other, Map, span) else ():
                    found.put(name, item, place)
            elif part.type == "method_definition":
                self.names.unknown(span, COMPUTED)
        return found

    def _fits(self, value: Any, kind: type, span: Span) -> bool:
        """Whether a value can be spread here."""
        if not isinstance(value, kind) or self.names.room(len(value)):  # type: ignore[arg-type]
            return isinstance(value, kind)
        self.names.unknown(span, "is too large")
        return False

    def _key(self, node: Any) -> Any:
        if node.type == "string":
            return string_of(node)
        if node.type == "computed_property_name":
            return self.value(node.named_children[0]) if node.named_child_count else None
        return text_of(node)

    def _array(self, node: Any, home: Span) -> Seq:
        found = Seq(home)
        for part in node.named_children:
            if part.type == "comment":
                continue
            if part.type == "spread_element" and part.named_child_count:
                other = self.value(part.named_children[0])
                for _, item, place in other.entries() if self._fits(other, Seq, home) else ():
                    found.put(item, place)
            else:
                found.put(self.value(part), self.names.span(part))
        return found

    def _template(self, node: Any) -> Any:
        parts: list[Any] = []
        for part in node.children:
            if part.type == "template_substitution":
                found = self.value(part.named_children[0]) if part.named_child_count else ""
                parts.append("" if found is None else found)
            elif part.type in ("string_fragment", "escape_sequence"):
                parts.append(_unescaped(text_of(part)))
        return concat(parts)

    def _member(self, node: Any, span: Span) -> Any:
        whole = text_of(node)
        if whole.startswith("process.env."):
            return f"${{env:{whole[len('process.env.') :]}}}"
        field = "property" if node.type == "member_expression" else "index"
        inner, key = node.child_by_field_name("object"), node.child_by_field_name(field)
        name = text_of(key) if field == "property" else self.value(key)
        if text_of(inner) == "process.env" and isinstance(name, str):
            return f"${{env:{name}}}"
        found = self.value(inner)
        if isinstance(found, Map) and isinstance(name, str):
            return found.get(name)
        if isinstance(found, Seq) and isinstance(name, int) and 0 <= name < len(found):
            return found[name]
        return found if isinstance(found, Unknown) else self.names.unknown(span, COMPUTED)

    def _binary(self, node: Any, span: Span) -> Any:
        operator = node.child_by_field_name("operator")
        left, right = (self.value(node.child_by_field_name(side)) for side in ("left", "right"))
        kind = text_of(operator) if operator is not None else ""
        if kind == "+" and all(isinstance(side, (str, Symbol)) for side in (left, right)):
            return concat((left, right))
        if kind in ("||", "??"):
            if isinstance(left, str) and left.startswith("${env:") and not isinstance(right, (Map, Seq, Symbol)):
                source = _source(right)
                return self.names.unknown(span, COMPUTED) if source is None else f"{left[:-1]}, {source}}}"
            if isinstance(left, (Map, Seq, Symbol)):
                return left
            return right if left is None or (kind == "||" and not left) else left
        return self.names.unknown(span, COMPUTED)

    def _call(self, node: Any, span: Span) -> Any:
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        arguments = [a for a in given.named_children if a.type != "comment"] if given is not None else []
        name = text_of(function)
        if name == "require" and arguments and arguments[0].type == "string":
            return self.names.required(string_of(arguments[0]), "*", span)
        if name in ("Object.freeze", "defineConfig") and arguments:
            return self.value(arguments[0])
        if name == "handlerPath" and [text_of(a) for a in arguments] == ["__dirname"]:
            # The framework's own TypeScript template has this helper: the folder as seen from the service.
            return self.names.relative_folder()
        return self.names.unknown(span, f"{name[:40]}(…) is computed by code, which is not run")


_READERS: dict[str, Callable[[Expressions, Any, Span], Any]] = {
    "object": Expressions._object,
    "array": Expressions._array,
    "string": lambda reader, node, span: string_of(node),
    "template_string": lambda reader, node, span: reader._template(node),
    "number": lambda reader, node, span: _number(text_of(node)),
    "true": lambda reader, node, span: True,
    "false": lambda reader, node, span: False,
    "null": lambda reader, node, span: None,
    "undefined": lambda reader, node, span: None,
    "identifier": lambda reader, node, span: reader.names.named(text_of(node), span),
    "member_expression": Expressions._member,
    "subscript_expression": Expressions._member,
    "binary_expression": Expressions._binary,
    "unary_expression": Expressions._unary,
    "call_expression": Expressions._call,
}


def string_of(node: Any) -> str:
    """The text that a quoted one stands for."""
    return _unescaped(text_of(node)[1:-1])


def _number(text: str) -> Any:
    try:
        return int(text.replace("_", ""), 0) if len(text) < 40 else Unknown("is computed")
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return Unknown("is no number that is known here")


def _source(value: Any) -> str | None:
    """A literal, or a text that is one variable, as a source of another variable; `None` for what fits into none."""
    if not isinstance(value, str):
        return "null" if value is None else as_text(value)
    if "${" not in value:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if "'" in value or "\\" in value else f"'{value}'"
    alone = value.startswith("${") and value.endswith("}") and value.count("{") == value.count("}") == 1
    return value[2:-1] if alone else None


def _unescaped(given: str) -> str:
    if "\\" not in given:
        return given
    characters = _ESCAPE.sub(lambda match: unescaped(match[0]), given)
    return characters.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text_of(node: Any) -> str:
    """The characters of a node."""
    return (node.text or b"").decode("utf-8", "surrogatepass")
