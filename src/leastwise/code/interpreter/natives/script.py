"""Functions of JavaScript and Node.js."""

from __future__ import annotations

import posixpath
from typing import Any

from leastwise.code.interpreter.faults import an_error
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.python import loads, path_join
from leastwise.code.interpreter.natives.use import Native, Use, apply, perhaps
from leastwise.code.interpreter.texts import joined
from leastwise.code.values import (
    NOTHING,
    Builtin,
    Closure,
    Constant,
    ModuleOf,
    Object,
    Result,
    Text,
    Value,
    constant,
    join,
    one,
    unknown,
)
from leastwise.model.record import replace


def _first(machine: Any, use: Use) -> Value:
    return use.at(0) or NOTHING


def _race(machine: Any, use: Use) -> Value:
    value = use.at(0)
    return machine.element(value, use.frame) if value is not None else NOTHING


def _settled(machine: Any, use: Use) -> Value:
    value = use.at(0)
    items = machine.items(value, use.frame) if value is not None else []
    found = items if items is not None else [machine.element(value, use.frame)]
    made = [machine.plain({"status": "fulfilled"}, "object") for _ in found]
    for held, item in zip(made, found, strict=True):
        machine.set_attribute(held, "value", item, use.frame)
    return machine.make_list(made) if items is not None else machine.make_of(made[0])  # type: ignore[no-any-return]


def _promise(machine: Any, use: Use) -> Value:
    """`new Promise((resolve, reject) => …)`: what is given to `resolve`."""
    function = use.at(0)
    if function is None:
        return NOTHING
    held = machine.make_of(None)
    resolve = one(Builtin("(resolve)", held))
    apply(machine, function, (resolve, one(Builtin("(nothing)"))), use)
    inside = machine.shape(held.alternatives[0]).all()
    return join(inside) if inside else unknown("what a promise gives")


def _resolve(machine: Any, use: Use) -> Value:
    found: Object = use.receiver.alternatives[0]
    machine.change(found, machine.shape(found).loose(use.at(0) or NOTHING))
    return NOTHING


def _then(machine: Any, use: Use) -> Value:
    function = use.at(0)
    if function is not None and function != NOTHING:
        return apply(machine, function, (use.receiver,), use)
    return use.receiver


def _catch(machine: Any, use: Use) -> Value:
    function = use.at(0)
    if function is not None:
        perhaps(machine, function, (an_error(),), use)
    return use.receiver


def _finally(machine: Any, use: Use) -> Value:
    if use.at(0) is not None:
        apply(machine, use.at(0) or NOTHING, (), use)
    return use.receiver


def _text(machine: Any, use: Use) -> Value:
    value = use.at(0)
    if use.new:
        return value or constant("")
    return constant("") if value is None else joined([constant(""), value], python=False)


def _number(machine: Any, use: Use) -> Value:
    literal = (use.at(0) or NOTHING).literal
    if isinstance(literal, str) and literal.isdecimal() and len(literal) < 16:
        return constant(int(literal))
    return constant(literal) if isinstance(literal, (int, float)) else unknown("a number")


def _is_array(machine: Any, use: Use) -> Value:
    only = (use.at(0) or NOTHING).only
    if isinstance(only, Object):
        return constant(machine.shape(only).kind == "list")
    return constant(False) if isinstance(only, Constant) else unknown("whether it is an array")


def _array_from(machine: Any, use: Use) -> Value:
    value = use.at(0) or NOTHING
    items = machine.items(value, use.frame)
    made = machine.make_list(items) if items is not None else machine.make_of(machine.element(value, use.frame))
    function = use.at(1)
    if function is not None:
        item = machine.element(made, use.frame)
        made = machine.make_of(perhaps(machine, function, (item, unknown("a position")), use))
    return made  # type: ignore[no-any-return]


def _array_of(machine: Any, use: Use) -> Value:
    if use.new or (len(use.given.positional) == 1 and isinstance(use.given.positional[0].literal, int)):
        return machine.make_list(())  # type: ignore[no-any-return]
    return machine.make_list(use.given.positional)  # type: ignore[no-any-return]


def _set(machine: Any, use: Use) -> Value:
    value = use.at(0)
    items = machine.items(value, use.frame) if value is not None else []
    if items is None:
        return machine.make_of(machine.element(value, use.frame), "set")  # type: ignore[no-any-return]
    return machine.make_list(dict.fromkeys(items), "set")  # type: ignore[no-any-return]


def _later(machine: Any, use: Use) -> Value:
    """`setTimeout(f, …)`: for the interpreter, now."""
    function = use.at(0)
    if function is not None and any(isinstance(a, (Closure, Builtin)) for a in function.alternatives):
        perhaps(machine, function, use.given.positional[2:], use)
    return unknown("a timer")


def _define(machine: Any, use: Use) -> Value | None:
    """`Object.defineProperty(target, name, {value} | {get})`, with which compilers export."""
    target, name, told = use.at(0), use.at(1), use.at(2)
    if target is None or name is None or told is None or not isinstance(name.literal, str):
        return target
    only = told.only
    fields = machine.shape(only).fields if isinstance(only, Object) else {}
    if "value" in fields:
        machine.set_attribute(target, name.literal, fields["value"], use.frame)
    elif "get" in fields:
        machine.set_attribute(target, name.literal, one(Builtin("(property)", fields["get"])), use.frame)
    return target


def _proxy(machine: Any, use: Use) -> Value | None:
    """`new Proxy(target, traps)`: the target, and what the traps make of it."""
    target, traps = use.at(0), use.at(1)
    if target is None or traps is None:
        return target
    return join((target, one(Builtin("(proxy)", machine.make_list((target, traps))))))


def _call_proxy(machine: Any, use: Use) -> Value:
    target, traps = machine.items(use.receiver, use.frame)
    trap = machine.attribute(traps, "apply", use.node, use.frame)
    if not any(isinstance(a, Closure) for a in trap.alternatives):
        return NOTHING
    return apply(machine, trap, (target, NOTHING, machine.make_list(use.given.positional)), use)


def _reflect_get(machine: Any, use: Use) -> Value:
    return machine.index(use.at(0) or NOTHING, use.at(1) or NOTHING, use.node, use.frame)  # type: ignore[no-any-return]


def _reflect_apply(machine: Any, use: Use) -> Value:
    items = machine.items(use.at(2) or NOTHING, use.frame)
    given = Arguments(tuple(items)) if items is not None else Arguments(rest=unknown("an argument"))
    callee, this = use.at(0) or NOTHING, use.at(1)
    bound = (replace(a, this=this) if isinstance(a, Closure) and a.this is None else a for a in callee.alternatives)
    return machine.call(Value(tuple(bound)), given, use.node, use.frame)  # type: ignore[no-any-return]


def _injected(machine: Any, use: Use) -> Value:
    told: Value | None = machine.provided(use.at(1), use.node, use.frame)
    if told is not None:
        return told
    return machine.of_type(use.at(0) or NOTHING, use.node, use.frame)  # type: ignore[no-any-return]


def _command(machine: Any, use: Use) -> None:
    """`execSync("aws s3 ls")`: the command line of AWS may do anything."""
    first = use.at(0)
    for found in first.alternatives if first is not None else ():
        text = found.value if isinstance(found, Constant) else found.parts[0] if isinstance(found, Text) else ""
        if isinstance(text, str) and text.split()[:1] and text.split()[0].rpartition("/")[2] == "aws":
            machine.uncertain(use.node.span, "the command line of AWS is run")


def _started(machine: Any, use: Use) -> None:
    """`new Worker("./work.js")`, `fork("./work.js")`: the file runs as a program of its own."""
    value = use.at(0) or NOTHING
    only = value.only
    if isinstance(only, Result) and only.arguments and getattr(only.callee, "names", ())[-1:] == ("URL",):
        value = only.arguments[0]
    known = [machine.imported(use.frame.module, text, use.node.span) for text in value.texts]
    if not known or any(not isinstance(one_of.only, ModuleOf) for one_of in known):
        machine.uncertain(use.node.span, "which file is started is not known")


def _create_require(machine: Any, use: Use) -> Value:
    return one(Builtin("(require)"))


def _require(machine: Any, use: Use) -> Value:
    texts = (use.at(0) or NOTHING).texts
    if not texts:
        machine.uncertain(use.node.span, "which module is loaded is not known")
        return unknown("which module is loaded is not known")
    found = [machine.loaded(text, use.node, use.frame) for text in texts]
    return join(found)


def _basename(machine: Any, use: Use) -> Value | None:
    literal = (use.at(0) or NOTHING).literal
    return constant(posixpath.basename(literal)) if isinstance(literal, str) else None


def _dirname(machine: Any, use: Use) -> Value | None:
    literal = (use.at(0) or NOTHING).literal
    return constant(posixpath.dirname(literal)) if isinstance(literal, str) else None


METHODS: dict[str, Native] = {
    "(proxy)": _call_proxy, "(require)": _require,
    "(resolve)": _resolve, "promise.catch": _catch, "promise.finally": _finally, "promise.then": _then,
}  # fmt: skip
"""Name → method."""

FUNCTIONS: dict[str, Native] = {
    "global.Array": _array_of, "global.Array.from": _array_from, "global.Array.isArray": _is_array,
    "@aws-sdk/util-dynamodb.unmarshall": loads, "aws-sdk.DynamoDB.Converter.unmarshall": loads,
    "global.JSON.parse": loads, "global.Number": _number, "global.Object.defineProperty": _define,
    "global.Promise": _promise, "global.Promise.all": _first, "global.Promise.allSettled": _settled,
    "child_process.exec": _command, "child_process.execFile": _command, "child_process.execFileSync": _command,
    "child_process.execSync": _command, "child_process.fork": _started, "child_process.spawn": _command,
    "child_process.spawnSync": _command, "envalid.cleanEnv": _first, "global.(injected)": _injected,
    "global.Promise.any": _race, "global.Promise.race": _race,
    "global.Proxy": _proxy, "module.createRequire": _create_require, "worker_threads.Worker": _started,
    "global.Reflect.apply": _reflect_apply, "global.Reflect.get": _reflect_get, "global.Promise.resolve": _first,
    "global.Set": _set, "global.String": _text, "global.WeakMap": lambda machine, use: machine.make_of(None, "dict"),
    "global.parseFloat": _number, "global.parseInt": _number, "global.process.nextTick": _later,
    "global.setImmediate": _later, "global.setTimeout": _later, "path.basename": _basename,
    "path.default.join": path_join, "path.dirname": _dirname, "path.join": path_join, "path.posix.join": path_join,
    "path.resolve": path_join,
}  # fmt: skip
"""Name → function."""
