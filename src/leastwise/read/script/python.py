"""Lowers Python, 2 and 3.

Kinds of nodes: https://github.com/tree-sitter/tree-sitter-python/blob/master/src/node-types.json
"""

from __future__ import annotations

from typing import Any, ClassVar

from leastwise.read.script.lowering import Table
from leastwise.read.script.nodes import (
    Assign,
    Call,
    Delete,
    Expr,
    For,
    Global,
    If,
    Jump,
    Listing,
    Literal,
    Mapping,
    Name,
    Operation,
    Raise,
    Return,
    Stmt,
    Try,
    While,
    With,
)
from leastwise.read.script.python_patterns import PythonPatterns


class Python(PythonPatterns):
    """See `leastwise.read.script.lowering.Lowering`."""

    def _expression(self, node: Any, out: list[Stmt]) -> None:
        for child in self.parts(node):
            if child.type == "augmented_assignment":
                operator = child.child_by_field_name("operator")
                sign = operator.type.removesuffix("=") if operator is not None else "+"
                target, value = self.part(child, "left"), self.part(child, "right")
                out.append(Assign(target, value, self.span(child), sign))
            else:
                out.append(self.value(child))

    def _assignment(self, node: Any) -> Expr:
        note = node.child_by_field_name("type")
        annotation = self.annotation(note) if note is not None else None
        value = self.perhaps(node, "right")
        return Assign(self.part(node, "left"), value, self.span(node), annotation=annotation)

    def _alias(self, node: Any, out: list[Stmt]) -> None:
        """`type X[T] = int`."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            name = self.text(left).partition("[")[0].strip()
            out.append(Assign(Name(name, self.span(left)), self.annotation(right), self.span(node)))

    def _return(self, node: Any, out: list[Stmt]) -> None:
        parts = self.parts(node)
        out.append(Return(self.value(parts[0]) if parts else None, self.span(node)))

    def _raise(self, node: Any, out: list[Stmt]) -> None:
        """Also `raise Error, "text"`."""
        parts = [child for child in self.parts(node) if child != node.child_by_field_name("cause")]
        value = self.value(parts[0]) if parts else None
        if isinstance(value, Listing) and value.items and parts[0].type == "expression_list":
            value = Call(value.items[0], value.items[1:2], None, value.span)
        out.append(Raise(value, self.span(node), self.perhaps(node, "cause")))

    def _assert(self, node: Any, out: list[Stmt]) -> None:
        test, *message = self.values(node) or (Literal(True, self.span(node)),)
        span = self.span(node)
        error = Call(Name("AssertionError", span), tuple(message), None, span)
        out.append(If(((Operation("not", (test,), test.span), (Raise(error, span),)),), (), span))

    def _delete(self, node: Any, out: list[Stmt]) -> None:
        targets = [target for child in self.parts(node) for target in _several(child)]
        out.append(Delete(tuple(self.value(target) for target in targets), self.span(node)))

    def _global(self, node: Any, out: list[Stmt]) -> None:
        names = tuple(self.text(child) for child in self.parts(node))
        out.append(Global(names, self.span(node), node.type == "nonlocal_statement"))

    def _jump(self, node: Any, out: list[Stmt]) -> None:
        out.append(Jump(node.type.partition("_")[0], "", self.span(node)))

    def _if(self, node: Any, out: list[Stmt]) -> None:
        cases = [(self.part(node, "condition"), self.block(node.child_by_field_name("consequence")))]
        otherwise: tuple[Stmt, ...] = ()
        for clause in node.children_by_field_name("alternative"):
            if clause.type == "elif_clause":
                cases.append((self.part(clause, "condition"), self.block(clause.child_by_field_name("consequence"))))
            else:
                otherwise = self.block(clause.child_by_field_name("body"))
        out.append(If(tuple(cases), otherwise, self.span(node)))

    def _else(self, node: Any) -> tuple[Stmt, ...]:
        clause = node.child_by_field_name("alternative")
        return self.block(clause.child_by_field_name("body")) if clause is not None else ()

    def _for(self, node: Any, out: list[Stmt]) -> None:
        items = self.part(node, "right")
        if node.children[0].type == "async":
            items = Operation("await", (items,), items.span)
        body = self.block(node.child_by_field_name("body"))
        out.append(For(self.part(node, "left"), items, body, self._else(node), self.span(node)))

    def _while(self, node: Any, out: list[Stmt]) -> None:
        body = self.block(node.child_by_field_name("body"))
        out.append(While(self.part(node, "condition"), body, self._else(node), self.span(node)))

    def _with(self, node: Any, out: list[Stmt]) -> None:
        waits = node.children[0].type == "async"
        items: list[tuple[Expr, Expr | None]] = []
        for item in self._items(node):
            target = item.child_by_field_name("alias") if item.type == "as_pattern" else None
            value = self.value(self.parts(item)[0]) if target is not None else self.value(item)
            value = Operation("await", (value,), value.span) if waits else value
            items.append((value, self.value(target) if target is not None else None))
        out.append(With(tuple(items), self.block(node.child_by_field_name("body")), self.span(node)))

    def _items(self, node: Any) -> list[Any]:
        """What a `with` enters; the grammar may take parentheses around several for a tuple."""
        clauses = [child for child in node.named_children if child.type == "with_clause"]
        found = [item.child_by_field_name("value") for clause in clauses for item in self.parts(clause)]
        items: list[Any] = []
        for item in found:
            several = item is not None and item.type in ("tuple", "parenthesized_expression")
            inner = self.parts(item) if several else []
            if any(child.type == "as_pattern" for child in inner):
                items += inner
            elif item is not None:
                items.append(item)
        return items

    def _try(self, node: Any, out: list[Stmt]) -> None:
        handlers: list[tuple[Expr | None, Expr | None, tuple[Stmt, ...]]] = []
        otherwise: tuple[Stmt, ...] = ()
        final: tuple[Stmt, ...] = ()
        body = self.block(node.child_by_field_name("body"))
        for clause in self.parts(node):
            inner = next((child for child in clause.named_children if child.type == "block"), None)
            if clause.type in ("except_clause", "except_group_clause"):
                handlers.append((*self._caught(clause), self.block(inner)))
            elif clause.type == "else_clause":
                otherwise = self.block(inner)
            elif clause.type == "finally_clause":
                final = self.block(inner)
        out.append(Try(body, tuple(handlers), otherwise, final, self.span(node)))

    def _caught(self, clause: Any) -> tuple[Expr | None, Expr | None]:
        given = [child for child in self.parts(clause) if child.type != "block"]
        if len(given) == 1 and given[0].type == "as_pattern" and given[0].named_children:
            return self.inner(given[0]), self.perhaps(given[0], "alias")
        kinds = [self.value(child) for child in given[:2]]
        if len(kinds) == 2:  # `except A, error` of Python 2, `except A as error` of other versions of the grammar
            return kinds[0], kinds[1]
        return (kinds[0] if kinds else None), None

    def _print(self, node: Any, out: list[Stmt]) -> None:
        """`print "a", b` and `print >>file, a` of Python 2."""
        span = self.span(node)
        keywords: tuple[Any, ...] = ()
        arguments: list[Expr] = []
        for child in self.parts(node):
            if child.type == "chevron":
                keywords = (("file", self.inner(child), self.span(child)),)
            else:
                arguments.append(self.value(child))
        given = Mapping(keywords, span) if keywords else None
        out.append(Call(Name("print", span), tuple(arguments), given, span))

    def _exec(self, node: Any, out: list[Stmt]) -> None:
        out.append(Call(Name("exec", self.span(node)), self.values(node), None, self.span(node)))

    erased = frozenset(("comment", "future_import_statement", "line_continuation", "pass_statement"))
    statements: ClassVar[Table] = {
        "assert_statement": _assert,
        "break_statement": _jump,
        "class_definition": PythonPatterns._class,
        "continue_statement": _jump,
        "decorated_definition": PythonPatterns._decorated,
        "delete_statement": _delete,
        "exec_statement": _exec,
        "expression_statement": _expression,
        "for_statement": _for,
        "function_definition": PythonPatterns._definition,
        "global_statement": _global,
        "if_statement": _if,
        "import_from_statement": PythonPatterns._import,
        "import_statement": PythonPatterns._import,
        "match_statement": PythonPatterns._match,
        "nonlocal_statement": _global,
        "print_statement": _print,
        "raise_statement": _raise,
        "return_statement": _return,
        "try_statement": _try,
        "type_alias_statement": _alias,
        "while_statement": _while,
        "with_statement": _with,
    }

    expressions: ClassVar[Table] = PythonPatterns.expressions | {
        "as_pattern": PythonPatterns.inner,
        "assignment": _assignment,
        "lambda": PythonPatterns.function,
    }


def _several(node: Any) -> list[Any]:
    return list(node.named_children) if node.type in ("expression_list", "tuple") else [node]
