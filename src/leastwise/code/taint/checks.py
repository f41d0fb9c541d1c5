"""Tests that a program makes before a call, after which a field is safe: lists of what is allowed, expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from leastwise.code.chains import links, path_of
from leastwise.code.interpreter.faults import MEANT
from leastwise.code.observers import Call, Guard, Heap
from leastwise.code.taint.items import ITEM, KEEPS, PARTS, bare, is_item
from leastwise.code.taint.matched import argument_of, row_kinds
from leastwise.code.taint.reading import made_of
from leastwise.code.taint.schemas import covered
from leastwise.code.taint.tables import ANYTHING, Row, Tables, argument
from leastwise.code.values import (
    NOTHING,
    PART,
    PENDING,
    Constant,
    Event,
    External,
    Member,
    Object,
    Result,
    Test,
    Text,
    Value,
    bounded,
)
from leastwise.model.record import replace

Paths = frozenset[tuple[Any, ...]]


def checked(paths: Paths, rules: frozenset[str], call: Call, tables: Iterable[Tables]) -> Paths:
    """The fields among them that the conditions under which the call is made leave nothing dangerous.

    Args:
        paths: of the fields.
        rules: kinds of sinks; being safe for one of them is enough.
        call: the call.
        tables: what is known of the checks.
    """
    known = _proofs(call.guards, call.heap, tables)
    return frozenset(path for path in paths if not (rules | _ALL).isdisjoint(known.get(path, NO_KINDS)))


def settled(value: Value, guards: Iterable[Guard], heap: Heap, tables: Iterable[Tables], *, alone: bool) -> Value:
    """A value, with what conditions that hold here leave harmless in it marked so.

    Args:
        value: what goes on from here.
        guards: the conditions.
        heap: what objects hold.
        tables: what is known of the checks.
        alone: whether it goes on alone, and not with what other branches give: its fields can be marked then, too.
    """
    known = _proofs(guards, heap, tables)
    if not known:
        return value
    own = known.get((ITEM, bare(value.only)), NO_KINDS)
    more = frozenset((path, kinds | known.get(path, NO_KINDS) | own) for path, kinds in value.origins)
    if alone:
        fields = [found.path for found in value.alternatives if isinstance(found, Event)]
        more |= {(path, kinds) for path, kinds in known.items() if any(_below(path, one) for one in fields)}
    return value if more == value.origins else Value(value.alternatives, bounded(more))


def _below(path: tuple[Any, ...], field: tuple[Any, ...]) -> bool:
    return len(path) > len(field) and path[: len(field)] == field and path[0] not in (PART, ITEM)


def items_of(rules: frozenset[str], call: Call, tables: Iterable[Tables]) -> list[Any]:
    """The items of what libraries gave that conditions leave harmless for one of these kinds of sinks."""
    known = _proofs(call.guards, call.heap, tables)
    return [path[1] for path, kinds in known.items() if path[:1] == (ITEM,) and not (rules | _ALL).isdisjoint(kinds)]


def _proofs(guards: Iterable[Guard], heap: Heap, tables: Iterable[Tables]) -> dict[Any, frozenset[str]]:
    """The fields that conditions tell something of on their own, and what they are safe for."""
    known: dict[Any, frozenset[str]] = {}
    for guard in guards:
        for value, kinds in _proved(guard, heap, tables):
            about = {path for path, _ in value.origins}
            if len(about) == 1:
                (path,) = about
                item = bare(value.only)
                if is_item(item):
                    path = (ITEM, item)
                elif any(PART in found for _, found in value.origins):
                    path = (PART, *path)  # nothing is known of the rest of the field
            elif about and isinstance(value.only, (Member, Result, Text)):
                path = (ITEM, bare(value.only))
            else:
                continue
            known[path] = known.get(path, NO_KINDS) | kinds
    for path, kinds in known.items():
        known[path] = kinds | {rule for rule, parts in _TOGETHER.items() if parts <= kinds}
    return known


def _proved(guard: Guard, heap: Heap, tables: Iterable[Tables]) -> Iterable[tuple[Value, frozenset[str]]]:
    """Values that a condition says something of, and what they are safe for then."""
    test, holds = guard.test, guard.holds is not guard.test.negated
    if test.operator == "==" and test.right is not None:
        yield from _equal(test, holds, tables, heap)
    elif test.operator == "in" and holds and test.right is not None:
        if not test.right.origins and listed(test.right):
            yield test.left, _by_equality(test.left)
    elif test.operator == "in" and test.right is not None:
        if any("__proto__" in (value.literals or ()) for value in heap.items(test.right) or ()):
            yield test.left, _NAMES
        if test.left.literal in _FOLDERS:  # `if ".." in name: return`
            yield test.right, _PATHS
        if test.left.literal in QUOTES:
            yield test.right, frozenset((QUOTES[test.left.literal],))
    elif test.operator == "instanceof" and holds and test.right is not None:
        if _fixed(test.right, heap):
            yield test.left, _ALL
        elif path_of(test.right.only) == "builtins.str":
            yield test.left, _NO_OBJECT
        elif _own_class(test.right, heap):  # what it says the program says
            yield test.left, _OWN_WORDS
    elif test.operator == "any" and holds:
        yield from _either([Value((one,)) for one in test.left.alternatives], heap, tables)
    elif test.operator == "truth":
        yield from _of_call(test.left, holds, tables, heap)
    yield from _asked(test, holds, tables, heap)


def _asked(test: Test, holds: bool, tables: Iterable[Tables], heap: Heap) -> Iterable[tuple[Value, frozenset[str]]]:
    """What comparisons with a number prove: of where something is in a list, and of how many errors there are."""
    if test.operator == "truth" and holds and getattr(test.left.only, "reason", "") == MEANT:
        yield test.left, _OWN_WORDS
    some = _some(test)
    if some is not None:
        yield from _of_call(some[0], holds is some[1], tables, heap)
    if _found(test) is holds:
        yield test.left.only.arguments[0], _ALL  # type: ignore[union-attr]


def _either(tests: Iterable[Value], heap: Heap, tables: Iterable[Tables]) -> Iterable[tuple[Value, frozenset[str]]]:
    """What is known where at least one of several tests holds: what each of them proves."""
    every = [_proofs((_guard(one, holds=True),), heap, tables) for one in tests]
    for path in frozenset.intersection(*map(frozenset, every)) if every else ():
        yield Value((), frozenset(((path, NO_KINDS),))), frozenset.intersection(*(one[path] for one in every))


def _guard(test: Value, *, holds: bool) -> Guard:
    return Guard(test.only if isinstance(test.only, Test) else Test("truth", test), holds)


def _found(test: Test) -> bool | None:
    """Whether a comparison says that something is in a list of the program: `names.indexOf(name) !== -1`."""
    only = test.left.only
    callee = only.callee if isinstance(only, Result) and only.arguments else None
    if not isinstance(callee, Member) or callee.name != "indexOf" or not isinstance(callee.of, Object):
        return None
    asked: Any = (test.operator, test.right.literal if test.right is not None else None)
    return {("==", -1): False, (">=", 0): True, (">", -1): True, ("<", 0): False}.get(asked)


def _some(test: Test) -> tuple[Value, bool] | None:
    """What a call gave, where it is asked for its length, and whether there is any then: `errors.length > 0`."""
    only = test.left.only
    if not isinstance(only, Member) or only.name != "length" or not isinstance(only.of, Result):
        return None
    right = test.right.literal if test.right is not None else None
    asked: Any = (test.operator, None if test.operator == "truth" else right)
    any_of = {("truth", None): True, (">", 0): True, (">=", 1): True, ("==", 0): False, ("<", 1): False}.get(asked)
    return None if any_of is None else (Value((only.of,), test.left.origins), any_of)


def _valid(found: Value) -> Iterable[tuple[Value, frozenset[str]]]:
    """The fields of what was found to be valid, with what its class declares of them."""
    for path, known in found.origins:
        kinds = frozenset(kind.removeprefix(PENDING) for kind in known if kind.startswith(PENDING))
        if kinds:
            yield Value((), frozenset(((path, NO_KINDS),))), kinds


def _equal(test: Test, holds: bool, tables: Iterable[Tables], heap: Heap) -> Iterable[tuple[Value, frozenset[str]]]:
    for value, other in ((test.left, test.right or NOTHING), (test.right or NOTHING, test.left)):
        only = value.only
        if isinstance(only, Test) and only.operator == "typeof":
            if holds and other.literal in ("number", "boolean", "bigint"):
                yield only.left, _ALL
            elif holds and other.literal == "string":
                yield only.left, _NO_OBJECT
        elif other == NOTHING:  # `re.match(…) is None`
            yield from _of_call(value, not holds, tables, heap)
        elif isinstance(other.literal, bool):
            yield from _of_call(value, holds is other.literal, tables, heap)
        elif holds and not other.origins:
            yield value, _by_equality(value)
            yield from _in_folder(value, heap)
        elif not holds and other.literal == "__proto__":
            yield value, _NAMES


def _in_folder(value: Value, heap: Heap) -> Iterable[tuple[Value, frozenset[str]]]:
    """Of `os.path.commonpath([folder, path]) == folder`: the paths, where they hold no steps upwards any more."""
    only = value.only
    if isinstance(only, Result) and path_of(only.callee) == "os.path.commonpath" and only.arguments:
        for one in heap.items(only.arguments[0]) or ():
            if all(isinstance(a, Result) and path_of(a.callee) in _NORMAL for a in one.alternatives):
                yield one, _PATHS


def _by_equality(value: Value) -> frozenset[str]:
    """What a text is safe for that is one of those that the program knows: a part of it tells less."""
    names = {name for alternative in value.alternatives for name in steps_of(alternative)}
    if names & PARTS:
        return _HOSTS
    return _ALL if names <= KEEPS else NO_KINDS


def steps_of(found: Any) -> Iterable[str]:
    """What is asked of something: names of members and methods, the last first."""
    for one in links(found):
        if isinstance(one, Member):
            yield one.name
        elif isinstance(one.callee, External):
            yield one.callee.names[-1] if one.callee.names else one.callee.module


def listed(value: Value) -> bool:
    """Whether something is a list, set or mapping of the program, and no text that holds others."""
    return not any(isinstance(alternative, Constant) for alternative in value.alternatives)


def _of_call(found: Value, holds: bool, tables: Iterable[Tables], heap: Heap) -> Iterable[tuple[Value, frozenset[str]]]:
    for alternative in found.alternatives:
        if not isinstance(alternative, Result):
            return
        path = path_of(alternative.callee)
        if path in _TRUTHS and len(alternative.arguments) == 1:  # `bool(re.fullmatch(…))`
            yield from _of_call(alternative.arguments[0], holds, tables, heap)
            continue
        for row in (row for one in tables for row in one.of(path) if row.kind == "check"):
            if row.facts.get("holds", True) is holds and _given(row, alternative, heap):
                kinds = row_kinds(row, alternative)
                if "schema" in row.facts:
                    yield from _by_schema(row, alternative, heap)
                    continue
                if row.facts.get("pending", False):
                    yield from _valid(found)
                    continue
                if "of" in row.facts:  # what was made of several texts
                    yield from (
                        (Value((), frozenset((one,))), kinds) for one in found.origins if row.facts["of"] in one[1]
                    )
                    continue
                for value in _subjects(row, alternative) if kinds else ():
                    yield value, kinds


def _by_schema(row: Row, found: Result, heap: Heap) -> Iterable[tuple[Value, frozenset[str]]]:
    """The fields of what was checked by a schema: `ajv.compile(schema)(data)`, `ajv.validate(schema, data)`."""
    where = row.facts["schema"]
    if where == "receiver":
        schema = Value((found.callee.of,)) if isinstance(found.callee, Member) else None
    elif isinstance(where, str) and " " in where:
        schema = next(iter(_subjects(replace(row, arguments=(argument(where),)), found)), None)
    else:
        schema = argument_of(found.callee if where == "callee" else found, 0 if where == "callee" else int(where))
    given = next(iter(_subjects(row, found)), None)
    events = [one for one in given.alternatives if isinstance(one, Event)] if given is not None else []
    if schema is not None and len(events) == 1:
        for inner, kinds in covered(schema, heap).items():
            if not inner and row.facts.get("strips", False):  # what it gives has no other names: what it is given may
                continue
            yield Value((), frozenset((((*events[0].path, *inner), frozenset[str]()),))), kinds


def _subjects(row: Row, found: Result) -> Iterable[Value]:
    for wanted in row.arguments:
        if wanted.whole == "receiver" and isinstance(found.callee, Member):
            of = found.callee.of
            yield Value((of,), frozenset(((of.path, frozenset[str]()),)) if isinstance(of, Event) else made_of(of))
        elif wanted.name and wanted.name in dict(found.keywords):
            yield dict(found.keywords)[wanted.name]
        elif 0 <= wanted.position < len(found.arguments):
            yield found.arguments[wanted.position]


def _given(row: Row, found: Result, heap: Heap) -> bool:
    """Whether it is asked of a text that a check asks for: `name.includes("..")`, `url.startswith((…, …))`."""
    first = argument_of(found, 0)
    items = heap.items(first) if first is not None and isinstance(first.only, Object) else None
    texts = [one.literal for one in items or ([] if first is None else [first])]
    if row.facts.get("suffix", False):
        return bool(texts) and all(isinstance(text, str) and text.startswith(".") and "." in text[1:] for text in texts)
    if row.facts.get("address", False):
        return bool(texts) and all(isinstance(text, str) and _HOST.match(text) is not None for text in texts)
    if "ending" in row.facts:
        return bool(texts) and all(isinstance(text, str) and text.startswith(row.facts["ending"]) for text in texts)
    if "given" not in row.facts:
        return True
    told = [text in row.facts["given"] for text in texts]
    return any(told) if row.facts.get("holds", True) is False else bool(told) and all(told)


def _fixed(kinds: Value, heap: Heap) -> bool:
    """Whether every one of these types has a form of its own, as numbers have."""
    every = [kinds]
    if isinstance(kinds.only, Object):
        every = list(heap.items(kinds) or ())
    return bool(every) and all(path_of(one.alternatives[0]) in _TYPES for one in every)


def _own_class(kinds: Value, heap: Heap) -> bool:
    """Whether it is a class of the program."""
    return all(isinstance(one, Object) for one in kinds.alternatives) and heap.items(kinds) is None


NO_KINDS: frozenset[str] = frozenset()
_OWN_WORDS = frozenset(("verbose-error",))
_TOGETHER = {"open-redirect": frozenset(("begins with a slash", "begins with one slash at most"))}
"""What several checks together make a text safe for."""

_ALL = frozenset((ANYTHING,))
_NO_OBJECT = frozenset(("object",))
_NAMES = frozenset(("prototype-pollution",))
_PATHS = frozenset(("path-traversal",))
QUOTES = {"'": "without '", '"': 'without "'}
"""Kinds of texts that hold no such mark: harmless between two of them, where a language has no other way out."""

_TRUTHS = ("builtins.bool", "global.Boolean")
_NORMAL = frozenset(f"os.path.{name}" for name in ("realpath", "abspath", "normpath"))
_FOLDERS = ("..", "../", "/", "/..", "/../")
_HOSTS = frozenset(("ssrf", "open-redirect"))
_HOST = re.compile(r"https?://[^/?#\\@]+[/?#]", re.IGNORECASE)
_TYPES = frozenset(f"builtins.{name}" for name in ("int", "float", "bool", "complex")) | {
    "decimal.Decimal", "uuid.UUID", "datetime.datetime", "datetime.date",
}  # fmt: skip
