"""Functions for lists, and those that take any collection.

https://developer.hashicorp.com/terraform/language/functions/chunklist and those beside it
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.terraform.language.convert import kind, number, sequence, text, whole_if_possible
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.operators import equal, equals, truth
from leastwise.read.terraform.language.values import (
    MAX_ITEMS,
    Encoded,
    Failed,
    NotKnown,
    Set,
    TooMuch,
    encoded_text,
    joined,
    size,
)

MAX_RANGE = 1_024
"""Numbers that `range` gives: https://developer.hashicorp.com/terraform/language/functions/range"""


def unique(items: Seq, result: Seq, call: Call) -> Seq:
    """Add the items that are not yet in the result. Symbols are different where they are not surely the same."""
    seen: set[Any] = set()
    others: list[Any] = []
    for _, item, place in items.entries():
        if item is None or isinstance(item, (str, int, float)):
            key = (isinstance(item, bool), item)
            if key in seen:
                continue
            seen.add(key)
        else:
            call.names.work.spend(len(others) * (1 + size(item) if isinstance(item, (Map, Seq)) else 1))
            if any(equal(item, other) for other in others):
                continue
            others.append(item)
        result.put(item, place)
    return result


def _alltrue(call: Call, values: Seq) -> bool:
    return all(item is not None and truth(item, call.names, call.span) for item in values)


def _anytrue(call: Call, values: Seq) -> bool:
    return any(item is not None and truth(item, call.names, call.span) for item in values)


def _chunklist(call: Call, values: Seq, size: int) -> Seq:
    result = Seq(call.span)
    if size < 0:
        raise Failed("the size of a piece is not negative")
    step = size or max(len(values), 1)
    for start in range(0, len(values), step):
        result.put(_slice(call, values, start, min(start + step, len(values))), values.span(start))
    return result


def _coalesce(*values: Any) -> Any:
    for value in values:
        if isinstance(value, Symbol) or (value is not None and value != ""):
            return value
    raise Failed("there is no value that is not null or empty")


def _coalescelist(*values: Any) -> Any:
    for value in values:
        if isinstance(value, Symbol):
            return value
        if value is not None and sequence(value):
            return value
    raise Failed("there is no list that is not empty")


def _compact(values: Seq) -> Seq:
    result = Seq(values.home)
    for _, item, place in values.entries():
        if isinstance(item, Symbol) or (item is not None and item != ""):
            result.put(item, place)
    return result


def _concat(call: Call, *lists: Seq) -> Seq:
    return joined(call.span, lists)


def _contains(call: Call, values: Seq, wanted: Any) -> bool:
    if wanted is None:
        raise Failed("null is in no list")
    found = [equal(item, wanted) for item in values]
    if True in found:
        return True
    # One after the other, so that what is not known is compared with each text that it may be.
    return any(
        equals(wanted, item, call.names, call.span)
        for item, result in zip(values, found, strict=True)
        if result is None
    )


def _element(values: Any, index: Any) -> Any:
    items = sequence(values)
    if not items:
        raise Failed("the list is empty")
    position = whole_if_possible(number(index))
    if not isinstance(position, int):
        raise Failed("the index is a whole number")
    return items[position % len(items)]


def _flatten(call: Call, values: Seq) -> Seq:
    result = Seq(call.span)
    ahead: list[tuple[Any, Any]] = [(values, call.span)]
    while ahead:
        item, place = ahead.pop()
        if isinstance(item, Seq) and not isinstance(item, Encoded):
            call.names.work.spend(1)
            ahead += reversed([(inner, at) for _, inner, at in item.entries()])
        else:
            result.put(item, place)
        if len(result) + len(ahead) > MAX_ITEMS:
            raise TooMuch(f"has more than {MAX_ITEMS:,} values")
    return result


def _index(values: Seq, wanted: Any) -> int:
    for index, item in enumerate(values):
        found = equal(item, wanted)
        if found:
            return index
        if found is None:
            raise NotKnown(item if isinstance(item, Symbol) else wanted)
    raise Failed("the list does not hold that value")


def _length(value: Any) -> int:
    if isinstance(value, Encoded):
        value = text(encoded_text(value))
    if isinstance(value, (str, Map, Seq)):
        return len(value)
    if isinstance(value, Symbol):
        raise NotKnown(value)
    raise Failed(f"a text, list or map is needed, not {kind(value)}")


def _one(values: Any) -> Any:
    items = sequence(values)
    if len(items) > 1:
        raise Failed("the list has more than one item")
    return items[0] if items else None


def _range(call: Call, *given: int | float) -> Seq:
    if not 1 <= len(given) <= 3:
        raise Failed("one to three numbers are needed")
    start, end = (0, given[0]) if len(given) == 1 else (given[0], given[1])
    step = given[2] if len(given) == 3 else -1 if end < start else 1
    if step == 0 or (step < 0) != (end < start and end != start):
        if start == end:
            return Seq(call.span)
        raise Failed("the step leads away from the end")
    if abs(end - start) / abs(step) > MAX_RANGE:
        raise Failed(f"there are more than {MAX_RANGE:,} numbers")
    result = Seq(call.span)
    value = start
    while value < end if step > 0 else value > end:
        result.append(value)
        value = whole_if_possible(value + step)
    return result


def _reverse(values: Seq) -> Seq:
    result = Seq(values.home)
    for _, item, place in reversed(list(values.entries())):
        result.put(item, place)
    return result


def _slice(call: Call, values: Seq, start: int, end: int) -> Seq:
    if not 0 <= start <= end <= len(values) or isinstance(values, Set):
        raise Failed(f"there is no slice from {start} to {end} of {len(values):,} items")
    result = Seq(call.span)
    for index in range(start, end):
        result.put(values[index], values.span(index))
    return result


def _sort(values: Seq) -> Seq:
    if any(isinstance(item, Symbol) for item in values):
        return values  # what is in it is worth more than the order, which is not known
    result = Seq(values.home)
    for item, index in sorted((text(item), index) for index, item in enumerate(values)):
        result.put(item, values.span(index))
    return result


FUNCTIONS = {
    "alltrue": Function(_alltrue, "list", place=True),
    "anytrue": Function(_anytrue, "list", place=True),
    "chunklist": Function(_chunklist, "list whole", place=True),
    "coalesce": Function(_coalesce, "any*"),
    "coalescelist": Function(_coalescelist, "any*"),
    "compact": Function(_compact, "list"),
    "concat": Function(_concat, "list list*", place=True),
    "contains": Function(_contains, "list any", place=True),
    "distinct": Function(lambda call, values: unique(values, Seq(values.home), call), "list", place=True),
    "element": Function(_element, "any any"),
    "flatten": Function(_flatten, "list", place=True),
    "index": Function(_index, "list any"),
    "length": Function(_length, "any"),
    "one": Function(_one, "any"),
    "range": Function(_range, "number*", place=True),
    "reverse": Function(_reverse, "list"),
    "slice": Function(_slice, "list whole whole", place=True),
    "sort": Function(_sort, "list"),
}
