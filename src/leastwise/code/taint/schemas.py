"""What a schema leaves nothing dangerous of: fields that are numbers, one of some texts, or of a fixed form.

    z.object({ id: z.string().uuid(), note: z.string() })     `id` is safe for everything, `note` is a text at least
    {"type": "object", "properties": {"id": {"type": "integer"}}}

https://zod.dev/api
https://joi.dev/api/
https://github.com/jquense/yup#api
https://docs.superstructjs.org/api-reference/types
https://valibot.dev/api/
https://github.com/sinclairzx81/typebox#types
https://json-schema.org/understanding-json-schema/reference
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.observers import Heap
from leastwise.code.taint.safe_text import safe_for
from leastwise.code.taint.tables import ANYTHING
from leastwise.code.values import ELEMENT, External, Member, Object, Result, Value

MAX_DEPTH = 6
"""Objects and lists within each other."""

MAX_FIELDS = 200
MAX_KEPT = 14
"""Fields that are kept; see `leastwise.code.values.MAX_ORIGINS`."""

Kinds = frozenset[str]
Path = tuple[str, ...]

_ALL: Kinds = frozenset((ANYTHING,))
_TEXT: Kinds = frozenset(("object",))
_WHOLE: Kinds = frozenset(("mass-assignment",))

_CLOSED = frozenset(
    "number int int32 uint32 float32 float64 boolean bool bigint integer finite enum nativeEnum enums literal literals "
    "picklist valid equal oneOf uuid uuidv4 uuidv7 guid cuid cuid2 ulid nanoid date datetime isoDate isoTimestamp iso "
    "time alphanum hex hexadecimal digits Integer Number Boolean Literal Enum Date BigInt Null null "
    "Int Float enumeration symbol".split()
)
"""Methods and functions after which a text holds nothing of the sender's choice but numbers and letters."""

_PATTERNS = frozenset(("regex", "pattern", "matches", "String"))
_TEXTS = frozenset(("string", "String", "email", "url", "nonempty"))
_OBJECTS = frozenset(("object", "strictObject", "Object", "extend", "shape", "keys", "strict_object", "safeExtend"))
_LISTS = frozenset(("array", "Array", "items", "of", "tuple"))
_LOOSE = frozenset(("passthrough", "looseObject", "loose", "catchall", "unknown", "type", "loose_object"))
_CHANGES = frozenset(("transform", "preprocess", "or", "union", "Union"))
"""After which something else is there than what was checked."""

_FORMATS = frozenset(("uuid", "date", "date-time", "time", "ipv4", "ipv6", "duration"))
_TYPES = frozenset(("integer", "number", "boolean", "null"))


def covered(schema: Value, heap: Heap) -> dict[Path, Kinds]:
    """Fields that a schema covers, and what each is safe for once it was checked; of the whole, under `()`."""
    found: dict[Path, Kinds] = {}
    for path, kinds in _covered(schema, heap, (), 0):
        if len(found) >= MAX_FIELDS:
            break
        found[path] = found[path] & kinds if path in found else kinds
    if len(found) > MAX_KEPT:  # a value has few origins: those fields that are worth most
        best = sorted(found.items(), key=lambda one: (bool(one[0]), ANYTHING not in one[1], -len(one[1])))
        found = dict(best[:MAX_KEPT])
    return found


def _covered(schema: Value, heap: Heap, at: Path, depth: int) -> Iterator[tuple[Path, Kinds]]:
    only = schema.only
    if depth > MAX_DEPTH:
        return
    if isinstance(only, Object):
        yield from _of_json(schema, heap, at, depth)
    elif isinstance(only, (Result, Member)):
        yield from _of_chain(only, heap, at, depth)


def _of_chain(found: Any, heap: Heap, at: Path, depth: int) -> Iterator[tuple[Path, Kinds]]:
    """What `z.string().uuid()` and the like allow."""
    calls = list(_calls(found))
    names = {name for name, _ in calls}
    objects = [given[0] for name, given in calls if name in _OBJECTS and given]
    lists = [given[0] for name, given in calls if name in _LISTS and given]
    if not objects and not lists:
        if not names & _CHANGES:
            yield at, _of_text_chain(calls, heap)
        return
    if objects and not names & _LOOSE:
        yield at, _WHOLE
    for held in objects:
        only = held.only
        if isinstance(only, Object):
            for key in heap.keys(held):
                yield from _inner(held, key, heap, (*at, key), depth)
        elif isinstance(only, Result):
            yield from _of_chain(only, heap, at, depth + 1)
    for held in lists:
        yield from _covered(held, heap, (*at, ELEMENT), depth + 1)


def _of_text_chain(calls: list[tuple[str, tuple[Value, ...]]], heap: Heap) -> Kinds:
    """What a number or text is safe for."""
    names = {name for name, _ in calls}
    kinds: Kinds = _TEXT if names & _TEXTS else frozenset()
    for name, given in calls:
        if name == "pipe":  # of Valibot: `pipe(string(), uuid())`
            names |= {inner for one in given for inner, _ in _calls(one.only)}
        elif name in _PATTERNS:
            kinds |= _of_pattern(given, heap)
    return _ALL if names & _CLOSED else kinds


def _calls(found: Any) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The names and arguments of a chain of calls, the last first."""
    while isinstance(found, (Result, Member, External)):
        if isinstance(found, Result):
            callee = found.callee
            names = callee.names if isinstance(callee, External) else (getattr(callee, "name", ""),)
            yield names[-1] if names else "", found.arguments
            if isinstance(callee, External):
                yield from ((step, ()) for step in callee.names[:-1])
                return
            found = callee.of if isinstance(callee, Member) else callee
        elif isinstance(found, Member):
            yield found.name, ()
            found = found.of
        else:
            yield from ((step, ()) for step in found.names)
            return


def _of_pattern(given: tuple[Value, ...], heap: Heap) -> Kinds:
    for value in given:
        only = value.only
        if isinstance(only, Result) and only.arguments and isinstance(only.arguments[0].literal, str):
            return safe_for(only.arguments[0].literal)
        if isinstance(only, Object):
            return _of_text(value, heap)
    return frozenset()


def _of_text(schema: Value, heap: Heap) -> Kinds:
    """What a text of a JSON schema is safe for: of a format, or a pattern."""
    pattern, form = heap.field(schema, "pattern"), heap.field(schema, "format")
    if form is not None and form.literal in _FORMATS:
        return _ALL
    return _TEXT | (safe_for(pattern.literal) if pattern is not None and isinstance(pattern.literal, str) else _TEXT)


def _of_json(schema: Value, heap: Heap, at: Path, depth: int) -> Iterator[tuple[Path, Kinds]]:
    """What a JSON schema allows."""
    keys = heap.keys(schema)
    kind = heap.field(schema, "type").literal if "type" in keys else ""  # type: ignore[union-attr]
    if "enum" in keys or "const" in keys or kind in _TYPES:
        yield at, _ALL
    elif kind == "string":
        yield at, _of_text(schema, heap)
    elif kind == "array" and "items" in keys:
        yield from _inner(schema, "items", heap, (*at, ELEMENT), depth)
    elif "properties" in keys:
        more = heap.field(schema, "additionalProperties") if "additionalProperties" in keys else None
        if more is not None and more.literal is False:
            yield at, _WHOLE
        held = heap.field(schema, "properties")
        for key in heap.keys(held) if held is not None else ():
            yield from _inner(held, key, heap, (*at, key), depth)  # type: ignore[arg-type]


def _inner(schema: Value, name: str, heap: Heap, at: Path, depth: int) -> Iterator[tuple[Path, Kinds]]:
    inner = heap.field(schema, name)
    if inner is not None:
        yield from _covered(inner, heap, at, depth + 1)


__all__ = ["covered"]
