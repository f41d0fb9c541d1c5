"""Whom a statement is for: everyone, somebody who is named, or whoever meets its condition."""

from __future__ import annotations

from collections.abc import Iterable

from leastwise.iam.reach import text_of
from leastwise.model.graph import Statement
from leastwise.model.network import ANYWHERE
from leastwise.model.value import Seq, Symbol
from leastwise.read.graph.policies import NARROWING_KEYS, condition_keys, everyone, narrows


def names_everyone(statement: Statement) -> bool:
    """Whether every AWS account is among the principals, whatever the condition asks for."""
    return any(p.kind in ("*", "AWS") and p.value == "*" for p in statement.principals)


def open_to_everyone(statement: Statement) -> bool:
    """Whether a statement is for every AWS account, or for every service on whoever's behalf."""
    return names_everyone(statement) and not names_source(statement)


def strangers_denied(policy: Iterable[Statement]) -> bool:
    """Whether a statement keeps out everybody who is not known: `Deny` with `StringNotEquals` or `NotPrincipal`.

    Where it is not known whether one does, it has the benefit of the doubt.
    """
    for statement in policy:
        all_of_them = everyone(statement) or any(isinstance(p.value, Symbol) for p in statement.principals)
        only_some = narrows(statement, denies=True) or (statement.not_principals and not statement.conditional)
        if statement.effect != "Allow" and all_of_them and only_some:
            return True
    return False


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
    return any(key in _SOURCES and _specific(op, value) for op, key, value in condition_keys(statement))


def _specific(operator: str, value: object) -> bool:
    operator = operator.lower()
    if "not" in operator or operator == "null" or operator.endswith("ifexists"):
        return False
    values = list(value) if isinstance(value, Seq) else [value]
    return all(names_somebody(one) for one in values)


def names_somebody(value: object) -> bool:
    """Whether a source is more than a wildcard: an account, a resource, a network, or something not known."""
    text = text_of(value)
    if text is None:
        return True
    if text in ANYWHERE:
        return False
    parts = text.split(":", 5)
    if len(parts) == 6 and parts[0] == "arn":
        return not set(parts[4] + parts[5]) <= set("*/:")
    return set(text) != {"*"} and text != ""
