"""Methods of dictionaries, objects and `Map`, and `Object.…`."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use, perhaps
from leastwise.code.interpreter.shapes import Shape, under
from leastwise.code.values import NOTHING, Constant, Object, Value, constant, join, one, unknown


def _here(machine: Any, use: Use) -> tuple[Object, Any]:
    found: Object = use.receiver.alternatives[0]
    return found, machine.shape(found)


def _get(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    key = use.at(0) or NOTHING
    default = use.at(1, "default") or NOTHING
    found: list[Value] = []
    for index in key.alternatives:
        if not isinstance(index, Constant):
            found += [*shape.all(), default]
            continue
        held = shape.fields.get(index.value)
        if held is None or index.value in shape.maybe:
            found += [held] if held is not None else []
            found += [under(shape.rest, index.value)] if shape.rest is not None else []
            found.append(default)
        else:
            found.append(held)
    made = join(found)  # who chooses among what the program holds does not shape any of it
    return machine.named(made, use.receiver, key, python=use.python) if key.origins and machine.watchers else made


def _set(machine: Any, use: Use) -> Value:
    machine.set_index(use.receiver, use.at(0) or NOTHING, use.at(1) or NOTHING, use.frame)
    return use.receiver


def _set_default(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    key, default = use.at(0) or NOTHING, use.at(1) or NOTHING
    name = key.literal
    if name is not ... and name in shape.fields and name not in shape.maybe:
        return shape.fields[name]  # type: ignore[no-any-return]
    machine.change(found, shape.somewhere(default) if name is ... else shape.perhaps(name, default))
    return machine.index(use.receiver, key, use.node, use.frame)  # type: ignore[no-any-return]


def _pop(machine: Any, use: Use) -> Value:
    value = _get(machine, use)
    found, shape = _here(machine, use)
    name = (use.at(0) or NOTHING).literal
    if name is not ...:
        machine.change(found, shape.drop(name))
    return value


def _update(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    for value in use.given.positional:
        _kept(machine, use, one(found), value)
        shape = machine.spread(shape, value)
    for name, value in use.given.keywords.items():
        _kept(machine, use, one(found), value, named=True)
        shape = shape.put(name, value)
    machine.change(found, shape)
    return NOTHING


def _kept(machine: Any, use: Use, holder: Value, value: Value, *, named: bool = False) -> None:
    """Tell what goes into an object; of other names than each time, those of the last time are still there."""
    inside = [machine.shape(a) for a in value.alternatives if isinstance(a, Object)]
    named = named or (len(inside) == len(value.alternatives) and all(a.rest is None and not a.maybe for a in inside))
    if value.origins or any(held.origins for shape in inside for held in (*shape.fields.values(), shape.rest) if held):
        machine.tell_kept(holder, value, use.node.span, use.frame, more=not named)


def _sorts(machine: Any, value: Value, use: Use) -> list[tuple[Value, Value]] | None:
    """Keys and values, in order; `None` where they are not all known."""
    only = value.only
    if not isinstance(only, Object):
        return None
    shape = machine.shape(only)
    if shape.rest is not None or shape.maybe:
        return None
    if shape.kind in ("list", "tuple"):
        return [(constant(str(i)), item) for i, item in enumerate(shape.items)] if shape.items is not None else None
    return [(constant(key), held) for key, held in shape.fields.items()]


def _any(machine: Any, value: Value, use: Use) -> tuple[Value, Value]:
    """Any key with any value."""
    keys, held = [], []
    for alternative in value.alternatives:
        if isinstance(alternative, Object):
            shape = machine.shape(alternative)
            keys += [constant(key) for key in shape.fields][:8]
            held += shape.all()
        elif not isinstance(alternative, Constant):
            held.append(machine.index(one(alternative, value.origins), unknown("a name"), None, use.frame))
    key = join([*keys, unknown("a name")]).tainted(value.origins)
    return key, join(held) if held else unknown("an entry of what holds nothing")


def _keys_of(machine: Any, value: Value, use: Use) -> Value:
    pairs = _sorts(machine, value, use)
    if pairs is not None:
        return machine.make_list([key for key, _ in pairs])  # type: ignore[no-any-return]
    return machine.make_of(_any(machine, value, use)[0])  # type: ignore[no-any-return]


def _values_of(machine: Any, value: Value, use: Use) -> Value:
    pairs = _sorts(machine, value, use)
    if pairs is not None:
        return machine.make_list([held for _, held in pairs])  # type: ignore[no-any-return]
    return machine.make_of(_any(machine, value, use)[1])  # type: ignore[no-any-return]


def _entries_of(machine: Any, value: Value, use: Use) -> Value:
    pairs = _sorts(machine, value, use)
    kind = "tuple" if use.python else "list"
    if pairs is not None:
        return machine.make_list([machine.make_list(pair, kind) for pair in pairs])  # type: ignore[no-any-return]
    return machine.make_of(machine.make_list(_any(machine, value, use), kind))  # type: ignore[no-any-return]


def _held(use: Use) -> Value:
    return use.this or use.at(0) or NOTHING


def _keys(machine: Any, use: Use) -> Value:
    return _keys_of(machine, _held(use), use)


def _values(machine: Any, use: Use) -> Value:
    return _values_of(machine, _held(use), use)


def _entries(machine: Any, use: Use) -> Value:
    return _entries_of(machine, _held(use), use)


def _from_entries(machine: Any, use: Use) -> Value:
    shape = Shape("dict" if use.python else "object")
    value = use.at(0)
    items = machine.items(value, use.frame) if value is not None else []
    for item in items if items is not None else [machine.element(value, use.frame)]:
        key = machine.index(item, constant(0), use.node, use.frame)
        held = machine.index(item, constant(1), use.node, use.frame)
        name = key.literal
        shape = shape.put(name, held) if name is not ... and items is not None else shape.somewhere(held)
    return machine.make(shape)  # type: ignore[no-any-return]


def _assign(machine: Any, use: Use) -> Value:
    target, *others = use.given.positional or (NOTHING,)
    only = target.only
    if isinstance(only, Object):
        shape = machine.shape(only)
        for other in others:
            _kept(machine, use, target, other)
            shape = machine.spread(shape, other)
        machine.change(only, shape)
    return target


def _same(machine: Any, use: Use) -> Value:
    return use.at(0) or NOTHING


def _copy(machine: Any, use: Use) -> Value:
    return machine.make(_here(machine, use)[1])  # type: ignore[no-any-return]


def _create(machine: Any, use: Use) -> Value:
    bases = use.at(0) or NOTHING
    return machine.make(  # type: ignore[no-any-return]
        Shape("instance", of=tuple(a for a in bases.alternatives if isinstance(a, Object)))
    )


def _has(machine: Any, use: Use) -> Value:
    value = use.at(0) or NOTHING
    known = machine.contains(use.receiver, value)
    return constant(known) if known is not None else machine.outcome("in", value, use.receiver)


def _each(machine: Any, use: Use) -> Value:
    function = use.at(0) or NOTHING
    pairs = _sorts(machine, use.receiver, use)
    for key, held in pairs if pairs is not None else [_any(machine, use.receiver, use)]:
        perhaps(machine, function, (held, key), use)
    return NOTHING


def _of(machine: Any, use: Use) -> Value:
    return machine.make(Shape("dict", machine.shape(use.receiver.alternatives[0]).fields))  # type: ignore[no-any-return]


def _map(machine: Any, use: Use) -> Value:
    """`new Map(entries)`."""
    made = _from_entries(machine, use) if use.given.positional else machine.make(Shape("dict"))
    only = made.only
    machine.change(only, Shape("dict", machine.shape(only).fields, None, machine.shape(only).rest))
    return made


METHODS: dict[str, Native] = {
    "dict.clear": _copy, "dict.copy": _copy, "dict.delete": _pop, "dict.entries": _entries, "dict.forEach": _each,
    "dict.get": _get, "dict.has": _has, "dict.has_key": _has, "dict.items": _entries, "dict.iteritems": _entries,
    "dict.keys": _keys, "dict.of": _of, "dict.pop": _pop, "dict.set": _set, "dict.setdefault": _set_default,
    "dict.update": _update, "dict.values": _values, "object.hasOwnProperty": _has,
}  # fmt: skip
"""Name → method."""

FUNCTIONS: dict[str, Native] = {
    "global.Map": _map, "global.Object.assign": _assign, "global.Object.create": _create,
    "global.Object.entries": _entries, "global.Object.freeze": _same, "global.Object.fromEntries": _from_entries,
    "global.Object.getOwnPropertyNames": _keys, "global.Object.keys": _keys, "global.Object.seal": _same,
    "global.Object.values": _values,
    "global.structuredClone": _same,
}  # fmt: skip
"""Name → function."""
