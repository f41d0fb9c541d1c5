"""Operators, sets, missing keys and variables, as the pages about conditions describe them."""

from __future__ import annotations

from typing import Any

import pytest

from leastwise.iam.evaluation import ABSENT, Condition, conditions, implies, meets
from leastwise.iam.truth import Truth
from leastwise.model.value import Concat, Parameter, Reference, Unknown

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def met(operator: str, wanted: Any, *actual: Any, key: str = "k", **context: Any) -> Truth:
    block = conditions({operator: {key: wanted}})
    assert block is not None
    known = {"k": actual or ABSENT, **{name.replace("__", ":"): value for name, value in context.items()}}
    return meets(block[0], known)


@pytest.mark.parametrize(
    ("operator", "wanted", "actual", "answer"),
    [
        ("StringEquals", "a*", "ab", NO),
        ("StringEquals", ["x", "ab"], "ab", YES),
        ("stringequals", "ab", "ab", YES),
        ("StringEquals", "AB", "ab", NO),
        ("StringEqualsIgnoreCase", "AB", "ab", YES),
        ("StringNotEquals", ["x", "ab"], "ab", NO),
        ("StringNotEquals", ["x", "y"], "ab", YES),
        ("StringNotEqualsIgnoreCase", "AB", "ab", NO),
        ("StringLike", "a*", "ab", YES),
        ("StringLike", "a?", "a", NO),
        ("StringNotLike", ["b*", "a*"], "ab", NO),
        ("NumericLessThanEquals", "10", "10", YES),
        ("NumericLessThan", 10, "10.0", NO),
        ("NumericEquals", 10, "10.0", YES),
        ("NumericNotEquals", "10", "11", YES),
        ("NumericGreaterThan", "-1", "0", YES),
        ("NumericGreaterThanEquals", "3", "2", NO),
        ("NumericEquals", "ten", "10", UNKNOWN),
        ("NumericEquals", "10", "1e1", UNKNOWN),
        ("NumericEquals", "9" * 5000, "10", UNKNOWN),
        ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:02Z", YES),
        ("DateGreaterThan", "2020-01-01T00:00:01Z", "1577836801", NO),
        ("DateLessThan", "2020-01-01", "2019-12-31T23:59:59Z", YES),
        ("DateLessThanEquals", "2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00Z", YES),
        ("DateEquals", "2020-13-01", "2020-01-01", UNKNOWN),
        ("DateEquals", "yesterday", "2020-01-01", UNKNOWN),
        ("Bool", "false", "false", YES),
        ("Bool", False, "False", YES),
        ("Bool", "true", "false", NO),
        ("Bool", "yes", "true", UNKNOWN),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", YES),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ6", NO),
        ("BinaryEquals", "not base64!", "QmluYXJ6", UNKNOWN),
        ("IpAddress", "203.0.113.0/24", "203.0.113.77", YES),
        ("IpAddress", "203.0.113.0/24", "203.0.114.1", NO),
        ("IpAddress", ["203.0.113.0/24", "2001:DB8:1234:5678::/64"], "2001:db8:1234:5678::1", YES),
        ("IpAddress", "203.0.113.9", "203.0.113.9", YES),
        ("NotIpAddress", "203.0.113.0/24", "203.0.113.77", NO),
        ("NotIpAddress", ["10.0.0.0/8", "203.0.113.0/24"], "8.8.8.8", YES),
        ("IpAddress", "somewhere", "8.8.8.8", UNKNOWN),
        ("IpAddress", "203.0.113.9/24", "203.0.113.1", UNKNOWN),
        ("ArnLike", "arn:aws:sns:*:111122223333:t*", "arn:aws:sns:eu-west-1:111122223333:topic", YES),
        ("ArnEquals", "arn:aws:sns:*:111122223333:t*", "arn:aws:sns:eu-west-1:111122223333:topic", YES),
        ("ArnNotLike", "arn:aws:sns:*:111122223333:t*", "arn:aws:sns:eu-west-1:111122223333:topic", NO),
        ("ArnLike", "arn:aws:sns:*:111122223333:t*", "arn:aws:sns:eu-west-1:999999999999:topic", NO),
        ("ArnLike", "topic", "topic", UNKNOWN),
        ("Null", "false", "x", YES),
        ("Null", "true", "x", NO),
        ("Null", "maybe", "x", UNKNOWN),
        ("StringEqualsIfExists", "x", "y", NO),
        ("StringEqual", "x", "x", UNKNOWN),
        ("NullIfExists", "true", "x", UNKNOWN),
        ("StringEquals", [], "x", UNKNOWN),
    ],
)
def test_operators(operator: str, wanted: Any, actual: str, answer: Truth) -> None:
    assert met(operator, wanted, actual) is answer


def test_an_arn_is_compared_part_by_part_and_a_text_is_not() -> None:
    """The example of the page: "the first asterisk matches only us-east-2 and fails"."""
    wanted = "arn:aws:someservice:*:111122223333:finance/*"
    actual = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
    assert met("StringLike", wanted, actual) is YES
    assert met("ArnLike", wanted, actual) is NO


@pytest.mark.parametrize(
    ("operator", "answer"),
    [
        ("StringEquals", NO),  # "the values do not match and the condition is false"
        ("StringNotLike", YES),  # "requires that the key is not matched ... the condition is true"
        ("ArnNotEquals", YES),
        ("NotIpAddress", YES),
        ("StringEqualsIfExists", YES),
        ("StringNotEqualsIfExists", YES),  # "the request is still denied even if the tag is missing"
        ("ForAllValues:StringEquals", YES),  # "returns true if there are no keys in the request"
        ("ForAnyValue:StringEquals", NO),
        ("ForAnyValue:StringEqualsIfExists", YES),
        ("Bool", NO),
    ],
)
def test_a_key_that_is_absent(operator: str, answer: Truth) -> None:
    assert met(operator, "x") is answer


def test_null_asks_whether_the_key_is_absent() -> None:
    assert met("Null", "true") is YES
    assert met("Null", "false") is NO


@pytest.mark.parametrize(
    ("operator", "actual", "answer"),
    [
        ("ForAllValues:StringLike", ("PostDateTime", "Message"), YES),
        ("ForAllValues:StringLike", ("PostDateTime", "UserName"), NO),
        ("ForAnyValue:StringLike", ("PostDateTime", "UserName"), YES),
        ("ForAnyValue:StringLike", ("UserName",), NO),
        ("forallvalues:stringnotlike", ("UserName", "ID"), YES),
        ("ForAllValues:StringNotLike", ("UserName", "Tags"), NO),
        ("ForAnyValue:StringNotLike", ("UserName", "Tags"), YES),
        ("ForAnyValue:StringNotLike", ("Tags",), NO),
        ("StringLike", ("UserName", "Tags"), UNKNOWN),
        ("StringLike", ("Message", "Tags"), YES),
    ],
)
def test_sets_of_values(operator: str, actual: tuple[str, ...], answer: Truth) -> None:
    """The table of the page about multivalued keys."""
    assert met(operator, ["PostDateTime", "Message", "Tags"], *actual) is answer


def test_keys_ignore_case_also_those_of_tags() -> None:
    block = conditions({"StringEquals": {"AWS:ResourceTag/Team": "a"}})
    assert block is not None
    assert meets(block[0], {"aws:resourcetag/team": ("a",)}) is YES


def test_a_key_that_nobody_told_is_not_known() -> None:
    assert met("StringEquals", "x", key="other") is UNKNOWN
    assert met("Null", "true", key="other") is UNKNOWN
    assert met("StringEqualsIfExists", "x", key="other") is UNKNOWN


@pytest.mark.parametrize(
    ("operator", "wanted", "actual", "context", "answer"),
    [
        ("StringEquals", "${aws:username}", "ada", {"aws__username": ("ada",)}, YES),
        ("StringEquals", "${aws:username}", "ada", {"aws__username": ("bob",)}, NO),
        ("StringEquals", "${AWS:UserName}", "ada", {"aws__username": ("ada",)}, YES),
        ("StringLike", "home/${aws:username}/*", "home/ada/x", {"aws__username": ("ada",)}, YES),
        ("StringLike", "home/${aws:username}/*", "home/ada/x", {"aws__username": ("*",)}, NO),
        ("StringEquals", "${aws:userid, 'anonymous'}", "anonymous", {"aws__userid": ABSENT}, YES),
        ("StringEquals", "${aws:userid}", "x", {"aws__userid": ABSENT}, NO),
        ("StringNotEquals", "${aws:userid}", "x", {"aws__userid": ABSENT}, UNKNOWN),
        ("StringEquals", "${aws:userid}", "x", {}, UNKNOWN),
        ("StringLike", "a${*}b", "a*b", {}, YES),
        ("StringLike", "a${*}b", "axb", {}, NO),
        ("StringEquals", "${$}{x}", "${x}", {}, YES),
        ("NumericEquals", "${aws:userid}", "1", {"aws__userid": ("1",)}, UNKNOWN),
    ],
)
def test_policy_variables(operator: str, wanted: str, actual: str, context: dict[str, Any], answer: Truth) -> None:
    assert met(operator, wanted, actual, **context) is answer


def test_a_document_without_a_version_has_no_variables() -> None:
    block = conditions({"StringEquals": {"k": "${aws:username}"}}, variables=False)
    assert block is not None
    assert meets(block[0], {"k": ("ada",), "aws:username": ("ada",)}) is NO
    assert meets(block[0], {"k": ("${aws:username}",), "aws:username": ("ada",)}) is YES


REGION = Parameter("AWS::Region")


@pytest.mark.parametrize(
    ("operator", "wanted", "actual", "answer"),
    [
        ("StringEquals", REGION, REGION, YES),
        ("StringEquals", "eu-west-1", REGION, UNKNOWN),
        ("StringEquals", "Not a region", REGION, NO),
        ("StringLike", "*", REGION, YES),
        ("StringEquals", Concat(("x-", REGION)), Concat(("x-", REGION)), YES),
        ("StringEquals", Concat(("x-", REGION)), Concat(("y-", REGION)), NO),
        ("ArnLike", Reference("s:Topic", "TopicArn"), Reference("s:Topic", "TopicArn"), YES),
        ("ArnEquals", "arn:aws:sns:eu-west-1:111122223333:t", Reference("s:Topic", "TopicArn"), UNKNOWN),
        ("StringEquals", Unknown("why"), "x", UNKNOWN),
        ("NumericEquals", Parameter("N"), Parameter("N"), YES),
        ("NumericLessThan", Parameter("N"), "3", UNKNOWN),
    ],
)
def test_symbols(operator: str, wanted: Any, actual: Any, answer: Truth) -> None:
    assert met(operator, wanted, actual) is answer


@pytest.mark.parametrize(
    ("operator", "wanted", "words"),
    [
        ("StringEquals", "vpce-1", "aws:SourceVpce is vpce-1"),
        ("StringNotLike", ["a*", "b"], "aws:SourceVpce is not like a* or b"),
        ("Null", "false", "aws:SourceVpce is present"),
        ("ForAnyValue:StringEquals", "a", "some value of aws:SourceVpce is a"),
        ("NumericLessThan", 3, "aws:SourceVpce is less than 3"),
        ("StringEqualsIfExists", "a", "aws:SourceVpce is a, if there is one"),
        ("Sounds", "a", "aws:SourceVpce is a by Sounds, which is no operator of IAM"),
        ("StringEquals", REGION, "aws:SourceVpce is ${AWS::Region}"),
    ],
)
def test_words(operator: str, wanted: Any, words: str) -> None:
    block = conditions({operator: {"aws:SourceVpce": wanted}})
    assert block is not None
    assert str(block[0]) == words


@pytest.mark.parametrize("block", [3, "text", [], {"StringEquals": 3}, {"StringEquals": [1]}, {3: {"k": "v"}}, REGION])
def test_a_block_that_is_none_is_not_known(block: Any) -> None:
    assert conditions(block) is None


def c(operator: str, *values: Any, key: str = "k") -> tuple[Condition, ...]:
    return (Condition(operator, key, values),)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (c("StringEquals", "a"), (), YES),
        (None, (), YES),
        (None, c("StringEquals", "a"), UNKNOWN),
        ((), None, UNKNOWN),
        ((), c("StringEquals", "a"), NO),
        ((), c("StringNotEquals", "a"), UNKNOWN),
        (c("StringEquals", "a", "b"), c("stringequals", "b", "a", key="K"), YES),
        (c("StringEquals", "a"), c("StringEquals", "a", "b"), YES),
        (c("StringEquals", "a", "b"), c("StringEquals", "a"), UNKNOWN),
        (c("StringEquals", "ab"), c("StringLike", "a*"), YES),
        (c("StringLike", "ab*"), c("StringLike", "a*"), YES),
        (c("StringLike", "a*"), c("StringLike", "a?"), UNKNOWN),
        (c("StringLike", "a*"), c("StringNotLike", "b*"), YES),
        (c("StringLike", "a*"), c("StringNotLike", "*b"), UNKNOWN),
        (c("ArnLike", "arn:aws:sns:*:1:t"), c("ArnLike", "arn:aws:sns:*:*:*"), YES),
        (c("IpAddress", "10.0.0.0/8"), c("NotIpAddress", "10.1.0.0/16"), UNKNOWN),
        (c("IpAddress", "10.0.0.0/8"), c("NotIpAddress", "11.0.0.0/8"), YES),
        ((), c("StringLike", "*"), UNKNOWN),
        (c("StringEquals", "a"), c("StringNotEquals", "b"), YES),
        (c("StringNotEquals", "a", "b"), c("StringNotEquals", "b"), YES),
        (c("StringNotEquals", "b"), c("StringNotEquals", "a", "b"), UNKNOWN),
        (c("StringEqualsIfExists", "a"), c("StringEquals", "a"), UNKNOWN),
        (c("StringEquals", "a"), c("StringEqualsIfExists", "a"), YES),
        (c("StringEquals", "a"), c("Null", "false"), YES),
        (c("IpAddress", "10.1.0.0/16"), c("IpAddress", "10.0.0.0/8"), YES),
        (c("NumericLessThan", "3"), c("NumericLessThan", "5"), YES),
        (c("NumericLessThan", "5"), c("NumericLessThan", "3"), UNKNOWN),
        (c("StringEquals", REGION), c("StringEquals", REGION), YES),
        (c("StringEquals", "a") + c("Bool", "true", key="m"), c("Bool", "true", key="m"), YES),
    ],
)
def test_implication(one: Any, other: Any, answer: Truth) -> None:
    assert implies(one, other) is answer
