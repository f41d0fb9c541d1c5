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

from leastwise.code.chains import path_of
from leastwise.code.observers import Heap
from leastwise.code.taint.safe_text import safe_for
from leastwise.code.taint.tables import ANYTHING
from leastwise.code.values import ELEMENT, NOTHING, External, Member, Object, Result, Value

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
    "Int Float enumeration symbol UUID DateTime NaiveDateTime AwareDateTime Time TimeDelta Decimal Bool "
    "OneOf In Coerce".split()
)
"""Methods and functions after which a text holds nothing of the sender's choice but numbers and letters."""

_PATTERNS = frozenset(("regex", "pattern", "matches", "String", "Regexp", "Match"))
_TEXTS = frozenset(("string", "String", "email", "url", "nonempty"))
_OBJECTS = frozenset(
    "object strictObject Object extend shape keys strict_object safeExtend from_dict Schema Nested".split()
)
_LISTS = frozenset(("array", "Array", "items", "of", "tuple", "List"))
_LOOSE = frozenset(("passthrough", "looseObject", "loose", "catchall", "unknown", "type", "loose_object"))
_TOGETHER = ("pipe", "All")
"""`pipe(string(), uuid())` of Valibot, `All(str, Match(…))` of Voluptuous."""

_CHANGES = frozenset(("transform", "preprocess", "or", "union", "Union"))
"""After which something else is there than what was checked."""

_NUMBERS = ("builtins.int", "builtins.float", "builtins.bool")
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
    elif path_of(only) in _NUMBERS:  # `{"count": int}` of Voluptuous
        yield at, _ALL


def _of_chain(found: Any, heap: Heap, at: Path, depth: int) -> Iterator[tuple[Path, Kinds]]:
    """What `z.string().uuid()` and the like allow."""
    path = path_of(found)
    if path.startswith("cerberus."):
        for given in getattr(found, "arguments", ())[:1]:
            yield from _of_rules(given, heap, at)
        return
    if path == "@sinclair/typebox/compiler.TypeCompiler.Compile()":
        yield from _covered(found.arguments[0], heap, at, depth + 1) if found.arguments else ()
        return
    fields = _declared(found, path)
    for name, inner in fields:
        yield from _covered(inner, heap, (*at, name), depth + 1)
    if fields:
        return
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


def _declared(found: Any, path: str) -> tuple[tuple[str, Value], ...]:
    """The fields of an instance of a class that extends `marshmallow.Schema`."""
    return found.keywords if path.startswith("marshmallow.") and path.endswith("Schema()") and found.new else ()


def _of_rules(schema: Value, heap: Heap, at: Path) -> Iterator[tuple[Path, Kinds]]:
    """What `{"count": {"type": "integer"}}` of Cerberus allows; its expressions match all of a text.

    https://docs.python-cerberus.org/validation-rules.html
    """
    for name in heap.keys(schema):
        rules = heap.field(schema, name)
        kind = heap.field(rules, "type") if rules is not None else None
        allowed = heap.field(rules, "allowed") if rules is not None else None
        regex = heap.field(rules, "regex") if rules is not None else None
        if (allowed is not None and not allowed.origins and allowed.only is not NOTHING.only) or (
            kind is not None and kind.literal in ("integer", "float", "number", "boolean", "date", "datetime")
        ):
            yield (*at, name), _ALL
        elif regex is not None and isinstance(regex.literal, str):
            yield (*at, name), safe_for(regex.literal, whole=True)


def _of_text_chain(calls: list[tuple[str, tuple[Value, ...]]], heap: Heap) -> Kinds:
    """What a number or text is safe for."""
    names = {name for name, _ in calls}
    kinds: Kinds = _TEXT if names & _TEXTS else frozenset()
    for name, given in calls:
        if name in _TOGETHER:
            for one in given:
                inner = list(_calls(one.only))
                names |= {inner_name for inner_name, _ in inner} - _TEXTS
                kinds |= _of_text_chain(inner, heap)
        elif name in _PATTERNS:
            kinds |= _of_pattern(given, heap)
    return _ALL if names & _CLOSED else kinds


def _calls(found: Any) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The names and arguments of a chain of calls, the last first."""
    while isinstance(found, (Result, Member, External)):
        if isinstance(found, Result):
            callee = found.callee
            for name, value in found.keywords:
                yield from _of_validators(value) if name == "validate" else ()
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


def _of_validators(value: Value) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """`OneOf([…])` and `Regexp(…)` of `fields.Str(validate=…)`."""
    for alternative in value.alternatives if len(value.alternatives) == 1 else ():
        if isinstance(alternative, Result):
            yield from _calls(alternative)


def _of_pattern(given: tuple[Value, ...], heap: Heap) -> Kinds:
    for value in given:
        only = value.only
        if isinstance(only, Result) and only.arguments and isinstance(only.arguments[0].literal, str):
            flags = only.arguments[1].literal if len(only.arguments) > 1 else ""
            return safe_for(only.arguments[0].literal, lines=not isinstance(flags, str) or "m" in flags)
        if isinstance(value.literal, str):  # `Regexp` of marshmallow, which begins where the text does
            return safe_for(value.literal, begun=True)
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
