"""What the functions and roles of an application were seen to do, beside what they are known to need.

What was used and is not known to be needed is a hole in the analysis: it becomes a need. What was refused does not:
who tries what he may not do may be somebody else than the author.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leastwise.code.needs.need import Because, CodeNeed
from leastwise.iam.language import overlaps
from leastwise.iam.pattern import matches
from leastwise.iam.resources import resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.record import field, record
from leastwise.model.source import Location
from leastwise.model.value import Unknown, display
from leastwise.privilege.usage.deployed import Found, deployed, value_of
from leastwise.privilege.usage.seen import Kind, Times, Usage, Use

if TYPE_CHECKING:
    from leastwise.iam.wiring import Need as Wired

_POLLERS = "awslambda_"
"""How the sessions begin in which Lambda itself works with a function's role: it polls queues, it attaches to a VPC."""

_NOT_TOLD = "what was seen does not tell on which resource"
_MOST_RESOURCES = 20


@record(eq=False)
class Sight:
    """An action on a resource that was seen.

    Attributes:
        action: the action; `s3:*` where only the service is known.
        resource: as the template names it.
        kind: see `seen.Kind`.
        times: how often, and from when to when.
        sessions: in whose name, where that is not the function's own.
        via: the services that acted for it.
    """

    action: str
    resource: Any
    kind: Kind
    times: Times
    sessions: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


@record(frozen=False)
class Observed:
    """All that was seen of an application.

    Attributes:
        functions: id of a function → what it did.
        roles: id of a role → what was done with it that is of no single function.
        unused: id of a role → what IAM Access Analyzer says it did not use.
    """

    functions: dict[str, list[Sight]] = field(default_factory=dict)
    roles: dict[str, list[Sight]] = field(default_factory=dict)
    unused: dict[str, set[str]] = field(default_factory=dict)


@lru_cache(maxsize=4)
def observed(app: Application) -> Observed | None:
    """What was seen of an application; `None` where nobody gave evidence."""
    usage = getattr(app.files, "usage", None)
    return _observed(app, usage) if isinstance(usage, Usage) else None


def _observed(app: Application, usage: Usage) -> Observed:
    found = Observed()
    roles = {role.resource.key: role for role in app.roles if role.resource is not None}
    mine: dict[tuple[str, str, Kind, str, bool], dict[str, Any]] = {}
    claimed = usage.claimed.setdefault(app.id, {})
    for arn, uses in usage.of_roles().items():
        known = _role(app, arn, roles)
        for use in uses if known is not None else ():
            owner = None if known is None else _owner(app, use, *known)
            if owner is None:
                continue
            claimed[use] = None
            id_, of_function = owner
            key = (id_, use.action, use.kind, use.resource, of_function)
            row = mine.setdefault(key, {"times": [], "sessions": {}, "via": {}})
            row["times"].append(usage.uses[use])
            if not of_function and use.session:
                row["sessions"][use.session] = None
            if use.via:
                row["via"][use.via] = None
    for (id_, action, kind, arn, of_function), row in mine.items():
        value = value_of(app, arn) if arn else Unknown(_NOT_TOLD)
        sight = Sight(action, value, kind, _sum(row["times"]), tuple(row["sessions"]), tuple(row["via"]))
        (found.functions if of_function else found.roles).setdefault(id_, []).append(sight)
    for arn, actions in usage.unused.items():
        role = _role(app, arn, roles)
        if role is not None:
            found.unused.setdefault(role[0].id, set()).update(actions)
    return found


def _owner(app: Application, use: Use, role: Role, place: Found) -> tuple[str, bool] | None:
    """Who did it: the id of a function (and true) or of a role; `None` where it is not of the application.

    Lambda names the session like the function. A role that is known only by the logical id in its name, and whose
    session is another function's, may be that of another application.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    """
    users = app.users_of(role)
    if use.session and not use.session.startswith(_POLLERS):
        session = deployed(app).function(use.session, use.role)
        own = [user for user in users if session is not None and user.resource.key == session.resource.key]
        if own and (session is None or not place.stack or not session.stack or place.stack == session.stack):
            return own[0].id, True
        if place.stack and users:
            return None
    return (users[0].id, True) if len(users) == 1 and not _named_otherwise(use) else (role.id, False)


def _named_otherwise(use: Use) -> bool:
    """Whether somebody else than Lambda took the role, by the name of the session."""
    return bool(use.session) and not use.session.startswith(_POLLERS)


def _role(app: Application, arn: str, roles: dict[str, Role]) -> tuple[Role, Found] | None:
    place = deployed(app).role(arn)
    role = roles.get(place.resource.key) if place is not None and not place.rest else None
    return (role, place) if role is not None and place is not None else None


def _sum(all_: Sequence[Times]) -> Times:
    starts = [one.first for one in all_ if one.first]
    ends = [one.last for one in all_ if one.last]
    return Times(sum(one.count for one in all_), min(starts, default=""), max(ends, default=""), all_[0].file)


def sights(app: Application, of: Function | Role) -> Sequence[Sight]:
    """What a function was seen to do; what was done with a role and is of no single function."""
    found = observed(app)
    if found is None:
        return ()
    return (found.functions if isinstance(of, Function) else found.roles).get(of.id, ())


def is_needed(app: Application, sight: Sight, needs: Iterable[Wired | CodeNeed]) -> bool:
    """Whether a need covers what was seen; of a service alone, any of its actions."""
    pattern = resource_pattern(app, sight.resource)
    for need in needs:
        same = matches(need.action, sight.action, ignore_case=True) or matches(
            sight.action, need.action, ignore_case=True
        )
        if same and any(overlaps(resource_pattern(app, one), pattern) is not Truth.NO for one in need.resources):
            return True
    return False


def usage_needs(app: Application, of: Function | Role, needs: Iterable[Wired | CodeNeed]) -> Iterator[CodeNeed]:
    """The needs that only use shows: what was allowed, and is not known to be needed."""
    needs = list(needs)
    groups: dict[tuple[str, Kind], list[Sight]] = {}
    for sight in sights(app, of):
        if sight.kind != "denied" and not sight.action.endswith(":*") and not is_needed(app, sight, needs):
            groups.setdefault((sight.action, sight.kind), []).append(sight)
    for (action, kind), rows in groups.items():
        values = dict.fromkeys(row.resource for row in rows)
        shown = tuple(values) if len(values) <= _MOST_RESOURCES else _common(list(values))
        because = tuple(Because(place(row), note(row)) for row in rows[:_MOST_RESOURCES])
        # Reports of IAM count attempts that were refused: whether it is missing cannot be told by them.
        yield CodeNeed(action, shown, "usage", because, optional=kind == "tried")


def usage_doubts(
    app: Application, of: Function | Role, needs: Iterable[Wired | CodeNeed]
) -> Iterator[tuple[Location, str]]:
    """Services that were used without anything of them being known to be needed: by which action nobody tells."""
    needs = list(needs)
    for sight in sights(app, of):
        if sight.action.endswith(":*") and not is_needed(app, sight, needs):
            yield place(sight), note(sight)


def note(sight: Sight) -> str:
    """What was seen, for people."""
    times = sight.times
    when = f", last on {times.last[:10]}" if times.last else ""
    who = f" by {', '.join(sight.sessions[:3])}" if sight.sessions else ""
    via = f" through {', '.join(sight.via)}" if sight.via else ""
    if sight.kind == "tried":
        return f"{sight.action} was tried{who}{when}, says IAM"
    verb = "refused" if sight.kind == "denied" else "used"
    return f"{sight.action} was {verb} {times.count:,} time{'s' if times.count > 1 else ''}{who}{via}{when}"


def place(sight: Sight) -> Location:
    """Where it was seen: the file."""
    return Location(sight.times.file, 1, 1, 1, 1)


def _common(values: list[Any]) -> tuple[Any, ...]:
    """Very many resources of one kind go by what their ARNs have in common."""
    texts = [display(value) for value in values]
    if any(text != value for text, value in zip(texts, values, strict=True)):
        return tuple(values)
    least, most = min(texts), max(texts)
    same = next((i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    start = least[:same]
    cut = max(start.rfind("/"), start.rfind(":")) + 1
    return (f"{start[:cut]}*",) if start.count(":") >= 5 else tuple(values)
