"""Where in the author's document a property of the model is written, or would be.

What is there is found by its span, so Globals, anchors and included files need no care. What is absent goes below its
nearest parent that is there. What SAM makes is written in SAM's words (`leastwise.fix.sam`).
"""

from __future__ import annotations

from typing import Any

from leastwise.fix import sam, serverless
from leastwise.fix.computed import ABSENT
from leastwise.fix.written import Spot, Written, function
from leastwise.model.errors import PatchError
from leastwise.model.record import record, replace
from leastwise.model.resource import Path, Property, Resource
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.suppress.note import SUPPRESSION


@record
class Place:
    """Where a property is written.

    Attributes:
        spot: the place, whether something is written there or not.
        value: what it comes to; `ABSENT` where the model has nothing there.
        own: where the resource itself would say what it inherits from Globals.
        kind: where SAM wants to be told what kind of thing an ARN is of.
    """

    spot: Spot
    value: Any = ABSENT
    own: Spot | None = None
    kind: Spot | None = None


class NoWordError(PatchError):
    """The framework has no word for a property of what it makes."""


_CONFIGURED = ("chalice", "zappa")
"""Frameworks of which the configuration has no place for most of what is deployed."""


class Places:
    """Finds places in files, each of which is read once.

    Attributes:
        sources: path → the file, for all that were looked into.
    """

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self._written: dict[str, Written] = {}

    def file(self, span: Span) -> Written:
        """The file that a span is in.

        Raises:
            PatchError: it is made by a tool.
        """
        self.open(span[0])
        return self._written[span[0].path]

    def open(self, source: Source) -> Written:
        """A file that is known, or becomes so.

        Raises:
            PatchError: it is made by a tool.
        """
        if source.path not in self._written:
            self._written[source.path] = Written(source)
            self.sources[source.path] = source
        return self._written[source.path]

    def block(self, resource: Resource) -> Spot:
        """The block that a resource is written in, or made from."""
        found = self.file(resource.span).entry(resource.span)
        if resource.framework in _CONFIGURED:
            raise PatchError(f"the configuration of {resource.framework.capitalize()} is not changed: do it by hand")
        if found is None:
            raise PatchError(f"where {resource.name} is written cannot be found")
        loop = next((step for step in found.path if str(step).startswith("Fn::ForEach::")), None)
        if loop is not None:
            raise PatchError(f"{resource.name} is made by the loop {str(loop)[len('Fn::ForEach::') :]}")
        return found

    def own_block(self, resource: Resource) -> Spot | None:
        """The block in which the author wrote a resource as CloudFormation has it, perhaps in a file that is put in."""
        block = self.block(resource)
        if isinstance(block.raw, Map):
            return block if block.declares(resource.type) else None
        span = resource.body.spans.get("Type")
        if resource.framework != "serverless" or span is None or resource.by != "author":
            return None
        found = self.file(span).entry(span)
        found = None if found is None or found.path[-1:] != ("Type",) else found.at(found.path[:-1])
        return found if found is not None and found.declares(resource.type) else None

    def wording(self, property: Property) -> sam.Wording | None:
        """How the framework's author writes a property; `None` where it is written as it is."""
        resource = property.resource
        if not property.path or resource.framework not in ("sam", "serverless"):
            return None
        block = self.block(resource)
        return None if block.declares(resource.type) else _words(resource, block)

    def of(self, property: Property) -> Place:
        """Where a property is written.

        Raises:
            PatchError: nobody can write it, or its value is computed as a whole.
        """
        resource, path = property.resource, property.path
        block = self.block(resource)
        if resource.type == SUPPRESSION:
            return Place(_outermost(block), resource.body)
        if not path:
            return Place(block, resource.body)
        own = self.own_block(resource)
        if own is not None:
            return self._follow(own.below("Properties"), resource.properties, path)
        if resource.type.startswith("Leastwise::Template::"):
            return self._follow(block, resource.properties, path)
        return self._made(property, block)

    def _follow(self, spot: Spot, value: Any, path: Path) -> Place:
        """From a container that the author wrote to what is below it."""
        for depth, step in enumerate(path):
            there, span = span_at(value, step)
            if not there:
                inside = spot if depth == 0 and not function(spot.raw) else self._inside(spot, value)
                return Place(inside.below(*path[depth:]))
            found = None if span is None else self._entry(spot.below(step), span)
            if found is None or not _called(found, step):
                raise PatchError(f"{spot.below(*path[depth:])} is computed")
            spot, value = found, value[step if isinstance(value, Seq) else str(step)]
        return Place(spot, value)

    def _entry(self, own: Spot, span: Span) -> Spot | None:
        """Where an entry stands that has this span: below its own parent, if it can, rather than at an anchor."""
        parent, last = own.at(own.path[:-1]).raw, own.path[-1]
        steps = [str(last)] if isinstance(parent, Map) else range(len(parent)) if isinstance(parent, Seq) else ()
        for step in steps:
            there, place = span_at(parent, step)
            if there and place is not None and place[1:] == span[1:] and place[0].path == span[0].path:
                return own.at((*own.path[:-1], step))
        return self.file(span).entry(span)

    def _inside(self, spot: Spot, value: Any) -> Spot:
        """Where a container stands, inside of what chooses it."""
        if not isinstance(value, (Map, Seq)):
            raise PatchError(f"{spot} is no mapping")
        own = spot.raw
        if isinstance(own, (Map, Seq)) and own.home[1:] == value.home[1:] and not function(own):
            return spot
        if function(own) == "Fn::Transform" and (included := self._included(spot, value)) is not None:
            return included
        found = self.file(value.home).container(value.home)
        if found is None or function(found.raw) or not isinstance(found.raw, type(value)):
            raise PatchError(f"{spot} is computed")
        return found

    def _included(self, spot: Spot, value: Any) -> Spot | None:
        """The top of the file that a mapping is included from."""
        for _, _, span in value.entries():
            if span[0].path != spot.file.source.path:
                found = self.file(span).entry(span)
                return None if found is None or len(found.path) != 1 else found.at(())
        return None

    def _made(self, property: Property, block: Spot) -> Place:
        """The same for a resource that a framework made from something else."""
        resource, path = property.resource, property.path
        words = _words(resource, block)
        depth, spot, value = self._as_written(resource, path, block, None if words is None else words.base)
        prefix = None if words is None else words.longest(path)
        # In a definition that SAM writes, only what its author said to the letter can be said again.
        own = path[0] != "Body" or depth == len(path) or (words is not None and ("Body",) in words.names)
        if prefix is None or len(prefix) <= depth:
            if depth and own:
                assert spot is not None
                return self._inherited(self._follow(spot, value, path[depth:]), resource, block)
            maker = "the Serverless Framework" if resource.framework == "serverless" else "SAM"
            by = f"{maker} makes" if resource.by == "framework" else f"{maker} makes of the template"
            raise NoWordError(f"{by} {resource.name}; its {property.dotted} cannot be set there")
        assert words is not None
        name, rest = words.names[prefix], path[len(prefix) :]
        above = Property(resource, prefix)
        there = above.present and above.by == "author"
        found = self._entry(words.base.below(*name), above.span) if there else None
        if found is not None and _called(found, name[-1]) and found.path != block.path:
            place = self._follow(found, above.value, rest)
        else:
            place = Place(words.base.below(*name, *rest))
        kind = words.kinds.get(name)
        place = Place(place.spot, place.value, place.own, words.base.below(*kind) if kind and not rest else None)
        return self._inherited(place, resource, block)

    def _as_written(
        self, resource: Resource, path: Path, block: Spot, base: Spot | None
    ) -> tuple[int, Spot | None, Any]:
        """How many steps of a path lead to something that the author wrote under the same name, and where it is."""
        value: Any = resource.properties
        spot = block if base is None else base
        best: tuple[int, Spot | None, Any] = (0, None, None)
        for depth, step in enumerate(path, 1):
            there, span = span_at(value, step)
            if not there:
                break
            value = value[step if isinstance(value, Seq) else str(step)]
            spot = spot.below(step)
            found = None if span is None else self._entry(spot, span)
            if found is not None and found.path != block.path and (_called(found, step) or _fills(found)):
                best = (depth, found, value)
                spot = found
        return best

    def _inherited(self, place: Place, resource: Resource, block: Spot) -> Place:
        """The place, with that in the resource itself where one is in Globals, and the other way round."""
        path = place.spot.path
        if resource.framework == "serverless":
            return replace(place, own=serverless.own_place(place.spot, block))
        if path[0] == "Globals":
            owner = _owner(resource, block)
            own = place.spot.at(("Resources", owner, "Properties", *path[2:])) if owner else None
            return Place(place.spot, place.value, own, place.kind)
        if place.value is ABSENT and path[0] == "Resources" and len(path) > 3 and not place.spot.present:
            kind = sam.serverless(place.spot.at(path[:2]).raw)
            shared = place.spot.at(("Globals", kind, *path[3:]))
            if kind and shared.at(shared.path[:3]).present and not place.spot.at(path[:4]).present:
                return Place(shared, ABSENT, place.spot, place.kind)
        return place


def span_at(value: Any, step: str | int) -> tuple[bool, Span | None]:
    """Whether a container has something at a step, and its span where it has one of its own."""
    if isinstance(value, Map) and str(step) in value:
        return True, value.spans.get(str(step))
    if isinstance(value, Seq) and isinstance(step, int) and 0 <= step < len(value):
        return True, value.spans[step] if step < len(value.spans) else None
    return False, None


def _words(resource: Resource, block: Spot) -> sam.Wording | None:
    found: sam.Wording | None = (serverless if resource.framework == "serverless" else sam).wording(resource, block)
    return found


def _outermost(note: Spot) -> Spot:
    """An item of `Metadata: {leastwise: {ignore: […]}}`, or as much around it as holds nothing else."""
    while len(note.path) > 1 and note.path[-1] != "Metadata" and len(note.at(note.path[:-1]).raw) == 1:
        note = note.at(note.path[:-1])
    return note


def _called(spot: Spot, step: str | int) -> bool:
    """Whether a place has this name; the index of an item may be another one than in the model."""
    last = spot.path[-1] if spot.path else ""
    return isinstance(last, int) if isinstance(step, int) and isinstance(last, int) else str(last) == str(step)


def _fills(spot: Spot) -> bool:
    """Whether a place is what the author gives to a policy template: `Policies: [{Name: {Parameter: this}}]`."""
    return len(spot.path) > 3 and spot.path[-4] == "Policies" and isinstance(spot.path[-3], int)


def _owner(resource: Resource, block: Spot) -> str:
    """The logical id of the resource in the template that another one is made of."""
    if block.path[0] == "Resources":
        return str(block.path[1])
    names = block.at(("Resources",)).raw
    fitting = [name for name in names if resource.name.startswith(name)] if isinstance(names, Map) else []
    return max(fitting, key=len, default="")
