"""What the code of one function needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from leastwise.code.analysis import Reached, Start, analyse
from leastwise.code.entries import Entry, Missing
from leastwise.code.handlers import entry
from leastwise.code.imports import Imports
from leastwise.code.needs.calls import Observer
from leastwise.code.needs.certainty import doubts
from leastwise.code.needs.instances import Instance
from leastwise.code.needs.keys import keys_of
from leastwise.code.needs.need import Because, CodeNeed, Why
from leastwise.code.needs.use import Unclear, Use
from leastwise.code.observers import Call
from leastwise.code.sdk import Requirement, operation, signed_form
from leastwise.code.sources import Sources
from leastwise.iam.actions import expand
from leastwise.iam.filling import needed, resources
from leastwise.iam.truth import Truth
from leastwise.iam.wiring.names import with_profile
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.record import record, replace
from leastwise.model.source import Location, value_location

_LONGEST = 160


@record
class CodeNeeds:
    """What the code of a function needs.

    Attributes:
        needs: actions, each with what needs them, in the order of the code.
        certainty: `uncertain` where more may be needed.
        why: the places because of which it is, and the reasons.
        entry: where the code begins, or why it was not found.
    """

    needs: tuple[CodeNeed, ...]
    certainty: Literal["complete", "uncertain"]
    why: tuple[Why, ...]
    entry: Entry | Missing


def code_needs(app: Application, function: Function, sources: Sources) -> CodeNeeds:
    """What the code of a function needs, and whether that is all.

    Args:
        app: the application.
        function: one of its functions.
        sources: the files of its root, shared by all that asks about the same root. What is worked out is kept there.
    """
    begin = _entry(app, function, sources)
    if isinstance(begin, Missing):
        return CodeNeeds((), "uncertain", (Why(begin.place.location, begin.reason),), begin)
    observer, reached = _reached(app, begin, sources)
    return _together(Instance(app, function), begin, observer, reached, sources)


def alone_needs(begin: Entry, sources: Sources) -> CodeNeeds:
    """What code needs that no template names: variables stay parameters of their names."""
    observer = Observer(begin.language)
    result = analyse(_starts(begin), [observer], Imports(sources, begin.package), sources.source)
    return _together(Instance(None, None), begin, observer, result.entries, sources)


def broken(function: Function, error: Exception) -> CodeNeeds:
    """A function at whose code leastwise itself failed."""
    reason = f"a fault of leastwise: {type(error).__name__}: {error}"
    missing = Missing(reason, function.resource["Handler"], "unknown")
    return CodeNeeds((), "uncertain", (Why(function.resource.location, reason),), missing)


def _together(
    instance: Instance, begin: Entry, observer: Observer, reached: Sequence[Reached], sources: Sources
) -> CodeNeeds:
    found = _Found(instance)
    for one in reached:
        for call in one.calls:
            _, uses = observer.uses.get(id(call), (None, ()))
            for use in uses:
                found.use(use, call)
    why = [*found.why, *doubts(begin, reached)]
    needs = found.needs()
    if instance.app is not None:
        needs += tuple(keys_of(instance.app, needs))
    return CodeNeeds(needs, "uncertain" if why else "complete", tuple(dict.fromkeys(why)), begin)


def _entry(app: Application, function: Function, sources: Sources) -> Entry | Missing:
    known: dict[Any, Entry | Missing] = sources.kept.setdefault("entries", {})
    key = (id(app), function.id)
    if key not in known:
        sources.kept.setdefault("applications", []).append(app)  # so that its id stays its own
        known[key] = entry(app, function, sources)
    return known[key]


def _key(found: Entry) -> Any:
    package = found.package
    text = None if found.source is None else found.source.text
    return found.language, package.root, package.mounts, package.search, package.beside, package.folder, text


def _starts(found: Entry) -> list[Start]:
    return [Start(found.file, found.names, found.source)] + [Start(file, names) for file, names in found.also]


def _reached(app: Application, begin: Entry, sources: Sources) -> tuple[Observer, list[Reached]]:
    """What is reached from an entry. All functions of a package are run at once, as they share its modules."""
    known: dict[Any, tuple[Observer, dict[Any, Reached]]] = sources.kept.setdefault("reached", {})
    key = _key(begin)
    wanted = [(start.file, start.names) for start in _starts(begin)]
    observer, found = known.get(key, (None, {}))
    if observer is None or any(one not in found for one in wanted):
        observer = Observer(begin.language)
        starts = {(start.file, start.names): start for start in _alike(app, key, sources)}
        starts |= {(start.file, start.names): start for start in _starts(begin)}
        result = analyse(list(starts.values()), [observer], Imports(sources, begin.package), sources.source)
        found = dict(zip(starts, result.entries, strict=True))
        known[key] = observer, found
    return observer, [found[one] for one in wanted]


def _alike(app: Application, key: Any, sources: Sources) -> Iterator[Start]:
    for function in app.all_functions:
        other = _entry(app, function, sources)
        if isinstance(other, Entry) and _key(other) == key:
            yield from _starts(other)


class _Found:
    """Gathers the needs of one function."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.why: list[Why] = []
        self._needs: dict[Any, CodeNeed] = {}

    def needs(self) -> tuple[CodeNeed, ...]:
        return tuple(self._needs.values())

    def use(self, use: Use | Unclear, call: Call) -> None:
        location = value_location(call.span)
        if isinstance(use, Unclear):
            if not use.weak:
                self.why.append(Why(location, use.reason))
            return
        because = Because(location, _text(call))
        if use.action is not None:
            self._action(use, because)
            return
        known = operation(use.service, use.operation)
        if known is None or known.unknown:
            reason = known.unknown if known is not None else "the SDK does not have it"
            self.why.append(Why(location, f"what {use.service}:{use.operation} needs is not known: {reason}"))
            return
        for arguments in use.arguments or ({},):
            plain, starred = self.instance.value(arguments), self.instance.starred(arguments)
            for requirement in known.requires:
                if needed(requirement, plain) is not Truth.NO:
                    self._require(use, requirement, starred, because)

    def _action(self, use: Use, because: Because) -> None:
        form = signed_form(use.service)
        for arguments in use.arguments or ({},):
            where: Iterable[Any] = ("*",)
            if form is not None:
                row = Requirement(use.action or "", ((form,),))
                where = resources(row, self.instance.starred(arguments))
            action = use.action if ":" in (use.action or "") else f"{use.service}:{use.action}"
            self._add(action or "", where, use.source, because, use.optional)

    def _require(self, use: Use, requirement: Requirement, arguments: Any, because: Because) -> None:
        source = requirement.source if requirement.source != "code" else use.source
        condition = None
        if requirement.passed_to is not None:
            condition = {"StringEquals": {"iam:PassedToService": requirement.passed_to}}
        where = resources(requirement, arguments)
        optional = requirement.optional or use.optional
        self._add(requirement.action, where, source, because, optional, condition)

    def _add(
        self, action: str, where: Iterable[Any], source: str, because: Because, optional: bool, condition: Any = None
    ) -> None:
        if expand(action) is None:
            self.why.append(Why(because.location, f"IAM has no action {action}"))
            return
        arns = tuple(dict.fromkeys(self.instance.arn(value) for value in where))
        if action.startswith("bedrock:Invoke"):
            arns = tuple(dict.fromkeys(one for arn in arns for one in with_profile(arn)))
        key = action, arns, repr(condition)
        known = self._needs.get(key)
        if known is None:
            self._needs[key] = CodeNeed(action, arns, source, (because,), condition, optional)
        else:
            more = () if because in known.because else (because,)
            self._needs[key] = replace(known, because=(*known.because, *more), optional=known.optional and optional)


def _text(call: Call) -> str:
    source, _, _, start, end = call.span
    text = " ".join(source.text[start:end].split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


__all__ = ["CodeNeeds", "Location", "code_needs"]
