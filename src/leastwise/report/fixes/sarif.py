"""The fixes as SARIF 2.1.0: the findings that can be fixed, each with the replacements that do it.

Sections 3.55 to 3.57 of
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.finding import FixSafety
from leastwise.model.record import replace
from leastwise.report import sarif
from leastwise.report.entry import Entry
from leastwise.report.fixes.json import replacements
from leastwise.report.fixes.result import Fix, FixResult
from leastwise.report.style import Style

_TEXTS = {
    FixSafety.SAFE: "Keeps the behaviour.",
    FixSafety.UNSAFE: "May change the behaviour: read it before you take it.",
}


def render(result: FixResult, style: Style) -> Iterator[str]:
    """The report: one run, with a result for each finding that is fixed or was to be."""
    by_entry = {id(fix.entry): fix for fix in result.fixes}
    entries = [*(fix.entry for fix in result.fixes), *(stay.entry for stay in result.stays)]

    def more(entry: Entry) -> dict[str, Any]:
        fix = by_entry.get(id(entry))
        changes = list(_changes(result, fix)) if fix else []
        if not fix or not changes:
            return {}
        text = result.caution([fix]) or _TEXTS[entry.fix]
        return {"fixes": [{"description": {"text": text}, "artifactChanges": changes}]}

    return sarif.render(replace(result.scan, findings=entries), style, more)


def _changes(result: FixResult, fix: Fix) -> Iterator[dict[str, Any]]:
    """What a fix replaces, file by file."""
    files: dict[str, list[dict[str, Any]]] = {}
    for change in replacements(result, fix):
        region = {
            "startLine": change["line"],
            "startColumn": change["column"],
            "endLine": change["end_line"],
            "endColumn": change["end_column"],
        }
        replacement = {"deletedRegion": region, "insertedContent": {"text": change["text"]}}
        files.setdefault(change["file"], []).append(replacement)
    for path, found in files.items():
        yield {"artifactLocation": sarif.artifact(path), "replacements": found}
