"""Functions of Python and its standard library."""

from __future__ import annotations

import json
import posixpath
from typing import Any

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.use import Native, Use, apply
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.interpreter.texts import as_number, joined
from leastwise.code.values import (
    NOTHING,
    Builtin,
    Closure,
    Constant,
    Event,
    External,
    Member,
    Object,
    Result,
    Test,
    Text,
    Value,
    constant,
    join,
    one,
    origins_of,
    unknown,
)


def _getattr(machine: Any, use: Use) -> Value | None:
    value, name, default = use.at(0), use.at(1), use.at(2)
    if value is None or name is None:
        return None
    found = [machine.attribute(value, text, use.node, use.frame) for text in name.texts]
    if len(found) < len(name.alternatives):
        begun = any(isinstance(a, Text) and isinstance(a.parts[0], str) and a.parts[0] for a in name.alternatives)
        key = unknown("the end of a name" if begun else "a name", None, name.origins)
        found.append(machine.index(value, key, use.node, use.frame))
    if default is not None and not found:
        found.append(default)
    return join(found)


def _setattr(machine: Any, use: Use) -> Value | None:
    value, name, content = use.at(0), use.at(1), use.at(2)
    if value is None or name is None or content is None:
        return None
    if isinstance(name.literal, str):
        machine.set_attribute(value, name.literal, content, use.frame)
    else:
        machine.set_index(value, name, content, use.frame)
    return NOTHING


def _hasattr(machine: Any, use: Use) -> Value:
    return unknown("whether it has an attribute")


def _text(machine: Any, use: Use) -> Value:
    value = use.at(0)
    own = machine.special_of(value, "__str__", (), use.node, use.frame) if value is not None else None
    if own is not None:
        return own  # type: ignore[no-any-return]
    return constant("") if value is None else joined([constant(""), value], python=True)


def _formatted(machine: Any, use: Use) -> Value | None:
    value, form = use.at(0), use.at(1)
    if value is None:
        return None
    literal = value.literal
    if isinstance(literal, (int, float, str)) and form is not None and isinstance(form.literal, str):
        try:
            return constant(format(literal, form.literal)) if len(form.literal) < 8 else value
        except ValueError:
            return value
    return as_number(form.literal, value) if form is not None and isinstance(form.literal, str) else value


def _number(machine: Any, use: Use) -> Value | None:
    value = use.at(0)
    literal = 0 if value is None else value.literal
    try:
        if isinstance(literal, (str, int, float)) and len(str(literal)) < 30:
            return constant(int(literal)) if use.node.callee.name == "int" else constant(float(literal))
    except (ValueError, OverflowError, AttributeError):
        pass
    return unknown("a number")  # no text any more: what an event says in it is not dangerous


def _length(machine: Any, use: Use) -> Value | None:
    value = use.at(0)
    if value is not None and machine.special_of(value, "__len__", (), use.node, use.frame) is not None:
        return unknown("a length")
    items = machine.items(value, use.frame) if value is not None else None
    if items is not None and not (value is not None and value.texts):
        return constant(len(items))
    literal = value.literal if value is not None else ...
    return constant(len(literal)) if isinstance(literal, str) else unknown("a length")


def loads(machine: Any, use: Use) -> Value | None:
    """`json.loads`, `JSON.parse`: of a field of the event, the fields in it."""
    value = use.at(0)
    if value is None:
        return None
    found: list[Value] = []
    for alternative in value.alternatives:
        if isinstance(alternative, Event):
            found.append(one(alternative, value.origins))
        elif isinstance(alternative, Constant) and isinstance(alternative.value, (str, bytes)):
            try:
                found.append(machine.plain(json.loads(alternative.value), "dict" if use.python else "object"))
            except (ValueError, RecursionError):
                continue
        elif isinstance(alternative, Result) and alternative.arguments and _dumped(alternative):
            found.append(alternative.arguments[0])
        else:
            return None
    return join(found).tainted(value.origins) if found else None


def _dumped(found: Result) -> bool:
    names = getattr(found.callee, "names", ())
    return names[-1:] in (("dumps",), ("stringify",))


def _deepcopy(machine: Any, use: Use) -> Value | None:
    value = use.at(0)
    if value is None:
        return None
    return join(
        machine.make(machine.shape(a)) if isinstance(a, Object) and machine.shape(a).kind != "class" else one(a)
        for a in value.alternatives
    ).tainted(value.origins)


def path_join(machine: Any, use: Use) -> Value | None:
    """`os.path.join`, `path.join`."""
    given = use.given.positional
    literals = [value.literal for value in given]
    if given and all(isinstance(literal, str) for literal in literals):
        return constant(posixpath.normpath(posixpath.join(*literals))).tainted(origins_of(given))
    parts = [part for value in given for part in (constant("/"), value)][1:]
    return joined(parts, python=True)


def _class_of(machine: Any, use: Use) -> Value | None:
    value = use.at(0)
    only = value.only if value is not None else None
    if isinstance(only, Object) and machine.shape(only).kind == "instance" and machine.shape(only).of:
        return one(machine.shape(only).of[0])
    return None


def _is_instance(machine: Any, use: Use) -> Value:
    value, kinds = use.at(0), use.at(1)
    if value is None or kinds is None:
        return unknown("whether it is an instance")
    outcome: Value = machine.outcome("instanceof", value, kinds)
    return outcome


def _first(machine: Any, use: Use) -> Value | None:
    return use.at(0)


def _gather(machine: Any, use: Use) -> Value:
    if use.given.rest is not None:
        return machine.make_of(join([*use.given.positional, use.given.rest]))  # type: ignore[no-any-return]
    return machine.make_list(use.given.positional)  # type: ignore[no-any-return]


def _import_module(machine: Any, use: Use) -> Value | None:
    name = use.at(0)
    texts = name.texts if name is not None else []
    if not texts:
        machine.uncertain(use.node.span, "which module is loaded is not known")
        return unknown("which module is loaded is not known", use.node.span)
    return join([machine.imported(use.frame.module, text, use.node.span) for text in texts])


def _runner(machine: Any, use: Use) -> Value | None:
    """`executor.submit(f, *arguments)` and its like: what calls a function with what comes after it."""
    function = use.at(0, "func")
    if function is None or not any(isinstance(a, (Closure, Builtin, Member, Object)) for a in function.alternatives):
        return None
    keywords = {name: value for name, value in use.given.keywords.items() if name != "func"}
    given = Arguments(use.given.positional[1:], keywords, use.given.rest, use.given.rest_keywords)
    return machine.call(function, given, use.node, use.frame)  # type: ignore[no-any-return]


def _started(name: str, module: str, at: int, target: str, arguments: int) -> Native:
    """`Thread(target=f, args=(…), kwargs={…})` and its like: what runs a function later."""

    def native(machine: Any, use: Use) -> Value | None:
        function, given, named = use.at(at, target), use.at(arguments, "args"), use.at(arguments + 1, "kwargs")
        if function is None:
            return None
        items = machine.items(given, use.frame) if given is not None else []
        rest = machine.element(given, use.frame) if given is not None and items is None else None
        keywords, more = {}, None
        only = named.only if named is not None else None
        if isinstance(only, Object) and machine.shape(only).kind == "dict":
            keywords, more = machine.shape(only).fields, machine.shape(only).rest
        found = Arguments(tuple(items or ()), keywords, rest, more)
        machine.branches([lambda: True, lambda: machine.call(function, found, use.node, use.frame) is not None])
        return one(Result(External(module, (name,)), use.given.positional, (), True))

    return native


def _entered(machine: Any, use: Use) -> Value | None:
    """`stack.enter_context(manager)`."""
    value = use.at(0, "cm")
    if value is None:
        return None
    for name in ("__enter__", "__aenter__"):
        own = machine.special_of(value, name, (), use.node, use.frame)
        if own is not None:
            nothing = (NOTHING, NOTHING, NOTHING)
            machine.special_of(value, name.replace("enter", "exit"), nothing, use.node, use.frame)
            return own  # type: ignore[no-any-return]
    return value


def _command(machine: Any, use: Use) -> None:
    """A program is run: the command line of AWS may do anything."""
    given = use.at(0, "args")
    items = machine.items(given, use.frame) if given is not None and not given.texts else None
    first = items[0] if items else given
    for text in first.texts if first is not None else ():
        if text.split()[:1] and text.split()[0].rpartition("/")[2] == "aws":
            machine.uncertain(use.node.span, "the command line of AWS is run")


def _globals(machine: Any, use: Use) -> Value:
    number = use.frame.module.scope.number
    cells = machine.store.cells
    fields = {cell[1]: held for cell, held in cells.items() if cell.__class__ is tuple and cell[0] == number}
    made: Value = machine.make(Shape("dict", {k: v for k, v in fields.items() if isinstance(v, Value)}))
    machine.namespaces.add(made.only.address)  # type: ignore[union-attr]
    return made


def _slice(machine: Any, use: Use) -> Value:
    return one(Builtin("(slice)", machine.make_list(use.given.positional)))


def _lazy(machine: Any, use: Use) -> Value | None:
    """`LocalProxy(f)`: stands for what `f` gives."""
    function = use.at(0)
    return apply(machine, function, (), use) if function is not None and _closure(function) else None


def _boolean(machine: Any, use: Use) -> Value:
    value = use.at(0) or NOTHING
    truth = machine.truth(value, python=use.python)
    if truth is not None:
        return constant(truth)
    return value if isinstance(value.only, Test) else machine.outcome("truth", value)


FUNCTIONS: dict[str, Native] = {
    "asyncio.create_subprocess_exec": _command, "asyncio.create_subprocess_shell": _command,
    "os.popen": _command, "os.system": _command, "subprocess.Popen": _command, "subprocess.call": _command,
    "subprocess.check_call": _command, "subprocess.check_output": _command, "subprocess.run": _command,
    "asyncio.create_task": _first, "asyncio.ensure_future": _first, "asyncio.gather": _gather,
    "asyncio.get_event_loop.run_until_complete": _first, "asyncio.run": _first, "asyncio.to_thread": _runner,
    "asyncio.wait_for": _first, "builtins.bool": _boolean, "builtins.float": _number, "builtins.format": _formatted,
    "builtins.getattr": _getattr, "builtins.globals": _globals,
    "builtins.hasattr": _hasattr, "builtins.int": _number, "builtins.isinstance": _is_instance,
    "builtins.iter": _first, "builtins.len": _length, "builtins.setattr": _setattr, "builtins.slice": _slice,
    "builtins.str": _text, "builtins.type": _class_of,
    "concurrent.futures.as_completed": _first, "copy.copy": _deepcopy, "copy.deepcopy": _deepcopy,
    "importlib.import_module": _import_module, "json.loads": loads,
    "os.path.join": path_join, "simplejson.loads": loads,
    "multiprocessing.Process": _started("Process", "multiprocessing", 1, "target", 3),
    "django.utils.functional.SimpleLazyObject": _lazy, "lazy_object_proxy.Proxy": _lazy,
    "werkzeug.local.LocalProxy": _lazy, "wrapt.LazyObjectProxy": _lazy, "wrapt.ObjectProxy": _first,
    "threading.Thread": _started("Thread", "threading", 1, "target", 3),
    "threading.Timer": _started("Timer", "threading", 1, "function", 2),
}  # fmt: skip
"""Name → function."""


def _closure(value: Value | None) -> bool:
    return value is not None and any(isinstance(a, (Closure, Builtin, Member)) for a in value.alternatives)


def _second(machine: Any, use: Use) -> Value | None:
    function = use.at(1)
    return (
        apply(machine, function, use.given.positional[2:], use) if function is not None and _closure(function) else None
    )


OPAQUE: dict[str, Native] = {
    "python enter_async_context": _entered,
    "python enter_context": _entered,
    "python run_in_executor": _second,
    "python run_until_complete": _first,
    "python submit": _runner,
}  # fmt: skip
"""Methods of executors and loops."""
