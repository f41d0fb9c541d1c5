"""Which findings a baseline knows, and what its file may hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.baseline import Known, entries_of, match, parse, place, render
from leastwise.model.errors import UsageError
from leastwise.model.record import record
from leastwise.model.source import Location, Source


@record
class Found:
    fingerprint: str
    location: Location
    rule: str = "open-cors"
    resource: str = "t.yaml:Api"
    message: str = "open"


def found(file, mark="f", line=1):
    return Found(mark, Location(file, line, 1, line, 2))


def known(file, mark="f", reason=""):
    return Known(file, "t.yaml:Api", "open-cors", mark, "open", reason)


def new(findings, entries, gone=()):
    matched = match(findings, entries, lambda entry: entry.file in gone)
    return sorted(f.location.file for f in findings if place(f) not in matched.known), [e.file for e in matched.left]


def test_what_is_known_is_not_new_wherever_its_line_has_moved():
    assert new([found("a", line=70)], [known("a")]) == ([], [])
    assert new([found("a", mark="g")], [known("a")]) == (["a"], ["a"])


def test_a_second_copy_is_new():
    assert new([found("a"), found("b")], [known("a")]) == (["b"], [])
    assert new([found("a"), found("b")], [known("a")], gone=["a"]) == (["b"], [])


def test_a_renamed_file_is_recognised_when_the_old_one_is_gone():
    assert new([found("b")], [known("a")], gone=["a"]) == ([], [])
    assert new([found("b")], [known("a")]) == (["b"], ["a"])


def test_one_entry_stands_for_one_place():
    assert new([found("b"), found("c")], [known("a")], gone=["a"]) == (["c"], [])
    assert new([found("a", line=1), found("a", line=9)], [known("a")]) == (["a"], [])
    assert new([found("a", line=1), found("a", line=9)], [known("a"), known("a")]) == ([], [])
    assert new([found("a"), found("a")], [known("a")]) == ([], [])  # two stages, one place


def test_of_several_renamed_files_the_likeliest_is_taken():
    entries = [known("old/x.yaml", reason="x"), known("old/y.yaml", reason="y")]
    matched = match([found("new/y.yaml")], entries, lambda _: True)
    assert [entry.reason for entry in matched.known.values()] == ["y"]
    assert [entry.reason for entry in matched.left] == ["x"]


def test_reasons_are_kept():
    one, other = found("a"), found("b")
    entries = entries_of([one, other], {place(one): "old"}, "new")
    assert [(entry.file, entry.reason) for entry in entries] == [("a", "old"), ("b", "new")]


texts = st.text(max_size=8)
entries = st.builds(Known, texts, texts, texts, texts, texts, texts)


def read(text):
    return parse(Source("leastwise.baseline.json", text))


@given(st.lists(entries, max_size=5))
def test_what_is_written_is_read_sorted_and_plain(some):
    text = render(some)
    assert read(text) == tuple(sorted(some))
    assert text.isascii()
    assert text == render(list(reversed(some)))


GOOD = {"file": "a", "resource": "a:b", "rule": "r", "fingerprint": "f", "message": "m"}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, "JSON"),
        ("{", 1, "JSON"),
        ('{\n "schema": 1,\n "findings": [,]\n}', 3, "JSON"),
        ("[]", 1, 'holds no list "findings"'),
        ('{"schema": 1}', 1, 'holds no list "findings"'),
        ('{"schema": 1, "findings": {}}', 1, 'holds no list "findings"'),
        ('{\n"schema": 2, "findings": []}', 2, "another schema"),
        ('{\n"schema": true, "findings": []}', 2, "another schema"),
        ('{"findings": []}', 1, "another schema"),
        ('{"schema": 1, "findings": [\n3]}', 2, "no object"),
        ('{"schema": 1, "findings": [\n' + json.dumps(GOOD | {"rule": 3}) + "]}", 2, '"rule" is no text'),
        ('{"schema": 1, "findings": [\n{"file": "a"}]}', 2, '"resource" is missing'),
        ('{"schema": 1, "findings": [\n' + json.dumps(GOOD | {"reason": None}) + "]}", 2, '"reason" is no text'),
        ('{"schema": 1, "findings": ' + "[" * 10_000, 1, "deeper than"),
        ('<<<<<<< HEAD\n{"schema": 1, "findings": []}', 1, "JSON"),
    ],
)
def test_a_broken_baseline_is_named_with_line_and_remedy(content, line, words):
    with pytest.raises(UsageError) as error:
        read(content)
    assert str(error.value).startswith(f"leastwise.baseline.json:{line}: the baseline ")
    assert words in str(error.value)
    assert "leastwise baseline create --force" in str(error.value)
