"""What a change of an application newly grants, and what it takes away.

Decided by the policy engine: what was allowed before in other words is not new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from leastwise.iam.granted import Granted, grants
from leastwise.iam.permissions import permissions
from leastwise.iam.resources import resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.record import record
from leastwise.model.value import display
from leastwise.privilege.comparison import Part, compare
from leastwise.privilege.needed import Need

Verdict = Literal["needed", "wide", "needless", "unknown", "framework", "denial", "part"]
"""All of it is needed, some of it is, nothing is; that is not known; it is the framework's; it is about a denial; a
part of what is granted no more still is."""


@record(eq=False)
class Granting:
    """Something that a change newly grants, or denies no more.

    Attributes:
        app: the application as it is now; before, for what was denied.
        role: the role as it is there.
        granted: the statement's row.
        verdict: see there.
        part: what needs it; `None` for what is not the author's.
        reasons: why it is not known whether it is needed.
    """

    app: Application
    role: Role
    granted: Granted
    verdict: Verdict
    part: Part | None = None
    reasons: tuple[str, ...] = ()


@record(eq=False)
class Change:
    """What a change does to a role.

    Attributes:
        granted: what is newly granted.
        removed: rows that are gone and grant something that nothing grants now.
        missing: what is needed and granted nowhere, and was granted or not needed before.
        functions: names of the functions that run with it.
    """

    role: str
    functions: tuple[str, ...]
    granted: tuple[Granting, ...]
    removed: tuple[Granting, ...]
    missing: tuple[Need, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.granted or self.removed or self.missing)


def changes(before: Application | None, now: Application | None) -> Iterator[Change]:
    """What has changed for each role; `None` for an application that is not there."""
    old = {} if before is None else {role.id: role for role in before.roles}
    new = {} if now is None else {role.id: role for role in now.roles}
    for id_ in dict.fromkeys((*new, *old)):
        change = _change(before, old.get(id_), now, new.get(id_))
        if not change.empty:
            yield change


def _change(before: Application | None, old: Role | None, now: Application | None, new: Role | None) -> Change:
    granted = tuple(_gained(before, old, now, new))
    removed = tuple(_lost(before, old, now, new))
    missing: tuple[Need, ...] = ()
    if now is not None and new is not None:
        missing = compare(now, new).missing
        if missing and before is not None and old is not None:
            known = {(need.action, tuple(map(display, need.resources))) for need in compare(before, old).missing}
            missing = tuple(n for n in missing if (n.action, tuple(map(display, n.resources))) not in known)
    app, role = (now, new) if now is not None and new is not None else (before, old)
    users = app.users_of(role) if app is not None and role is not None else []
    id_ = role.id if role is not None else ""
    return Change(id_, tuple(user.name for user in users), granted, removed, missing)


def _gained(
    before: Application | None, old: Role | None, now: Application | None, new: Role | None
) -> Iterator[Granting]:
    if now is None or new is None:
        return
    for row in _beyond(now, new, before, old, "Allow"):
        yield _judged(now, new, row)
    if before is not None and old is not None:
        for row in _beyond(before, old, now, new, "Deny"):
            yield Granting(before, old, row, "denial")


def _lost(
    before: Application | None, old: Role | None, now: Application | None, new: Role | None
) -> Iterator[Granting]:
    if before is not None and old is not None:
        for row in _beyond(before, old, now, new, "Allow"):
            left = now is not None and new is not None and _allowed(before, row, now, new, some=True)
            yield Granting(before, old, row, "part" if left else "framework" if row.by == "framework" else "unknown")
    if now is not None and new is not None and old is not None:
        for row in _beyond(now, new, before, old, "Deny"):
            yield Granting(now, new, row, "denial")


def _beyond(
    app: Application, role: Role, other: Application | None, same: Role | None, effect: str
) -> Iterator[Granted]:
    """The rows of a role that say more than those of its other self."""
    known: set[Any] = set()
    if other is not None and same is not None:
        known = {_key(row) for row in grants(other, same)}
    seen: set[Any] = set()
    for row in grants(app, role):
        key = _key(row)
        if row.effect != effect or key in known or key in seen:
            continue
        seen.add(key)
        if effect == "Allow" and other is not None and same is not None and _allowed(app, row, other, same):
            continue
        yield row


def _key(row: Granted) -> Any:
    """What a row says, whoever says it and wherever it stands."""
    named = tuple(sorted(map(display, row.resources))), tuple(sorted(map(display, row.not_resources)))
    return row.effect, row.action.lower(), named, repr(row.condition), tuple(sorted(row.not_actions))


def _allowed(app: Application, row: Granted, other: Application, same: Role, *, some: bool = False) -> bool:
    """Whether all that a row grants, or some of it, is certainly allowed to the other self of the role."""
    if row.not_actions or row.not_resources:
        return False
    held = permissions(other, same)
    patterns = [resource_pattern(app, value) for value in row.resources]
    answers = [held.may(row.action, pattern, some=some).allowed is Truth.YES for pattern in patterns]
    return any(answers) if some else all(answers)


def _judged(app: Application, role: Role, row: Granted) -> Granting:
    if row.by == "framework":
        return Granting(app, role, row, "framework")
    comparison = compare(app, role)
    place = row.property.location
    same = (part for part in comparison.parts if part.granted.property.location == place)
    part = next((part for part in same if _key(part.granted) == _key(row)), None)
    if part is None:  # what AWS tells everybody to grant, or what a policy of a resource says
        return Granting(app, role, row, "unknown", None, ("it is not told by code whether it is needed",))
    if part.exact:
        return Granting(app, role, row, "needed", part)
    if comparison.needed.complete:
        return Granting(app, role, row, "needless" if part.needless else "wide", part)
    doubts = comparison.needed.doubts
    reasons = tuple(f"{one.location.file}:{one.location.line} {one.reason}" for one in doubts)
    return Granting(app, role, row, "unknown", part, reasons or ("the code is not read",))
