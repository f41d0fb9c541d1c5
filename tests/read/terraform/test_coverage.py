"""The tables cover every type and property that a rule, the graph or a rule's example is about, or say why not."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import leastwise
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq
from leastwise.read.tables import table
from leastwise.read.terraform import tables
from leastwise.rules.discovery import discover
from leastwise.rules.example import contents, readings
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import examples

from .schemas import free, kinds, types
from .test_tables import ENTRIES, FILES

SOURCE = Path(leastwise.__file__).parent
GAPS = FILES["gaps"]
CONCERNED = ("rules", "read/graph", "iam", "paths")
TYPE = re.compile(r"AWS::\w+::\w+")
Paths = dict[str, set[tuple[str, ...]]]


@cache
def seen() -> Paths:
    """Type → property paths that occur in rules' examples, or that rules ask for while they look at them."""
    found: Paths = defaultdict(set)
    walk = Property._walk

    def recorded(self: Property) -> Any:
        found[self.resource.type].add(tuple(step for step in self.path if isinstance(step, str)))
        return walk(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Property, "_walk", recorded)
        for rule in discover(installed=False):
            for example in (*examples(rule.bad), *examples(rule.good)):
                for app in (app for reading in readings(contents(example)) for app in reading.worlds):
                    for resource in app.resources():
                        found[resource.type].update(paths(resource.properties, ()))
                    if not issubclass(rule, ReviewRule):
                        list(rule().check(app))
    return found


def paths(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(value, Map):
        for key, item in value.items():
            yield from paths(item, (*path, str(key)))
    elif isinstance(value, Seq):
        for item in value:
            yield from paths(item, path)


@cache
def written() -> Paths:
    """Type → property paths in the tables of types that the code has: `{"AWS::X::Y": "A.B"}`, in Python and JSON."""
    found: Paths = defaultdict(set)
    for folder in CONCERNED:
        for path in (SOURCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and TYPE.fullmatch(node.value):
                    found[node.value]
                if isinstance(node, ast.Dict):
                    for key, value in zip(node.keys, node.values, strict=True):
                        if isinstance(key, ast.Constant):
                            inside = (one.value for one in ast.walk(value) if isinstance(one, ast.Constant))
                            told(found, key.value, inside)
        for path in (SOURCE / folder).rglob("*.json"):
            about(found, json.loads(path.read_text("utf-8")))
    return found


def about(found: Paths, value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            told(found, key, re.findall(r"[\w.]+", json.dumps(item)))
            about(found, item)
    elif isinstance(value, list):
        for item in value:
            about(found, item)


def told(found: Paths, type_: Any, strings: Any) -> None:
    if isinstance(type_, str) and TYPE.fullmatch(type_) and type_ in types():
        found[type_].update(tuple(one.split(".")) for one in strings if isinstance(one, str) and one[:1].isupper())


@cache
def asked() -> Paths:
    """Type → paths, of both, as far as CloudFormation has them; below an object with free keys they are one."""
    result: Paths = {}
    for found in (seen(), written()):
        for type_, given in found.items():
            if type_ in types():
                result.setdefault(type_, set()).update(filter(None, (real(type_, path) for path in given)))
    return result


def real(type_: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
    """A path down to where keys are its author's; nothing where CloudFormation has no such property."""
    for length in range(1, len(path) + 1):
        if free(type_, path[:length]):
            return path[:length]
    return path if path and kinds(type_, path) is not None else None


def covered(type_: str, path: tuple[str, ...]) -> bool:
    """Whether any entry says what becomes this property, or which of Terraform's attributes this attribute is."""
    return any(_entry_covers(found, type_, path) or _refers(found, type_, path) for found in entries().get(type_, ()))


@cache
def entries() -> dict[str, list[tables.Entry]]:
    """Type of CloudFormation → the entries that say something about it."""
    result: dict[str, list[tables.Entry]] = defaultdict(list)
    for name in ENTRIES:
        found = tables.entry(name)
        assert found is not None
        into = () if found.into is None else (*found.into.types, found.into.alone)
        for type_ in {found.type, *into, *(apart.type for apart in found.apart.values())}:
            result[type_].append(found)
    return result


def _refers(found: tables.Entry, type_: str, path: tuple[str, ...]) -> bool:
    return found.type == type_ and any(
        f"{text}.".startswith(f"{'.'.join(path)}.") for text in found.attributes.values()
    )


def _entry_covers(found: tables.Entry, type_: str, path: tuple[str, ...]) -> bool:
    if any(apart.type == type_ and path[0] in (apart.owner, apart.at.split(".")[0]) for apart in found.apart.values()):
        return True
    if found.into is None:
        return found.type == type_ and (path[0] in found.fixed or _rows_cover(found.rows, path))
    if type_ not in (*found.into.types, found.into.alone):
        return False
    at = found.into.at
    if path[: len(at)] == at[: len(path)]:
        rest = path[len(at) :]
        if not rest or isinstance(found.into.append, str) or _rows_cover(found.rows, rest):
            return True
    return type_ == found.into.alone and _rows_cover(found.rows, path)


def _rows_cover(rows: tables.Rows, path: tuple[str, ...]) -> bool:
    return any(_row_covers(row, path) for row in rows.of.values())


def _row_covers(row: tables.Row, path: tuple[str, ...]) -> bool:
    to = row.to
    if row.beside:
        return False
    if any(path == tuple(name.split("."))[: len(path)] for name in row.also):
        return True
    if path[: len(to)] != to[: len(path)]:
        return False
    rest = path[len(to) :]
    if to and (not rest or row.rows is None):
        return True
    if row.rows is None:
        return False
    return _rows_cover(row.rows, rest[1:] if row.by and len(rest) > 1 else rest)


def excused(type_: str, path: tuple[str, ...]) -> bool:
    """Whether code makes the property, or a reason is given why nothing does."""
    given = (*GAPS["cases"].get(type_, ()), *GAPS["properties"].get(type_, ()))
    return any(path[: len(one.split("."))] == tuple(one.split(".")) for one in given)


def test_every_property_has_a_row_or_a_reason() -> None:
    missing = [
        f"{type_} {'.'.join(path)}"
        for type_, found in sorted(asked().items())
        if type_ not in GAPS["types"]
        for path in sorted(found)
        if not covered(type_, path) and not excused(type_, path)
    ]
    assert missing == []


def test_every_type_has_an_entry_or_a_reason() -> None:
    assert sorted(set(asked()) - set(entries()) - set(GAPS["types"])) == []


def test_no_reason_is_given_for_what_is_covered() -> None:
    stale = [
        f"{type_} {path}"
        for type_, given in GAPS["properties"].items()
        for path in given
        if covered(type_, tuple(path.split(".")))
    ]
    assert stale == []


def test_reasons_are_for_what_there_is() -> None:
    assert set(GAPS["types"]) <= types()
    for name in ("properties", "cases"):
        for type_, given in GAPS[name].items():
            assert [path for path in given if kinds(type_, tuple(path.split("."))) is None] == []
    assert table(tables.__file__, "gaps") == GAPS
