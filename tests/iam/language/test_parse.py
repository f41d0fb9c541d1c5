"""What is written, as patterns: ARNs that are not complete, variables, and whatever else somebody may write."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.iam.language import (
    Domain,
    Hole,
    Pattern,
    PolicyVariable,
    arn_pattern,
    assumptions,
    difference,
    includes,
    overlaps,
    text_pattern,
)
from leastwise.iam.truth import Truth
from leastwise.model.value import Import, Parameter, Unknown, concat


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:123456789012:jobs", Truth.YES),
        ("arn:aws:sqs:eu-west-1", "arn:aws:sqs:us-east-1:123456789012:jobs", Truth.NO),
        ("arn:aws:s3:*", "arn:aws:s3:::bucket/key", Truth.YES),
        ("arn:aws:dynamodb:*:table/shop-*", "arn:aws:dynamodb:eu-west-1:123456789012:table/shop-a", Truth.YES),
        ("arn:aws:dynamodb:*west*:1*:table/a", "arn:aws:dynamodb:eu-west-1:123456789012:table/a", Truth.YES),
        ("arn:aws:dynamodb:*1:table/a", "arn:aws:dynamodb:eu-west-1:1:table/a", Truth.NO),
        ("arn:aws:lambda:*:*:function:a*z", "arn:aws:lambda:eu-west-1:1:function:a:z", Truth.YES),
        ("arn:aws:s3:::b?cket/*", "arn:aws:s3:::b:cket/", Truth.YES),
        ("arn:aws:x:y:a*b:c", "arn:aws:x:y:a-b:c", Truth.YES),
        ("arn:aws:x:y:a*b:c", "arn:aws:x:y:a:b:c", Truth.NO),
        ("arn:aws:s3:?::b", "arn:aws:s3::::b", Truth.NO),
    ],
)
def test_wildcards_in_the_parts_of_an_arn(pattern: str, text: str, answer: Truth) -> None:
    assert arn_pattern(pattern).matches(text) is answer


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:role/a/b", Truth.YES),
        ("arn:aws:dynamodb:*:table/a", "arn:aws:dynamodb:eu-west-1:1:table/a", Truth.NO),
        ("arn:aws:s3:*", "arn:aws:s3:::bucket", Truth.NO),
        ("arn:aws:s3:::b*", "arn:aws:s3:::b:c", Truth.YES),
    ],
)
def test_a_condition_compares_part_by_part(pattern: str, text: str, answer: Truth) -> None:
    assert arn_pattern(pattern, like=True).matches(text) is answer


def test_the_examples_of_the_documentation() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html"""
    pattern = arn_pattern("arn:aws:s3:::bucket/*/test/*")
    for key in ("1/test/object.jpg", "1/2/3/test/4/object.jpg", "1///test///object.jpg", "/test/object.jpg", "1/test/"):
        assert pattern.matches(f"arn:aws:s3:::bucket/{key}") is Truth.YES
    for key in ("1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"):
        assert pattern.matches(f"arn:aws:s3:::bucket/{key}") is Truth.NO


def test_variables_of_iam() -> None:
    pattern = arn_pattern("arn:aws:s3:::b/${aws:username}/${*}${aws:PrincipalTag/team, 'none'}*", variables=True)
    assert [hole.symbol for hole in pattern.holes] == [
        PolicyVariable("aws:username"),
        PolicyVariable("aws:PrincipalTag/team", "none"),
    ]
    assert str(pattern) == "arn:aws:s3:::b/${aws:username}/*${aws:PrincipalTag/team, 'none'}*"
    star = text_pattern("a${*}${?}b", variables=True)
    assert star.matches("a*?b") is Truth.YES
    assert star.matches("axxb") is Truth.NO
    assert text_pattern("${aws:username}").matches("${aws:username}") is Truth.YES


def test_variables_make_no_statement_wider_than_it_is() -> None:
    own = arn_pattern("arn:aws:s3:::b/${aws:username}/*", variables=True)
    assert includes([own], own) is Truth.YES
    assert includes([own], arn_pattern("arn:aws:s3:::b/ann/*")) is Truth.UNKNOWN
    assert includes([own], arn_pattern("arn:aws:s3:::c/ann/*")) is Truth.NO


def test_a_pattern_for_people() -> None:
    value = concat(("arn:aws:sqs:", Parameter("AWS::Region"), ":", Import("Account"), ":jobs-?*"))
    pattern = arn_pattern(value)
    assert str(pattern) == "arn:aws:sqs:${AWS::Region}:${import Account}:jobs-?*"
    assert pattern.source == value
    assert pattern == arn_pattern(value)
    assert hash(pattern) == hash(arn_pattern(value))


ODD = [
    None,
    5,
    1.5,
    True,
    [],
    {},
    ["arn:aws:s3:::b"],
    object(),
    (),
    (None, [1]),
    Unknown("x"),
    Hole(Unknown("y")),
]


@pytest.mark.parametrize("value", ODD)
def test_whatever_somebody_writes(value: object) -> None:
    for pattern in (text_pattern(value), arn_pattern(value), arn_pattern(value, like=True, variables=True)):  # type: ignore[arg-type]
        known = text_pattern("b*")
        assert isinstance(str(pattern), str)
        for answer in (includes([pattern], known), includes([known], pattern), overlaps(pattern, known)):
            assert answer in Truth
        assert pattern.matches("arn:aws:s3:::b") in Truth
        assert difference(pattern, [known]).empty in Truth
        assert isinstance(assumptions([pattern], known), tuple)


@given(st.text("ab:/?*$}{", max_size=12), st.text("ab:/?*$}{", max_size=12), st.booleans())
def test_any_text_has_an_answer(first: str, second: str, variables: bool) -> None:
    one, other = arn_pattern(first, variables=variables), arn_pattern(second, like=True, variables=variables)
    assert includes([one], other) in Truth
    assert includes([one], one) is Truth.YES


def long(unit: str, end: str = "", size: int = 6144) -> Pattern:
    return text_pattern(unit * (size // len(unit)) + end)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (long("*a"), long("*a", "*"), Truth.NO),
        (long("*a", "*"), long("*a", "*b*"), Truth.YES),
        (long("?", "*", size=3072), long("*?"), Truth.YES),
        (long("*ab"), long("*ba"), Truth.NO),
        (text_pattern("*a" + "?" * 40), text_pattern("*a" + "?" * 30 + "*"), Truth.NO),
    ],
)
def test_hostile_patterns_are_decided(one: Pattern, other: Pattern, answer: Truth) -> None:
    assert includes([one], other) is answer


def test_what_takes_too_long_is_not_decided() -> None:
    union = [text_pattern(f"*{char}" + "?" * 40 + "*a") for char in "abcdefgh"]
    start = time.process_time()
    answer = includes(union, text_pattern("*a" + "?" * 60 + "*[ab]" * 20 + "*a"))
    assert answer in (Truth.UNKNOWN, Truth.YES)
    many = arn_pattern(tuple(part for i in range(400) for part in (Hole(Parameter(f"P{i}"), Domain.NAME), "*")))
    assert includes([text_pattern("*a*b" * 100)], many) is Truth.UNKNOWN
    assert time.process_time() - start < 20
