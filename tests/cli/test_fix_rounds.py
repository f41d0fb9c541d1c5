"""Fixes are made in rounds: what one changes is what the next one finds."""

import json

import pytest

from leastwise.cli.fix_book import Book
from leastwise.fix.result import FileChange
from leastwise.model.finding import Confidence, FixSafety, Persona, Severity, Suppression
from leastwise.model.record import replace
from leastwise.model.source import Location, Source
from leastwise.patch import Insert, Set
from leastwise.patch.splice import spliced
from leastwise.report.entry import Entry
from leastwise.report.fixes import patch, text
from leastwise.report.fixes.json import replacements
from leastwise.report.fixes.result import Fix, FixResult
from leastwise.report.result import ScanResult
from leastwise.report.style import Style

FINDING = Entry(
    rule="short-visibility",
    title="Short",
    message="Too short.",
    severity=Severity.MEDIUM,
    severity_reason="",
    confidence=Confidence.HIGH,
    persona=Persona.REGULAR,
    function=None,
    functions=(),
    resource="t.json:Jobs",
    application="t.json",
    location=Location("t.json", 1, 1, 1, 2),
    missing_property=None,
    when=None,
    stage=None,
    cwe=(),
    trace=(),
    related=(),
    path=None,
    fix=FixSafety.SAFE,
    fingerprint="one",
    suppression=None,
)
LATER = replace(FINDING, fingerprint="changed by the round before")
ELSEWHERE = replace(FINDING, resource="t.json:Other", fingerprint="two")


@pytest.fixture
def rounds():
    """One round sets a value, the next one adds to a list that the first one has made."""
    texts = ['{"a": 1, "b": 1}\n', '{"a": 2, "b": 1, "c": [1]}\n', '{"a": 2, "b": 1, "c": [1, 2]}\n']
    sources = [Source("t.json", content, raw=content.encode()) for content in texts]
    first = (FileChange("t.json", Set(("a",), 2)), FileChange("t.json", Set(("c",), [1])))
    second = (FileChange("t.json", Insert(("c",), 2)),)
    return FixResult(
        scan=ScanResult("."),
        fixes=[
            Fix(FINDING, first, {"t.json": sources[0]}, 1, frozenset({"t.json"})),
            Fix(ELSEWHERE, second, {"t.json": sources[1]}, 2, frozenset({"t.json"})),
        ],
        before={"t.json": sources[0]},
        after={"t.json": texts[2]},
    )


def test_all_rounds_together_are_what_a_file_becomes(rounds):
    splices = rounds.whole()["t.json"]
    assert spliced(rounds.before["t.json"].text, splices) == rounds.after["t.json"]
    made = b"".join(patch.render(rounds, Style(colour=False))).decode()
    assert made.endswith('@@ -1 +1 @@\n-{"a": 1, "b": 1}\n+{"a": 2, "b": 1, "c": [1, 2]}\n')


def test_places_are_those_of_the_file_as_it_is(rounds):
    first, second = (list(replacements(fix)) for fix in rounds.fixes)
    assert (first[0]["line"], first[0]["column"], first[0]["end_column"], first[0]["text"]) == (1, 7, 8, "2")
    assert second == []


def test_each_round_is_shown(rounds):
    shown = "".join(text.render(rounds, Style(colour=False)))
    assert '-{"a": 1, "b": 1}\n+{"a": 2, "b": 1, "c": [1]}\n' in shown
    assert '-{"a": 2, "b": 1, "c": [1]}\n+{"a": 2, "b": 1, "c": [1, 2]}\n' in shown
    assert json.loads(rounds.after["t.json"])["c"] == [1, 2]


def test_a_finding_is_recognised_when_the_text_around_it_has_changed():
    book = Book([FINDING, ELSEWHERE], [FINDING], ())
    assert book.wants(FINDING)
    assert book.wants(LATER)
    assert not book.wants(ELSEWHERE)
    assert not book.wants(replace(FINDING, rule="other"))
    assert not book.wants(replace(FINDING, stage="prod"))
    assert book.entry(LATER) is FINDING
    assert list(book.left()) == []


def test_what_somebody_has_accepted_is_not_taken_for_another():
    accepted = replace(FINDING, fingerprint="two", suppression=Suppression("inline"))
    book = Book([FINDING, accepted], [FINDING], ())
    assert book.wants(FINDING)
    assert not book.wants(accepted)
    assert not book.wants(LATER)


def test_a_rule_that_finds_once_in_an_application_is_recognised_anywhere_in_it():
    moved = replace(LATER, resource="t.json:Other")
    assert not Book([FINDING], [FINDING], ()).wants(moved)
    assert Book([FINDING], [FINDING], {"short-visibility"}).wants(moved)


def test_each_finding_is_told_once():
    second = replace(FINDING, fingerprint="two")
    book = Book([FINDING, second], [FINDING, second], ())
    assert book.entry(LATER) is FINDING
    assert list(book.left()) == [second]
    assert book.entry(LATER) is second
    assert list(book.left()) == []
