"""What operators do with values of which some are not known.

https://developer.hashicorp.com/terraform/language/expressions/operators
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, DynamicReference, Import, Map, Reference, Seq, Symbol, Unknown
from leastwise.read.terraform.language.convert import boolean, number, to_text, whole_if_possible
from leastwise.read.terraform.language.names import Names
from leastwise.read.terraform.language.values import Comparison, Encoded, Failed, Lazy, NotKnown, size


def truth(value: Any, names: Names, span: Span) -> bool:
    """Whether a condition holds; where that is not known, as it is decided.

    Raises:
        Failed: it is no boolean.
    """
    if value is True or value is False:
        return value
    if isinstance(value, Symbol):
        return names.decide(value, span)
    return boolean(value)


def equals(left: Any, right: Any, names: Names, span: Span) -> bool:
    """Whether two values are equal; where that is not known, as it is decided."""
    if isinstance(left, (Map, Seq)):
        names.work.spend(size(left))
    found = equal(left, right)
    return names.decide(Comparison(left, right), span) if found is None else found


def equal(left: Any, right: Any) -> bool | None:
    """Whether two values are equal, types included; nothing where that is not known."""
    if isinstance(left, Encoded):
        left = to_text(left)
    if isinstance(right, Encoded):
        right = to_text(right)
    if isinstance(left, Symbol):
        return _with_symbol(left, right)
    if isinstance(right, Symbol):
        return _with_symbol(right, left)
    if isinstance(left, dict):
        if not isinstance(right, dict) or left.keys() != right.keys():
            return False
        return _all_equal((left[key], right[key]) for key in left)
    if isinstance(left, list):
        if not isinstance(right, list) or len(left) != len(right):
            return False
        return _all_equal(zip(left, right, strict=True))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _all_equal(pairs: Any) -> bool | None:
    result: bool | None = True
    for left, right in pairs:
        found = equal(left, right)
        if found is False:
            return False
        if found is None:
            result = None
    return result


def _with_symbol(symbol: Symbol, other: Any) -> bool | None:
    """What is sure all the same: a resource's attribute is not null, a text that is partly known not just any text."""
    if isinstance(other, Symbol):
        return True if symbol == other else None
    if other is None:
        return False if isinstance(symbol, (Lazy, Reference, Concat, DynamicReference, Import)) else None
    if isinstance(symbol, Reference) and other == "":
        return False
    if isinstance(symbol, Concat) and isinstance(other, str):
        first, last = symbol.parts[0], symbol.parts[-1]
        if isinstance(first, str) and not other.startswith(first):
            return False
        if isinstance(last, str) and not other.endswith(last):
            return False
        if any(part not in other for part in symbol.parts if isinstance(part, str)):
            return False
    return None


def calculated(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """The result of an operator for numbers.

    Raises:
        Failed: an operand is no number, or there is no result.
    """
    try:
        return operation(number(left), number(right))
    except NotKnown as met:
        return Unknown("worked out from what is not known", (met.symbol,))
    except OverflowError as error:
        raise Failed("the number is too large") from error


def rounded(value: int | float) -> int | float:
    """A result without the noise of binary fractions: Terraform has 512 bits, `0.1 + 0.2` is 0.3 in it."""
    if isinstance(value, float) and math.isfinite(value):
        short = float(f"{value:.15g}")
        value = short if abs(short - value) <= abs(value) * 4e-16 else value
    return whole_if_possible(value)


def divided(left: int | float, right: int | float) -> int | float:
    """`left / right`."""
    if right == 0:
        raise Failed("division by zero")
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return left // right
    return rounded(left / right)


def remainder(left: int | float, right: int | float) -> int | float:
    """`left % right`, with the sign of `left`; Terraform gives `left` where the other one is 0."""
    if right == 0:
        return left
    if isinstance(left, int) and isinstance(right, int):
        return abs(left) % abs(right) * (-1 if left < 0 else 1)
    return rounded(math.fmod(left, right))


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: rounded(left + right),
    "-": lambda left, right: rounded(left - right),
    "*": lambda left, right: rounded(left * right),
    "/": divided,
    "%": remainder,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
"""The operators that take two numbers."""
