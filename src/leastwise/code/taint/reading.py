"""The values among the arguments of a call, and which fields of the event they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.code.chains import given_in, links, path_of, root
from leastwise.code.observers import RETURN, Call, Heap
from leastwise.code.taint.tables import ANYTHING, EVENT, OUTSIDE, Argument
from leastwise.code.values import (
    NO_ORIGINS,
    NOTHING,
    Constant,
    Event,
    External,
    Member,
    Object,
    Origin,
    Result,
    Text,
    Value,
)

MAX_DEPTH = 4
"""How far into objects data is looked for."""


def values_at(call: Call, wanted: Argument, *, objects: bool = False) -> Iterator[Value]:
    """What a call is given there; nothing where it is not given.

    Args:
        call: the call.
        wanted: which argument, and what in it.
        objects: whether only objects are looked into: all else that is given was looked at as it is.
    """
    if wanted.whole:
        yield from _whole(call, wanted.whole)
        return
    if wanted.name in ("root", "receiver"):
        value = _root(call) if wanted.name == "root" else call.receiver
        if wanted.steps[:1] and wanted.steps[0].isdecimal():  # what that was made with, by its position
            only, (at, *_) = getattr(value, "only", None), wanted.steps
            yield from only.arguments[int(at) : int(at) + 1] if isinstance(only, Result) else ()
            return
    else:
        value = call.argument(wanted.position, wanted.name)
    if value is not None and wanted.steps and (objects or call.path == RETURN):
        value = Value(tuple(a for a in value.alternatives if isinstance(a, Object)), value.origins)
    yield from () if value is None else within(value, wanted.steps, call.heap, written=call.path == RETURN)


def within(value: Value, steps: Iterable[str], heap: Heap, *, written: bool = False) -> list[Value]:
    """What steps lead to in a value; only what the function itself put there by its name, where `written`."""
    found = [value]
    for step in steps:
        if written:
            found = [outer for outer in found if step.isdecimal() or step in heap.keys(outer)]
        found = [inner for outer in found for inner in _step(outer, step, heap)]
    return found


def _whole(call: Call, whole: str) -> Iterator[Value]:
    if whole == "receiver":
        yield from () if call.receiver is None else (call.receiver,)
    elif whole == "**":
        yield from () if call.rest_keywords is None else (call.rest_keywords,)
    elif whole == "*":
        yield from call.arguments
        yield from call.keywords.values()
        yield from (value for value in (call.rest, call.rest_keywords) if value is not None)


def _root(call: Call) -> Value | None:
    """The first call of a chain: `Environment(autoescape=True)` of `env.get_template(name).render(…)`."""
    calls = [one for one in links(call.callee) if isinstance(one, Result)]
    return Value((calls[-1],)) if calls else None


def _given(value: Value, step: str) -> Value | None:
    """What a result was made with, or what it was set to later: `resolve_entities` of a parser."""
    only = value.only
    return next((held for name, held in only.keywords if name == step), None) if isinstance(only, Result) else None


def _step(value: Value, step: str, heap: Heap) -> Iterator[Value]:
    kept = tuple(a for a in value.alternatives if not isinstance(a, (Constant, Text)))  # nothing is in a text
    if not kept:
        return
    value = Value(kept, value.origins)
    if (given := _given(value, step)) is not None:
        yield given
        return
    if step == "[]":
        inner = heap.element(value)
    elif step.isdecimal():
        inner = heap.at(value, int(step))
    else:
        inner = heap.field(value, step)
    if inner is not None:
        yield inner


def named(call: Call) -> dict[str, Value]:
    """What an operation of AWS is given, by the names of its parameters, whichever SDK calls it."""
    found = dict(call.keywords)
    for value in call.arguments:
        for alternative in value.alternatives:
            inner = alternative.arguments[0] if isinstance(alternative, Result) and alternative.arguments else None
            outer = value if isinstance(alternative, Object) else inner
            for key in call.heap.keys(outer) if outer is not None else ():
                held = call.heap.field(outer, key)  # type: ignore[arg-type]
                if held is not None:
                    found.setdefault(key, held)
    return found


def origins_in(value: Value, heap: Heap, depth: int = MAX_DEPTH) -> frozenset[Origin]:
    """The fields that a value, and everything in it, is made of."""
    found = value.origins
    if value.literals is not None:
        return NO_ORIGINS
    if depth and any(alternative.__class__ is Object for alternative in value.alternatives):
        for inner in _inside(value, heap):
            found = found | origins_in(inner, heap, depth - 1)
    return found


def _inside(value: Value, heap: Heap) -> Iterable[Value]:
    only = Value(tuple(a for a in value.alternatives if a.__class__ is Object), value.origins)
    element = heap.element(only)
    return () if element is None else (element,)


def made_of(found: Any) -> frozenset[Origin]:
    """The fields that a chain of calls is made of: `os.path.realpath(name)`."""
    origins = NO_ORIGINS.union(*(value.origins for value in given_in(found)))
    start = root(found)
    if isinstance(start, Event):
        return origins | {(start.path, frozenset[str]())}
    for part in start.parts if isinstance(start, Text) else ():
        origins = origins | ({(part.path, frozenset[str]())} if isinstance(part, Event) else made_of(part))
    return origins


def dangerous(origins: Iterable[Origin], rule: str, marks: frozenset[str] = OUTSIDE) -> frozenset[tuple[Any, ...]]:
    """The fields among them that are not safe for a kind of sink; of what is no field, only what is marked so."""
    return frozenset(
        path
        for path, kinds in origins
        if rule not in kinds and ANYTHING not in kinds and _AS.get(mark(path), mark(path)) in marks
    )


_AS = {"": EVENT, "outside": EVENT}
"""What counts as a field of the event: besides these, what rows of the user call data of outsiders."""


def mark(path: tuple[Any, ...]) -> str:
    """What an origin is that is no field of the event: `error`, `secret`, `model`, `outside` …; empty for a field."""
    first = path[0] if path else ""
    return first[1:-1] if isinstance(first, str) and first[:1] == "(" else ""


def literal(call: Call, written: Argument) -> Any:
    """The literals that an argument may be; `None` where it is not given, `...` where that is not known."""
    values = list(values_at(call, written))
    if not values and written.position < 0 and not written.whole:
        given = named(call).get(written.name, NOTHING)  # `new PutObjectCommand({ACL})`
        values = [value for value in within(given, written.steps, call.heap) if value is not NOTHING]
    if not values:
        return None
    found = [_literal(alternative) for value in values for alternative in value.alternatives]
    return ... if ... in found else tuple(found)


def _literal(alternative: Any) -> Any:
    """A literal; the path of a name of a library: `yaml.SafeLoader`."""
    if isinstance(alternative, External):
        return path_of(alternative)
    if isinstance(alternative, (Result, Member)) and isinstance(root(alternative), External):
        return path_of(alternative)
    return alternative.value if isinstance(alternative, Constant) else ...


__all__ = ["dangerous", "literal", "made_of", "named", "origins_in", "values_at", "within"]
