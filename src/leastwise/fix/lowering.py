"""The edits of one finding as changes of documents: what of them is one decision is decided here, together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from leastwise.fix import resources, routes, sam
from leastwise.fix.computed import ABSENT, NO_VALUE, fits, origins
from leastwise.fix.located import Place, Places
from leastwise.fix.naming import Names
from leastwise.fix.result import FileChange
from leastwise.fix.values import Terms, kept, lowered
from leastwise.fix.written import Spot, function
from leastwise.model import edit as intent
from leastwise.model.application import Application, Stack
from leastwise.model.edit import AddResource, Edit, ReplaceSpan
from leastwise.model.errors import PatchError
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Reference, Seq
from leastwise.patch.change import Changes, Insert, OverlapError, Path, Remove, Set, dotted, same
from leastwise.patch.plan import plain
from leastwise.patch.splice import Splice

_SHARED = ("Globals", "provider")
"""Sections from which several resources take what they do not say themselves."""

_ITEM = 2
"""Steps to an item of a list that is a property of a resource."""


class Lowering:
    """See the module.

    Args:
        apps: the applications that the finding may be about, in all worlds.
        places: finds what is written where.
        names: gives names to what is added.
        edits: all of the finding's.
    """

    def __init__(self, apps: Sequence[Application], places: Places, names: Names, edits: Sequence[Edit]) -> None:
        self._apps = apps
        self._places = places
        self._names = names
        self._edits = [part for edit in edits for part in self._parts(edit)]
        self._new: dict[str, tuple[str, str]] = {}
        self._shared: dict[tuple[str, int, Path], set[str]] = {}
        self._bodies: dict[tuple[tuple[str, int, Path], str], dict[str, Any]] = {}

    def changes(self) -> list[FileChange]:
        """The changes; equal ones may be among them.

        Raises:
            PatchError: an edit cannot be made.
        """
        for edit in self._edits:
            if isinstance(edit, AddResource):
                self._new.setdefault(f"{edit.beside.resource.stack}:{edit.name}", (edit.name, edit.type))
            elif not isinstance(edit, ReplaceSpan):
                self._share(edit.property)
        found: list[FileChange] = []
        # What is added comes first: it may get another name, by which the others have to refer to it.
        for edit in sorted(self._edits, key=lambda edit: not isinstance(edit, AddResource)):
            found += self._change(edit)
        return found

    def _parts(self, edit: Edit) -> list[Edit]:
        """An edit of a property that has no name of its own in SAM as edits of what is in it."""
        if isinstance(edit, intent.Set) and isinstance(edit.value, dict):
            path, words = edit.property.path, self._places.wording(edit.property)
            if words is not None and words.longest(path) is None and words.above(path):
                items = edit.value.items()
                return [part for key, v in items for part in self._parts(intent.Set(edit.property[(key,)], v))]
        return [edit]

    def _share(self, property: Property) -> None:
        """Note that a resource is to inherit something else from Globals, or nothing."""
        with suppress(PatchError):  # if it is one, it is said when the change is made
            place = self._places.of(property)
            if place.spot.path[0] in _SHARED and place.own is not None:
                heir = str(place.own.path[1]) if place.spot.path[0] == "Globals" else property.resource.name
                self._shared.setdefault(place.spot.same, set()).add(heir)

    def _place(self, property: Property, *, overriding: bool = True) -> Place:
        """Where a property is to be changed: in Globals only where all that inherit it want that.

        Otherwise the resource overrides what it inherits, where the change can be said so.
        """
        place = self._places.of(property)
        spot, own = place.spot, place.own
        if spot.path[0] not in _SHARED or own is None:
            return place
        heirs = self._heirs(property, spot)
        others = sorted(heirs - self._shared.get(spot.same, set()))
        if not others:
            return place
        if not overriding or any(isinstance(step, int) for step in own.path):
            raise PatchError(f"{spot} is shared by {', '.join(others)}, which are not to be changed")
        return Place(own, ABSENT, None, place.kind)

    def _heirs(self, property: Property, spot: Spot) -> set[str]:
        """The names of all that take from a shared place what a property takes from there."""
        resources = self._stack(property).resources
        if spot.path[0] == "Globals":
            return set(sam.inheritors(spot, str(spot.path[1]), spot.path[2:])) & set(resources)
        span, path = property.span, property.path
        alike = (r[path] for r in resources.values() if r.type == property.resource.type)
        return {one.resource.name for one in alike if one.present and one.span == span}

    def _change(self, edit: Edit) -> list[FileChange]:
        match edit:
            case ReplaceSpan(span, text):
                self._places.sources[span[0].path] = span[0]
                return [FileChange(span[0].path, Splice(span[3], span[4], text))]
            case AddResource(beside, name, type_, properties):
                spot, body = resources.added(self._places, edit, self._lowered(properties, beside), self._apps)
                if not same(self._bodies.setdefault((spot.same, name), body), body):
                    raise PatchError(f"what is right for {name} depends on the parameters")
                chosen = self._names.give(spot, self._called(name), body)
                self._new[f"{beside.resource.stack}:{name}"] = (chosen, type_)
                return [spot.change(Set((*spot.path[:-1], chosen), body, after=str(spot.path[-1])))]
            case intent.Set(property, value):
                made = routes.changes(self._places, property, value)
                return self._set(property, value) if made is None else made
            case intent.Insert(property, value):
                return self._insert(property, value)
            case intent.Remove(property):
                if not property.path:
                    return resources.removed(self._places, property.resource, self._edits)
                return self._remove(property)

    def _called(self, name: str) -> str:
        """How something new is called, given how a rule calls it."""
        return name

    def _tags(self, property: Property, items: list[Any]) -> list[FileChange] | None:
        """Tags that SAM takes as a mapping; `None` where they are written as a list."""
        words = self._places.wording(property)
        if words is None or property.path != ("Tags",) or property.path in words.names:
            return None
        tags, base = sam.tagged(items), words.base.below("Tags")
        return [base.change(Set((*base.path, key), self._lowered(tag, property))) for key, tag in tags.items()]

    def _set(self, property: Property, value: Any) -> list[FileChange]:
        if isinstance(value, list) and (tags := self._tags(property, value)) is not None:
            return tags
        words = self._places.wording(property)
        value = value if words is None else words.part(property.path[:-1], value)
        if words is not None and (alone := self._alone(words, property)) is not None:
            return [alone.change(Set(alone.path, [self._lowered(value, property)]))]
        place = self._place(property)
        changes = []
        if place.kind is not None and place.kind.raw != (kind := self._kind(value)):
            changes.append(place.kind.change(Set(place.kind.path, kind)))
        for spot in self._origins(place, property):
            if spot.path[0] == "Parameters" and spot.path != place.spot.path:
                new = fits(spot.at(spot.path[:-1]).raw, str(spot.path[1]), self._lowered(value, property))
            else:
                new = kept(spot.raw, place.value, value, lambda item: self._lowered(item, property))
                if spot.path[0] == "Mappings" and not isinstance(new, (str, int, float)):
                    raise PatchError(f"{spot} takes no value that is computed")
            changes.append(spot.change(Set(spot.path, new)))
        return changes

    @staticmethod
    def _alone(words: sam.Wording, property: Property) -> Spot | None:
        """Where SAM's author wrote the only item of a list without a list, if a property is that item."""
        if len(property.path) != _ITEM or property.path[:1] not in words.items or property.path[1] != 0:
            return None
        spot = words.base.below(words.items[property.path[:1]][0])
        raw = spot.raw
        single = isinstance(raw, Map) and len(raw) == 1 and not function(raw)
        return spot if single or isinstance(raw, str) else None

    def _origins(self, place: Place, property: Property) -> list[Spot]:
        """The places whose texts decide what is at a place, or just that where nothing is."""
        if not place.spot.present:
            return [place.spot]
        return origins(place.spot, place.value, self._stack(property).parameters)

    def _insert(self, property: Property, value: Any) -> list[FileChange]:
        if (tags := self._tags(property, [value])) is not None:
            return tags
        words = self._places.wording(property)
        if words is not None and property.path in words.items:
            place, value = Place(words.base.below(words.items[property.path][0])), words.part(property.path, value)
        else:
            place = self._place(property)
        new = self._lowered(value, property)
        changes = []
        for spot in self._origins(place, property):
            raw = spot.raw
            if raw == NO_VALUE:
                changes.append(spot.change(Set(spot.path, [new])))
            elif raw is None or isinstance(raw, Seq):
                changes.append(spot.change(Insert(spot.path, new)))
            elif isinstance(raw, (str, Map)) and (not function(raw) or not isinstance(place.value, Seq)):
                changes.append(spot.change(Set(spot.path, [plain(raw), new])))
            else:
                raise PatchError(f"{spot} is a list that is computed")
        return changes

    def _remove(self, property: Property) -> list[FileChange]:
        words = self._places.wording(property)
        if words is not None and (alone := self._alone(words, property)) is not None:
            return [alone.change(Remove(alone.path))]
        place = self._place(property, overriding=False)
        if place.value is ABSENT:
            return []
        if function(place.spot.raw) != "Fn::If":
            return [place.spot.change(Remove(place.spot.path))]
        spots = self._origins(place, property)
        if any(spot.path[: len(place.spot.path)] != place.spot.path for spot in spots):
            raise PatchError(f"{place.spot} is computed")
        return [spot.change(Set(spot.path, dict(NO_VALUE))) for spot in spots]

    def _lowered(self, value: Any, near: Property) -> Any:
        stack = near.resource.stack

        def copy(property: Property) -> Any:
            place = self._places.of(property) if property.path else None
            if place is None or place.value is ABSENT or place.spot.file is not self._places.block(near.resource).file:
                raise PatchError(f"{property.resource.name} has no {property.dotted} that could be copied")
            return plain(place.spot.raw)

        return lowered(value, Terms(stack, lambda key: self._name(key, stack, near), copy))

    def _name(self, key: str, stack: str, near: Property) -> str:
        """What the template that a property is in calls a resource."""
        if key in self._new:
            return self._new[key][0]
        home, _, name = key.rpartition(":")
        if home != stack:
            raise PatchError(f"{name} is in another template ({home.partition('@')[0]})")
        block = self._places.block(near.resource)
        known = block.at(("Resources",)).raw
        if isinstance(known, Map) and name in known:
            return name
        found = self._resource(key)
        if found is None or found.framework != "sam":
            raise PatchError(f"{name} is not in {block.file.source.path}")
        cause = self._places.block(found)
        made = sam.referred(found.type)
        return f"{cause.path[1]}.{made}" if made and len(cause.path) == 2 else name

    def _kind(self, value: Any) -> str:
        """What SAM calls the kind of thing that an ARN is of."""
        key = value.resource if isinstance(value, Reference) else ""
        found = self._resource(key)
        kind = sam.destination(self._new[key][1] if key in self._new else found.type if found is not None else "")
        if kind is None:
            raise PatchError("SAM wants to know the kind of the destination, and it cannot be told")
        return kind

    def _resource(self, key: str) -> Resource | None:
        return next((app.by_key[key] for app in self._apps if key in app.by_key), None)

    def _stack(self, property: Property) -> Stack:
        """The stack of a property, in a world in which its resource is just this."""
        resource = property.resource
        found = [stack for app in self._apps for stack in app.stacks if stack.key == resource.stack]
        if not found:
            raise PatchError(f"the stack of {resource.name} was not read")
        return next((stack for stack in found if stack.resources.get(resource.name) is resource), found[0])


def joined(changes: Iterable[FileChange]) -> list[FileChange]:
    """The changes of one finding, each once.

    Raises:
        PatchError: two of them contradict each other.
    """
    found: list[FileChange] = []
    for change in changes:
        if not any(_equal(change, known) for known in found):
            found.append(change)
    for file in {(change.path, change.number) for change in found}:
        try:
            Changes(c.change for c in found if (c.path, c.number) == file and not isinstance(c.change, Splice))
        except OverlapError as error:
            # Each world, and each that has it by an alias, wants what is right for it; written once it cannot be both.
            name = dotted(error.change.path)
            raise PatchError(f"what is right for {name} depends on the parameters, or on who shares it") from error
    return found


def _equal(one: FileChange, other: FileChange) -> bool:
    if (one.path, one.number) != (other.path, other.number) or type(one.change) is not type(other.change):
        return False
    if isinstance(one.change, Splice) or isinstance(other.change, Splice):
        return one.change == other.change
    values = [getattr(change, "value", None) for change in (one.change, other.change)]
    return one.change.path == other.change.path and same(*values)
