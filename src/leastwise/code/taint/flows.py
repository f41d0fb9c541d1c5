"""What an outsider's data reaches in one function: the hits of its package, seen with what starts it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from leastwise.code.entries import Entry
from leastwise.code.sources import Sources, sources_of
from leastwise.code.taint.found import Seen, failed, seen
from leastwise.code.taint.observer import Hit
from leastwise.code.taint.reading import mark
from leastwise.code.taint.tables import DISTRUSTED, RESPONSE
from leastwise.code.taint.trust import fields, groups, is_caller, shaping
from leastwise.code.taint.written import Ledger, Written, ledger
from leastwise.code.values import ANSWERED
from leastwise.code.versions import installed, numbers, version_of
from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.record import record, replace
from leastwise.model.source import value_location
from leastwise.read.script.nodes import Function as Lowered

BY_MODEL = "prompt-injection-sink"
"""The rule about what a model says, or calls a tool with, that reaches something which acts on it."""

BY_STORE = "second-order-injection"
"""The rule about what one function stores for an outsider and another one acts on."""

ACTS = frozenset(
    f"{name}-injection" for name in ("sql", "nosql", "command", "code", "template", "ldap", "xpath")
) | {"path-traversal", "ssrf", "tainted-invoke", "unsafe-deserialization", "xxe"}  # fmt: skip
"""Rules about calls that act on what they are given."""


_LISTS = ("s3:ListObjects", "s3:ListObjectsV2")


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
        weak: whether only an auditor wants to hear of it.
        sent: the function that calls this one with it.
        own: whether functions of the application call this one, and none of them with anything of an outsider's.
    """

    hit: Hit
    path: tuple[Any, ...]
    trigger: Trigger | None
    through: Sequence[Lowered]
    written: Written | None = None
    weak: bool = False
    sent: Written | None = None
    own: bool = False

    @property
    def rule(self) -> str:
        """The rule that tells it: that of the call, or the one about what models say and call."""
        if self.written is not None and self.written.function is not None:
            return BY_STORE
        said = mark(self.path) == "model"
        called = not said and self.trigger is not None and self.trigger.kind is TriggerKind.BEDROCK_AGENT
        return BY_MODEL if (said or called) and self.hit.rule in ACTS else self.hit.rule


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
    return reaching(app, function, known, list(app.triggers_of(function)), sources)


def reaching(
    app: Application, function: Function, known: Seen, triggers: Sequence[Trigger], sources: Sources
) -> Iterable[Flow]:
    """What reaches dangerous calls in code that was watched, where these start it."""
    found: dict[Any, Flow] = {}

    def book() -> Ledger:
        return ledger(app, sources)

    for call, through in known.calls:
        near = _near(triggers, through)
        for hit in known.taint.hits.get(id(call), (None, ()))[1]:
            if hit.row.kind == "access" or _mended(hit, function) or _patched(hit, known.entry, sources):
                continue
            second = _second(hit, app, function, through, sources)
            shaped = _shaped(hit, near, function, through, book)
            for flow in shaped or [*second] or _perhaps(hit, near, through):
                place = hit.rule, call.span[0].path, call.span[1:]
                if place not in found or _rank(flow) < _rank(found[place]):
                    found[place] = flow
    return [_weakened(flow, place, found, function) for place, flow in found.items()]


def _rank(flow: Flow) -> tuple[bool, bool, bool]:
    """Of several flows to one place the one is told that is least."""
    return flow.weak, flow.own, flow.written is not None


def _weakened(flow: Flow, place: tuple[Any, ...], found: Mapping[Any, Flow], function: Function) -> Flow:
    """A flow, weak where another rule tells of its call, or the runtime is not known and hardly so old as it has to be.

    The key of an object never leads above the folder that it is put behind: S3 refuses those with more `..` than names.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    """
    hit = flow.hit
    others = (found.get((rule, *place[1:])) for rule in hit.row.facts.get("beside", ()))
    said = any(one is not None and not one.weak for one in others)
    newer = hit.row.facts.get("assumed") == "newer" and not function.runtime
    return replace(flow, weak=True) if said or newer or _is_listed(hit, flow.path) else flow


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
    """Whether a package does it safely from a version on, and that is installed."""
    fixed: dict[str, str] = hit.row.facts.get("fixed", {})
    named = {name: numbers(fixed[name]) for name in fixed if re.match(re.escape(name) + r"(?![\w-])", hit.call.path)}
    if not named:
        return False
    versions = {name: _version(sources, begin, name) for name in named}  # `lodash.merge` is a package, or in one
    known = [version >= named[name] for name, version in versions.items() if version is not None]
    return all(known) if known else bool(hit.row.facts.get("pinned", False))


def _version(sources: Sources, begin: Entry, name: str) -> tuple[int, ...] | None:
    if begin.language == "python":
        return version_of(sources, begin.package, "python", name)
    return installed(sources, begin.package, name)


def _shaped(
    hit: Hit, triggers: Sequence[Trigger], function: Function, through: Sequence[Lowered], book: Callable[[], Ledger]
) -> list[Flow]:
    """What the event itself, or a model, brings to a call: the first of it."""
    if "triggers" in hit.row.facts and (triggers or hit.row.facts["triggers"] == "requests"):
        kinds = groups()[hit.row.facts["triggers"]]
        triggers = [one for one in triggers if one.kind in kinds]
        if not triggers:
            return []
    own: list[Flow] = []
    for path in _in_order(hit):
        if mark(path) == "stored" or (mark(path) == RESPONSE and "from" not in hit.row.facts):
            continue
        if mark(path):
            return [Flow(hit, path, triggers[0] if triggers else None, through, weak=_is_weak(hit))]
        trigger = shaping(triggers, path)
        if trigger is not None and book().closed(trigger, path):
            trigger = shaping([one for one in triggers if not book().closed(one, path)], path)
        if trigger is None and hit.row.facts.get("callers", False) and is_caller(path):
            trigger = next(iter(triggers), None)
        if trigger is not None:
            return [Flow(hit, path, trigger, through, weak=_is_weak(hit))]
        sent = book().sent(function, path)
        if isinstance(sent, Written):
            return [Flow(hit, path, sent.trigger, through, weak=_is_weak(hit), sent=sent)]
        if not triggers and fields()["unknown"].shaped(path):
            flow = Flow(hit, path, None, through, weak=_is_weak(hit))
            if sent is None:
                return [flow]
            own.append(replace(flow, own=True))
    return own[:1]


def _is_weak(hit: Hit) -> bool:
    return hit.row.facts.get("persona") == "auditor"


def _second(
    hit: Hit, app: Application, function: Function, through: Sequence[Lowered], sources: Sources
) -> Iterator[Flow]:
    """What comes from a store to a call that acts on it, where an outsider's data is put there."""
    for path in _in_order(hit) if hit.rule in ACTS or hit.rule == "xss" else ():
        written = ledger(app, sources).written(function, path) if mark(path) == "stored" else None
        if written is not None:
            yield Flow(hit, path, written.trigger, through, written, weak=_is_weak(hit))
            return


def _perhaps(hit: Hit, triggers: Sequence[Trigger], through: Sequence[Lowered]) -> Iterator[Flow]:
    """What another host answered, or uploaded objects are called, to a call that acts on it."""
    if hit.rule not in ACTS or _is_weak(hit) or "triggers" in hit.row.facts:
        return
    path = next((path for path in _in_order(hit) if mark(path) == RESPONSE or _is_listed(hit, path)), None)
    if path is not None:
        weak = path[:2] != (ANSWERED, DISTRUSTED)
        yield Flow(hit, path, triggers[0] if triggers else None, through, weak=weak)


def _is_listed(hit: Hit, path: tuple[Any, ...]) -> bool:
    """Whether it is the name of an object of a bucket, which may hold `..` where a file is written by it."""
    named = path[-1:] in (("Key",), ("key",))
    return named and hit.rule == "path-traversal" and mark(path) == "stored" and path[1] in _LISTS


def _in_order(hit: Hit) -> list[tuple[Any, ...]]:
    """The fields, the most telling first: headers (the type of a body) come along with what it is about."""
    return sorted(hit.paths, key=lambda path: (path[:1] in _HEADERS, -len(path), path))
