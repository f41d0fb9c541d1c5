"""Tests that a program makes before a call, after which a field is safe: lists of what is allowed, expressions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call, Guard
from leastwise.code.taint.safe_text import safe_for
from leastwise.code.taint.tables import ANYTHING, Row, Tables
from leastwise.code.values import NO_ORIGINS, NOTHING, Constant, Event, Member, Object, Result, Test, Value

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
    if test.operator == "==" and test.right is not None:
        yield from _equal(test, holds, tables)
    elif test.operator == "in" and holds and test.right is not None:
        if not test.right.origins and _listed(test.right):
            yield test.left, _ALL
    elif test.operator == "instanceof" and holds and test.right is not None:
        if _fixed(test.right, call):
            yield test.left, _ALL
    elif test.operator == "truth":
        yield from _of_call(test.left, holds, tables)


def _equal(test: Test, holds: bool, tables: Iterable[Tables]) -> Iterable[tuple[Value, frozenset[str]]]:
    for value, other in ((test.left, test.right or NOTHING), (test.right or NOTHING, test.left)):
        only = value.only
        if isinstance(only, Test) and only.operator == "typeof":
            if holds and other.literal in ("number", "boolean", "bigint"):
                yield only.left, _ALL
        elif other == NOTHING:  # `re.match(…) is None`
            yield from _of_call(value, not holds, tables)
        elif isinstance(other.literal, bool):
            yield from _of_call(value, holds is other.literal, tables)
        elif holds and not other.origins:
            yield value, _ALL


def _listed(value: Value) -> bool:
    """Whether something is a list, set or mapping of the program, and no text that holds others."""
    return not any(isinstance(alternative, Constant) for alternative in value.alternatives)


def _of_call(found: Value, holds: bool, tables: Iterable[Tables]) -> Iterable[tuple[Value, frozenset[str]]]:
    for alternative in found.alternatives:
        if not isinstance(alternative, Result):
            return
        path = path_of(alternative.callee)
        for row in (row for one in tables for row in one.of(path) if row.kind == "check"):
            if row.facts.get("holds", True) is holds:
                kinds = _kinds(row, alternative)
                for value in _subjects(row, alternative) if kinds else ():
                    yield value, kinds


def _subjects(row: Row, found: Result) -> Iterable[Value]:
    for wanted in row.arguments:
        if wanted.whole == "receiver" and isinstance(found.callee, Member):
            of = found.callee.of
            yield Value((of,), frozenset(((of.path, frozenset[str]()),)) if isinstance(of, Event) else NO_ORIGINS)
        elif 0 <= wanted.position < len(found.arguments):
            yield found.arguments[wanted.position]


def _kinds(row: Row, found: Result) -> frozenset[str]:
    where = row.facts.get("pattern")
    if where is None:
        return frozenset(row.rules) or _ALL
    given = _argument(found, where) if where != "of" else _argument(getattr(found.callee, "of", None), 0)
    pattern = given.literal if given is not None else ...
    if not isinstance(pattern, str):
        return frozenset()
    return safe_for(pattern, whole=row.facts.get("whole", False), begun=row.facts.get("begin", False))


def _argument(found: Any, position: int) -> Value | None:
    return found.arguments[position] if isinstance(found, Result) and position < len(found.arguments) else None


def _fixed(kinds: Value, call: Call) -> bool:
    """Whether every one of these types has a form of its own, as numbers have."""
    every = [kinds]
    if isinstance(kinds.only, Object):
        every = list(call.heap.items(kinds) or ())
    return bool(every) and all(path_of(one.alternatives[0]) in _TYPES for one in every)


_ALL = frozenset((ANYTHING,))
_TYPES = frozenset(f"builtins.{name}" for name in ("int", "float", "bool", "complex")) | {
    "decimal.Decimal", "uuid.UUID", "datetime.datetime", "datetime.date",
}  # fmt: skip
