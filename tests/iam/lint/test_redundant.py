"""What a policy says twice: decided on the texts that patterns stand for, against brute force."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.iam.lint.written import document, found, policy, statement

from leastwise.iam.lint import Issue, check
from leastwise.iam.pattern import matches

ANY = statement()


def redundant(written: Any, kind: str = "identity") -> list[Issue]:
    return [issue for issue in check(policy(kind, written)) if issue.code.startswith("REDUNDANT_")]


def surplus(element: str, values: list[Any]) -> list[int]:
    """The numbers of the values that others cover."""
    properties = {"PolicyDocument": document(statement(**{element: values}))}
    resources = {"Policy": {"Type": "AWS::IAM::Policy", "Properties": properties}}
    parameters = {"P": {"Type": "String"}, "Q": {"Type": "String"}}
    (only,) = found({"Parameters": parameters, "Resources": resources})
    return sorted(int(str(issue.place.path[-1])) for issue in check(only) if issue.code.startswith("REDUNDANT_"))


@pytest.mark.parametrize(
    ("element", "values", "gone"),
    [
        ("Action", ["iam:Get*", "iam:List*", "iam:GetCredentialReport"], [2]),
        ("Action", ["iam:Get*", "iam:List*", "iam:*CredentialReport"], []),
        ("Action", ["s3:getobject", "s3:GetObject"], [1]),
        ("Action", ["s3:GetObject", "s3:Get*"], [0]),
        ("Action", ["s3:Get*", "s3:*"], [0]),
        ("Action", ["s3:Get?*", "s3:Get", "s3:Get*"], [0, 1]),
        ("Resource", ["arn:aws:iam::1:role/jane-a", "arn:aws:iam::1:role/jane*"], [0]),
        ("Resource", ["arn:aws:s3:::a/*", "arn:aws:s3:::a"], []),
        ("Resource", ["*", "arn:aws:s3:::a"], [1]),
        ("Resource", ["arn:aws:sqs:*:*:a", "arn:aws:sqs:eu-west-1:111122223333:a"], [1]),
        ("Resource", ["arn:aws:sqs:*:a", "arn:aws:sqs:eu-west-1:111122223333:a"], [1]),  # a last * spans colons
        ("Resource", ["arn:aws:sqs:e*t:a", "arn:aws:sqs:eu-west-1:111122223333:a"], []),
        ("Resource", ["arn:aws:s3:::A/*", "arn:aws:s3:::a/b"], []),
        ("Resource", [{"Ref": "P"}, {"Ref": "P"}], [1]),
        ("Resource", [{"Ref": "P"}, {"Ref": "Q"}], []),
        ("Resource", [{"Fn::Sub": "${P}/*"}, {"Fn::Sub": "${P}/a"}, {"Fn::Sub": "${Q}/a"}], [1]),
        ("Resource", ["arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::${aws:username}/a"], [1]),
        ("Resource", ["arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::joe/a"], []),
        ("Resource", ["arn:aws:s3:::a/${*}", "arn:aws:s3:::a/b"], []),
        ("Resource", ["arn:aws:s3:::a/*", "arn:aws:s3:::a/${*}"], [1]),
    ],
)
def test_values_that_others_cover(element: str, values: list[Any], gone: list[int]) -> None:
    assert surplus(element, values) == gone


def test_values_that_are_not_known_cover_nothing_and_are_covered_by_everything_only() -> None:
    unknown = {"Fn::GetAtt": ["Nothing", "Arn"]}
    assert surplus("Resource", [unknown, unknown]) == []
    assert surplus("Resource", [unknown, "arn:aws:s3:::a"]) == []


PATTERNS = st.text(alphabet="ab*?", min_size=1, max_size=4)
TEXTS = ["".join(letters) for size in range(6) for letters in itertools.product("abc", repeat=size)]


@settings(max_examples=150, deadline=None)
@given(st.lists(PATTERNS, min_size=2, max_size=5))
def test_what_goes_changes_nothing_and_what_stays_is_needed(patterns: list[str]) -> None:
    gone = surplus("Action", [f"x:{pattern}" for pattern in patterns])
    kept = [pattern for index, pattern in enumerate(patterns) if index not in gone]

    def meant(given: list[str]) -> set[str]:
        return {text for text in TEXTS if any(matches(pattern, text) for pattern in given)}

    assert meant(kept) == meant(patterns)
    for index in range(len(kept)):
        rest = kept[:index] + kept[index + 1 :]
        assert meant(rest) != meant(kept)


READ = {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::a/*"]}
NARROW = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/b"}
IN = {"StringEquals": {"aws:PrincipalTag/a": ["x", "y"]}}


@pytest.mark.parametrize(
    ("statements", "gone"),
    [
        ([statement(**READ), statement(**NARROW)], [1]),
        ([statement(**NARROW), statement(**READ)], [0]),
        ([statement(Sid="A"), statement(Sid="B")], [1]),
        ([statement(**READ), statement(**NARROW, Effect="Deny")], []),
        ([statement(**READ, Condition=IN), statement(**NARROW)], []),
        ([statement(**READ), statement(**NARROW, Condition=IN)], []),
        ([statement(**READ, Condition=IN), statement(**NARROW, Condition={"StringEquals": {"aws:PrincipalTag/a": ["y", "x"]}})], [1]),
        ([statement(**NARROW, Condition={"StringEquals": {"aws:userid": {"Fn::GetAtt": ["No", "Id"]}}})] * 2, []),
        ([statement(Action="s*:Get*", Resource="*"), statement(**NARROW)], [1]),
        ([statement(Action="*", Resource="*"), statement(**NARROW)], [1]),
        ([statement(Action=["s3:*", "sqs:*"], Resource="*"), statement(Action=["sqs:SendMessage", "sns:Publish"])], []),
        ([statement(Action="sqs:*", Resource="arn:aws:sqs"), statement(Action="sqs:SendMessage", Resource="arn:aws:sqs:eu-west-1:111122223333:jobs")], [1]),
        ([statement(Action=None, NotAction="s3:*"), statement(Action=None, NotAction="s3:*")], []),
    ],
)  # fmt: skip
def test_statements_that_another_one_covers(statements: list[Any], gone: list[int]) -> None:
    found = [issue for issue in redundant(document(*statements)) if issue.code == "REDUNDANT_STATEMENT"]
    assert sorted(issue.place.path[-1] for issue in found) == gone


def test_a_chain_names_the_statement_that_stays() -> None:
    wide = statement(Action="s3:*", Sid="All")
    (first, second) = redundant(document(statement(), statement(Action="s3:Get*"), wide))
    assert "All" in first.message
    assert "All" in second.message


def test_principals_make_statements_different() -> None:
    own = [statement(Principal={"AWS": account}) for account in ("111122223333", "444455556666", "111122223333")]
    (only,) = redundant(document(*own), "bucket")
    assert only.place.path[-1] == 2


def test_bounds_of_one_number() -> None:
    several = statement(Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600"]}})
    (only,) = redundant(document(several))
    assert "greatest" in only.message
    assert not redundant(document(statement(Condition={"NumericEquals": {"aws:MultiFactorAuthAge": ["1", "2"]}})))


def test_a_session_beside_its_role() -> None:
    role, session = "arn:aws:iam::111122223333:role/a", "arn:aws:sts::111122223333:assumed-role/a/b"
    take = {"Action": "sts:AssumeRole", "Resource": None}
    (only,) = redundant(document(statement(Principal={"AWS": [role, session]}, **take)), "trust")
    assert only.subject == session
    other = session.replace("/a/", "/c/")
    assert not redundant(document(statement(Principal={"AWS": [role, other]}, **take)), "trust")


def test_huge_lists_are_passed_over() -> None:
    assert not redundant(document(statement(Action=["s3:*"] * 5000), *[ANY] * 600))
