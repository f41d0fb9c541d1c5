"""Expressions of Python."""

from __future__ import annotations

from typing import Any, ClassVar

from leastwise.read.script.lowering import TRIVIA, Lowering, Table
from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Call,
    Each,
    Either,
    Expr,
    Index,
    Joined,
    Listing,
    Literal,
    Mapping,
    Name,
    Opaque,
    Operation,
    Spread,
)
from leastwise.read.script.python_texts import PythonTexts
from leastwise.read.script.syntax import number

_CONSTANTS = {"true": True, "false": False, "none": None, "ellipsis": ...}
_SAME = {"is": "==", "is not": "!=", "<>": "!="}


class PythonExpressions(PythonTexts):
    """What has a value. See `leastwise.read.script.python` for statements."""

    def _constant(self, node: Any) -> Expr:
        return Literal(_CONSTANTS[node.type], self.span(node))

    def _number(self, node: Any) -> Expr:
        return Literal(number(self.text(node)), self.span(node))

    def name(self, node: Any) -> Expr:
        """A variable."""
        return Name(self.text(node), self.span(node))

    def _tuple(self, node: Any) -> Expr:
        return Listing(self.values(node), self.span(node), "tuple")

    def _set(self, node: Any) -> Expr:
        return Listing(self.values(node), self.span(node), "set")

    def _splat(self, node: Any) -> Expr:
        return Spread(self.inner(node), self.span(node))

    def _attribute(self, node: Any, inner: Expr) -> Expr:
        name = node.child_by_field_name("attribute")
        return Attribute(inner, self.text(name) if name is not None else "", self.span(node))

    def _subscript(self, node: Any, inner: Expr) -> Expr:
        keys = [self.value(key) for key in node.children_by_field_name("subscript")]
        span = self.span(node)
        return Index(inner, keys[0] if len(keys) == 1 else Listing(tuple(keys), span, "tuple"), span)

    def _slice(self, node: Any) -> Expr:
        span = self.span(node)
        bounds: list[Expr] = [Literal(None, span)]
        for child in node.children:
            if child.type == ":":
                bounds.append(Literal(None, span))
            elif child.type not in TRIVIA:
                bounds[-1] = self.value(child)
        bounds += [Literal(None, span)] * (3 - len(bounds))
        return Call(Name("slice", span), tuple(bounds[:3]), None, span)

    def _call(self, node: Any, callee: Expr) -> Expr:
        given = node.child_by_field_name("arguments")
        span = self.span(node)
        if given is None:
            return Call(callee, (), None, span)
        if given.type == "generator_expression":
            return Call(callee, (self.value(given),), None, span)
        arguments, keywords = self.arguments(given)
        return Call(callee, arguments, keywords, span)

    def arguments(self, given: Any) -> tuple[tuple[Expr, ...], Mapping | None]:
        """What is between the parentheses of a call or class."""
        arguments: list[Expr] = []
        keywords: list[tuple[str | None, Expr, Any]] = []
        for child in self.parts(given):
            if child.type == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None and value is not None:
                    keywords.append((self.text(name), self.value(value), self.entry(name, value)))
            elif child.type == "dictionary_splat":
                keywords.append((None, self.inner(child), self.span(child)))
            else:
                arguments.append(self.value(child))
        return tuple(arguments), Mapping(tuple(keywords), self.span(given)) if keywords else None

    def _dictionary(self, node: Any) -> Expr:
        entries: list[tuple[Any, Expr, Any]] = []
        for child in self.parts(node):
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                name = self.value(key)
                plain = isinstance(name, Literal) and isinstance(name.value, str)
                entries.append((name.value if plain else name, self.value(value), self.entry(key, value)))
            else:
                entries.append((None, self.inner(child), self.span(child)))
        return Mapping(tuple(entries), self.span(node))

    def _conditional(self, node: Any) -> Expr:
        cases: list[tuple[Expr, Expr]] = []
        span = self.span(node)
        while node.type == "conditional_expression" and len(parts := self.parts(node)) == 3:
            cases.append((self.value(parts[1]), self.value(parts[0])))
            node = parts[2]
        return Either(tuple(cases), self.value(node), span) if cases else Opaque(span, "syntax")

    def _comparison(self, node: Any) -> Expr:
        values = self.values(node)
        operators = [_SAME.get(child.type, child.type) for child in node.children_by_field_name("operators")]
        span = self.span(node)
        if len(values) != len(operators) + 1 or not operators:
            return Opaque(span, "syntax")
        tests: list[Expr] = []
        left = values[0]
        for index, operator in enumerate(operators):
            right = kept = values[index + 1]
            if index + 1 < len(operators) and not isinstance(right, (Name, Literal)):
                kept = Name(f"({index})", right.span)
                right = Assign(kept, right, right.span)
            tests.append(Operation(operator, (left, right), span))
            left = kept
        return tests[0] if len(tests) == 1 else Operation("and", tuple(tests), span)

    def _not(self, node: Any) -> Expr:
        return Operation("not", (self.part(node, "argument"),), self.span(node))

    def _unary(self, node: Any) -> Expr:
        operator = node.child_by_field_name("operator")
        value = self.part(node, "argument")
        sign = operator.type if operator is not None else "+"
        if sign == "-" and isinstance(value, Literal) and isinstance(value.value, (int, float, complex)):
            return Literal(-value.value, self.span(node))
        return Operation(sign, (value,), self.span(node))

    def _await(self, node: Any) -> Expr:
        return Operation("await", (self.inner(node),), self.span(node))

    def _yield(self, node: Any) -> Expr:
        self.yields = True
        operator = "yield from" if any(child.type == "from" for child in node.children) else "yield"
        return Operation(operator, self.values(node), self.span(node))

    def _walrus(self, node: Any) -> Expr:
        return Assign(self.part(node, "name"), self.part(node, "value"), self.span(node))

    def _comprehension(self, node: Any) -> Expr:
        body, *rest = self.parts(node)
        clauses: list[tuple[Expr, Expr, list[Expr]]] = []
        for clause in rest:
            if clause.type == "if_clause" and clauses:
                clauses[-1][2].append(self.inner(clause))
            elif clause.type == "for_in_clause":
                items = [self.value(child) for child in clause.children_by_field_name("right") if child.is_named]
                span = self.span(clause)
                found = items[0] if len(items) == 1 else Listing(tuple(items), span, "tuple")
                if clause.children[0].type == "async":
                    found = Operation("await", (found,), span)
                clauses.append((self.part(clause, "left"), found, []))
        kind = node.type.partition("_")[0]
        key = self.part(body, "key") if kind == "dictionary" else None
        element = self.part(body, "value") if kind == "dictionary" else self.value(body)
        each = tuple((target, items, tuple(tests)) for target, items, tests in clauses)
        return Each("dict" if key is not None else kind, key, element, each, self.span(node))

    def _strings(self, node: Any) -> Expr:
        parts: list[Expr] = []
        for child in self.parts(node):
            found = self.value(child)
            parts += found.parts if isinstance(found, Joined) else (found,)
        texts = [part.value for part in parts if isinstance(part, Literal)]
        if len(texts) == len(parts) and texts:
            for kind in (str, bytes):
                if all(isinstance(text, kind) for text in texts):
                    return Literal(kind().join(texts), self.span(node))
        return Joined(tuple(parts), self.span(node))

    expressions: ClassVar[Table] = {
        "as_pattern_target": Lowering.inner,
        "await": _await,
        "comparison_operator": _comparison,
        "concatenated_string": _strings,
        "conditional_expression": _conditional,
        "dictionary": _dictionary,
        "dictionary_comprehension": _comprehension,
        "dictionary_splat_pattern": _splat,
        "ellipsis": _constant,
        "expression_list": _tuple,
        "false": _constant,
        "float": _number,
        "generator_expression": _comprehension,
        "identifier": name,
        "integer": _number,
        "list": Lowering.items,
        "list_comprehension": _comprehension,
        "list_pattern": Lowering.items,
        "list_splat": _splat,
        "list_splat_pattern": _splat,
        "named_expression": _walrus,
        "none": _constant,
        "not_operator": _not,
        "parenthesized_expression": Lowering.inner,
        "parenthesized_list_splat": Lowering.inner,
        "pattern_list": _tuple,
        "set": _set,
        "set_comprehension": _comprehension,
        "slice": _slice,
        "string": PythonTexts.string,
        "true": _constant,
        "tuple": _tuple,
        "tuple_pattern": _tuple,
        "unary_operator": _unary,
        "yield": _yield,
    }

    links: ClassVar[Table] = {
        "attribute": ("object", _attribute),
        "binary_operator": ("left", None),
        "boolean_operator": ("left", None),
        "call": ("function", _call),
        "subscript": ("value", _subscript),
    }
