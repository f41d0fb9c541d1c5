"""What calls put into stores, and what others get out of them: tables, buckets, queues, databases.

What comes out is told by its path `("(stored)", operation, place, field, …)`. Which resource of the application it is
about depends on the settings of a function, and is asked later (`leastwise.code.taint.written`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call, Heap
from leastwise.code.taint.checks import checked
from leastwise.code.taint.files import Files
from leastwise.code.taint.reading import dangerous, literal, made_of, mark, named, origins_in, values_at, within
from leastwise.code.taint.tables import ANYTHING, Row, Tables, argument
from leastwise.code.values import STORED, Member, Object, Result, Unknown, Value, deeper
from leastwise.model.record import record

Path = tuple[Any, ...]

MAX_DEPTH = 3
"""Objects within each other whose fields are told apart."""

MAX_FIELDS = 200
"""Fields of what one call puts away."""

ANY_FIELD = "*"
"""Stands for fields whose names are not known."""


@record(eq=False)
class Put:
    """What a call puts away.

    Attributes:
        row: what is known of the call.
        operation: of AWS; empty for a call of a library.
        fields: steps to a field, `*` where its name is not known → the fields of the event that it is made of.
        same: those among them that are a field of the event as it is, with all that is in it.
        unsure: fields of which it is not known what they hold.
        given: the names of all fields that the call gives.
    """

    row: Row
    operation: str
    fields: dict[Path, frozenset[Path]]
    same: frozenset[Path] = frozenset()
    unsure: frozenset[Path] = frozenset()
    given: frozenset[str] = frozenset()


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
        found: dict[Path, frozenset[Path]] = {}
        made: set[Path] = set()
        unsure: set[Path] = set()
        given = list(_values(row, operation, call))
        for name, value in given:
            paths = dangerous(origins_in(value, call.heap), ANYTHING)
            paths -= checked(paths, frozenset((ANYTHING,)), call, tables)
            if any(isinstance(one, Unknown) and one.reason not in _FIXED for one in value.alternatives):
                unsure.add(name)
            if paths and len(found) < MAX_FIELDS:
                found[name] = found.get(name, frozenset()) | paths
                made |= {name} if paths != {getattr(value.only, "path", None)} else set()
        into = row.facts.get("operation", operation)
        names = frozenset(str(name[0]) for name, _ in given)
        put = Put(row, into, found, frozenset(found) - made, frozenset(unsure), names)
        self.put.setdefault(id(call), (call, []))[1].append(put)


def _asked_with(call: Call) -> frozenset[Path]:
    found = made_of(call.callee)
    for value in (*call.arguments, *named(call).values()):
        found = found | origins_in(value, call.heap)
    return frozenset(path for path, _ in found if not mark(path))


def _values(row: Row, operation: str, call: Call) -> Iterator[tuple[Path, Value]]:
    given = named(call) if operation else {}
    keys = names_of(row, call)
    for wanted in row.arguments:
        if operation:
            value = given.get(wanted.name)
            found = within(value, wanted.steps, call.heap) if value is not None else []
        else:
            found = list(values_at(call, wanted))
        for inner in found:
            if row.facts.get("fields", False):
                yield from _fields(inner, call.heap)
            elif "columns" in row.facts:
                yield from _columns(row, call, inner)
            elif keys:
                yield from ((key, inner) for key in keys)
            else:
                yield from _of_json(inner, call.heap, (row.facts.get("as", wanted.name or ANY_FIELD),))


def names_of(row: Row, call: Call) -> list[Path]:
    """Under which names of a cache something stands; any, where they are not known."""
    if "key" not in row.facts:
        return []
    found = literal(call, argument(row.facts["key"]))
    return [(ANY_FIELD,)] if found is None or found is ... else [(str(one),) for one in found]


def _columns(row: Row, call: Call, given: Value) -> Iterator[tuple[Path, Value]]:
    """The columns of `INSERT INTO orders (id, city) VALUES (?, ?)`, with what they are set to."""
    text = literal(call, argument(row.facts["columns"]))
    known = _INSERT.match(text[0]) if text and text is not ... and isinstance(text[0], str) else None
    names = [one.strip(' "`[]\n') for one in known[1].split(",")] if known is not None else []
    values = [one.strip() for one in known[2].split(",")] if known is not None else []
    items = call.heap.items(given) or ()
    if len(names) == len(values) == len(items) and all(_HOLDER.fullmatch(one) for one in values):
        yield from zip([(name,) for name in names], items, strict=True)
    else:
        yield (ANY_FIELD,), given


_INSERT = re.compile(
    r"\s*(?:insert|replace)\s+into\s+[^\s(]{1,100}\s*\(([^()]{1,2000})\)\s*values\s*\(([^()]{1,2000})\)", re.I
)
_HOLDER = re.compile(r"\?|%s|[$:]\d+")
"""What stands for a value in a statement, one after the other."""


def _of_json(value: Value, heap: Heap, at: Path) -> Iterator[tuple[Path, Value]]:
    """What is sent by the names of its fields, also where it is an object that was made a text of."""
    if at == (ANY_FIELD,):
        yield at, value
        return
    for alternative in value.alternatives:
        inner = _written(alternative)
        if inner is not None and len(at) <= MAX_DEPTH:
            yield from _of_json(inner, heap, at)
        elif isinstance(alternative, Object) and len(at) <= MAX_DEPTH:
            only = Value((alternative,))
            names = heap.keys(only)
            for key in names:
                held = heap.field(only, key)
                if held is not None:
                    yield from _of_json(held, heap, (*at, str(key)))
            more = heap.rest(only) if names else heap.element(only)
            if more is not None:
                yield (*at, ANY_FIELD), more
        else:
            yield at, Value((alternative,), value.origins)


def _written(found: Any) -> Value | None:
    """What a text or bytes are made of: `json.dumps(body).encode()`, `Buffer.from(JSON.stringify(body))`."""
    if not isinstance(found, Result):
        return None
    path = path_of(found.callee)
    if path in _WRITERS:
        return next(iter(found.arguments), None)
    if path.endswith(".encode") and isinstance(found.callee, Member) and isinstance(found.callee.of, Result):
        of = found.callee.of
        return Value((of,)) if _written(of) is not None else None
    return None


_FIXED = ("a number", "a large number", "a length", "a position", "a value of a fixed form")
_WRITERS = (
    "json.dumps", "simplejson.dumps", "ujson.dumps", "orjson.dumps", "builtins.bytes", "global.JSON.stringify",
    "global.Buffer.from", "global.TextEncoder().encode",
)  # fmt: skip


def _fields(value: Value, heap: Heap) -> Iterator[tuple[Path, Value]]:
    """The fields of an item by their names."""
    for alternative in value.alternatives:
        if isinstance(alternative, Object):
            only = Value((alternative,))
            for key in heap.keys(only):
                held = heap.field(only, key)
                if held is not None:
                    yield (str(key),), held
            rest = heap.rest(only)
            if rest is not None:
                yield (ANY_FIELD,), rest
        elif isinstance(alternative, Result) and path_of(alternative.callee).endswith("marshall"):
            for inner in alternative.arguments[:1]:
                yield from _fields(inner, heap)
        else:
            yield (ANY_FIELD,), Value((alternative,), value.origins)


__all__ = ["ANY_FIELD", "Kept", "Put", "Taken"]
