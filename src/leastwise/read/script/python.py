"""Lowers Python.

Kinds of nodes: https://github.com/tree-sitter/tree-sitter-python/blob/master/src/node-types.json
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Mapping_
from typing import Any

from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Blocks,
    Call,
    Each,
    Either,
    Expr,
    Import,
    Index,
    Joined,
    Keyed,
    Literal,
    Loop,
    Mapping,
    Name,
    Opaque,
    Operation,
    Return,
    Stmt,
)
from leastwise.read.script.python_declarations import PythonDeclarations
from leastwise.read.script.syntax import unescaped

_CONSTANTS = {"true": True, "false": False, "none": None}
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_NESTING = (
    "block",
    "case_clause",
    "elif_clause",
    "else_clause",
    "except_clause",
    "finally_clause",
    "match_statement",
    "try_statement",
    "while_statement",
    "with_statement",
)


class Python(PythonDeclarations):
    """See `leastwise.read.script.syntax.Lowering`."""

    def statement(self, node: Any) -> Iterator[Stmt]:
        """What a statement means."""
        kind = node.type
        if kind in ("import_statement", "import_from_statement"):
            yield Import(tuple(self.bindings(node)))
        elif kind == "class_definition":
            yield self.class_(node)
        elif kind == "function_definition":
            yield self.function(node)
        elif kind == "decorated_definition":
            yield from self.decorated(node)
        elif kind == "expression_statement":
            for child in node.named_children:
                yield self._effect(child)
        elif kind == "return_statement":
            yield from (Return(self.value(child)) for child in node.named_children[:1])
        elif kind == "for_statement":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            names = [left] if left.type == "identifier" else left.named_children
            body = tuple(self.block(node.child_by_field_name("body")))
            yield Loop(tuple(self.text(name) for name in names), self.value(right), body)
        elif kind == "if_statement":
            yield self._if(node, [c for c in node.named_children if c.type in ("elif_clause", "else_clause")])
        elif kind in _NESTING:
            yield Blocks((tuple(self.block(node)),))
        elif kind == "call":  # the condition of an `if`, the subject of a `with`
            yield self.value(node)

    def _if(self, node: Any, rest: list[Any]) -> Blocks:
        """An `if` or `elif` with the clauses that follow it."""
        otherwise: tuple[Stmt, ...] = ()
        for clause in reversed(rest):
            if clause.type == "else_clause":
                otherwise = tuple(self.block(clause.child_by_field_name("body")))
            else:
                otherwise = (self._branches(clause, otherwise),)
        return self._branches(node, otherwise)

    def _branches(self, node: Any, otherwise: tuple[Stmt, ...]) -> Blocks:
        condition = self.value(node.child_by_field_name("condition"))
        return Blocks((tuple(self.block(node.child_by_field_name("consequence"))), otherwise), condition)

    def _effect(self, node: Any) -> Stmt:
        if node.type == "assignment":
            return self._assignment(node)
        if node.type != "augmented_assignment":
            return self.value(node)
        target, span = self.value(node.child_by_field_name("left")), self.span(node)
        value = self.value(node.child_by_field_name("right"))
        added = self.text(node.child_by_field_name("operator")) == "+="
        return Assign(target, Joined((target, value), span) if added else Opaque(span), span)

    def _assignment(self, node: Any) -> Stmt:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if right is None:
            return Opaque(self.span(node))
        value = self._assignment(right).value if right.type == "assignment" else self.value(right)
        return Assign(self.value(left), value, self.span(node))

    def expression(self, node: Any) -> Expr:
        """What an expression means."""
        if node.type in _CONSTANTS:
            return Literal(_CONSTANTS[node.type], self.span(node))
        if node.type in ("parenthesized_expression", "await") and node.named_children:
            return self.value(node.named_children[0])
        meaning = _EXPRESSIONS.get(node.type)
        return meaning(self, node) if meaning is not None else Opaque(self.span(node))

    def _strings(self, node: Any) -> Expr:
        return Joined(tuple(self.value(c) for c in node.named_children if c.type == "string"), self.span(node))

    def _number(self, node: Any) -> Expr:
        return Literal(_number(self.text(node)), self.span(node))

    def _identifier(self, node: Any) -> Expr:
        name = self.text(node)
        return Name("this" if name == "self" else name, self.span(node))

    def _attribute(self, node: Any) -> Expr:
        inner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        return Attribute(self.value(inner), self.text(name), self.span(node))

    def _conditional(self, node: Any) -> Expr:
        parts = [self.value(child) for child in node.named_children if child.type != "comment"]
        if len(parts) != 3:
            return Opaque(self.span(node))
        return Either((parts[0], parts[2]), self.span(node), condition=parts[1])

    def _comparison(self, node: Any) -> Expr:
        values = tuple(self.value(child) for child in node.named_children if child.type != "comment")
        operator = " ".join(self.text(child) for child in node.children_by_field_name("operators"))
        operator = {"is": "==", "is not": "!="}.get(operator, operator)
        known = len(values) == 2 and operator in _COMPARISONS
        return Operation(operator, values, self.span(node)) if known else Opaque(self.span(node))

    def _not(self, node: Any) -> Expr:
        return Operation("not", (self.value(node.child_by_field_name("argument")),), self.span(node))

    def _comprehension(self, node: Any) -> Expr:
        """One `for` without a condition; any other is not followed."""
        body, *clauses = (child for child in node.named_children if child.type != "comment")
        if len(clauses) != 1 or clauses[0].type != "for_in_clause":
            return Opaque(self.span(node))
        left, right = clauses[0].child_by_field_name("left"), clauses[0].child_by_field_name("right")
        names = [left] if left.type == "identifier" else left.named_children
        if body.type == "pair":
            key, value = body.child_by_field_name("key"), body.child_by_field_name("value")
            element: Expr = Keyed(self.value(key), self.value(value), self.entry(key, value))
        else:
            element = self.value(body)
        return Each(tuple(self.text(name) for name in names), self.value(right), element, self.span(node))

    def _operation(self, node: Any) -> Expr:
        operator = self.text(node.child_by_field_name("operator"))
        values = (self.value(node.child_by_field_name("left")), self.value(node.child_by_field_name("right")))
        span = self.span(node)
        if operator == "+":
            return Joined(values, span)
        if operator == "/":  # Path(__file__).parent / "functions"
            return Call(Attribute(values[0], "joinpath", span), values[1:], None, span)
        return Operation(operator, values, span) if operator in ("and", "or") else Opaque(span)

    def _subscript(self, node: Any) -> Expr:
        key = node.child_by_field_name("subscript")
        found = self.value(key) if key is not None else None
        if not isinstance(found, Literal) or not isinstance(found.value, (str, int)):
            return Index(self.value(node.child_by_field_name("value")), found, self.span(node))
        return Attribute(self.value(node.child_by_field_name("value")), str(found.value), self.span(node))

    def _call(self, node: Any) -> Expr:
        arguments: list[Expr] = []
        keywords: list[tuple[str | None, Expr, Any]] = []
        given = node.child_by_field_name("arguments")
        for child in given.named_children if given is not None else ():
            if child.type == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                keywords.append((self.text(name), self.value(value), self.entry(name, value)))
            elif child.type == "dictionary_splat" and child.named_children:
                keywords.append((None, self.value(child.named_children[0]), self.span(child)))
            elif child.type != "comment":
                arguments.append(self.value(child))
        callee = self.value(node.child_by_field_name("function"))
        if isinstance(callee, Call) and isinstance(callee.callee, Name) and callee.callee.name == "super":
            callee = callee.callee
        if isinstance(callee, Attribute) and isinstance(callee.value, Call) and callee.name == "__init__":
            inner = callee.value.callee
            if isinstance(inner, Name) and inner.name == "super":  # super().__init__(…)
                callee = inner
        span = self.span(node)
        return Call(callee, tuple(arguments), Mapping(tuple(keywords), span) if keywords else None, span)

    def _dictionary(self, node: Any) -> Expr:
        entries: list[tuple[str | None, Expr, Any]] = []
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                name = self.value(key)
                if isinstance(name, Literal):
                    entries.append((str(name.value), self.value(value), self.entry(key, value)))
                else:
                    span = self.entry(key, value)
                    entries.append((None, Keyed(name, self.value(value), span), span))
            elif child.type == "dictionary_splat" and child.named_children:
                entries.append((None, self.value(child.named_children[0]), self.span(child)))
        return Mapping(tuple(entries), self.span(node))

    def _string(self, node: Any) -> Expr:
        parts: list[Expr] = []
        for child in node.named_children:
            if child.type == "interpolation" and child.named_children:
                parts.append(self.value(child.named_children[0]))
            elif child.type == "string_content":
                parts.append(Literal(self._content(child), self.span(child)))
        return self.put_together(parts, node)

    def _content(self, node: Any) -> str:
        """What a part of a text stands for; in a raw one, the grammar sees no escapes."""
        text, at = [], node.start_byte
        for child in node.named_children:
            text.append(self.data[at : child.start_byte].decode("utf-8", "surrogatepass"))
            found = self.text(child)
            if child.type == "escape_sequence":
                text.append("\a" if found == r"\a" else unescaped(found))  # to JavaScript that is an `a`
            else:
                text.append(found[:1])  # `{{` is a brace
            at = child.end_byte
        return "".join(text) + self.data[at : node.end_byte].decode("utf-8", "surrogatepass")


def _number(text: str) -> int | float | None:
    text = text.replace("_", "")
    try:
        return int(text, 0) if not set(text) & set(".eE") or text[:2].lower() == "0x" else float(text)
    except ValueError:
        return None


_EXPRESSIONS: Mapping_[str, Callable[[Python, Any], Expr]] = {
    "attribute": Python._attribute,
    "binary_operator": Python._operation,
    "boolean_operator": Python._operation,
    "call": Python._call,
    "concatenated_string": Python._strings,
    "comparison_operator": Python._comparison,
    "conditional_expression": Python._conditional,
    "dictionary": Python._dictionary,
    "dictionary_comprehension": Python._comprehension,
    "expression_list": Python.listing,
    "float": Python._number,
    "identifier": Python._identifier,
    "integer": Python._number,
    "lambda": Python.function,
    "list": Python.listing,
    "list_comprehension": Python._comprehension,
    "not_operator": Python._not,
    "set": Python.listing,
    "string": Python._string,
    "subscript": Python._subscript,
    "tuple": Python.listing,
}
"""Kind of a node → what it means."""
