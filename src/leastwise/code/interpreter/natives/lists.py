"""Methods of lists, arrays, tuples and sets."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use, apply, of_all, passing, perhaps
from leastwise.code.interpreter.texts import joined
from leastwise.code.values import FALSE, NOTHING, TRUE, Member, Object, Result, Value, constant, join, unknown
from leastwise.model.record import replace


def _here(machine: Any, use: Use) -> tuple[Object, Any]:
    found: Object = use.receiver.alternatives[0]
    return found, machine.shape(found)


def _append(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    for value in use.given.all():
        shape = shape.append(value)
    machine.change(found, shape)
    return unknown("a length") if not use.python else NOTHING


def _add(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    for value in use.given.positional:
        if shape.items is None or value not in shape.items:
            shape = shape.append(value)
    machine.change(found, shape)
    return use.receiver if not use.python else NOTHING


def _first(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    if shape.items is not None:
        machine.change(found, replace(shape, items=(*use.given.positional, *shape.items)))
    else:
        machine.change(found, shape.loose(join(use.given.positional or (NOTHING,))))
    return NOTHING


def _insert(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    machine.change(found, shape.loose(use.at(1)))
    return NOTHING


def _extend(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    for value in use.given.positional:
        items = machine.items(value, use.frame)
        for item in items if items is not None else [machine.element(value, use.frame)]:
            shape = shape.append(item) if items is not None else shape.behind(item)
    machine.change(found, shape)
    return NOTHING


def _pop(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    at = use.at(0)
    position = -1 if at is None else at.literal
    if shape.items and isinstance(position, int) and -len(shape.items) <= position < len(shape.items):
        position %= len(shape.items)
        machine.change(found, replace(shape, items=(*shape.items[:position], *shape.items[position + 1 :])))
        last: Value = shape.items[position]
        return last
    machine.change(found, shape.loose())
    return join(shape.all()) if shape.all() else NOTHING


def _shift(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    if shape.items:
        machine.change(found, replace(shape, items=shape.items[1:]))
        first: Value = shape.items[0]
        return first
    machine.change(found, shape.loose())
    return join(shape.all()) if shape.all() else NOTHING


def _clear(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    machine.change(found, replace(shape, items=(), rest=None))
    return NOTHING


def _same(machine: Any, use: Use) -> Value:
    return use.receiver


def _sorted(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    for function in [*use.given.positional, *use.given.keywords.values()]:
        if shape.all() and function.literal is ...:
            item = join(shape.all())
            perhaps(machine, function, (item, item), use)
    machine.change(found, shape.loose())
    return use.receiver


def _map(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    function = use.at(0)
    if function is None:
        return unknown("nothing is mapped")
    if shape.items is not None and shape.rest is None and len(shape.items) <= 24:
        made = [apply(machine, function, (item, constant(i), use.receiver), use) for i, item in enumerate(shape.items)]
        return machine.make_list(made)  # type: ignore[no-any-return]
    item = join(shape.all())
    found = perhaps(machine, function, (item, unknown("a position"), use.receiver), use)
    return machine.make_of(found)  # type: ignore[no-any-return]


def _each(machine: Any, use: Use) -> Value:
    _map(machine, use)
    return NOTHING


def _flat_map(machine: Any, use: Use) -> Value:
    return _flattened(machine, _map(machine, use), use)


def _flat(machine: Any, use: Use) -> Value:
    return _flattened(machine, use.receiver, use)


def _flattened(machine: Any, value: Value, use: Use) -> Value:
    items = machine.items(value, use.frame)
    found: list[Value] = []
    for item in items if items is not None else [machine.element(value, use.frame)]:
        inner = machine.items(item, use.frame)
        is_list = isinstance(item.only, Object) and machine.shape(item.only).kind in ("list", "tuple")
        found += inner if inner is not None and is_list else [machine.element(item, use.frame)] if is_list else [item]
    return (  # type: ignore[no-any-return]
        machine.make_list(found) if items is not None else machine.make_of(join(found) if found else None)
    )


def _filter(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    function = use.at(0)
    kept: list[Value] = []
    sure = shape.items is not None and shape.rest is None
    for item in shape.items if sure else shape.all():
        test = perhaps(machine, function or NOTHING, (item,), use)
        truth = machine.truth(test, python=use.python)
        sure = sure and truth is not None
        if truth is not False:
            kept.append(item if truth else passing(machine, item, test, use))
    return machine.make_list(kept) if sure else machine.make_of(join(kept) if kept else None)  # type: ignore[no-any-return]


def _find(machine: Any, use: Use) -> Value:
    found = _filter(machine, use)
    items = machine.items(found, use.frame)
    if items is not None:
        return items[0] if items else NOTHING
    return join((machine.element(found, use.frame), NOTHING))


def _some(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    items = shape.all()
    found = [perhaps(machine, use.at(0) or NOTHING, (item,), use) for item in items]
    own = not any(item.origins for item in items)
    return of_all(machine, found, use, some=use.node.callee.name == "some", own=own)


def _position(machine: Any, use: Use) -> Value:
    """A number that tells those who ask whether it is in the list."""
    made: Value = Value((Result(Member(use.receiver.alternatives[0], "indexOf"), use.given.positional),))
    return made


def _reduce(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    function, start = use.at(0), use.at(1)
    items = list(shape.items or ()) if shape.rest is None else None
    if function is None:
        return NOTHING
    if items is not None and shape.items is not None and len(items) <= 24:
        if start is None:
            start, items = (items[0], items[1:]) if items else (NOTHING, [])
        for i, item in enumerate(items):
            start = apply(machine, function, (start, item, constant(i), use.receiver), use)
        return start
    start = start if start is not None else join(shape.all() or (NOTHING,))
    for _ in range(2):
        before = start
        item = join(shape.all() or (NOTHING,))
        made = perhaps(machine, function, (before, item), use)
        start = join((before, made))
    return start


def _reduce_right(machine: Any, use: Use) -> Value:
    items = machine.items(use.receiver, use.frame)
    if items is None:
        return _reduce(machine, use)
    return _reduce(machine, Use(machine.make_list(reversed(items)), use.given, use.node, use.frame))


def _join(machine: Any, use: Use) -> Value:
    items = machine.items(use.receiver, use.frame)
    sign = use.at(0) or constant(",")
    if items is None or len(items) > 24:
        return unknown("a text of items that are not known", None, machine.element(use.receiver, use.frame).origins)
    return joined([part for item in items for part in (sign, item)][1:], python=use.python)


def _concat(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    for value in use.given.positional:
        is_list = isinstance(value.only, Object) and machine.shape(value.only).kind in ("list", "tuple")
        items = machine.items(value, use.frame) if is_list else [value]
        for item in items if items is not None else [machine.element(value, use.frame)]:
            shape = shape.append(item) if items is not None else shape.behind(item)
    return machine.make(shape)  # type: ignore[no-any-return]


def _slice(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    bounds = [value.literal for value in use.given.positional]
    if shape.items is not None and all(isinstance(bound, int) for bound in bounds):
        return machine.make_list(shape.items[slice(*(bounds or [None]))])  # type: ignore[no-any-return]
    return machine.make(shape.loose() if shape.all() else shape)  # type: ignore[no-any-return]


def _copy(machine: Any, use: Use) -> Value:
    return machine.make(_here(machine, use)[1])  # type: ignore[no-any-return]


def _reversed(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    items = tuple(reversed(shape.items)) if shape.items is not None else None
    machine.change(found, shape.loose() if items is None else replace(shape, items=items))
    return use.receiver


def _includes(machine: Any, use: Use) -> Value:
    value = use.at(0)
    known = None if value is None else machine.contains(use.receiver, value)
    if known is not None:
        return TRUE if known else FALSE
    outcome: Value = machine.outcome("in", value or NOTHING, use.receiver)
    return outcome


def _at(machine: Any, use: Use) -> Value:
    return machine.index(use.receiver, use.at(0) or NOTHING, use.node, use.frame)  # type: ignore[no-any-return]


def _entries(machine: Any, use: Use) -> Value:
    items = machine.items(use.receiver, use.frame)
    if items is None:
        pair = machine.make_list([unknown("a position"), machine.element(use.receiver, use.frame)])
        return machine.make_of(pair)  # type: ignore[no-any-return]
    return machine.make_list(  # type: ignore[no-any-return]
        [machine.make_list([constant(i), item]) for i, item in enumerate(items)]
    )


def _nothing(machine: Any, use: Use) -> Value:
    return NOTHING


_SHARED: dict[str, Native] = {
    "add": _add, "append": _append, "at": _at, "clear": _clear, "concat": _concat, "copy": _copy, "delete": _nothing,
    "entries": _entries, "every": _some, "extend": _extend, "fill": _same, "filter": _filter, "find": _find,
    "flat": _flat, "flatMap": _flat_map, "forEach": _each, "has": _includes, "includes": _includes,
    "indexOf": _position,
    "insert": _insert, "join": _join, "map": _map, "pop": _pop, "push": _append, "reduce": _reduce,
    "reduceRight": _reduce_right,
    "remove": _nothing, "reverse": _reversed, "shift": _shift, "slice": _slice, "some": _some, "sort": _sorted,
    "toSorted": _sorted, "union": _concat, "unshift": _first, "update": _extend, "values": _same,
}  # fmt: skip

METHODS: dict[str, Native] = {f"{kind}.{name}": native for kind in ("list", "set") for name, native in _SHARED.items()}
"""Name → method."""
