"""Blocks that `count` and `for_each` may repeat: resources, data sources, calls of modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Unknown
from leastwise.read.hcl.values import Blocks, Expression, Labels, blocks
from leastwise.read.terraform.bodies import argument, argument_names, value_of
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.language import Failed, Lazy, evaluate_text
from leastwise.read.terraform.module import Declared
from leastwise.read.terraform.once import Once
from leastwise.read.terraform.repeats import Repeat, Repeats
from leastwise.read.terraform.surroundings import Surroundings
from leastwise.read.terraform.tables import identity

_META = frozenset(("by", "count", "for_each", "provider", "provisioner", "connection", "depends_on", "lifecycle"))
"""What is no argument of the resource; `by` is only known to the modules in `data/modules`."""


_VARIABLE = re.compile(r"\bvar\.([\w-]+)")

COLON = "\u2236"
"""Stands for a colon in the key of a resource, where a colon is what ends the stack's."""


class Node:
    """One instance of a resource or data source, worked out argument by argument."""

    __slots__ = ("_data", "_values", "address", "declared", "key", "repeat", "scope", "span")

    def __init__(self, scope: Surroundings, declared: Declared, repeat: Repeat) -> None:
        self.scope = scope
        self.declared = declared
        self.repeat = repeat
        self.address = f"{scope.prefix}{declared.address}{repeat.suffix}"
        self.key = f"{scope.room.stack}:{self.address.replace(':', COLON)}"
        self.span = declared.span if scope.call is None else scope.call.span
        self._values: dict[str, Once] = {}
        self._data: Map | None = None

    @property
    def type(self) -> str:
        """`aws_lambda_function`."""
        return self.declared.labels[0]

    @property
    def is_data(self) -> bool:
        """Whether it is a data source."""
        return self.declared.address.startswith("data.")

    def argument(self, name: str) -> tuple[Any, Span] | None:
        """The value of an argument and its place. May raise `Failed`."""
        known = self._values.get(name)
        if known is None:
            known = self._values[name] = Once(
                self.scope.room.waiting,
                f"{name} of {self.address}",
                self.declared.body.span(name),
                lambda: argument(self.declared.body, name, self.scope, self.repeat.local),
            )
        found: tuple[Any, Span] | None = known.get()
        return found

    def attribute(self, name: str, span: Span) -> Any:
        """What `address.name` is."""
        if self.is_data:
            return self._known_data(name)
        if identity(self.type, name):
            return Reference(self.key, name)
        found = self.argument(name)
        if found is not None and found[0] is not None:
            return found[0]
        return Unknown("known after apply", (Reference(self.key, name),))

    def _known_data(self, name: str) -> Any:
        if self.type == "template_file" and name == "rendered":
            return self._rendered()
        if self.type == "terraform_remote_state" and name == "outputs":
            self.scope.note(self.span, f"{self.address}: the state is not here; what its outputs are is not known")
        if self._data is None:
            from leastwise.read.terraform.data_sources import data

            self._data = self.declared.body  # asked for again while it is worked out
            self._data = data(self.instance(), self.scope.room.context)
        if name in self._data and self._data is not self.declared.body:
            return self._data[name]
        return Unknown(f"{name} of {self.address} is known only when Terraform has run", (Reference(self.key, name),))

    def _rendered(self) -> Any:
        """What the provider `template` makes of a text.

        https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
        """
        template, given = self.argument("template"), self.argument("vars")
        if template is None or not isinstance(template[0], str):
            return Unknown("the text of a template is not known")
        local = dict(given[0]) if given is not None and isinstance(given[0], Map) else None
        return evaluate_text(template[0], template[1], self.scope, local)

    def instance(self) -> Instance:
        """All of it."""
        body = self.declared.body
        values = Map(self.span)
        for name in argument_names(body):
            if name in _META:
                continue
            try:
                found = self.argument(name)
            except Failed as failed:
                self.scope.note(body.span(name), failed.reason, failed.kind)
                found = Unknown(failed.reason), self.scope.stands(None, body.span(name))
            if found is not None and found[0] is not None:
                values.put(name, self.scope.at_home(*found), found[1])
        self._meta(values)
        return Instance(
            key=self.key,
            address=self.address,
            type=self.type,
            mode="data" if self.is_data else "managed",
            values=values,
            span=self.span,
            folder=self.scope.folder,
            by="author" if self._is_written() else self.scope.by,
            inputs=None if self.scope.call is None else dict(_inputs(body, "")),
        )

    def _is_written(self) -> bool:
        """Whether somebody else's module makes it only because the author says what is in it."""
        found = self.argument("by") if self.scope.by == "framework" and "by" in self.declared.body else None
        return found is not None and found[0] == "author"

    def _meta(self, values: Map) -> None:
        body = self.declared.body
        waits = body.get("depends_on")
        if isinstance(waits, Seq):
            found = Seq(waits.home)
            for _, item, place in waits.entries():
                value = value_of(_reference(item), place, self.scope, self.repeat.local)
                if isinstance(value, Whole):
                    found.put(Reference(value.node.key, "id"), place)
            if found:
                values.put("depends_on", found, self.scope.stands(None, body.span("depends_on")))
        lives = body.get("lifecycle")
        for block in lives if isinstance(lives, Seq) else (lives,) if isinstance(lives, Map) else ():
            if isinstance(block, Map) and block.get("prevent_destroy") is True:
                kept = Map(block.home)
                kept.put("prevent_destroy", True, block.span("prevent_destroy"))
                place = self.scope.stands(None, body.span("lifecycle"))
                values.put("lifecycle", self.scope.at_home(kept, place), place)


def _inputs(body: Map, prefix: str) -> Iterator[tuple[str, str]]:
    """Argument, dotted → the variable that it is made from."""
    for name, value in body.items():
        if isinstance(value, Blocks):
            for block in value:
                yield from _inputs(block, f"{prefix}{name}.")
        elif name == "dynamic" and isinstance(value, Labels):
            for inner, found in value.items():
                for block in blocks(found):
                    yield from ((f"{prefix}{inner}", variable) for variable in made_from(block.get("for_each"))[:1])
                    for content in blocks(block.get("content")):
                        yield from _inputs(content, f"{prefix}{inner}.")
        else:
            yield from ((f"{prefix}{name}", variable) for variable in made_from(value)[:1])


def made_from(written: Any) -> list[str]:
    """The variables that an expression names, in order."""
    return _VARIABLE.findall(written.text) if isinstance(written, Expression) else []


def given_at(written: Any, name: str, body: Map) -> Span:
    """Where a call gives what an expression makes of a variable: of an object, the member that the expression names."""
    found = re.search(rf"\bvar\.{re.escape(name)}((?:\.[\w-]+)*)", written.text)
    value, span = body[name], body.span(name)
    for step in found[1].split(".")[1:] if found is not None else ():
        if not isinstance(value, Map) or step not in value:
            break
        value, span = value[step], value.span(step)
    return span


def _reference(item: Any) -> Any:
    """An entry of `depends_on`, which JSON has as a text."""
    return f"${{{item}}}" if isinstance(item, str) and "${" not in item else item


class Whole(Lazy):
    """A resource as an object: `aws_sqs_queue.jobs` without an attribute."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node

    def step(self, key: Any, span: Span) -> Any:
        """See `Lazy.step`."""
        return self.node.attribute(key, span) if isinstance(key, str) else self


class AnyOf(Lazy):
    """All instances of a block of which it is not known how many there are: whichever is asked for, it is the one."""

    __slots__ = ("kind", "one")

    def __init__(self, kind: str, one: Lazy) -> None:
        self.kind = kind
        self.one = one

    def step(self, key: Any, span: Span) -> Any:
        """See `Lazy.step`."""
        named = self.kind == "count" and isinstance(key, str) and not key.isdecimal()
        return self.one.step(key, span) if named else self.one


def whole(found: Repeats, objects: list[Any], span: Span) -> Any:
    """All instances of a block as one value: an object, a list or a mapping of objects."""
    if not found.known:
        return AnyOf(found.kind, objects[0])
    if found.kind == "":
        return objects[0]
    if found.kind == "count":
        return Seq(span, objects)
    return Map(span, {repeat.key: item for repeat, item in zip(found.items, objects, strict=True)})


def cleaned(value: Any) -> Any:
    """A value without whole resources in it; the same object where there are none."""
    if isinstance(value, Lazy):
        about = (Reference(value.node.key, "id"),) if isinstance(value, Whole) else ()
        return Unknown("a whole resource or module", about)
    if not isinstance(value, (Map, Seq)):
        return value
    changed: dict[Any, Any] = {}
    for key, item in value.items() if isinstance(value, Map) else enumerate(value):
        if isinstance(item, (Lazy, Map, Seq)):
            new = cleaned(item)
            if new is not item:
                changed[key] = new
    if not changed:
        return value
    made: Any = value.__class__(value.home, value)
    made.spans = value.spans
    for key, new in changed.items():
        made[key] = new
    return made
