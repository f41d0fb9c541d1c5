"""Records as JSON and back: a record becomes the list of its values, in the order of its fields.

What becomes of a value on the way back is read from the annotation of its field. A field whose annotation is not known
here cannot be kept, and says so as soon as a record of its class is: nothing is lost silently.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

T = TypeVar("T")
Restore = Callable[[Any], Any]

_PLAIN = frozenset(("Any", "bool", "int", "int | str", "str", "SuppressionKind", "Tool", "UnreadKind"))
_FINDING = "leastwise.model.finding"
_ENUMERATIONS = frozenset(("Confidence", "FixSafety", "Persona", "Severity"))
_RECORDS: Mapping[str, str] = {
    "Entry": "leastwise.report.entry",
    "Failure": "leastwise.engine",
    "Known": "leastwise.baseline",
    "Location": "leastwise.model.source",
    "Note": "leastwise.suppress.note",
    "Related": _FINDING,
    "RuleNote": "leastwise.report.entry",
    "Spot": "leastwise.suppress.note",
    "Step": _FINDING,
    "Suppression": _FINDING,
    "Unread": _FINDING,
}
"""Class → module. They are imported when one is restored: what is found in the cache should cost little."""


def dumps(value: Any) -> bytes:
    """Records, enumerations, tuples and plain values, inside each other as they like, as JSON."""
    return json.dumps(value, default=_values, separators=(",", ":")).encode()


def restored(cls: type[T], values: list[Any]) -> T:
    """A record from the list that it became."""
    made: T = _record(cls, values)
    return made


def restored_fields(cls: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Some fields of a record from what their values became."""
    return {name: _restored(_of_field(cls, name), value) for name, value in given.items()}


def _values(record: Any) -> list[Any]:
    return [getattr(record, name) for name, _ in _fields(record.__class__)]


def _record(cls: Any, values: list[Any]) -> Any:
    given = zip(_fields(cls), values, strict=True)
    return cls(**{name: _restored(restore, value) for (name, restore), value in given})


def _restored(restore: Restore | None, value: Any) -> Any:
    return value if restore is None or value is None else restore(value)


@cache
def _fields(cls: Any) -> tuple[tuple[str, Restore | None], ...]:
    """The fields of a record, each with what restores its value; `None` where it is as it was."""
    names = getattr(cls, "__match_args__", None)
    if names is None:
        raise TypeError(f"{cls.__qualname__} is no record and cannot be kept")
    return tuple((name, _of_field(cls, name)) for name in names)


def _of_field(cls: Any, name: str) -> Restore | None:
    return _restore(cls.__annotations__[name], f"{cls.__qualname__}.{name}")


def _restore(annotation: str, where: str) -> Restore | None:
    kind = annotation.removesuffix(" | None")
    if kind in _PLAIN:
        return None
    outer, _, rest = kind.partition("[")
    inside = rest.removesuffix("]")
    if outer in ("dict", "Mapping"):
        return _of_mapping(_restore(inside.removeprefix("str, "), where))
    if outer == "list":
        return _of_list(_restore(inside, where))
    if outer == "tuple":
        return _of_tuple(_restore(inside.partition(",")[0], where))
    if kind in _ENUMERATIONS:
        enumeration: Restore = getattr(import_module(_FINDING), kind)
        return enumeration
    if kind in _RECORDS:
        return lambda values: _record(getattr(import_module(_RECORDS[kind]), kind), values)
    raise TypeError(f"{where}: what is of type {annotation} cannot be kept")


def _of_mapping(inner: Restore | None) -> Restore | None:
    return inner and (lambda given: {key: inner(value) for key, value in given.items()})


def _of_list(inner: Restore | None) -> Restore | None:
    return inner and (lambda given: list(map(inner, given)))


def _of_tuple(inner: Restore | None) -> Restore:
    return tuple if inner is None else (lambda given: tuple(map(inner, given)))
