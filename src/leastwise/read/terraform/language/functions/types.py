"""Conversions of types.

https://developer.hashicorp.com/terraform/language/functions/tostring and those beside it
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.terraform.language.convert import boolean, kind, mapping, number, sequence, to_text
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.functions.lists import unique
from leastwise.read.terraform.language.values import Failed, NotKnown, Set


def _unless_null_or_symbol(convert: Any) -> Function:
    return Function(lambda value: value if value is None or isinstance(value, Symbol) else convert(value), "any")


def _alike(values: Seq, result: Seq) -> Seq:
    """The items in one type: texts where some are texts, and others numbers or booleans."""
    scalars = {type(item) for item in values if isinstance(item, (str, int, float))}
    mixed = str in scalars and len(scalars) > 1
    if not mixed and bool in scalars and len(scalars) > 1:
        raise Failed("numbers and booleans have no type in common")
    for _, item, place in values.entries():
        result.put(to_text(item) if mixed and isinstance(item, (str, int, float)) else item, place)
    return result


def as_set(call: Call, values: Seq) -> Set:
    """A set of these items, in the order in which Terraform goes through it."""
    alike = unique(_alike(values, Seq(values.home)), Seq(values.home), call)
    kinds = {type(item) for item in alike}
    result = Set(values.home)
    entries = list(alike.entries())
    if kinds == {str} or (kinds and kinds <= {int, float}):
        entries.sort(key=lambda entry: entry[1])
    for _, item, place in entries:
        result.put(item, place)
    return result


def _tolist(value: Any) -> Any:
    if value is None or isinstance(value, Symbol):
        return value
    return _alike(sequence(value), Seq(value.home))


def _toset(call: Call, value: Any) -> Any:
    if value is None or isinstance(value, Symbol):
        return value
    return value if isinstance(value, Set) else as_set(call, sequence(value))


def _tomap(value: Any) -> Any:
    if value is None or isinstance(value, Symbol):
        return value
    found = mapping(value)
    alike = _alike(Seq(found.home, found.values()), Seq(found.home))
    result = Map(found.home)
    for item, (key, _, place) in zip(alike, found.entries(), strict=True):
        result.put(key, item, place)
    return result


def _type(value: Any) -> str:
    if isinstance(value, Symbol):
        raise NotKnown(value)
    raise Failed(f"type is for the console only, and this is {kind(value)}")


def _same(value: Any) -> Any:
    return value


FUNCTIONS = {
    "ephemeralasnull": Function(_same, "any"),
    "issensitive": Function(lambda value: False, "known"),
    "nonsensitive": Function(_same, "any"),
    "sensitive": Function(_same, "any"),
    "tobool": _unless_null_or_symbol(boolean),
    "tolist": Function(_tolist, "any"),
    "tomap": Function(_tomap, "any"),
    "tonumber": _unless_null_or_symbol(number),
    "toset": Function(_toset, "any", place=True),
    "tostring": _unless_null_or_symbol(to_text),
    "type": Function(_type, "any"),
}
