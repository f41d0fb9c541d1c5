"""What a scan found, ready for any report."""

from __future__ import annotations

from typing import Any

from leastwise.engine import Failure
from leastwise.model.application import Application
from leastwise.model.finding import Severity, Unread
from leastwise.model.record import field, record
from leastwise.report.entry import Entry, RuleNote


@record(frozen=False)
class ScanResult:
    """Findings of all applications, with what was scanned and what was not.

    Attributes:
        root: as seen from the current folder.
        findings: the worst first; those that are suppressed are among them.
        functions: one entry for each function, as in the JSON contract.
        rules: what to say about each rule that has a finding, by id.
        seconds: wall-clock time.
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

    def add_functions(self, app: Application) -> None:
        """Enter the functions of one world of an application; what an earlier world said of one stays."""
        for function in app.functions:
            if function.id in self.functions:
                continue
            code = function.code
            self.functions[function.id] = {
                "id": function.id,
                "name": function.name,
                "application": app.id,
                "runtime": function.runtime,
                "handler": function.handler,
                "file": code.file or code.directory or (function.resource.template if code.inline else None),
                "framework": function.resource.framework,
                "role": function.role.id if function.role else None,
                "triggers": [
                    {"kind": str(t.kind), "source": t.source, "exposure": str(t.exposure)}
                    for t in app.triggers_of(function)
                ],
                "analysed": "none",
                "why": ["function code is not analysed by this version"],
            }

    def open_findings(self) -> list[Entry]:
        """The findings that nobody has accepted."""
        return [finding for finding in self.findings if finding.suppression is None]

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, the worst first, without those that are suppressed."""
        found = dict.fromkeys(sorted(Severity, reverse=True), 0)
        for finding in self.open_findings():
            found[finding.severity] += 1
        return found
