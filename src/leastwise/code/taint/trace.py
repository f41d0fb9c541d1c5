"""The way of a field from where it is read to the dangerous call: which variables and containers have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from leastwise.code.analysis import Reached, entries
from leastwise.code.entries import Missing
from leastwise.code.needs.function import entry_of, reached_by
from leastwise.code.sources import sources_of
from leastwise.code.taint.tracing import Noted
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.source import Span

MAX_TRACE = 18
"""Steps of a trace between the trigger and the call."""

MAX_WALK = 1_000_000
"""Notes that are gone through for all traces of a function; what comes after has the functions that lead to it only."""


def trace(app: Application, function: Function, span: Span, path: tuple[Any, ...]) -> Sequence[Noted]:
    """What happens with a field before it reaches a call, in the order of the program; at most `MAX_TRACE` steps.

    Args:
        app: the application.
        function: the function.
        span: place of the call.
        path: the field, or the origin that stands for it.
    """
    sources = sources_of(app)
    begin = None if sources is None else entry_of(app, function, sources)
    if sources is None or begin is None or isinstance(begin, Missing):
        return ()
    _, reached = reached_by(app, begin, sources)
    noted = sources.once("noted", app, function.id, lambda: _Notes(reached))
    for at in noted.calls.get(_place(span), ()):
        noted.left -= at
        found = _back(noted.all, at, path) if noted.left > 0 else []
        if found:
            return found
    return ()


class _Notes:
    """What is noted of a function.

    Attributes:
        all: the notes, in the order of the program.
        calls: place → which of them are of a call there.
        left: how many are still gone through for traces.
    """

    def __init__(self, reached: Iterable[Reached]) -> None:
        self.all: list[Noted] = [entry for one in reached for entry in entries(one.log) if entry.__class__ is Noted]
        self.calls: dict[Any, list[int]] = {}
        self.left = MAX_WALK
        for at, one in enumerate(self.all):
            if one.kind == "called":
                self.calls.setdefault(_place(one.span), []).append(at)


def _place(span: Span) -> tuple[int, ...]:
    return (id(span[0]), *span[1:])


def _back(noted: Sequence[Noted], end: int, path: tuple[Any, ...]) -> list[Noted]:
    """From the call, the note at `end`, back to where the field is read: what gave the names that come next."""
    call = noted[end]
    wanted: dict[str, list[tuple[int, ...]]] = {}
    _want(wanted, call)
    found: list[tuple[int, Noted]] = []
    places: set[Any] = set()
    reads: list[tuple[int, Noted]] = []
    for at in range(end - 1, -1, -1):
        one = noted[at]
        if one.kind == "called" or not one.carries(path):
            continue
        if one.kind == "read":
            reads.append((at, one))
        elif _wanted(wanted, one):
            _want(wanted, one)
            place = one.kind, one.name, one.span[0].path, one.span[1:]
            if place not in places and not (one.kind == "passed" and not one.function):
                places.add(place)
                found.append((at, one))
    read = _read(reads, path, {(one.span[0].path, _line(one)) for one in (*(one for _, one in found), call)})
    steps = [one for _, one in sorted([*found, *read], key=lambda step: step[0])]
    half = MAX_TRACE // 2
    return steps if len(steps) <= MAX_TRACE else [*steps[:half], *steps[-half:]]


def _read(
    reads: Iterable[tuple[int, Noted]], path: tuple[Any, ...], on_way: set[tuple[str, int]]
) -> list[tuple[int, Noted]]:
    """Where the field is read, as far in as it is: the first time, on the way if there is one."""
    best: list[tuple[int, Noted]] = []
    score = (-1, False)
    for at, one in reads:  # from the last to the first
        depth = max((len(own) for own, _ in one.origins if own == path[: len(own)]), default=-1)
        new = depth, (one.span[0].path, _line(one)) in on_way
        if depth > 0 and new >= score:
            best, score = [(at, one)], new
    return best


def _line(one: Noted) -> int:
    return one.span[0].position(one.span[3])[0]


def _want(wanted: dict[str, list[tuple[int, ...]]], one: Noted) -> None:
    for name in one.uses:
        wanted.setdefault(name, []).append(one.scopes)


def _wanted(wanted: dict[str, list[tuple[int, ...]]], one: Noted) -> bool:
    if one.kind == "returned":
        return one.name in wanted or f".{one.name}" in wanted or not one.name
    if one.name[:1] == ".":
        return one.name in wanted
    own = one.within
    return any(not own or not scopes or own[0] in scopes or scopes[0] in own for scopes in wanted.get(one.name, ()))


__all__ = ["MAX_TRACE", "trace"]
