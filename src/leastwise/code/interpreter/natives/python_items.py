"""Functions of Python that make containers, and go through them."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.use import Native, Use, apply, of_all, perhaps
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import NOTHING, Builtin, Closure, Member, Object, Value, constant, join, unknown


def _listed(kind: Any) -> Native:
    def native(machine: Any, use: Use) -> Value | None:
        value = use.at(0)
        if value is None:
            return machine.make_list((), kind)  # type: ignore[no-any-return]
        items = machine.items(value, use.frame)
        made = machine.make_list(items, kind) if items is not None else machine.make_of(
            machine.element(value, use.frame), kind)  # fmt: skip
        for function in use.given.keywords.values():
            if isinstance(function.only, Closure):
                item = machine.element(value, use.frame)
                perhaps(machine, function, (item,), use)
        return made  # type: ignore[no-any-return]

    return native


def _dict(machine: Any, use: Use) -> Value:
    shape = Shape("dict")
    for value in use.given.positional:
        items = machine.items(value, use.frame)
        is_list = isinstance(value.only, Object) and machine.shape(value.only).kind in ("list", "tuple")
        if not is_list:
            shape = machine.spread(shape, value)
            continue
        for item in items if items is not None else [machine.element(value, use.frame)]:
            key = machine.index(item, constant(0), use.node, use.frame).literal
            held = machine.index(item, constant(1), use.node, use.frame)
            shape = shape.put(key, held) if key is not ... and items is not None else shape.somewhere(held)
    for name, held in use.given.keywords.items():
        shape = shape.put(name, held)
    if use.given.rest_keywords is not None:
        shape = shape.somewhere(use.given.rest_keywords)
    return machine.make(shape)  # type: ignore[no-any-return]


def _from_keys(machine: Any, use: Use) -> Value:
    shape, names = Shape("dict"), use.at(0, "iterable") or NOTHING
    held = use.at(1, "value") or NOTHING
    for name in machine.items(names, use.frame) or [unknown("a key of a dictionary")]:
        shape = shape.somewhere(held) if name.literal is ... else shape.put(name.literal, held)
    return machine.make(shape)  # type: ignore[no-any-return]


def _default_dict(machine: Any, use: Use) -> Value:
    factory = use.at(0)
    made = Shape("dict")
    if factory is not None and any(isinstance(a, Closure) for a in factory.alternatives):
        made = made.somewhere(perhaps(machine, factory, (), use))
    return machine.make(made)  # type: ignore[no-any-return]


def _range(machine: Any, use: Use) -> Value:
    given = [value.literal for value in use.given.positional]
    if given and all(isinstance(bound, int) for bound in given) and len(given) <= 3 and given[2:] != [0]:
        found = range(*given)
        if len(found) <= 64:
            return machine.make_list([constant(i) for i in found])  # type: ignore[no-any-return]
    return machine.make_of(unknown("a number"))  # type: ignore[no-any-return]


def _enumerate(machine: Any, use: Use) -> Value | None:
    value = use.at(0)
    if value is None:
        return None
    items = machine.items(value, use.frame)
    if items is None:
        pair = (unknown("a position"), machine.element(value, use.frame))
        return machine.make_of(machine.make_list(pair, "tuple"))  # type: ignore[no-any-return]
    return machine.make_list(  # type: ignore[no-any-return]
        [machine.make_list((constant(i), item), "tuple") for i, item in enumerate(items)]
    )


def _passing(*, some: bool) -> Native:
    """`any(…)`, `all(…)`."""

    def native(machine: Any, use: Use) -> Value | None:
        value = use.at(0)
        items = machine.items(value, use.frame) if value is not None else None
        if value is None or not isinstance(value.only, Object):
            return None
        found = items if items is not None else [machine.element(value, use.frame)]
        if all(one.literals is not None for one in found):
            return None
        return of_all(machine, found, use, some=some, own=items is not None)

    return native


def _zip(machine: Any, use: Use) -> Value:
    lists = [machine.items(value, use.frame) for value in use.given.positional]
    if all(items is not None for items in lists) and lists:
        rows = list(zip(*lists, strict=False))
        return machine.make_list([machine.make_list(row, "tuple") for row in rows])  # type: ignore[no-any-return]
    row = [machine.element(value, use.frame) for value in use.given.positional]
    return machine.make_of(machine.make_list(row, "tuple"))  # type: ignore[no-any-return]


def _map(machine: Any, use: Use) -> Value | None:
    function, value = use.at(0), use.at(1)
    if function is None or value is None:
        return None
    items = machine.items(value, use.frame)
    if items is not None and len(use.given.positional) == 2:
        made = [apply(machine, function, (item,), use) for item in items]
        return machine.make_list(made)  # type: ignore[no-any-return]
    given = tuple(machine.element(inner, use.frame) for inner in use.given.positional[1:])
    return machine.make_of(perhaps(machine, function, given, use))  # type: ignore[no-any-return]


def _filter(machine: Any, use: Use) -> Value | None:
    function, value = use.at(0), use.at(1)
    if function is None or value is None:
        return None
    item = machine.element(value, use.frame)
    if function != NOTHING:
        perhaps(machine, function, (item,), use)
    return machine.make_of(item)  # type: ignore[no-any-return]


def _next(machine: Any, use: Use) -> Value | None:
    value = use.at(0)
    for name in ("__next__", "__anext__"):
        own = machine.special_of(value, name, (), use.node, use.frame) if value is not None else None
        if own is not None:
            return own  # type: ignore[no-any-return]
    if value is None or not any(isinstance(a, Object) for a in value.alternatives):
        return None
    default = use.at(1)
    items = machine.items(value, use.frame)
    if items:
        return items[0]  # type: ignore[no-any-return]
    return join([machine.element(value, use.frame), *([default] if default is not None else [])])


def _reduce(machine: Any, use: Use) -> Value | None:
    function, value, start = use.at(0), use.at(1), use.at(2)
    if function is None or value is None:
        return None
    items = machine.items(value, use.frame) or [machine.element(value, use.frame)]
    start = start if start is not None else items[0]
    for item in items:
        start = apply(machine, function, (start, item), use)
    return start


def _map_of_executor(machine: Any, use: Use) -> Value | None:
    function = use.at(0)
    known = function is not None and any(isinstance(a, (Closure, Builtin)) for a in function.alternatives)
    return _map(machine, use) if known else None


def _starmap(machine: Any, use: Use) -> Value | None:
    function, value = use.at(0), use.at(1)
    if function is None or value is None or not any(isinstance(a, (Closure, Builtin, Member)) for a in function):
        return None
    rows = machine.items(value, use.frame)
    made = []
    for row in rows if rows is not None else [machine.element(value, use.frame)]:
        items = machine.items(row, use.frame)
        given = Arguments(tuple(items)) if items is not None else Arguments(rest=machine.element(row, use.frame))
        made.append(machine.call(function, given, use.node, use.frame))
    return machine.make_list(made) if rows is not None else machine.make_of(join(made))  # type: ignore[no-any-return]


FUNCTIONS: dict[str, Native] = {
    "itertools.starmap": _starmap,
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _from_keys,
    "builtins.all": _passing(some=False),
    "builtins.any": _passing(some=True),
    "builtins.enumerate": _enumerate,
    "builtins.filter": _filter,
    "builtins.frozenset": _listed("set"),
    "builtins.list": _listed("list"),
    "builtins.map": _map,
    "builtins.next": _next,
    "builtins.range": _range,
    "builtins.reversed": _listed("list"),
    "builtins.set": _listed("set"),
    "builtins.sorted": _listed("list"),
    "builtins.tuple": _listed("tuple"),
    "builtins.xrange": _range,
    "builtins.zip": _zip,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _default_dict,
    "functools.reduce": _reduce,
    "types.SimpleNamespace": _dict,
}
"""Name → function."""

OPAQUE: dict[str, Native] = {"python map": _map_of_executor, "python starmap": _starmap}
"""Methods of executors."""
