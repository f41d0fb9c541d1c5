"""Functions for numbers.

https://developer.hashicorp.com/terraform/language/functions/abs and those beside it
"""

from __future__ import annotations

import math
import re

from leastwise.model.value import Seq
from leastwise.read.terraform.language.convert import number, whole_if_possible
from leastwise.read.terraform.language.function import Function
from leastwise.read.terraform.language.operators import rounded
from leastwise.read.terraform.language.values import Failed

Number = int | float


def _log(value: Number, base: Number) -> Number:
    if value <= 0 or base <= 0 or base == 1:
        raise Failed("there is no such logarithm")
    return rounded(math.log(value) / math.log(base))


def _pow(value: Number, power: Number) -> Number:
    if isinstance(value, int) and isinstance(power, int) and power >= 0 and value.bit_length() * power < 1_600:
        return int(value**power)
    found = math.pow(value, power)
    return rounded(found)


def _parseint(text: str, base: int) -> int:
    if not 2 <= base <= 62:
        raise Failed("the base is from 2 to 62")
    if len(text) > 300 or not re.fullmatch(r"-?[0-9A-Za-z]+", text):
        raise Failed("this is no whole number")
    if base <= 36:
        return int(text, base)
    result = 0
    for character in text.lstrip("-"):
        # Go takes a to z for 10 to 35 and A to Z for 36 to 61.
        digit = int(character, 36) + (26 if character.isupper() else 0)
        if digit >= base:
            raise Failed("this is no whole number in that base")
        result = result * base + digit
    return -result if text.startswith("-") else result


def _sum(values: Seq) -> Number:
    if not values:
        raise Failed("there is nothing to add up")
    total: Number = 0
    for value in values:
        total = rounded(total + number(value))
    return total


def _extreme(choose: object) -> Function:
    def run(*values: Number) -> Number:
        if not values:
            raise Failed("there are no numbers")
        return max(values) if choose is max else min(values)

    return Function(run, "number*")


def _signum(value: Number) -> int:
    if not isinstance(value, int):
        raise Failed("a whole number is needed")
    return (value > 0) - (value < 0)


FUNCTIONS = {
    "abs": Function(abs, "number"),
    "ceil": Function(math.ceil, "number"),
    "floor": Function(math.floor, "number"),
    "log": Function(_log, "number number"),
    "max": _extreme(max),
    "min": _extreme(min),
    "parseint": Function(_parseint, "text whole"),
    "pow": Function(lambda value, power: whole_if_possible(_pow(value, power)), "number number"),
    "signum": Function(_signum, "number"),
    "sum": Function(_sum, "list"),
}
