"""The SARIF report: for code scanning, editors and whatever else reads findings.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
What GitHub reads of it, and its limits:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support

Lines of scanned files are not quoted: the report is uploaded and kept, and the line of a finding may hold a secret.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from leastwise import __version__
from leastwise.model.finding import Suppression
from leastwise.model.source import Location
from leastwise.report.clean import clean_name, prose
from leastwise.report.entry import Entry
from leastwise.report.json import dumps
from leastwise.report.result import ScanResult
from leastwise.report.sarif_rules import LEVELS, SECURITY_SEVERITY, descriptors, weaknesses
from leastwise.report.style import Style
from leastwise.report.words import number, own_name, statement

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_MOST_RESULTS = 25_000
"""GitHub rejects a file with more of them in a run."""

_MOST_STEPS = 1_000
"""GitHub shows no more locations of a thread flow, and rejects a file with 10,000."""

_LINK = re.compile(r"\](?=\()|\{(?=\d)")
"""What would make a link or a placeholder of a text (sections 3.11.5 and 3.11.6 of the standard)."""


def render(result: ScanResult, style: Style, more: Callable[[Entry], dict[str, Any]] | None = None) -> Iterator[str]:
    """The report: one run, and a line for each of its results, to which `more` may add."""
    rules = descriptors(result)
    index = {rule["id"]: position for position, rule in enumerate(rules)}
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{dumps(_run(result, rules))[:-1]},"results":['
    separator = "\n"
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in _shown(result):
        identity = (finding.rule, finding.location.file, finding.fingerprint)
        seen[identity] += 1
        found = _result(finding, index[finding.rule], seen[identity])
        added = more(finding) if more is not None else {}
        properties = found["properties"] | added.get("properties", {})
        yield separator + dumps(found | added | {"properties": properties})
        separator = ",\n"
    yield "\n]}]}\n"


def _shown(result: ScanResult) -> list[Entry]:
    """The findings that a run may hold: the open ones first, of both the worst."""
    accepted = [finding for finding in result.findings if finding.suppressed]
    return [*result.open_findings(), *accepted][:_MOST_RESULTS]


def _run(result: ScanResult, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """A run without its results. Nothing in it differs between two runs on the same files."""
    taxonomies = weaknesses(rules)
    return {
        "tool": {
            "driver": {
                "name": "leastwise",
                "version": __version__,
                "informationUri": "https://github.com/leastwise/leastwise",
                "rules": rules,
                **({"supportedTaxonomies": [{"name": "CWE", "index": 0}]} if taxonomies else {}),
            }
        },
        "invocations": [
            {
                "executionSuccessful": not result.failures,
                "toolExecutionNotifications": list(_notifications(result)),
                "toolConfigurationNotifications": [_notification("warning", notice) for notice in result.notices],
            }
        ],
        "originalUriBaseIds": {
            "SRCROOT": {"description": {"text": "The root of the scan, as a rule the repository's."}}
        },
        "columnKind": "unicodeCodePoints",
        **({"taxonomies": taxonomies} if taxonomies else {}),
    }


def _notifications(result: ScanResult) -> Iterator[dict[str, Any]]:
    for failure in result.failures:
        where = f"{failure.rule} on {failure.application} ({failure.place})"
        yield _notification("error", f"{where}: {failure.error}")
    left_out = len(result.findings) - _MOST_RESULTS
    if left_out > 0:
        yield _notification(
            "error",
            f"{number(left_out, 'finding')} of {len(result.findings):,} are left out, the mildest: GitHub takes "
            f"{_MOST_RESULTS:,} in a run. The JSON report has all.",
        )
    for entry in result.unread:
        level = "note" if entry.kind == "limit" else "warning"
        here = Location(entry.file, entry.line, 1, entry.line, 1) if entry.line > 1 else None
        yield {
            **_notification(level, f"Not read: {entry.reason}"),
            "locations": [{"physicalLocation": _physical(entry.file, here)}],
        }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _text(text)}}


def _result(finding: Entry, rule: int, ordinal: int) -> dict[str, Any]:
    """One result.

    GitHub matches alerts by rule, file and `primaryLocationLineHash`, which it makes as `hash:ordinal` itself, from the
    line and those after it. Ours is that of all reports and baselines, so an alert stays the same when lines change.
    https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
    """
    here = _location(finding.location)
    named = {"message": {"text": _text(f"{finding.missing_property} is missing here")}}
    found = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _text(statement(finding))},
        "locations": [
            {**here, "logicalLocations": list(_logical(finding)), **(named if finding.missing_property else {})}
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:{ordinal}"},
        "properties": _properties(finding),
    }
    if finding.related:
        found["relatedLocations"] = [
            {"id": position, **here, "message": {"text": _text(f"{related.rule}: {related.message}")}}
            for position, related in enumerate(finding.related, 1)
        ]
    if finding.trace:
        steps = [
            {"location": {**_location(step.location), "message": {"text": _text(step.note)}}}
            for step in finding.trace[:_MOST_STEPS]
        ]
        found["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if finding.suppression is not None:
        found["suppressions"] = [_suppression(finding.suppression)]
    return found


def _location(location: Location) -> dict[str, Any]:
    return {"physicalLocation": _physical(location.file, location)}


def _physical(file: str, location: Location | None) -> dict[str, Any]:
    """A place in a file."""
    found: dict[str, Any] = {"artifactLocation": artifact(file)}
    if location is not None:
        found["region"] = {
            "startLine": location.line,
            "startColumn": location.column,
            "endLine": location.end_line,
            "endColumn": location.end_column,
        }
    return found


def artifact(file: str) -> dict[str, str]:
    """A file, by a URI relative to the root of the scan."""
    return {"uri": quote(file, errors="surrogatepass"), "uriBaseId": "SRCROOT"}


def _logical(finding: Entry) -> Iterator[dict[str, str]]:
    names = {name: "function" for name in finding.functions}
    for full, kind in {finding.resource: "resource", **names}.items():
        name = own_name(full)
        yield {"name": clean_name(name), "fullyQualifiedName": clean_name(full), "kind": kind}


def _properties(finding: Entry) -> dict[str, Any]:
    """What SARIF has no place for, named as in the JSON report."""
    found = {
        "severity": str(finding.severity),
        "severity_reason": prose(finding.severity_reason),
        "confidence": str(finding.confidence),
        "persona": str(finding.persona),
        "when": prose(finding.when or ""),
        "stage": clean_name(finding.stage or ""),
        "fix": str(finding.fix),
        "path": [clean_name(name) for name in finding.path or ()],
        "security-severity": SECURITY_SEVERITY[finding.severity],
    }
    return {name: value for name, value in found.items() if value}


def _suppression(given: Suppression) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": "inSource" if given.kind in ("inline", "metadata") else "external",
        "status": "accepted",
        "properties": {"kind": given.kind, **({"until": given.until} if given.until else {})},
    }
    if given.reason:
        found["justification"] = prose(given.reason)
    return found


def _text(text: str) -> str:
    """A text as a plain message: nothing in it is a link or a placeholder."""
    return _LINK.sub(lambda match: match[0] + " ", prose(text))
