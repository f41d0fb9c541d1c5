"""Whether whatever meets some conditions meets others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from leastwise.iam.evaluation.condition import Condition
from leastwise.iam.evaluation.operators import Operator, compares, operator
from leastwise.iam.language import Pattern, arn_pattern, includes, overlaps, text_pattern
from leastwise.iam.truth import Truth, every, some
from leastwise.model.value import is_false

_PATTERNS: dict[str, Callable[[Any], Pattern]] = {"like": text_pattern, "arn": partial(arn_pattern, like=True)}
"""Kinds of operators whose values stand for many texts."""


def implies(one: tuple[Condition, ...] | None, other: tuple[Condition, ...] | None) -> Truth:
    """Whether every request that meets some conditions, all of them, meets others.

    `NO` only where a request that meets the one and not the other is sure to exist: where nothing is asked for at first
    and something afterwards. What cannot be shown is `UNKNOWN`.
    """
    if other is not None and not other:
        return Truth.YES
    if one is None or other is None:
        return Truth.UNKNOWN
    if not one:
        return Truth.NO if any(map(_asks, other)) else Truth.UNKNOWN
    return every(some(_implies(known, asked) for known in one) for asked in other)


def _asks(condition: Condition) -> bool:
    """Whether some request is sure not to meet a condition: no range of values may be all that there are."""
    test = operator(condition.operator)
    if test is None or test.negated or test.if_exists or test.quantifier == "all" or not condition.values:
        return False
    return test.kind in ("string", "string-ignore-case") or (test.kind == "bool" and len(condition.values) == 1)


def _implies(known: Condition, asked: Condition) -> Truth:
    if known.key.lower() != asked.key.lower():
        return Truth.UNKNOWN
    one, other = operator(known.operator), operator(asked.operator)
    if one is None or other is None or not known.values or not asked.values:
        return Truth.UNKNOWN
    if one == other and set(known.values) == set(asked.values):
        return Truth.YES
    if other.kind == "null":
        present = not one.if_exists and not one.negated and one.quantifier != "all" and one.kind != "null"
        return Truth.YES if present and all(map(is_false, asked.values)) else Truth.UNKNOWN
    if one.kind == "null" or one.quantifier != other.quantifier or (one.if_exists and not other.if_exists):
        return Truth.UNKNOWN
    return _narrower(one, known, other, asked)


def _narrower(one: Operator, known: Condition, other: Operator, asked: Condition) -> Truth:
    """Whether the values of one condition leave nothing that those of the other do not."""
    if one.negated:
        # None of `known` is to be none of `asked`: each value of `asked` must be one of `known`.
        fits = other.negated and _comparable(other, one)
        found = every(some(_within(other, value, one, wide) for wide in known.values) for value in asked.values)
    elif other.negated:
        fits = _comparable(one, other)
        found = ~some(_shares(one, value, other, wide) for value in known.values for wide in asked.values)
    else:
        fits = _comparable(one, other)
        found = every(some(_within(one, value, other, wide) for wide in asked.values) for value in known.values)
    return Truth.YES if fits and found is Truth.YES else Truth.UNKNOWN


def _within(narrow: Operator, value: Any, wide: Operator, wanted: Any) -> Truth:
    """Whether all that compares with one value compares with another one."""
    if narrow.kind in _PATTERNS:
        return includes((_PATTERNS[narrow.kind](wanted),), _PATTERNS[narrow.kind](value))
    return compares(wide, value, wanted)


def _shares(narrow: Operator, value: Any, wide: Operator, wanted: Any) -> Truth:
    """Whether something compares with one value and with another one."""
    if narrow.kind in _PATTERNS:
        return overlaps(_PATTERNS[narrow.kind](wanted), _PATTERNS[narrow.kind](value))
    if narrow.kind == "ip":  # ranges, one of which may hold the other
        return compares(wide, value, wanted) | compares(wide, wanted, value)
    return compares(wide, value, wanted)


def _comparable(narrow: Operator, wide: Operator) -> bool:
    """Whether the values of one operator can be put to the test of another one."""
    if narrow.kind == wide.kind:
        return narrow.relation == "=" or (narrow.relation == wide.relation and not wide.negated)
    return narrow.kind == "string" and wide.kind in ("like", "string-ignore-case", "arn")
