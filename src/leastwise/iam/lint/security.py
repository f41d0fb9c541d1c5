"""Security warnings about conditions and principals: what lets in more than it seems to."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam import keys
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.condition import Test
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import RESOURCE, TRUST, Written
from leastwise.iam.pattern import matches
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.value import Symbol, display
from leastwise.read.graph.policies import NARROWING_KEYS

_PAIRS = {"aws:vpcsourceip": ("aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn")}
"""Condition key → those of which one should stand beside it: two VPCs may have the same private addresses.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-security-warning-missing-paired-condition-keys
"""

_AT_WILL = frozenset({"aws:referer", "aws:useragent"})
"""Headers of the request, which whoever sends it writes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer
"""

_SOURCES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
_BINDING = NARROWING_KEYS | {*_SOURCES, "aws:sourceowner", "lambda:eventsourcetoken", "sns:endpoint"}
"""Keys that say for whom a service acts, of its own or of AWS."""


@for_statement("ALLOW_WITH_NOT_PRINCIPAL", of="Principal")
def all_but_some(statement: Written, app: Application | None) -> Iterator[Issue]:
    """Whoever is not named is allowed."""
    if statement.effect == "Allow" and "NotPrincipal" in statement.value and statement.policy.kind in (RESOURCE, TRUST):
        yield issue("ALLOW_WITH_NOT_PRINCIPAL", statement.place["NotPrincipal"])


@for_statement("FORALLVALUES_WITH_SINGLE_VALUED_KEY", of="Condition")
def all_of_one(statement: Written, app: Application | None) -> Iterator[Issue]:
    """`ForAllValues` also holds where the key is missing, which a key with one value does not need."""
    tested = {test.low for test in statement.conditions if test.operator == "Null" and "true" not in _texts(test)}
    for test in statement.conditions if statement.effect == "Allow" else ():
        if test.qualifier == "ForAllValues" and test.operator not in (None, "Null") and test.low not in tested:
            key = keys.find(test.key)
            if key is not None and not key.many:
                yield issue("FORALLVALUES_WITH_SINGLE_VALUED_KEY", test.place, test.key)


def _texts(test: Test) -> set[str]:
    return {str(value).lower() for _, value in test.values() if not isinstance(value, Symbol)}


@for_statement("MFA_NOT_ASKED_OF_ALL", of="Condition")
def without_mfa(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A second factor that is asked for and can be left out. Access Analyzer has no check for it; the code is ours.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    """
    for test in statement.conditions:
        if test.low == "aws:multifactorauthpresent" and test.operator == "Bool" and len(_texts(test)) == 1:
            (value,) = _texts(test)
            effect = _WITHOUT_MFA.get((statement.effect or "", value, test.if_exists))
            if effect is not None:
                yield issue(
                    "MFA_NOT_ASKED_OF_ALL", test.place, test.key, operator=test.written, value=value, effect=effect
                )


_WITHOUT_MFA = {
    ("Allow", "true", True): "also allows without MFA",
    ("Allow", "false", True): "allows without MFA only",
    ("Allow", "false", False): "allows sessions without MFA only",
    ("Deny", "false", False): "does not deny all that is done without MFA",
}
"""Effect, value, whether the operator ends in `IfExists` → what comes of it."""


@for_statement("MISSING_PAIRED_CONDITION_KEYS", of="Condition")
def unpaired(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A key that says little without another one."""
    named = {test.low for test in statement.conditions}
    for test in statement.conditions:
        pair = _PAIRS.get(test.low, ())
        if pair and named.isdisjoint(pair):
            yield issue("MISSING_PAIRED_CONDITION_KEYS", test.place, test.key, recommended="aws:SourceVpc")


@for_statement("UNTRUSTWORTHY_CONDITION_KEY", of="Condition")
def at_will(statement: Written, app: Application | None) -> Iterator[Issue]:
    """Access that hangs on nothing but what the caller says about itself."""
    if statement.effect != "Allow" or not statement.conditions or not _whole(statement):
        return
    if {kind for _, kind, _ in statement.principals("Principal")} == {"Service"}:  # it says itself for whom it asks
        return
    if all(test.low in _AT_WILL for test in statement.conditions):
        for test in statement.conditions:
            yield issue("UNTRUSTWORTHY_CONDITION_KEY", test.place, test.key)


@for_statement("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", of="Condition")
def all_attributes(statement: Written, app: Application | None) -> Iterator[Issue]:
    """Attributes are named, and a read that asks for none of them gets all.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    """
    named = {test.low for test in statement.conditions}
    if statement.effect != "Allow" or "dynamodb:attributes" not in named or "dynamodb:select" in named:
        return
    if any(matches(name.lower(), f"dynamodb:{read}") for _, name in statement.texts("Action") for read in _READS):
        test = next(test for test in statement.conditions if test.low == "dynamodb:attributes")
        yield issue("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", test.place, test.key)


_READS = ("query", "scan", "getitem", "batchgetitem")


@for_statement("S3_PREFIX_IN_NEGATIVE_CONTEXT", of="Condition")
def prefix_denied(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A prefix that is forbidden: whoever lists with a shorter one sees what is under it all the same."""
    for test in statement.conditions:
        negated = (test.operator or "").startswith("StringNot")
        if test.low == "s3:prefix" and test.type == "String" and statement.effect in ("Allow", "Deny"):
            values = [value for _, value in test.values()]
            if negated == (statement.effect == "Allow") and not all(value in ("", "*") for value in values):
                yield issue("S3_PREFIX_IN_NEGATIVE_CONTEXT", test.place, test.key)


@for_statement(
    "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", of="Principal"
)
def service_for_anybody(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A service is let in, on whoever's behalf it asks."""
    if statement.policy.kind != RESOURCE or statement.effect != "Allow" or not _whole(statement):
        return
    services = [(place, value) for place, kind, value in statement.principals("Principal") if kind == "Service"]
    if not services or any(_binds(test) for test in statement.conditions):
        return
    other = next((test for test in statement.conditions if test.low in _AT_WILL), None)
    for place, value in services:
        if display(value).partition(".")[0] in _SILENT.get(statement.policy.resource_type, ()):
            continue
        if other is not None:
            code = "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"
            yield issue(code, other.place, other.key, principal=display(value).partition(".")[0])
        else:
            yield issue("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", place, value)


_SILENT = {"AWS::SNS::Topic": ("events",)}
"""Type of a resource → services that tell it no source, so that a policy which asks for one keeps them out.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
"""


def _binds(test: Test) -> bool:
    return test.low in _BINDING or test.low.startswith("kms:")


@for_statement("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", of="Condition")
def star_across_colons(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A wildcard that is to stand for one part of an ARN and stands for several under a string operator."""
    for test in statement.conditions:
        if test.operator in ("StringLike", "StringNotLike") and _of_type(test, "ARN"):
            for place, value in test.values():
                text = text_of(value) or ""
                if text.startswith("arn:") and "*" in text[: _last_part(text)]:
                    allowed = f"Arn{test.operator.removeprefix('String')}"
                    code = "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"
                    yield issue(code, place, test.key, operator=test.written, allowed=allowed)


def _of_type(test: Test, type_: str) -> bool:
    key = keys.find(test.key)
    return key is not None and key.type == type_


def _last_part(text: str) -> int:
    """Where the part after the account begins; the whole length where the text has no such part."""
    return len(text) - len(text.split(":", 5)[5]) if text.count(":") >= 5 else len(text)


@for_statement(
    "EQUIVALENT_TO_NULL_FALSE",
    "EQUIVALENT_TO_NULL_TRUE",
    "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    of="Condition",
)
def lone_wildcards(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A key that is compared with `*` alone."""
    for test in statement.conditions:
        if test.operator in ("StringLike", "StringNotLike") and any(value == "*" for _, value in test.values()):
            code = _MEANINGS.get((test.operator, test.qualifier, test.if_exists and not test.qualifier))
            if code is not None:
                yield issue(code, test.place, test.key, operator=test.written)


_MEANINGS = {
    ("StringLike", "", False): "EQUIVALENT_TO_NULL_FALSE",
    ("StringLike", "", True): "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    ("StringLike", "ForAnyValue", False): "EQUIVALENT_TO_NULL_FALSE",
    ("StringLike", "ForAllValues", False): "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    ("StringNotLike", "", False): "EQUIVALENT_TO_NULL_TRUE",
    ("StringNotLike", "", True): "EQUIVALENT_TO_NULL_TRUE",
    ("StringNotLike", "ForAnyValue", False): "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    ("StringNotLike", "ForAllValues", False): "EQUIVALENT_TO_NULL_TRUE",
}
"""Operator, qualifier, whether it ends in `IfExists` → what it amounts to with a value that is `*`.

A negated operator holds where the key is missing, `ForAllValues` holds and `ForAnyValue` does not.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""


def _whole(statement: Written) -> bool:
    """Whether all keys of the condition are there to see."""
    block = statement.value.get("Condition", {})
    return isinstance(block, dict) and not any(isinstance(keys, Symbol) for keys in block.values())
