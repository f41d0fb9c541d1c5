"""Functions for sets.

https://developer.hashicorp.com/terraform/language/functions/setintersection and those beside it
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any

from leastwise.model.value import Seq
from leastwise.read.terraform.language.convert import all_known
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.functions.types import as_set
from leastwise.read.terraform.language.operators import equal
from leastwise.read.terraform.language.values import MAX_ITEMS, Failed, Set, joined


def _holds(call: Call, values: Seq, item: Any) -> bool:
    call.names.work.spend(len(values))
    return any(equal(item, other) for other in values)


def _chosen(keep: Callable[[Call, Any, tuple[Seq, ...]], bool]) -> Function:
    """The items of the first set for which a test holds."""

    def run(call: Call, first: Seq, *others: Seq) -> Set:
        for values in (first, *others):
            all_known(values)
        result = Seq(call.span)
        for _, item, place in first.entries():
            if keep(call, item, others):
                result.put(item, place)
        return as_set(call, result)

    return Function(run, "list list*", place=True)


def _union(call: Call, *sets: Seq) -> Set:
    return as_set(call, joined(call.span, sets))


def _product(call: Call, *sets: Seq) -> Seq:
    if not sets or prod(len(values) for values in sets) * len(sets) > MAX_ITEMS:
        raise Failed(f"has more than {MAX_ITEMS:,} values" if sets else "there are no sets")
    call.names.work.spend(prod(len(values) for values in sets))
    return Seq(call.span, [Seq(call.span, items) for items in product(*sets)])


FUNCTIONS = {
    "setintersection": _chosen(lambda call, item, others: all(_holds(call, other, item) for other in others)),
    "setproduct": Function(_product, "list*", place=True),
    "setsubtract": _chosen(lambda call, item, others: not any(_holds(call, other, item) for other in others)),
    "setunion": Function(_union, "list list*", place=True),
}
