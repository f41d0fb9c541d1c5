"""Imports, classes and functions of Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Body,
    Class,
    Expr,
    Function,
    Import,
    Index,
    Listing,
    Name,
    Opaque,
    Operation,
    Parameter,
    Return,
    Spread,
    Stmt,
)
from leastwise.read.script.python_expressions import PythonExpressions

_YIELD = b"yield"

_KINDS = {"list_splat_pattern": "*", "dictionary_splat_pattern": "**"}


class PythonDeclarations(PythonExpressions):
    """What declares a name. See `leastwise.read.script.python` for the rest."""

    def _import(self, node: Any, out: list[Stmt]) -> None:
        origin = node.child_by_field_name("module_name")
        module = "".join(self.text(origin).split()) if origin is not None else ""
        bindings: list[tuple[str, str, str | None]] = []
        for child in node.children_by_field_name("name"):
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            full = "".join(self.text(name if name is not None else child).split())
            if origin is not None:
                bindings.append((self.text(alias) if alias is not None else full, module, full))
            elif alias is not None:
                bindings.append((self.text(alias), full, None))
            else:
                first = full.partition(".")[0]
                bindings.append((first, first, None))
                bindings += [("", full, None)] if first != full else []
        if any(child.type == "wildcard_import" for child in node.children):
            bindings.append(("*", module, "*"))
        out.append(Import(tuple(bindings), self.span(node)))

    def _decorated(self, node: Any, out: list[Stmt]) -> None:
        """A function or class with what decorates it."""
        definition = node.child_by_field_name("definition")
        decorators = tuple(self.inner(child) for child in node.children if child.type == "decorator")
        if definition is None:
            out += decorators
        elif definition.type == "class_definition":
            self._class(definition, out, decorators)
        else:
            self._definition(definition, out, decorators)

    def _class(self, node: Any, out: list[Stmt], decorators: tuple[Expr, ...] = ()) -> None:
        given = node.child_by_field_name("superclasses")
        bases, keywords = self.arguments(given) if given is not None else ((), None)
        name = self.part(node, "name")
        body = self.block(node.child_by_field_name("body"))
        span = self.span(node)
        label = name.name if isinstance(name, Name) else ""
        out.append(Assign(name, Class(label, bases, keywords, body, span, decorators), span))

    def _definition(self, node: Any, out: list[Stmt], decorators: tuple[Expr, ...] = ()) -> None:
        out.append(Assign(self.part(node, "name"), self.function(node, decorators), self.span(node)))

    def function(self, node: Any, decorators: tuple[Expr, ...] = ()) -> Function:
        """A function, method or `lambda`."""
        outer, self.yields = self.yields, False
        body = node.child_by_field_name("body")
        if node.type == "lambda":
            value = self.part(node, "body")
            statements: Body | Callable[[], Body] = (Return(value, value.span),)
        elif body is not None and _YIELD in self.data[body.start_byte : body.end_byte]:
            statements = self.block(body)  # whether it is a generator is seen there
        else:
            statements = self.deferred(lambda: self.block(body), node)
        generator, self.yields = self.yields, outer
        name = node.child_by_field_name("name")
        return Function(
            self.text(name) if name is not None else "",
            tuple(self._parameters(node.child_by_field_name("parameters"))),
            statements,
            self.span(node),
            decorators,
            "arrow" if node.type == "lambda" else "function",
            node.children[0].type == "async",
            generator,
        )

    def _parameters(self, given: Any) -> list[Parameter]:
        found: list[Parameter] = []
        named = ""
        for child in self.parts(given) if given is not None else ():
            kind = child.type
            if kind in ("keyword_separator", "positional_separator"):
                named = "key" if kind == "keyword_separator" else named
                continue
            target = child.child_by_field_name("name")
            if target is None:
                target = child.named_children[0] if kind == "typed_parameter" and child.named_children else child
            value = self.value(target)
            if target.type in _KINDS:
                kind = _KINDS[target.type]
                value = value.value if isinstance(value, Spread) else value
            else:
                kind = named
            note = child.child_by_field_name("type")
            annotation = self.annotation(note) if note is not None else None
            found.append(Parameter(value, self.perhaps(child, "value"), self.span(child), kind, annotation))
            named = "key" if kind == "*" else named
        return found

    def annotation(self, node: Any) -> Expr:
        """A type, as the expression that it is."""
        parts = self.parts(node)
        inner = parts[0] if parts and node.type == "type" else node
        if inner.type in ("generic_type", "union_type", "member_type", "constrained_type", "splat_type"):
            return self._generic(inner)
        return self.value(inner)

    def _generic(self, node: Any) -> Expr:
        """`list[str]` in a type is an `Index` too: the grammar has nodes of its own for it."""
        span = self.span(node)
        parts = self.parts(node)
        if not parts or self.depth > 100:
            return Opaque(span, "syntax")
        self.depth += 1
        first = self.annotation(parts[0])
        rest = [self.annotation(part) for child in parts[1:] for part in _arguments(child)]
        self.depth -= 1
        if node.type == "generic_type":
            return Index(first, rest[0] if len(rest) == 1 else Listing(tuple(rest), span, "tuple"), span)
        if node.type == "member_type" and len(parts) == 2:
            return Attribute(first, self.text(parts[1]), span)
        return Operation("|", (first, *rest), span) if node.type == "union_type" and rest else first


def _arguments(node: Any) -> list[Any]:
    return list(node.named_children) if node.type == "type_parameter" else [node]
