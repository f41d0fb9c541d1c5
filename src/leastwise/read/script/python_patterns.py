"""`match` of Python.

https://peps.python.org/pep-0634
"""

from __future__ import annotations

from typing import Any

from leastwise.read.script.lowering import TRIVIA
from leastwise.read.script.nodes import (
    Assign,
    Attribute,
    Call,
    Expr,
    Listing,
    Literal,
    Mapping,
    Name,
    Opaque,
    Operation,
    Spread,
    Stmt,
    Switch,
)
from leastwise.read.script.python_declarations import PythonDeclarations


class PythonPatterns(PythonDeclarations):
    """Cases and their patterns."""

    def _match(self, node: Any, out: list[Stmt]) -> None:
        subjects = [self.value(child) for child in node.children_by_field_name("subject") if child.is_named]
        span = self.span(node)
        subject = subjects[0] if len(subjects) == 1 else Listing(tuple(subjects), span, "tuple")
        cases: list[Any] = []
        body = node.child_by_field_name("body")
        for clause in self.parts(body) if body is not None else ():
            if clause.type != "case_clause":
                cases.append((Literal(None, span), None, self.run([clause], clause)))
                continue
            patterns = self._patterns([c for c in clause.children if c.type == "case_pattern"])
            place = self.span(clause)
            pattern = patterns[0] if len(patterns) == 1 else Listing(tuple(patterns), place, "tuple")
            guard = clause.child_by_field_name("guard")
            test = self.inner(guard) if guard is not None else None
            cases.append((pattern, test, self.block(clause.child_by_field_name("consequence"))))
        out.append(Switch(subject, tuple(cases), span, patterns=True))

    def _patterns(self, children: list[Any]) -> list[Expr]:
        """The patterns among children, of which a minus stands beside its number."""
        found: list[Expr] = []
        negative = False
        for child in children:
            if child.type == "-":
                negative = True
            elif child.is_named and child.type not in TRIVIA:
                value = self.pattern(child)
                if negative and isinstance(value, Literal) and isinstance(value.value, (int, float, complex)):
                    value = Literal(-value.value, value.span)
                found.append(value)
                negative = False
        return found

    def pattern(self, node: Any) -> Expr:
        """What one pattern means; see `Switch`."""
        span = self.span(node)
        limit = self._limit(node)
        if limit is not None:
            return limit
        self.depth += 1
        self.count += 1
        meaning = _PATTERNS.get(node.type)
        found = meaning(self, node, span) if meaning is not None else self.value(node)
        self.depth -= 1
        return found

    def _case(self, node: Any, span: Any) -> Expr:
        inner = self._patterns(node.children)
        return inner[0] if inner else Name(self.text(node), span)

    def _dotted(self, node: Any, span: Any) -> Expr:
        first, *rest = self.text(node).split(".")
        found: Expr = Name(first.strip(), span)
        for step in rest[:50]:
            found = Attribute(found, step.strip(), span)
        return found

    def _sequence(self, node: Any, span: Any) -> Expr:
        items = self._patterns(node.children)
        if node.type == "tuple_pattern" and len(items) == 1 and not any(c.type == "," for c in node.children):
            return items[0]
        return Listing(tuple(items), span, "list" if node.type == "list_pattern" else "tuple")

    def _union(self, node: Any, span: Any) -> Expr:
        return Operation("|", tuple(self._patterns(node.children)), span)

    def _rest(self, node: Any, span: Any) -> Expr:
        return Spread(Name(self.text(node).lstrip("* "), span), span)

    def _dict(self, node: Any, span: Any) -> Expr:
        entries: list[tuple[Any, Expr, Any]] = []
        keys = node.children_by_field_name("key")
        values = node.children_by_field_name("value")
        for key, value in zip(keys, values, strict=False):
            name = self.pattern(key)
            plain = isinstance(name, Literal) and isinstance(name.value, str)
            entries.append((name.value if plain else name, self.pattern(value), self.entry(key, value)))
        for child in node.named_children:
            if child.type == "splat_pattern":
                entries.append((None, self.pattern(child).value, self.span(child)))
            elif child.type == "case_pattern" and child.named_children and child not in values:
                inner = child.named_children[0]
                if inner.type == "splat_pattern":
                    entries.append((None, self.pattern(inner).value, self.span(inner)))
        return Mapping(tuple(entries), span)

    def _class_pattern(self, node: Any, span: Any) -> Expr:
        parts = self.parts(node)
        arguments: list[Expr] = []
        keywords: list[tuple[str | None, Expr, Any]] = []
        for child in parts[1:]:
            inner = child.named_children[0] if child.named_children else child
            names = self.parts(inner)
            if inner.type == "keyword_pattern" and names:
                value = self._patterns(inner.children[1:])
                found = value[-1] if value else Name("_", span)
                keywords.append((self.text(names[0]), found, self.span(inner)))
            else:
                arguments.append(self.pattern(child))
        callee = self.pattern(parts[0]) if parts else Opaque(span, "syntax")
        return Call(callee, tuple(arguments), Mapping(tuple(keywords), span) if keywords else None, span)

    def _as(self, node: Any, span: Any) -> Expr:
        inner = self._patterns(node.children)
        return Assign(inner[1], inner[0], span) if len(inner) == 2 else Opaque(span, "syntax")

    def _complex(self, node: Any, span: Any) -> Expr:
        try:
            return Literal(complex("".join(self.text(node).split())), span)
        except ValueError:
            return Opaque(span, "syntax")


_PATTERNS: dict[str, Any] = {
    "as_pattern": PythonPatterns._as,
    "case_pattern": PythonPatterns._case,
    "class_pattern": PythonPatterns._class_pattern,
    "complex_pattern": PythonPatterns._complex,
    "dict_pattern": PythonPatterns._dict,
    "dotted_name": PythonPatterns._dotted,
    "list_pattern": PythonPatterns._sequence,
    "splat_pattern": PythonPatterns._rest,
    "tuple_pattern": PythonPatterns._sequence,
    "union_pattern": PythonPatterns._union,
}
"""Kind of a node → what it means as a pattern."""
