"""From the arguments of one call to the ARNs of the resources that it works on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leastwise.iam.operations import Condition, Form, Hole, Requirement
from leastwise.iam.truth import Truth
from leastwise.model.value import Concat, Symbol, Unknown, concat

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
            if isinstance(value, Symbol):
                behind.append(value if isinstance(value, Unknown) else Unknown("it is part of a value put together"))
            elif step == "[]":
                behind += value if isinstance(value, (list, tuple)) else [] if isinstance(value, Mapping) else [value]
            elif isinstance(value, Mapping):
                behind += value if step == "{}" else value.values() if step == "{=}" else []
                behind += [value[step]] if step in value else []
        ahead = behind[:_MANY]
    yield from ahead


def holds(condition: Condition, arguments: Any) -> Truth:
    """Whether a condition on the arguments of a call holds."""
    values = list(found(arguments, condition.path))
    if isinstance(condition.values, bool):
        given = (
            Truth.of(bool(values)) if not all(isinstance(value, Unknown) for value in values) or not values else None
        )
        return Truth.UNKNOWN if given is None else given if condition.values else ~given
    if not values:
        return Truth.of(None in condition.values)
    if any(_is_one(value, condition.values) for value in values):
        return Truth.YES
    known = [value.parts[0] for value in values if isinstance(value, Concat) and isinstance(value.parts[0], str)]
    if len(known) == len(values) and all(" " in text for text in known):
        return Truth.NO
    return Truth.UNKNOWN if any(isinstance(value, Symbol) for value in values) else Truth.NO


def needed(requirement: Requirement, arguments: Any) -> Truth:
    """Whether a call with these arguments needs the action."""
    result = Truth.YES
    for condition in requirement.when:
        result = result & holds(condition, arguments)
    return result


def resources(requirement: Requirement, arguments: Any) -> tuple[Any, ...]:
    """The ARNs that a call works on, as values of the model; an `Unknown` for one that the arguments do not tell.

    `${Partition}`, `${Region}` and `${Account}` are left as they are. An action on nothing gives `*`.
    """
    if not requirement.resources:
        return ("*",)
    arns: dict[Any, None] = {}
    for group in requirement.resources:
        made = next((values for one in group if (values := filled(one, arguments))), None)
        arns |= dict.fromkeys(made if made is not None else (Unknown(NOT_GIVEN),))
    return tuple(arns)


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
    items = hole.path[: hole.path.index("[]") + 1] if "[]" in hole.path else ()
    left_out = len(list(found(arguments, items))) - len(values) if items else 0
    return [*values, hole.default] if left_out > 0 or not values else values


def _put_in(form: Form, values: list[Any]) -> Any:
    parts: list[Any] = []
    ahead = iter(values)
    for part in form.parts:
        value = next(ahead) if isinstance(part, Hole) else part
        if isinstance(part, Hole) and is_arn(value):
            parts.clear()
        parts.append(value)
    return concat(parts)


def is_arn(value: Any) -> bool:
    """Whether a value is an ARN by itself, so that it stands for more than a name."""
    first = value.parts[0] if hasattr(value, "parts") else value
    if isinstance(first, str):
        return first.startswith("arn:")
    return first is value and str(getattr(value, "attribute", "")).lower().endswith("arn")


def _is_one(value: Any, values: tuple[Any, ...]) -> bool:
    if isinstance(value, Concat) and isinstance(value.parts[0], str) and " " in value.parts[0]:
        value = value.parts[0]  # the first word of a statement
    for one in values:
        if isinstance(one, str) and isinstance(value, str) and one.endswith("*"):
            if value.lstrip().lower().startswith(one[:-1].lower()):
                return True
        elif value == one and type(value) is type(one):
            return True
    return False


def _read(value: Any, reading: str) -> Any:
    if isinstance(value, Mapping):
        value = f"{value.get('Bucket', '*')}/{value.get('Key', '*')}" if reading == "copy" else Unknown(NOT_GIVEN)
    if not isinstance(value, (str, int, Symbol)) or isinstance(value, bool):
        return Unknown("something else than a text stands where a name is needed")
    if not reading or (isinstance(value, Symbol) and not isinstance(value, Concat)):
        return value
    return _in_parts(value, _READINGS[reading]) if isinstance(value, Concat) else _READINGS[reading](str(value))


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


def _s3(text: str) -> str:
    """Bucket and key of `s3://bucket/key` and of the addresses of an object over HTTPS."""
    if text.startswith("https://"):
        host, _, path = text.removeprefix("https://").partition("/")
        bucket, dot, _ = host.partition(".s3")
        return f"{bucket}/{path}" if dot else path
    return text.partition("://")[2] or text


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
    "copy": lambda text: text.removeprefix("/").partition("?")[0],
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
