"""From the arguments of one call to the ARNs of the resources that it works on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from leastwise.iam.operations import TASK_ROLES, Beyond, Condition, Form, Hole, Requirement
from leastwise.iam.truth import Truth
from leastwise.model.value import Concat, DynamicReference, Import, Parameter, Reference, Symbol, Unknown, concat

NOT_GIVEN = "the argument that names it is not given"
_MANY = 200
_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
_PARTIQL = re.compile(r"""(?is)\b(?:from|into|update)\s+"?([\w.-]+?)"?(?:\s*\.\s*"([\w.-]+)")?(?:\s|$|;)""")


def found(arguments: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """Every value that a path leads to: names, `[]` items of a list, `{}` keys and `{=}` values of a map.

    A symbol on the way is what stands there. At most 200 values.
    """
    ahead = [arguments]
    for step in path:
        behind: list[Any] = []
        for value in ahead:
            if isinstance(value, Concat) and step[:1] not in "[{":
                continue  # a text has no arguments
            if isinstance(value, Symbol):
                behind.append(value if isinstance(value, Unknown) else Unknown("it is part of a value put together"))
            elif value == "*":  # anything, where resources are asked for
                behind.append(value)
            elif step == "[]":
                behind += value if isinstance(value, (list, tuple)) else [] if isinstance(value, Mapping) else [value]
            elif isinstance(value, Mapping):
                behind += value if step == "{}" else value.values() if step == "{=}" else []
                behind += [value[step]] if step in value else []
        ahead = behind[:_MANY]
    yield from ahead


def holds(condition: Condition, arguments: Any) -> Truth:
    """Whether a condition on the arguments of a call holds. `*` stands in them for what is not known."""
    values = list(found(arguments, condition.path))
    if isinstance(condition.values, bool):
        if values and all(isinstance(value, Unknown) or value == "*" for value in values):
            return Truth.UNKNOWN
        if condition.values:
            return Truth.of(bool(values))
        return Truth.of(not values or _left_out(condition.path, arguments, len(values)))
    if all(isinstance(one, str) and one.startswith("!") for one in condition.values):
        return ~holds(Condition(condition.path, tuple(one[1:] for one in condition.values)), arguments)
    if not values:
        return Truth.of(None in condition.values)
    if any(_is_one(value, condition.values) for value in values):
        return Truth.YES
    if all(isinstance(one, str) and len(one) > 1 and one[0] == one[-1] == "*" for one in condition.values):
        # What stands within a text is written out where it is meant.
        return Truth.UNKNOWN if any(isinstance(value, Unknown) for value in values) else Truth.NO
    begins = all(isinstance(one, str) and one.endswith("*") for one in condition.values)
    return Truth.NO if all(_is_told(value, begins) for value in values) else Truth.UNKNOWN


def _is_told(value: Any, begins: bool) -> bool:
    """Whether enough of a value is known: all, or the first word where it matters how it begins."""
    if isinstance(value, Concat):
        value = value.parts[0] if begins and isinstance(value.parts[0], str) and " " in value.parts[0] else Unknown("")
    text = value.partition(" ")[0] if begins and isinstance(value, str) else value
    return not isinstance(text, Symbol) and not (isinstance(text, str) and "*" in text)


def _left_out(path: tuple[str, ...], arguments: Any, given: int) -> bool:
    """Whether some of several items do not give an argument."""
    items = path[: path.index("[]") + 1] if "[]" in path else ()
    return bool(items) and len(list(found(arguments, items))) > given


def needed(requirement: Requirement | Beyond, arguments: Any, starred: Any = None) -> Truth:
    """Whether a call needs the action, or more than is known.

    Args:
        requirement: the action, or why more is needed.
        arguments: of the call.
        starred: the same with `*` for what is not known, so that the rest of a text is there; where there are such.
    """
    result = Truth.YES
    for condition in requirement.when:
        answer = holds(condition, arguments)
        if answer is Truth.UNKNOWN and starred is not None:
            answer = holds(condition, starred)
        result = result & answer
    return result


def resources(requirement: Requirement, arguments: Any) -> tuple[Any, ...]:
    """The ARNs that a call works on, as values of the model; an `Unknown` for one that the arguments do not tell.

    `${Partition}`, `${Region}` and `${Account}` are left as they are. An action on nothing gives `*`.
    """
    if not requirement.resources:
        return ("*",)
    for condition in requirement.when:
        arguments = _meant(condition, arguments)
    arns: dict[Any, None] = {}
    for group in requirement.resources:
        arns |= dict.fromkeys(next((values for one in group if (values := filled(one, arguments))), ()))
    # Of several kinds, the one whose argument is left out is not meant.
    return tuple(arns) or (Unknown(NOT_GIVEN),)


def _meant(condition: Condition, arguments: Any) -> Any:
    """Arguments with only those items of a list for which a condition may hold."""
    path = condition.path
    if "[]" not in path[1:] or not isinstance(arguments, Mapping):
        return arguments
    first, rest = path[0], path[1:]
    inner = arguments.get(first)
    if rest[0] != "[]":
        return {**arguments, first: _meant(Condition(rest, condition.values), inner)}
    if not isinstance(inner, (list, tuple)):
        return arguments
    of_item = Condition(rest[1:], condition.values)
    return {**arguments, first: [item for item in inner if holds(of_item, item) is not Truth.NO]}


def filled(form: Form, arguments: Any) -> tuple[Any, ...]:
    """A form with the arguments of a call put in, once for each that is given; nothing where one is missing."""
    return tuple(dict.fromkeys(_put_in(form, row) for row in rows(form, arguments)))


def rows(form: Form, arguments: Any) -> list[list[Any]]:
    """The values for the holes of a form, once for each resource that is named; nothing where one is missing."""
    columns = [_values(hole, arguments) for hole in form.holes]
    if not all(columns):
        return []
    count = max((len(column) for column in columns), default=1)
    return [[column[min(row, len(column) - 1)] for column in columns] for row in range(count)]


def _values(hole: Hole, arguments: Any) -> list[Any]:
    values = [_read(value, hole.reading) for value in found(arguments, hole.path)]
    if hole.default is None:
        return values
    # Of several items some may leave the argument out: these mean the default.
    return [*values, hole.default] if not values or _left_out(hole.path, arguments, len(values)) else values


def _put_in(form: Form, values: list[Any]) -> Any:
    parts: list[Any] = []
    ahead = iter(values)
    left = len(values)
    for part in form.parts:
        value = next(ahead) if isinstance(part, Hole) else part
        if isinstance(part, Hole):
            left -= 1
            whole = is_arn(value) or _returns_arn(part, value)
            if whole and left and not _begins(form, part, value):
                value = re.split("[/:]", value)[-1] if isinstance(value, str) else "*"
            elif whole:
                parts.clear()
        parts.append(value)
    return concat(parts)


def _begins(form: Form, hole: Hole, arn: Any) -> bool:
    """Whether the ARN that stands in a hole is of what the form begins with, so that the rest goes on from it."""
    kind = str(form.parts[0]).split(":", 5)[-1] if isinstance(form.parts[0], str) else ""
    if isinstance(arn, str):
        return arn.split(":", 5)[-1].startswith(kind)
    return "".join(letter for letter in kind.lower() if letter.isalnum()) in hole.path[-1].lower()


def is_arn(value: Any) -> bool:
    """Whether a value is an ARN by itself, so that it stands for more than a name."""
    first = value.parts[0] if hasattr(value, "parts") else value
    if isinstance(first, str):
        return first.startswith("arn:")
    return first is value and str(getattr(value, "attribute", getattr(value, "name", ""))).lower().endswith("arn")


def _returns_arn(hole: Hole, value: Any) -> bool:
    """Whether what a template gives for an argument is its ARN, as `Ref` of some types is; nothing else works there."""
    return isinstance(value, (Reference, Parameter)) and hole.path[-1].lower().endswith("arn")


def _is_one(value: Any, values: tuple[Any, ...]) -> bool:
    if isinstance(value, Concat) and isinstance(value.parts[0], str) and " " in value.parts[0]:
        value = value.parts[0]  # the first word of a statement
    told = "".join(part for part in value.parts if isinstance(part, str)) if isinstance(value, Concat) else value
    for one in values:
        if isinstance(one, str) and len(one) > 1 and one[0] == one[-1] == "*":
            if isinstance(told, str) and one[1:-1].lower() in told.lower():
                return True
        elif isinstance(one, str) and isinstance(value, str) and one.endswith("*"):
            if value.lstrip().lower().startswith(one[:-1].lower()):
                return True
        elif value == one and type(value) is type(one):
            return True
    return False


def _read(value: Any, reading: str) -> Any:
    if isinstance(value, Mapping):
        both = concat([value.get("Bucket", "*"), "/", value.get("Key", "*")]) if reading == "copy" else None
        value = Unknown(NOT_GIVEN) if both is None else both
    if not isinstance(value, (str, int, Symbol)) or isinstance(value, bool):
        return Unknown("something else than a text stands where a name is needed")
    if reading in _UNTOLD and not isinstance(value, Unknown):
        return "*"
    if reading in _WITHIN and isinstance(value, (Parameter, Import, DynamicReference)):
        return Unknown("the name is a part of what is given from outside")
    if not reading or (isinstance(value, Symbol) and not isinstance(value, Concat)):
        return value
    return _in_parts(value, _READINGS[reading]) if isinstance(value, Concat) else _READINGS[reading](str(value))


_UNTOLD = frozenset((TASK_ROLES, "sender", "shard"))
"""Readings that do not tell what is named, whatever it is."""

_WITHIN = frozenset(("url", "s3uri", "s3bucket", "s3key", "s3prefix"))
"""Readings of which the name is only a part of the text: one that is not known cannot stand for it."""

_LETTERS = 0xA000
"""Letters that nobody writes stand for the symbols in a text while it is read (the syllables of Yi)."""


def _in_parts(value: Concat, reading: Callable[[str], str]) -> Any:
    """A text in which there are symbols, read as one that is known."""
    symbols = [part for part in value.parts if isinstance(part, Symbol)][:500]
    ahead = iter(range(_LETTERS, _LETTERS + len(symbols)))
    text = "".join(chr(next(ahead, _LETTERS)) if isinstance(part, Symbol) else part for part in value.parts)
    read_ = reading(text)
    at = {chr(_LETTERS + number): symbol for number, symbol in enumerate(symbols)}
    return concat([at.get(letter, letter) for letter in read_])


def read(value: Any, reading: str) -> Any:
    """What an argument names, read in one of the ways of the tables: `s3bucket` of `s3://bucket/key`."""
    return _read(value, reading)


def _secret(text: str) -> str:
    return text if text.startswith("arn:") and _SUFFIX.search(text) else f"{text}-??????"


def _bucket(text: str) -> str:
    """The objects behind an access point have its ARN before theirs."""
    return f"{text}/object" if text.startswith("arn:") and ":accesspoint/" in text else text


def _stack(text: str) -> str:
    """A stack by its name has an id after it."""
    return text if text.startswith("arn:") else f"{text}/*"


def _s3(text: str) -> str:
    """Bucket and key of `s3://bucket/key` and of the addresses of an object over HTTPS."""
    if text.startswith("https://"):
        host, _, path = text.removeprefix("https://").partition("/")
        bucket, dot, _ = host.partition(".s3")
        return f"{bucket}/{path}" if dot else path
    return "*/*" if text == "*" else text.partition("://")[2] or text


def _bus(text: str) -> str:
    name = text.rpartition(":event-bus/")[2]
    return "" if name == "default" else f"{name}/"


def _partiql(text: str) -> str:
    match = _PARTIQL.search(text)
    if match is None:
        return "*"
    return f"{match[1]}/index/{match[2]}" if match[2] else match[1]


def _api(text: str) -> str:
    host, _, path = (text.partition("://")[2] or text).partition("/")
    return f"{host.partition('.')[0]}/{path.strip('/') or '*'}"


_READINGS: dict[str, Callable[[str], str]] = {
    "url": lambda text: text if text.startswith("arn:") else text.rpartition("/")[2],
    "secret": _secret,
    "path": lambda text: text.removeprefix("/"),
    # The key behind an alias is not told by its name: policies name keys.
    "key": lambda text: "*" if text.startswith("alias/") or ":alias/" in text else text,
    # The ARN has an id that AWS makes, which the name does not tell.
    "id": lambda text: text if text.startswith("arn:") else "*",
    "function": lambda text: text if text.startswith("arn:") else text.partition(":function:")[2] or text,
    "bucket": _bucket,
    "stack": _stack,
    # The roles of a task are told by its definition.
    TASK_ROLES: lambda text: "*",
    "copy": lambda text: unquote(text.removeprefix("/").partition("?")[0]),
    "s3uri": _s3,
    "s3bucket": lambda text: _s3(text).partition("/")[0],
    "s3key": lambda text: _s3(text).partition("/")[2],
    "s3prefix": lambda text: _s3(text).partition("/")[2],
    "model": lambda text: text,
    # An address may be verified by itself or through its domain; the identity that counts is not told by it.
    "sender": lambda text: "*",
    "bus": _bus,
    "partiql": _partiql,
    "shard": lambda text: "*",
    "api": _api,
}
