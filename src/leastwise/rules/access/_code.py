"""What the code of functions needs, as rules tell it: evidence with its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from leastwise.code.sources import sources_of
from leastwise.iam.pattern import matches
from leastwise.model.application import Application
from leastwise.model.finding import Step
from leastwise.model.graph import Role
from leastwise.model.resource import Property
from leastwise.model.source import Location
from leastwise.privilege.comparison import Comparison, Part, compare
from leastwise.privilege.needed import Need
from leastwise.rules.words import listing


def compared(app: Application, role: Role) -> Comparison | None:
    """A role's grants beside what its functions need; `None` where the code is not read, or it has no function."""
    if role.resource is None or not app.users_of(role) or sources_of(app) is None:
        return None
    return compare(app, role)


def understood(app: Application, role: Role) -> Comparison | None:
    """The same; `None` also where more may be needed than is known: of such a role nothing is called needless."""
    found = compared(app, role)
    return found if found is not None and found.needed.complete else None


def evidence(needs: Iterable[Need], most: int = 3) -> str:
    """Needs with the first place that asks for each: "`sqs:SendMessage` (src/app.py:12) and `s3:GetObject` (…)"."""
    found = {need.action: need for need in reversed(list(needs))}
    return listing((f"`{action}` ({_told(needed_at(found[action]))})" for action in reversed(found)), most)


def needed_at(need: Need) -> Location:
    """The first place that asks for something: a call, or where the wiring is written."""
    first: Any = need.because[0]
    found: Location = first.location if hasattr(first, "location") else first.property.location
    return found


def steps(needs: Iterable[Need]) -> tuple[Step, ...]:
    """The places that ask for something, each with what it says there."""
    from leastwise.code.needs.shown import without_literals

    found: dict[Step, None] = {}
    for need in needs:
        note = without_literals(need.because[0].note)  # reports are kept, and a literal may be a secret
        found[Step(needed_at(need), f"{need.action}: {note}" if note else need.action)] = None
    return tuple(found)


def by_code(needs: Sequence[Need]) -> list[Need]:
    """Those that the code asks for, before those that only the wiring asks for."""
    return sorted(needs, key=lambda need: not is_code(need))


def is_code(need: Need) -> bool:
    """Whether the code asks for something, not only the wiring."""
    return hasattr(need.because[0], "location")


def _told(place: Location) -> str:
    return f"{place.file}:{place.line}"


def needed_of(found: Comparison, places: Iterable[Property]) -> list[Need]:
    """What is needed of the grants that stand at some places."""
    wanted = set(places)
    parts = (part for part in found.parts if part.granted.property in wanted)
    return by_code(list({repr(need): need for part in parts for need in part.needs}.values()))


def granted_elsewhere(found: Comparison, part: Part) -> bool:
    """Whether an action is needed that a needless part grants: something else grants it, or it is not told on what.

    Nobody is told to take such a thing out: which of the two is meant is the author's to say.
    """
    return any(matches(part.granted.action, need.action, ignore_case=True) for need in found.needed.needs)


def shared(app: Application, place: Property) -> bool:
    """Whether a statement belongs to a policy that more than one role, user or group has: others may need it."""
    return _holders(app)[place] > 1


@lru_cache(maxsize=4)
def _holders(app: Application) -> Counter[Property]:
    return Counter(one.property for role in (*app.roles, *app.identities) for one in role.statements)


def statement_of(place: Property) -> Property:
    """The statement of an action, which may stand in a list."""
    return place.parent if place.name in ("Action", "NotAction") else place.parent.parent


def told(app: Application, role: Role, places: Iterable[Property]) -> str:
    """What the code needs of the grants at some places, to end a message with; empty where it is not understood."""
    found = understood(app, role)
    if found is None:
        return ""
    wanted = set(places)
    needs = needed_of(found, wanted)
    if needs:
        return f" Needed of it: {evidence(needs)}."
    parts = [part for part in found.parts if part.granted.property in wanted]
    if any(shared(app, statement_of(part.granted.property)) for part in parts):
        return ""
    return " Nothing needs it." if parts and not any(granted_elsewhere(found, part) for part in parts) else ""
