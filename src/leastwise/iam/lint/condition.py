"""The entries of a condition block, their operators taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq

OPERATORS: dict[str, tuple[str, str]] = {
    low: (name, type_)
    for type_, names in {
        "String": (
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ),
        "Numeric": (
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ),
        "Date": (
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ),
        "Bool": ("Bool",),
        "Binary": ("BinaryEquals",),
        "IPAddress": ("IpAddress", "NotIpAddress"),
        "ARN": ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
        "Null": ("Null",),
    }.items()
    for name in names
    for low in [name.lower()]
}
"""Operator in lower case → its name, and the type of values it compares. AWS takes them in any case."""

QUALIFIERS = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}


@record
class Test:
    """One key under one operator.

    Attributes:
        place: of the key.
        written: the operator as written, `ForAllValues:StringLikeIfExists`.
        operator: its name alone, `StringLike`; `None` where there is no such operator.
        type: of the values that the operator compares: `String`, `Numeric`, `Date`, `Bool`, `Binary`, `IPAddress`,
            `ARN`, `Null`; empty for none.
        qualifier: `ForAllValues`, `ForAnyValue`, another text before a colon as written; empty for none.
        if_exists: whether it ends in `IfExists`.
        key: as written.
        value: what it is compared with: a value, a list, a symbol.
    """

    __test__ = False

    place: Property
    written: str
    operator: str | None
    type: str
    qualifier: str
    if_exists: bool
    key: str
    value: Any

    @property
    def low(self) -> str:
        """The key in lower case: the names of keys are the same in any."""
        return self.key.lower()

    @property
    def holds_without(self) -> bool:
        """Whether it is, or may be, about requests without the key: `IfExists`, `ForAllValues`, `Null`."""
        return self.if_exists or self.qualifier == "ForAllValues" or self.operator in (None, "Null")

    @property
    def operator_place(self) -> Property:
        """A handle on the operator with all its keys."""
        return self.place.parent

    def values(self) -> Iterator[tuple[Property, Any]]:
        """A handle on each value, and the value."""
        if isinstance(self.value, Seq):
            yield from ((self.place[index], item) for index, item in enumerate(self.value))
        else:
            yield self.place, self.value


def parts(written: str) -> tuple[str, str | None, str, bool]:
    """Qualifier, operator, type of values and whether it ends in `IfExists`, of an operator as written."""
    before, colon, name = written.rpartition(":")
    low = name.lower()
    if_exists = low.endswith("ifexists")
    known = OPERATORS.get(low.removesuffix("ifexists"))
    qualifier = QUALIFIERS.get(before.lower(), before or ":") if colon else ""
    return qualifier, known[0] if known else None, known[1] if known else "", if_exists


def tests(place: Property, block: Any) -> Iterator[Test]:
    """Each key under each operator of a condition."""
    if not isinstance(block, Map):
        return
    for written, keys in block.items():
        if isinstance(keys, Map):
            qualifier, operator, type_, if_exists = parts(written)
            for key, value in keys.items():
                yield Test(place[(written, key)], written, operator, type_, qualifier, if_exists, key, value)
