"""The JSON report, schema 1 (DESIGN, "JSON of `scan`"): stable, extra fields may be added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring_ascii
from typing import Any

from leastwise import __version__
from leastwise.model.finding import Unread
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.result import ScanResult
from leastwise.report.style import Style

SCHEMA = 1


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """The whole report as one JSON text."""
    yield dumps(document(result), indent=2)
    yield "\n"


def dumps(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON in ASCII.

    CI systems look for `##[` and `##vso[` anywhere in a line of output; JSON can say the same otherwise.
    """
    text = json.dumps(value, separators=(",", ":")) if indent is None else _indented(value, "\n", " " * indent)
    return text.replace("#", "\\u0023")


def _indented(value: Any, line: str, indent: str) -> str:
    """What `json.dumps` writes with an indent, for keys that are texts: its own way takes twice as long."""
    within = line + indent
    if isinstance(value, dict) and value:
        items = [
            f"{_quoted(key)}: {_quoted(v) if v.__class__ is str else _indented(v, within, indent)}"
            for key, v in value.items()
        ]
        return f"{{{within}{f',{within}'.join(items)}{line}}}"
    if isinstance(value, (list, tuple)) and value:
        items = [_quoted(v) if v.__class__ is str else _indented(v, within, indent) for v in value]
        return f"[{within}{f',{within}'.join(items)}{line}]"
    if value is None:
        return "null"
    if value.__class__ is int or value.__class__ is bool:
        return str(value).lower()
    return "[]" if value in ([], ()) else "{}" if value == {} else json.dumps(value)


_quoted = encode_basestring_ascii


def document(result: ScanResult) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "leastwise", "version": __version__},
        "root": result.root,
        "functions": list(result.functions.values()),
        "findings": [as_json(finding, result.rules[finding.rule]) for finding in result.findings],
        "unread": unread(result),
        "failures": [
            {"rule": f.rule, "application": f.application, "error": f.error, "place": f.place} for f in result.failures
        ],
        "since": _since(result),
        "stats": {
            "files": result.files,
            "templates": result.templates,
            "applications": result.applications,
            "functions": len(result.functions),
            "seconds": round(result.seconds, 3),
        },
    }


def unread(result: ScanResult) -> list[dict[str, Any]]:
    """What could not be read, as plain data."""
    return unread_entries(result.unread)


def unread_entries(entries: Iterable[Unread]) -> list[dict[str, Any]]:
    """The same of any entries."""
    return [{"kind": entry.kind, "file": entry.file, "line": entry.line, "reason": entry.reason} for entry in entries]


def _since(result: ScanResult) -> dict[str, Any] | None:
    found = result.since
    return None if found is None else {"revision": found.name, "commit": found.commit, "hidden": found.hidden}


def as_json(finding: Entry, rule: RuleNote) -> dict[str, Any]:
    """A finding as plain data."""
    place = finding.location
    return {
        "rule": finding.rule,
        "title": finding.title,
        "severity": str(finding.severity),
        "severity_reason": finding.severity_reason,
        "confidence": str(finding.confidence),
        "persona": str(finding.persona),
        "message": finding.message,
        "function": finding.function,
        "functions": list(finding.functions),
        "resource": finding.resource,
        "application": finding.application,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "missing_property": finding.missing_property,
        "when": finding.when,
        "stage": finding.stage,
        "cwe": list(finding.cwe),
        "references": {standard: list(controls) for standard, controls in rule.references.items()},
        "help_url": rule.help_url,
        "trace": [
            {"file": s.location.file, "line": s.location.line, "column": s.location.column, "note": s.note}
            for s in finding.trace
        ],
        "related": [{"rule": r.rule, "message": r.message} for r in finding.related],
        "path": list(finding.path) if finding.path is not None else None,
        "fix": str(finding.fix),
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
        "suppression": _suppression(finding),
        "account": None,
        "region": None,
        "arn": None,
    }


def _suppression(finding: Entry) -> dict[str, str | None] | None:
    found = finding.suppression
    return None if found is None else {"kind": found.kind, "reason": found.reason, "until": found.until or None}
