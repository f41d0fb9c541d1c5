"""The fixes for programs, schema 1 (`schema/leastwise-fix.schema.json`): stable, extra fields may be added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise import __version__
from leastwise.model.source import Source
from leastwise.patch.splice import Splice
from leastwise.report.fixes.result import Fix, FixResult, replaced
from leastwise.report.json import as_json, dumps, unread
from leastwise.report.style import Style

SCHEMA = 1


def render(result: FixResult, style: Style) -> Iterator[str]:
    """The whole report as one JSON text."""
    yield dumps(document(result), indent=2)
    yield "\n"


def document(result: FixResult) -> dict[str, Any]:
    """The report as plain data."""
    rules = result.scan.rules
    return {
        "schema": SCHEMA,
        "tool": {"name": "leastwise", "version": __version__},
        "root": result.scan.root,
        "written": result.written,
        "files": [
            {
                "path": path,
                "before": result.before[path].digest,
                "after": hashlib.sha256(result.content(path)).hexdigest(),
            }
            for path in sorted(result.after)
        ],
        "edits": list(edits(result)),
        "fixes": [
            {
                "finding": as_json(fix.entry, rules[fix.entry.rule]),
                "caution": result.caution([fix]),
                "round": fix.round,
                "changes": list(replacements(fix)),
            }
            for fix in result.fixes
        ],
        "left": [
            {"finding": as_json(stay.entry, rules[stay.entry.rule]), "reason": stay.reason} for stay in result.stays
        ],
        "unsafe": [as_json(entry, rules[entry.rule]) for entry in result.unsafe],
        "unread": unread(result.scan),
    }


def replacements(fix: Fix) -> Iterator[dict[str, Any]]:
    """What a fix alone replaces in the files as they are, in order of the text; no two touch each other.

    Nothing where it is made in what other fixes have made of them: the places are not those of the files then.
    """
    if fix.round == 1:
        for source, splices in sorted(replaced([fix]), key=lambda found: found[0].path):
            yield from _placed(source, splices)


def edits(result: FixResult) -> Iterator[dict[str, Any]]:
    """What all fixes together replace in the files as they are, in the same way: it makes of each what `after` says."""
    for path, splices in result.whole().items():
        yield from _placed(result.before[path], splices)


def _placed(source: Source, splices: Iterable[Splice]) -> Iterator[dict[str, Any]]:
    for splice in apart(splices):
        place = source.location(splice.start, splice.end)
        yield {
            "file": source.path,
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
            "text": splice.text,
        }


def apart(splices: Iterable[Splice]) -> list[Splice]:
    """The same with those that touch each other as one: which of them comes first would be a matter of the reader."""
    found: list[Splice] = []
    for splice in splices:
        if found and found[-1].end == splice.start:
            before = found.pop()
            splice = Splice(before.start, splice.end, before.text + splice.text)
        found.append(splice)
    return found
