"""Values of the interpreter as plain data that stays true after the call: what `leastwise.iam.filling` takes.

Objects of the heap become dictionaries and lists. What only a function's settings decide is a `Variable`, which
`instances` replaces; what nobody knows is `Unknown` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.needs.derived import Derived, chain
from leastwise.code.needs.kinds import Instance
from leastwise.code.observers import Heap
from leastwise.code.values import Constant, Env, Event, Member, Object, Result, Text, Value
from leastwise.code.values import Unknown as NotKnown
from leastwise.model.record import record
from leastwise.model.value import Symbol, Unknown

MAX_CHOICES = 32
"""Different arguments that one call may have."""

_DEPTH = 10
_EMPTY = ("", "None", "undefined", "null")
_GIVEN = {"function_name": "AWS_LAMBDA_FUNCTION_NAME", "functionName": "AWS_LAMBDA_FUNCTION_NAME"} | {
    "invoked_function_arn": "(invoked function)",
    "invokedFunctionArn": "(invoked function)",
}


@record
class Variable(Symbol):
    """An environment variable; `default` is what stands for it where it is not set, `...` for nothing."""

    name: str
    default: Any = ...


@record
class Joined(Symbol):
    """A text that is put together, of texts and symbols."""

    parts: tuple[Any, ...]


@record
class Stored(Symbol):
    """The value of a parameter of Systems Manager."""

    name: Any


@record
class Reading(Symbol):
    """A value that is read in one of the ways of the tables: `s3bucket` of `s3://bucket/key`."""

    of: Any
    how: str


@record
class Field(Symbol):
    """A field of the event: some are known from what starts the function."""

    path: tuple[str, ...]


_LEFT = ("UnprocessedItems", "UnprocessedKeys")


class Anything(dict[Any, Any]):
    """A dictionary in which there may be anything else than what is known."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: object) -> Unknown:
        return Unknown("it is part of arguments that are not known")


class Seen:
    """What objects hold where a call is made, and what values of libraries are."""

    def __init__(self, heap: Heap, things: Any) -> None:
        self.heap = heap
        self.things = things


def frozen(value: Value | None, heap: Seen, depth: int = 0) -> list[Any]:
    """Everything that a value may be."""
    if value is None:
        return []
    found: list[Any] = []
    variables = [one for one in value.alternatives if isinstance(one, Env) and one.default is None]
    others = [one for one in value.alternatives if isinstance(one, Constant) and isinstance(one.value, str)]
    if len(variables) == 1 and others and len(value.alternatives) == len(others) + 1:
        # `process.env.NAME || "name"`: what is written counts where the variable is not set.
        return [Variable(variables[0].name, one.value) for one in others]
    for alternative in value.alternatives:
        found += _one(alternative, heap, depth)
    found = _named(found)
    return found if len(found) <= MAX_CHOICES else [*found[: MAX_CHOICES - 1], Unknown("one of many values")]


def _named(found: list[Any]) -> list[Any]:
    """Choices without the empty text, and what nothing is as a text, where there are others: nothing is called so."""
    kept = [one for one in found if not (isinstance(one, str) and one in _EMPTY)]
    return kept if any(one is not None for one in kept) else found


def product(rows: Mapping[Any, list[Any]], base: type[dict[Any, Any]] = dict) -> list[dict[Any, Any]]:
    """Every dictionary with one of the choices for each key; of too many, those of what is nested are not told."""
    found: list[dict[Any, Any]] = [base()]
    for key, choices in sorted(rows.items(), key=lambda row: any(isinstance(one, (dict, list)) for one in row[1])):
        if len(found) * len(choices) > MAX_CHOICES:
            choices = [Unknown("one of many values")]
        found = [_with(row, key, choice) for choice in choices for row in found] if choices else found
    return found


def _with(row: dict[Any, Any], key: Any, value: Any) -> dict[Any, Any]:
    made = row.__class__(row)
    if value is not None:
        made[key] = value
    return made


def _one(found: Any, heap: Seen, depth: int) -> Iterator[Any] | list[Any]:
    match found:
        case Constant(value):
            return [value]
        case Env(name, default):
            choices = [...] if default is None else frozen(default, heap, depth + 1)
            return [Variable(name, ... if choice is None else choice) for choice in choices]
        case Text(parts):
            return [Joined(tuple(_part(part, heap, depth) for part in parts))]
        case Event(path):
            return [Field(path)]
        case Object():
            return _object(found, heap, depth)
        case NotKnown(reason):
            return [Unknown(reason)]
        case _:
            return _of_library(found, heap, depth)


def _part(part: Any, heap: Seen, depth: int) -> Any:
    if isinstance(part, (str, int, float)):
        return str(part)
    return next(iter(_one(part, heap, depth + 1)))


def _of_library(found: Any, seen: Seen, depth: int) -> list[Any]:
    if isinstance(found, Member):
        for held in seen.things.identified(found):
            return frozen(held, seen, depth + 1)
    for stored in seen.things.stored(found):
        return [Stored(name) for name in frozen(stored, seen, depth + 1)] or [Unknown("a parameter without a name")]
    for thing in seen.things.of(found):
        if isinstance(thing, Instance) and depth < _DEPTH:  # what it was made of
            rows = zip(thing.of.row.parameters, thing.arguments, strict=False)
            return list(product({name: frozen(value, seen, depth + 1) for name, value in rows}))
    if isinstance(found, Member) and found.name in _LEFT and isinstance(found.of, Result):
        return []  # what a batch left over is for the same tables
    worked = chain(found)
    if worked is not None:
        return [Derived(of, worked[1]) for of in _one(worked[0], seen, depth + 1)]
    text = path_of(found)
    name = text.rpartition(".")[2]
    if name in _GIVEN and text.startswith("(context)"):
        return [Variable(_GIVEN[name])]
    return [Unknown(f"it is what {text} gives")]


def _object(found: Object, seen: Seen, depth: int) -> list[Any]:
    if depth > _DEPTH:
        return [Unknown("it is nested too deeply")]
    shape = seen.heap.machine.shape(found) if hasattr(seen.heap, "machine") else None
    value = Value((found,))
    if shape is not None and shape.kind in ("list", "tuple", "set"):
        items = seen.heap.items(value)
        if items is None:
            items = tuple(filter(None, (seen.heap.element(value),)))
        # What an item may be besides is put beside it: a list names all of them.
        return [[choice for item in items[:200] for choice in frozen(item, seen, depth + 1) if choice is not None]]
    keys, rest = seen.heap.keys(value), seen.heap.rest(value)
    # A key that is an environment variable is marked: `\0$NAME`.
    rows: dict[Any, list[Any]] = {
        Variable(key[2:]) if key.startswith("\0$") else key: frozen(seen.heap.field(value, key), seen, depth + 1)
        for key in keys
    }
    if rest is not None and any(isinstance(key, Variable) for key in rows):
        rest = None
    return product(rows, dict if rest is None else Anything)
