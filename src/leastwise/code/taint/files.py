"""What a program puts into files, and gets out of them again: a page may go through /tmp on its way to a bucket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.code.observers import Call
from leastwise.code.taint.reading import origins_in, values_at
from leastwise.code.taint.tables import Row, argument
from leastwise.code.values import NO_ORIGINS, Constant, Object, Origin, Text, Unknown, Value, bounded

MAX_FILES = 200
"""Names of files that are told apart."""


class Files:
    """The contents of files by what their names are made of; what is not known has no name."""

    def __init__(self) -> None:
        self._content: dict[tuple[Any, ...], frozenset[Origin]] = {}

    def puts(self, row: Row, call: Call) -> None:
        """Note what a call writes: `file` of its row says where the name is."""
        found = NO_ORIGINS
        for wanted in row.arguments:
            for value in values_at(call, wanted):
                found |= origins_in(value, call.heap)
        self.put(_values(row, call), found)

    def put(self, names: Iterable[Value], found: frozenset[Origin]) -> None:
        """Note what is put into files that are called so."""
        for name in _known(names) if found else ():
            if name in self._content or len(self._content) < MAX_FILES:
                self._content[name] = bounded(self._content.get(name, NO_ORIGINS) | found)

    def held(self, row: Row, call: Call) -> frozenset[Origin]:
        """What the file holds that a call reads."""
        return self.of(_values(row, call)) if self._content else NO_ORIGINS

    def of(self, names: Iterable[Value]) -> frozenset[Origin]:
        """What was put into files that are called so."""
        if not self._content:
            return NO_ORIGINS
        return NO_ORIGINS.union(*(self._content.get(name, NO_ORIGINS) for name in _known(names)))


def _values(row: Row, call: Call) -> Iterable[Value]:
    return values_at(call, argument(row.facts["file"]))


def _known(names: Iterable[Value]) -> Iterator[tuple[Any, ...]]:
    return (value.alternatives for value in names if all(map(_is_known, value.alternatives)))


def _is_known(alternative: Any) -> bool:
    if isinstance(alternative, Constant):
        return isinstance(alternative.value, str)
    if isinstance(alternative, Text):
        return not any(isinstance(part, Unknown) for part in alternative.parts)
    return not isinstance(alternative, (Unknown, Object))


__all__ = ["Files"]
