"""The edits of one finding as changes of a module's files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leastwise.fix import written
from leastwise.fix.check import PARAMETER
from leastwise.fix.located import Places
from leastwise.fix.result import FileChange
from leastwise.fix.terraform import arguments, documents, inputs
from leastwise.fix.terraform.block import Block, parts
from leastwise.fix.terraform.module import Module
from leastwise.fix.terraform.providers import pins, refuse_newer
from leastwise.fix.terraform.syntax import in_its_syntax, renamed
from leastwise.fix.terraform.values import INDEX, Values, label_of
from leastwise.fix.written import Spot
from leastwise.model import edit as intent
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, ReplaceSpan
from leastwise.model.errors import PatchError
from leastwise.model.record import replace
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, display
from leastwise.patch.change import Remove, Set
from leastwise.patch.hcl.calls import opened
from leastwise.patch.plan import plain
from leastwise.patch.splice import Splice
from leastwise.read.expand.values import made
from leastwise.read.files import Files
from leastwise.read.hcl import Expression
from leastwise.read.tables import table
from leastwise.read.terraform.inverse import ATTACHED, own_type
from leastwise.read.terraform.render import render
from leastwise.read.terraform.tables import entry

_ATTACHING = ("aws_iam_policy_attachment", "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment")
_PREFIX = re.compile(r"(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*")


class Terraform:
    """Turns edits into changes. See `leastwise.fix.intent.Intentions`.

    Args:
        apps: the applications, in all worlds.
        places: finds what is written where.
        files: the root, where there is one.
    """

    def __init__(self, apps: Sequence[Application], places: Places, files: Files | None) -> None:
        self._apps = apps
        self._places = places
        self._files = files
        self._modules: dict[str, Module] = {}
        self._pins: dict[str, list[str]] = {}
        self._new: dict[str, str] = {}

    def changes(self, edits: Sequence[Edit]) -> list[FileChange]:
        """What the edits of one finding mean for the files.

        Raises:
            PatchError: one of them cannot be made.
        """
        self._new = {}
        added = [edit for edit in edits if isinstance(edit, AddResource)]
        for new in added:
            self._name(new)
        found = [change for new in added for change in self._added(new)]
        rest: dict[str, list[intent.Set | intent.Insert | intent.Remove]] = {}
        for edit in edits:
            if isinstance(edit, ReplaceSpan):
                self._places.open(edit.span[0])
                found.append(FileChange(edit.span[0].path, Splice(edit.span[3], edit.span[4], edit.text)))
            elif not isinstance(edit, AddResource):
                own = self._own(edit, edits)
                if own is None:
                    rest.setdefault(edit.property.resource.key, []).append(edit)
                else:
                    found += own
        for several in rest.values():
            near = several[0].property
            values = self._values(near)
            found += arguments.changes(self._block(near.resource), several, values.placed)
        return [self._as_written(change) for change in found]

    def _as_written(self, change: FileChange) -> FileChange:
        """A change with the module's own names of data sources, in the syntax of its file."""
        item = change.change
        if isinstance(item, (Splice, Remove)):
            return change
        module = self._modules.get(change.path.rpartition("/")[0])
        if module is not None:
            refuse_newer(self._pins[module.folder], item)
            change = replace(change, change=replace(item, value=renamed(item.value, module.own_names())))
        return in_its_syntax(change)

    def _own(self, edit: intent.Set | intent.Insert | intent.Remove, edits: Sequence[Edit]) -> list[FileChange] | None:
        """The changes for an edit that the tables have no part in; `None` for all others."""
        property = edit.property
        resource = property.resource
        if resource.type == PARAMETER:
            return self._variable(edit)
        if not property.path:
            if isinstance(edit, intent.Remove):
                return list(self._removed(resource, edits))
            raise PatchError(f"{resource.name} is not replaced as a whole")
        given = inputs.changes(self._places, self._module, edit)
        if given is not None:
            return given
        self._refuse_foreign(resource)
        values = self._values(property)
        module = self._module(resource)
        found = documents.changes(self._places, module, edit, values.written)
        if found is None:
            return None
        block = Block(self._places.block(resource), resource, module, {})
        return [*found, *arguments.needed(block, values.needs)]

    def _variable(self, edit: intent.Set | intent.Insert | intent.Remove) -> list[FileChange]:
        resource, path = edit.property.resource, edit.property.path
        spot = self._places.block(resource).below(resource.names.get(str(path[0]), str(path[0])))
        if isinstance(edit, intent.Remove):
            return [spot.change(Remove(spot.path))] if spot.present else []
        return [spot.change(Set(spot.path, edit.value))]

    def _removed(self, resource: Resource, edits: Sequence[Edit]) -> Iterator[FileChange]:
        block = self._block(resource)
        going = [e.property.resource for e in edits if isinstance(e, intent.Remove) and not e.property.path]
        blocks = [self._block(one) for one in going]
        spots = [one.spot for one in blocks]
        own = [part for one in blocks for part in (*_parts_of(one), *_attaching(one))]
        users = list(block.module.uses(f"{block.type}.{block.label}", [*spots, *own]))
        if users:
            where = ", ".join(f"{path}:{line}" for path, line in users[:3])
            raise PatchError(f"{where} still needs {block.type}.{block.label}")
        without = block.module.unused_without("aws_iam_policy_document", [*spots, *own])
        for spot in (block.spot, *_parts_of(block), *_attaching(block), *without):
            yield spot.change(Remove(spot.path))

    def _name(self, edit: AddResource) -> None:
        """Give a resource that is added an address, by which others may speak of it."""
        beside = edit.beside.resource
        self._new[f"{beside.stack}:{edit.name}"] = f"{self._type(edit)}.{label_of(edit.name)}"

    def _type(self, edit: AddResource) -> str:
        own = own_type(_resource(edit, made(edit.beside.span, edit.properties)))
        own = next(iter(ATTACHED[edit.type].values()))[0] if edit.type in ATTACHED else own
        if own is None:
            raise PatchError(f"Terraform has no {edit.type}")
        return own

    def _added(self, edit: AddResource) -> Iterator[FileChange]:
        beside = edit.beside.resource
        self._refuse_foreign(beside)
        block = self._block(beside)
        values = self._values(edit.beside)
        properties = dict(edit.properties)
        attached = properties.pop("ManagedPolicyArns", ()) if edit.type == "AWS::IAM::Role" else ()
        resource = _resource(edit, values.placed(properties, edit.beside))
        key, label = resource.key, label_of(edit.name)
        rendered = render([resource], addresses=self._addresses(edit.beside), labels={key: label})
        if rendered.left:
            raise PatchError(arguments.no_word(edit.type, rendered.left[0][1], edit.type))
        for type_, labels in rendered.document.get("resource", {}).items():
            for name, content in labels.items():
                content = _called(type_, name, block, arguments.ordered(opened(content)))
                if edit.attributes.get("DeletionPolicy") == "Retain" and type_ == own_type(resource):
                    content["lifecycle"] = [{"prevent_destroy": True}]
                content = block.repeated(content)
                block.refuse_other_region(type_, content)
                chosen = block.module.free(type_, name, content)
                if name == label and (type_ == own_type(resource) or edit.type in ATTACHED):
                    self._new[f"{beside.stack}:{edit.name}"] = f"{type_}.{chosen}"
                yield block.spot.change(Set(("resource", type_, chosen), content, after=block.spot.path))
        for arn in attached if isinstance(attached, list) else ():
            owner = self._new[f"{beside.stack}:{edit.name}"]
            content = {"role": Expression(f"{owner}.name"), "policy_arn": values.written(arn)}
            chosen = block.module.free(_ATTACHING[1], f"{owner.rpartition('.')[2]}_{_short(arn)}", content)
            yield block.spot.change(Set(("resource", _ATTACHING[1], chosen), content, after=block.spot.path))
        yield from arguments.needed(block, {**values.needs, **rendered.document})

    def _block(self, resource: Resource) -> Block:
        self._refuse_foreign(resource)
        spot = self._places.block(resource)
        if len(spot.path) < 3 or spot.path[0] != "resource":
            raise PatchError(f"{resource.name} is made of {spot} and has no block of its own")
        spot = spot.at(spot.path[:3] if not isinstance(spot.path[-1], int) else spot.path)
        known = entry(str(spot.path[1]))
        if known is None or INDEX.sub("", resource.name.removeprefix(_prefix(resource))).count(".") != 1:
            raise PatchError(f"{resource.name} has no block of its own")
        near = Property(resource)
        return Block(spot, resource, self._module(resource), self._addresses(near))

    def _refuse_foreign(self, resource: Resource) -> None:
        """Somebody else's modules are not changed; neither is what a plan says."""
        path = resource.span[0].path
        spot = self._places.file(resource.span).entry(resource.span)
        if spot is not None and spot.path[:1] == ("module",):
            raise PatchError(f"the module {spot.path[1]} makes {resource.name}: change it by what the module is given")
        if "/.terraform/" in f"/{path}":
            raise PatchError(f"{path} belongs to a module of others: change it by what the module is given")
        if not path.endswith((".tf", ".tofu", ".tf.json", ".tofu.json")):
            raise PatchError(f"{path} is no configuration: change what it was planned from")

    def _module(self, resource: Resource) -> Module:
        folder = resource.span[0].path.rpartition("/")[0]
        if folder not in self._modules:
            self._places.open(resource.span[0])
            module = self._modules[folder] = Module(self._places, self._files, folder)
            root = resource.stack.removeprefix(".")  # its folder; that of a module may say nothing
            both = [module] if root == folder else [module, Module(self._places, self._files, root)]
            self._pins[folder] = [said for one in both for said in pins(one, self._files)]
        return self._modules[folder]

    def _values(self, near: Property) -> Values:
        def copy(property: Property) -> Any:
            spot = self._places.file(property.span).entry(property.span)
            if not property.present or spot is None:
                raise PatchError(f"{property.resource.name} has no {property.dotted} that could be copied")
            raw = spot.raw
            encoded = isinstance(raw, Map) and len(raw) == 1 and next(iter(raw)) == "jsonencode()"
            return plain(raw["jsonencode()"] if encoded else raw)

        return Values(self._addresses(near), _prefix(near.resource), copy)

    def _addresses(self, near: Property) -> Mapping[str, str]:
        """Key → what the module of a resource calls each resource of its own."""
        prefix, stack = _prefix(near.resource), near.resource.stack
        found = dict(self._new)
        for app in self._apps:
            for key, resource in app.by_key.items():
                if key.startswith(f"{stack}:") and _prefix(resource) == prefix:
                    bare = INDEX.sub("", resource.name)
                    name = bare if bare == INDEX.sub("", near.resource.name) else resource.name
                    found.setdefault(key, name.removeprefix(prefix))
        return found


def _short(arn: Any) -> str:
    """What a policy is called, as a part of a label."""
    return label_of(re.sub(r"\W+", "_", display(arn).rpartition("/")[2])) or "policy"


def _prefix(resource: Resource) -> str:
    match = _PREFIX.match(resource.name)
    return match[0] if match else ""


def _resource(edit: AddResource, properties: Any) -> Resource:
    beside = edit.beside.resource
    span = beside.span
    body = Map(span, {"Type": edit.type, "Properties": properties})
    return Resource(f"{beside.stack}:{edit.name}", edit.name, edit.name, edit.type, body, span, framework="terraform")


def _called(type_: str, label: str, block: Block, content: dict[str, Any]) -> dict[str, Any]:
    """The content of a new block with the name that its type has to have, made of that of the block beside it."""
    facts = table(written.__file__, "terraform")
    required = facts["required"].get(type_)
    if required is None or required in content:
        return content
    suffix = label.removeprefix(block.label).strip("_").replace("_", "-")
    own = facts["called"].get(block.type, "name")
    if not (block.spot.below(own).present and suffix):
        return {required: label.replace("_", "-"), **content}
    return {required: Expression(f'"${{{block.type}.{block.label}.{own}}}-{suffix}"'), **content}


def _attaching(block: Block) -> Iterator[Spot]:
    """The blocks that do nothing but attach a policy."""
    for type_ in _ATTACHING if block.type == "aws_iam_policy" else ():
        for spot in block.module.blocks("resource", type_):
            if block.module.named(spot, "policy_arn", f"{block.type}.{block.label}"):
                yield spot


def _parts_of(block: Block) -> list[Spot]:
    known = entry(block.type)
    return [spot for part in (known.parts if known is not None else ()) for spot in parts(block, part)]
