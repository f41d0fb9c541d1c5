"""Texts that are worked out of settings and fields: `json.loads(os.environ["TABLES"])["orders"]`, `list.split(",")[0]`.

What the interpreter leaves as a chain of members and results becomes a `Derived`: what it begins with, and the steps.
For each function these are gone through with the value that the template sets. Symbols in it are letters meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from leastwise.code.chains import path_of
from leastwise.code.values import ELEMENT, Constant, Env, Event, External, Member, Result, Text, Value
from leastwise.model.record import record
from leastwise.model.value import Concat, Parameter, Reference, Symbol, Unknown, concat

MAX_CHOICES = 16
"""Items of a list that are told apart."""

_FIRST = 0xF0000
"""The first of the letters that stand for symbols: nobody writes these."""

_LONGEST = 100_000
_STEPS = 12
_PARSERS = frozenset(
    {"json.loads", "global.JSON.parse", "ujson.loads", "orjson.loads", "simplejson.loads", "ast.literal_eval"}
)
_ADDRESSES = frozenset(
    {"global.URL", "url.URL", "node:url.URL", "url.parse", "node:url.parse", "urllib.parse.urlparse"}
)
_ADDRESSES |= {"urllib.parse.urlsplit"}
_SAME = frozenset({"builtins.str", "global.String", "str", "String", "copy.copy", "copy.deepcopy"})
_PARTS = {"netloc": "host", "host": "host", "hostname": "host", "path": "path", "pathname": "path", "href": "href"}
_PLACES = {3: "Region", 4: "AccountId"}
"""Parts of an ARN that do not name the resource."""


@record
class Derived(Symbol):
    """A text that is worked out.

    Attributes:
        of: what it begins with, as `frozen` makes it.
        steps: names of operations and their arguments, in order.
    """

    of: Any
    steps: tuple[tuple[str, tuple[Any, ...]], ...]


def chain(found: Any) -> tuple[Any, tuple[tuple[str, tuple[Any, ...]], ...]] | None:
    """What a chain of operations on texts begins with, and these; `None` where it is something else."""
    steps: list[tuple[str, tuple[Any, ...]]] = []
    while len(steps) <= _STEPS:
        if isinstance(found, (Env, Event, Text)):
            return (found, tuple(reversed(steps))) if steps else None
        if isinstance(found, Member):
            steps.append(("item", (found.name,)))
            found = found.of
            continue
        if not isinstance(found, Result):
            return None
        callee, given = found.callee, found.arguments
        if isinstance(callee, External):
            name = path_of(callee)
            kind = "json" if name in _PARSERS else "url" if name in _ADDRESSES else "same" if name in _SAME else None
            only = given[0].only if given else None
            if kind is None or only is None:
                return None
            steps.append((kind, ()))
            found = only
        elif isinstance(callee, Member):
            arguments = tuple(map(_literal, given))
            if callee.name not in _METHODS or ... in arguments:
                return None
            steps.append((callee.name, arguments))
            found = callee.of
        else:
            return None
    return None


def _literal(value: Value) -> Any:
    only = value.only
    return only.value if isinstance(only, Constant) else ...


def worked_out(value: Any, steps: tuple[tuple[str, tuple[Any, ...]], ...]) -> list[Any]:
    """Everything that a value becomes by these steps; an `Unknown` where they do not fit it."""
    if isinstance(value, Unknown):
        return [value]
    letters: list[Symbol] = []
    ahead = [lettered(value, letters)]
    for name, arguments in steps:
        behind: list[Any] = []
        for one in ahead:
            try:
                behind += _step(one, name, arguments, letters)
            except (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError):
                return [Unknown("it is worked out of a setting in a way that does not fit it")]
        ahead = behind[:MAX_CHOICES]
        if len(behind) > MAX_CHOICES:
            return [Unknown("one of many items")]
    return [unlettered(one, letters) for one in ahead]


def lettered(value: Any, letters: list[Symbol]) -> Any:
    """A text in which a letter that nobody writes stands for each symbol; these are added to `letters`."""
    if isinstance(value, (Mapping, list)):
        return value
    parts = value.parts if isinstance(value, Concat) else (value,)
    text = ""
    for part in parts:
        if isinstance(part, Symbol):
            text += chr(_FIRST + len(letters))
            letters.append(part)
        else:
            text += str(part)
    return text


def unlettered(found: Any, letters: list[Symbol]) -> Any:
    """A text, or data with texts, with the symbols again."""
    if isinstance(found, Mapping):
        return {unlettered(key, letters): unlettered(item, letters) for key, item in found.items()}
    if isinstance(found, list):
        return [unlettered(item, letters) for item in found]
    if not isinstance(found, str):
        return found
    at = {chr(_FIRST + number): symbol for number, symbol in enumerate(letters)}
    return concat([at.get(letter, letter) for letter in found]) if any(letter in at for letter in found) else found


def _step(value: Any, name: str, arguments: tuple[Any, ...], letters: list[Symbol]) -> list[Any]:
    if name == "item":
        return _item(value, arguments[0], letters)
    if name == "json":
        return [json.loads(value) if isinstance(value, str) else value]
    if name == "url":
        return [{name: _address(value, part) for name, part in _PARTS.items()}]
    if name == "same":
        return [value]
    if name == "values" and isinstance(value, Mapping):
        return [list(value.values())]
    if name == "get" and isinstance(value, Mapping):
        return [value[arguments[0]]] if arguments[0] in value else list(arguments[1:])
    if isinstance(value, str) and len(value) > _LONGEST:
        raise ValueError
    found = _METHODS[name](value, *arguments)
    return [list(found) if isinstance(found, tuple) else found]


def _item(value: Any, name: str, letters: list[Symbol]) -> list[Any]:
    if isinstance(value, list):
        if name == ELEMENT:
            return value
        at = int(name.strip("[]"))
        return [value[at]] if _whole(value, letters) is None else _of_whole(value, at, letters)
    if isinstance(value, Mapping):
        return list(value.values()) if name == ELEMENT else [value[name.strip("[]") if name.startswith("[") else name]]
    raise TypeError


def _whole(value: list[Any], letters: list[Symbol]) -> Reference | None:
    """The resource whose ARN or address was taken apart, which is not known in its parts."""
    if len(value) != 1 or not isinstance(value[0], str) or len(value[0]) != 1:
        return None
    at = ord(value[0]) - _FIRST
    found = letters[at] if 0 <= at < len(letters) else None
    return found if isinstance(found, Reference) and found.attribute != "Name" else None


def _of_whole(value: list[Any], at: int, letters: list[Symbol]) -> list[Any]:
    if at in _PLACES and str(getattr(_whole(value, letters), "attribute", "")).endswith("Arn"):
        letters.append(Parameter(f"AWS::{_PLACES[at]}"))
        return [chr(_FIRST + len(letters) - 1)]
    return [value[0]]


def _address(text: str, part: str) -> str:
    if part == "href" or "://" not in text:
        return text
    parts = urlsplit(text)
    return parts.netloc.partition(":")[0] if part == "host" else parts.path


def _split(text: str, sign: Any = None, limit: Any = -1) -> list[str]:
    if sign is None:
        return text.split()
    return list(text) if sign == "" else text.split(sign, limit if isinstance(limit, int) else -1)


def _replace(text: str, old: str, new: str, *_: Any) -> str:
    if not isinstance(old, str) or not old:
        return text
    if text.count(old) * len(new) > _LONGEST:
        raise ValueError
    return text.replace(old, new)


def _sliced(value: Any, start: int = 0, end: int | None = None) -> Any:
    return value[start:end]


_METHODS: dict[str, Callable[..., Any]] = {
    "at": lambda value, at=0: value[at],
    "decode": lambda text, *_: text,
    "encode": lambda text, *_: text,
    "get": lambda value, *_: value,
    "pop": lambda value, at=-1: value[at],
    "replace": _replace,
    "replaceAll": _replace,
    "shift": lambda value: value[0],
    "slice": _sliced,
    "split": _split,
    "substring": _sliced,
    "substr": lambda text, start, size=None: text[start:][:size],
    "toLowerCase": lambda text: text.lower(),
    "toString": lambda text, *_: text,
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "values": lambda value: value,
}
_PLAIN = "lower lstrip partition removeprefix removesuffix rpartition rsplit rstrip strip upper".split()
_METHODS.update({name: getattr(str, name) for name in _PLAIN})


def choices(data: Any, known: Callable[[Any], list[Any]]) -> Iterator[Any]:
    """Data with one value for each symbol that may be several, once for each of these; at most `MAX_CHOICES`.

    Args:
        data: arguments of a call.
        known: everything that a symbol may be.
    """
    many = {id(one): found for one in _symbols(data) if len(found := known(one)) > 1}
    rows: list[dict[int, Any]] = [{}]
    for key, found in many.items():
        if len(rows) * len(found) > MAX_CHOICES:
            found = [Unknown("one of many values")]
        rows = [{**row, key: one} for row in rows for one in found]
    for row in rows:
        yield _put_in(data, row) if row else data


def _symbols(data: Any) -> Iterator[Symbol]:
    if isinstance(data, Mapping):
        for key, item in data.items():
            yield from _symbols(key)
            yield from _symbols(item)
    elif isinstance(data, (list, tuple)):
        for item in data:
            yield from _symbols(item)
    elif isinstance(data, Symbol):
        yield data
        yield from _symbols(getattr(data, "parts", ()))


def _put_in(data: Any, row: Mapping[int, Any]) -> Any:
    if id(data) in row:
        return row[id(data)]
    if isinstance(data, dict):
        made = data.__class__()
        made.update({_put_in(key, row): _put_in(item, row) for key, item in data.items()})
        return made
    if isinstance(data, list):
        return [_put_in(item, row) for item in data]
    if hasattr(data, "parts"):
        return data.__class__(tuple(_put_in(part, row) for part in data.parts))
    return data
