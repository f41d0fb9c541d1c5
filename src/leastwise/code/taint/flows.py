"""What an outsider's data reaches in one function: the hits of its package, seen with what starts it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from leastwise.code.entries import Entry
from leastwise.code.sources import Sources, sources_of
from leastwise.code.taint.found import failed, seen
from leastwise.code.taint.observer import Hit
from leastwise.code.taint.reading import mark
from leastwise.code.taint.trust import fields, groups, shaping
from leastwise.code.taint.written import Written, ledger
from leastwise.code.versions import installed, numbers
from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.record import record
from leastwise.model.source import value_location
from leastwise.read.script.nodes import Function as Lowered

BY_MODEL = "prompt-injection-sink"
"""The rule about what a model says, or calls a tool with, that reaches something which acts on it."""

BY_STORE = "second-order-injection"
"""The rule about what one function stores for an outsider and another one acts on."""

_ACTS = frozenset(
    f"{name}-injection" for name in ("sql", "nosql", "command", "code", "template", "ldap", "xpath")
) | {"path-traversal", "ssrf", "tainted-invoke", "unsafe-deserialization", "xxe"}  # fmt: skip


_HEADERS = (("headers",), ("multiValueHeaders",))


@record(eq=False)
class Flow:
    """An outsider's data that reaches a dangerous call.

    Attributes:
        hit: the call, and what reaches it.
        path: the field of the event that it begins with.
        trigger: what brings the event; `None` where that is not known.
        through: the functions of the package that lead to the call, the handler first.
        written: who stored it, where it comes from a store.
    """

    hit: Hit
    path: tuple[Any, ...]
    trigger: Trigger | None
    through: Sequence[Lowered]
    written: Written | None = None

    @property
    def rule(self) -> str:
        """The rule that tells it: that of the call, or the one about what models say and call."""
        if self.written is not None and self.written.function is not None:
            return BY_STORE
        said = mark(self.path) == "model"
        called = not said and self.trigger is not None and self.trigger.kind is TriggerKind.BEDROCK_AGENT
        return BY_MODEL if (said or called) and self.hit.rule in _ACTS else self.hit.rule


def flows(app: Application, function: Function) -> tuple[Flow, ...]:
    """What reaches dangerous calls in a function; nothing where its code is not read."""
    sources = sources_of(app)
    if sources is None:
        return ()

    def make() -> tuple[Flow, ...]:
        try:
            return tuple(_flows(app, function, sources))
        except Exception as error:  # one function that cannot be understood never costs the others
            failed(sources, app, function, error)
            return ()

    return sources.once("flows", app, function.id, make)


def _flows(app: Application, function: Function, sources: Sources) -> Iterable[Flow]:
    known = seen(app, function)
    if known is None:
        return ()
    triggers = list(app.triggers_of(function))
    found: dict[Any, Flow] = {}

    def closed(trigger: Trigger) -> bool:
        return ledger(app, sources).closed(trigger)

    for call, through in known.calls:
        near = _near(triggers, through)
        for hit in known.taint.hits.get(id(call), (None, ()))[1]:
            if hit.row.kind == "access" or _mended(hit, function) or _patched(hit, known.entry, sources):
                continue
            for flow in _shaped(hit, near, through, closed) or _second(hit, app, function, through, sources):
                place = hit.rule, call.span[0].path, call.span[1:]
                if place not in found or (found[place].written is not None and flow.written is None):
                    found[place] = flow
    return found.values()


def _near(triggers: Sequence[Trigger], through: Sequence[Lowered]) -> Sequence[Trigger]:
    """The triggers in the order of how well they fit a call: first the decorators right above what leads to it."""
    written = {function.span[0].path: value_location(function.span).line for function in reversed(through)}

    def distance(trigger: Trigger) -> int:
        place = trigger.property.location
        below = written.get(place.file, 0) - place.line
        return below if below >= 0 and place.file in written else sys.maxsize

    return sorted(triggers, key=distance) if len(triggers) > 1 else triggers


def _mended(hit: Hit, function: Function) -> bool:
    """Whether the language does it safely from a version on, and the function runs on that."""
    before, runtime = hit.row.facts.get("before", ""), function.runtime or ""
    return bool(before) and runtime.startswith(before.rstrip("0123456789.")) and numbers(runtime) >= numbers(before)


def _patched(hit: Hit, begin: Entry, sources: Sources) -> bool:
    """Whether a package of npm does it safely from a version on, and that is installed."""
    fixed: dict[str, str] = hit.row.facts.get("fixed", {})
    module = next((name for name in fixed if hit.call.path.startswith(name)), None)
    if module is None:
        return False
    version = installed(sources, begin.package, module)
    return bool(hit.row.facts.get("pinned", False)) if version is None else version >= numbers(fixed[module])


def _shaped(
    hit: Hit, triggers: Sequence[Trigger], through: Sequence[Lowered], closed: Callable[[Trigger], bool]
) -> list[Flow]:
    """What the event itself, or a model, brings to a call: the first of it."""
    if "triggers" in hit.row.facts and (triggers or hit.row.facts["triggers"] == "requests"):
        kinds = groups()[hit.row.facts["triggers"]]
        triggers = [one for one in triggers if one.kind in kinds]
        if not triggers:
            return []
    for path in _in_order(hit):
        if mark(path) == "stored":
            continue
        if mark(path):
            return [Flow(hit, path, triggers[0] if triggers else None, through)]
        trigger = shaping(triggers, path)
        if trigger is not None and closed(trigger):
            trigger = shaping([one for one in triggers if not closed(one)], path)
        if trigger is not None or (not triggers and fields()["unknown"].shaped(path)):
            return [Flow(hit, path, trigger, through)]
    return []


def _second(
    hit: Hit, app: Application, function: Function, through: Sequence[Lowered], sources: Sources
) -> Iterator[Flow]:
    """What comes from a store to a call that acts on it, where an outsider's data is put there."""
    for path in _in_order(hit) if hit.rule in _ACTS or hit.rule == "xss" else ():
        written = ledger(app, sources).written(function, path) if mark(path) == "stored" else None
        if written is not None:
            yield Flow(hit, path, written.trigger, through, written)
            return


def _in_order(hit: Hit) -> list[tuple[Any, ...]]:
    """The fields, the most telling first: headers (the type of a body) come along with what it is about."""
    return sorted(hit.paths, key=lambda path: (path[:1] in _HEADERS, -len(path), path))
