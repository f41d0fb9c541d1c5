"""Every argument that a table has arrives where the table says, with the place where it was written."""

from collections.abc import Iterator
from typing import Any

import pytest

from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.read.terraform.converters import render
from leastwise.read.terraform.rows import make
from leastwise.read.terraform.tables import Row, Rows, entry

from .test_tables import SERVICES

SOURCE = Source("main.tf", "x" * 100_000)
DEEPEST = 7


class Places:
    """A place of its own for every value."""

    def __init__(self) -> None:
        self.last = 0

    def new(self) -> Any:
        self.last += 2
        return SOURCE, self.last, self.last, self.last, self.last + 1


def block(rows: Rows, places: Places, depth: int) -> Map:
    """A block with a value for every argument."""
    made = Map(places.new())
    for name, row in rows.of.items():
        if row.rows is None:
            made.put(name, leaf(row), places.new())
        elif depth < DEEPEST:
            listed = Seq(places.new())
            listed.put(block(row.rows, places, depth + 1), places.new())
            made.put(name, listed, places.new())
        if row.by:
            made[name][0].put(row.by, "key", places.new())
    return made


def leaf(row: Row) -> Any:
    if row.values:
        return next(iter(row.values))
    if row.convert in ("pairs", "tags"):
        made = Map((SOURCE, 0, 0, 0, 0))
        made.put("key", "value", (SOURCE, 0, 0, 0, 0))
        return made
    return "1"


def leaves(rows: Rows, values: Map, path: tuple[Any, ...], own: tuple[str, ...]) -> Iterator[Any]:
    """Where each argument's value has to be."""
    for name, row in rows.of.items():
        if name not in values or row.beside:
            continue
        here, mine = (*path, *row.to), (*own, name)
        if row.rows is None:
            yield ".".join(mine), here
        else:
            inner = (*here, "key") if row.by else (*here, 0) if row.many else here
            yield from leaves(row.rows, values[name][0], inner, mine)


def found(value: Any, path: tuple[Any, ...]) -> bool:
    """Whether there is something at a path; any item of a list will do, several arguments may lead there."""
    for index, step in enumerate(path):
        if isinstance(value, Seq) and isinstance(step, int):
            return any(found(item, path[index + 1 :]) for item in value)
        if not isinstance(value, Map) or step not in value:
            return False
        value = value[step]
    return True


@pytest.mark.parametrize("service", list(SERVICES))
def test_every_argument_arrives(service: str) -> None:
    lost = []
    for type_ in SERVICES[service]["types"]:
        known = entry(type_)
        assert known is not None
        values = block(known.rows, Places(), 0)
        made = make(known.rows, values, lambda value: value)
        gone = [name for name, path in leaves(known.rows, values, (), ()) if not found(made.properties, path)]
        lost += [f"{type_}.{name}" for name in gone]
    assert lost == []


def test_what_is_written_back_is_what_was_read() -> None:
    row = Row(("LoadBalancerAttributes",), convert="attribute", names=("idle_timeout.timeout_seconds", ""))
    home = (SOURCE, 0, 0, 0, 0)
    attributes = make(Rows({"idle_timeout": row}, ()), Map(home, {"idle_timeout": 60}), lambda value: value).properties
    assert render(attributes["LoadBalancerAttributes"], home, row) == "60"
