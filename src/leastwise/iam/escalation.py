"""The known ways by which permissions lead to more permissions, and which of them are open to whom.

They are listed, with their names and sources, in `data/escalations.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.allowance import Allowance, Grant, allowance, mentions
from leastwise.iam.targets import Target, targets
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.record import record
from leastwise.read.tables import table


@record
class Way:
    """One way. The attributes are those of the table."""

    id: str
    everywhere: tuple[str, ...]
    target: str
    passes: str
    also: tuple[tuple[str, ...], ...]
    when: str
    within: str
    confined: bool
    gains: str


@record
class Escalation:
    """A way that is open, with what opens it: the grant that should go first, then the others.

    `target` is what of the application it leads to; `None` where it leads to whatever there is in the account.
    """

    way: Way
    grants: tuple[Grant, ...]
    target: Target | None = None


@lru_cache(maxsize=1)
def ways() -> tuple[Way, ...]:
    """All that are known, those that lead to everything at once first."""
    return tuple(
        Way(
            entry["id"],
            tuple(entry.get("everywhere", ())),
            entry.get("target", ""),
            entry.get("passes", ""),
            tuple(map(tuple, entry.get("also", ()))),
            entry.get("when", ""),
            entry.get("within", ""),
            entry.get("confined", False),
            entry["gains"],
        )
        for entry in table(__file__, "escalations")["way"]
    )


@lru_cache(maxsize=1)
def _actions() -> frozenset[str]:
    """The first action of each way, in lower case: without one of them no way is open."""
    return frozenset(next(iter(way.everywhere), "iam:PassRole").lower() for way in ways())


def escalations(app: Application, role: Role) -> list[Escalation]:
    """The ways that are open to whoever has these permissions, those to everything first.

    A way that says the same as another one that is open is left out.
    """
    if not mentions(role, _actions()):
        return []
    allowed = allowance(app, role)
    named = [way for way in ways() if _named(allowed, way)]
    found = {way.id: opened for way in named if not way.when and (opened := _open(allowed, way)) is not None}
    for way in named:
        if way.id not in found:
            for target in targets(app, role, way.target, way.when, way.passes, allowed.references):
                opened = _open(allowed, way, target)
                if opened is not None:
                    found[way.id] = opened
                    break
    return sorted((f for f in found.values() if f.way.within not in found), key=lambda f: f.target is not None)


def _named(allowance: Allowance, way: Way) -> bool:
    needed = (*way.everywhere, *(["iam:PassRole"] if way.passes else ()))
    return allowance.names(needed) and all(any(allowance.names([one]) for one in choice) for choice in way.also)


def _open(allowance: Allowance, way: Way, target: Target | None = None) -> Escalation | None:
    """A way as it is open towards a target, or towards everything."""
    grants: list[Grant] = []
    for found in _steps(allowance, way, target):
        if found is None:
            return None
        grants.append(found)
    return Escalation(way, tuple(grants), target)


def _steps(allowance: Allowance, way: Way, target: Target | None) -> Iterator[Grant | None]:
    arn: Any = target.arn if target is not None else None
    for action in way.everywhere:
        yield allowance.everywhere(action) if arn is None else allowance.on(action, arn)
    if way.passes:
        yield allowance.passes(way.passes, arn)
    for choice in way.also:
        yield next(filter(None, map(allowance.anywhere, choice)), None)
