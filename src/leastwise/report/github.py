"""Annotations in a run of GitHub Actions: workflow commands, which the runner reads from standard output.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
How a command is escaped: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.finding import Severity
from leastwise.report.clean import clean_name, prose
from leastwise.report.entry import Entry
from leastwise.report.result import ScanResult
from leastwise.report.style import Style
from leastwise.report.words import broken, number, older, place, statement, suppressions, tally

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}

_MOST = {"error": 10, "warning": 10, "notice": 9}
"""GitHub shows ten of each level for a step and drops the others unsaid (https://github.com/orgs/community/discussions/26680).
The tenth notice is the one that says so."""


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """A command for each finding that GitHub shows, the worst first; then, in the log, the others and the sum."""
    findings = sorted(result.open_findings(), key=lambda finding: -finding.severity)
    left = dict(_MOST)
    beyond = []
    for finding in findings:
        level = _LEVELS[finding.severity]
        left[level] -= 1
        if left[level] >= 0:
            yield _annotation(level, finding)
        else:
            beyond.append(finding)
    if beyond:
        said = f"{number(len(beyond), 'more finding')} ({tally(beyond)}): GitHub shows ten of a level. The log has all."
        yield _command("notice", {"title": "leastwise"}, said)
    for finding in beyond:
        yield f"{finding.severity} {finding.rule} {clean_name(place(finding))}: {prose(finding.message)}\n"
    for entry in result.unread:
        yield f"not read: {clean_name(entry.file)}:{entry.line}: {prose(entry.reason)}\n"
    for failure in result.failures:
        yield prose(f"failed: {broken(failure)}") + "\n"
    accepted = suppressions(result)
    new = f"; {clean_name(older(result))}" if result.since else ""
    yield f"leastwise: {tally(findings) or 'no findings'}{f'; suppressed: {accepted}' if accepted else ''}{new}\n"


def _annotation(level: str, finding: Entry) -> str:
    here = finding.location
    properties = {"file": clean_name(here.file), "line": str(here.line), "endLine": str(here.end_line)}
    if here.line == here.end_line:  # GitHub takes columns of one line only
        properties |= {"col": str(here.column), "endColumn": str(here.end_column)}
    properties["title"] = prose(f"{finding.rule} ({finding.severity}): {finding.title}")
    return _command(level, properties, prose(statement(finding)))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_escaped(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
