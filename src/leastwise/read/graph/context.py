"""What the builders of the graph share: the resources, the functions found so far, what could not be resolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.graph import Function
from leastwise.model.lookup import Lookup
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Parameter, Symbol, Unknown, display
from leastwise.read.files import Files
from leastwise.read.graph.texts import container


class Context:
    """One application while its graph is built.

    Attributes:
        lookup: finds resources by type and by what names them.
        files: the files of the root, for the code of functions.
        functions: by the key of their resource; filled first, everything after it refers to functions.
        unread: what could not be resolved is added here, at most one entry for a line.
    """

    __slots__ = ("_noted", "files", "functions", "lookup", "unread")

    def __init__(self, lookup: Lookup, files: Files, unread: list[Unread]) -> None:
        self.lookup = lookup
        self.files = files
        self.functions: dict[str, Function] = {}
        self.unread = unread
        self._noted = {(entry.file, entry.line) for entry in self.unread}

    def of(self, *types: str) -> Iterator[Resource]:
        """All resources of these types."""
        by_type = self.lookup.by_type
        for name in types:
            yield from by_type.get(name, ())

    def function(self, value: object, place: Property | None = None) -> Function | None:
        """The function that a value names.

        Args:
            value: a reference, name, ARN or invocation URI.
            place: where it stands, when it can only be meant to name a function: that it cannot be worked out is noted.
        """
        resource = self.lookup.function(value)
        found = None if resource is None else self.functions.get(resource.key)
        if found is None and place is not None and isinstance(value, Unknown):
            self.note(place, f"the function named here is not known: {value.reason}")
        return found

    def note(self, place: Property, reason: str, kind: UnreadKind = "reference") -> None:
        """Something of importance that could not be resolved. What lives outside the application is not that."""
        where = place.location
        if (where.file, where.line) not in self._noted:
            self._noted.add((where.file, where.line))
            self.unread.append(Unread(where.file, where.line, kind, reason))

    def document(self, place: Property, value: Any) -> tuple[Property, Map] | None:
        """A handle on a mapping, also on one that is given as JSON text, and the mapping; `None` where there is none.

        What is there and cannot be read is noted.

        Args:
            place: where it is.
            value: what stands there.
        """
        if isinstance(value, Map):
            return place, value
        if value is None:
            return None
        found = container(place, value)
        if found is None:
            reason = _why_unknown(value) if isinstance(value, Symbol) else "it is no mapping and no JSON text"
            self.note(place, f"{place.name} cannot be read: {reason}")
        return found


def _why_unknown(value: Symbol) -> str:
    if isinstance(value, Unknown):
        return value.reason
    return f"{value.name} has no value here" if isinstance(value, Parameter) else f"it is {display(value)}"


def field(value: object, key: str) -> Any:
    """An entry of a mapping, `None` where there is none or where the value is no mapping."""
    return value.get(key) if isinstance(value, Map) else None


def entries(place: Property) -> Iterator[tuple[Property, Map]]:
    """Handle and value of each mapping in a list of mappings; a lone mapping counts as a list of one."""
    for item in place.each():
        value = item.value
        if isinstance(value, Map):
            yield item, value
