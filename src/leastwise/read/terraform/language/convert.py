"""Terraform's conversions between types.

https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from __future__ import annotations

import math
from typing import Any

from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.read.hcl.literals import number as parse_number
from leastwise.read.terraform.language.values import Encoded, Failed, NotKnown, encoded_text, number_text

MAX_DIGITS = 400
"""Digits of a number. Terraform calculates with 512 bits, of which it shows some 150."""


def kind(value: Any) -> str:
    """The type of a value, for messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str() | Encoded():
            return "a text"
        case dict():
            return "a map"
        case _:
            return "a list" if isinstance(value, list) else "not known"


def to_text(value: Any) -> Any:
    """A value as a text, or a symbol that stands for one.

    Raises:
        Failed: it is null or a container.
    """
    if isinstance(value, (str, Symbol)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, Encoded):
        return encoded_text(value)
    raise Failed(f"a text is needed, not {kind(value)}")


def text(value: Any) -> str:
    """A value as a text that is known.

    Raises:
        Failed: it is null or a container.
        NotKnown: it is a symbol.
    """
    found = to_text(value)
    if isinstance(found, str):
        return found
    raise NotKnown(found)


def number(value: Any) -> int | float:
    """A value as a number. Raises as `text` does."""
    if isinstance(value, bool) or value is None:
        raise Failed(f"a number is needed, not {kind(value)}")
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        negative = value.startswith("-")
        found = parse_number(value[1:] if negative else value)
        if found is not None and (isinstance(found, int) or math.isfinite(found)):
            found = whole_if_possible(found)
            return -found if negative else found
        raise Failed("a number is needed, and this text is none")
    if isinstance(value, Symbol):
        raise NotKnown(value)
    raise Failed(f"a number is needed, not {kind(value)}")


def whole(value: Any) -> int:
    """A value as a whole number. Raises as `text` does."""
    found = whole_if_possible(number(value))
    if isinstance(found, int):
        return found
    raise Failed("a whole number is needed")


def whole_if_possible(value: int | float) -> int | float:
    """A number without a fraction as an integer.

    Raises:
        Failed: it is larger than what is calculated with.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Failed("the number is too large")
        return int(value) if value.is_integer() else value
    if value.bit_length() > MAX_DIGITS * 4:
        raise Failed("the number is too large")
    return value


def boolean(value: Any) -> bool:
    """A value as a boolean. Raises as `text` does."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    if isinstance(value, Symbol):
        raise NotKnown(value)
    raise Failed(f"true or false is needed, not {kind(value)}")


def sequence(value: Any) -> Seq:
    """A list or set, of which items may be symbols. Raises as `text` does."""
    if isinstance(value, Seq) and not isinstance(value, Encoded):
        return value
    if isinstance(value, Symbol):
        raise NotKnown(value)
    raise Failed(f"a list is needed, not {kind(value)}")


def mapping(value: Any) -> Map:
    """A map or object, of which values may be symbols. Raises as `text` does."""
    if isinstance(value, Map) and not isinstance(value, Encoded):
        return value
    if isinstance(value, Symbol):
        raise NotKnown(value)
    raise Failed(f"a map is needed, not {kind(value)}")


def texts(value: Any) -> list[str]:
    """A list of texts that are all known. Raises as `text` does."""
    return [text(item) for item in sequence(value)]


def all_known(value: Any) -> Any:
    """A value without a symbol in it, however deep.

    Raises:
        NotKnown: there is one.
    """
    ahead = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Symbol):
            raise NotKnown(item)
        if isinstance(item, (dict, list)):
            ahead += item.values() if isinstance(item, dict) else item
    return value


def key_text(value: Any) -> str | None:
    """The key of an entry; nothing for what cannot be one. What is not known is shown as `${name}`."""
    try:
        found = to_text(value)
    except Failed:
        return None
    return found if isinstance(found, str) else display(found)
