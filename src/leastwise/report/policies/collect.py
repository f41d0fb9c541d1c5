"""From an application to what its roles are granted and its wiring needs, as plain records."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leastwise.iam.actions import expand
from leastwise.iam.naming import arn_attribute, arn_facts, arn_format
from leastwise.iam.permissions import Granted, grants, permissions, stores
from leastwise.iam.truth import Truth
from leastwise.iam.wiring import Because as Wiring
from leastwise.iam.wiring import Need as Wired
from leastwise.iam.wiring import needs, role_needs, unclear
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.model.value import Symbol, display, references
from leastwise.read.reading import Reading
from leastwise.report.policies.holding import Rows, when_of
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
    Target,
)
from leastwise.report.policies.rows import wide
from leastwise.rules.access.unused_role import UnusedRole
from leastwise.rules.worlds import Worlds

if TYPE_CHECKING:
    from leastwise.code.needs import Because, CodeNeed
    from leastwise.code.sources import Sources

_LOGS = re.compile(r"arn:(?:\$\{AWS::Partition\}|[\w-]+):logs:")
"""Log groups are named after what writes to them."""

_KINDS = {"AWS::IAM::User": "user", "AWS::IAM::Group": "group"}


class Collector:
    """Collects what there is to say about any number of applications.

    Args:
        wanted_function: whether a function is to be shown.
        wanted_role: whether a role is, given it and its functions.
        by: only what `author` or `framework` grants; `None` for both.
        code: the files that the code of functions is in; `None` where it is not to be read.
    """

    def __init__(
        self,
        wanted_function: Callable[[Function], bool],
        wanted_role: Callable[[Role, Collection[Function]], bool],
        by: str | None = None,
        code: Sources | None = None,
    ) -> None:
        self._wanted_function = wanted_function
        self._wanted_role = wanted_role
        self._by = by
        self._code = code
        self._rows: dict[tuple[str, str, str], Rows] = {}
        self._worlds: dict[str, dict[str, Worlds]] = {}

    def add(self, reading: Reading, result: PolicyResult) -> None:
        """Enter one application as it is in one stage."""
        stage = reading.stage or ""
        if reading.worlds:
            self._worlds.setdefault(reading.id, {})[stage] = Worlds([app.world for app in reading.worlds])
        for index, app in enumerate(reading.worlds):
            self._roles(app, stage, index, result)
            self._functions(app, stage, index, result)

    def finish(self, result: PolicyResult) -> None:
        """Put the rows into the entries that they belong to, each once, with when it holds."""
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
            self._needed("role", app, role.id, role, role_needs(app, role), stage, world)

    def _functions(self, app: Application, stage: str, world: int, result: PolicyResult) -> None:
        for function in app.all_functions:
            if not self._wanted_function(function):
                continue
            if function.id not in result.functions:
                result.functions[function.id] = _function_entry(app, function)
            wanted: list[Wired | CodeNeed] = [*needs(app, function)]
            why = [Reason(one.property.location, one.reason) for one in unclear(app, function)]
            if self._code is not None:
                from leastwise.code.needs import (  # the engine is imported where there is code to read
                    broken,
                    code_needs,
                )

                try:
                    found = code_needs(app, function, self._code)
                except Exception as error:  # one function that cannot be understood never costs the others
                    result.faults.append(function.id)
                    found = broken(function, error)
                wanted += found.needs
                why += [Reason(one.location, short(one.reason)) for one in found.why]
                entry = result.functions[function.id]
                entry.code = True
                entry.file = getattr(found.entry, "file", entry.file)
            self._enter("function", function.id, "why", why, stage, world)
            self._needed("function", app, function.id, function.role, wanted, stage, world)

    def _needed(
        self,
        kind: str,
        app: Application,
        name: str,
        role: Role | None,
        wired: Iterable[Wired | CodeNeed],
        stage: str,
        world: int,
    ) -> None:
        wired = list(wired)
        lacking = [need for need in wired if role is not None and _lacks(app, role, need)]
        self._enter(kind, name, "needs", [_need(app, need) for need in wired], stage, world)
        self._enter(kind, name, "missing", [_need(app, need) for need in lacking], stage, world)


def _lacks(app: Application, role: Role, need: Wired | CodeNeed) -> bool:
    """Whether it is certain that a role may not do what is needed; nothing is of a role outside the application.

    What is allowed on a part of what is needed may well be enough.
    """
    if need.optional or role.resource is None or app.uncertain:
        return False
    held = permissions(app, role)
    return any(held.may(need.action, resource, some=True).allowed is Truth.NO for resource in need.resources)


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
    )


def _grant(app: Application, granted: Granted) -> Grant:
    return Grant(
        action=granted.action,
        resources=_targets(app, granted.resources),
        condition=plain(granted.condition),
        effect=granted.effect or "?",
        by=granted.by,
        via=granted.via,
        policy=_policy(granted),
        location=granted.property.location,
        levels=levels(granted.action),
        stores=tuple(dict.fromkeys(store.resource.name for store, _ in stores(app, granted))),
        not_actions=granted.not_actions,
        not_resources=_targets(app, granted.not_resources),
    )


def _policy(granted: Granted) -> str:
    """The name of a policy, for people: a template of SAM goes by the template's name, which is where it stands."""
    if granted.via != "sam-template":
        return granted.policy
    source, start, end, _, _ = granted.property.span
    return source.text[start:end].strip("\"'")[:200]


def _need(app: Application, wired: Wired | CodeNeed) -> Need:
    return Need(
        action=wired.action,
        resources=_targets(app, wired.resources),
        condition=plain(wired.condition),
        source=wired.source,
        because=tuple(_cause(one) for one in wired.because),
        optional=wired.optional,
    )


def _cause(because: Wiring | Because) -> Cause:
    return Cause(because.property.location if isinstance(because, Wiring) else because.location, because.note)


def _targets(app: Application, resources: tuple[Any, ...]) -> tuple[Target, ...]:
    """The resources of a statement for people; all of its actions have the same."""
    known = _shown(app)
    found = known.get(resources)
    if found is None:
        found = known[resources] = tuple(_each_target(app, resources))
    return found


@lru_cache(maxsize=4)
def _shown(app: Application) -> dict[tuple[Any, ...], tuple[Target, ...]]:
    return {}


def _each_target(app: Application, resources: Iterable[Any]) -> Iterator[Target]:
    for value in resources:
        named, text = app.referenced(value), short(display(value))
        if named is None or (_LOGS.match(text) and not named.type.startswith("AWS::Logs::")):
            yield Target(text)
        else:
            yield Target(text, named.name, _rest(named, text))


def _rest(resource: Resource, text: str) -> str | None:
    """What follows a resource in an ARN that names it; `None` where that is of any account or region."""
    name, facts = resource.name, arn_facts(resource.type)
    starts = [f"${{{name}}}", f"${{{name}.Arn}}", f"${{{name}.arn}}"]
    own = resource.get(facts.get("name", ""))
    format_ = arn_format(resource.type, arn_attribute(resource.type) or "")
    if format_ is not None and isinstance(own, (str, Symbol)) and display(own):
        starts.append(":" + format_.split(":", 5)[-1].partition("${")[0] + display(own))
    found = next((text.partition(start) for start in starts if start in text), None)
    if found is None:
        return None if wide(text) else ""
    return None if wide(found[0]) else found[2]


@lru_cache(maxsize=1024)
def levels(action: str) -> tuple[str, ...]:
    """The access levels of what an action pattern covers, the highest first; all of them for a whole `*`."""
    if action == "*":
        return LEVELS
    found = {level for one in expand(action) or () for level in one.access}
    return tuple(level for level in LEVELS if level in found)
