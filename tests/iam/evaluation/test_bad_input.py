"""Policies that are none: nothing raises, and nothing is taken for allowed or denied."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.iam.evaluation import Caller, Policies, Request, clauses, decide
from leastwise.iam.truth import Truth
from leastwise.model.value import Reference, Unknown

ROLE = Caller("role", "arn:aws:iam::111122223333:role/r")
GOOD = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
ASKED = Request("s3:GetObject", "arn:aws:s3:::b/x", ROLE)


def allowed(*statements: Any, request: Request = ASKED) -> Truth:
    return decide(request, Policies(clauses({"Version": "2012-10-17", "Statement": list(statements)}))).allowed


@pytest.mark.parametrize(
    "statement",
    [
        {**GOOD, "Effect": "allow"},
        {**GOOD, "Effect": None},
        {**GOOD, "Effect": Unknown("why")},
        {"Effect": "Allow", "Resource": "*"},
        {"Effect": "Allow", "Action": "*"},
        {**GOOD, "NotAction": "s3:PutObject"},
        {**GOOD, "NotResource": "arn:aws:s3:::c"},
        {**GOOD, "Action": {"Ref": "X"}},
        {**GOOD, "Action": Reference("s:P", "Ref")},
        {**GOOD, "Resource": Unknown("why")},
        {**GOOD, "Resource": [Reference("s:B", "Arn")]},
        {**GOOD, "Condition": "always"},
        {**GOOD, "Condition": {"StringEquals": ["x"]}},
        {**GOOD, "Condition": {"StringSounds": {"aws:username": "x"}}},
        {**GOOD, "Condition": Unknown("why")},
        "text",
        None,
        7,
        [],
    ],
)
def test_what_cannot_be_read_may_allow_and_may_not(statement: Any) -> None:
    assert allowed(statement) is Truth.UNKNOWN
    assert allowed(statement, {**GOOD, "Action": "*", "Effect": "Deny"}) is Truth.NO


@pytest.mark.parametrize(
    "statement",
    [
        {**GOOD, "Action": []},
        {**GOOD, "Resource": []},
        {**GOOD, "Action": 7},
        {**GOOD, "Action": "GetObject"},
        {**GOOD, "Resource": "arn:aws:s3"},
        {**GOOD, "Resource": "b/x"},
        {**GOOD, "Resource": ""},
    ],
)
def test_what_is_about_nothing_allows_nothing(statement: Any) -> None:
    assert allowed(statement) in (Truth.NO, Truth.of(statement["Resource"] == "arn:aws:s3"))


@pytest.mark.parametrize("document", [None, "text", 7, [], {}, {"Statement": None}, {"Statement": "x"}, Unknown("why")])
def test_a_document_that_is_none_is_not_known(document: Any) -> None:
    assert decide(ASKED, Policies(clauses(document))).allowed is Truth.UNKNOWN


@pytest.mark.parametrize(
    "principal", [7, None, [], {}, {"AWS": 7}, {"AWS": "nobody"}, {"Robot": "x"}, {"AWS": "arn:aws:iam::1:role/*"}, "x"]
)
def test_a_principal_that_is_none_names_nobody_for_sure(principal: Any) -> None:
    document = {"Statement": {**GOOD, "Principal": principal}}
    assert decide(ASKED, Policies(resource=clauses(document))).allowed is not Truth.YES


@pytest.mark.parametrize("resource", ["", "*", "arn:", "arn:aws:s3", "arn:aws:s3:::b/*", "::::::", "\0", "?" * 500])
@pytest.mark.parametrize("action", ["", "*", "s3", "s3:", ":", "s3:*:*", "*:*", "*" * 300])
@pytest.mark.parametrize("some", [True, False])
def test_requests_that_are_none(action: str, resource: str, some: bool) -> None:
    policies = Policies(clauses({"Statement": [GOOD, {**GOOD, "Effect": "Deny", "Resource": "arn:aws:s3:::b/s*"}]}))
    assert decide(Request(action, resource), policies, some=some).allowed in Truth


def test_a_huge_policy_is_cut_off_and_then_not_known() -> None:
    document = {"Statement": [{**GOOD, "Action": f"s3:A{n}"} for n in range(20_000)]}
    found = clauses(document)
    assert len(found) < 20_000
    assert decide(ASKED, Policies(found)).allowed is Truth.UNKNOWN


def test_many_wildcards_are_not_costly() -> None:
    star = "arn:aws:s3:::" + "a*" * 2_000
    assert allowed({**GOOD, "Resource": star}) is Truth.NO
    assert allowed({**GOOD, "Resource": star}, request=Request("s3:GetObject", star)) in (Truth.YES, Truth.UNKNOWN)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["*", "Allow", "s3:GetObject", "arn:aws:s3:::b/x", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["AWS", "StringLike", "k"]), inner, max_size=2)
    ),
    max_leaves=6,
)
ELEMENTS = ("Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=6) | JSON, max_size=3), st.booleans())
def test_no_document_raises(statements: list[Any], some: bool) -> None:
    found = clauses({"Version": "2012-10-17", "Statement": statements})
    policies = Policies(found, boundary=found, resource=found, same_account=Truth.UNKNOWN)
    assert decide(ASKED, policies, some=some).allowed in Truth
    assert decide(Request("s3:*", "*", ROLE), policies, some=some).allowed in Truth
