"""What the code of one function needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from leastwise.code.analysis import Reached, Start, analyse
from leastwise.code.entries import Entry, Missing
from leastwise.code.handlers import entry
from leastwise.code.imports import Imports
from leastwise.code.needs.addresses import ADDRESS, settled
from leastwise.code.needs.calls import Observer
from leastwise.code.needs.certainty import doubts
from leastwise.code.needs.conditions import applies, asked
from leastwise.code.needs.instances import Instance
from leastwise.code.needs.keys import keys_of
from leastwise.code.needs.located import located, with_database
from leastwise.code.needs.naming import named
from leastwise.code.needs.need import Because, CodeNeed, Step, Why
from leastwise.code.needs.passing import passed_inside
from leastwise.code.needs.regions import ALL, anywhere, elsewhere
from leastwise.code.needs.shown import called, text_of
from leastwise.code.needs.use import Unclear, Use
from leastwise.code.observers import Call
from leastwise.code.sdk import Requirement, operation, signed_form
from leastwise.code.sources import Sources, sources_of
from leastwise.code.versions import numbers, version_of
from leastwise.iam.actions import expand
from leastwise.iam.filling import found as found_in
from leastwise.iam.filling import needed
from leastwise.iam.truth import Truth
from leastwise.iam.wiring.calls import roles_of_task
from leastwise.iam.wiring.names import with_profile
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.record import record, replace
from leastwise.model.source import Location, value_location
from leastwise.read.script.nodes import Function as Lowered


@record
class CodeNeeds:
    """What the code of a function needs.

    Attributes:
        needs: actions, each with what needs them, in the order of the code.
        certainty: `uncertain` where more may be needed.
        why: the places because of which it is, and the reasons.
        entry: where the code begins, or why it was not found.
        fault: what was raised while it was looked at, a fault of leastwise.
    """

    needs: tuple[CodeNeed, ...]
    certainty: Literal["complete", "uncertain"]
    why: tuple[Why, ...]
    entry: Entry | Missing
    fault: Exception | None = None

    @property
    def missing(self) -> bool:
        """Whether its code was not found, or is of a language that is not read."""
        return isinstance(self.entry, Missing)


def understood(app: Application, function: Function) -> CodeNeeds | None:
    """What the code of a function needs, worked out once; `None` where code is not read.

    One function that cannot be understood never costs the others: what goes wrong is its `fault`.
    """
    sources = sources_of(app)
    if sources is None:
        return None

    def make() -> CodeNeeds:
        try:
            return code_needs(app, function, sources)
        except Exception as error:
            return broken(function, error)

    return sources.once("needs", app, function.id, make)


def code_needs(app: Application, function: Function, sources: Sources) -> CodeNeeds:
    """What the code of a function needs, and whether that is all.

    Args:
        app: the application.
        function: one of its functions.
        sources: the files of its root, shared by all that asks about the same root. What is worked out is kept there.
    """
    begin = entry_of(app, function, sources)
    if isinstance(begin, Missing):
        return CodeNeeds((), "uncertain", (Why(begin.place.location, begin.reason),), begin)
    observer, reached = reached_by(app, begin, sources)
    return _together(Instance(app, function), begin, observer, reached, sources)


def alone_needs(begin: Entry, sources: Sources) -> CodeNeeds:
    """What code needs that no template names: variables stay parameters of their names."""
    observer = Observer(begin.language)
    result = analyse(starts_of(begin), [observer], Imports(sources, begin.package), sources.source)
    return _together(Instance(None, None), begin, observer, result.entries, sources)


def broken(function: Function, error: Exception) -> CodeNeeds:
    """A function at whose code leastwise itself failed."""
    reason = f"a fault of leastwise: {type(error).__name__}: {error}"
    missing = Missing(reason, function.resource["Handler"], "unknown")
    return CodeNeeds((), "uncertain", (Why(function.resource.location, reason),), missing, error)


def _together(
    instance: Instance, begin: Entry, observer: Observer, reached: Sequence[Reached], sources: Sources
) -> CodeNeeds:
    found = Gathered(instance, lambda module: version_of(sources, begin.package, begin.language, module))
    calls = (id(call) for one in reached for call in one.calls)
    found.elsewhere = elsewhere((observer.regions[key][1] for key in calls if key in observer.regions), instance)
    for one in reached:
        for call in one.calls:
            _, uses = observer.uses.get(id(call), (None, ()))
            for use in uses:
                found.use(use, call, one.through.get(id(call), ()))
    why = [*found.why, *doubts(begin, reached, sources, observer.uses)]
    needs = found.needs()
    if instance.app is not None:
        needs += (*keys_of(instance.app, needs), *passed_inside(needs))
    return CodeNeeds(needs, "uncertain" if why else "complete", tuple(dict.fromkeys(why)), begin)


def entry_of(app: Application, function: Function, sources: Sources) -> Entry | Missing:
    """Where the code of a function begins, or why that is not found; worked out once."""
    return sources.once("entries", app, function.id, lambda: entry(app, function, sources))


def package_key(found: Entry) -> Any:
    """The same for entries into the same code."""
    package = found.package
    text = None if found.source is None else found.source.text
    return found.language, package.root, package.mounts, package.search, package.beside, package.folder, text


def starts_of(found: Entry) -> list[Start]:
    """Where an entry makes the code begin."""
    return [Start(found.file, found.names, found.source)] + [Start(file, names) for file, names in found.also]


def reached_by(app: Application, begin: Entry, sources: Sources) -> tuple[Observer, list[Reached]]:
    """What is reached from an entry. All functions of a package are run at once, as they share its modules."""
    observer, reached, _ = _run(app, begin, sources, "")
    return observer, reached


def watched_by(name: str, app: Application, begin: Entry, sources: Sources) -> tuple[Any, list[Reached]]:
    """One of `sources.watchers`, which has seen what is reached from an entry, and that."""
    _, reached, more = _run(app, begin, sources, name)
    return more[name], reached


def _run(
    app: Application, begin: Entry, sources: Sources, wanted: str
) -> tuple[Observer, list[Reached], dict[str, Any]]:
    known: dict[Any, tuple[Observer, dict[Any, Reached], dict[str, Any]]] = sources.kept.setdefault("reached", {})
    key = package_key(begin)
    asked = [(start.file, start.names) for start in starts_of(begin)]
    observer, found, more = known.get(key, (None, {}, {}))
    if observer is None or any(one not in found for one in asked) or (wanted and wanted not in more):
        observer = Observer(begin.language)
        more = {name: make(observer) for name, make in sources.watchers.items()}
        starts = {(start.file, start.names): start for start in _alike(app, key, sources)}
        starts |= {(start.file, start.names): start for start in starts_of(begin)}
        observers = [observer, *more.values()]
        result = analyse(list(starts.values()), observers, Imports(sources, begin.package), sources.source)
        found = dict(zip(starts, result.entries, strict=True))
        known[key] = observer, found, more
    return observer, [found[one] for one in asked], more


def _alike(app: Application, key: Any, sources: Sources) -> Iterator[Start]:
    for function in app.all_functions:
        other = entry_of(app, function, sources)
        if isinstance(other, Entry) and package_key(other) == key:
            yield from starts_of(other)


class Gathered:
    """Gathers the needs of one function."""

    def __init__(self, instance: Instance, versions: Callable[[str], tuple[int, ...] | None] | None = None) -> None:
        self.instance = instance
        self.versions = versions
        self.why: list[Why] = []
        self.elsewhere: frozenset[str] = frozenset()
        self._needs: dict[Any, CodeNeed] = {}

    def needs(self) -> tuple[CodeNeed, ...]:
        """All so far, in the order of the code."""
        return tuple(self._needs.values())

    def use(self, use: Use | Unclear, call: Call, through: Sequence[Lowered]) -> None:
        """Add what one use of an SDK needs, which a call makes that these functions lead to."""
        location = value_location(call.span)
        if isinstance(use, Unclear):
            if not use.weak:
                self.why.append(Why(location, use.reason))
            return
        if use.until is not None and self.versions is not None:
            version = self.versions(use.until[0])
            if version is not None and version >= numbers(use.until[1]):
                return
            use = replace(use, optional=use.optional or version is None)
        made = applies(use, self.instance)
        if made is not Truth.YES:
            if made is Truth.UNKNOWN:
                self.why.append(Why(location, f"whether it is an address of {use.service} shows at run time only"))
            return
        if use.operation == ADDRESS:
            for one in settled(use, self.instance):
                self.use(one, call, through)
            return
        steps = tuple(Step(value_location(one.span), called(one)) for one in through)
        because = Because(location, text_of(call), steps)
        if use.action is not None:
            self._action(use, because)
            return
        known = operation(use.service, use.operation)
        if known is None or known.unknown:
            reason = known.unknown if known is not None else "the SDK does not have it"
            self.why.append(Why(location, f"what {use.service}:{use.operation} needs is not known: {reason}"))
            return
        for arguments in self._arguments(use):
            plain, starred = self.instance.value(arguments), self.instance.starred(arguments)
            more = (one for one in known.beyond if needed(one, plain, starred) is not Truth.NO)
            self.why += [Why(location, one.reason) for one in more]
            for requirement in known.requires:
                if needed(requirement, plain, starred) is not Truth.NO:
                    naming = named(requirement, arguments, starred, self.instance)
                    where = self._where(requirement, arguments, starred)
                    condition = asked(requirement, starred) if use.source == "code" else None
                    self._require(use, requirement, where, replace(because, naming=naming), condition)

    def _arguments(self, use: Use) -> Iterator[Any]:
        for arguments in use.arguments or ({},):
            yield from self.instance.choices(arguments)

    def _where(self, requirement: Requirement, arguments: Any, starred: Any) -> list[Any]:
        """The ARNs of what a call works on."""
        if requirement.of_task:
            return [self.instance.arn(value) for value in self._roles(starred)]
        return located(self.instance, requirement, arguments, starred)

    def _action(self, use: Use, because: Because) -> None:
        action = use.action or ""
        action = action if ":" in action else f"{use.service}:{action}"
        form = signed_form(action) or signed_form(use.service)
        for arguments in self._arguments(use):
            where: Sequence[Any] = ("*",)
            if form is not None:
                where = self._where(
                    Requirement(action, ((form,),)), arguments, with_database(self.instance, use.service, arguments)
                )
            told = set(where) != {"*"} and (form is None or form.holes)
            known = [] if told else self.instance.endpoints(use.service)
            for actions, arn in known:
                for one in actions or (action,):
                    self._add(one, (arn,), use.source, because, use.optional)
            if not known:
                self._add(action, self._there(use, where), use.source, because, use.optional)

    def _require(
        self, use: Use, requirement: Requirement, where: Sequence[Any], because: Because, condition: Any
    ) -> None:
        source = requirement.source if requirement.source != "code" else use.source
        if requirement.passed_to is not None:
            condition = {"StringEquals": {"iam:PassedToService": requirement.passed_to}}
        optional = requirement.optional or use.optional
        self._add(requirement.action, self._there(use, where), source, because, optional, condition)

    def _there(self, use: Use, where: Sequence[Any]) -> Sequence[Any]:
        """ARNs in the regions that the clients of a service are made for."""
        return [anywhere(one) for one in where] if self.elsewhere & {use.service, ALL} else where

    def _roles(self, arguments: Any) -> tuple[Any, ...]:
        """The roles of the task that is started; any where its definition is not one of the application."""
        app = self.instance.app
        for value in found_in(arguments, ("taskDefinition",)):
            roles = None if app is None else roles_of_task(app, value)
            if roles is not None:
                return tuple(roles)
        return ("arn:${Partition}:iam::${Account}:role/*",)

    def _add(
        self, action: str, where: Iterable[Any], source: str, because: Because, optional: bool, condition: Any = None
    ) -> None:
        if expand(action) is None:
            self.why.append(Why(because.location, f"IAM has no action {action}"))
            return
        arns = tuple(dict.fromkeys(where))
        if action.startswith("bedrock:Invoke"):
            arns = tuple(dict.fromkeys(one for arn in arns for one in with_profile(arn)))
        key = action, arns, repr(condition)
        known = self._needs.get(key)
        if known is None:
            self._needs[key] = CodeNeed(action, arns, source, (because,), condition, optional)
        else:
            alike = [one for one in known.because if (one.location, one.note) == (because.location, because.note)]
            more = () if alike else (because,)
            self._needs[key] = replace(known, because=(*known.because, *more), optional=known.optional and optional)


__all__ = ["CodeNeeds", "Location", "code_needs"]
