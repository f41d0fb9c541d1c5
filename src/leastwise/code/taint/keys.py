"""How the keys of items and objects look by which a program gets at data: what of them is the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.code.observers import Heap
from leastwise.code.values import Object, Result, Text, Value

_STORES = ("TableName", "Bucket")


def form_of(key: Value, uses: Iterable[Any], heap: Heap) -> str:
    """The table or bucket that a call is about, with the names and the known texts in the key that it is given."""
    stores = [arguments.get(name) for use in uses for arguments in use.arguments for name in _STORES]
    while not heap.keys(key) and isinstance(key.only, Result) and key.only.arguments:  # `marshall({userId})`
        key = key.only.arguments[0]
    inside = [(name, _texts(heap.field(key, name), heap)) for name in heap.keys(key)]
    return repr((stores, inside or _texts(key, heap)))


def _texts(value: Value | None, heap: Heap) -> list[Any]:
    """The known texts, with `None` for all between them; `{"S": id}` is what is in it."""
    found: list[Any] = []
    for alternative in value.alternatives if value is not None else ():
        if isinstance(alternative, Object):
            only = Value((alternative,))
            found += [(name, _texts(heap.field(only, name), heap)) for name in heap.keys(only)[:1]]
        else:
            parts = alternative.parts if isinstance(alternative, Text) else (getattr(alternative, "value", None),)
            found.append(tuple(part if isinstance(part, str) else None for part in parts))
    return found


__all__ = ["form_of"]
