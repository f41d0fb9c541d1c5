"""From an application to what its roles are granted and its wiring needs, as plain records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leastwise.code.sources import sources_of
from leastwise.iam.actions import expand
from leastwise.iam.managed import customary
from leastwise.iam.permissions import Granted, grants, permissions, stores
from leastwise.iam.wiring import Because as Wiring
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.record import replace
from leastwise.model.value import display, references
from leastwise.privilege.comparison import compare, lacks
from leastwise.privilege.needed import Need as Wanted
from leastwise.privilege.needed import needed, needed_besides
from leastwise.privilege.statements import minimal
from leastwise.read.reading import Reading
from leastwise.report.policies.holding import Rows, when_of
from leastwise.report.policies.in_cdk import constructs_of, given
from leastwise.report.policies.plain import plain, short
from leastwise.report.policies.result import (
    LEVELS,
    Cause,
    FunctionEntry,
    Grant,
    Need,
    PolicyResult,
    Reason,
    RoleEntry,
    Seen,
)
from leastwise.report.policies.targets import targets
from leastwise.rules.access.unused_role import UnusedRole
from leastwise.rules.worlds import Worlds

if TYPE_CHECKING:
    from leastwise.code.needs import Because

_KINDS = {"AWS::IAM::User": "user", "AWS::IAM::Group": "group"}


class Collector:
    """Collects what there is to say about any number of applications.

    Args:
        wanted_function: whether a function is to be shown.
        wanted_role: whether a role is, given it and its functions.
        by: only what `author` or `framework` grants; `None` for both.
    """

    def __init__(
        self,
        wanted_function: Callable[[Function], bool],
        wanted_role: Callable[[Role, Collection[Function]], bool],
        by: str | None = None,
    ) -> None:
        self._wanted_function = wanted_function
        self._wanted_role = wanted_role
        self._by = by
        self._rows: dict[tuple[str, str, str], Rows] = {}
        self._all: dict[str, list[Wanted]] = {}
        self._worlds: dict[str, dict[str, Worlds]] = {}

    def add(self, reading: Reading, result: PolicyResult) -> None:
        """Enter one application as it is in one stage."""
        stage = reading.stage or ""
        if reading.worlds:
            self._worlds.setdefault(reading.id, {})[stage] = Worlds([app.world for app in reading.worlds])
        for index, app in enumerate(reading.worlds):
            self._roles(app, stage, index, result)
            self._functions(app, stage, index, result)
            _unused(app, result)
            sources = sources_of(app)
            result.unread += sources.unread if sources is not None else ()

    def finish(self, result: PolicyResult) -> None:
        """Put the rows into the entries that they belong to, each once, with when it holds."""
        for name, needs in self._all.items():
            if result.functions[name].code:  # the wiring alone would be less than it needs
                result.functions[name].policy = minimal({repr(need): need for need in needs}.values())
        for (kind, name, attribute), rows in self._rows.items():
            entry: Any = (result.roles if kind == "role" else result.functions)[name]
            tables = self._worlds[entry.application]
            found = [
                replace(row, when=when) if hasattr(row, "when") and (when := when_of(holding, tables)) else row
                for row, holding in rows.found.values()
            ]
            setattr(entry, attribute, found)

    def _enter(self, kind: str, name: str, attribute: str, rows: Iterable[Any], stage: str, world: int) -> None:
        self._rows.setdefault((kind, name, attribute), Rows({})).add(rows, stage, world)

    def _roles(self, app: Application, stage: str, world: int, result: PolicyResult) -> None:
        idle = {finding.place.resource.key for finding in UnusedRole().check(app)}
        for role in (*app.roles, *app.identities):
            users = app.users_of(role)
            if not self._wanted_role(role, users):
                continue
            entry = result.roles.get(role.id)
            if entry is None:
                entry = result.roles[role.id] = _role_entry(app, role)
            entry.functions += [user.id for user in users if user.id not in entry.functions]
            mine = _naming(app).get(role.resource.key, ()) if role.resource is not None else ()
            entry.used_by += [name for name in mine if name not in entry.used_by]
            entry.used = role.resource is None or role.resource.key not in idle
            granted = [_grant(app, one) for one in grants(app, role) if self._by in (None, one.by)]
            self._enter("role", role.id, "grants", granted, stage, world)
            held = permissions(app, role)
            unknown = [Reason(place.location, short(reason)) for place, reason in held.unknown]
            self._enter("role", role.id, "unknown", unknown, stage, world)
            besides = needed_besides(app, role)
            self._enter("role", role.id, "seen", _seen(app, role, besides), stage, world)
            self._needed("role", app, role.id, role, besides, stage, world)

    def _functions(self, app: Application, stage: str, world: int, result: PolicyResult) -> None:
        for function in app.all_functions:
            if not self._wanted_function(function):
                continue
            if function.id not in result.functions:
                result.functions[function.id] = _function_entry(app, function)
            found = needed(app, function)
            why = [Reason(one.location, short(one.reason)) for one in found.doubts]
            if found.read:
                self._read(app, function, result)
            self._enter("function", function.id, "why", why, stage, world)
            self._enter("function", function.id, "triggers", _triggers(app, function), stage, world)
            self._enter("function", function.id, "seen", _seen(app, function, found.needs), stage, world)
            self._needed("function", app, function.id, function.role, found.needs, stage, world)
            self._all.setdefault(function.id, []).extend(found.needs)
            if function.role is not None:
                self._enter("function", function.id, "excess", _excess(app, function.role), stage, world)

    def _read(self, app: Application, function: Function, result: PolicyResult) -> None:
        """Enter where the code of a function is."""
        from leastwise.code.needs import understood  # the engine is imported where there is code to read

        found, entry = understood(app, function), result.functions[function.id]
        if found is None:
            return
        if found.fault is not None:
            result.faults.append(function.id)
        entry.code = True
        if getattr(found.entry, "source", None) is None:  # inline code stands in the template
            entry.file = getattr(found.entry, "file", entry.file)

    def _needed(
        self,
        kind: str,
        app: Application,
        name: str,
        role: Role | None,
        wired: Iterable[Wanted],
        stage: str,
        world: int,
    ) -> None:
        wired = list(wired)
        lacking = [need for need in wired if role is not None and lacks(app, role, need)]
        self._enter(kind, name, "needs", [need_entry(app, need) for need in wired], stage, world)
        self._enter(kind, name, "missing", [need_entry(app, need) for need in lacking], stage, world)


def _unused(app: Application, result: PolicyResult) -> None:
    """Find out which of the evidence is of an application, also where nothing of it is shown; enter what is unused."""
    if getattr(app.files, "usage", None) is not None:
        from leastwise.privilege.usage.evidence import observed

        found = observed(app)
        for name, actions in found.unused.items() if found is not None else ():
            if name in result.roles:
                entry = result.roles[name]
                entry.unused = sorted({*entry.unused, *actions})


def _seen(app: Application, of: Function | Role, needs: Iterable[Wanted]) -> Iterable[Seen]:
    """What was seen of a function or role; nothing is imported where nobody gave evidence."""
    if getattr(app.files, "usage", None) is None:
        return ()
    from leastwise.report.policies.seen import seen_of

    return seen_of(app, of, needs)


def _triggers(app: Application, function: Function) -> Iterator[Reason]:
    """What starts a function: `http-api GET /orders`, `sqs Jobs`."""
    for trigger in app.triggers_of(function):
        source = trigger.resource.name if trigger.resource is not None else trigger.source
        what = trigger.route.label if trigger.route is not None else source
        yield Reason(trigger.property.location, short(f"{trigger.kind} {what}"))


@lru_cache(maxsize=1)
def _naming(app: Application) -> dict[str, list[str]]:
    """Key of a role → the names of what has it in a property: state machines, pipes, rules. Policies do not count."""
    found: dict[str, dict[str, None]] = {}
    for resource in app.resources():
        if not resource.type.startswith(("AWS::IAM::", "AWS::Lambda::Function")):
            for key in {reference.resource for reference in references(resource.properties)}:
                found.setdefault(key, {})[resource.name] = None
    return {key: list(names) for key, names in found.items()}


def _role_entry(app: Application, role: Role) -> RoleEntry:
    resource = role.resource
    boundary = role.boundary
    bound = app.referenced(boundary)
    return RoleEntry(
        id=role.id,
        name=resource.name if resource is not None else display(role.arn),
        application=app.id,
        location=resource.location if resource is not None else None,
        by=role.by,
        kind="role" if resource is None else _KINDS.get(resource.type, "role"),
        generated=resource is not None and resource.span[0].block_at(resource.span[1]) != resource.name,
        boundary=bound.name if bound is not None else short(display(boundary)) if boundary is not None else "",
    )


def _function_entry(app: Application, function: Function) -> FunctionEntry:
    code = function.code
    return FunctionEntry(
        id=function.id,
        name=function.name,
        application=app.id,
        file=code.file or code.directory or (function.resource.template if code.inline else None),
        handler=function.handler,
        role=function.role.id if function.role is not None else None,
        location=function.resource.location,
        key=function.resource.key,
        constructs=constructs_of(function.resource),
        given=given(app, function),
    )


def _grant(app: Application, granted: Granted) -> Grant:
    return Grant(
        action=granted.action,
        resources=targets(app, granted.resources),
        condition=plain(granted.condition),
        effect=granted.effect or "?",
        by=granted.by,
        via=granted.via,
        policy=_policy(granted),
        location=granted.property.location,
        levels=levels(granted.action),
        stores=tuple(dict.fromkeys(store.resource.name for store, _ in stores(app, granted))),
        not_actions=granted.not_actions,
        not_resources=targets(app, granted.not_resources),
    )


def _policy(granted: Granted) -> str:
    """The name of a policy, for people: a template of SAM goes by the template's name, which is where it stands."""
    if granted.via != "sam-template":
        return granted.policy
    source, start, end, _, _ = granted.property.span
    return source.text[start:end].strip("\"'")[:200]


def _excess(app: Application, role: Role) -> Iterator[Grant]:
    """What of a role's grants nothing needs, or not all of; logs, network interfaces and traces aside."""
    for part in compare(app, role).excess:
        usual = expand(part.granted.action) or ()
        if not (part.needless and usual and all(map(customary, usual))):
            yield _grant(app, part.granted)


def need_entry(app: Application, wired: Wanted) -> Need:
    """A need as reports say it."""
    return Need(
        action=wired.action,
        resources=targets(app, wired.resources),
        condition=plain(wired.condition),
        source=wired.source,
        because=tuple(_cause(one) for one in wired.because),
        optional=wired.optional,
    )


def _cause(because: Wiring | Because) -> Cause:
    if isinstance(because, Wiring):
        return Cause(because.property.location, because.note)
    naming = tuple(replace(one, text=short(one.text)) for one in because.naming)
    return Cause(because.location, because.note, because.through, naming)


@lru_cache(maxsize=1024)
def levels(action: str) -> tuple[str, ...]:
    """The access levels of what an action pattern covers, the highest first; all of them for a whole `*`."""
    if action == "*":
        return LEVELS
    found = {level for one in expand(action) or () for level in one.access}
    return tuple(level for level in LEVELS if level in found)
