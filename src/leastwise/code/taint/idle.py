"""Handlers that lie beside those of an application, are packed with them, and that nothing of it starts.

They are deployed, and one line in a template, or somebody with a console, makes them run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from leastwise.code.convention import conventional
from leastwise.code.conventions import is_code
from leastwise.code.entries import Entry
from leastwise.code.needs.function import entry_of, watched_by
from leastwise.code.sources import Sources, sources_of
from leastwise.code.taint.flows import ACTS, Flow, reaching
from leastwise.code.taint.found import Seen, failed, seen, watch
from leastwise.code.taint.written import NAME
from leastwise.model.application import Application
from leastwise.model.graph import Function

MAX_IDLE = 60
"""Handlers of one application that are looked at."""

TOLD = ACTS | {"mass-assignment", "xss", "prototype-pollution"}
"""The rules whose flows are worth telling where nothing starts the code."""


def idle_flows(app: Application) -> Iterator[tuple[Function, Flow]]:
    """What reaches dangerous calls in such handlers, each with a function that it lies beside."""
    sources = sources_of(app)
    if sources is None:
        return
    watch(sources)
    for count, (function, begin) in enumerate(_idle(app, sources)):
        if count == MAX_IDLE:
            return
        try:
            taint, reached = watched_by(NAME, app, begin, sources)
            calls = [(call, one.through.get(id(call), ())) for one in reached for call in one.calls]
            found = [*reaching(app, function, Seen(begin, calls, taint), (), sources)]
        except Exception as error:  # one handler that cannot be understood never costs the others
            failed(sources, app, function, error)
            continue
        yield from ((function, flow) for flow in found if flow.hit.rule in TOLD)


def _idle(app: Application, sources: Sources) -> Iterator[tuple[Function, Entry]]:
    folders: dict[str, Function] = {}
    known: set[str] = set()
    for function in app.functions:
        begin = entry_of(app, function, sources)
        if isinstance(begin, Entry) and begin.source is None:
            folders.setdefault(posixpath.dirname(begin.file), function)
            known |= {begin.file, *(file for file, _ in begin.also)}
            reached = seen(app, function)
            known |= {call.span[0].path for call, _ in reached.calls} if reached is not None else set()
    for folder, function in folders.items():
        for file in sources.listed(folder):
            if posixpath.dirname(file) == folder and file not in known and is_code(file):
                yield from ((function, begin) for begin in conventional(sources, (file,)))


__all__ = ["idle_flows"]
