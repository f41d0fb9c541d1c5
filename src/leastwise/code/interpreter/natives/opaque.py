"""Methods of what is not known: fields of the event, results of libraries, texts with parts that are not known.

What they give is an item, a field, or a `Result` (where this gives `None`), so that observers see a readable chain.
"""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of, root
from leastwise.code.interpreter.faults import an_error
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.use import Native, Use, apply, of_all, passing, perhaps
from leastwise.code.values import NOTHING, STORED, Env, Event, External, Member, Value, constant, join, unknown

_SCHEMAS = ("zod", "zod/v4", "zod/v3", "zod/mini", "valibot", "superstruct", "myzod", "runtypes", "arktype")
"""Libraries whose schemas check values: https://zod.dev/basics"""


def _item(machine: Any, use: Use) -> Value:
    return machine.index(use.receiver, unknown("a position"), use.node, use.frame)  # type: ignore[no-any-return]


def _calls(value: Value | None) -> bool:
    """Whether a function is given: `orders.find({id})` of a library goes through nothing."""
    return value is not None and any(a.__class__.__name__ in ("Closure", "Builtin") for a in value.alternatives)


def _library(use: Use) -> bool:
    """Whether it is a client or the like, whose methods are its own."""
    return isinstance(use.receiver.alternatives[0], External)


def _each(machine: Any, use: Use) -> Value | None:
    function = use.at(0)
    if not _calls(function) or _library(use):
        return None
    item = _item(machine, use)
    perhaps(machine, function, (item, unknown("a position"), use.receiver), use)
    return NOTHING


def _map(machine: Any, use: Use) -> Value | None:
    function = use.at(0)
    if not _calls(function) or _library(use):
        return None
    item = _item(machine, use)
    made = perhaps(machine, function, (item, unknown("a position"), use.receiver), use)
    return machine.make_of(made)  # type: ignore[no-any-return]


def _tested(machine: Any, use: Use) -> tuple[Value, Value] | None:
    """An item, and what a function that is given says of it."""
    function = use.at(0)
    if not _calls(function) or _library(use):
        return None
    item = _item(machine, use)
    return item, perhaps(machine, function, (item, unknown("a position"), use.receiver), use)


def _filter(machine: Any, use: Use) -> Value | None:
    found = _tested(machine, use)
    if found is None:
        return None
    kept = passing(machine, *found, use)
    return use.receiver if kept is found[0] else machine.make_of(kept)


def _find(machine: Any, use: Use) -> Value | None:
    found = _tested(machine, use)
    return None if found is None else passing(machine, *found, use)


def _some(machine: Any, use: Use) -> Value | None:
    found = _tested(machine, use)
    if found is None:
        return None
    return of_all(machine, found[1:], use, some=use.node.callee.name == "some", own=not found[0].origins)


def _reduce(machine: Any, use: Use) -> Value | None:
    function, start = use.at(0), use.at(1) or NOTHING
    if not _calls(function) or _library(use):
        return None
    item = _item(machine, use)
    for _ in range(2):
        before = start
        start = join((before, perhaps(machine, function, (before, item), use)))
    return start


def _get(machine: Any, use: Use) -> Value | None:
    """`event.get("body", default)`."""
    key = use.at(0)
    first = use.receiver.alternatives[0]
    if key is None or not (isinstance(first, Event) or _answer_of_aws(use.receiver)) or len(use.given.positional) > 2:
        return None
    found = machine.index(use.receiver, key, use.node, use.frame)
    default = use.at(1)
    return found if default is None or default == NOTHING else join((found, default))


def _answer_of_aws(value: Value) -> bool:
    """Whether it is what an operation of AWS gave that reads a store, or something in it: plain dictionaries."""
    return bool(value.origins) and all(path[:1] == (STORED,) and ":" in path[1] for path, _ in value.origins)


def _data(machine: Any, use: Use) -> Value | None:
    """`record.kinesis.data_as_json()` of Powertools, whose steps are those of `data`."""
    if not isinstance(use.receiver.alternatives[0], Event) or use.given.positional:
        return None
    return machine.index(use.receiver, constant("data"), use.node, use.frame)  # type: ignore[no-any-return]


def _entries(machine: Any, use: Use) -> Value | None:
    if not isinstance(use.receiver.alternatives[0], Event) or use.given.positional:
        return None
    key = unknown("a name", None, use.receiver.origins)
    return machine.make_of(machine.make_list([key, _item(machine, use)], "tuple"))  # type: ignore[no-any-return]


def _values(machine: Any, use: Use) -> Value | None:
    if not isinstance(use.receiver.alternatives[0], Event) or use.given.positional:
        return None
    return machine.make_of(_item(machine, use))  # type: ignore[no-any-return]


def _then(machine: Any, use: Use) -> Value | None:
    """`promise.then(done, failed)`: promises are what they promise."""
    function, failed = use.at(0), use.at(1)
    found: list[Value] = []
    if _calls(function):
        found.append(apply(machine, function, (use.receiver,), use))
    if _calls(failed):
        found.append(perhaps(machine, failed, (an_error(),), use))
    return join(found) if found else use.receiver


def _catch(machine: Any, use: Use) -> Value:
    function = use.at(0)
    if not _calls(function):
        return use.receiver
    caught = perhaps(machine, function, (an_error(),), use)
    return join((use.receiver, caught)) if caught != NOTHING else use.receiver


def _finally(machine: Any, use: Use) -> Value:
    if _calls(use.at(0)):
        apply(machine, use.at(0) or NOTHING, (), use)
    return use.receiver


def _same(machine: Any, use: Use) -> Value | None:
    """`request.promise()` of version 2 of the SDK."""
    return use.receiver if not use.given.positional else None


def _bind(machine: Any, use: Use) -> Value | None:
    of = use.receiver.alternatives[0]
    method = isinstance(of, (Member, Event)) or (isinstance(of, External) and bool(of.names))
    return use.receiver if len(use.given.positional) <= 1 and method else None


def _call(machine: Any, use: Use) -> Value | None:
    """`client.get.call(client, …)`."""
    if not isinstance(root(use.receiver.alternatives[0]), External):
        return None
    given = Arguments(use.given.positional[1:], use.given.keywords, use.given.rest)
    return machine.call(use.receiver, given, use.node, use.frame)  # type: ignore[no-any-return]


def _apply(machine: Any, use: Use) -> Value | None:
    """`client.get.apply(client, […])`."""
    if not isinstance(root(use.receiver.alternatives[0]), External):
        return None
    listed = use.at(1)
    items = machine.items(listed, use.frame) if listed is not None else []
    given = Arguments(tuple(items)) if items is not None else Arguments(rest=machine.element(listed, use.frame))
    return machine.call(use.receiver, given, use.node, use.frame)  # type: ignore[no-any-return]


def _search(machine: Any, use: Use) -> Value | None:
    """`url.searchParams.set(name, value)`: observers who ask for the address find it."""
    of = use.receiver.alternatives[0]
    name, value = use.at(0), use.at(1)
    if isinstance(of, Member) and of.name == "searchParams" and name is not None and value is not None:
        for text in name.texts:
            machine.store.write((of.of, f"?{text}"), value)
    return None


def _parse(machine: Any, use: Use) -> Value | None:
    """`schema.parse(process.env)`: what is given, where the schema only checks it."""
    of = use.receiver.alternatives[0]
    start = root(of)
    if not isinstance(start, External) or start.module not in _SCHEMAS or ".transform" in path_of(of):
        return None
    return use.at(0)


def _safe_parse(machine: Any, use: Use) -> Value | None:
    value = _parse(machine, use)
    if value is None:
        return None
    of = use.receiver.alternatives[0]
    value = machine.seen(Member(of, "parse"), value, use.given, use.node, use.frame, use.receiver)
    made = machine.plain({"success": True}, "object")
    machine.set_attribute(made, "success", unknown("whether it fits"), use.frame)
    machine.set_attribute(made, "data", value, use.frame)
    machine.set_attribute(made, "error", unknown("an error"), use.frame)
    return made  # type: ignore[no-any-return]


def _validate(machine: Any, use: Use) -> Value | None:
    """`schema.validate(body)` of Joi: the value, and the error if there is one; of Yup the value."""
    start, value = root(use.receiver.alternatives[0]), use.at(0)
    module = start.module if isinstance(start, External) else ""
    if value is None or module not in ("joi", "@hapi/joi", "yup"):
        return None
    if module == "yup" or use.node.callee.name == "validateAsync":
        return value
    of = use.receiver.alternatives[0]
    value = machine.seen(Member(of, "validateAsync"), value, use.given, use.node, use.frame, use.receiver)
    made = machine.plain({"value": None}, "object")
    machine.set_attribute(made, "value", value, use.frame)
    machine.set_attribute(made, "error", unknown("an error"), use.frame)
    return made  # type: ignore[no-any-return]


def _set_feature(machine: Any, use: Use) -> Value | None:
    """`parser.setFeature(feature_external_ges, True)`: who asks for the feature finds it."""
    name, value = use.at(0), use.at(1)
    of = name.only if name is not None else None
    if isinstance(of, External) and of.names and value is not None:
        machine.set_attribute(use.receiver, of.names[-1], value, use.frame)
    return None


def _text(machine: Any, use: Use) -> Value | None:
    """What leaves a text what it is, for who asks which one it is."""
    first = use.receiver.alternatives[0]
    return use.receiver if isinstance(first, Env) else None


OPAQUE: dict[str, Native] = {
    "python get": _get, "python items": _entries, "python values": _values, "python strip": _text,
    "python data": _data, "python encode": _text,
    "python setFeature": _set_feature, "script apply": _apply,
    "script append": _search, "script bind": _bind, "script call": _call, "script catch": _catch,
    "script every": _some, "script filter": _filter, "script finally": _finally, "script find": _find,
    "script flatMap": _map, "script forEach": _each, "script map": _map, "script promise": _same,
    "script parse": _parse, "script parseAsync": _parse, "script reduce": _reduce, "script safeParse": _safe_parse,
    "script set": _search,
    "script some": _some, "script then": _then, "script toString": _text,
    "script trim": _text, "script validate": _validate, "script validateAsync": _validate,
    "script validateSync": _validate,
}  # fmt: skip
"""Language and name → method."""
