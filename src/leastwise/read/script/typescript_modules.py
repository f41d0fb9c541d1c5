"""What modules of TypeScript and JavaScript take from each other and give; enumerations and namespaces."""

from __future__ import annotations

from typing import Any

from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Call,
    Export,
    Expr,
    Function,
    Import,
    Literal,
    Mapping,
    Name,
    Operation,
    Return,
    Stmt,
)
from leastwise.read.script.typescript_declarations import TypeScriptDeclarations


class TypeScriptModules(TypeScriptDeclarations):
    """Imports and exports. Those of types are nothing."""

    hoisted: list[Stmt]

    def _import(self, node: Any, out: list[Stmt]) -> None:
        origin = node.child_by_field_name("source")
        span = self.span(node)
        bindings: list[tuple[str, str, str | None]] = []
        for clause in node.named_children:
            if clause.type == "import_require_clause" and not _typed(
                node
            ):  # import lambda = require('@aws-cdk/aws-lambda')
                names, source = self.parts(clause), clause.child_by_field_name("source")
                module = self.string(source) if source is not None else ""
                bindings += [(self.text(name), module, None) for name in names[:1]]
        if origin is not None and not _typed(node):
            module = self.string(origin)
            clauses = [clause for clause in node.named_children if clause.type == "import_clause"]
            for child in [child for clause in clauses for child in clause.named_children]:
                if child.type == "identifier":
                    bindings.append((self.text(child), module, "default"))
                elif child.type == "namespace_import":
                    bindings += [(self.text(name), module, None) for name in self.parts(child)[:1]]
                else:
                    bindings += [(local, module, name) for name, local in self._specified(child)]
            bindings += [] if clauses else [("", module, None)]
        if bindings:
            out.append(Import(tuple(bindings), span))

    def _specified(self, clause: Any) -> list[tuple[str, str]]:
        """(name, alias) of what is between the braces of an import or export."""
        found: list[tuple[str, str]] = []
        for item in self.parts(clause):
            name = item.child_by_field_name("name")
            if name is not None and not _typed(item):
                found.append((self._named(name), self._named(item.child_by_field_name("alias") or name)))
        return found

    def _named(self, node: Any) -> str:
        return self.string(node) if node.type == "string" else self.text(node)

    def _alias(self, node: Any, out: list[Stmt]) -> None:
        """`import Name = Space.Inner`."""
        parts = self.parts(node)
        if len(parts) == 2:
            first, *rest = self.text(parts[1]).split(".")
            value: Expr = Name(first.strip(), self.span(parts[1]))
            for step in rest[:50]:
                value = Attribute(value, step.strip(), value.span)
            out.append(Assign(self.value(parts[0]), value, self.span(node), declares="var"))

    def _export(self, node: Any, out: list[Stmt]) -> None:
        span = self.span(node)
        words = {child.type for child in node.children if not child.is_named}
        source = node.child_by_field_name("source")
        declared = node.child_by_field_name("declaration")
        above = tuple(self.inner(child) for child in node.children if child.type == "decorator")
        if _typed(node) or "namespace" in words:
            return
        if source is not None:
            self._again(node, self.string(source), span, out)
        elif declared is not None:
            self._declared(declared, above, "default" in words, out)
        elif (value := node.child_by_field_name("value")) is not None:
            out.append(Export((("default", self.value(value)),), span))
        elif "=" in words:
            target = Attribute(Name("module", span), "exports", span)
            out.append(Assign(target, self.inner(node), span))
        else:
            for clause in self.parts(node):
                if clause.type == "export_clause":
                    names = [(alias, Name(name, self.span(clause))) for name, alias in self._specified(clause)]
                    out.append(Export(tuple(names), span))
                elif clause.type == "ERROR":
                    self.statement(clause, out)

    def _again(self, node: Any, module: str, span: Any, out: list[Stmt]) -> None:
        """What is exported of another module; in here it has a name with parentheses."""
        for clause in self.parts(node):
            if clause.type == "export_clause":
                names = self._specified(clause)
                out.append(Import(tuple((f"({alias})", module, name) for name, alias in names), span))
                out.append(Export(tuple((alias, Name(f"({alias})", span)) for _, alias in names), span))
                return
            if clause.type == "namespace_export":
                name = "".join(self._named(child) for child in self.parts(clause)[:1])
                out.append(Import(((f"({name})", module, None),), span))
                out.append(Export(((name, Name(f"({name})", span)),), span))
                return
        out.append(Import(((f"(* {module})", module, None),), span))
        out.append(Export((("*", Name(f"(* {module})", span)),), span))

    def _declared(self, node: Any, decorators: tuple[Expr, ...], default: bool, out: list[Stmt]) -> None:
        """An exported declaration."""
        found: list[Stmt] = []
        before = len(self.hoisted)
        if "class" in node.type and decorators:
            self.declare_class(node, found, decorators)
        else:
            self.statement(node, found)
        out += found
        names: list[Name] = []
        for statement in (*self.hoisted[before:], *found):
            if isinstance(statement, Assign) and statement.declares:
                _names(statement.target, names)
        bindings = [("default" if default else name.name, name) for name in names]
        if bindings:
            out.append(Export(tuple(bindings), self.span(node)))

    def declare_class(self, node: Any, out: list[Stmt], decorators: tuple[Expr, ...] = ()) -> None:
        """A class with a name."""
        made, name = self.class_(node, decorators), node.child_by_field_name("name")
        span = self.span(name) if name is not None else made.span
        out.append(Assign(Name(made.name or "(class)", span), made, made.span, declares="let"))

    def _enum(self, node: Any, out: list[Stmt]) -> None:
        """Members count on from the one before where that is a number."""
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        entries: list[tuple[Any, Expr, Any]] = []
        following: Expr = Literal(0, self.span(node))
        for child in self.parts(body) if body is not None else ():
            key = child.child_by_field_name("name") if child.type == "enum_assignment" else child
            if key is None or child.type == "ERROR":
                continue
            value = self.perhaps(child, "value") if child.type == "enum_assignment" else following
            value = value if value is not None else following
            entries.append((self._named(key), value, self.span(child)))
            counted = isinstance(value, Literal) and isinstance(value.value, int)
            one = Literal(1, self.span(child))
            following = Literal(value.value + 1, one.span) if counted else Operation("+", (value, one), one.span)
        span = self.span(node)
        target = Name(self.text(name) if name is not None else "", span)
        out.append(Assign(target, Mapping(tuple(entries), span), span, declares="var"))

    def _namespace(self, node: Any, out: list[Stmt]) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None or name.type == "string":
            return
        span = self.span(node)
        statements = self.block(body)
        *around, last = [part.strip() for part in self.text(name).split(".")][:50]
        value = self._space(statements, span)
        for outer in reversed(around):
            value = Mapping(((last, value, span),), span)
            last = outer
        out.append(Assign(Name(last, self.span(name)), value, span, declares="var"))

    def _space(self, statements: tuple[Stmt, ...], span: Any) -> Expr:
        given = [pair for statement in statements if isinstance(statement, Export) for pair in statement.bindings]
        entries = tuple((exported, value, value.span) for exported, value in given)
        rest = tuple(statement for statement in statements if not isinstance(statement, Export))
        body = (*rest, Return(Mapping(entries, span), span))
        return Call(Function("", (), body, span, kind="arrow"), (), None, span)


def _typed(node: Any) -> bool:
    """Whether an import, an export, or one name of it is of types only."""
    return any(child.type in ("type", "typeof") and not child.is_named for child in node.children[:2])


def _names(target: Expr, found: list[Name]) -> None:
    """The variables of a target."""
    ahead = [target]
    while ahead:
        inner = ahead.pop()
        if isinstance(inner, Name):
            found.append(inner)
        elif isinstance(inner, Mapping):
            ahead += [value for _, value, _ in reversed(inner.entries)]
        elif hasattr(inner, "items"):
            ahead += reversed(inner.items)
        elif hasattr(inner, "target"):
            ahead.append(inner.target)
        elif hasattr(inner, "value") and not isinstance(inner, Literal):
            ahead.append(inner.value)
