"""The edits of one finding in serverless.yml: where the Framework has words of its own, or none."""

from __future__ import annotations

from typing import Any

from leastwise.fix import grants, own_roles, serverless
from leastwise.fix.located import NoWordError, Place
from leastwise.fix.lowering import Lowering
from leastwise.fix.result import FileChange
from leastwise.fix.written import Spot
from leastwise.model import edit as intent
from leastwise.model.edit import AddResource, Edit
from leastwise.model.errors import PatchError
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Insert, Path, Set, same

_ROLE = "AWS::IAM::Role"
_SEVERAL = 2
"""Functions for which a setting that all of them are to have is made in `provider`."""


class ServiceLowering(Lowering):
    """See `Lowering`."""

    def changes(self) -> list[FileChange]:
        """See `Lowering.changes`."""
        logged = serverless.access_logs(self._edits, self._places.block)
        return super().changes() if logged is None else logged

    def _change(self, edit: Edit) -> list[FileChange]:
        own = self._own_role(edit)
        if own is not None:
            return own
        allowed = grants.granted(edit)
        if allowed is not None and self._is_generated(allowed[0]):
            near, place = Property(allowed[0]), grants.place(allowed[0], self._places)
            if place is not None:
                return [place.change(Insert(place.path, self._lowered(one, near))) for one in allowed[1]]
        if isinstance(edit, intent.Set) and edit.property.path and self._is_generated(edit.property.resource):
            block = self._places.block(edit.property.resource)
            made = serverless.changes(edit.property, edit.value, block, lambda v: self._lowered(v, edit.property))
            if made is not None:
                return made
        return super()._change(edit)

    def _own_role(self, edit: Edit) -> list[FileChange] | None:
        """What gives a function a role of its own instead of the one that the Framework makes; `None` for others."""
        if isinstance(edit, AddResource) and edit.type == _ROLE and self._is_generated(edit.beside.resource):
            if not isinstance(edit.properties.get("Policies"), list):
                name = edit.beside.resource.name
                raise PatchError(
                    f"the Serverless Framework makes {name}: the plugin {own_roles.PLUGIN} gives each function its own"
                )
            given = own_roles.user(self._edits, edit)
            words = self._role_words(edit)
            if given is None or words is None:
                return None
            block = self._places.block(given.property.resource)
            if not isinstance(block.raw, Map):
                raise PatchError(f"{block} is computed")
            near = Property(edit.beside.resource)
            return [block.change(Set((*block.path, *path), self._lowered(value, near))) for path, value in words]
        if not isinstance(edit, intent.Set) or edit.property.path != ("Role",):
            return None
        made = (one for one in self._edits if isinstance(one, AddResource) and one.type == _ROLE)
        for one in made:
            key = f"{one.beside.resource.stack}:{one.name}"
            if own_roles.gives(edit, key) and self._is_generated(one.beside.resource):
                if self._role_words(one) is not None:
                    return []
                block = self._places.block(edit.property.resource)
                return [block.change(Set((*block.path, "role"), self._new[key][0]))]
        place = edit.property
        spot = self._places.file(place.span).entry(place.span) if place.present else None
        if spot is not None and spot.path[:1] == ("provider",):  # others have the role that is named there, too
            block = self._places.block(place.resource)
            return [block.change(Set((*block.path, "role"), self._lowered(edit.value, place)))]
        return None

    def _role_words(self, edit: AddResource) -> list[tuple[Path, Any]] | None:
        return own_roles.entries(self._places.block(edit.beside.resource), edit.properties)

    def _set(self, property: Property, value: Any) -> list[FileChange]:
        if property.absent and self._is_generated(property.resource):
            everywhere = self._for_all(property, value)
            if everywhere is not None:
                return everywhere
        try:
            return super()._set(property, value)
        except NoWordError:
            return self._literal(property, value) or self._extended(property, value)

    def _literal(self, property: Property, value: Any) -> list[FileChange]:
        """The change of a word that stands apart from what it is about, as it is: `runtime` below `provider`."""
        there = property.value
        spot = self._places.file(property.span).entry(property.span) if property.present else None
        if spot is None or not (isinstance(spot.raw, str) and isinstance(there, str) and isinstance(value, str)):
            return []
        if spot.raw == there:
            return [spot.change(Set(spot.path, value))]
        return [spot.change(Set(spot.path, value.lower()))] if spot.raw == there.lower() else []

    def _insert(self, property: Property, value: Any) -> list[FileChange]:
        try:
            return super()._insert(property, value)
        except NoWordError:
            there = property.value
            if not (there is None or isinstance(there, Seq)):
                raise
            if property.name == "Statement" and there is not None:
                found = serverless.statements(self._places.file(span).entry(span) for span in there.spans)
                if found is not None:
                    return [found.change(Insert(found.path, self._lowered(value, property)))]
            return self._extended(property, [*(there or ()), value])

    def _origins(self, place: Place, property: Property) -> list[Spot]:
        found = super()._origins(place, property)
        sources = [spot.file.source for spot in found] + [r.span[0] for r in self._stack(property).resources.values()]
        texts = {source.path: source.text for source in sources}.values()
        return [serverless.origin(spot, texts) for spot in found]

    def _name(self, key: str, stack: str, near: Property) -> str:
        home, _, name = key.rpartition(":")
        if home != stack or key in self._new:
            return super()._name(key, stack, near)
        found = self._resource(key)
        if (
            found is not None
            and self._is_generated(found)
            and serverless.own_block(found, self._places.block(found)) is None
        ):
            serverless.refuse_outside(found)
        return name

    def _called(self, name: str) -> str:
        return name[:1].upper() + name[1:]  # names of functions begin small, logical ids do not

    def _is_generated(self, resource: Resource) -> bool:
        """Whether the Framework makes a resource of something else."""
        return self._places.own_block(resource) is None

    def _extended(self, property: Property, value: Any) -> list[FileChange]:
        """Something of what the Framework makes, said in `resources.extensions`.

        They set whole properties, so what the Framework says beside it is said there too.
        """
        block, path = self._places.block(property.resource), property.path
        own = serverless.own_block(property.resource, block)
        if own is not None and not any(isinstance(step, int) for step in path):
            spot = own.below("Properties", *path)
            return [spot.change(Set(spot.path, self._lowered(value, property)))]
        serverless.refuse_outside(property.resource, path)
        changes = []
        for depth in range(1, len(path)):
            above = Property(property.resource, path[:depth]).value
            if isinstance(path[depth], int) or not (above is None or isinstance(above, Map)):
                raise PatchError(f"the Serverless Framework makes {property.resource.name}: change it by hand")
            for key, item in (above or {}).items():
                if key != path[depth]:
                    beside = Property(property.resource, (*path[:depth], key))
                    changes.append(serverless.extension(beside, self._lowered(item, property), block))
        return [*changes, serverless.extension(property, self._lowered(value, property), block)]

    def _for_all(self, property: Property, value: Any) -> list[FileChange] | None:
        """A setting in `provider`, where the finding wants it for all functions of a service; otherwise `None`."""
        shared = serverless.for_all(property, value, self._places.block(property.resource))
        if shared is None:
            return None
        sets = (edit for edit in self._edits if isinstance(edit, intent.Set))
        wanted = {
            edit.property.resource.key
            for edit in sets
            if edit.property.path == property.path and same(edit.value, value)
        }
        every = {r.key for r in self._stack(property).resources.values() if r.type == property.resource.type}
        if len(every) < _SEVERAL or not every <= wanted:
            return None
        spot, new = shared
        return [spot.change(Set(spot.path, new))]
