"""Lowers TypeScript and JavaScript.

Kinds of nodes: https://github.com/tree-sitter/tree-sitter-typescript/blob/master/typescript/src/node-types.json
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Mapping_
from typing import Any

from leastwise.read.script.declarations import Declarations
from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Blocks,
    Call,
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
from leastwise.read.script.syntax import unescaped

_CLASSES = ("class_declaration", "abstract_class_declaration", "class")
_FUNCTIONS = ("function_declaration", "generator_function_declaration")
_NESTING = (
    "catch_clause",
    "else_clause",
    "finally_clause",
    "statement_block",
    "switch_body",
    "switch_case",
    "switch_default",
    "switch_statement",
    "try_statement",
)
_WRAPPERS = (
    "as_expression",
    "await_expression",
    "non_null_expression",
    "parenthesized_expression",
    "satisfies_expression",
    "type_assertion",
)
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_OPERATORS = {"===": "==", "!==": "!=", "&&": "and", "||": "or", **{o: o for o in ("==", "!=", "<", "<=", ">", ">=")}}


class TypeScript(Declarations):
    """See `leastwise.read.script.syntax.Lowering`."""

    def statement(self, node: Any) -> Iterator[Stmt]:
        """What a statement means."""
        kind = node.type
        if kind == "export_statement":
            for child in node.named_children:
                yield from self.statement(child)
        elif kind == "import_statement":
            yield from self.imports(node)
        elif kind in ("lexical_declaration", "variable_declaration"):
            for child in node.named_children:
                yield from self._declarator(child)
        elif kind in _CLASSES:
            yield self.class_(node)
        elif kind in _FUNCTIONS:
            yield self.function(node)
        elif kind == "expression_statement":
            yield from (self._effect(child) for child in node.named_children)
        elif kind == "return_statement":
            yield from (Return(self.value(child)) for child in node.named_children[:1])
        elif kind == "if_statement":
            branches = (node.child_by_field_name(name) for name in ("consequence", "alternative"))
            condition = self.value(node.child_by_field_name("condition"))
            yield Blocks(tuple(tuple(self._branch(branch)) for branch in branches), condition)
        elif kind == "for_in_statement":
            yield self._loop(node)
        elif kind in ("for_statement", "while_statement", "do_statement"):
            yield Blocks((tuple(self._branch(node.child_by_field_name("body"))),))
        elif kind in _NESTING:
            yield Blocks((tuple(self.block(node)),))

    def _branch(self, node: Any) -> Iterator[Stmt]:
        if node is not None:
            nested = node.type in ("statement_block", "else_clause")
            yield from self.block(node) if nested else self.statement(node)

    def _effect(self, node: Any) -> Stmt:
        if node.type == "assignment_expression":
            target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
            return Assign(self.value(target), self.value(value), self.span(node))
        if node.type == "augmented_assignment_expression":
            target, value = self.value(node.child_by_field_name("left")), node.child_by_field_name("right")
            span = self.span(node)
            added = self.text(node.child_by_field_name("operator")) == "+="
            return Assign(target, Joined((target, self.value(value)), span) if added else Opaque(span), span)
        if node.type == "update_expression":
            return Assign(self.value(node.child_by_field_name("argument")), Opaque(self.span(node)), self.span(node))
        return self.value(node)

    def _declarator(self, node: Any) -> Iterator[Stmt]:
        target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type != "variable_declarator" or target is None or value is None:
            return
        module = self.required(value)
        if module is not None:
            if target.type == "identifier":
                yield Import(((self.text(target), module, None),))
            else:
                yield Import(tuple((local, module, name) for name, local in self.names(target)))
        elif target.type == "object_pattern":
            span = self.span(target)
            entries = tuple((name, Name(local, span), span) for name, local in self.names(target))
            yield Assign(Mapping(entries, span), self.value(value), self.span(node))
        elif target.type == "identifier":
            yield Assign(Name(self.text(target), self.span(target)), self.value(value), self.span(node))

    def _loop(self, node: Any) -> Loop:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        body = tuple(self._branch(node.child_by_field_name("body")))
        if left.type == "array_pattern":
            return Loop(tuple(self.text(name) for name in left.named_children), self.value(right), body)
        if left.type != "object_pattern":
            return Loop((self.text(left),), self.value(right), body)
        span = self.span(left)
        entries = tuple((name, Name(local, span), span) for name, local in self.names(left))
        return Loop(("(item)",), self.value(right), (Assign(Mapping(entries, span), Name("(item)", span), span), *body))

    def expression(self, node: Any) -> Expr:
        """What an expression means."""
        if node.type in _CONSTANTS:
            return Literal(_CONSTANTS[node.type], self.span(node))
        if node.type in _WRAPPERS and node.named_children:
            return self.value(node.named_children[-1 if node.type == "type_assertion" else 0])
        meaning = _EXPRESSIONS.get(node.type)
        return meaning(self, node) if meaning is not None else Opaque(self.span(node))

    def _text(self, node: Any) -> Expr:
        return Literal(self._string(node), self.span(node))

    def _number(self, node: Any) -> Expr:
        return Literal(_number(self.text(node)), self.span(node))

    def _identifier(self, node: Any) -> Expr:
        return Name(self.text(node), self.span(node))

    def _ternary(self, node: Any) -> Expr:
        branches = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        condition = self.value(node.child_by_field_name("condition"))
        return Either(tuple(self.value(b) for b in branches), self.span(node), condition=condition)

    def _call(self, node: Any) -> Expr:
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        given = node.child_by_field_name("arguments")
        passed = given.named_children if given is not None and given.type == "arguments" else ()
        arguments = tuple(self.value(a) for a in passed if a.type != "comment")
        span = self.span(node)
        return Call(self.value(callee), arguments, None, span) if callee is not None else Opaque(span)

    def _binary(self, node: Any) -> Expr:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = self.text(node.child_by_field_name("operator"))
        values = (self.value(left), self.value(right))
        if operator == "+":
            return Joined(values, self.span(node))
        if operator == "??":
            return Either(values, self.span(node), default=True)
        known = _OPERATORS.get(operator)
        return Operation(known, values, self.span(node)) if known is not None else Opaque(self.span(node))

    def _unary(self, node: Any) -> Expr:
        negated = self.text(node.child_by_field_name("operator")) == "!"
        value = self.value(node.child_by_field_name("argument"))
        return Operation("not", (value,), self.span(node)) if negated else Opaque(self.span(node))

    def _member(self, node: Any) -> Expr:
        inner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if name is None:
            index = node.child_by_field_name("index")
            key = self.value(index) if index is not None else None
            if not isinstance(key, Literal) or not isinstance(key.value, (str, int)):
                return Index(self.value(inner), key, self.span(node))
            return Attribute(self.value(inner), str(key.value), self.span(node))
        return Attribute(self.value(inner), self.text(name), self.span(node))

    def _object(self, node: Any) -> Expr:
        entries: list[tuple[str | None, Expr, Any]] = []
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key.type == "computed_property_name":
                    span, named = self.entry(key, value), key.named_children
                    name_ = self.value(named[0]) if named else Opaque(span)
                    entries.append((None, Keyed(name_, self.value(value), span), span))
                    continue
                name = self._string(key) if key.type == "string" else self.text(key)
                entries.append((name, self.value(value), self.entry(key, value)))
            elif child.type == "shorthand_property_identifier":
                entries.append((self.text(child), self.value(child), self.span(child)))
            elif child.type == "spread_element" and child.named_children:
                entries.append((None, self.value(child.named_children[0]), self.span(child)))
        return Mapping(tuple(entries), self.span(node))

    def _template(self, node: Any) -> Expr:
        parts: list[Expr] = []
        for child in node.named_children:
            if child.type == "template_substitution" and child.named_children:
                parts.append(self.value(child.named_children[0]))
            else:
                parts.append(Literal(self._piece(child), self.span(child)))
        return self.put_together(parts, node)

    def _string(self, node: Any) -> str:
        return "".join(self._piece(child) for child in node.named_children)

    def _piece(self, node: Any) -> str:
        text = self.text(node)
        return unescaped(text) if node.type == "escape_sequence" else text


def _number(text: str) -> int | float | None:
    text = text.replace("_", "")
    try:
        return int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None


_EXPRESSIONS: Mapping_[str, Callable[[TypeScript, Any], Expr]] = {
    "array": TypeScript.listing,
    "arrow_function": TypeScript.function,
    "binary_expression": TypeScript._binary,
    "call_expression": TypeScript._call,
    "function": TypeScript.function,
    "function_expression": TypeScript.function,
    "identifier": TypeScript._identifier,
    "member_expression": TypeScript._member,
    "new_expression": TypeScript._call,
    "number": TypeScript._number,
    "object": TypeScript._object,
    "shorthand_property_identifier": TypeScript._identifier,
    "string": TypeScript._text,
    "subscript_expression": TypeScript._member,
    "super": TypeScript._identifier,
    "template_string": TypeScript._template,
    "ternary_expression": TypeScript._ternary,
    "this": TypeScript._identifier,
    "unary_expression": TypeScript._unary,
}
"""Kind of a node → what it means."""
