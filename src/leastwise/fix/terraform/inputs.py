"""Changes of what a call gives to somebody else's module, where that alone is what a property of its resources says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.fix.located import Places
from leastwise.fix.result import FileChange
from leastwise.fix.terraform.module import Module
from leastwise.fix.terraform.origins import decided_by
from leastwise.fix.written import Spot
from leastwise.model import edit as intent
from leastwise.model.edit import Edit
from leastwise.model.resource import Property, Resource
from leastwise.patch.change import Remove, Set, same
from leastwise.patch.plan import plain
from leastwise.read.hcl import Expression
from leastwise.read.terraform import registry


def changes(places: Places, module_of: Callable[[Resource], Module], edit: Edit) -> list[FileChange] | None:
    """What an edit means for the call that makes its resource; `None` where no input says just that.

    That an input does what its name promises is seen when the fix is tried.

    Args:
        places: finds what is written where.
        module_of: the module that a block is in.
        edit: of any resource.

    Raises:
        PatchError: the input is computed.
    """
    if not isinstance(edit, (intent.Set, intent.Remove)) or not edit.property.path:
        return None
    resource = edit.property.resource
    call = places.file(resource.span).entry(resource.span)
    if call is None or call.path[:1] != ("module",):
        return None
    spot = _given(places, call, edit.property)
    if spot is not None:
        place = decided_by(module_of(resource), spot, edit.property.value) if isinstance(spot.raw, Expression) else spot
        if not isinstance(place.raw, Expression) and not same(plain(place.raw), plain(edit.property.value)):
            return None
        if isinstance(edit, intent.Remove):
            return [place.change(Remove(place.path))]
        return [place.change(Set(place.path, edit.value))] if _is_literal(edit.value) else None
    name = resource.names.get(edit.property.dotted, "")
    known = registry.known(str(call.below("source").raw))
    if isinstance(edit, intent.Remove) or edit.property.present or not _is_literal(edit.value):
        return None
    if known is None or name not in known.variables or call.below(name).present:
        return None
    return [call.change(Set((*call.path, name), edit.value))]


def _given(places: Places, call: Spot, property: Property) -> Spot | None:
    """The place inside of a call that a property's value comes from."""
    if not property.present:
        return None
    spot = places.file(property.span).entry(property.span)
    inside = spot is not None and len(spot.path) > len(call.path) and spot.path[: len(call.path)] == call.path
    return spot if inside else None


def _is_literal(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool)) and not isinstance(value, Expression)
