"""The rules of a SARIF report, and the weaknesses that they find."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from leastwise.model.errors import LeastwiseError
from leastwise.model.finding import Severity
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.result import ScanResult
from leastwise.rules.documentation import area, markdown, summary
from leastwise.rules.rule import Rule

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}

SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "1.0",
}
"""In the middle of GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, else low. It knows no info."""

_MOST_TAGS = 10
"""GitHub shows no more, and rejects a file with a rule that has 20."""

_LONGEST_DESCRIPTION = 1024
"""Characters that GitHub takes."""


def descriptors(result: ScanResult) -> list[dict[str, Any]]:
    """The rules that have a finding, in order of id.

    Their severity is that of their ordinary case; a finding's own is its level and property.
    """
    rules = _rules(result)
    first: dict[str, Entry] = {}
    for finding in result.findings:
        first.setdefault(finding.rule, finding)
    return [_descriptor(first[name], result.rules[name], rules.get(name)) for name in sorted(first)]


def _rules(result: ScanResult) -> dict[str, type[Rule]]:
    """The rules themselves: their findings may come from a cache, so they need not be imported yet."""
    from leastwise.rules.discovery import discover

    packages = {note.package for note in result.rules.values()} - {"leastwise"}
    try:
        found = discover(sorted(packages))
    except LeastwiseError:
        found = discover(installed=False)  # the report says less about the others, but all of what was found
    return {rule.id: rule for rule in found}


def _descriptor(finding: Entry, note: RuleNote, rule: type[Rule] | None) -> dict[str, Any]:
    severity = rule.severity if rule else finding.severity
    found: dict[str, Any] = {
        "id": finding.rule,
        "shortDescription": {"text": finding.title},
        "fullDescription": {"text": (summary(rule) if rule else note.why)[:_LONGEST_DESCRIPTION]},
        "help": _help(note, rule),
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "tags": _tags(finding, rule),
            "precision": str(finding.confidence),
            "security-severity": SECURITY_SEVERITY[severity],
        },
    }
    if rule:
        found["name"] = rule.__name__
    if note.help_url:
        found["helpUri"] = note.help_url
    numbers = [number for _, _, number in (name.partition("-") for name in finding.cwe) if number.isdecimal()]
    if numbers:
        component = {"name": "CWE", "index": 0}
        found["relationships"] = [
            {"target": {"id": number, "toolComponent": component}, "kinds": ["superset"]} for number in numbers
        ]
    return found


def _help(note: RuleNote, rule: type[Rule] | None) -> dict[str, str]:
    if rule is None:
        return {"text": f"{note.why}\n\n{note.remedy}"}
    text = f"{cleandoc(rule.why)}\n\n{cleandoc(rule.remediation)}"
    if rule.caution:
        text += f"\n\nCaution with an unsafe fix: {rule.caution}"
    return {"text": text.replace("`", ""), "markdown": markdown(rule)}


def _tags(finding: Entry, rule: type[Rule] | None) -> list[str]:
    tags = ["security", *([area(rule)] if rule else []), *(f"external/cwe/{name.lower()}" for name in finding.cwe)]
    return list(dict.fromkeys(tags))[:_MOST_TAGS]


def weaknesses(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The Common Weakness Enumeration, as far as these rules refer to it; nothing where none does."""
    found = {relation["target"]["id"] for rule in rules for relation in rule.get("relationships", ())}
    if not found:
        return []
    taxa = [
        {"id": name, "helpUri": f"https://cwe.mitre.org/data/definitions/{name}.html"}
        for name in sorted(found, key=int)
    ]
    description = {"text": "The MITRE Common Weakness Enumeration"}
    return [
        {
            "name": "CWE",
            "organization": "MITRE",
            "informationUri": "https://cwe.mitre.org",
            "shortDescription": description,
            "taxa": taxa,
        }
    ]
