"""Calls that are faults by themselves, in what a function reaches: no data of the event has to get to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.code.entries import Missing
from leastwise.code.needs.function import broken, entry_of, watched_by
from leastwise.code.observers import Call
from leastwise.code.sources import Sources, sources_of
from leastwise.code.taint.flows import watch
from leastwise.code.taint.observer import Hit, Taint
from leastwise.code.taint.written import NAME
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.record import record
from leastwise.read.script.nodes import Function as Lowered


@record(eq=False)
class Seen:
    """What a function reaches.

    Attributes:
        calls: each call, with the functions of the package that lead to it, the handler first.
        taint: the observer that watched.
    """

    calls: Sequence[tuple[Call, Sequence[Lowered]]]
    taint: Taint

    def faults(self) -> Iterator[tuple[Hit, Sequence[Lowered]]]:
        """The calls that are faults, each place once for each rule."""
        known = set()
        for call, through in self.calls:
            for hit in self.taint.hits.get(id(call), (None, ()))[1]:
                key = hit.rule, call.span[0].path, call.span[1:]
                if hit.row.kind == "fault" and key not in known:
                    known.add(key)
                    yield hit, through


def seen(app: Application, function: Function) -> Seen | None:
    """What a function reaches; `None` where its code is not read."""
    sources = sources_of(app)
    if sources is None:
        return None
    known: dict[tuple[int, str], Seen | None] = sources.kept.setdefault("seen", {})
    key = (id(app), function.id)
    if key not in known:
        sources.kept.setdefault("applications", []).append(app)  # so that its id stays its own
        try:
            known[key] = _seen(app, function, sources)
        except Exception as error:  # one function that cannot be understood never costs the others
            known[key] = None
            sources.kept.setdefault("needs", {})[key] = broken(function, error)
    return known[key]


def _seen(app: Application, function: Function, sources: Sources) -> Seen | None:
    begin = entry_of(app, function, sources)
    if isinstance(begin, Missing):
        return None
    watch(sources)
    taint, reached = watched_by(NAME, app, begin, sources)
    calls = [(call, one.through.get(id(call), ())) for one in reached for call in one.calls]
    return Seen(calls, taint)
