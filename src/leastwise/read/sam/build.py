"""The resources of one stack while SAM's are being replaced."""

from __future__ import annotations

from typing import Any

from leastwise.model.record import replace
from leastwise.model.resource import Author, Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.sam.context import Context
from leastwise.read.sam.values import made


class Build:
    """Collects what a stack becomes.

    Attributes:
        context: of the stack.
        source: the resources as the author wrote them.
        result: the resources as they will be; the author's own ones are in it from the beginning.
        links: (logical id, name of a property that SAM lets one refer to) → logical id of the generated resource.
        deployments: functions that are deployed gradually: logical id → DeploymentPreference and its place.
        definitions: definition of each API that was asked for, by logical id; `None` where it cannot be read.
        used: the APIs that an event belongs to.
        route_settings: HTTP API → route → settings that events give.
    """

    def __init__(self, resources: dict[str, Resource], context: Context) -> None:
        self.context = context
        self.source = resources
        self.result = dict(resources)
        self.links: dict[tuple[str, str], str] = {}
        self.deployments: dict[str, tuple[Map, Span]] = {}
        self.definitions: dict[str, Any] = {}
        self.used: set[str] = set()
        self.route_settings: dict[str, dict[str, Map]] = {}

    def add(
        self,
        name: str,
        type_: str,
        properties: dict[str, Any] | Map,
        span: Span,
        *,
        by: Author = "framework",
        written: frozenset[Path] = frozenset(),
    ) -> None:
        """Add a generated resource that stands at `span`. One that the author wrote under the same name stays."""
        if name in self.source:
            self.context.note(span, f"SAM makes a resource named {name} here, but the template has one of that name")
            return
        body = Map(span, {"Type": type_, "Properties": made(span, properties)})
        context = self.context
        self.result[name] = Resource(
            key=f"{context.stack_key}:{name}",
            id=f"{context.template}:{name}",
            name=name,
            type=type_,
            body=body,
            span=span,
            by=by,
            framework_paths=written,
            framework="sam",
        )

    def replace(
        self,
        resource: Resource,
        type_: str,
        properties: Map,
        *,
        written: frozenset[Path] = frozenset(),
        by: Author = "author",
    ) -> None:
        """Put what a SAM resource becomes in its place; attributes such as `Metadata` and `DependsOn` stay."""
        body = resource.body.copy()
        body["Type"] = type_
        body["Properties"] = properties
        self.result[resource.name] = replace(
            resource, type=type_, body=body, framework_paths=written, by=by, framework="sam"
        )

    def extend(self, name: str, change: Map, written: set[Path]) -> None:
        """Give a resource of the author other properties than it had, some of them written by SAM."""
        resource = self.result[name]
        body = resource.body.copy()
        body["Properties"] = change
        self.result[name] = replace(resource, body=body, framework_paths=resource.framework_paths | written)

    def append(self, name: str, steps: tuple[str, ...], items: list[Any], span: Span) -> None:
        """Append to a list further down in a resource of the author; what stands in the way is left alone."""
        resource = self.result[name]
        properties = resource.properties.copy()
        inner = properties
        for step in steps[:-1]:
            found = inner.get(step)
            if found is not None and not isinstance(found, Map):
                return
            copy = Map(span) if found is None else found.copy()
            inner.put(step, copy, None if found is not None else span)
            inner = copy
        last = steps[-1]
        found = inner.get(last)
        if found is not None and not isinstance(found, Seq):
            return
        grown = Seq(span)
        for _, value, place in () if found is None else found.entries():
            grown.put(value, place)
        first = len(grown)
        for item in items:
            grown.put(item, span)
        inner.put(last, grown, None if found is not None else span)
        self.extend(name, properties, {(*steps, index) for index in range(first, len(grown))})


def hashed(prefix: str, data: str) -> str:
    """A logical id as SAM makes it from something that may hold any character."""
    from hashlib import sha1

    return prefix + sha1(data.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]


def suffixed(prefix: str, suffix: str) -> str:
    """A logical id with a suffix, hashed where it does not consist of letters and digits only."""
    return prefix + suffix if suffix.isalnum() else hashed(prefix, suffix) if suffix else prefix
