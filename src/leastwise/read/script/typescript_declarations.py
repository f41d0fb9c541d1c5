"""Functions and classes of TypeScript and JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from leastwise.read.script.lowering import Table
from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Body,
    Call,
    Class,
    Expr,
    Function,
    Literal,
    Member,
    Name,
    Opaque,
    Parameter,
    Return,
    Spread,
    Stmt,
)
from leastwise.read.script.typescript_expressions import TypeScriptExpressions

_MARKS = ("accessibility_modifier", "override_modifier", "readonly")
_FIELDS = ("public_field_definition", "field_definition")


class TypeScriptDeclarations(TypeScriptExpressions):
    """What makes functions and classes."""

    def function(self, node: Any) -> Function:
        """A function, method or arrow."""
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        words = {child.type for child in node.children if not child.is_named}
        span = self.span(node)
        kind = "function"
        if node.type == "arrow_function":
            kind = "arrow"
        elif node.type == "method_definition":
            kind = "get" if "get" in words else "set" if "set" in words else "method"
        label = self.text(name) if name is not None and name.type != "computed_property_name" else ""
        label = self.string(name) if name is not None and name.type == "string" else label
        given = list(self._parameters(node))
        fields: Body = ()
        if label == "constructor":  # `constructor(private readonly table: Table)` sets this.table
            targets = (parameter.target for marked, parameter in given if marked)
            fields = tuple(self._field(target) for target in targets if isinstance(target, Name))
        statements: Body | Callable[[], Body]
        if body is None:
            statements = (Opaque(span, "syntax"),)
        elif body.type == "statement_block":
            statements = self.deferred(lambda: fields + self.block(body), node)
        else:
            value = self.value(body)
            statements = (Return(value, value.span),)
        parameters = tuple(parameter for _, parameter in given)
        return Function(label, parameters, statements, span, (), kind, "async" in words, "*" in words)

    def _field(self, target: Name) -> Stmt:
        span = target.span
        return Assign(Attribute(Name("this", span), target.name, span), Name(target.name, span), span)

    def _parameters(self, node: Any) -> Iterator[tuple[bool, Parameter]]:
        """The parameters, and whether each one is a field too."""
        lone = node.child_by_field_name("parameter")
        if lone is not None:
            yield False, Parameter(self.value(lone), None, self.span(lone))
        given = node.child_by_field_name("parameters")
        for child in self.parts(given) if given is not None else ():
            marked = any(part.type in _MARKS for part in child.children)
            pattern = child.child_by_field_name("pattern") or child
            if pattern.type == "this":
                continue
            target, default = self.value(pattern), self.perhaps(child, "value")
            if isinstance(target, Assign):
                target, default = target.target, target.value
            kind = "*" if isinstance(target, Spread) else ""
            target = target.value if isinstance(target, Spread) else target
            above = tuple(self.inner(part) for part in child.children if part.type == "decorator")
            yield marked, Parameter(target, default, self.span(child), kind, self._type(child), above)

    def _type(self, node: Any) -> Expr | None:
        """The class that something is of, as far as its type may be one: who injects goes by it."""
        told = node.child_by_field_name("type")
        found = told.named_children[0] if told is not None and told.named_children else None
        if found is not None and found.type == "generic_type":
            found = found.child_by_field_name("name")
        if found is None or found.type not in ("type_identifier", "nested_type_identifier"):
            return None
        first, *others = self.text(found).split(".")
        made: Expr = Name(first.strip(), self.span(found))
        for other in others:
            made = Attribute(made, other.strip(), self.span(found))
        return made

    def class_(self, node: Any, decorators: tuple[Expr, ...] = ()) -> Class:
        """A class with its methods and fields."""
        bases: list[Expr] = []
        for child in node.named_children:
            for clause in child.named_children if child.type == "class_heritage" else ():
                if clause.type == "extends_clause":
                    bases += [self.value(value) for value in clause.children_by_field_name("value")[:1]]
                elif clause.type not in ("implements_clause", "comment", "type_arguments"):
                    bases.append(self.value(clause))
        name = node.child_by_field_name("name")
        given = (*decorators, *(self.inner(child) for child in node.named_children if child.type == "decorator"))
        body = node.child_by_field_name("body")
        members = tuple(self._members(body)) if body is not None else ()
        return Class(self.text(name) if name else "", tuple(bases), None, members, self.span(node), given)

    def _members(self, body: Any) -> Iterator[Stmt]:
        above: list[Expr] = []
        for node in self.parts(body):
            kind = node.type
            if kind == "decorator":
                above.append(self.inner(node))
                continue
            words = {child.type for child in node.children}
            above += [self.inner(child) for child in node.named_children if child.type == "decorator"]
            if kind == "class_static_block":
                statements = self.block(node.child_by_field_name("body"))
                span = self.span(node)
                yield Member("", Function("", (), statements, span, kind="static"), span, static=True)
            elif kind == "method_definition":
                yield self._member_of(node, self.function(node), above, words)
            elif kind in _FIELDS and not words & {"declare", "abstract"}:
                yield self._member_of(node, self.perhaps(node, "value"), above, words)
            elif kind == "ERROR":
                yield Opaque(self.span(node), "syntax")
            above = []

    def _member_of(self, node: Any, value: Expr | None, decorators: list[Expr], words: set[str]) -> Member:
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        key = self.key(name) if name is not None else ""
        kind = self._type(node) if value is None and decorators else None
        tokens = [found.arguments[0] for found in decorators if isinstance(found, Call) and found.arguments]
        if kind is not None or (value is None and tokens):  # `@Inject() private orders: Orders`
            span = self.span(node)
            value = Call(Name("(injected)", span), (kind or Literal(None, span), *tokens[:1]), None, span)
        return Member(key, value, self.span(node), "static" in words, tuple(decorators))

    expressions: ClassVar[Table] = TypeScriptExpressions.expressions | {
        "arrow_function": function,
        "class": class_,
        "function": function,
        "function_expression": function,
        "generator_function": function,
        "method_definition": function,
    }
