"""What is kept comes back as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.cache.plain import _RECORDS, dumps, restored
from leastwise.model.finding import (
    Confidence,
    FixSafety,
    Persona,
    Related,
    Severity,
    Step,
    Suppression,
    Unread,
)
from leastwise.model.record import record
from leastwise.model.source import Location
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.outcome import Outcome
from leastwise.suppress.note import Note, Spot

texts = st.text(max_size=8) | st.just("\ud800")
numbers = st.integers(1, 9)
locations = st.builds(Location, texts, numbers, numbers, numbers, numbers)
entries = st.builds(
    Entry,
    rule=texts,
    title=texts,
    message=texts,
    severity=st.sampled_from(Severity),
    severity_reason=texts,
    confidence=st.sampled_from(Confidence),
    persona=st.sampled_from(Persona),
    function=st.none() | texts,
    functions=st.lists(texts, max_size=2).map(tuple),
    resource=texts,
    application=texts,
    location=locations,
    missing_property=st.none() | texts,
    when=st.none() | texts,
    stage=st.none() | texts,
    cwe=st.lists(texts, max_size=2).map(tuple),
    trace=st.lists(st.builds(Step, locations, texts), max_size=2).map(tuple),
    related=st.lists(st.builds(Related, texts, texts), max_size=2).map(tuple),
    path=st.none() | st.lists(texts, max_size=2).map(tuple),
    fix=st.sampled_from(FixSafety),
    fingerprint=texts,
    suppression=st.none() | st.builds(Suppression, st.just("inline"), texts, texts),
)
notes = st.builds(
    Note,
    st.just("inline"),
    texts,
    st.tuples(numbers, numbers, numbers, numbers),
    st.lists(texts).map(tuple),
    st.none() | numbers | texts,
)
outcomes = st.builds(
    Outcome,
    applications=st.lists(texts),
    findings=st.lists(entries, max_size=3),
    functions=st.dictionaries(texts, st.dictionaries(texts, texts | numbers | st.lists(texts)), max_size=2),
    unread=st.lists(st.builds(Unread, texts, numbers, st.just("template"), texts), max_size=2),
    files=numbers,
    stages=st.lists(texts),
    notes=st.dictionaries(texts, st.lists(notes, max_size=2), max_size=2),
    unheard=st.lists(st.builds(Spot, texts, texts, numbers, texts), max_size=2),
)


@given(outcomes)
def test_an_outcome_comes_back_as_it_was(outcome):
    back = restored(Outcome, json.loads(dumps(outcome)))
    assert back == outcome
    assert [type(finding.severity) for finding in back.findings] == [Severity] * len(back.findings)
    assert [hash(finding) for finding in back.findings] == [hash(finding) for finding in outcome.findings]


@given(
    st.builds(
        RuleNote,
        why=texts,
        remedy=texts,
        package=texts,
        help_url=st.none() | texts,
        references=st.dictionaries(texts, st.lists(texts).map(tuple)),
    )
)
def test_what_is_said_about_a_rule_comes_back_as_it_was(note):
    assert restored(RuleNote, json.loads(dumps(note))) == note


def test_every_class_that_can_be_kept_is_where_the_table_says():
    from importlib import import_module

    for name, module in _RECORDS.items():
        assert hasattr(getattr(import_module(module), name), "__match_args__")


@record
class Strange:
    """Has a field of which nobody knows how it comes back."""

    what: "complex"


def test_what_cannot_come_back_is_not_kept():
    with pytest.raises(TypeError, match=r"Strange\.what"):
        dumps([Strange(1j)])
    with pytest.raises(TypeError, match="set is no record"):
        dumps({1, 2})
