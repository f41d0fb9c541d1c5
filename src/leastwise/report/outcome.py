"""What there is to say about templates that are read together, as plain data that can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leastwise.model.record import field, record

if TYPE_CHECKING:
    from leastwise.engine import Failure
    from leastwise.model.finding import Unread
    from leastwise.report.entry import Entry
    from leastwise.suppress.note import Note, Spot


@record(frozen=False)
class Outcome:
    """What reading and judging a group of templates came to.

    Attributes:
        applications: ids of those that were judged.
        functions: one entry for each function, as in the JSON contract, by its id.
        files: how many were looked at beside those of other groups.
        templates: how many there are in it.
        stages: the environments that its applications know.
        parameters: the parameters that its templates declare.
        notices: settings that do not fit it, for the person who gave them.
        notes: what its files say about findings that are accepted, by the application that they were met in.
        unheard: where rules found what only a stricter persona hears.
    """

    applications: list[str] = field(default_factory=list)
    findings: list[Entry] = field(default_factory=list)
    functions: dict[str, dict[str, Any]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    files: int = 0
    templates: int = 0
    stages: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    notes: dict[str, list[Note]] = field(default_factory=dict)
    unheard: list[Spot] = field(default_factory=list)
