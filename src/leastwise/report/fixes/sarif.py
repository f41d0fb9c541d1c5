"""The fixes as SARIF 2.1.0: the findings that can be fixed, each with the replacements that do it.

Sections 3.55 to 3.57 of
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.finding import FixSafety
from leastwise.model.record import replace
from leastwise.report import sarif
from leastwise.report.entry import Entry
from leastwise.report.fixes.json import edits, replacements
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

    together = list(edits(result)) if any(fix.round > 1 for fix in result.fixes) else []

    def more(entry: Entry) -> dict[str, Any]:
        fix = by_entry.get(id(entry))
        if not fix:
            return {}
        if fix.round > 1:
            changes = list(_changes(change for change in together if change["file"] in fix.files))
            return {"properties": {"round": fix.round}, **_fixes(_rests(result, fix), changes)}
        return _fixes(result.caution([fix]) or _TEXTS[entry.fix], list(_changes(replacements(fix))))

    return sarif.render(replace(result.scan, findings=entries), style, more)


def _rests(result: FixResult, fix: Fix) -> str:
    """What is said of all changes of the files of a fix that cannot be made in them alone."""
    beside = [other for other in result.fixes if not fix.files.isdisjoint(other.files)]
    safety = max((other.entry.fix for other in beside), key=lambda safety: safety is FixSafety.UNSAFE)
    return f"Together with the fixes it rests on. {result.caution([fix]) or _TEXTS[safety]}"


def _fixes(text: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"fixes": [{"description": {"text": text}, "artifactChanges": changes}]} if changes else {}


def _changes(replaced: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is replaced, file by file."""
    files: dict[str, list[dict[str, Any]]] = {}
    for change in replaced:
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
