"""Calls of modules: where their configuration is, and what it gives.

https://developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.document import load
from leastwise.read.terraform import registry
from leastwise.read.terraform.bodies import argument
from leastwise.read.terraform.language import Failed, Lazy
from leastwise.read.terraform.module import Declared, Module, load_module
from leastwise.read.terraform.nodes import whole
from leastwise.read.terraform.once import Once
from leastwise.read.terraform.repeats import Repeat
from leastwise.read.terraform.room import Room
from leastwise.read.terraform.roots import own_files
from leastwise.read.terraform.surroundings import Surroundings
from leastwise.read.terraform.variables import inputs_of

MAX_DEPTH = 20
"""How deep modules may call each other."""

_META = frozenset(("count", "for_each", "providers", "depends_on"))
"""What is no input. Source and version are none either, but for the modules in `data/modules`, which are told them."""
_MANIFEST = ".terraform/modules/modules.json"


class Calls:
    """The modules that one instance of a module calls."""

    def __init__(self, scope: Surroundings) -> None:
        self._scope = scope
        self._found: dict[str, Once] = {}
        self._children: dict[str, Called] = {}

    def value(self, name: str, span: Span) -> Any:
        """`module.name`. May raise `Failed`."""
        declared = self._scope.module.calls.get(name)
        if declared is None:
            raise Failed(f"module.{name} is not declared in this module")
        return whole(self._scope.repeats(declared), list(self._called(declared)), span)

    def scopes(self) -> Iterator[tuple[Declared, Surroundings]]:
        """Every instance of every module that is called and can be read."""
        for declared in self._scope.module.calls.values():
            try:
                for called in self._called(declared):
                    if called.scope is not None:
                        yield declared, called.scope
            except Failed as failed:
                self._scope.note(declared.span, failed.reason, failed.kind)

    def _called(self, declared: Declared) -> Iterator[Called]:
        for repeat in self._scope.repeats(declared).items:
            address = f"{declared.address}{repeat.suffix}"
            known = self._children.get(address)
            if known is None:
                known = self._children[address] = Called(declared.labels[0], self._child(declared, repeat))
            yield known

    def _child(self, declared: Declared, repeat: Repeat) -> Surroundings | None:
        scope = self._scope
        room = scope.room
        found = self._source(declared)
        if found is None:
            return None
        module, by = found
        if len(scope.parents) >= MAX_DEPTH:
            scope.note(declared.span, f"{declared.address}: modules nest deeper than {MAX_DEPTH} levels", "limit")
            return None
        if module.folder in (*scope.parents, scope.folder):
            scope.note(declared.span, f"{declared.address} calls a module around it; it was not followed")
            return None
        room.modules_left -= 1
        if room.modules_left < 0:
            scope.note(declared.span, "too many modules in one application; the rest is not read", "limit")
            return None
        prefix = f"{scope.prefix}{declared.address}{repeat.suffix}."
        given = {
            name: Once(
                room.waiting,
                f"{name} of {declared.address}",
                declared.body.span(name),
                _of(scope, declared, name, repeat),
            )
            for name in declared.body
            if name not in _META
        }
        child = scope.inner(
            module, prefix, scope.call or (declared if by else None), "framework" if by == "framework" else scope.by
        )
        child.inputs.update(inputs_of(child, given))
        room.enter(module, prefix)
        return child

    def _source(self, declared: Declared) -> tuple[Module, str] | None:
        """The module that a call names, and, where it is somebody else's, who is taken to have written it."""
        scope = self._scope
        room = scope.room
        source = declared.body.get("source")
        place = declared.body.span("source")
        if not isinstance(source, str):
            scope.note(place, f"{declared.address}: its source is not known; it was not read")
            return None
        if source.startswith(("./", "../")) or source in (".", ".."):
            path = scope.files.join(scope.folder, source)
            if path is None:
                reason = f"{source} leads outside the root; pass --root to name a wider one"
                scope.note(place, f"{declared.address}: {reason}")
                return None
            module = _module(room, path)
            if module is None:
                scope.note(place, f"{declared.address}: there is no configuration in {source}")
                return None
            return module, ""
        known = registry.known(source)
        if known is None or not registry.says_more(source):
            path = _fetched(room, f"{scope.prefix}{declared.address}")
            module = _module(room, path) if path is not None else None
            if module is not None and (known is None or not module.unread):
                return module, "author"
        if known is not None:
            return known, "framework"
        reason = (
            f"{declared.address}: {source[:200]} is not here; what it deploys is not seen (terraform init fetches it)"
        )
        scope.note(place, reason)
        return None


def _of(scope: Surroundings, declared: Declared, name: str, repeat: Repeat) -> Any:
    def value() -> Any:
        found = argument(declared.body, name, scope, repeat.local)
        return None if found is None else found[0]

    return value


def _module(room: Room, path: str) -> Module | None:
    paths = room.paths.get(path)
    if not paths:
        paths = own_files(room.files, path) if room.files.is_dir(path) else []
    return load_module(room.files, path, paths) if paths else None


def _fetched(room: Room, address: str) -> str | None:
    """The folder that `terraform init` has put a module into."""
    key = ".".join(re.sub(r'\["(?:[^"])*"\]|\[\d+\]', "", address).split(".")[1::2])
    path = room.files.join(room.folder, _MANIFEST)
    if path is None or not room.files.is_file(path):
        return None
    try:
        listed = load(room.files, path).get("Modules")
    except ReadError:
        return None
    for entry in listed if isinstance(listed, Seq) else ():
        if isinstance(entry, Map) and entry.get("Key") == key and isinstance(entry.get("Dir"), str):
            return room.files.join(room.folder, posixpath.normpath(entry["Dir"]))
    return None


class Called(Lazy):
    """An instance of a module as an object: its outputs."""

    __slots__ = ("name", "scope")

    def __init__(self, name: str, scope: Surroundings | None) -> None:
        self.name = name
        self.scope = scope

    def step(self, key: Any, span: Span) -> Any:
        """See `Lazy.step`."""
        if self.scope is None or not isinstance(key, str):
            return Unknown(f"module {self.name} is not here")
        return self.scope.output(key)
