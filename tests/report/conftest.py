"""Findings to report, and readers of reports that are none of ours."""

import json
from pathlib import Path

import jsonschema
import pytest

from leastwise.model.finding import Confidence, FixSafety, Persona, Severity
from leastwise.model.source import Location
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.formats import render
from leastwise.report.result import ScanResult
from leastwise.report.style import Style

# Microsoft's edition of the schema, from the npm package @microsoft/sarif-multitool (MIT, see NOTICE). It is that of
# OASIS in a newer dialect: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text("utf-8"))

NOTE = RuleNote(
    why="It matters.",
    remedy="Mend it.",
    references={},
    help_url="https://example.com/rule",
    package="leastwise",
)


class Line:
    """Every line of every file."""

    def __init__(self, text):
        self.text = text

    def line(self, place):
        return self.text


def make_entry(**changes):
    given = {
        "rule": "public-function-url",
        "title": "Function URL without authentication",
        "message": "Everybody may call `Door`.",
        "severity": Severity.HIGH,
        "severity_reason": "",
        "confidence": Confidence.HIGH,
        "persona": Persona.REGULAR,
        "function": "template.yaml:Door",
        "functions": ("template.yaml:Door",),
        "resource": "template.yaml:Door",
        "application": "template.yaml",
        "location": Location("template.yaml", 10, 19, 10, 23),
        "missing_property": None,
        "when": None,
        "stage": None,
        "cwe": ("CWE-306",),
        "trace": (),
        "related": (),
        "path": None,
        "fix": FixSafety.NONE,
        "fingerprint": "0123456789abcdef0123456789abcdef",
        "suppression": None,
    }
    return Entry(**given | changes)


def make_result(*findings, **given):
    rules = {finding.rule: NOTE for finding in findings}
    known = {"applications": 1, "templates": 1, "lines": Line(given.pop("line", "        AuthType: NONE"))}
    return ScanResult(root=".", rules=rules, findings=list(findings), **known | given)


def make_report(name, result):
    return "".join(render(name, result, Style(colour=False)))


def make_sarif(result):
    """The SARIF of a result, valid by the schema."""
    document = json.loads(make_report("sarif", result))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.fixture
def entry():
    return make_entry


@pytest.fixture
def result():
    return make_result


@pytest.fixture
def report():
    return make_report


@pytest.fixture
def sarif():
    return make_sarif


@pytest.fixture
def schema():
    return SCHEMA
