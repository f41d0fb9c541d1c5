"""What a scan found, ready for any report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from leastwise.model.finding import Severity, Unread
from leastwise.model.record import field, record

if TYPE_CHECKING:
    from leastwise.engine import Failure
    from leastwise.model.finding import Finding
    from leastwise.report.entry import Entry, RuleNote
    from leastwise.report.lines import Lines
    from leastwise.report.outcome import Outcome
    from leastwise.suppress.note import Note, Spot


@record
class Since:
    """That only what is new is told.

    Attributes:
        name: the revision as it was given.
        commit: what the findings were compared with.
        hidden: how many findings were there already and are not told.
    """

    name: str
    commit: str
    hidden: int


@record(frozen=False)
class ScanResult:
    """Findings of all applications, with what was scanned and what was not.

    Attributes:
        root: as seen from the current folder.
        findings: the worst first; those that are suppressed are among them.
        functions: one entry for each function, as in the JSON contract.
        rules: what to say about each rule that has a finding, by id.
        seconds: wall-clock time.
        lines: the texts of lines, for reports that show them.
        since: with what the findings were compared, where only new ones are told.
        notes: what the files say about findings that are accepted → the application that it was met in.
        unheard: where rules found what only a stricter persona hears.
        stages: the environments that the applications know.
        others: those of them that were not asked for, where none was.
        parameters: the parameters that the templates declare.
        judged: ids of the applications.
        reviewed: the findings about suppressions, as the rules made them.
    """

    root: str
    rules: dict[str, RuleNote] = field(default_factory=dict)
    findings: list[Entry] = field(default_factory=list)
    functions: dict[str, dict[str, Any]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    files: int = 0
    templates: int = 0
    applications: int = 0
    seconds: float = 0.0
    lines: Lines | None = None
    since: Since | None = None
    notes: dict[Note, str] = field(default_factory=dict)
    unheard: list[Spot] = field(default_factory=list)
    stages: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)
    parameters: set[str] = field(default_factory=set)
    judged: list[str] = field(default_factory=list)
    reviewed: list[Finding] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Enter what there is to say about a group of templates."""
        self.findings += outcome.findings
        for name, facts in outcome.functions.items():
            self.functions.setdefault(name, facts)
        self.unread += outcome.unread
        self.failures += outcome.failures
        self.notices += outcome.notices
        for application, notes in outcome.notes.items():
            for note in notes:
                self.notes.setdefault(note, application)
        self.unheard += outcome.unheard
        self.stages.update(outcome.stages)
        self.parameters.update(outcome.parameters)
        self.files += outcome.files
        self.templates += outcome.templates
        self.judged += outcome.applications
        self.applications += len(outcome.applications)

    def line(self, finding: Entry) -> str:
        """The text of the line that a finding is on; empty where it cannot be had. It may hold a secret."""
        return self.lines.line(finding.location) if self.lines is not None else ""

    def open_findings(self) -> list[Entry]:
        """The findings that nobody has accepted."""
        return [finding for finding in self.findings if finding.suppression is None]

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, the worst first, without those that are suppressed."""
        found = dict.fromkeys(sorted(Severity, reverse=True), 0)
        for finding in self.open_findings():
            found[finding.severity] += 1
        return found


def fails(findings: Iterable[Entry | Finding], threshold: Severity | None) -> bool:
    """Whether a finding that is not suppressed is at or above the threshold; never where that is `None`."""
    return threshold is not None and any(f.severity >= threshold and not f.suppressed for f in findings)
