"""What was seen, as plain records."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from leastwise.model.record import field, record

Kind = Literal["used", "denied", "tried"]
"""It was allowed, it was refused, or nobody says which: reports of IAM count all attempts.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
"""

MAX_USES = 100_000
"""Different uses that are told apart; what goes beyond is counted."""


@record
class Use:
    """One action on one resource, by one session of a role.

    Attributes:
        role: its ARN.
        session: name of the session; a function's is called like the function. Empty where nothing tells it.
        action: `dynamodb:GetItem`; `dynamodb:*` where only the service is known.
        resource: its ARN; `*` for an action on nothing, empty where nothing tells it.
        kind: see there.
        via: the service that acted for the role, `dynamodb`; empty where it acted itself.
    """

    role: str
    session: str
    action: str
    resource: str
    kind: Kind
    via: str = ""


@record(frozen=False)
class Times:
    """How often something was seen, from when to when (ISO 8601, may be empty), and the file of the first time."""

    count: int
    first: str
    last: str
    file: str


@record
class Problem:
    """What could not be read of a file, or of a folder, and why."""

    file: str
    reason: str


@record(frozen=False)
class Usage:
    """All that was seen.

    Attributes:
        uses: what roles did.
        unused: ARN of a role → actions, also with wildcards, that it is granted and did not use, by Access Analyzer.
        accounts: account → events in which one of its roles acted.
        others: who else acted, by type of identity, and how often: `IAMUser`, `AWSService`.
        unknown: events of which nobody knows which action they stand for, and how often.
        problems: what could not be read.
        files: how many were read.
        events: events of CloudTrail that were read.
        malformed: entries that are no event and no report.
        beyond: uses beyond `MAX_USES`.
    """

    uses: dict[Use, Times] = field(default_factory=dict)
    unused: dict[str, set[str]] = field(default_factory=dict)
    accounts: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    events: int = 0
    malformed: int = 0
    beyond: int = 0

    def add(self, use: Use, time: str, file: str) -> None:
        """Count a use."""
        times = self.uses.get(use)
        if times is not None:
            times.count += 1
            if time:
                times.first = min(times.first or time, time)
                times.last = max(times.last, time)
        elif len(self.uses) < MAX_USES:
            self.uses[use] = Times(1, time, time, file)
        else:
            self.beyond += 1

    def notices(self) -> list[str]:
        """What there is to say about reading it, for the person who gave it."""
        told = [f"--usage: {one.file}: {one.reason}" for one in self.problems]
        if self.malformed:
            told.append(f"--usage: {self.malformed:,} entries are neither events of CloudTrail nor reports of IAM")
        if self.unknown:
            count = sum(self.unknown.values())
            told.append(f"--usage: of {count:,} events it is not known which action they need: {_most(self.unknown)}")
        if self.beyond:
            told.append(f"--usage: {self.beyond:,} events go beyond {MAX_USES:,} different uses and are left out")
        if not (self.events or self.uses or self.unused or self.problems):
            told.append("--usage: nothing was used, by what was read")
        return told


def _most(counts: Counter[str]) -> str:
    shown = ", ".join(name for name, _ in counts.most_common(5))
    return shown + (f" and {len(counts) - 5} more" if len(counts) > 5 else "")
