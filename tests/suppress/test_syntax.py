"""What a note in a comment says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.suppress.syntax import MAX_RULES, parse_note


@pytest.mark.parametrize(
    ("text", "rules", "until", "reason"),
    [
        ("ignore[open-cors]", ("open-cors",), "", ""),
        ("ignore [ open-cors , no-waf ]", ("open-cors", "no-waf"), "", ""),
        ("ignore[a,a]", ("a",), "", ""),
        ("ignore[a] until=2027-01-31", ("a",), "2027-01-31", ""),
        ("ignore[a] reason=public, until the gateway = there", ("a",), "", "public, until the gateway = there"),
        ("ignore[a] until=2027-01-31 reason=it is public", ("a",), "2027-01-31", "it is public"),
        ('ignore[a] reason="it is public" until=2027-01-31', ("a",), "2027-01-31", "it is public"),
        ('ignore[a] reason="open', ("a",), "", '"open'),
        ("ignore[a]  # noqa", ("a",), "", ""),
        ("ignore[a] until = 2024-02-29", ("a",), "2024-02-29", ""),
        ("ignore[a]\tuntil=2024-02-29\treason=b", ("a",), "2024-02-29", "b"),
    ],
)
def test_what_a_note_says(text, rules, until, reason):
    said = parse_note(text)
    assert (said.rules, said.until, said.reason, said.fault) == (rules, until, reason, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ignore", "names no rule"),
        ("ignore[]", "names no rule"),
        ("ignore[ , ]", "names no rule"),
        ("ignore[a,,b]", "a name in it is empty"),
        ("ignore[a", "not closed"),
        ("ignore[a] until=2027-02-30", "is no date"),
        ("ignore[a] until=20270131", "is no date"),
        ("ignore[a] until=tomorrow", "is no date"),
        ("ignore[a] until=", "has no date"),
        ("ignore[a] because it is public", "`because` is not understood"),
        ("ignore[a] untill=2027-01-31", "`untill` is not understood"),
        ("ignore[a] until=2027-01-31 until=2028-01-31", "`until` stands there twice"),
        ("ignore[a] " + 'reason="" ' * 200_000, "`reason` stands there twice"),
        ("ignroe[a]", "`ignroe` is not understood"),
        ("ignore-all", "`ignore-all` is not understood"),
        ("disable[a]", "`disable` is not understood"),
        ("[a]", "`[a]` is not understood"),
        ("ignore[" + ",".join(map(str, range(MAX_RULES + 1))) + "]", "more than"),
    ],
)
def test_a_note_that_is_not_understood_accepts_nothing(text, words):
    said = parse_note(text)
    assert words in said.fault
    assert (said.rules, said.until) == ((), "")


@pytest.mark.parametrize("text", ["", "we scan with it", "see the docs", "https://example.com", "= 3"])
def test_prose_is_no_note(text):
    assert parse_note(text) is None


@given(st.text(max_size=200))
def test_whatever_stands_there_is_read(text):
    for prefix in ("", "ignore", "ignore[", "ignore[a] ", "ignore[a] until=", 'ignore[a] reason="'):
        said = parse_note(prefix + text)
        assert said is None or not (said.fault and said.rules)
