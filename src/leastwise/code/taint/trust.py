"""Which fields of an event somebody outside the application shapes, by what starts the function."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from leastwise.model.graph import Trigger, TriggerKind
from leastwise.model.record import record

Path = tuple[Any, ...]

FROM_AWS = "eventbridge-aws"
"""The kind of events of EventBridge that services of AWS send."""


@record
class Fields:
    """Of one kind of event: what an outsider shapes, and what within that nobody does."""

    untrusted: tuple[Path, ...]
    trusted: tuple[Path, ...] = ()

    def shaped(self, path: Path) -> bool:
        """Whether an outsider shapes a field, or something in it."""
        return any(_along(path, one) for one in self.untrusted) and not any(_within(path, one) for one in self.trusted)


@cache
def _table() -> Mapping[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "data", "events.json"), "rb") as file:
        found: Mapping[str, Any] = json.load(file)
        return found


@cache
def fields() -> Mapping[str, Fields]:
    """Of each kind of trigger; `unknown` where nothing says what starts the function."""
    table = _table()
    rows = {**table["kinds"], "unknown": table["unknown"]}
    return {
        kind: Fields(tuple(map(_path, row["untrusted"])), tuple(map(_path, row.get("trusted", ()))))
        for kind, row in rows.items()
    }


@cache
def groups() -> Mapping[str, frozenset[str]]:
    """Kinds of triggers that a row may be about only: `requests` of users, and all that comes from `outside`."""
    return {name: frozenset(kinds) for name, kinds in _table()["groups"].items()}


@cache
def carriers() -> Mapping[str, Mapping[Path, str]]:
    """Of kinds of triggers: a field of the event → the parameter of the operation that it was sent in."""
    return {
        kind: {_path(path): name for path, name in carried.items()} for kind, carried in _table()["carriers"].items()
    }


def shaping(triggers: Iterable[Trigger], path: Path) -> Trigger | None:
    """The first trigger whose sender shapes a field of the event; `None` where none does."""
    for one in triggers:
        known = fields().get(FROM_AWS if _is_of_aws(one) else one.kind)
        if known is not None and known.shaped(path) and not (_is_address(path) and _is_fixed(one)):
            return one
    return None


def is_brought(path: Path) -> bool:
    """Whether a field has the name of one that a service brings: `body`, `Records`."""
    return path[:1] in {one[:1] for kind in fields().values() for one in kind.untrusted if one}


def _is_of_aws(trigger: Trigger) -> bool:
    """Whether its events come from services only, of which nobody else can send any.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
    """
    named = trigger.source.split(", ") if trigger.kind is TriggerKind.EVENTBRIDGE else ()
    return bool(named) and all(one.startswith("aws.") and not one.startswith("aws.partner") for one in named)


def _is_address(path: Path) -> bool:
    """Whether a field is the path that a request went to."""
    return any(_within(path, one) for one in _addresses())


def _is_fixed(trigger: Trigger) -> bool:
    """Whether requests come by one path only: what the event says of it is no choice of the sender's then."""
    route = trigger.route
    return route is not None and route.path.startswith("/") and not re.search(r"[{*$?:+<]", route.path)


@cache
def _addresses() -> tuple[Path, ...]:
    return tuple(map(_path, _table()["addresses"]))


def is_object(path: Path) -> bool:
    """Whether a field of the event holds others, whatever brings it: as a text it is JSON, or what stands for it."""
    return tuple("[]" if str(step).isdecimal() else step for step in path) in _objects()


@cache
def _objects() -> frozenset[Path]:
    named = set(map(_path, _table()["objects"]))
    known = [path for kind in fields().values() for path in (*kind.untrusted, *kind.trusted)] + [*named]
    return frozenset(path[:length] for path in known for length in range(len(path))) | named


def is_caller(path: Path) -> bool:
    """Whether a field is what an API found out about whoever calls."""
    return any(path[: len(one)] == one for one in _callers())


@cache
def _callers() -> tuple[Path, ...]:
    return tuple(map(_path, _table()["callers"]))


def _path(written: str) -> Path:
    return tuple(written.split(".")) if written else ()


def _along(path: Path, one: Path) -> bool:
    """Whether a field is in another one, or holds it: the whole event holds its body."""
    return all(a == b or (b == "[]" and a.isdecimal()) for a, b in zip(path, one, strict=False))


def _within(path: Path, one: Path) -> bool:
    return len(path) >= len(one) and _along(path, one)
