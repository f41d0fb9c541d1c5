"""The resources of one stack while those of a framework are being replaced by what it deploys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.record import replace
from leastwise.model.resource import Author, Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.expand.context import Context
from leastwise.read.expand.values import made


class Build:
    """Collects what a stack becomes.

    Attributes:
        context: of the stack.
        source: the resources as the author wrote them.
        result: the resources as they will be; the author's own ones are in it from the beginning.
        links: (logical id, property that the framework lets one refer to) → logical id of the generated resource.
        deployments: functions that are deployed gradually: logical id → DeploymentPreference and its place.
        definitions: definition of each API that was asked for, by logical id; `None` where it cannot be read.
        used: the APIs that an event belongs to.
        roles_of_rules: rule → target → role, of the rules that connectors asked about.
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
        self.roles_of_rules: dict[str, dict[Any, Any]] = {}
        self._contributions: dict[str, list[tuple[tuple[str, ...], str | None, Any, Span]]] = {}

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
            self.context.note(
                span, f"{self.context.maker} makes a resource named {name} here, but the template has one of that name"
            )
            return
        self.result[name] = self.generated(name, type_, properties, span, by=by, written=written)

    def generated(
        self,
        name: str,
        type_: str,
        properties: dict[str, Any] | Map,
        span: Span,
        *,
        by: Author,
        written: frozenset[Path],
        called: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Resource:
        """A resource that stands at `span`; `called` is what the person calls it, where that is not the logical id."""
        context = self.context
        return Resource(
            key=f"{context.stack_key}:{name}",
            id=f"{context.template}:{called or name}",
            name=called or name,
            type=type_,
            body=Map(span, {"Type": type_, "Properties": made(span, properties)}),
            span=span,
            by=by,
            framework_paths=written,
            framework=context.framework,
            names=names or {},
        )

    def replace(
        self,
        resource: Resource,
        type_: str,
        properties: Map,
        *,
        written: frozenset[Path] = frozenset(),
        by: Author = "author",
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Put what a resource becomes in its place; attributes such as `Metadata` and `DependsOn` stay."""
        body = resource.body.copy()
        body["Type"] = type_
        body["Properties"] = properties
        self.result[resource.name] = replace(
            resource,
            type=type_,
            body=body,
            framework_paths=written,
            by=by,
            framework=self.context.framework,
            names=names or {},
        )

    def contribute(self, name: str, path: tuple[str, ...], key: str | None, value: Any, span: Span) -> None:
        """Put something into a container of a resource that the author wrote: under a key, or appended to a list."""
        self._contributions.setdefault(name, []).append((path, key, value, span))

    def finish(self) -> dict[str, Resource]:
        """Make the contributions, and give the result."""
        for name, contributions in self._contributions.items():
            resource = self.result[name]
            body = resource.body.copy()
            body["Properties"] = properties = resource.properties.copy()
            written = set(resource.framework_paths)
            owned: dict[Path, Map | Seq | None] = {(): properties}
            for path, key, value, span in contributions:
                container = _owned(owned, path, Map if key is not None else Seq, span)
                if isinstance(container, Seq):
                    written.add((*path, len(container)))
                    container.put(value, span)
                elif container is not None and key is not None and key not in container:
                    written.add((*path, key))
                    container.put(key, value, span)
            self.result[name] = replace(resource, body=body, framework_paths=frozenset(written))
        return self.result


def _owned(owned: dict[Path, Map | Seq | None], path: Path, kind: type[Map | Seq], span: Span) -> Map | Seq | None:
    """A container below the properties, to be changed; made where absent, `None` where another thing stands."""
    if path not in owned:
        owned[path] = None
        parent, step = _owned(owned, path[:-1], Map, span), str(path[-1])
        if isinstance(parent, Map):
            found = parent.get(step)
            if found is None:
                owned[path] = own = kind(span)
                parent.put(step, own, span)
            elif isinstance(found, kind):
                owned[path] = parent[step] = found.copy() if isinstance(found, Map) else _copied(found)
    return owned[path]


def _copied(items: Seq) -> Seq:
    copy = Seq(items.home, items)
    copy.spans = list(items.spans)
    return copy


def hashed(prefix: str, data: str) -> str:
    """A logical id as SAM makes it from something that may hold any character."""
    from hashlib import sha1

    return prefix + sha1(data.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:10]


def suffixed(prefix: str, suffix: str) -> str:
    """A logical id with a suffix, hashed where it does not consist of letters and digits only."""
    return prefix + suffix if suffix.isalnum() else hashed(prefix, suffix) if suffix else prefix
