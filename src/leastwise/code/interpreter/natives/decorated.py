"""Schemas of TypeScript: classes with the decorators of class-validator, and what Valibot says of an object.

https://github.com/typestack/class-validator#validation-decorators
https://github.com/typestack/class-transformer#plaintoinstance
https://valibot.dev/api/safeParse/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.values import PENDING, Closure, Event, External, Object, Result, Value, bounded, unknown
from leastwise.read.script.nodes import Member

MAX_DEPTH = 3
MAX_FIELDS = 14
"""Fields that are kept; see `leastwise.code.values.MAX_ORIGINS`."""

_CLOSED = frozenset(
    "IsUUID IsInt IsNumber IsBoolean IsIn IsEnum IsDate IsDateString IsISO8601 IsAlphanumeric IsAlpha IsMongoId "
    "IsNumberString IsHexadecimal IsPositive IsNegative Equals IsDecimal IsPort IsULID IsISO31661Alpha2 IsCurrency "
    "IsBooleanString IsLatitude IsLongitude IsFirebasePushId IsHash IsMACAddress IsSemVer IsTimeZone IsBIC".split()
)

_TEXTS = ("IsString", "IsEmail", "IsUrl", "IsJWT", "IsPhoneNumber")
"""What is no object then."""


def _instance(machine: Any, use: Use) -> Value | None:
    """`plainToInstance(Order, body)`: the same, whose fields are as declared once somebody has asked."""
    of, given = use.at(0), use.at(1)
    path = getattr(given.only if given is not None else None, "path", None)
    if of is None or given is None or not machine.watchers or not isinstance(given.only, Event) or path is None:
        return None
    return declared(machine, of.only, given)


def declared(machine: Any, of: Any, given: Value) -> Value:
    """A field of the event, with what a class says of its fields, which holds where they are valid."""
    more = list(_declared(machine, of, given.alternatives[0].path, 0))[:MAX_FIELDS]
    return Value(given.alternatives, bounded(given.origins | frozenset(more)))


def valid(value: Value) -> Value:
    """The same once somebody found it to be valid."""
    if not any(kind.startswith(PENDING) for _, kinds in value.origins for kind in kinds):
        return value
    found = ((path, frozenset(kind.removeprefix(PENDING) for kind in kinds)) for path, kinds in value.origins)
    return Value(value.alternatives, frozenset(found))


def _declared(
    machine: Any, of: Any, at: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Fields of a class, with what they are safe for where they are valid."""
    node, frame = machine.members.get(of.address, (None, None)) if isinstance(of, Object) else (None, None)
    for member in node.body if node is not None and depth < MAX_DEPTH else ():
        if not isinstance(member, Member) or not isinstance(member.key, str):
            continue
        kinds: set[str] = set()
        for decorator in (machine.value(one_of, frame).only for one_of in member.decorators):
            name = path_of(decorator.callee).rpartition(".")[2] if isinstance(decorator, Result) else ""
            first = decorator.arguments[0] if name and decorator.arguments else None
            if name in _CLOSED:
                kinds.add("*")
            elif name in _TEXTS:
                kinds.add("object")
            elif name == "Matches" and first is not None and isinstance(first.only, Result) and first.only.arguments:
                kinds |= _fitting(machine, first.only.arguments)
            elif name == "Type" and first is not None and isinstance(first.only, Closure):
                inner = machine.call_closure(first.only, Arguments(), member, frame)
                yield from _declared(machine, inner.only, (*at, member.key), depth + 1)
        if kinds:
            yield (*at, member.key), frozenset(PENDING + kind for kind in kinds)


def _fitting(machine: Any, given: tuple[Value, ...]) -> set[str]:
    """What a text is safe for that fits an expression."""
    flags = given[1].literal if len(given) > 1 else ""
    if isinstance(flags, str) and "m" in flags:
        return set()
    return {kind for text in given[0].texts for watcher in machine.watchers for kind in watcher.fits(text)}


def _safe_parse(machine: Any, use: Use) -> Value | None:
    """`safeParse(schema, body)` of Valibot: what `parse` gives, and whether it fits."""
    given = use.at(1)
    if given is None:
        return None
    output = machine.seen(External("valibot", ("parse",)), given, use.given, use.node, use.frame)
    made: Value = machine.plain({"success": True}, "object")
    machine.set_attribute(made, "success", unknown("whether it fits"), use.frame)
    machine.set_attribute(made, "output", output, use.frame)
    machine.set_attribute(made, "issues", unknown("an error"), use.frame)
    return made


FUNCTIONS: dict[str, Native] = {
    f"class-transformer.{name}": _instance for name in ("plainToInstance", "plainToClass", "plainToClassFromExist")
} | {"valibot.safeParse": _safe_parse}
