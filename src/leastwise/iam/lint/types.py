"""Warnings about types: values that an operator cannot compare, and operators that are not for a key.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from leastwise.iam import keys
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import Written
from leastwise.model.application import Application

_ALIKE = (frozenset({"Date", "Numeric"}), frozenset({"Binary", "String"}))
"""Types of which one may stand for the other: a date can be a number of seconds."""

_CALLED = {"ARN": "Arn", "IPAddress": "IpAddress"}
"""Type of values → how its operators begin, where that is not its name."""


@for_statement("TYPE_MISMATCH", of="Condition")
def operators_of_keys(statement: Written, app: Application | None) -> Iterator[Issue]:
    """An operator for values of another type than the key has. Texts may be compared with any text."""
    for test in statement.conditions:
        key = keys.find(test.key) if test.type and test.type != "Null" else None
        if key is None or test.type == key.type or {test.type, key.type} in _ALIKE:
            continue
        if {test.type, key.type} == {"ARN", "String"} and (test.type == "String" or not test.low.startswith("aws:")):
            continue
        allowed = _CALLED.get(key.type, key.type)
        yield issue("TYPE_MISMATCH", test.place, test.key, operator=test.written, allowed=allowed)


@for_statement(
    "TYPE_MISMATCH_BOOLEAN", "TYPE_MISMATCH_DATE", "TYPE_MISMATCH_NUMBER", "TYPE_MISMATCH_STRING", of="Condition"
)
def values_of_operators(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A value that is none of what the operator compares."""
    for test in statement.conditions:
        if test.type not in _TAKEN:
            continue
        code, fits = _TAKEN[test.type]
        for place, value in test.values():
            if isinstance(value, (str, int, float)):
                text = str(value)
                # What a framework, or IAM itself, is yet to fill in may be anything.
                if "${" not in text and "{{" not in text and not fits(text):
                    yield issue(code, place, value, operator=test.written)


def _is_truth(text: str) -> bool:
    return text.lower() in ("true", "false")


def _is_date(text: str) -> bool:
    """Whether a text is a date in ISO 8601, the form of the W3C included, or a number of seconds.

    https://www.w3.org/TR/NOTE-datetime
    """
    from datetime import datetime

    if text.removeprefix("-").isdecimal() or re.fullmatch(r"\d{4}-\d{2}", text):
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None


def _is_binary(text: str) -> bool:
    return len(text) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", text) is not None


_TAKEN: dict[str, tuple[str, Callable[[str], bool]]] = {
    "Binary": ("TYPE_MISMATCH_STRING", _is_binary),
    "Bool": ("TYPE_MISMATCH_BOOLEAN", _is_truth),
    "Date": ("TYPE_MISMATCH_DATE", _is_date),
    "Null": ("TYPE_MISMATCH_BOOLEAN", _is_truth),
    "Numeric": ("TYPE_MISMATCH_NUMBER", _is_number),
}
"""Type of an operator → the code for a value that it cannot compare, and whether it can."""
