"""A note that findings are accepted, as plain data: it can be kept beside the findings of an application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from leastwise.model.record import record

if TYPE_CHECKING:
    from typing import Protocol

    from leastwise.model.finding import Related, Suppression, SuppressionKind
    from leastwise.model.resource import Property
    from leastwise.model.source import Location

    class Found(Protocol):
        """What is needed of a finding."""

        @property
        def rule(self) -> str:
            """Id of the rule."""

        @property
        def location(self) -> Location:
            """Where it is."""

        @property
        def resource(self) -> str:
            """`<file>:<name of the block>`."""

        @property
        def related(self) -> tuple[Related, ...]:
            """The weaker findings at the same place that became its notes."""

        @property
        def suppression(self) -> Suppression | None:
            """That somebody has accepted it."""


Tool = Literal["leastwise", "checkov", "cfn-nag"]

SUPPRESSION = "Leastwise::Suppression"
"""Type of what stands for a note among the resources, so that a finding can be at it."""


@record
class Note:
    """Somebody's note that findings of some rules are accepted at some place.

    Attributes:
        kind: where it is written.
        file: the file that it is written in, relative to the root.
        span: character offsets in that file: key from, key to, value from, value to.
        rules: ids of the rules; those of another tool where it is another tool's note.
        covers: what it covers: a 1-based line of the file, the name of a block, or all of the file. For an entry of
            the configuration `path` and `resource` say it.
        until: last day on which it holds, as `2027-01-31`; empty for always.
        reason: why, in the words of whoever wrote it.
        fault: what is wrong with how it is written, for people; such a note accepts nothing.
        tool: whose note it is.
        path: pattern for the files, seen from the folder of the configuration; empty for all below it.
        resource: pattern for the names of blocks; empty for all.
    """

    kind: SuppressionKind
    file: str
    span: tuple[int, int, int, int]
    rules: tuple[str, ...] = ()
    covers: int | str | None = None
    until: str = ""
    reason: str = ""
    fault: str = ""
    tool: Tool = "leastwise"
    path: str = ""
    resource: str = ""


@record
class Spot:
    """Where a rule found something: all that a note is compared with.

    Attributes:
        rule: id of the rule.
        file: relative to the root.
        line: 1-based.
        resource: `<file>:<name of the block>`.
    """

    rule: str
    file: str
    line: int
    resource: str


def spots(finding: Found) -> Iterator[Spot]:
    """Where a finding is, and where the weaker ones are that became its notes."""
    for rule in (finding.rule, *(related.rule for related in finding.related)):
        yield Spot(rule, finding.location.file, finding.location.line, finding.resource)


@record
class Review:
    """What became of a note.

    Attributes:
        note: the note.
        place: where it stands.
        application: the application in whose files it was met; the configuration's file for an entry of it.
        expired: whether its last day has passed.
        used: rules of it that found something where it holds.
        idle: rules of it that ran and found nothing there.
        unknown: ids in it that are no rule's, each with the nearest that is, or an empty text.
    """

    note: Note
    place: Property
    application: str
    expired: bool
    used: tuple[str, ...]
    idle: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]
