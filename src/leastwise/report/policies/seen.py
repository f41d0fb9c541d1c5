"""What functions and roles were seen to do, beside what they need and are granted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leastwise.iam.permissions import SOMETHING, permissions
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.value import Unknown
from leastwise.privilege.usage.evidence import is_needed, sights
from leastwise.report.policies.result import Seen
from leastwise.report.policies.targets import targets
from leastwise.report.words import number

if TYPE_CHECKING:
    from leastwise.privilege.needed import Need
    from leastwise.privilege.usage import Usage

_GRANTED = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def seen_of(app: Application, of: Function | Role, needs: Iterable[Need]) -> Iterator[Seen]:
    """What was seen of a function, or of a role in the hands of others; nothing where there is no evidence.

    Args:
        app: the application.
        of: the function or role.
        needs: what it needs, also by the evidence.
    """
    needs = [need for need in needs if need.source != "usage"]
    role = of.role if isinstance(of, Function) else of
    for sight in sights(app, of):
        told = not isinstance(sight.resource, Unknown)
        where: Any = sight.resource if told else SOMETHING
        held = None if role is None or role.resource is None else permissions(app, role)
        answer = Truth.UNKNOWN if held is None else held.may(sight.action, where, some=True).allowed
        yield Seen(
            action=sight.action,
            resources=targets(app, (sight.resource,)) if told else (),
            kind=sight.kind,
            count=sight.times.count,
            first=sight.times.first,
            last=sight.times.last,
            needed=is_needed(app, sight, needs),
            granted=_GRANTED[answer],
            sessions=sight.sessions,
        )


def summary_of(usage: Usage) -> str:
    """What the evidence is, for people."""
    times = [one for one in usage.uses.values() if one.last]
    days = sorted({min(one.first for one in times)[:10], max(one.last for one in times)[:10]}) if times else []
    when = f", {' to '.join(days)}" if days else ""
    return f"{number(usage.events, 'event')} in {number(usage.files, 'file')}{when}"
