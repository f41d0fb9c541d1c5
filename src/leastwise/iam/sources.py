"""Whom a statement is for: everyone, somebody who is named, or whoever meets its condition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from leastwise.iam.reach import text_of
from leastwise.model.graph import Statement
from leastwise.model.network import ANYWHERE
from leastwise.model.value import Seq, Symbol, is_false
from leastwise.read.graph.policies import NARROWING_KEYS, condition_keys, everyone, narrows

if TYPE_CHECKING:
    from leastwise.iam.language import Pattern


def names_everyone(statement: Statement) -> bool:
    """Whether every AWS account is among the principals, whatever the condition asks for."""
    return any(p.kind in ("*", "AWS") and p.value == "*" for p in statement.principals)


def open_to_everyone(statement: Statement) -> bool:
    """Whether a statement is for every AWS account, or for every service on whoever's behalf."""
    return names_everyone(statement) and not names_source(statement)


def strangers_denied(policy: Iterable[Statement], allowed: Statement) -> bool:
    """Whether a statement keeps everybody who is not known out of what another one allows.

    Such are `Deny` with `StringNotEquals` or `NotPrincipal`, or for everybody. Where it is not known whether one does,
    it has the benefit of the doubt.
    """
    for statement in policy:
        all_of_them = everyone(statement) or any(isinstance(p.value, Symbol) for p in statement.principals)
        only_some = narrows(statement, denies=True) or (everyone(statement) and not statement.conditional)
        if statement.effect != "Allow" and all_of_them and only_some and _takes_away(statement, allowed):
            return True
    return False


def _takes_away(denial: Statement, allowed: Statement) -> bool:
    """Whether a denial is, or may be, for all that a statement allows."""
    from leastwise.iam.language import arn_pattern, includes, overlaps, text_pattern
    from leastwise.iam.truth import Truth

    def actions(values: Iterable[object]) -> list[Pattern]:
        return [text_pattern(value, ignore_case=True) for value in values if isinstance(value, (str, Symbol))]

    denied, spared = actions(denial.actions), actions(denial.not_actions)
    for action in actions(allowed.actions):
        if spared and any(overlaps(action, one) is Truth.YES for one in spared):
            return False
        if not spared and includes(denied, action) is Truth.NO:
            return False
    arns = [arn_pattern(value) for value in denial.resources if isinstance(value, (str, Symbol))]
    wanted = [arn_pattern(value) for value in allowed.resources if isinstance(value, (str, Symbol))]
    return not arns or not any(includes(arns, one) is Truth.NO for one in wanted)


# Keys that tie a caller or a source down to somebody known. `aws:SecureTransport`, dates and the like do not.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_SOURCES = NARROWING_KEYS | {
    "aws:principalservicename",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "kms:calleraccount",
    "kms:viaservice",
    "lambda:eventsourcetoken",
    "sns:endpoint",
}


def names_source(statement: Statement) -> bool:
    """Whether the condition admits only known callers or sources. An unknown one has the benefit of the doubt."""
    if isinstance(statement.condition.value, Symbol):
        return True
    found = list(condition_keys(statement))
    present = {key for operator, key, value in found if operator.lower() == "null" and is_false(value)}
    return any(key in _SOURCES and _specific(op, key, value, there=key in present) for op, key, value in found)


def _specific(operator: str, key: str, value: object, *, there: bool) -> bool:
    """Whether an entry of a condition admits nobody but those it names; `there`: requests without the key are refused.

    `ForAllValues` and `IfExists` hold when the request does not have the key at all.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    """
    operator = operator.lower()
    if "not" in operator or operator == "null":
        return False
    if not there and (operator.endswith("ifexists") or operator.startswith("forallvalues:")):
        return False
    values = list(value) if isinstance(value, Seq) else [value]
    return all(names_somebody(one) and not (key == "aws:principalarn" and _of_any_account(one)) for one in values)


def _of_any_account(value: object) -> bool:
    """Whether an ARN of a caller is of every account: anybody can give a role of his own that name."""
    parts = (text_of(value) or "").split(":", 5)
    return len(parts) == 6 and set(parts[4]) <= set("*?")


def names_somebody(value: object) -> bool:
    """Whether a source is more than a wildcard: an account, a resource, a network, or something not known."""
    text = text_of(value)
    if text is None:
        return True
    if text in ANYWHERE:
        return False
    parts = text.split(":", 5)
    if len(parts) == 6 and parts[0] == "arn":
        return not set(parts[4] + parts[5]) <= set("*/:?")
    return not set(text) <= set("*?")
