"""What calls put into stores, and what others get out of them: tables, buckets, queues, databases.

What comes out is told by its path `("(stored)", operation, place, field, …)`. Which resource of the application it is
about depends on the settings of a function, and is asked later (`leastwise.code.taint.written`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call, Heap
from leastwise.code.taint.checks import checked
from leastwise.code.taint.files import Files
from leastwise.code.taint.reading import dangerous, made_of, mark, named, origins_in, values_at, within
from leastwise.code.taint.tables import ANYTHING, Row, Tables, argument
from leastwise.code.values import STORED, Object, Result, Value, deeper
from leastwise.model.record import record

ANY_FIELD = "*"
"""Stands for fields whose names are not known."""


@record(eq=False)
class Put:
    """What a call puts away.

    Attributes:
        row: what is known of the call.
        operation: of AWS; empty for a call of a library.
        fields: name of a field, or `*` → the fields of the event that it is made of.
        given: the names of all fields that the call gives.
    """

    row: Row
    operation: str
    fields: dict[str, frozenset[tuple[Any, ...]]]
    given: frozenset[str]


@record(eq=False)
class Taken:
    """A call that gets something out of a store; `asked`: the fields of the event that it is asked with."""

    row: Row
    operation: str
    call: Call
    asked: frozenset[tuple[Any, ...]] = frozenset()


class Kept:
    """Gathers what is put away and taken out.

    Args:
        uses: what a call does with AWS: `Use` of `leastwise.code.needs.use`.

    Attributes:
        put: id of a call → the call and what it puts away.
        taken: place, as it stands in paths → the calls there.
    """

    def __init__(self, uses: Callable[[Call], Iterable[Any]]) -> None:
        self.uses = uses
        self.put: dict[int, tuple[Call, list[Put]]] = {}
        self.taken: dict[str, list[Taken]] = {}
        self._about: dict[str, dict[str, int]] = {}

    def takes(self, row: Row, operation: str, call: Call, result: Value) -> Value:
        """What a call gives: it is made of what is stored, and of nothing else."""
        source, _, _, start, _ = call.span
        spot = f"{source.path}:{start}"
        about = self._about.setdefault(spot, {})
        place = f"{spot}:{about.setdefault(self._asked(row, call), len(about))}"
        self.taken.setdefault(place, []).append(Taken(row, operation, call, _asked_with(call)))
        origin = (STORED, operation or call.path.rpartition(".")[2], place), frozenset[str]()
        return Value(result.alternatives, frozenset((origin,)))

    def fills(self, row: Row, call: Call, files: Files) -> None:
        """Note that a call puts what a store gives into a file."""
        found = self.takes(row, row.facts["operation"], call, call.result).origins
        files.put(values_at(call, argument(row.facts["into"])), deeper(found, next(iter(row.facts["gives"]))))

    def _asked(self, row: Row, call: Call) -> str:
        """What tells one store from another: a helper that reads any table is one call for each of them."""
        wanted = row.facts.get("resource", ())
        found = [arguments.get(name) for use in self.uses(call) for arguments in use.arguments for name in wanted]
        return repr(found)

    def puts(self, row: Row, operation: str, call: Call, tables: Iterable[Tables]) -> None:
        """Note what a call puts away."""
        found: dict[str, frozenset[tuple[Any, ...]]] = {}
        given = list(_values(row, operation, call))
        for name, value in given:
            paths = dangerous(origins_in(value, call.heap), ANYTHING)
            paths -= checked(paths, frozenset((ANYTHING,)), call, tables)
            if paths:
                found[name] = found.get(name, frozenset()) | paths
        into = row.facts.get("operation", operation)
        self.put.setdefault(id(call), (call, []))[1].append(Put(row, into, found, frozenset(name for name, _ in given)))


def _asked_with(call: Call) -> frozenset[tuple[Any, ...]]:
    found = made_of(call.callee)
    for value in (*call.arguments, *named(call).values()):
        found = found | origins_in(value, call.heap)
    return frozenset(path for path, _ in found if not mark(path))


def _values(row: Row, operation: str, call: Call) -> Iterator[tuple[str, Value]]:
    given = named(call) if operation else {}
    for wanted in row.arguments:
        if operation:
            value = given.get(wanted.name)
            found = within(value, wanted.steps, call.heap) if value is not None else []
        else:
            found = list(values_at(call, wanted))
        for inner in found:
            if row.facts.get("fields", False):
                yield from _fields(inner, call.heap)
            else:
                yield row.facts.get("as", wanted.name or ANY_FIELD), inner


def _fields(value: Value, heap: Heap) -> Iterator[tuple[str, Value]]:
    """The fields of an item by their names."""
    for alternative in value.alternatives:
        if isinstance(alternative, Object):
            only = Value((alternative,))
            for key in heap.keys(only):
                held = heap.field(only, key)
                if held is not None:
                    yield str(key), held
            rest = heap.rest(only)
            if rest is not None:
                yield ANY_FIELD, rest
        elif isinstance(alternative, Result) and path_of(alternative.callee).endswith("marshall"):
            for inner in alternative.arguments[:1]:
                yield from _fields(inner, heap)
        else:
            yield ANY_FIELD, Value((alternative,), value.origins)


__all__ = ["ANY_FIELD", "Kept", "Put", "Taken"]
