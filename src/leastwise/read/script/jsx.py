"""Texts of JavaScript, and JSX.

https://facebook.github.io/jsx
"""

from __future__ import annotations

from typing import Any, ClassVar

from leastwise.read.script.lowering import Lowering, Table
from leastwise.read.script.nodes import Call, Expr, Literal, Mapping, Name
from leastwise.read.script.syntax import unescaped


class Jsx(Lowering):
    """An element is a call of `jsx` with its name, its attributes, and what is in it."""

    def _text(self, node: Any) -> Expr:
        return Literal(self.string(node), self.span(node))

    def string(self, node: Any) -> str:
        """What a text stands for."""
        return "".join([self.piece(child) for child in node.named_children])

    def piece(self, node: Any) -> str:
        """What a part of a text stands for."""
        text = self.text(node)
        return unescaped(text) if node.type == "escape_sequence" else text

    def _element(self, node: Any) -> Expr:
        tag = node.child_by_field_name("open_tag") or node
        span = self.span(node)
        name = tag.child_by_field_name("name")
        kind: Expr = Literal("", span)
        if name is not None:
            plain = name.type != "member_expression" and self.text(name)[:1].islower()
            kind = Literal(self.text(name), self.span(name)) if plain else self.value(name)
        entries: list[tuple[str | None, Expr, Any]] = []
        for child in tag.children_by_field_name("attribute"):
            entries += self._attribute_of(child)
        return Call(Name("jsx", span), (kind, Mapping(tuple(entries), self.span(tag)), *self._inside(node)), None, span)

    def _attribute_of(self, node: Any) -> list[tuple[str | None, Expr, Any]]:
        parts = self.parts(node)
        if node.type != "jsx_attribute":  # {...props}
            spread = self.parts(parts[0])[:1] if parts and parts[0].type == "spread_element" else parts[:1]
            return [(None, self.value(inner), self.span(node)) for inner in spread]
        if not parts:
            return []
        value = self.value(parts[1]) if len(parts) > 1 else Literal(True, self.span(node))
        return [(self.text(parts[0]), value, self.span(node))]

    def _inside(self, node: Any) -> list[Expr]:
        """What is between the tags."""
        found: list[Expr] = []
        if node.type != "jsx_element":
            return found
        for child in self.parts(node):
            if child.type in ("jsx_opening_element", "jsx_closing_element"):
                continue
            if child.type in ("jsx_text", "html_character_reference"):
                text = " ".join(self.text(child).split())
                found += [Literal(text, self.span(child))] if text else []
            elif child.type != "jsx_expression" or self.parts(child):
                found.append(self.value(child))
        return found

    expressions: ClassVar[Table] = {
        "jsx_element": _element,
        "jsx_expression": Lowering.inner,
        "jsx_namespace_name": _text,
        "jsx_self_closing_element": _element,
        "string": _text,
    }
