"""Terraform's arguments put where the tables say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Author, Path
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, as_text, display
from leastwise.read.terraform import converters
from leastwise.read.terraform.converters import DOCUMENTS
from leastwise.read.terraform.language.values import Encoded, decoded, encoded_text, joined
from leastwise.read.terraform.tables import Row, Rows


@record(frozen=False, eq=False)
class Made:
    """What the arguments of one resource become.

    Attributes:
        properties: of the resource.
        beside: what stands beside them: `DeletionPolicy`.
        framework: property paths that nobody wrote: what the provider takes where nothing is said.
        type: CloudFormation's, where the table does not say it.
        more: other resources that the same block makes.
    """

    properties: Map
    beside: Map
    framework: set[Path] = field(default_factory=set)
    type: str = ""
    more: list[More] = field(default_factory=list)


@record(eq=False)
class More:
    """Another resource that the same block makes.

    Attributes:
        name: what follows the block's own name: `.ingress[0]`.
        type: CloudFormation's.
        properties: of it.
        span: where it stands.
        by: who makes it, where that is not whoever makes the block.
    """

    name: str
    type: str
    properties: Map
    span: Span
    by: Author | None = None


def make(rows: Rows, values: Map, translated: Callable[[Any], Any]) -> Made:
    """The properties that arguments become.

    Args:
        rows: of the resource.
        values: its arguments.
        translated: translates the references in a value.
    """
    made = Made(Map(values.home), Map(values.home))
    _fill(rows, values, made.properties, (), made, translated)
    return made


def put(row: Row, value: Any, span: Span, made: Made, translated: Callable[[Any], Any]) -> None:
    """Put one argument where its row says."""
    _put(row, value, span, made.properties, (), made, translated)


def _fill(rows: Rows, values: Map, into: Map, path: Path, made: Made, translated: Callable[[Any], Any]) -> None:
    for name, value, span in values.entries():
        row = rows.of.get(name)
        if row is not None and value is not None:
            _put(row, value, span, into, path, made, translated)
    for name, row in rows.defaults:
        if values.get(name) is None:
            target = made.beside if row.beside else into
            place(target, row.to, converters.read(row.default, values.home, row), values.home)
            if not row.beside:
                made.framework.add((*path, *row.to))


def _put(row: Row, value: Any, span: Span, into: Map, path: Path, made: Made, translated: Callable[[Any], Any]) -> None:
    for name, constant in row.also.items():
        place(into, tuple(name.split(".")), constant, span)
    if row.rows is not None:
        _block(row, value, span, into, path, made, translated)
        return
    if row.unset and not isinstance(value, (Symbol, Map, Seq)) and as_text(value) in row.unset:
        return
    value = translated(value)
    if isinstance(value, Encoded):
        value = decoded(value) if row.convert in DOCUMENTS else encoded_text(value)
    converted = converters.read(value, span, row)
    place(made.beside if row.beside else into, row.to, converted, span)
    if row.required is not None and value == row.required:
        made.framework.add((*path, *row.to))  # where the block stands, somebody has to say what is so anyway


def _block(
    row: Row, value: Any, span: Span, into: Map, path: Path, made: Made, translated: Callable[[Any], Any]
) -> None:
    """A block, or an object that stands for one."""
    assert row.rows is not None
    if isinstance(value, Symbol):
        if row.to:
            place(into, row.to, translated(value), span)
        return
    items = list(value.entries()) if isinstance(value, Seq) else [(0, value, span)] if isinstance(value, Map) else []
    if row.many:
        if row.by:
            _keyed(row, items, span, into, path, made, translated)
            return
        listed = Seq(span)
        for index, item, at in items:
            if isinstance(item, Map):
                inner = Map(item.home)
                _fill(row.rows, item, inner, (*path, *row.to, index), made, translated)
                listed.put(inner, at)
            elif isinstance(item, Symbol):
                listed.put(translated(item), at)
        if listed or not items:
            place(into, row.to, listed, span)
        return
    if not items:
        return
    _, item, at = items[0]
    if isinstance(item, Symbol) and row.to:
        place(into, row.to, translated(item), at)
    if not isinstance(item, Map):
        return
    inner = _inner(into, row.to, item, at)
    _fill(row.rows, item, inner, (*path, *row.to), made, translated)


def _keyed(
    row: Row,
    items: list[tuple[int, Any, Span]],
    span: Span,
    into: Map,
    path: Path,
    made: Made,
    translated: Callable[[Any], Any],
) -> None:
    """Blocks that become a mapping by what one of their arguments says."""
    assert row.rows is not None
    found = Map(span)
    for _, item, at in items:
        key = translated(item.get(row.by)) if isinstance(item, Map) else None
        if isinstance(key, (str, Symbol)):
            name = key if isinstance(key, str) else display(key)
            inner = Map(item.home)
            _fill(row.rows, item, inner, (*path, *row.to, name), made, translated)
            found.put(name, inner, at)
    place(into, row.to, found, span)


def _inner(into: Map, to: tuple[str, ...], item: Map, span: Span) -> Map:
    """The mapping that the content of a block goes into."""
    for index, step in enumerate(to):
        found = into.get(step)
        if not isinstance(found, Map):
            found = Map(item.home if index == len(to) - 1 else span)
            into.put(step, found, span)
        into = found
    return into


def place(into: Map, to: tuple[str, ...], value: Any, span: Span) -> None:
    """Put a value where a dotted name says; mappings and lists that are there already take it in."""
    if not to:
        if isinstance(value, Map):
            for key, item, at in value.entries():
                place(into, (key,), item, at)
        return
    for step in to[:-1]:
        found = into.get(step)
        if not isinstance(found, Map):
            found = Map(span)
            into.put(step, found, span)
        into = found
    last = to[-1]
    there = into.get(last)
    if isinstance(there, Map) and isinstance(value, Map):
        merged = there.copy()
        for key, item, at in value.entries():
            place(merged, (key,), item, at)
        into[last] = merged
    elif isinstance(there, Seq) and isinstance(value, Seq):
        into[last] = joined(there.home, (there, value))
    else:
        into.put(last, value, span)
