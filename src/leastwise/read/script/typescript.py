"""Lowers TypeScript and JavaScript.

Kinds of nodes: https://github.com/tree-sitter/tree-sitter-typescript/blob/master/typescript/src/node-types.json
"""

from __future__ import annotations

from typing import Any, ClassVar

from leastwise.model.source import Source
from leastwise.read.script.lowering import Table
from leastwise.read.script.nodes import (
    Assign,
    Body,
    Expr,
    For,
    If,
    Jump,
    Labelled,
    Literal,
    Name,
    Operation,
    Raise,
    Return,
    Stmt,
    Switch,
    Try,
    While,
)
from leastwise.read.script.typescript_modules import TypeScriptModules

_DECLARES = {"const": "let", "let": "let", "var": "var", "using": "let"}


class TypeScript(TypeScriptModules):
    """See `leastwise.read.script.lowering.Lowering`.

    Attributes:
        hoisted: the functions that the block declares, so far.
    """

    def __init__(self, source: Source, language: str, *, later: bool = False) -> None:
        super().__init__(source, language, later=later)
        self.hoisted: list[Stmt] = []

    def run(self, children: list[Any], around: Any) -> Body:
        """Statements that stand in something, the functions first."""
        outer, self.hoisted = self.hoisted, []
        try:
            found = super().run(children, around)
            return (*self.hoisted, *found) if self.hoisted else found
        finally:
            self.hoisted = outer

    def body(self, node: Any) -> Body:
        """What a statement holds: a block, or one statement."""
        if node is None:
            return ()
        if node.type == "else_clause":
            return self.body(next(iter(self.parts(node)), None))
        return self.block(node) if node.type == "statement_block" else self.run([node], node)

    def _declaration(self, node: Any, out: list[Stmt]) -> None:
        kind = node.child_by_field_name("kind")
        declares = _DECLARES.get(kind.type, "let") if kind is not None else "var"
        for child in self.parts(node):
            if child.type == "variable_declarator":
                value, span = self.perhaps(child, "value"), self.span(child)
                value = value if value is not None or declares == "var" else Literal(None, span)
                out.append(Assign(self.part(child, "name"), value, span, declares=declares))
            else:
                self.statement(child, out)

    def _function(self, node: Any, out: list[Stmt]) -> None:
        made, name = self.function(node), node.child_by_field_name("name")
        span = self.span(name) if name is not None else made.span
        self.hoisted.append(Assign(Name(made.name or "(function)", span), made, made.span, declares="var"))

    def _expression(self, node: Any, out: list[Stmt]) -> None:
        for child in self.parts(node):
            if child.type == "sequence_expression":
                self._expression(child, out)
            elif child.type == "update_expression":
                out.append(self.step(child))
            elif child.type == "internal_module":
                self.statement(child, out)
            else:
                out.append(self.value(child))

    def _return(self, node: Any, out: list[Stmt]) -> None:
        parts = self.parts(node)
        out.append(Return(self.value(parts[0]) if parts else None, self.span(node)))

    def _throw(self, node: Any, out: list[Stmt]) -> None:
        out.append(Raise(self.inner(node), self.span(node)))

    def _jump(self, node: Any, out: list[Stmt]) -> None:
        label = node.child_by_field_name("label")
        name = self.text(label) if label is not None else ""
        out.append(Jump(node.type.partition("_")[0], name, self.span(node)))

    def _labelled(self, node: Any, out: list[Stmt]) -> None:
        label = node.child_by_field_name("label")
        name = self.text(label) if label is not None else ""
        inner, span = node.child_by_field_name("body"), self.span(node)
        found = self.body(inner)
        if inner is None or inner.type != "for_statement":
            out.append(Labelled(name, found, span))
        elif isinstance(found[-1], If):  # the label is the loop's, not that of what makes its variables
            *first, loop = found[-1].cases[0][1]
            out.append(If(((found[-1].cases[0][0], (*first, Labelled(name, (loop,), span))),), (), span))
        else:
            out += (*found[:-1], Labelled(name, found[-1:], span))

    def _block(self, node: Any, out: list[Stmt]) -> None:
        span = self.span(node)
        out.append(If(((Literal(True, span), self.block(node)),), (), span))

    def _if(self, node: Any, out: list[Stmt]) -> None:
        cases: list[tuple[Expr, Body]] = []
        span = self.span(node)
        while True:
            cases.append((self.part(node, "condition"), self.body(node.child_by_field_name("consequence"))))
            clause = node.child_by_field_name("alternative")
            inner = next(iter(self.parts(clause)), None) if clause is not None else None
            if inner is None or inner.type != "if_statement":
                break
            node = inner
        out.append(If(tuple(cases), self.body(inner), span))

    def _for_in(self, node: Any, out: list[Stmt]) -> None:
        kind, operator = node.child_by_field_name("kind"), node.child_by_field_name("operator")
        items = self.part(node, "right")
        if any(child.type == "await" for child in node.children[:3]):
            items = Operation("await", (items,), items.span)
        declares = _DECLARES.get(kind.type, "let") if kind is not None else ""
        body = self.body(node.child_by_field_name("body"))
        keys = operator is not None and operator.type == "in"
        out.append(For(self.part(node, "left"), items, body, (), self.span(node), declares, keys))

    def _for(self, node: Any, out: list[Stmt]) -> None:
        """Its variables are in a block with it."""
        span = self.span(node)
        found: list[Stmt] = []
        first = node.child_by_field_name("initializer")
        if first is not None and first.type != "empty_statement":
            self._setup(first, found)
        tests = [child for child in node.children_by_field_name("condition") if child.is_named]
        test = self._tested(tests[0]) if tests and tests[0].type != "empty_statement" else Literal(True, span)
        update: list[Stmt] = []
        increment = node.child_by_field_name("increment")
        if increment is not None:
            self._setup(increment, update)
        found.append(While(test, self.body(node.child_by_field_name("body")), (), span, tuple(update)))
        if len(found) > 1 and getattr(found[0], "declares", "") == "let":
            out.append(If(((Literal(True, span), tuple(found)),), (), span))
        else:
            out += found

    def _setup(self, node: Any, out: list[Stmt]) -> None:
        if node.type == "sequence_expression":
            self._expression(node, out)
        elif node.type == "update_expression":
            out.append(self.step(node))
        else:
            self.statement(node, out)

    def _tested(self, node: Any) -> Expr:
        return self.inner(node) if node.type == "expression_statement" else self.value(node)

    def _while(self, node: Any, out: list[Stmt]) -> None:
        body = self.body(node.child_by_field_name("body"))
        first = node.type == "do_statement"
        out.append(While(self.part(node, "condition"), body, (), self.span(node), first=first))

    def _switch(self, node: Any, out: list[Stmt]) -> None:
        cases: list[tuple[Expr | None, Expr | None, Body]] = []
        body = node.child_by_field_name("body")
        for clause in self.parts(body) if body is not None else ():
            inner = [child for child in clause.children_by_field_name("body") if child.is_named]
            pattern = self.part(clause, "value") if clause.type == "switch_case" else None
            cases.append((pattern, None, self.run(inner, clause)))
        out.append(Switch(self.part(node, "value"), tuple(cases), self.span(node)))

    def _try(self, node: Any, out: list[Stmt]) -> None:
        body = self.block(node.child_by_field_name("body"))
        handlers: tuple[tuple[Expr | None, Expr | None, Body], ...] = ()
        caught = node.child_by_field_name("handler")
        if caught is not None:
            handlers = ((None, self.perhaps(caught, "parameter"), self.block(caught.child_by_field_name("body"))),)
        final = node.child_by_field_name("finalizer")
        last = self.block(final.child_by_field_name("body")) if final is not None else ()
        out.append(Try(body, handlers, (), last, self.span(node)))

    def _with(self, node: Any, out: list[Stmt]) -> None:
        """`with (object) …`: which names are of the object is not told."""
        out.append(self.part(node, "object"))
        out += self.body(node.child_by_field_name("body"))

    erased = frozenset(
        "abstract_method_signature ambient_declaration comment debugger_statement empty_statement function_signature "
        "hash_bang_line html_comment interface_declaration type_alias_declaration".split()
    )
    statements: ClassVar[Table] = {
        "abstract_class_declaration": TypeScriptModules.declare_class,
        "break_statement": _jump,
        "class_declaration": TypeScriptModules.declare_class,
        "continue_statement": _jump,
        "do_statement": _while,
        "enum_declaration": TypeScriptModules._enum,
        "export_statement": TypeScriptModules._export,
        "expression_statement": _expression,
        "for_in_statement": _for_in,
        "for_statement": _for,
        "function_declaration": _function,
        "generator_function_declaration": _function,
        "if_statement": _if,
        "import_alias": TypeScriptModules._alias,
        "import_statement": TypeScriptModules._import,
        "internal_module": TypeScriptModules._namespace,
        "labeled_statement": _labelled,
        "lexical_declaration": _declaration,
        "module": TypeScriptModules._namespace,
        "return_statement": _return,
        "statement_block": _block,
        "switch_statement": _switch,
        "throw_statement": _throw,
        "try_statement": _try,
        "using_declaration": _declaration,
        "variable_declaration": _declaration,
        "while_statement": _while,
        "with_statement": _with,
    }
