"""What a function reaches, watched for tainted data; and calls in it that are faults by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.code.entries import Entry, Missing
from leastwise.code.needs.function import broken, entry_of, watched_by
from leastwise.code.observers import Call
from leastwise.code.sdk.libraries import Language
from leastwise.code.sources import Sources, sources_of
from leastwise.code.taint.observer import Hit, Taint
from leastwise.code.taint.tables import of_user
from leastwise.code.taint.written import NAME
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.record import record
from leastwise.read.script.nodes import Function as Lowered


@record(eq=False)
class Seen:
    """What a function reaches.

    Attributes:
        entry: where its code begins.
        calls: each call, with the functions of the package that lead to it, the handler first.
        taint: the observer that watched.
    """

    entry: Entry
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


def watch(sources: Sources) -> None:
    """Let what is looked at from now on be watched for tainted data: together with needs it costs one run, not two."""
    sources.watchers.setdefault(NAME, lambda needs: _observer(sources, needs))


def _observer(sources: Sources, needs: Any) -> Taint:
    language: Language = "python" if needs.python else "javascript"
    return Taint(language, needs.operations, of_user(sources.files.calls, language), uses=needs.uses_of)


def seen(app: Application, function: Function) -> Seen | None:
    """What a function reaches; `None` where its code is not read."""
    sources = sources_of(app)
    if sources is None:
        return None
    return sources.once("seen", app, function.id, lambda: _seen(app, function, sources))


def _seen(app: Application, function: Function, sources: Sources) -> Seen | None:
    watch(sources)
    try:
        begin = entry_of(app, function, sources)
        if isinstance(begin, Missing):
            return None
        taint, reached = watched_by(NAME, app, begin, sources)
    except Exception as error:  # one function that cannot be understood never costs the others
        failed(sources, app, function, error)
        return None
    calls = [(call, one.through.get(id(call), ())) for one in reached for call in one.calls]
    return Seen(begin, calls, taint)


def failed(sources: Sources, app: Application, function: Function, error: Exception) -> None:
    """Keep what was raised while the code of a function was looked at, as a fault of its needs."""
    sources.kept.setdefault("needs", {})[id(app), function.id] = broken(function, error)
