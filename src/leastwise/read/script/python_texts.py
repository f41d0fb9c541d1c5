"""Texts of Python: plain, raw, bytes, formatted."""

from __future__ import annotations

from typing import Any

from leastwise.read.script.lowering import Lowering
from leastwise.read.script.nodes import Call, Expr, Joined, Literal, Name
from leastwise.read.script.syntax import unescaped


class PythonTexts(Lowering):
    """What stands between quotes.

    https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
    """

    def string(self, node: Any) -> Expr:
        """One text; several that stand beside each other are `concatenated_string`."""
        children = node.named_children
        prefix = self.text(children[0]) if children and children[0].type == "string_start" else ""
        if prefix == "`":  # Python 2: repr
            return self.unknown(node, "backticks")
        parts: list[Expr] = []
        for child in children:
            if child.type == "interpolation":
                parts += self._interpolation(child)
            elif child.type == "string_content":
                parts.append(Literal(self._content(child), self.span(child)))
        if "b" in prefix.lower():
            text = "".join(part.value for part in parts if isinstance(part, Literal))
            return Literal(text.encode("latin-1", "replace"), self.span(node))
        return self.put_together(parts, node)

    def _interpolation(self, node: Any) -> list[Expr]:
        found: list[Expr] = []
        expression, conversion = node.child_by_field_name("expression"), node.child_by_field_name("type_conversion")
        value = self.part(node, "expression")
        span, form = self.span(node), node.child_by_field_name("format_specifier")
        wanted = self.text(conversion)[1:] if conversion is not None else ""
        if expression is not None and any(child.type == "=" for child in node.children):  # f"{name=}"
            found.append(Literal(self.text(expression) + "=", span))
            wanted = wanted or ("r" if form is None else "")
        if wanted in ("a", "r"):
            value = Call(Name("ascii" if wanted == "a" else "repr", span), (value,), None, span)
        if form is not None:
            value = Call(Name("format", span), (value, self._format(form)), None, span)
        return [*found, value]

    def _format(self, node: Any) -> Expr:
        parts: list[Expr] = []
        at = node.start_byte + 1
        for child in node.named_children:
            if child.type == "format_expression":
                if at < child.start_byte:
                    parts.append(Literal(self.slice(at, child.start_byte), self.span(node)))
                parts += self._interpolation(child)
                at = child.end_byte
        if at < node.end_byte:
            parts.append(Literal(self.slice(at, node.end_byte), self.span(node)))
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Literal) else Joined(tuple(parts), self.span(node))

    def _content(self, node: Any) -> str:
        """What a part of a text stands for; in a raw one, the grammar sees no escapes."""
        children = node.named_children
        if not children:
            return self.text(node)
        text, at = [], node.start_byte
        for child in children:
            text.append(self.slice(at, child.start_byte))
            found = self.text(child)
            if child.type == "escape_sequence":
                text.append("\a" if found == r"\a" else unescaped(found))  # to JavaScript that is an `a`
            else:
                text.append(found[:1])  # `{{` is a brace
            at = child.end_byte
        return "".join(text) + self.slice(at, node.end_byte)
