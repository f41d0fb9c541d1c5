"""What was seen, as plain records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from leastwise.model.record import field, record

Kind = Literal["used", "denied", "tried"]
"""It was allowed, it was refused, or nobody says which: reports of IAM count all attempts.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
"""

MAX_USES = 100_000
"""Different uses that are told apart; what goes beyond is counted."""

_MOST_NAMED = 20


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
        claimed: id of an application → the uses that are its own, as far as it was asked.
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
    claimed: dict[str, dict[Use, None]] = field(default_factory=dict)
    _of_roles: dict[str, list[Use]] = field(default_factory=dict)

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

    def of_roles(self) -> dict[str, list[Use]]:
        """The uses by the ARN of their role, once all was read."""
        if not self._of_roles:
            for use in self.uses:
                self._of_roles.setdefault(use.role, []).append(use)
        return self._of_roles

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


def whose(usage: Usage) -> Iterator[str]:
    """Whose uses these are, for the person who gave the evidence, once all applications were asked."""
    owners: dict[Use, list[str]] = {}
    for name, uses in usage.claimed.items():
        for use in uses:
            owners.setdefault(use, []).append(name)
    seen = [name for name, uses in usage.claimed.items() if uses]
    for name in seen[:_MOST_NAMED]:
        accounts = _accounts(usage, usage.claimed[name])
        if len(accounts) > 1:
            shown = ", ".join(f"{account} ({count:,})" for account, count in accounts.most_common(5))
            yield f"--usage: {name} is seen in {len(accounts)} accounts, which count together: {shown}"
    several = [names for names in owners.values() if len(names) > 1]
    if several:
        shown = ", ".join(several[0][:5])
        yield f"--usage: roles that may be of several applications count for each of them: {shown}"
    foreign = _accounts(usage, [use for use in usage.uses if use not in owners])
    if foreign:
        mine = _accounts(usage, owners)
        others = [account for account, _ in foreign.most_common() if account not in mine]
        told = f"; of accounts in which no application is seen: {', '.join(others[:5])}" if others else ""
        yield f"--usage: {sum(foreign.values()):,} uses are by roles that are of no application{told}"
    if not seen and (usage.uses or usage.events):
        yield "--usage: no role of the applications is seen"


def _accounts(usage: Usage, uses: Iterable[Use]) -> Counter[str]:
    found: Counter[str] = Counter()
    for use in uses:
        found[use.role.split(":")[4]] += usage.uses[use].count
    return found


def _most(counts: Counter[str]) -> str:
    shown = ", ".join(name for name, _ in counts.most_common(5))
    return shown + (f" and {len(counts) - 5} more" if len(counts) > 5 else "")
