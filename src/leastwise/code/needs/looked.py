"""Which files of code were looked at for an application."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.code.entries import Entry
from leastwise.code.needs.function import package_key, starts_of
from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.source import Source


def looked_at(app: Application) -> Iterator[Source]:
    """The files in which the functions of an application call something, where their code was asked about."""
    sources = sources_of(app)
    known = sources.kept.get("reached", {}) if sources is not None else {}
    entries = sources.kept.get("entries", {}) if sources is not None else {}
    seen: set[int] = set()
    for function in app.all_functions if known else ():
        begin = entries.get((id(app), function.id))
        if not isinstance(begin, Entry):
            continue
        _, found, _ = known.get(package_key(begin), (None, {}, {}))
        for start in starts_of(begin):
            reached = found.get((start.file, start.names))
            for call in reached.calls if reached is not None else ():
                if id(call.span[0]) not in seen:
                    seen.add(id(call.span[0]))
                    yield call.span[0]
