"""What of a role's grants is needed, what is not, and what is missing.

Only what the author grants can be too much: what a framework adds is its own business. Every answer is the policy
engine's: a grant covers a need where its action and its resources include the need's, decided as languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.language import Pattern, includes, overlaps
from leastwise.iam.managed import BASIC
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.permissions import Granted, grants, permissions
from leastwise.iam.resources import resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Concat, concat, references
from leastwise.privilege.circumstances import circumstances
from leastwise.privilege.kinds import wider
from leastwise.privilege.needed import Doubt, Need, Needed, needed_of_role

MAX_GRANTS = 15_000
"""Actions that a role is granted, as they are written; of more, none is compared. Twenty attached policies and the
inline ones of the largest size that AWS takes together have room for fewer.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


@record(eq=False)
class Part:
    """One action, with or without wildcards, that the author grants, and what needs it.

    Attributes:
        granted: see there.
        needs: what it covers, or may cover, and nothing narrower does.
        wanted: the actions of these, each with what of the granted resources it is needed on.
        actions: the actions of these, where the grant covers others too; otherwise what is granted.
        resources: the resources of these, where the grant covers others too; otherwise those that are granted.
        wide_action: whether it grants actions that are not needed.
        wide_resource: whether it grants resources that are not needed.
    """

    granted: Granted
    needs: tuple[Need, ...]
    wanted: tuple[tuple[str, tuple[Any, ...]], ...]
    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    wide_action: bool
    wide_resource: bool

    @property
    def needless(self) -> bool:
        """Whether nothing needs it."""
        return not self.needs

    @property
    def exact(self) -> bool:
        """Whether all of it is needed."""
        return not (self.needless or self.wide_action or self.wide_resource)


@record(eq=False, cached=True)
class Comparison:
    """A role's grants beside what is needed of it.

    Attributes:
        role: the role.
        functions: those that run with it.
        needed: what is needed, and whether that is all.
        parts: what the author grants, in the order in which it is written.
        missing: needs that it is certain nothing grants.
    """

    role: Role
    functions: tuple[Function, ...]
    needed: Needed
    parts: tuple[Part, ...]
    missing: tuple[Need, ...]

    @property
    def excess(self) -> tuple[Part, ...]:
        """What can go, or can be narrower. Nothing where more may be needed than is known: see `doubtful`."""
        return self._inexact if self.needed.complete else ()

    @property
    def doubtful(self) -> tuple[Part, ...]:
        """What seems to be needless or too wide, and stays because more may be needed than is known."""
        return () if self.needed.complete or not self.needed.read else self._inexact

    def under(self, place: Property) -> Sequence[Part]:
        """The parts that are granted in a certain place: a statement, or a policy."""
        return self._places.get(place, ())

    @cached_property
    def _places(self) -> dict[Property, list[Part]]:
        found: dict[Property, list[Part]] = {}
        for part in self.parts:
            place = part.granted.property
            for length in range(len(place.path) + 1):
                found.setdefault(Property(place.resource, place.path[:length]), []).append(part)
        return found

    @property
    def _inexact(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.exact)


def compare(app: Application, role: Role) -> Comparison:
    """Compare the grants of a role with what is needed of it; worked out once."""
    known = _compared(app)
    if role.id not in known:
        known[role.id] = _compare(app, role)
    return known[role.id]


@lru_cache(maxsize=4)
def _compared(app: Application) -> dict[str, Comparison]:
    return {}


def _compare(app: Application, role: Role) -> Comparison:
    wanted = needed_of_role(app, role)
    own = [_Grant(app, one) for one in grants(app, role) if one.effect == "Allow" and _own(one)]
    if len(own) > MAX_GRANTS:
        doubt = Doubt(
            own[0].granted.property.location, f"the role is granted {len(own):,} actions, too many to compare"
        )
        wanted = Needed(wanted.needs, (*wanted.doubts, doubt), wanted.read)
        parts = tuple(_part(app, grant, (), {}) for grant in own)
        return Comparison(role, tuple(app.users_of(role)), wanted, parts, ())
    sure = wanted.complete or not app.uncertain
    missing = tuple(need for need in wanted.needs if sure and lacks(app, role, need))
    needs: dict[int, dict[str, Need]] = {}
    values: dict[int, dict[str, dict[Any, None]]] = {}
    for need in wanted.needs:
        for value in need.resources:
            for index in _homes(app, need, value, own):
                if need in missing and own[index].granted.condition is not None:
                    continue  # its condition does not hold, or the need would not be missing
                needs.setdefault(index, {})[repr(need)] = need
                values.setdefault(index, {}).setdefault(need.action, {})[value] = None
    parts = tuple(
        _part(app, grant, tuple(needs.get(index, {}).values()), values.get(index, {}))
        for index, grant in enumerate(own)
    )
    return Comparison(role, tuple(app.users_of(role)), wanted, parts, missing)


def lacks(app: Application, role: Role, need: Need) -> bool:
    """Whether it is certain that a role may not do what is needed; nothing is of a role outside the application.

    What is allowed on a part of what is needed may well be enough.
    """
    if need.optional or role.resource is None:
        return False
    if need.source == "logs" and _may_be_its_group(app, role, need):
        return False
    contexts = circumstances(need, ())
    return any(_refused(app, role, need.action, resource, one) for resource in need.resources for one in contexts)


def _refused(app: Application, role: Role, action: str, resource: Any, context: Mapping[str, Any]) -> bool:
    """Whether nothing of it is allowed; asked once, for many calls do the same."""
    known = _asked(app)
    key = (role.id, action, resource, repr(context))
    if key not in known:
        known[key] = permissions(app, role).may(action, resource, context, some=True).allowed is Truth.NO
    return known[key]


@lru_cache(maxsize=4)
def _asked(app: Application) -> dict[tuple[str, str, Any, str], bool]:
    return {}


def _may_be_its_group(app: Application, role: Role, need: Need) -> bool:
    """Whether what a role may write to is a log group of the application, whose name nobody can tell from here."""
    for granted in grants(app, role):
        if granted.effect == "Allow" and matches(granted.action, need.action, ignore_case=True):
            keys = {one.resource for value in granted.resources for one in references(value)}
            groups = [app.by_key[key] for key in keys if key in app.by_key]
            if any(one.type == "AWS::Logs::LogGroup" and one["LogGroupName"].text() is None for one in groups):
                return True
    return False


def _own(granted: Granted) -> bool:
    """Whether a grant is the author's, and more than the policies with which AWS tells him to run a function."""
    basic = granted.via == "aws-managed" and granted.policy in BASIC
    return granted.by == "author" and granted.via != "resource-policy" and not basic


class _Grant:
    """A grant with its resources as patterns."""

    def __init__(self, app: Application, granted: Granted) -> None:
        self.granted = granted
        self.patterns: Sequence[Pattern] = [resource_pattern(app, value) for value in granted.resources]

    def covers(self, action: str) -> bool:
        """Whether it is about an action."""
        granted = self.granted
        if not matches(granted.action, action, ignore_case=True):
            return False
        return not any(matches(other, action, ignore_case=True) for other in granted.not_actions)

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How little it is made for something: conditional, with wildcards, on everything."""
        everything = any(value == "*" for value in self.granted.resources)
        return self.granted.condition is not None, has_wildcard(self.granted.action), everything


def _homes(app: Application, need: Need, value: Any, own: Sequence[_Grant]) -> Iterable[int]:
    """The grants that a need keeps: the narrowest that covers it for sure, otherwise all that may cover it."""
    pattern = resource_pattern(app, value)
    found = [
        index
        for index, grant in enumerate(own)
        if grant.covers(need.action) and any(overlaps(one, pattern) is not Truth.NO for one in grant.patterns)
    ]
    sure = [index for index in found if includes(own[index].patterns, pattern) is Truth.YES]
    if not sure:
        return found
    best = min(own[index].rank for index in sure)
    if best[0]:  # a condition may not hold when it is called
        return found
    return [index for index in sure if own[index].rank == best]


def _part(app: Application, grant: _Grant, needs: tuple[Need, ...], values: Mapping[str, Iterable[Any]]) -> Part:
    granted = grant.granted
    if not needs:
        return Part(granted, (), (), (granted.action,), granted.resources, wide_action=False, wide_resource=False)
    actions = tuple(dict.fromkeys(need.action for need in needs))
    wide_action = _wider(granted.action, actions)
    wanted = tuple((action, tuple(_narrowed(app, grant, values[action]))) for action in actions)
    resources = tuple(dict.fromkeys(value for _, found in wanted for value in found))
    wide_resource = wider(app, actions, granted.resources, resources)
    return Part(
        granted,
        needs,
        wanted,
        actions if wide_action else (granted.action,),
        resources if wide_resource else granted.resources,
        wide_action=wide_action,
        wide_resource=wide_resource,
    )


def _wider(pattern: str, actions: Iterable[str]) -> bool:
    """Whether a pattern grants more than some actions."""
    if not has_wildcard(pattern):
        return False
    known = {action.lower() for action in actions}
    found = expand(pattern)
    return found is None or any(str(action).lower() not in known for action in found)


def _narrowed(app: Application, grant: _Grant, values: Iterable[Any]) -> Iterator[Any]:
    """What is needed of the resources of a grant: the needed ones that it covers, its own where that is not certain."""
    found: dict[Any, None] = {}
    for value in values:
        pattern, loose = resource_pattern(app, value), _loose(value)
        if loose is not value and includes(grant.patterns, resource_pattern(app, loose)) is Truth.YES:
            found[loose] = None
        elif includes(grant.patterns, pattern) is Truth.YES:
            found[value] = None
        else:
            pairs = zip(grant.granted.resources, grant.patterns, strict=True)
            found.update((own, None) for own, one in pairs if overlaps(one, pattern) is not Truth.NO)
    yield from found


def _loose(value: Any) -> Any:
    """All of a folder for what is only known to end in some way: `photos/*.gif` as `photos/*`."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    if not isinstance(parts[-1], str) or re.search(r"/\*[^/*]+$", parts[-1]) is None:
        return value
    return concat((*parts[:-1], re.sub(r"/\*[^/*]+$", "/*", parts[-1])))
