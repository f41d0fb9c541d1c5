"""Methods of functions, and what makes functions of functions."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import NOTHING, Builtin, Closure, Object, Value, one
from leastwise.model.record import replace


def _bound(value: Value, this: Value | None) -> Value:
    arrows = (a.function.kind == "arrow" if isinstance(a, Closure) else True for a in value.alternatives)
    if this is None or all(arrows):
        return value
    return Value(tuple(replace(a, this=this) if isinstance(a, Closure) else a for a in value.alternatives))


def _call(machine: Any, use: Use) -> Value:
    callee = _bound(use.receiver, use.at(0))
    given = Arguments(use.given.positional[1:], use.given.keywords, use.given.rest)
    return machine.call(callee, given, use.node, use.frame)  # type: ignore[no-any-return]


def _apply(machine: Any, use: Use) -> Value:
    callee, given = _bound(use.receiver, use.at(0)), use.at(1)
    items = machine.items(given, use.frame) if given is not None else []
    arguments = Arguments(tuple(items)) if items is not None else Arguments(rest=machine.element(given, use.frame))
    return machine.call(callee, arguments, use.node, use.frame)  # type: ignore[no-any-return]


def _partial(machine: Any, callee: Value, given: Arguments) -> Value:
    """A function with some of its arguments."""
    held = machine.make(
        Shape("instance", {"callee": callee, "keywords": machine.make(Shape("dict", given.keywords))}, given.positional)
    )
    return one(Builtin("(partial)", held))


def _bind(machine: Any, use: Use) -> Value:
    callee = _bound(use.receiver, use.at(0))
    if len(use.given.positional) < 2:
        return callee
    return _partial(machine, callee, Arguments(use.given.positional[1:]))


def _functools_partial(machine: Any, use: Use) -> Value | None:
    callee = use.at(0)
    if callee is None:
        return None
    return _partial(machine, callee, Arguments(use.given.positional[1:], use.given.keywords))


def _call_partial(machine: Any, use: Use) -> Value:
    found: Object = use.receiver.alternatives[0]
    shape = machine.shape(found)
    keywords = machine.shape(shape.fields["keywords"].alternatives[0]).fields
    given = use.given
    inner = Arguments((*(shape.items or ()), *given.positional), {**keywords, **given.keywords}, given.rest)
    return machine.call(shape.fields["callee"], inner, use.node, use.frame)  # type: ignore[no-any-return]


def _wrapper(name: str) -> Native:
    def native(machine: Any, use: Use) -> Value | None:
        value = use.at(0)
        return one(Builtin(name, value)) if value is not None else None

    return native


def _same(machine: Any, use: Use) -> Value | None:
    """A decorator that leaves the function what it is, with or without arguments of its own."""
    value = use.at(0)
    if value is not None and any(isinstance(a, (Closure, Object)) for a in value.alternatives):
        return value
    return one(Builtin("(same)"))


def _first(machine: Any, use: Use) -> Value | None:
    return use.at(0)


def _wraps(machine: Any, use: Use) -> Value:
    return one(Builtin("(same)"))


def _context(machine: Any, use: Use) -> Value:
    """A function that `contextmanager` made of a generator: it gives what that yields."""
    made = machine.call(use.receiver, use.given, use.node, use.frame)
    return machine.element(made, use.frame)  # type: ignore[no-any-return]


def _nothing(machine: Any, use: Use) -> Value:
    return NOTHING


def _new(machine: Any, use: Use) -> Value | None:
    """`object.__new__(cls)`."""
    of = use.at(0)
    return (
        machine.make(Shape("instance", of=tuple(a for a in of.alternatives if isinstance(a, Object)))) if of else None
    )


def _mro(machine: Any, use: Use) -> Value:
    return machine.make_list([use.receiver])  # type: ignore[no-any-return]


def _with_then(machine: Any, use: Use) -> Value | None:
    """`util.promisify(f)`: for the interpreter, `f`."""
    return use.at(0)


METHODS: dict[str, Native] = {
    "(accessor)": lambda machine, use: one(Builtin("(property)", use.this)),
    "(context)": _context,
    "(new)": _new,
    "(nothing)": _nothing,
    "(partial)": _call_partial,
    "(same)": _first,
    "class.mro": _mro,
    "function.apply": _apply,
    "function.bind": _bind,
    "function.call": _call,
}
"""Name → method."""

FUNCTIONS: dict[str, Native] = {
    "abc.abstractmethod": _first,
    "builtins.classmethod": _wrapper("(class)"),
    "builtins.object.__new__": _new,
    "builtins.property": _wrapper("(property)"),
    "builtins.staticmethod": _wrapper("(static)"),
    "contextlib.asynccontextmanager": _wrapper("(context)"),
    "contextlib.contextmanager": _wrapper("(context)"),
    "dataclasses.dataclass": _same,
    "functools.cache": _same,
    "functools.cached_property": _wrapper("(property)"),
    "functools.lru_cache": _same,
    "functools.partial": _functools_partial,
    "functools.wraps": _wraps,
    "pydantic.dataclasses.dataclass": _same,
    "typing.cast": lambda machine, use: use.at(1),
    "typing.overload": _first,
    "util.promisify": _with_then,
}
"""Name → function."""
