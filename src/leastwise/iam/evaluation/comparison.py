"""How a value of a request compares with a value of a policy, kind by kind.

Both are texts or symbols. What AWS would make of a value of the wrong kind (a date that is none) it does not say, so
that is not known.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import operator as _operator
import re
from typing import Any

from leastwise.iam.language import Pattern, arn_pattern, includes, overlaps, text_pattern
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.truth import Truth
from leastwise.model.value import Concat, Reference, Symbol, is_false, is_true

_RELATIONS = {"=": _operator.eq, "<": _operator.lt, "<=": _operator.le, ">": _operator.gt, ">=": _operator.ge}
_NUMBER = r"[+-]?(\d{1,300}(\.\d{0,300})?|\.\d{1,300})"


def text_equal(actual: Any, wanted: Any) -> Truth:
    """Whether two texts are the same, `*` being no wildcard. The same symbol is the same text."""
    if isinstance(actual, str) and isinstance(wanted, str):
        return Truth.of(actual == wanted)
    if actual == wanted:
        return Truth.YES
    if _different_things(actual, wanted):
        return Truth.NO
    if not (_plain(actual) and _plain(wanted)):
        return Truth.UNKNOWN
    if overlaps(text_pattern(wanted), text_pattern(actual)) is Truth.NO:
        return Truth.NO
    return includes((text_pattern(wanted),), text_pattern(actual))


def text_equal_ignoring_case(actual: Any, wanted: Any) -> Truth:
    """Whether two texts are the same but for the case."""
    if isinstance(actual, str) and isinstance(wanted, str):
        return Truth.of(actual.lower() == wanted.lower())
    return Truth.YES if actual == wanted else Truth.UNKNOWN


def text_like(actual: Any, wanted: Any) -> Truth:
    """Whether a text is one of those that a text with wildcards stands for."""
    if isinstance(actual, str):
        if isinstance(wanted, str):
            return Truth.of(matches(wanted, actual))
        return _pattern(wanted).matches(actual)
    if isinstance(wanted, str) and wanted == "*":
        return Truth.YES
    return includes((_pattern(wanted),), text_pattern(actual)) if _plain(actual) else Truth.UNKNOWN


def arn_like(actual: Any, wanted: Any) -> Truth:
    """Whether an ARN is one of those that an ARN with wildcards stands for, part by part.

    A text that is no ARN is none of them, unless they are all there are.
    """
    if isinstance(wanted, str):
        if wanted == "*":
            return Truth.YES
        if not _is_arn(wanted) or (isinstance(actual, str) and not _is_arn(actual)):
            return Truth.UNKNOWN
    pattern = wanted if isinstance(wanted, Pattern) else arn_pattern(wanted, like=True)
    if isinstance(actual, str):
        return pattern.matches(actual)
    return includes((pattern,), arn_pattern(actual, like=True)) if _plain(actual) else Truth.UNKNOWN


def bool_equal(actual: Any, wanted: Any) -> Truth:
    """Whether two texts are the same truth."""
    if isinstance(actual, Symbol) or isinstance(wanted, Symbol):
        return Truth.YES if actual == wanted else Truth.UNKNOWN
    if not all(is_true(value) or is_false(value) for value in (actual, wanted)):
        return Truth.UNKNOWN
    return Truth.of(is_true(actual) == is_true(wanted))


def number_compares(relation: str, actual: Any, wanted: Any) -> Truth:
    """How two numbers compare."""
    return _ordered(relation, actual, wanted, number(actual), number(wanted))


def date_compares(relation: str, actual: Any, wanted: Any) -> Truth:
    """How two moments compare."""
    return _ordered(relation, actual, wanted, moment(actual), moment(wanted))


def _ordered(relation: str, actual: Any, wanted: Any, one: float | None, other: float | None) -> Truth:
    if isinstance(actual, Symbol) and actual == wanted:
        return Truth.of("=" in relation)
    if one is None or other is None:
        return Truth.UNKNOWN
    return Truth.of(_RELATIONS[relation](one, other))


def number(value: Any) -> float | None:
    """A text as a number, `None` where it is none."""
    if isinstance(value, str) and re.fullmatch(_NUMBER, value, re.ASCII):
        return float(value)
    return None


def moment(value: Any) -> float | None:
    """A date, as W3C's profile of ISO 8601 writes it or in seconds since 1970, as the latter; `None` for no date.

    `2026` is both, so it is neither. https://www.w3.org/TR/NOTE-datetime
    """
    if not isinstance(value, str) or len(value) > 40:
        return None
    if re.fullmatch(r"\d{5,14}", value, re.ASCII):
        return float(value)
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?)?", value, re.ASCII):
        return None
    from datetime import UTC, datetime

    try:
        found = datetime.fromisoformat(f"{value}-01" if len(value) == 7 else value)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def ip_in(actual: Any, wanted: Any) -> Truth:
    """Whether an address, or a range of them, is in a range.

    What a range with an address inside it means (`10.0.0.9/24`) is not documented.
    """
    from ipaddress import ip_network

    if isinstance(actual, Symbol) or isinstance(wanted, Symbol):
        return Truth.YES if actual == wanted else Truth.UNKNOWN
    try:
        one, other = ip_network(actual, strict=False), ip_network(wanted, strict=False)
    except (ValueError, TypeError):
        return Truth.UNKNOWN
    if one.version != other.version or not one.overlaps(other):
        return Truth.NO
    exact = str(other.network_address) == wanted.partition("/")[0].lower() or other.version == 6
    return Truth.YES if exact and one.prefixlen >= other.prefixlen else Truth.UNKNOWN


def binary_equal(actual: Any, wanted: Any) -> Truth:
    """Whether two texts in base64 are the same bytes."""
    if actual == wanted:
        return Truth.YES
    if isinstance(actual, Symbol) or isinstance(wanted, Symbol):
        return Truth.UNKNOWN
    from base64 import b64decode

    try:
        return Truth.of(b64decode(actual, validate=True) == b64decode(wanted, validate=True))
    except (ValueError, TypeError):
        return Truth.UNKNOWN


def _pattern(value: Any) -> Pattern:
    return value if isinstance(value, Pattern) else text_pattern(value)


def _plain(value: Any) -> bool:
    """Whether no text in a value would be taken for a wildcard."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    return all(isinstance(part, Symbol) or (isinstance(part, str) and not has_wildcard(part)) for part in parts)


def _different_things(one: Any, other: Any) -> bool:
    """Whether two symbols are the same attribute, one that names it, of two resources."""
    if not isinstance(one, Reference) or not isinstance(other, Reference):
        return False
    same = one.attribute == other.attribute and one.attribute.endswith("Arn")
    return same and one.resource.rpartition(":")[2] != other.resource.rpartition(":")[2]


def _is_arn(text: str) -> bool:
    return text.startswith("arn:") and text.count(":") >= 5
