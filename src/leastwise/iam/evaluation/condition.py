"""Conditions of statements, and whether a request meets them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from leastwise.iam.evaluation.operators import Operator, compares, operator
from leastwise.iam.evaluation.variables import in_value, resolved, settled, with_variables
from leastwise.iam.language import arn_pattern, text_pattern
from leastwise.iam.truth import Truth, every, some
from leastwise.model.record import record
from leastwise.model.value import Symbol, Unknown, as_text, display, is_false, is_true


class Absence(Enum):
    """What the context of a request says of a key that the request does not have."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT

Context = Mapping[str, tuple[Any, ...] | Absence]
"""The keys that are known of a request, in lower case, with their values, which are texts or symbols."""

_WITH_VARIABLES = frozenset({"string", "string-ignore-case", "like", "arn", "bool"})


@record
class Condition:
    """One entry of a condition block: an operator, a key, and the values of which one must compare.

    `operator` and `key` are as written; `values` are texts and symbols.
    """

    operator: str
    key: str
    values: tuple[Any, ...]

    def __str__(self) -> str:
        return words(self)


def conditions(block: Any, *, variables: bool = True) -> tuple[Condition, ...] | None:
    """The entries of a condition block, all of which must hold; `None` where they are not known.

    Args:
        block: the value of `Condition`.
        variables: whether the document's version has policy variables.
    """
    if block is None:
        return ()
    if not isinstance(block, Mapping):
        return None
    found: list[Condition] = []
    for name, entries in block.items():
        if not isinstance(entries, Mapping) or not isinstance(name, str):
            return None
        known = operator(name)
        put_in = variables and known is not None and known.kind in _WITH_VARIABLES
        for key, value in entries.items():
            items = value if isinstance(value, (list, tuple)) else (value,)
            values = tuple([_value(item, variables=put_in) for item in items])
            found.append(Condition(name, str(key), values))
    return tuple(found)


def _value(item: Any, *, variables: bool) -> Any:
    if isinstance(item, (str, Symbol)):
        return with_variables(item) if variables else item
    return as_text(item) if isinstance(item, (bool, int, float)) else Unknown("neither a text nor a reference")


def meets(condition: Condition, context: Context) -> Truth:
    """Whether a request meets a condition. A key that the context does not mention is not known."""
    test = operator(condition.operator)
    actual = context.get(condition.key.lower())
    if test is None or actual is None:
        return Truth.UNKNOWN
    if isinstance(actual, str):
        actual = (actual,)
    absent = actual is ABSENT or not actual
    if test.kind == "null":
        return some(_null(value, absent=absent) for value in condition.values)
    if absent:
        return _absent(test)
    if not condition.values or not isinstance(actual, tuple):
        return Truth.UNKNOWN
    found = [_one(test, value, condition.values, context) for value in actual]
    if test.quantifier == "all" or len(found) == 1:
        return every(found)
    if test.quantifier == "any":
        return some(found)
    # "Multivalued context keys require a condition set operator": what they are without one is not said.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    return found[0] if all(answer is found[0] for answer in found) else Truth.UNKNOWN


def _null(value: Any, *, absent: bool) -> Truth:
    if is_true(value) or is_false(value):
        return Truth.of(is_true(value) is absent)
    return Truth.UNKNOWN


def _absent(test: Operator) -> Truth:
    """What an operator says of a key that is absent: a negated one holds, as does ForAllValues, not so ForAnyValue."""
    if test.if_exists or test.quantifier == "all":
        return Truth.YES
    return Truth.NO if test.quantifier == "any" else Truth.of(test.negated)


def _one(test: Operator, actual: Any, wanted: tuple[Any, ...], context: Context) -> Truth:
    """Whether one value of the request passes: it compares with one of the values, or with none where negated."""
    found = Truth.NO
    for value in wanted:
        if isinstance(value, Symbol) and in_value(value):
            value = _filled(test, value, context)
        if value is not None:
            found |= compares(test, actual, value)
        elif test.negated:
            found |= Truth.UNKNOWN
    return ~found if test.negated else found


def _filled(test: Operator, value: Symbol, context: Context) -> Any:
    """A value with its variables filled in; `None` where the request has not got one, which then never compares."""
    if test.kind == "like":
        return settled(text_pattern(value), context)
    return settled(arn_pattern(value, like=True), context) if test.kind == "arn" else resolved(value, context)


_WORDS = {
    "string": "is",
    "string-ignore-case": "is",
    "like": "is like",
    "arn": "is like",
    "bool": "is",
    "binary": "is",
    "ip": "is in",
    "numeric=": "is",
    "numeric<": "is less than",
    "numeric<=": "is at most",
    "numeric>": "is more than",
    "numeric>=": "is at least",
    "date=": "is",
    "date<": "is before",
    "date<=": "is not after",
    "date>": "is after",
    "date>=": "is not before",
}
_SETS = {"": "", "all": "every value of ", "any": "some value of "}


def words(condition: Condition) -> str:
    """A condition in words: `aws:SourceVpce is vpce-1`."""
    test = operator(condition.operator)
    values = " or ".join([display(value) for value in condition.values]) or "one of no values"
    if test is None:
        return f"{condition.key} is {values} by {condition.operator}, which is no operator of IAM"
    if test.kind == "null":
        known = len(condition.values) == 1 and (is_true(condition.values[0]) or is_false(condition.values[0]))
        state = "absent" if is_true(condition.values[0]) else "present"
        return f"{condition.key} is {state}" if known else f"{condition.key} is absent: {values}"
    verb = _WORDS.get(test.kind) or _WORDS[test.kind + test.relation]
    verb = verb.replace("is", "is not", 1) if test.negated else verb
    return f"{_SETS[test.quantifier]}{condition.key} {verb} {values}" + (", if there is one" if test.if_exists else "")
