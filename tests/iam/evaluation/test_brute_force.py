"""Decisions against an evaluator that tries everything: small policies, all requests, all that is not known."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.iam.evaluation import ABSENT, Caller, Policies, Request, clauses, decide
from leastwise.iam.language import arn_pattern
from leastwise.iam.truth import Truth

ACTIONS = ("s:Get", "s:Put")
RESOURCES = ("arn:aws:s:::a", "arn:aws:s:::ab", "arn:aws:s:::b")
VALUES = (ABSENT, ("x",), ("y",))
ROLE = "arn:aws:iam::111111111111:role/app/worker"
SESSION = "arn:aws:sts::111111111111:assumed-role/worker/one"
CALLER = Caller("role", ROLE, session="one")


def holds(block: dict[str, Any], context: dict[str, Any]) -> bool:
    """The two operators that the policies below use, straight from the manual."""
    for operator, entries in block.items():
        for key, wanted in entries.items():
            actual = context[key.lower()]
            if actual is ABSENT:
                met = operator == "StringNotEquals" or operator.endswith("IfExists")
            else:
                met = (actual[0] in wanted) is not operator.startswith("StringNot")
            if not met:
                return False
    return True


def like(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None


def about(statement: dict[str, Any], name: str, text: str) -> bool:
    if name in statement:
        return any(like(pattern, text) for pattern in statement[name])
    return not any(like(pattern, text) for pattern in statement[f"Not{name}"])


def applies(statement: dict[str, Any], action: str, resource: str, context: dict[str, Any]) -> bool:
    there = about(statement, "Action", action) and about(statement, "Resource", resource)
    return there and holds(statement.get("Condition", {}), context)


def naive(policies: dict[str, Any], action: str, resource: str, context: dict[str, Any], *, same: bool) -> bool:
    """The documented order, statement by statement."""

    def found(kind: str, effect: str) -> list[dict[str, Any]]:
        policy = policies.get(kind) or []
        return [s for s in policy if s["Effect"] == effect and applies(s, action, resource, context)]

    def named(*principals: str) -> bool:
        return any(one in s["Principal"]["AWS"] for s in found("resource", "Allow") for one in principals)

    for kind in ("identity", "boundary", "session", "service_control"):
        if found(kind, "Deny"):
            return False
    ways = {"*", SESSION, ROLE, "111111111111"}
    if any(ways & set(s["Principal"]["AWS"]) for s in found("resource", "Deny")):
        return False
    if "service_control" in policies and not found("service_control", "Allow"):
        return False
    limited = all(found(kind, "Allow") for kind in ("boundary", "session") if policies.get(kind) is not None)
    identity = bool(found("identity", "Allow"))
    if not same:
        return identity and limited and named(*ways)
    if named("*", SESSION):
        return True
    return limited and (identity or named(ROLE))


def one_of(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2)


OPERATORS = st.sampled_from(("StringEquals", "StringNotEquals", "StringEqualsIfExists"))
BLOCK = st.dictionaries(
    OPERATORS, st.dictionaries(st.sampled_from(("K:One", "k:two")), one_of("x", "y"), max_size=2), max_size=1
)
ABOUT = st.one_of(
    st.fixed_dictionaries({"Action": one_of(*ACTIONS, "s:*", "s:P*")}),
    st.fixed_dictionaries({"NotAction": one_of(*ACTIONS)}),
)
ON = st.one_of(
    st.fixed_dictionaries({"Resource": one_of(*RESOURCES, "arn:aws:s:::a*", "arn:aws:s:::?", "*")}),
    st.fixed_dictionaries({"NotResource": one_of(*RESOURCES, "arn:aws:s:::a*")}),
)


def statements(**more: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    rest = st.fixed_dictionaries({"Effect": st.sampled_from(("Allow", "Allow", "Deny")), "Condition": BLOCK, **more})
    return st.lists(st.builds(lambda *parts: {k: v for p in parts for k, v in p.items()}, rest, ABOUT, ON), max_size=3)


PRINCIPAL = st.fixed_dictionaries(
    {"AWS": one_of("*", ROLE, SESSION, "111111111111", "222222222222", "arn:aws:iam::111111111111:role/other")}
)
KINDS = st.fixed_dictionaries(
    {"identity": statements()},
    optional={
        "boundary": statements(),
        "session": statements(),
        "service_control": statements(),
        "resource": statements(Principal=PRINCIPAL),
    },
)


def policies_of(written: dict[str, Any], *, same: bool = True) -> Policies:
    made = {kind: clauses({"Version": "2012-10-17", "Statement": found}) for kind, found in written.items()}
    if "service_control" in made:
        made["service_control"] = (made["service_control"],)  # type: ignore[assignment]
    if not same:
        made.setdefault("resource", ())
    return Policies(**made, same_account=Truth.of(same))  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(
    KINDS,
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.tuples(*[st.sampled_from(VALUES)] * 2),
    st.booleans(),
)
def test_a_request_of_which_all_is_known_is_decided_as_documented(
    written: dict[str, Any], action: str, resource: str, values: tuple[Any, Any], same: bool
) -> None:
    context = {"k:one": values[0], "k:two": values[1]}
    decision = decide(Request(action, resource, CALLER, context), policies_of(written, same=same))
    assert decision.allowed is Truth.of(naive(written, action, resource, context, same=same))
    assert decision.when == ()


@settings(max_examples=150, deadline=None)
@given(KINDS, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), st.sampled_from(VALUES), st.booleans())
def test_what_a_request_does_not_tell_is_never_guessed(
    written: dict[str, Any], action: str, resource: str, value: Any, same: bool
) -> None:
    decision = decide(Request(action, resource, CALLER, {"k:two": value}), policies_of(written, same=same))
    answers = {naive(written, action, resource, {"k:one": other, "k:two": value}, same=same) for other in VALUES}
    if decision.allowed is Truth.UNKNOWN:
        assert decision.when
    else:
        assert answers == {decision.allowed is Truth.YES}


@settings(max_examples=60, deadline=None)
@given(KINDS, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), st.tuples(*[st.sampled_from(VALUES)] * 2))
def test_an_account_that_is_not_known_is_not_guessed(
    written: dict[str, Any], action: str, resource: str, values: tuple[Any, Any]
) -> None:
    context = {"k:one": values[0], "k:two": values[1]}
    made = policies_of(written)
    unknown = Policies(
        made.identity, made.boundary, made.session, made.resource or (), made.service_control, (), Truth.UNKNOWN
    )
    answers = {naive(written, action, resource, context, same=same) for same in (True, False)}
    allowed = decide(Request(action, resource, CALLER, context), unknown).allowed
    assert allowed is (Truth.of(answers.pop()) if len(answers) == 1 else Truth.UNKNOWN)


EVERY_NAME = ["".join(letters) for n in range(4) for letters in product("abz", repeat=n)]
"""Resources that tell apart all patterns below: they have two characters at most, and `z` stands for any other."""
SETS = ("arn:aws:s:::a*", "arn:aws:s:::*", "arn:aws:s:::?", "arn:aws:s:::*b", "arn:aws:s:::??", "arn:aws:s:::a")
ON_SETS = st.one_of(
    st.fixed_dictionaries({"Resource": st.lists(st.sampled_from(SETS), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"NotResource": st.lists(st.sampled_from(SETS), min_size=1, max_size=2)}),
)
SET_STATEMENTS = st.lists(
    st.builds(lambda e, a, r: {"Effect": e, **a, **r}, st.sampled_from(("Allow", "Allow", "Deny")), ABOUT, ON_SETS),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(
    SET_STATEMENTS,
    st.none() | SET_STATEMENTS,
    st.sampled_from((*ACTIONS, "s:*", "s:P*")),
    st.sampled_from((*SETS, "arn:aws:s:::b*")),
)
def test_sets_of_requests_are_decided_as_all_their_members(
    identity: list[dict[str, Any]], boundary: list[dict[str, Any]] | None, action: str, resource: str
) -> None:
    written = {"identity": identity} if boundary is None else {"identity": identity, "boundary": boundary}
    members = [
        naive(written, one, f"arn:aws:s:::{name}", {}, same=True)
        for one in (*ACTIONS, "s:Post", "s:Other")
        if like(action, one)
        for name in EVERY_NAME
        if like(resource, f"arn:aws:s:::{name}")
    ]
    request, policies = Request(action, arn_pattern(resource)), policies_of(written)
    all_of_it, some_of_it = decide(request, policies).allowed, decide(request, policies, some=True).allowed
    assert all_of_it in (Truth.of(all(members)), Truth.UNKNOWN)
    assert some_of_it in (Truth.of(any(members)), Truth.UNKNOWN)
    if not any("NotResource" in s or "NotAction" in s for s in (*identity, *(boundary or ()))):
        assert all_of_it is not Truth.UNKNOWN


@pytest.mark.parametrize("some", [False, True])
def test_what_two_statements_cover_together_is_covered(some: bool) -> None:
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s:G*", "Resource": "*"},
            {"Effect": "Allow", "NotAction": "s:G*", "Resource": ["arn:aws:s:::a*", "arn:aws:s:::b"]},
            {"Effect": "Allow", "Action": "s:*", "NotResource": "arn:aws:s:::a?"},
        ],
    }
    assert decide(Request("s:Put", "arn:aws:s:::*"), Policies(clauses(document)), some=some).allowed is Truth.YES
