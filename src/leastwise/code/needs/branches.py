"""What code needs for each kind of event that it tells apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.code.entries import Missing
from leastwise.code.needs.function import Gathered, entry_of, reached_by
from leastwise.code.needs.instances import Instance
from leastwise.code.needs.need import CodeNeed
from leastwise.code.observers import Guard
from leastwise.code.sources import sources_of
from leastwise.code.values import Constant, Event
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.record import record


@record
class Dispatch:
    """A field of the event that decides what is done.

    Attributes:
        path: of the field: `("action",)`.
        branches: what it is compared with → what is needed then and only then; in the order of the code.
        others: what is needed whatever it is, or where it is not compared.
    """

    path: tuple[Any, ...]
    branches: dict[str, tuple[CodeNeed, ...]]
    others: tuple[CodeNeed, ...]


def dispatches(app: Application, function: Function) -> list[Dispatch]:
    """The fields of the event by which code does one thing or another; those with most branches first."""
    sources = sources_of(app)
    begin = entry_of(app, function, sources) if sources is not None else None
    if sources is None or begin is None or isinstance(begin, Missing):
        return []
    observer, reached = reached_by(app, begin, sources)
    calls = [(call, _branch_of(call.guards), one) for one in reached for call in one.calls if id(call) in observer.uses]
    paths = dict.fromkeys(path for _, branches, _ in calls for path, _ in branches)
    found: list[Dispatch] = []
    for path in paths:
        groups: dict[str | None, Gathered] = {}
        for call, branches, one in calls:
            texts: list[str | None] = [text for at, text in branches if at == path]
            for text in texts or [None]:
                group = groups.setdefault(text, Gathered(Instance(app, function)))
                for use in observer.uses[id(call)][1]:
                    group.use(use, call, one.through.get(id(call), ()))
        others = groups.pop(None).needs() if None in groups else ()
        needs = {text: group.needs() for text, group in groups.items() if text is not None}
        found.append(Dispatch(path, {text: some for text, some in needs.items() if some}, others))
    return sorted(found, key=lambda one: -len(one.branches))


def _branch_of(guards: Iterable[Guard]) -> tuple[tuple[tuple[Any, ...], str], ...]:
    """What fields of the event are where a call is made, as far as tests compare them with texts: path and text."""
    found: dict[tuple[tuple[Any, ...], str], None] = {}
    for guard in guards:
        test = guard.test
        if test.operator != "==" or test.right is None or guard.holds is test.negated:
            continue
        for subject, other in ((test.left.only, test.right.only), (test.right.only, test.left.only)):
            if isinstance(subject, Event) and isinstance(other, Constant) and isinstance(other.value, str):
                found[subject.path, other.value] = None
    return tuple(found)
