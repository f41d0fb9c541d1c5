"""What an outsider's data reaches in one function: the hits of its package, seen with what starts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leastwise.code.entries import Missing
from leastwise.code.needs.function import entry_of, watched_by
from leastwise.code.sources import Sources, sources_of
from leastwise.code.taint.observer import Hit, Taint
from leastwise.code.taint.reading import mark
from leastwise.code.taint.trust import fields, shaping
from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger
from leastwise.model.record import record
from leastwise.read.script.nodes import Function as Lowered

NAME = "taint"
"""Of the observer, among the watchers of sources."""


@record(eq=False)
class Flow:
    """An outsider's data that reaches a dangerous call.

    Attributes:
        hit: the call, and what reaches it.
        path: the field of the event that it begins with.
        trigger: what brings the event; `None` where that is not known.
        through: the functions of the package that lead to the call, the handler first.
    """

    hit: Hit
    path: tuple[Any, ...]
    trigger: Trigger | None
    through: Sequence[Lowered]


def watch(sources: Sources) -> None:
    """Let what is looked at from now on be watched for tainted data: together with needs it costs one run, not two."""
    sources.watchers.setdefault(NAME, lambda needs: Taint("python" if needs.python else "javascript", needs.operations))


def flows(app: Application, function: Function) -> tuple[Flow, ...]:
    """What reaches dangerous calls in a function; nothing where its code is not read."""
    sources = sources_of(app)
    if sources is None:
        return ()
    known: dict[Any, tuple[Flow, ...]] = sources.kept.setdefault("flows", {})
    key = (id(app), function.id)
    if key not in known:
        sources.kept.setdefault("applications", []).append(app)  # so that its id stays its own
        known[key] = tuple(_flows(app, function, sources))
    return known[key]


def _flows(app: Application, function: Function, sources: Sources) -> Iterable[Flow]:
    begin = entry_of(app, function, sources)
    if isinstance(begin, Missing):
        return ()
    watch(sources)
    taint, reached = watched_by(NAME, app, begin, sources)
    triggers = list(app.triggers_of(function))
    found: dict[Any, Flow] = {}
    for one in reached:
        for call in one.calls:
            for hit in taint.hits.get(id(call), (None, ()))[1]:
                for flow in _shaped(hit, triggers, one.through.get(id(call), ())):
                    found.setdefault((hit.rule, call.span[0].path, call.span[1:]), flow)
    return found.values()


def _shaped(hit: Hit, triggers: Sequence[Trigger], through: Sequence[Lowered]) -> Iterator[Flow]:
    for path in sorted(hit.paths, key=lambda path: (-len(path), path)):
        if mark(path):
            yield Flow(hit, path, triggers[0] if triggers else None, through)
            return
        trigger = shaping(triggers, path)
        if trigger is not None or (not triggers and fields()["unknown"].shaped(path)):
            yield Flow(hit, path, trigger, through)
            return
