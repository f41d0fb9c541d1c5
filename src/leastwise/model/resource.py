"""A resource, and handles on places inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from leastwise.model.record import field, record
from leastwise.model.source import Location, Span, key_location, value_location
from leastwise.model.value import Map, Reference, Seq, Symbol, Unknown, as_text, is_false, is_true

_LARGEST = 1e18
"""Numbers beyond it, and those that are none (`inf`, `nan`), break arithmetic; no property takes them."""

Path = tuple[str | int, ...]
Author = Literal["author", "framework"]


@record(eq=False)
class Resource:
    """One thing that is deployed, in CloudFormation's words whatever it was written in.

    Attributes:
        key: unique in the application; what a `Reference` names.
        id: `<template>:<name>` as shown to people.
        name: the name as the person wrote it (logical id, Terraform address…).
        type: CloudFormation's resource type.
        body: the whole block (`Type`, `Properties`, `DeletionPolicy`, `Metadata`…), evaluated.
        span: where the name and the block stand. A generated resource stands where the person wrote what causes it.
        by: who wrote it: the author of the application, or the framework that expanded it.
        framework_paths: property paths (below `Properties`) that the framework wrote into it.
        framework: `sam`, `cloudformation`…
        names: CloudFormation's name of a property, dotted where it is further down, → what the author's framework
            calls it, where that differs.
    """

    key: str
    id: str
    name: str
    type: str
    body: Map
    span: Span
    by: Author = "author"
    framework_paths: frozenset[Path] = frozenset()
    framework: str = "cloudformation"
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def properties(self) -> Map:
        """The evaluated properties; empty when there are none or when they are no mapping."""
        found = self.body.get("Properties")
        return found if isinstance(found, Map) else Map(self.span)

    @property
    def location(self) -> Location:
        """Where the resource's name stands."""
        return key_location(self.span)

    @property
    def template(self) -> str:
        """The template that the resource is written in, relative to the root."""
        return self.span[0].path

    @property
    def stack(self) -> str:
        """Key of the stack that it belongs to."""
        return self.key.rpartition(":")[0]

    def neighbour(self, name: str, attribute: str) -> Reference:
        """A reference to another resource of the same stack, there already or yet to be added, by its logical id."""
        return Reference(f"{self.stack}:{name}", attribute)

    def __getitem__(self, path: str | Path) -> Property:
        """A handle on a property: `resource["VersioningConfiguration.Status"]`, or a tuple when keys hold dots."""
        return Property(self, steps(path))

    def get(self, path: str, default: Any = None) -> Any:
        """The value of a property, `default` where there is none."""
        place = self[path]
        value, _, depth = place._walk()
        return value if depth == len(place.path) else default

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resource) and other.key == self.key and other.type == self.type


def _dotted(path: Path) -> str:
    """A path as `Resource.names` has it: without the numbers of items."""
    return ".".join([step for step in path if isinstance(step, str)])


def split_path(path: str | Path) -> Iterator[str | int]:
    """`A.0.B` → `"A", 0, "B"`; a tuple passes unchanged."""
    if isinstance(path, tuple):
        yield from path
    elif path:
        for part in path.split("."):
            yield int(part) if part.isdecimal() and len(part) < 10 else part


@lru_cache(maxsize=4096)
def _split(path: str) -> Path:
    return tuple(split_path(path))


def steps(path: str | Path) -> Path:
    """The same as one tuple."""
    return _split(path) if isinstance(path, str) else path


@record
class Property:
    """A place in a resource's properties, present or not. Rules read values and point at places through it.

    `path` is below `Properties`; the empty path is the resource itself.
    """

    resource: Resource
    path: Path = ()

    def __getitem__(self, path: str | int | Path) -> Property:
        """A handle on something below this one."""
        more = (path,) if isinstance(path, int) else steps(path)
        return Property(self.resource, self.path + more)

    @property
    def parent(self) -> Property:
        """A handle on what it stands in; the resource's own is itself."""
        return Property(self.resource, self.path[:-1])

    def _walk(self) -> tuple[Any, Span, int]:
        """The value, its span, and how many steps of the path exist."""
        value: Any = self.resource.properties
        holder: Any = None
        at: Any = None
        depth = 0
        for step in self.path:
            if isinstance(value, Map):
                key: Any = step if step.__class__ is str else str(step)
                if key not in value:
                    break
            elif isinstance(value, Seq) and isinstance(step, int) and 0 <= step < len(value):
                key = step
            else:
                break
            holder, at, value = value, key, value[key]
            depth += 1
        span = holder.span(at) if depth else self.resource.body.spans.get("Properties", self.resource.span)
        return (value if depth == len(self.path) else None), span, depth

    @property
    def value(self) -> Any:
        """The value, `None` where the property is absent."""
        value: Any = self.resource.properties
        for step in self.path:
            if isinstance(value, Map):
                value = value.get(str(step))
            elif isinstance(value, Seq) and isinstance(step, int) and 0 <= step < len(value):
                value = value[step]
            else:
                return None
        return value

    @property
    def present(self) -> bool:
        """Whether the property is there, with whatever value."""
        return self._walk()[2] == len(self.path)

    @property
    def absent(self) -> bool:
        """Whether the property is known not to be there: nothing on the way to it is a symbol."""
        parent: Any = self.resource.properties
        if isinstance(self.resource.body.get("Properties"), Symbol):
            return False
        for step in self.path:
            if isinstance(parent, Symbol):
                return False
            if isinstance(parent, Map) and str(step) in parent:
                parent = parent[str(step)]
            elif isinstance(parent, Seq) and isinstance(step, int) and 0 <= step < len(parent):
                parent = parent[step]
            else:
                return True
        return False

    @property
    def missing(self) -> str | None:
        """The part of the path that does not exist, dotted, in the author's words; `None` where all of it does."""
        depth = self._walk()[2]
        if depth >= len(self.path):
            return None
        found = self._in_authors_words(depth)
        above = self.resource.names.get(_dotted(self.path[:depth]), "") + "."
        return ".".join(map(str, self.path[depth:])) if found is None else found.removeprefix(above)

    @property
    def called(self) -> str:
        """The whole path, dotted, in the author's words, for messages."""
        return self._in_authors_words(0) or self.dotted

    def _in_authors_words(self, depth: int) -> str | None:
        """What the author calls this path, or more of it than so many steps, with what follows; `None` if nothing."""
        names = self.resource.names
        for end in range(len(self.path) if names else 0, depth, -1):
            known = names.get(_dotted(self.path[:end]))
            if known is not None:
                return ".".join((known, *map(str, self.path[end:])))
        return None

    @property
    def span(self) -> Span:
        """The place of this property, or of its nearest existing parent."""
        return self.resource.span if not self.path else self._walk()[1]

    def stands_with(self, name: str) -> bool:
        """Whether an entry of this mapping stands where all of it stands: it is generated, or it is not there."""
        value, span, depth = self._walk()
        if not self.path or depth < len(self.path) or not isinstance(value, Map) or name not in value:
            return self[(name,)].span == self.span
        return value.span(name) == span

    @property
    def location(self) -> Location:
        """The value where it exists (the name, for a container), otherwise the name of the nearest existing parent."""
        value, span, depth = self._walk()
        if not self.path:
            return self.resource.location
        if depth < len(self.path) or (isinstance(value, (Map, Seq)) and span[2] > span[1]):
            return key_location(span)
        return value_location(span)

    @property
    def block(self) -> str:
        """Address of the block that it stands in: `<file>:<name>`."""
        source, start = self.span[0], self.span[1]
        return f"{source.path}:{source.block_at(start) or self.resource.name}"

    @property
    def by(self) -> Author:
        """Who wrote it."""
        steps = self.path
        if self.resource.by == "framework":
            return "framework"
        written = self.resource.framework_paths
        return "framework" if any(steps[:n] in written for n in range(1, len(steps) + 1)) else "author"

    def number(self, default: float | None = None) -> float | Unknown:
        """The value as a number; `default` where absent; `Unknown` where neither is known."""
        value, _, depth = self._walk()
        if depth < len(self.path):
            return default if default is not None and self.absent else Unknown("not set")
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return Unknown("not a number")
        try:
            number = float(value) if isinstance(value, str) else value
        except ValueError:
            return Unknown("not a number")
        return number if -_LARGEST < number < _LARGEST else Unknown("not a number that anything takes")

    def text(self, default: str | None = None) -> str | None:
        """The value as a text; `default` where it is absent; `None` where it is not known or a container."""
        value, _, depth = self._walk()
        if depth < len(self.path):
            return default if self.absent else None
        return as_text(value) if isinstance(value, (str, int, float, bool)) else None

    def flag(self, default: bool | None = None) -> bool | None:
        """The value as a boolean; `default` where it is absent; `None` where it is not known."""
        value, _, depth = self._walk()
        if depth < len(self.path):
            return default if self.absent else None
        return True if is_true(value) else False if is_false(value) else None

    def items(self) -> Iterator[Property]:
        """A handle on each item of a list, or on each entry of a mapping; none for a lone value."""
        value = self.value
        if isinstance(value, Map):
            for key in value:
                yield Property(self.resource, (*self.path, key))
        elif isinstance(value, Seq):
            for index in range(len(value)):
                yield Property(self.resource, (*self.path, index))

    def each(self) -> Iterator[Property]:
        """A handle on each item of a list; the value itself where it is no list. IAM and SAM take both forms."""
        value, _, depth = self._walk()
        if isinstance(value, Seq):
            for index in range(len(value)):
                yield Property(self.resource, (*self.path, index))
        elif depth == len(self.path):
            yield self

    @property
    def name(self) -> str:
        """The last step of the path."""
        return str(self.path[-1]) if self.path else self.resource.name

    @property
    def dotted(self) -> str:
        """The whole path as a text, for messages and fingerprints."""
        return ".".join(map(str, self.path))


class CodePlace(Property):
    """A place in the code of a function, told as one of the function's resource.

    Its path is `("Code", name)`, the name of the function of the program that it stands in, so that it stays the same
    when lines move.

    Attributes:
        at: where it stands in the file of the code.
    """

    __slots__ = ("at",)
    at: Span

    def __init__(self, resource: Resource, name: str, at: Span) -> None:
        super().__init__(resource, ("Code", name))
        object.__setattr__(self, "at", at)

    def __reduce__(self) -> tuple[Any, ...]:
        return CodePlace, (self.resource, self.path[1], self.at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CodePlace) and (self.resource, self.at) == (other.resource, other.at)

    def __hash__(self) -> int:
        return hash((self.resource, self.at[1:]))

    def _walk(self) -> tuple[Any, Span, int]:
        return None, self.at, len(self.path)

    @property
    def location(self) -> Location:
        """Where the call stands."""
        return value_location(self.at)

    @property
    def block(self) -> str:
        """Address of the function that runs it, so that what accepts findings of the function accepts this one."""
        source, start = self.resource.span[0], self.resource.span[1]
        return f"{source.path}:{source.block_at(start) or self.resource.name}"
