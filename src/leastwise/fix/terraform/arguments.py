"""What differs between a resource before and after, said in Terraform's words, as changes of the author's blocks.

The tables that Terraform is read with are used the other way round (`leastwise.read.terraform.render`): the resource is
rendered as it is and as it is to be. What is the same in both stays untouched, however its author wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from leastwise.fix import written
from leastwise.fix.result import FileChange
from leastwise.fix.terraform.block import Block, parts
from leastwise.fix.terraform.differences import differences
from leastwise.fix.terraform.values import copied, label_of
from leastwise.fix.written import Spot
from leastwise.model import edit as intent
from leastwise.model.edit import Edit
from leastwise.model.errors import PatchError
from leastwise.model.record import replace
from leastwise.model.resource import Path, Property, Resource
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Remove, Set, same
from leastwise.patch.hcl.calls import opened
from leastwise.read.hcl import Expression
from leastwise.read.tables import table
from leastwise.read.terraform.inverse import parts_of
from leastwise.read.terraform.render import Rendered, render
from leastwise.read.terraform.tables import entry


def changes(block: Block, edits: Sequence[Edit], placed: Callable[[Any, Property], Any]) -> Iterator[FileChange]:
    """What it takes to make edits of one resource.

    Raises:
        PatchError: Terraform has no word for it, or it is computed.
    """
    after = _edited(block.resource, edits, placed)
    known = entry(block.type)
    if known is None or known.into is not None:
        raise PatchError(f"{block.spot} says something of another resource: change it there")
    inside = frozenset(part for part in (*known.parts, *parts_of(known.type)) if not _is_apart(block, part))
    old, new = (_rendered(block, resource, inside) for resource in (block.resource, after))
    missed = [path for path in new.left if path not in old.left]
    if missed:
        raise PatchError(no_word(block.resource.type, missed[0][1], str(block.spot)))
    found = list(_changes(block, *(made.document.get("resource", {}) for made in (old, new))))
    yield from found
    yield from needed(block, new.document, found)


def _changes(block: Block, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[FileChange]:
    """What makes the blocks of a resource, type → label → content, those that they are to be."""
    for type_, labels in now.items():
        for label, wanted in labels.items():
            there = before.get(type_, {}).get(label)
            if type_ == block.type:
                yield from differences(block.module, block.spot, there, wanted)
            elif there is None:
                yield from _added(block, type_, wanted)
            elif not same(there, wanted):
                yield from differences(block.module, _part(block, type_, there), there, wanted)
    for type_, labels in before.items():
        for label, there in labels.items():
            if label not in now.get(type_, {}):
                part = _part(block, type_, there)
                yield part.change(Remove(part.path))


def no_word(type_: str, path: str, where: str) -> str:
    """Why a property cannot be said: where else it is said, if it is."""
    elsewhere = table(written.__file__, "terraform")["elsewhere"].get(type_, {})
    block = next((own for name, own in elsewhere.items() if f"{path}.".startswith(f"{name}.")), None)
    if block is None:
        return f"Terraform has no word for {path} of {where}"
    return f"Terraform says {path} of {where} in a block {block}: add one by hand"


def _edited(resource: Resource, edits: Sequence[Edit], placed: Callable[[Any, Property], Any]) -> Resource:
    properties: Any = copied(resource.properties)
    gone: list[Path] = []
    for edit in edits:
        if isinstance(edit, intent.Remove):
            gone.append(edit.property.path)
        elif isinstance(edit, (intent.Set, intent.Insert)):
            above, last = _above(properties, edit.property)
            value = placed(edit.value, edit.property)
            if isinstance(edit, intent.Insert):
                there = above.get(str(last)) if isinstance(above, Map) else above[last]
                listed = there if isinstance(there, Seq) else Seq(edit.property.span, [] if there is None else [there])
                listed.put(value, edit.property.span)
                value = listed
            if isinstance(above, Map):
                above.put(str(last), value, above.spans.get(str(last), edit.property.span))
            else:
                above[last] = value
    for path in sorted(gone, key=lambda path: [str(step).rjust(9, "0") for step in path], reverse=True):
        _remove(properties, path)
    body = resource.body.copy()
    body["Properties"] = properties
    return replace(resource, body=body)


def _above(value: Any, property: Property) -> tuple[Any, Any]:
    for step in property.path[:-1]:
        if isinstance(value, Map):
            if not isinstance(value.get(str(step)), (Map, Seq)):
                if value.get(str(step)) is not None:
                    raise PatchError(f"{property.dotted} of {property.resource.name} is computed")
                value.put(str(step), Map(property.span), property.span)
            value = value[str(step)]
        elif isinstance(value, Seq) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            raise PatchError(f"{property.resource.name} has no {property.dotted}")
    return value, property.path[-1]


def _remove(value: Any, path: Path) -> None:
    for step in path[:-1]:
        value = value.get(str(step)) if isinstance(value, Map) else value[step]
    if isinstance(value, Map):
        value.pop(str(path[-1]), None)
        value.spans.pop(str(path[-1]), None)
    else:
        del value[path[-1]]
        del value.spans[path[-1]]


def _is_apart(block: Block, part: str) -> bool:
    """Whether what goes into a resource is, or would be, a block of its own rather than a block inside of it."""
    known = entry(part)
    if known is None or known.into is None:
        return False
    if any(True for _ in parts(block, part)):
        return True
    return not known.into.at or not Property(block.resource, known.into.at).present


def _part(block: Block, type_: str, rendered: Mapping[str, Any]) -> Spot:
    """The block that says what was rendered."""
    found = list(parts(block, type_))
    if len(found) > 1:
        literal = {key: value for key, value in rendered.items() if isinstance(value, (str, int))}
        found = [spot for spot in found if all(same(opened(spot.below(k).raw), v) for k, v in literal.items())]
    if len(found) != 1:
        raise PatchError(f"which {type_} belongs to {block.type}.{block.label} cannot be told")
    return found[0]


def _rendered(block: Block, resource: Resource, inside: frozenset[str]) -> Rendered:
    made = render(
        [resource],
        addresses=block.addresses,
        labels={resource.key: block.label},
        types={resource.key: block.type},
        inside=inside,
    )
    made.document = {kind: opened(found) for kind, found in made.document.items()}
    return made


def _added(block: Block, type_: str, content: dict[str, Any]) -> Iterator[FileChange]:
    """A new block beside the one of the resource that it says something of."""
    content = block.repeated(ordered(content))
    name = content.get("name")
    named = label_of(name) if isinstance(name, str) else ""
    label = block.module.free(type_, f"{block.label}_{named}" if named else block.label, content)
    spot = block.spot.at(("resource", type_, label))
    yield spot.change(Set(spot.path, content, after=block.spot.path))


def ordered(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a new block with what takes one line before what takes more."""
    return dict(sorted(content.items(), key=lambda entry: isinstance(entry[1], (dict, list))))


def needed(
    block: Block, document: Mapping[str, Any], changes: Sequence[FileChange] | None = None
) -> Iterator[FileChange]:
    """The data sources that new values speak of, where the module does not have them.

    `changes`: only those that these speak of; what stays as it is may say the same in other words.
    """
    for type_, labels in document.get("data", {}).items():
        for label, content in labels.items():
            path = ("data", type_, label)
            name = ".".join(path)
            if changes is not None and not any(_speaks(getattr(item.change, "value", None), name) for item in changes):
                continue
            if block.module.at(path) is None and name not in block.module.own_names():
                spot = block.module.beside(name, block.spot)
                yield spot.change(Set(path, content, after=spot.path))


def _speaks(value: Any, name: str) -> bool:
    """Whether an expression in a value names something."""
    if isinstance(value, dict):
        return any(_speaks(item, name) for item in value.values())
    if isinstance(value, list):
        return any(_speaks(item, name) for item in value)
    return isinstance(value, Expression) and name in value.text
