"""The changes that make what is written read as something else; what stays the same stays as it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from leastwise.fix.result import FileChange
from leastwise.fix.terraform.module import Module
from leastwise.fix.terraform.origins import decided_by
from leastwise.fix.written import Spot
from leastwise.model.errors import PatchError
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Insert, Remove, Set, same
from leastwise.read.hcl import CallKey, Expression

_JSON = CallKey("jsonencode()")


def spoken(value: Any) -> Any:
    """A new value; a text that is a JSON object is made of that object, as people write it."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            found = json.loads(value)
        except ValueError:
            return value
        return {_JSON: found} if isinstance(found, dict) else value
    if isinstance(value, dict):
        return {key: spoken(item) for key, item in value.items()}
    return [spoken(item) for item in value] if isinstance(value, list) else value


def differences(module: Module, spot: Spot, old: Any, new: Any) -> Iterator[FileChange]:
    """The changes that make what is written at a place, and reads as `old`, read as `new`."""
    raw = spot.raw
    if same(old, new):
        return
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new) == 1 and isinstance(raw, Map):
        yield from differences(module, spot, old[0], new[0])
    elif isinstance(old, dict) and isinstance(new, dict) and isinstance(raw, Map):
        for key in {**old, **new}:
            yield from _entry(module, spot, key, old, new)
    elif isinstance(old, list) and isinstance(new, list) and isinstance(raw, Seq) and len(raw) == len(old):
        yield from _items(module, spot, old, new)
    elif isinstance(raw, Expression):
        origin = decided_by(module, spot, old)
        yield origin.change(Set(origin.path, new))
    else:
        yield spot.change(Set(spot.path, new))


def _entry(module: Module, spot: Spot, key: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[FileChange]:
    below = spot.below(key)
    if key in old and key in new and same(old[key], new[key]):
        return
    if not below.present and _is_dynamic(spot, key):
        raise PatchError(f"{below} is made by a dynamic block")
    if key not in new:
        if below.present:
            yield below.change(Remove(below.path))
    elif key in old and below.present:
        yield from differences(module, below, old[key], new[key])
    elif below.present and isinstance(below.raw, Expression):
        raise PatchError(f"{below} is computed")
    else:
        yield below.change(Set(below.path, spoken(new[key])))


def _is_dynamic(spot: Spot, name: str) -> bool:
    """Whether dynamic blocks make the blocks of this name; Terraform's JSON syntax may have a list of such mappings."""
    raw = spot.below("dynamic").raw
    return any(isinstance(part, Map) and name in part for part in (raw if isinstance(raw, Seq) else [raw]))


def _items(module: Module, spot: Spot, old: list[Any], new: list[Any]) -> Iterator[FileChange]:
    if len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from differences(module, spot.below(index), *pair)
    elif same(new[: len(old)], old):
        yield from (spot.change(Insert(spot.path, item)) for item in new[len(old) :])
    elif all(any(same(item, known) for known in old) for item in new):
        rest = list(new)
        for index, item in enumerate(old):
            if rest and same(rest[0], item):
                rest.pop(0)
            else:
                yield spot.change(Remove((*spot.path, index)))
    else:
        yield spot.change(Set(spot.path, new))
