"""Attributes, items and splats."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.terraform.language.values import Encoded, Failed, Lazy, Set


def step(value: Any, key: Any, span: Span) -> Any:
    """The attribute or item `key` of a value: `value.key` or `value[key]`.

    Raises:
        Failed: there is none, or the value is no container.
    """
    if isinstance(value, Lazy):
        return value.step(key, span)
    if isinstance(value, Symbol):
        return Unknown(f"part {_shown(key)} of what is not known", (value,))
    if isinstance(key, Symbol):
        return Unknown("which item is not known", (key,))
    if isinstance(value, Encoded):
        raise Failed("a text has no attributes")
    if isinstance(value, dict):
        name = key if isinstance(key, str) else str(key)
        if name in value:
            return value[name]
        raise Failed(f"there is no attribute or key {_shown(key)}")
    if isinstance(value, list):
        return _item(value, key)
    raise Failed("null has no attributes" if value is None else f"{_kind(value)} has no attributes")


def _item(value: list[Any], key: Any) -> Any:
    if isinstance(key, str):
        if not key.isdecimal() or len(key) > 9:
            raise Failed(f"a list has no attribute {_shown(key)}")
        key = int(key)
    elif isinstance(key, float) and key.is_integer():
        key = int(key)
    if isinstance(key, bool) or not isinstance(key, int):
        raise Failed("the index of a list is a whole number")
    if isinstance(value, Set):
        raise Failed("the items of a set have no index")
    if not 0 <= key < len(value):
        raise Failed(f"there is no item {key}; the list has {len(value):,}")
    return value[key]


def splat(value: Any, span: Span) -> Any:
    """What `value[*]` goes through: a list as it is, nothing of null, anything else as the only item."""
    if isinstance(value, Seq) and not isinstance(value, Encoded):
        return value
    if isinstance(value, Symbol) and not isinstance(value, Lazy):
        return Unknown("how many there are is not known", (value,))
    one = Seq(span)
    if value is not None:
        one.put(value, value.home if isinstance(value, Map) else span)
    return one


def _kind(value: Any) -> str:
    return "a boolean" if isinstance(value, bool) else "a text" if isinstance(value, str) else "a number"


def _shown(key: Any) -> str:
    return repr(key) if not isinstance(key, str) or len(key) < 80 else repr(key[:80] + "…")
