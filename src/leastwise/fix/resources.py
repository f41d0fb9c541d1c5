"""Whole resources that are added to a template, or go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.fix.computed import uses
from leastwise.fix.located import Places
from leastwise.fix.result import FileChange
from leastwise.fix.written import Spot, function
from leastwise.model import edit as intent
from leastwise.model.edit import AddResource, Edit
from leastwise.model.errors import PatchError
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Path, Remove


def added(places: Places, edit: AddResource, properties: dict[str, Any]) -> tuple[Spot, dict[str, Any]]:
    """The block that a resource is added behind, and its own, which is under the same condition.

    Args:
        places: finds blocks.
        edit: what is to be added.
        properties: its properties as they are written.
    """
    block = places.block(edit.beside.resource)
    if block.path[0] != "Resources":
        raise PatchError(f"{edit.beside.resource.name} is not written among the resources of a template")
    spot = block.at(block.path[:2])
    body: dict[str, Any] = {"Type": edit.type}
    if isinstance(spot.raw, Map) and isinstance(spot.raw.get("Condition"), str):
        body["Condition"] = spot.raw["Condition"]
    body |= edit.attributes
    return spot, {**body, "Properties": properties} if properties else body


def removed(places: Places, resource: Resource, edits: Sequence[Edit]) -> list[FileChange]:
    """Take a block away. That others wait for it goes too; anything else that stays must not refer to it.

    Args:
        places: finds blocks.
        resource: whose block goes.
        edits: all edits of the finding: what they remove may refer to it.
    """
    block = places.block(resource)
    section = block.at(block.path[:-1])
    if section.path != ("Resources",) or not isinstance(section.raw, Map):
        raise PatchError(f"{resource.name} is made of {block} and has no block of its own")
    gone = {places.of(edit.property).spot.path for edit in edits if isinstance(edit, intent.Remove)}
    if all((*section.path, name) in gone for name in section.raw):
        raise PatchError(f"without {resource.name} the template would hold no resource")
    name = str(block.path[-1])
    users = sorted({".".join(map(str, path[:3])) for path in _referring(block.document, name, (), gone)})
    if users:
        raise PatchError(f"{', '.join(users[:3])} still needs {name}")
    changes = [block.change(Remove(block.path))]
    for other, body in section.raw.items():
        waits = body.get("DependsOn") if isinstance(body, Map) else None
        spot = section.below(other, "DependsOn")
        if (*section.path, other) in gone:
            continue
        if waits in (name, [name]):
            changes.append(spot.change(Remove(spot.path)))
        elif isinstance(waits, Seq) and name in waits:
            changes.append(spot.change(Remove((*spot.path, waits.index(name)))))
    return changes


def _referring(node: Any, name: str, path: Path, gone: set[Path]) -> Iterator[Path]:
    """The places that refer to a resource and stay."""
    if path in gone:
        return
    if isinstance(node, Map) and function(node) and name in uses(node):
        yield path
    elif isinstance(node, (Map, Seq)):
        for step, item, _ in node.entries():
            yield from _referring(item, name, (*path, step), gone)
