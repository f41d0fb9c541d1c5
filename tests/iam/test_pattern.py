import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.iam.pattern import has_wildcard, matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*", ""),
        ("*", "anything:at/all"),
        ("Get*", "GetItem"),
        ("Get*", "Get"),
        ("*Item", "BatchGetItem"),
        ("Ge?Item", "GetItem"),
        ("a*b*c", "a--b--b--c"),
        ("**x", "x"),
        ("arn:aws:s3:::bucket/[a]*", "arn:aws:s3:::bucket/[a]/key"),
        ("line*end", "line\nend"),
    ],
)
def test_matching(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("Get*", "BatchGetItem"), ("a?c", "ac"), ("a*b*a", "aba-b"), ("getitem", "GetItem"), ("a.c", "abc"), ("x*x", "x")],
)
def test_not_matching(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


def test_actions_ignore_case() -> None:
    assert matches("dynamodb:get*", "DynamoDB:GetItem", ignore_case=True)


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_agrees_with_the_plain_reading_of_wildcards(pattern: str, text: str) -> None:
    plain = "".join({"*": ".*", "?": "."}.get(letter, letter) for letter in pattern)
    assert matches(pattern, text) == bool(re.fullmatch(plain, text))


@given(st.text(max_size=30))
def test_a_text_without_wildcards_matches_itself_alone(text: str) -> None:
    if not has_wildcard(text):
        assert matches(text, text)
        assert not matches(text, text + "x")


def test_a_hostile_pattern_ends() -> None:
    start = time.process_time()
    assert not matches("*a" * 40 + "b", "a" * 5000)
    assert time.process_time() - start < 5
