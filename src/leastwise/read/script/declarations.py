"""Imports, classes and functions of TypeScript and JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.read.script.nodes import (
    CONSTRUCTOR,
    Assign,
    Attribute,
    Class,
    Expr,
    Function,
    Import,
    Name,
    Return,
    Stmt,
)
from leastwise.read.script.syntax import Lowering


class Declarations(Lowering):
    """What declares a name. See `leastwise.read.script.typescript` for the rest."""

    def imports(self, node: Any) -> Iterator[Stmt]:
        """The names that an `import` binds."""
        origin = node.child_by_field_name("source")
        if origin is None:
            for clause in node.named_children:
                if clause.type == "import_require_clause":  # import lambda = require('@aws-cdk/aws-lambda')
                    names = [self.text(child) for child in clause.named_children]
                    if len(names) == 2:
                        yield Import(((names[0], names[1].strip("'\""), None),))
            return
        module = self.text(origin).strip("'\"`")
        found: list[tuple[str, str, str | None]] = []
        for clause in node.named_children:
            for child in clause.named_children if clause.type == "import_clause" else ():
                if child.type == "identifier":
                    found.append((self.text(child), module, "default"))
                elif child.type == "namespace_import":
                    found.append((self.text(child.named_children[0]), module, None))
                elif child.type == "named_imports":
                    for item in child.named_children:
                        name = item.child_by_field_name("name")
                        alias = item.child_by_field_name("alias") or name
                        if name is not None:
                            found.append((self.text(alias), module, self.text(name)))
        yield Import(tuple(found))

    def required(self, value: Any) -> str | None:
        """The module of `require('module')`."""
        callee = value.child_by_field_name("function") if value.type == "call_expression" else None
        if callee is None or self.text(callee) != "require":
            return None
        given = value.child_by_field_name("arguments").named_children
        return self.text(given[0]).strip("'\"`") if given else None

    def names(self, pattern: Any) -> Iterator[tuple[str, str]]:
        """(name, local name) of what `{ a, b: c }` takes apart."""
        for child in pattern.named_children:
            if child.type == "shorthand_property_identifier_pattern":
                yield self.text(child), self.text(child)
            elif child.type == "pair_pattern":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                yield self.text(key), self.text(value)

    def class_(self, node: Any) -> Class:
        """A class with its methods and fields."""
        bases: list[Expr] = []
        for child in node.named_children:
            if child.type == "class_heritage":
                clause = child.named_children[0] if child.named_children else None
                if clause is not None and clause.type == "extends_clause":
                    value = clause.child_by_field_name("value")
                    bases += [self.value(value)] if value is not None else []
                elif clause is not None and clause.type != "implements_clause":
                    bases.append(self.value(clause))
        methods: dict[str, Function] = {}
        fields: list[tuple[str, Expr]] = []
        body = node.child_by_field_name("body")
        for member in body.named_children if body is not None else ():
            name = member.child_by_field_name("name") or member.child_by_field_name("property")
            if name is None:
                continue
            if member.type == "method_definition":
                methods[self.text(name)] = self.function(member)
            elif member.type in ("public_field_definition", "field_definition"):
                value = member.child_by_field_name("value")
                fields += [(self.text(name), self.value(value))] if value is not None else []
        name = node.child_by_field_name("name")
        return Class(self.text(name) if name else "", tuple(bases), methods, tuple(fields), self.span(node))

    def function(self, node: Any) -> Function:
        """A function, method or arrow."""
        name = node.child_by_field_name("name")
        body = node.child_by_field_name("body")
        parameters = list(self._parameters(node))
        statements: tuple[Stmt, ...] = ()
        if body is not None and body.type == "statement_block":
            statements = tuple(self.block(body))
        elif body is not None:
            statements = (Return(self.value(body)),)
        label = self.text(name) if name is not None else ""
        if label == CONSTRUCTOR:  # `constructor(private readonly table: Table)` sets this.table
            span = self.span(node)
            fields = [
                Assign(Attribute(Name("this", span), parameter, span), Name(parameter, span), span)
                for parameter, _ in self._parameters(node, fields=True)
            ]
            statements = (*fields, *statements)
        return Function(label, tuple(parameters), statements, self.span(node))

    def _parameters(self, node: Any, *, fields: bool = False) -> Iterator[tuple[str, Expr | None]]:
        lone = node.child_by_field_name("parameter")
        if lone is not None:
            yield self.text(lone), None
        given = node.child_by_field_name("parameters")
        for child in given.named_children if given is not None else ():
            marked = any(part.type in ("accessibility_modifier", "readonly") for part in child.children)
            if fields and not marked:
                continue
            pattern = child.child_by_field_name("pattern") or child
            value = child.child_by_field_name("value") or child.child_by_field_name("right")
            if pattern.type == "assignment_pattern":
                pattern = pattern.child_by_field_name("left") or pattern
            yield self.text(pattern), self.value(value) if value is not None else None
