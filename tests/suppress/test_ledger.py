"""Which notes cover which findings, and what becomes of the notes."""

import pytest

from leastwise.model.finding import Confidence, Finding, Persona, Related, Severity, Suppression
from leastwise.model.resource import Property, Resource
from leastwise.model.source import Source
from leastwise.model.value import Map
from leastwise.suppress.ledger import Ledger
from leastwise.suppress.note import Note, Spot

TODAY = "2026-06-15"
SOURCE = Source("t.yaml", "one\ntwo\nthree\nfour\n", blocks=[(4, 13, "Q")])


def finding(rule="a", line=2, related=()):
    start = SOURCE.offset(line)
    span = (SOURCE, start, start + 3, start, start + 3)
    place = Property(Resource("k", "t.yaml:R", "R", "AWS::X::Y", Map(span), span))
    return Finding(
        rule=rule,
        title="",
        message="",
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        persona=Persona.REGULAR,
        place=place,
        scope=place,
        location=place.location,
        related=related,
    )


def inline(*rules, covers=2, **more):
    return Note("inline", "t.yaml", (0, 3, 0, 3), rules, covers, **more)


def configured(*rules, file="leastwise.toml", **more):
    return Note("configuration", file, (0, 3, 0, 3), rules, **more)


def accepted(note, found=None, today=TODAY):
    (after,) = Ledger([note], today).accept([found or finding()])
    return after.suppression


@pytest.mark.parametrize(
    ("covers", "line", "holds"),
    [(2, 2, True), (1, 2, False), ("Q", 2, True), ("Q", 3, True), ("Q", 4, False), (None, 4, True), ("R", 4, True)],
)
def test_a_note_covers_a_line_a_block_or_the_file(covers, line, holds):
    assert (accepted(inline("a", covers=covers), finding(line=line)) is not None) is holds


def test_only_its_own_rules_and_file():
    assert accepted(inline("b")) is None
    assert accepted(Note("inline", "other.yaml", (0, 3, 0, 3), ("a",), 2)) is None


def test_what_is_said_is_kept():
    assert accepted(inline("a", reason="so", until="2026-06-15")) == Suppression("inline", "so", "2026-06-15")


def test_the_last_day_counts_and_the_day_after_does_not():
    assert accepted(inline("a", until=TODAY))
    assert accepted(inline("a", until=TODAY), today="2026-06-16") is None


@pytest.mark.parametrize(
    ("more", "file", "holds"),
    [
        ({}, "leastwise.toml", True),
        ({"path": "*.yaml"}, "leastwise.toml", True),
        ({"path": "sub/**"}, "leastwise.toml", False),
        ({"resource": "Q"}, "leastwise.toml", True),
        ({"resource": "Q?"}, "leastwise.toml", False),
        ({"resource": "*"}, "leastwise.toml", True),
        ({}, "sub/leastwise.toml", False),
    ],
)
def test_an_entry_of_the_configuration_covers_what_its_patterns_fit(more, file, holds):
    assert (accepted(configured("a", file=file, **more)) is not None) is holds


def test_a_comment_goes_before_the_configuration_and_both_are_used():
    notes = [configured("a", reason="far"), inline("a", reason="near")]
    ledger = Ledger(notes, TODAY)
    (after,) = ledger.accept([finding()])
    assert after.suppression == Suppression("inline", "near", "")
    assert all(not about.idle for about in reviews(ledger))


def reviews(ledger, ran=("a", "b"), known=("a", "b")):
    return list(ledger.reviews(ran=ran, known=known, read=lambda _: SOURCE, applications={}))


def test_rules_that_found_nothing_are_idle_when_they_ran():
    ledger = Ledger([inline("a", "b")], TODAY)
    ledger.accept([finding("a")])
    (about,) = reviews(ledger)
    assert (about.used, about.idle) == (("a",), ("b",))
    (about,) = reviews(ledger, ran=("a",))
    assert about.idle == ()


def test_a_note_is_used_when_any_application_uses_it():
    ledger = Ledger([inline("a"), inline("a")], TODAY)
    ledger.accept([finding("b")])
    ledger.accept([finding("a")])
    (about,) = reviews(ledger)
    assert about.idle == ()


def test_what_a_stronger_finding_took_in_is_used_but_not_accepted():
    ledger = Ledger([inline("b")], TODAY)
    (after,) = ledger.accept([finding("a", related=(Related("b", "weaker"),))])
    assert after.suppression is None
    assert reviews(ledger)[0].idle == ()


def test_what_only_a_stricter_persona_hears_is_used():
    ledger = Ledger([inline("b")], TODAY)
    ledger.see(Spot("b", "t.yaml", 2, "t.yaml:Q"))
    assert reviews(ledger)[0].idle == ()


def test_unknown_rules_come_with_the_nearest_that_is_known():
    ledger = Ledger([inline("open-core", "zzz")], TODAY)
    (about,) = reviews(ledger, known=("open-cors", "b"))
    assert about.unknown == (("open-core", "open-cors"), ("zzz", ""))
    assert reviews(ledger, known=None)[0].unknown == ()


def test_notes_of_other_tools_are_not_reviewed():
    assert reviews(Ledger([inline("a", tool="checkov")], TODAY)) == []


def test_the_place_of_a_note_is_where_it_stands():
    note = Note("inline", "t.yaml", (4, 7, 4, 7), ("a",), 1)
    (about,) = reviews(Ledger([note], TODAY))
    where = about.place.location
    assert (where.line, where.column, where.end_column) == (2, 1, 4)


def test_many_notes_and_findings_take_time_in_proportion():
    notes = [inline("a", covers=line) for line in range(20_000)]
    found = [finding() for _ in range(20_000)]
    assert sum(f.suppressed for f in Ledger(notes, TODAY).accept(found)) == 20_000


@pytest.mark.parametrize("pattern", ["aws_sqs_queue.*", "module.jobs.aws_sqs_queue.this", "module.*"])
def test_a_resource_of_a_module_of_terraform_is_named_with_or_without_the_module(pattern):
    note = configured("a", path="t.yaml", resource=pattern)
    spot = Spot("a", "t.yaml", 2, "t.yaml:module.jobs.aws_sqs_queue.this")
    assert Ledger([note], TODAY).see(spot) == [note]
