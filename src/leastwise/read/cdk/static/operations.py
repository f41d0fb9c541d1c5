"""Texts, sums, comparisons and choices in the source of a CDK application."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown, concat
from leastwise.read.cdk.static.logic import COMPARISONS, compared, truth
from leastwise.read.cdk.static.values import Called, External, Rooted, Scope
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Expr

MAX_LENGTH = 10_000
"""Characters or parts of a text, and items of a list, that are put together."""

_UNKNOWN = Unknown("not told by the source")


class Operations:
    """What operators give. See `leastwise.read.cdk.static.expressions.Expressions`."""

    def _value(self, node: Expr, scope: Scope) -> Any:
        raise NotImplementedError

    def _joined(self, node: nodes.Joined, scope: Scope) -> Any:
        return self._text(node.span, [self._piece(part, scope) for part in node.parts])

    def _piece(self, node: Expr, scope: Scope) -> Any:
        """A part of a text; how a formatted one comes out is not worked out."""
        value = self._value(node, scope)
        formed = isinstance(value, Called) and value.target in (External(("format",)), External(("repr",)))
        return Unknown("a formatted text") if formed else value

    def _sum(self, span: Span, values: list[Any]) -> Any:
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
            return sum(values) if all(abs(value) < 1e15 for value in values) else _UNKNOWN
        if any(isinstance(value, list) for value in values):
            joined = Seq(span)
            for value in values:
                joined.extend(value[: MAX_LENGTH - len(joined)] if isinstance(value, list) else [_UNKNOWN])
            return joined
        return self._text(span, values)

    def _text(self, span: Span, values: list[Any]) -> Any:
        parts = [v if isinstance(v, (str, Symbol)) else str(v) if isinstance(v, (int, float)) else v for v in values]
        if all(isinstance(part, (str, Symbol)) for part in parts):
            text = concat(parts)
            if len(text if isinstance(text, str) else getattr(text, "parts", ())) > MAX_LENGTH:
                return Unknown("a text that is too long")
            return Rooted(text) if isinstance(text, str) and isinstance(parts[0], Rooted) else text
        return Called(External(("Fn", "join")), ["", Seq(span, parts)], Map(span), span)

    def _either(self, node: nodes.Either, scope: Scope) -> Any:
        values = [self._value(value, scope) for _, value in node.cases]
        found = self._value(node.otherwise, scope)
        for (test, _), first in zip(reversed(node.cases), reversed(values), strict=True):
            known = truth(self._value(test, scope), python=scope.module.python)
            if known is None:
                alike = type(first) is type(found) and isinstance(first, (str, int, float)) and first == found
                alike = alike or first is found
                found = first if alike else Unknown("depends on a condition")
            elif known:
                found = first
        return found

    def _operation(self, node: nodes.Operation, scope: Scope) -> Any:
        if node.operator == "/" and scope.module.python:  # Path(__file__).parent / "functions"
            left, *rest = node.operands
            for right in rest:
                left = nodes.Call(nodes.Attribute(left, "joinpath", node.span), (right,), None, node.span)
            return self._value(left, scope)
        values = [self._value(operand, scope) for operand in node.operands]
        if node.operator == "+" and len(values) > 1:
            return self._sum(node.span, values)
        if node.operator in ("and", "or", "??"):
            found = values[0]
            for value in values[1:]:
                found = self._logic(node.operator, found, value, scope)
            return found
        if node.operator == "not":
            known = truth(values[0], python=scope.module.python)
            return not known if known is not None else Unknown("depends on a condition")
        if node.operator in ("await", ","):
            return values[-1]
        return compared(node.operator, *values) if node.operator in COMPARISONS else _UNKNOWN

    def _logic(self, operator: str, left: Any, right: Any, scope: Scope) -> Any:
        if operator == "??":
            return right if left is None else left
        known = truth(left, python=scope.module.python)
        if known is None:
            return left if operator == "or" else Unknown("depends on a condition")
        return right if known == (operator == "and") else left
