"""The CSV report: a row for each finding, for spreadsheets.

RFC 4180: https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.report.clean import clean_name, prose
from leastwise.report.entry import Entry
from leastwise.report.result import ScanResult
from leastwise.report.style import Style

COLUMNS = (
    *("severity", "rule", "title", "message", "file", "line", "column", "end_line", "end_column"),
    *("function", "resource", "application", "stage", "when", "severity_reason", "confidence", "persona"),
    *("cwe", "fix", "suppressed", "suppression_reason", "suppressed_until", "fingerprint", "help_url"),
)
"""Stable: new columns are added at the end."""

# What a spreadsheet takes for a formula, where a cell begins: also after the separator of many European ones.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile("(?:^|;)(?=\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """The report: a header, then the findings, the worst first."""
    yield row(COLUMNS)
    for finding in result.findings:
        yield row(_cells(finding, result.rules[finding.rule].help_url or ""))


def _cells(finding: Entry, help_url: str) -> Iterator[str]:
    here, accepted = finding.location, finding.suppression
    yield from (
        str(finding.severity),
        finding.rule,
        prose(finding.title),
        prose(finding.message),
        clean_name(here.file),
    )
    yield from map(str, (here.line, here.column, here.end_line, here.end_column))
    yield " ".join(map(clean_name, finding.functions))
    yield from map(clean_name, (finding.resource, finding.application, finding.stage or ""))
    yield from (prose(finding.when or ""), prose(finding.severity_reason))
    yield from (str(finding.confidence), str(finding.persona), " ".join(finding.cwe), str(finding.fix))
    yield from (accepted.kind, prose(accepted.reason), accepted.until) if accepted else ("", "", "")
    yield from (finding.fingerprint, help_url)


def row(cells: Iterator[str] | tuple[str, ...]) -> str:
    """Every cell in quotes, so that none of them ends early in a spreadsheet that expects another separator."""
    return ",".join(f'"{_inert(cell)}"' for cell in cells) + "\r\n"


def _inert(text: str) -> str:
    return _FORMULA.sub(lambda start: start[0] + "'", text).replace('"', '""')
