"""One instance of a module: its names, and everything that it deploys."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from leastwise.model.finding import UnreadKind
from leastwise.model.resource import Author
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.terraform.bodies import value_of
from leastwise.read.terraform.calls import Calls
from leastwise.read.terraform.language import Failed
from leastwise.read.terraform.module import Declared, Module
from leastwise.read.terraform.nodes import Node, Whole, cleaned, given_at, made_from, whole
from leastwise.read.terraform.once import Once
from leastwise.read.terraform.repeats import Repeats, repeats
from leastwise.read.terraform.room import Room
from leastwise.read.terraform.surroundings import Surroundings


class Scope(Surroundings):
    """One instance of a module; it is the `Names` of the expressions in it. See `Surroundings` for what it has."""

    def __init__(
        self,
        room: Room,
        module: Module,
        inputs: dict[str, Once],
        prefix: str = "",
        parents: tuple[str, ...] = (),
        call: Declared | None = None,
        by: Author = "author",
    ) -> None:
        self.room = room
        self.module = module
        self.inputs = inputs
        self.prefix = prefix
        self.parents = parents
        self.call = call
        self.by = by
        self.work = room.work
        self.files = room.files
        self.folder = module.folder
        self.root_folder = room.folder
        self.calls = Calls(self)
        self._locals: dict[str, Once] = {}
        self._outputs: dict[str, Once] = {}
        self._repeats: dict[str, Once] = {}
        self._nodes: dict[str, dict[str, Node]] = {}

    def inner(self, module: Module, prefix: str, call: Declared | None, by: Author) -> Scope:
        """See `Surroundings.inner`."""
        return Scope(self.room, module, {}, prefix, (*self.parents, self.folder), call, by)

    def note(self, span: Span, reason: str, kind: UnreadKind = "reference") -> None:
        """See `Names.note`."""
        self.room.note(span if self.call is None else self.call.span, reason, kind)

    def decide(self, condition: Symbol, span: Span) -> bool:
        """See `Names.decide`."""
        return self.room.decide(condition, span, self.prefix)

    def resolve(self, steps: tuple[Any, ...], span: Span) -> tuple[Any, int]:
        """See `Names.resolve`."""
        head = steps[0]
        name = steps[1] if len(steps) > 1 else None
        if not isinstance(name, str):
            return None, 0
        if head == "var":
            return self.variable(name), 2
        if head == "local":
            return self.local(name), 2
        if head == "module":
            return self.calls.value(name, span), 2
        if head == "path":
            return self._path(name), 2
        if head in ("terraform", "tofu"):
            return (self.room.workspace() if name == "workspace" else Unknown(f"{head}.{name} is not known")), 2
        if head == "data":
            return (self._resource(f"data.{name}.{steps[2]}", span), 3) if len(steps) > 2 else (None, 0)
        if head in ("each", "count", "self", "ephemeral"):
            return None, 0
        return self._resource(f"{head}.{name}", span), 2

    def variable(self, name: str) -> Any:
        """The value of a variable. May raise `Failed`."""
        known = self.inputs.get(name)
        if known is None:
            raise Failed(f"variable {name} is not declared in this module")
        return self.room.opened(known.get())

    def local(self, name: str) -> Any:
        """A local value. May raise `Failed`."""
        known = self._locals.get(name)
        if known is None:
            if name not in self.module.locals:
                raise Failed(f"local.{name} is not declared in this module")
            value, span = self.module.locals[name]
            known = Once(self.room.waiting, f"local.{name}", span, lambda: value_of(value, span, self, None))
            self._locals[name] = known
        return known.get()

    def output(self, name: str) -> Any:
        """What the module gives to whoever calls it. May raise `Failed`."""
        known = self._outputs.get(name)
        if known is None:
            declared = self.module.outputs.get(name)
            if declared is None and self.by == "framework":
                return Unknown(f"output {name} of the module is not known here")
            if declared is None or "value" not in declared.body:
                raise Failed(f"the module has no output {name}")
            value, span = declared.body["value"], declared.body.span("value")
            known = Once(self.room.waiting, f"output.{name}", span, lambda: value_of(value, span, self, None))
            self._outputs[name] = known
        return known.get()

    def repeats(self, declared: Declared) -> Repeats:
        """How often a block is there. May raise `Failed`."""
        known = self._repeats.get(declared.address)
        if known is None:
            known = Once(
                self.room.waiting,
                f"count of {declared.address}",
                declared.span,
                lambda: repeats(self, declared, self.note),
            )
            self._repeats[declared.address] = known
        found: Repeats = known.get()
        return found

    def nodes(self, declared: Declared) -> list[Node]:
        """The instances of a resource or data source. May raise `Failed`."""
        made = self._nodes.setdefault(declared.address, {})
        found = []
        for repeat in self.repeats(declared).items:
            node = made.get(repeat.suffix)
            if node is None:
                node = made[repeat.suffix] = Node(self, declared, repeat)
            found.append(node)
        return found

    def _resource(self, address: str, span: Span) -> Any:
        declared = self.module.resources.get(address)
        if declared is None:
            raise Failed(f"{address[:200]} is not declared in this module")
        objects: list[Any] = [Whole(node) for node in self.nodes(declared)]
        return whole(self.repeats(declared), objects, span)

    def _path(self, name: str) -> Any:
        if name == "module":
            return posixpath.relpath(self.folder or ".", self.root_folder or ".")
        return "." if name in ("root", "cwd") else Unknown(f"path.{name} is not known")

    def all_nodes(self) -> Iterator[tuple[Declared, Node | None]]:
        """Every instance of every block in the module; a block of which there is none comes alone."""
        for declared in self.module.resources.values():
            try:
                found = self.nodes(declared)
            except Failed as failed:
                self.note(declared.span, failed.reason, failed.kind)
                continue
            for node in found:
                yield declared, node
            if not found:
                yield declared, None

    def stands(self, written: Any, span: Span, value: Any = None) -> Span:
        """See `Surroundings.stands`."""
        if self.call is None:
            return span
        if isinstance(value, (Map, Seq)) and value.home[0] not in self.module.sources:
            return value.home
        body = self.call.body
        return next((given_at(written, name, body) for name in made_from(written) if name in body), self.call.span)

    def at_home(self, value: Any, span: Span) -> Any:
        """See `Surroundings.at_home`."""
        value = cleaned(value)
        return value if self.call is None else self._moved(value, span)

    def _moved(self, value: Any, place: Span) -> Any:
        """A container in which nothing stands in the module's own files."""
        if not isinstance(value, (Map, Seq)):
            return value
        foreign = self.module.sources
        home = place if value.home[0] in foreign else value.home
        made: Any = value.__class__(home, value)
        spans: dict[Any, Span] = {}
        for key, item, span in value.entries():
            where = span
            if span[0] in foreign:
                inside = isinstance(item, (Map, Seq)) and item.home[0] not in foreign
                where = item.home if inside else place
            made[key] = self._moved(item, where)
            spans[key] = where
        made.spans = spans if isinstance(value, Map) else list(spans.values())
        return made
