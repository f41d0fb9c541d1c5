"""The way of a field from where it is read to the dangerous call: which variables, parameters and containers have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from leastwise.code.analysis import analyse
from leastwise.code.entries import Entry
from leastwise.code.imports import Imports
from leastwise.code.needs.calls import Observer
from leastwise.code.needs.function import package_key, starts_of
from leastwise.code.sources import Sources
from leastwise.code.taint.tracing import Noted, Tracing
from leastwise.model.source import Span

MAX_TRACE = 18
"""Steps of a trace between the trigger and the call."""


def trace(begin: Entry, sources: Sources, name: str, span: Span, path: tuple[Any, ...]) -> Sequence[Noted]:
    """What happens with a field before it reaches a call, in the order of the program; at most `MAX_TRACE` steps.

    Args:
        begin: where the function begins.
        sources: the files. What is noted of a function is kept there.
        name: of the observer, among the watchers of sources.
        span: place of the call.
        path: the field, or the origin that stands for it.
    """
    noted = _noted(begin, sources, name)
    for at, one in enumerate(noted):
        if one.kind == "called" and one.span[0] is span[0] and one.span[1:] == span[1:]:
            found = _back(noted[:at], one, path)
            if found:
                return found
    return ()


def _noted(begin: Entry, sources: Sources, name: str) -> list[Noted]:
    known: dict[Any, list[Noted]] = sources.kept.setdefault("noted", {})
    key = package_key(begin), begin.file, begin.names
    if key not in known:
        observer = Observer(begin.language)
        made: list[Tracing] = []

        def kind(*given: Any) -> Tracing:
            made.append(Tracing(*given))
            return made[0]

        observers = [observer, sources.watchers[name](observer)]
        analyse(starts_of(begin), observers, Imports(sources, begin.package), sources.source, kind)
        known[key] = made[0].noted
    return known[key]


def _back(before: Sequence[Noted], call: Noted, path: tuple[Any, ...]) -> list[Noted]:
    """From the call back to where the field is read: what gave the names that the next step uses."""
    wanted: dict[str, list[tuple[int, ...]]] = {}
    _want(wanted, call)
    found: list[Noted] = []
    places: set[Any] = set()
    reads: list[Noted] = []
    for one in reversed(before):
        if one.kind == "called" or not _carries(one.paths, path):
            continue
        if one.kind == "read":
            reads.append(one)
            continue
        if not _wanted(wanted, one):
            continue
        _want(wanted, one)
        place = one.kind, one.name, one.span[0].path, one.span[1:]
        if place not in places and not (one.kind == "passed" and not one.function):
            places.add(place)
            found.append(one)
    first = _read(reads, path, found, call)
    found = found if first is None else [*found, first]
    found.reverse()
    half = MAX_TRACE // 2
    return found if len(found) <= MAX_TRACE else [*found[:half], *found[-half:]]


def _read(reads: Iterable[Noted], path: tuple[Any, ...], found: Sequence[Noted], call: Noted) -> Noted | None:
    """Where the field is read, as far in as it is: the first time, on the way if there is one."""
    on_way = {(one.span[0].path, _line(one)) for one in (*found, call)}
    best: Noted | None = None
    score = (-1, False)
    for one in reads:  # from the last to the first
        depth = max((len(own) for own in one.paths if own == path[: len(own)]), default=-1)
        new = depth, (one.span[0].path, _line(one)) in on_way
        if depth > 0 and new >= score:
            best, score = one, new
    return best


def _line(one: Noted) -> int:
    return one.span[0].position(one.span[3])[0]


def _carries(paths: Iterable[tuple[Any, ...]], path: tuple[Any, ...]) -> bool:
    """Whether one of the fields is that one, holds it, or is in it."""
    return any(a == path[: len(a)] or path == a[: len(path)] for a in paths)


def _want(wanted: dict[str, list[tuple[int, ...]]], one: Noted) -> None:
    for name in one.uses:
        wanted.setdefault(name, []).append(one.scopes)


def _wanted(wanted: dict[str, list[tuple[int, ...]]], one: Noted) -> bool:
    if one.kind == "returned":
        return one.name in wanted or f".{one.name}" in wanted or not one.name
    if one.name[:1] == ".":
        return one.name in wanted
    own = one.within
    for scopes in wanted.get(one.name, ()):
        if not own or not scopes or own[0] in scopes or scopes[0] in own:
            return True
    return False


__all__ = ["MAX_TRACE", "trace"]
