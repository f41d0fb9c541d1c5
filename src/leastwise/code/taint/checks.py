"""Tests that a program makes before a call, after which a field is safe: lists of what is allowed, expressions, types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call, Guard
from leastwise.code.taint.safe_text import safe_for
from leastwise.code.taint.tables import ANYTHING, Row, Tables
from leastwise.code.values import Constant, Result, Test, Value

Paths = frozenset[tuple[Any, ...]]


def checked(paths: Paths, rule: str, call: Call, tables: Iterable[Tables]) -> Paths:
    """The fields among them that the conditions under which the call is made leave nothing dangerous."""
    found: set[Any] = set()
    for guard in call.guards:
        for value, kinds in _proved(guard, call, tables):
            if rule in kinds or ANYTHING in kinds:
                found |= {path for path in paths if _covers(value, path)}
    return frozenset(found)


def _covers(value: Value, path: tuple[Any, ...]) -> bool:
    """Whether a value is that field, alone."""
    return any(origin == path for origin, _ in value.origins) and len(value.origins) == 1


def _proved(guard: Guard, call: Call, tables: Iterable[Tables]) -> Iterable[tuple[Value, frozenset[str]]]:
    """Values that a condition says something of, and what they are safe for then."""
    test, holds = guard.test, guard.holds is not guard.test.negated
    if test.operator == "==" and holds and test.right is not None:
        for value, other in ((test.left, test.right), (test.right, test.left)):
            if not other.origins:
                yield value, frozenset((ANYTHING,))
    elif test.operator == "in" and holds and test.right is not None:
        if not test.right.origins and _listed(test.right, call):
            yield test.left, frozenset((ANYTHING,))
    elif test.operator == "truth":
        yield from _of_call(test, call, holds, tables)


def _listed(value: Value, call: Call) -> bool:
    """Whether something is a list, set or mapping of the program, and no text that holds others."""
    return not any(isinstance(alternative, Constant) for alternative in value.alternatives)


def _of_call(test: Test, call: Call, holds: bool, tables: Iterable[Tables]) -> Iterable[tuple[Value, frozenset[str]]]:
    for alternative in test.left.alternatives:
        if not isinstance(alternative, Result):
            return
        path = path_of(alternative.callee)
        for row in (row for one in tables for row in one.of(path) if row.kind == "check"):
            if row.facts.get("holds", True) is not holds:
                continue
            for value in _subjects(row, alternative):
                yield value, _kinds(row, alternative)


def _subjects(row: Row, found: Result) -> Iterable[Value]:
    for wanted in row.arguments:
        if wanted.whole == "receiver":
            of = getattr(found.callee, "of", None)
            if of is not None:
                origins = frozenset((path, frozenset[str]()) for path in [getattr(of, "path", None)] if path)
                yield Value((of,), origins)
        elif 0 <= wanted.position < len(found.arguments):
            yield found.arguments[wanted.position]


def _kinds(row: Row, found: Result) -> frozenset[str]:
    where = row.facts.get("pattern")
    if where is None:
        return frozenset(row.rules or (ANYTHING,))
    pattern = found.arguments[where].literal if isinstance(where, int) and where < len(found.arguments) else ...
    return safe_for(pattern, whole=row.facts.get("whole", False)) if isinstance(pattern, str) else frozenset()



