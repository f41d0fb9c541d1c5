"""The known ways by which permissions lead to more permissions.

They are listed, with their sources, in `data/escalations.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from leastwise.iam.allowance import Allowance, Grant
from leastwise.model.record import record
from leastwise.read.tables import table


@record
class Way:
    """One way. The attributes are those of the table."""

    everywhere: tuple[str, ...]
    passes: str
    also: tuple[tuple[str, ...], ...]
    gains: str


@record
class Escalation:
    """A way that is open, with what opens it: the grant that should go first, then the others."""

    way: Way
    grants: tuple[Grant, ...]


@lru_cache(maxsize=1)
def ways() -> tuple[Way, ...]:
    """All that are known, those that lead to everything at once first."""
    return tuple(
        Way(
            tuple(entry.get("everywhere", ())),
            entry.get("passes", ""),
            tuple(map(tuple, entry.get("also", ()))),
            entry["gains"],
        )
        for entry in table(__file__, "escalations")["way"]
    )


def escalations(allowance: Allowance) -> Iterator[Escalation]:
    """The ways that are open to whoever has these permissions."""
    for way in ways():
        found = [allowance.everywhere(action) for action in way.everywhere]
        if way.passes:
            found.append(allowance.passes(way.passes))
        if None not in found:
            for choice in way.also:
                some = (allowance.everywhere(action) or allowance.anywhere(action) for action in choice)
                found.append(next((grant for grant in some if grant is not None), None))
        grants = tuple(grant for grant in found if grant is not None)
        if len(grants) == len(found):
            yield Escalation(way, grants)
