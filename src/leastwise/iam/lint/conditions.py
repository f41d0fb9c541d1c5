"""Errors in condition blocks: operators and keys that do not exist, and operators that the key does not go with.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from leastwise.iam import keys
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.condition import OPERATORS, parts
from leastwise.iam.lint.issue import Issue, hint, issue
from leastwise.iam.lint.policy import Written
from leastwise.iam.validity import right_prefix
from leastwise.model.application import Application
from leastwise.model.value import Map, Seq

_UNSUPPORTED = {"aws:arn": ": use aws:PrincipalArn or aws:SourceArn instead"}
_ONE_IN_PRACTICE = frozenset({"events:detail-type", "events:source"})
"""Keys of several values that AWS itself compares without a qualifier: most requests bring one event.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
"""

_COMPUTED = ("$", "{", "\ue000")
"""What a name holds that a framework is yet to fill in."""


def computed(name: str) -> bool:
    """Whether a name is not known: a framework puts something into it."""
    return any(mark in name for mark in _COMPUTED)


@for_statement("INVALID_CONDITION_OPERATOR", "NULL_WITH_IF_EXISTS", of="Condition")
def operators(written: Written, _: Application | None) -> Iterator[Issue]:
    """Operators, with what stands before and after them."""
    condition = written.value.get("Condition")
    for name in condition if isinstance(condition, Map) else ():
        qualifier, operator, _type, if_exists = parts(name)
        place = written.place[("Condition", name)]
        if computed(name):
            continue
        if operator is None or qualifier not in ("", "ForAllValues", "ForAnyValue"):
            low = name.rpartition(":")[2].lower()
            near = get_close_matches(low, OPERATORS, 1, 0.75)
            meant = OPERATORS[near[0]][0] if near and operator is None else None
            yield issue("INVALID_CONDITION_OPERATOR", place, name, hint=hint(meant))
        elif operator == "Null" and if_exists:
            yield issue("NULL_WITH_IF_EXISTS", place, name)


@for_statement(
    "INVALID_CONDITION_KEY_FORMAT",
    "MISSING_TAG_KEY_IN_CONDITION",
    "UNSUPPORTED_GLOBAL_CONDITION_KEY",
    "INVALID_GLOBAL_CONDITION_KEY",
    "INVALID_SERVICE",
    "INVALID_SERVICE_CONDITION_KEY",
    of="Condition",
)
def names(written: Written, _: Application | None) -> Iterator[Issue]:
    """Keys that do not exist. Those of other identity providers, and of services without data, are not known."""
    for test in written.conditions:
        key, place = test.key, test.place
        prefix, colon, _name = key.partition(":")
        if computed(key) or keys.exists(key):
            continue
        if not colon:
            yield issue("INVALID_CONDITION_KEY_FORMAT", place, key)
        elif (tagged := keys.unnamed(key)) is not None:
            start = tagged.name.partition("$")[0].partition("<")[0]
            yield issue("MISSING_TAG_KEY_IN_CONDITION", place, start)
        elif test.low in _UNSUPPORTED:
            yield issue("UNSUPPORTED_GLOBAL_CONDITION_KEY", place, key, hint=_UNSUPPORTED[test.low])
        elif prefix.lower() == "aws":
            yield issue("INVALID_GLOBAL_CONDITION_KEY", place, key, hint=hint(keys.nearest(key)))
        elif keys.exists(key) is False:
            yield issue("INVALID_SERVICE_CONDITION_KEY", place, key, service=prefix, hint=hint(keys.nearest(key)))
        elif meant := right_prefix(prefix):
            yield issue("INVALID_SERVICE", place, prefix, hint=hint(meant))


@for_statement("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", of="Condition")
def twice(written: Written, _: Application | None) -> Iterator[Issue]:
    """One key in two spellings under one operator."""
    seen: dict[tuple[str, str], str] = {}
    for test in written.conditions:
        first = seen.setdefault((test.written, test.low), test.key)
        if first is not test.key and first != test.key:
            yield issue("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", test.place, test.key)


@for_statement("MISSING_QUALIFIER", "INVALID_CONDITION_MULTIPLE_BOOLEAN", of="Condition")
def several(written: Written, _: Application | None) -> Iterator[Issue]:
    """Several values: of a key in a request, and of a key in the policy."""
    for test in written.conditions:
        known = keys.find(test.key)
        if known is not None and known.many and not test.qualifier and test.type not in ("", "Null", "Bool"):
            if test.low in _ONE_IN_PRACTICE:
                continue
            yield issue("MISSING_QUALIFIER", test.place, test.key)
        if test.type in ("Bool", "Null") and isinstance(test.value, Seq) and len(test.value) > 1:
            yield issue("INVALID_CONDITION_MULTIPLE_BOOLEAN", test.place, test.key)
