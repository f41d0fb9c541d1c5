"""Whole resources that are added to a template, or go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.fix import serverless
from leastwise.fix.computed import uses
from leastwise.fix.located import Places
from leastwise.fix.result import FileChange
from leastwise.fix.written import Spot, function, reached
from leastwise.model import edit as intent
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit
from leastwise.model.errors import PatchError
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Change, Changes, Path, Remove


def added(
    places: Places, edit: AddResource, properties: dict[str, Any], apps: Sequence[Application]
) -> tuple[Spot, dict[str, Any]]:
    """The block that a resource is added behind, and its own, which is under the same condition.

    Args:
        places: finds blocks.
        edit: what is to be added.
        properties: its properties as they are written.
        apps: the applications that it may be in.
    """
    block = places.block(edit.beside.resource)
    if edit.beside.resource.framework == "serverless":
        block = _neighbour(places, edit.beside.resource, block, apps)
    elif block.path[0] != "Resources":
        raise PatchError(f"{edit.beside.resource.name} is not written among the resources of a template")
    spot = block.at(block.path[:2]) if block.path[0] == "Resources" else block
    body: dict[str, Any] = {"Type": edit.type}
    if isinstance(spot.raw, Map) and isinstance(spot.raw.get("Condition"), str):
        body["Condition"] = spot.raw["Condition"]
    body |= edit.attributes
    return spot, {**body, "Properties": properties} if properties else body


def _neighbour(places: Places, beside: Resource, block: Spot, apps: Sequence[Application]) -> Spot:
    """The block in a service's own resources that another one is added behind; where none is there, any name."""
    known = [r for app in apps for r in app.by_key.values() if r.stack == beside.stack and r.by == "author"]
    template = next((s.template for app in apps for s in app.stacks if s.key == beside.stack), "")
    main = next((r.span for r in (beside, *known) if r.span[0].path == template), None)
    others = [(spot, r) for r in known if (spot := places.file(r.span).entry(r.span)) is not None]
    found = serverless.section(block, beside, None if main is None else places.file(main), others)
    if found.path == block.path[:-1] and found.file is block.file:
        return block
    raw = found.raw
    return found.below(*(list(raw)[-1:] if isinstance(raw, Map) and raw else [""]))


def removed(places: Places, resource: Resource, edits: Sequence[Edit]) -> list[FileChange]:
    """Take a block away. That others wait for it goes too; anything else that stays must not refer to it.

    Args:
        places: finds blocks.
        resource: whose block goes.
        edits: all edits of the finding: what they remove may refer to it.
    """
    block = places.block(resource)
    section = block.at(block.path[:-1])
    if section.path[-1:] != ("Resources",) or not isinstance(section.raw, Map) or not block.declares(resource.type):
        raise PatchError(f"{resource.name} is made of {block} and has no block of its own")
    gone = {places.of(edit.property).spot.path for edit in edits if isinstance(edit, intent.Remove)}
    if section.path == ("Resources",) and all((*section.path, name) in gone for name in section.raw):
        raise PatchError(f"without {resource.name} the template would hold no resource")
    name = str(block.path[-1])
    users = sorted({".".join(map(str, path[:3])) for path in _referring(block.document, name, (), gone)})
    if users:
        raise PatchError(f"{', '.join(users[:3])} still needs {name}")
    changes = [block.change(Remove(block.path))]
    for other, body in section.raw.items():
        if (*section.path, other) in gone or not isinstance(body, Map):
            continue
        waits, spot = body.get("DependsOn"), section.below(other, "DependsOn")
        items = waits if isinstance(waits, Seq) else [waits]
        here = [index for index, item in enumerate(items) if item == name]
        if here and len(here) == len(items):
            changes.append(spot.change(Remove(spot.path)))
        else:
            changes += [spot.change(Remove((*spot.path, index))) for index in here]
    return changes


def without_empty(data: Any, changes: Changes) -> Changes:
    """The same changes; a list that is nothing without items is removed itself where all of them go."""
    lists: dict[Path, list[Change]] = {}
    for change in changes:
        path = _list_of(change.path)
        if path:
            lists.setdefault(path, []).append(change)
    empty = {
        path: _around(data, path)
        for path, here in lists.items()
        if isinstance(waits := reached(data, path)[0], Seq)
        and {change.path[len(path) :] for change in here if isinstance(change, Remove)}
        == {(n,) for n in range(len(waits))}
        and all(isinstance(change, Remove) for change in here)
    }
    if not empty:
        return changes
    others = (change for change in changes if _list_of(change.path) not in empty)
    return Changes([*others, *(Remove(path) for path in sorted(set(empty.values()), key=str))])


def _list_of(path: Path) -> Path:
    """The list that is nothing without items in which a path ends; empty for others."""
    if path[:1] == ("Resources",):
        if path[2:3] == ("DependsOn",):
            return path[:3]
        return path[:4] if path[3:4] in (("ManagedPolicyArns",), ("Policies",)) else ()
    for name in ("iamRoleStatements", "statements"):
        if name in path and path[:1] in (("functions",), ("provider",)):
            return path[: path.index(name) + 1]
    return ()


def _around(data: Any, path: Path) -> Path:
    """What goes with a list that goes: in serverless.yml, the mappings `role` and `iam` that hold nothing else."""
    while path[-2:-1] in (("iam",), ("role",)) and len(reached(data, path[:-1])[0]) == 1:
        path = path[:-1]
    return path


def _referring(node: Any, name: str, path: Path, gone: set[Path]) -> Iterator[Path]:
    """The places that refer to a resource and stay."""
    if path in gone:
        return
    if isinstance(node, Map) and function(node) and name in uses(node):
        yield path
    elif isinstance(node, (Map, Seq)):
        for step, item, _ in node.entries():
            yield from _referring(item, name, (*path, step), gone)
