"""What leastwise says about an application."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Literal

from leastwise.model.record import record
from leastwise.model.source import Location

if TYPE_CHECKING:  # reports of findings that are kept need nothing of the model
    from leastwise.model.edit import Edit
    from leastwise.model.resource import Property


class Severity(IntEnum):
    """How bad it is; ordered. The rubric is in the documentation of the rules."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    """How sure the rule is that what it says is so."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    def __str__(self) -> str:
        return self.name.lower()


class Persona(IntEnum):
    """Who wants to hear it. A stricter persona hears everything that a milder one hears."""

    REGULAR = 0
    PEDANTIC = 1
    AUDITOR = 2

    def __str__(self) -> str:
        return self.name.lower()


class FixSafety(StrEnum):
    """Whether a fix keeps the behaviour (`safe`), may change it (`unsafe`), or does not exist."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NONE = "none"


@record
class Related:
    """A weaker finding at the same place, kept as a note of the stronger one."""

    rule: str
    message: str


@record
class Step:
    """One step of a dataflow trace."""

    location: Location
    note: str


SuppressionKind = Literal["inline", "metadata", "configuration", "baseline"]
"""Where it is written that a finding is accepted: a comment, a block's metadata, the configuration, the baseline."""


@record
class Suppression:
    """That somebody has accepted a finding.

    Attributes:
        kind: where that is written.
        reason: why, in the words of whoever did; empty where none was given.
        until: last day on which it holds, as `2027-01-31`; empty for always.
    """

    kind: SuppressionKind
    reason: str = ""
    until: str = ""


@record(kw_only=True)
class Finding:
    """One thing that is wrong, at one place.

    A rule makes it with `Rule.finding`; the engine fills in what follows from the application around it.

    Attributes:
        place: the property that is wrong or missing.
        scope: what the finding is about: a finding that it subsumes has its place inside this path.
        functions: ids of the functions concerned.
        when: in which worlds it holds, for people; `None` when in all.
        trace: for dataflow, the steps from the source to the sink, which is the place.
        path: for attack paths, the ids of what is passed.
        caution: what may change when its unsafe fix is made, where that is not the rule's caution.
        exposed: whether its severity follows who can reach its functions.
        suppression: that somebody has accepted it; it is reported on request and fails nothing.
    """

    rule: str
    title: str
    message: str
    severity: Severity
    confidence: Confidence
    persona: Persona
    place: Property
    scope: Property
    location: Location
    missing_property: str | None = None
    severity_reason: str = ""
    functions: tuple[str, ...] = ()
    application: str = ""
    when: str | None = None
    stage: str | None = None
    cwe: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    fix: FixSafety = FixSafety.NONE
    caution: str = ""
    trace: tuple[Step, ...] = ()
    related: tuple[Related, ...] = ()
    path: tuple[str, ...] | None = None
    fingerprint: str = ""
    suppression: Suppression | None = None
    exposed: bool = False

    @property
    def resource(self) -> str:
        """Address of the block that contains the place."""
        return self.place.block

    @property
    def suppressed(self) -> bool:
        """Whether somebody has accepted it."""
        return self.suppression is not None

    @property
    def function(self) -> str | None:
        """The function concerned, when it is one."""
        return self.functions[0] if len(self.functions) == 1 else None


UnreadKind = Literal["template", "code", "reference", "limit"]
"""A whole template or code file; something inside one that was not followed; something beyond what leastwise reads."""


@record(order=True)
class Unread:
    """Something that could not be read, resolved or analysed."""

    file: str
    line: int
    kind: UnreadKind
    reason: str
