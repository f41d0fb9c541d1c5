"""Methods of functions, and what makes functions of functions."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.use import Native, Use, perhaps
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


def _served(machine: Any, use: Use) -> Value:
    """A class that a library was given: it makes an instance, and calls whatever that has."""
    found: Object = use.receiver.alternatives[0]
    body, _ = machine.bodies.get(found.address, (None, None))
    if body is not None:  # of JavaScript: its constructor is given what it asks for
        if body.decorators and machine.outside(found) is None:
            return NOTHING  # its decorators say which methods are called: see `Injection`
        made = machine.injected(found, use.node, use.frame)
    else:
        made = machine.instance(found, Arguments(rest=use.at(0)), use.node, use.frame)
    for alternative in made.alternatives:
        for method in machine.methods(alternative) if isinstance(alternative, Object) else ():
            count = sum(p.kind in ("", "*") and p.default is None for p in method.function.parameters)
            given = Arguments((use.at(0) or NOTHING,) * max(count - 1, 0))
            perhaps(machine, one(method), given.positional, use)
    return made  # type: ignore[no-any-return]


def _setter(machine: Any, use: Use) -> Value:
    """`@name.setter`: what the property calls when it is set."""
    getter, setter = use.receiver.alternatives[0], use.at(0)
    if isinstance(getter, Closure) and setter is not None and isinstance(setter.only, Closure):
        machine.store.write(("(setter)", id(getter.function)), setter)
    return one(Builtin("(property)", use.this))


def _set(machine: Any, use: Use) -> Value | None:
    """`object.__setattr__(x, name, value)`, or of `super()`."""
    given = use.given.positional
    value, name = (use.receiver, given[0]) if use.this is not None and len(given) == 2 else given[:2] or (None, None)
    if value is None or name is None or not isinstance(name.literal, str):
        return None
    machine.set_attribute(value, name.literal, given[-1], use.frame)
    return NOTHING


def _subclasses(machine: Any, use: Use) -> Value:
    shape = machine.shape(use.receiver.alternatives[0])
    return shape.fields.get("(subclasses)") or machine.make_list(())  # type: ignore[no-any-return]


def _with_then(machine: Any, use: Use) -> Value | None:
    """`util.promisify(f)`: for the interpreter, `f`."""
    return use.at(0)


def _dispatch(machine: Any, use: Use) -> Value | None:
    """`singledispatch(f)`: any of the functions that are registered may be called."""
    value = use.at(0)
    return None if value is None else one(Builtin("(dispatch)", machine.make_list([value])))


def _call_dispatch(machine: Any, use: Use) -> Value:
    items = machine.items(use.receiver, use.frame) or [machine.element(use.receiver, use.frame)]
    several = Value(tuple(dict.fromkeys(a for item in items for a in item.alternatives)))
    return machine.call(several, use.given, use.node, use.frame)  # type: ignore[no-any-return]


def _register(machine: Any, use: Use) -> Value:
    """`f.register(type)`, `f.register(type, function)` or, as a decorator, `f.register(function)`."""
    function = next((v for v in reversed(use.given.positional) if any(isinstance(a, Closure) for a in v)), None)
    if function is None:
        return one(Builtin("(register)", use.this))
    found: Object = use.receiver.alternatives[0]
    machine.change(found, machine.shape(found).append(function))
    return function


def _caller(name: str) -> Native:
    """`methodcaller("x", …)`, `attrgetter("x")`: what asks something of whatever it is given."""

    def native(machine: Any, use: Use) -> Value | None:
        if any(not isinstance(value.literal, (str, int)) for value in use.given.positional[:1]):
            return None
        return _partial(machine, one(Builtin(name)), use.given)

    return native


def _ask(machine: Any, use: Use) -> Value | None:
    held, name, thing = use.given.positional, use.at(0), use.given.positional[-1]
    if name is None or not isinstance(name.literal, str) or len(held) < 2:
        return None
    for step in name.literal.split("."):
        thing = machine.attribute(thing, step, use.node, use.frame)
    return thing


def _ask_method(machine: Any, use: Use) -> Value | None:
    name = use.at(0)
    if name is None or not isinstance(name.literal, str) or len(use.given.positional) < 2:
        return None
    method = machine.attribute(use.given.positional[-1], name.literal, use.node, use.frame)
    given = Arguments(use.given.positional[1:-1], use.given.keywords)
    return machine.call(method, given, use.node, use.frame)  # type: ignore[no-any-return]


def _ask_item(machine: Any, use: Use) -> Value | None:
    key = use.at(0)
    if key is None or len(use.given.positional) != 2:
        return None
    return machine.index(use.given.positional[1], key, use.node, use.frame)  # type: ignore[no-any-return]


METHODS: dict[str, Native] = {
    "(dispatch)": _call_dispatch,
    "(register)": _register,
    "(served)": _served,
    "(set)": _set,
    "(setter)": _setter,
    "(attrgetter)": _ask,
    "(itemgetter)": _ask_item,
    "(methodcaller)": _ask_method,
    "(accessor)": lambda machine, use: one(Builtin("(property)", use.this)),
    "(context)": _context,
    "(new)": _new,
    "(nothing)": _nothing,
    "(partial)": _call_partial,
    "(same)": _first,
    "class.__subclasses__": _subclasses,
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
    "builtins.object.__setattr__": _set,
    "builtins.property": _wrapper("(property)"),
    "builtins.staticmethod": _wrapper("(static)"),
    "contextlib.aclosing": _first,
    "contextlib.asynccontextmanager": _wrapper("(context)"),
    "contextlib.closing": _first,
    "contextlib.contextmanager": _wrapper("(context)"),
    "dataclasses.dataclass": _same,
    "attr.s": _same,
    "attr.attrs": _same,
    "attr.dataclass": _same,
    "attr.define": _same,
    "attr.frozen": _same,
    "attr.mutable": _same,
    "attrs.define": _same,
    "attrs.frozen": _same,
    "attrs.mutable": _same,
    "functools.cache": _same,
    "functools.cached_property": _wrapper("(property)"),
    "functools.lru_cache": _same,
    "functools.partial": _functools_partial,
    "functools.singledispatch": _dispatch,
    "functools.wraps": _wraps,
    "operator.attrgetter": _caller("(attrgetter)"),
    "operator.itemgetter": _caller("(itemgetter)"),
    "operator.methodcaller": _caller("(methodcaller)"),
    "pydantic.dataclasses.dataclass": _same,
    "typing.cast": lambda machine, use: use.at(1),
    "typing.overload": _first,
    "util.promisify": _with_then,
}
"""Name → function."""
