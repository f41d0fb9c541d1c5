"""Imports, classes and functions of Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.record import replace
from leastwise.read.script.nodes import CONSTRUCTOR, Assign, Class, Expr, Function, Name, Return, Stmt
from leastwise.read.script.syntax import Lowering


class PythonDeclarations(Lowering):
    """What declares a name. See `leastwise.read.script.python` for the rest."""

    def decorated(self, node: Any) -> Iterator[Stmt]:
        """A function or class with what decorates it."""
        definition = node.child_by_field_name("definition")
        decorators = [child.named_children[0] for child in node.children if child.type == "decorator"]
        for statement in self.statement(definition) if definition is not None else ():
            if isinstance(statement, Function):
                yield replace(
                    statement, decorators=tuple(self.value(d) for d in decorators), span=self.span(definition)
                )
            else:
                yield statement

    def bindings(self, node: Any) -> Iterator[tuple[str, str, str | None]]:
        """The names that an import binds."""
        module = node.child_by_field_name("module_name")
        origin = self.text(module) if module is not None else ""
        for child in node.children_by_field_name("name"):
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            full = self.text(name) if name is not None else self.text(child)
            if module is not None:
                yield self.text(alias) if alias is not None else full, origin, full
            elif alias is not None:
                yield self.text(alias), full, None
            else:
                yield full.partition(".")[0], full.partition(".")[0], None
        if any(child.type == "wildcard_import" for child in node.children):
            yield "*", origin, "*"

    def class_(self, node: Any) -> Class:
        """A class with its methods and fields."""
        given = node.child_by_field_name("superclasses")
        bases = tuple(self.value(c) for c in given.named_children if c.type != "keyword_argument") if given else ()
        methods: dict[str, Function] = {}
        fields: list[tuple[str, Expr]] = []
        for statement in self.block(node.child_by_field_name("body")):
            if isinstance(statement, Function):
                name = CONSTRUCTOR if statement.name == "__init__" else statement.name
                methods[name] = statement
            elif isinstance(statement, Assign) and isinstance(statement.target, Name):
                fields.append((statement.target.name, statement.value))
        name = self.text(node.child_by_field_name("name"))
        return Class(name, bases, methods, tuple(fields), self.span(node))

    def function(self, node: Any) -> Function:
        """A function, method or `lambda`."""
        parameters: list[tuple[str, Expr | None]] = []
        given = node.child_by_field_name("parameters")
        for child in given.named_children if given is not None else ():
            name = child.child_by_field_name("name")
            default = child.child_by_field_name("value")
            if name is None and child.named_children:
                name = child.named_children[0]  # typed_parameter, list_splat_pattern
            label = self.text(name if name is not None else child)
            if child.type in ("list_splat_pattern", "dictionary_splat_pattern") or label.startswith("*"):
                continue
            if child.type not in ("keyword_separator", "positional_separator", "comment") and label not in (
                "self",
                "cls",
            ):
                parameters.append((label, self.value(default) if default is not None else None))
        body = node.child_by_field_name("body")
        statements = tuple(self.block(body)) if node.type == "function_definition" else (Return(self.value(body)),)
        name = node.child_by_field_name("name")
        return Function(self.text(name) if name else "", tuple(parameters), statements, self.span(node))
