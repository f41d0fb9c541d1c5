"""Calls of libraries, by the rows of `leastwise.code.sdk.data`, as operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.interpreter.attributes import BASE
from leastwise.code.interpreter.special import CLASS
from leastwise.code.needs.derived import Derived
from leastwise.code.needs.frozen import Anything, Field, Joined, Reading, Stored, Variable, frozen, product
from leastwise.code.needs.kinds import Command, Instance, Library
from leastwise.code.needs.rows import parameter
from leastwise.code.needs.use import Unclear, Use
from leastwise.code.observers import Call
from leastwise.code.sdk import LibraryCall, LibraryName
from leastwise.code.values import Object, Result, Value
from leastwise.iam.filling import found as found_in
from leastwise.iam.filling import holds, read
from leastwise.iam.operations import Condition
from leastwise.iam.truth import Truth
from leastwise.model.record import replace
from leastwise.model.value import Symbol, Unknown

_MOST = 16

Around = dict[str, dict[str, Value | None]]


def library_uses(
    observer: Any,
    row: LibraryName,
    call: Call,
    around: Around,
    module: str,
    service: str = "",
) -> Iterator[Use | Unclear]:
    """What a function of a library calls.

    Args:
        observer: who asks.
        row: what is known of it.
        call: the call.
        around: `self`: the arguments that its instance was made with.
        module: of the library.
        service: of the client that it is a method of.
    """
    presigns = row.facts.get("presigns")
    if presigns is not None:
        yield from _presigned(observer, row, presigns, call, service)
    kind, _, rest = (row.returns or "").partition(":")
    if kind == "call" and service:
        yield from _named(observer, row, rest, "params", call, service, "code")
    if kind == "waiter" and service and module == "aws-sdk":
        given = parameter(row, rest, call.arguments, call.keywords)
        for text in given.texts if given is not None else ():
            operation = sdk.waited(service, text)
            if operation:
                yield Use(service, operation, tuple(observer.whole(call, 1)))
    if "through" in row.facts:
        yield from _through(observer, row, call)
    if "signs" in row.facts:
        yield from _signed(observer, row, call, around)
    if "unclear" in row.facts:
        yield Unclear(call.span, row.facts["unclear"])
    if "makes" in row.facts:
        yield from _made(observer, row, call, around, module)
    if not row.calls:
        return
    source = "code" if module in ("boto3", "aws-sdk", "@aws-sdk/lib-dynamodb", "@aws-sdk/lib-storage") else "library"
    for data in _data(observer, row, call, around):
        for one in row.calls:
            for use in _call(one, row, data, source):
                yield use if one.until is None else replace(use, until=(module, one.until))


def _made(observer: Any, row: LibraryName, call: Call, around: Around, module: str) -> Iterator[Use | Unclear]:
    """What an action calls that a class of the same library makes of what it is given to: `entity.build(PutItem)`."""
    value = parameter(row, row.facts["makes"], call.arguments, call.keywords)
    rows = [thing.row for thing in observer.things.of_value(value) if isinstance(thing, Library)]
    for made in rows:
        yield from library_uses(observer, made, call, {"target": around.get("self", {})}, module)
    if not rows:
        yield Unclear(call.span, "which action is made is not known")


def _through(observer: Any, row: LibraryName, call: Call) -> Iterator[Use | Unclear]:
    """What a method of an instance calls that a function is given: `decrypt(keyring, …)`."""
    name, method = row.facts["through"]
    given = parameter(row, name, call.arguments, call.keywords)
    known = [thing for thing in observer.things.of_value(_to_library(given, call)) if isinstance(thing, Instance)]
    for thing in known:
        of = thing.of
        found = sdk.library(observer.things.language, of.module, f"{of.name}.{method}")
        if found is not None:
            own: dict[str, Value | None] = {key: value for key, value in thing.keywords if key != CLASS}
            own |= dict(zip(of.row.parameters, thing.arguments, strict=False))
            yield from library_uses(observer, found, call, {"self": own}, of.module)
    if not known:
        yield Unclear(call.span, f"what {name} is that does it is not known")


def _to_library(given: Value | None, call: Call) -> Value | None:
    """What instances, and classes, of the package are to the library whose class they extend."""
    machine: Any = getattr(call.heap, "machine", None)
    if given is None or machine is None:
        return given
    found: list[Any] = []
    for alternative in given.alternatives:
        shape = machine.shape(alternative) if isinstance(alternative, Object) else None
        base = machine.outside(alternative) if shape is not None and shape.kind == "class" else None
        kept = shape.fields.get(BASE) if shape is not None else None
        if base is not None:
            found.append(Result(base, (), machine.settings(alternative), True))
        else:
            found += [alternative] if kept is None else kept.alternatives
    return Value(tuple(found), given.origins)


def _data(observer: Any, row: LibraryName, call: Call, around: Around) -> list[dict[Any, Any]]:
    """Everything that the parameters may be, by their names; `self` holds those of the instance."""
    rows: dict[Any, list[Any]] = {
        name: frozen(value, observer.seen(call)) for name, value in zip(row.parameters, call.arguments, strict=False)
    }
    rows |= {name: frozen(value, observer.seen(call)) for name, value in call.keywords.items()}
    for name, own in around.items():
        rows[name] = list(product({key: frozen(value, observer.seen(call)) for key, value in own.items()}))
    return product(rows)[:_MOST]


def _call(one: LibraryCall, row: LibraryName, data: dict[Any, Any], source: str) -> Iterator[Use]:
    one, kept = _by_pattern(one, data)
    if not kept:
        return
    if any(holds(_condition(path, values), data) is Truth.NO for path, values in one.when.items()):
        return
    if any(name in data for name in one.unless):
        return
    if one.text is not None and not isinstance(data.get(one.text), (str, Variable, Joined)):
        return
    begins: list[tuple[Any, str]] = []
    for path, text in one.begins.items():
        values = list(found_in(data, _path(path)))
        if not any(_begins(value, text) for value in values):
            begins += ((_first(value), text) for value in values[:1] if isinstance(_first(value), _SETTLED))
            if not begins:
                return
    if one.only is not None:
        first = data.get(row.parameters[0]) if row.parameters else None
        if isinstance(first, str) and not first.startswith(one.only):
            return
    arguments = tuple(_arguments(one, data))
    yield Use(one.service, one.operation, arguments, one.action, source, one.optional, begins=tuple(begins))


_SETTLED = (Derived, Field, Stored, Variable)
"""What only the template of a function tells."""


def _first(value: Any) -> Any:
    return value.parts[0] if isinstance(value, Joined) else value


def _begins(value: Any, text: str) -> bool:
    """Whether it is known of a text how it begins, and it is so."""
    first = _first(value)
    return isinstance(first, str) and first.startswith(text)


def _by_pattern(one: LibraryCall, data: dict[Any, Any]) -> tuple[LibraryCall, bool]:
    """A call that is made for those values only that end in some way (`*/`), or do not (`!*/`)."""
    for path, values in one.when.items():
        pattern = values[0] if isinstance(values, list) and len(values) == 1 else None
        if not isinstance(pattern, str) or not pattern.lstrip("!").startswith("*") or pattern.endswith("*"):
            continue
        end, wanted = pattern.lstrip("!")[1:], not pattern.startswith("!")
        kept = [text for text in found_in(data, _path(path)) if str(text).endswith(end) is wanted]
        data["(kept)"] = kept
        swapped = {target: "(kept)[]" if source == path else source for target, source in one.arguments.items()}
        return LibraryCall(one.service, one.operation, one.action, swapped, {}, one.optional, one.only), bool(kept)
    return one, True


def _condition(path: str, values: Any) -> Condition:
    return Condition(_path(path), tuple(values) if isinstance(values, list) else values)


def _path(text: str) -> tuple[str, ...]:
    text = text.replace("[]", ".[]").replace("{=}", ".{=}").replace("{}", ".{}")
    return tuple(step for step in text.split(".") if step)


def _arguments(one: LibraryCall, data: dict[Any, Any]) -> list[dict[Any, Any]]:
    wholes: list[dict[Any, Any]] = [{}]
    if "*" in one.arguments:
        wholes = [
            value if isinstance(value, dict) else Anything() if isinstance(value, Symbol) else {}
            for value in _values(one.arguments["*"], data)
        ] or [{}]
    made = []
    for whole in wholes:
        row = whole.__class__(whole)
        for target, source in one.arguments.items():
            if target != "*":
                _put(row, target, list(_values(source, data)))
        made.append(row)
    return made


def _values(source: str, data: dict[Any, Any]) -> Iterator[Any]:
    for choice in source.split("|"):
        if choice.startswith("=$"):
            yield Variable(choice[2:])
            return
        if choice.startswith("="):
            yield {"true": True, "false": False}.get(choice[1:], choice[1:])
            return
        path, _, reading = choice.partition(":")
        values = [value for value in found_in(data, _path(path)) if value is not None]
        if values:
            for value in values:
                yield _read(value, reading) if reading else value
            return


def _read(value: Any, reading: str) -> Any:
    return Reading(value, reading) if isinstance(value, Symbol) else read(value, reading)


def _put(row: dict[Any, Any], target: str, values: list[Any]) -> None:
    if not values:
        return
    if target.endswith("[]"):
        row[target[:-2]] = values
    elif target.endswith("{}"):
        row[target[:-2]] = {value: {} for value in values}
    else:
        row[target] = values[0]
        if len(values) > 1:
            row[target] = Unknown("one of several values") if values[1:] != values[:-1] else values[0]


def _presigned(observer: Any, row: LibraryName, presigns: dict[str, Any], call: Call, service: str) -> Iterator[Any]:
    if "command" in presigns:
        value = parameter(row, presigns["command"], call.arguments, call.keywords)
        commands = [thing for thing in observer.things.of_value(value) if isinstance(thing, Command)]
        for command in commands:
            inputs = tuple(observer.whole_of(command.input, call))
            yield Use(command.service, command.operation, inputs, source="presign")
        if not commands:
            yield Unclear(call.span, "which command is signed is not known")
    elif "operation" in presigns:
        yield from _named(observer, row, presigns["operation"], presigns["arguments"], call, service, "presign")
    else:
        calls = row.__class__(row.parameters, (), (), None, {}), presigns["calls"]
        for data in _data(observer, row, call, {}):
            for raw in calls[1]:
                name = raw["operation"].partition(":")
                one = LibraryCall(name[0], name[2], None, raw.get("with", {}), raw.get("when", {}))
                yield from _call(one, row, data, "presign")


def _named(
    observer: Any, row: LibraryName, name: str, arguments: str, call: Call, service: str, source: str
) -> Iterator[Any]:
    """An operation that is named by an argument."""
    value = parameter(row, name, call.arguments, call.keywords)
    given = parameter(row, arguments, call.arguments, call.keywords)
    texts = value.texts if value is not None else []
    for text in texts:
        operation = sdk.operation_named(service, text)
        if operation is not None:
            yield Use(service, operation, tuple(observer.whole_of(given, call)), source=source)
    if value is not None and len(texts) < len(value.alternatives):
        yield Unclear(call.span, f"which operation of {service} is called is not known")


def _signed(observer: Any, row: LibraryName, call: Call, around: Around) -> Iterator[Any]:
    for data in _data(observer, row, call, around):
        told = list(_values(row.facts["signs"], data))
        for value in told:
            if isinstance(value, str):
                for action in sdk.signed(value):
                    yield Use(value, "", ({},), action, "library")
        if not told or any(not isinstance(value, str) for value in told):
            yield Unclear(call.span, "for which service requests are signed is not known")
