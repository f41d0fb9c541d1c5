"""A plan or state, and the configuration that it belongs to, read as one application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import replace
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Unknown
from leastwise.read import graph
from leastwise.read.decisions import Decisions
from leastwise.read.files import Files
from leastwise.read.frameworks import Group
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.terraform.application import (
    MAX_INSTANCES,
    Given,
    Root,
    given_to,
    instances_of,
    parameters_of,
    read_root,
    root_scope,
)
from leastwise.read.terraform.data_sources import data
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.nodes import COLON
from leastwise.read.terraform.plan.document import Document, Planned, bare, read_document
from leastwise.read.terraform.plan.links import Links
from leastwise.read.terraform.plan.overlay import filled, moved
from leastwise.read.terraform.plan.values import Arguments, is_secret
from leastwise.read.terraform.room import Room
from leastwise.read.terraform.roots import is_plan
from leastwise.read.terraform.scope import Scope
from leastwise.read.terraform.translate import translate


def read_plans(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """One application for each plan; the configuration by itself where none of them can be read or belongs to it."""
    paths = [path for path in group if is_plan(path)]
    rest = group[len(paths) :]
    root = Root.of(files, rest) if rest else None
    used = False
    for path in paths:
        try:
            document = read_document(files, path)
        except ReadError as error:
            yield Reading(
                path,
                "",
                (),
                (Unread(path, error.line, "limit" if error.limit else "template", f"the file {error.reason}"),),
            )
            continue
        stage = path.rpartition("/")[2].partition(".")[0] if len(paths) > 1 else None
        own = root if root is not None and _belongs(document, root) else None
        if own is not None:
            used = True
            what = "what the configuration leaves open is taken from it, and the two are read as one application"
            stats.notices.append(f"{path} is a {document.kind} of {own.id}: {what}")
            stats.parameters.update(own.module.variables)
        yield _Application(files, document, own, settings).reading(stage)
    if root is not None and not used:
        yield from read_root(root, settings, stats)


def _belongs(document: Document, root: Root) -> bool:
    """Whether something that is planned is written in the configuration, or nothing is planned at all."""
    module = root.module
    blocks = {*module.resources, *(f"module.{name}" for name in module.calls)}
    return not document.resources or any(
        bare(one.address) in blocks or ".".join(bare(one.address).split(".")[:2]) in blocks
        for one in document.resources.values()
    )


class _Application:
    """One document, with the root module that it belongs to where there is one."""

    def __init__(self, files: Files, document: Document, root: Root | None, settings: ReadSettings) -> None:
        self.files = files
        self.document = document
        self.root = root
        self.unread: list[Unread] = []
        path = document.source.path
        self.folder = root.folder if root is not None else path.rpartition("/")[0]
        self.id = root.id if root is not None else path
        self.decisions = Decisions()
        self.scope = self._scope(settings) if root is not None else None
        self.room = (
            self.scope.room
            if self.scope is not None
            else Room(files, self.folder, {}, self.decisions, self.unread, None)
        )
        if root is None:
            self.room.stack = self.room.context.stack_key = self.room.context.template = path
        keys = {address: self._key(address) for address in document.resources}
        self.links = Links(document, keys)

    def reading(self, stage: str | None) -> Reading:
        """See `Reading`."""
        instances = self._instances()
        if len(instances) > MAX_INSTANCES:
            reason = f"more than {MAX_INSTANCES:,} resources; the rest is not read"
            self.unread.append(Unread(self.document.source.path, 1, "limit", reason))
        if self.links.left < 0:
            reason = "what its expressions refer to takes more work than is done for one plan"
            self.unread.append(Unread(self.document.source.path, 1, "limit", reason))
        resources = translate(instances[:MAX_INSTANCES], self.room.context)
        values, declared = parameters_of(self.scope) if self.scope is not None else ({}, ())
        main = self.root.module.main if self.root is not None else self.document.source.path
        stack = Stack(self.room.stack, main, resources, {}, values, tuple(declared))
        if self.root is not None:
            self.root.prefixes = self.room.prefixes
            self.root.name_blocks()
        world = graph.build(
            id=self.id,
            framework="terraform",
            stacks=(stack,),
            world=self.decisions.world(),
            files=self.files,
            unread=self.unread,
            decided_by={},
            stage=stage,
        )
        return Reading(self.id, "terraform", (world,), tuple(dict.fromkeys(self.unread)), stage)

    def _scope(self, settings: ReadSettings) -> Scope:
        """The root module, with the variables as they are planned; sensitive ones stay open."""
        assert self.root is not None
        given = given_to(self.root, settings.parameters, None, self.unread)
        variables = dict(given.variables)
        for name, item in (self.document.variables or {}).items():
            declared = self.root.module.variables.get(name)
            if declared is None or not isinstance(item, Map):
                continue
            if declared.body.get("sensitive") is True or is_secret(name):
                continue
            value, span = item.get("value"), declared.span
            known = variables[name][0] if name in variables else declared.body.get("default")
            if value is not None and value != known:
                variables[name] = moved(value, span), span
        return root_scope(self.root, Given(given.parameters, variables), self.decisions, self.unread)

    def _key(self, address: str) -> str:
        return f"{self.room.stack}:{address.replace(':', COLON)}"

    def _instances(self) -> list[Instance]:
        if self.scope is None:
            return self._planned_alone(set())
        written, touched = instances_of(self.scope)
        unsure = _unsure(self.scope)
        files = {note for module in self._modules() for note in module.unread}
        # What could not be worked out is what the plan is there for.
        self.unread[:] = [note for note in self.unread if note in files or note.kind != "reference"]
        planned = self.document.resources
        found: list[Instance] = []
        rest = self._by_block(written)
        for instance in written:
            one = planned.get(instance.address)
            firm = instance.key not in touched
            if one is not None and instance.mode == "managed":
                found.append(self._filled(instance, one, firm))
            elif instance.mode == "data" or (
                firm and not _begins(instance.address, unsure) and not self._is_told(instance)
            ):
                found.append(instance)  # written since it was planned
        return [*found, *self._planned_alone({instance.address for instance in found}, rest)]

    def _is_told(self, instance: Instance) -> bool:
        """Whether somebody else's module makes it, and the plan knows what that makes."""
        if instance.inputs is None:
            return False
        return any(one.module and instance.address.startswith(one.module) for one in self.document.resources.values())

    def _modules(self) -> Iterator[Any]:
        assert self.root is not None
        for folder in self.room.prefixes:
            module = self.files.parsed.get(("terraform", folder))
            if module is not None:
                yield module

    def _by_block(self, written: Sequence[Instance]) -> dict[str, Instance]:
        return {bare(instance.address): instance for instance in reversed(written) if instance.mode == "managed"}

    def _filled(self, instance: Instance, one: Planned, firm: bool) -> Instance:
        """A resource of the configuration, with what it leaves open as it is planned."""
        arguments = Arguments(one, self.links).values
        values = filled(instance.values, arguments, instance.span, firm)
        return replace(instance, address=one.address, key=self._key(one.address), values=values)

    def _planned_alone(self, known: set[str], blocks: Mapping[str, Instance] | None = None) -> list[Instance]:
        """The resources that the configuration does not have one by one, or at all."""
        found: list[Instance] = []
        for address, one in self.document.resources.items():
            if address in known:
                continue
            like = blocks.get(bare(address)) if blocks else None
            if like is not None:
                found.append(self._filled(like, one, False))
                continue
            values = Arguments(one, self.links).values
            span = self._call(one) if self.scope is not None else one.span
            if span is None:
                continue  # the configuration does not have it any more
            if self.scope is not None:
                values = moved(values, span)
            folder = self.folder
            found.append(Instance(self._key(address), address, one.type, one.mode, values, span, folder))
        self._documents(found)
        return found

    def _call(self, one: Planned) -> Span | None:
        """The call of the module that is not here and makes it."""
        assert self.scope is not None
        scope: Any = self.scope
        span: Span
        for name in bare(one.module).split(".")[1::2]:
            declared = scope.module.calls.get(name)
            if declared is None:
                return None
            inner = {call.labels[0]: child for call, child in scope.calls.scopes()}.get(name)
            if inner is None:
                span = declared.span
                return span
            if inner.call is not None:
                span = inner.call.span
                return span
            scope = inner
        return None

    def _documents(self, instances: Sequence[Instance]) -> None:
        """Policy documents that name what is still to be made, for those that have them."""
        sources = {i.key: i for i in instances if i.mode == "data"}
        for instance in instances if sources else ():
            for name, value in instance.values.items():
                about = value.about if isinstance(value, Unknown) else ()
                if len(about) == 1 and isinstance(about[0], Reference) and about[0].resource in sources:
                    known = data(sources[about[0].resource], self.room.context).get(about[0].attribute)
                    if isinstance(known, (Map, Seq)):
                        instance.values[name] = known


def _unsure(scope: Scope) -> tuple[str, ...]:
    """The beginnings of the addresses of blocks of which it is not known how often they are there."""
    found: list[str] = []
    ahead: list[Any] = [scope]
    while ahead:
        inner = ahead.pop()
        found += [inner.prefix + d.address for d in inner.module.resources.values() if not inner.repeats(d).known]
        for declared, child in inner.calls.scopes():
            if not inner.repeats(declared).known:
                found.append(child.prefix)
            ahead.append(child)
    return tuple(found)


def _begins(address: str, beginnings: tuple[str, ...]) -> bool:
    return any(
        address == beginning or (beginning.endswith(".") and address.startswith(beginning)) for beginning in beginnings
    )
