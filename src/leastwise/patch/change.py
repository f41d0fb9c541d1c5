"""What is to change in a document, said with paths, and many such changes as one.

A path leads from the top of the document: names of entries, and positions in lists from 0. All paths of a set are those
of the document as it is before any of them is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import field, record
from leastwise.read.builder import MAX_DEPTH

Path = tuple[str | int, ...]


@record
class Set:
    """Give an entry or an item this value. Mappings that are missing on the way to it are made.

    Attributes:
        path: of the entry.
        value: plain: dicts with texts for keys, lists, texts, numbers, booleans, `None`.
        after: name of the sibling that a new entry is written behind, where it matters; or the path of the block that
            a new block of HCL is written behind.
    """

    path: Path
    value: Any
    after: str | Path | None = None


@record
class Insert:
    """Add an item to the list at a path, at its end or before the item that has this index. A missing list is made."""

    path: Path
    value: Any
    index: int | None = None


@record
class Remove:
    """Take an entry or an item away, with the comment on its line and those that belong to it."""

    path: Path


Change = Set | Insert | Remove


@record(frozen=False, eq=False)
class Node:
    """What is to change at one place, or below it.

    Attributes:
        cause: the change that sets or removes exactly this place.
        items: what is added to the list that stands here.
        below: the places below it, by name or position.
    """

    cause: Set | Remove | None = None
    items: list[Insert] = field(default_factory=list)
    below: dict[str | int, Node] = field(default_factory=dict)


class Changes:
    """Changes of one document, in order. Equal ones count once.

    Iterating gives them back; `root` is the same as a tree of places.
    """

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self.root = Node()
        self._all: list[Change] = []
        self.add(changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, changes: Iterable[Change]) -> None:
        """Add all of these, or none.

        Raises:
            OverlapError: one of them changes a place that another one changes differently.
            PatchError: a value is none that a document can hold.
        """
        before = len(self._all)
        try:
            for change in changes:
                if self._grow(change):
                    self._all.append(change)
        except PatchError:
            kept, self._all, self.root = self._all[:before], [], Node()
            for change in kept:
                self._grow(change)
            self._all = kept
            raise

    def _grow(self, change: Change) -> bool:
        """Put a change into the tree; false where an equal one is there."""
        if not isinstance(change, Remove):
            nesting(change.value)
        node = self.root
        for step in change.path:
            if node.cause is not None:
                raise OverlapError(change, node.cause)
            node = node.below.setdefault(step, Node())
        if isinstance(change, Insert):
            if node.cause is not None:
                raise OverlapError(change, node.cause)
            if any(same(change.value, known.value) and change.index == known.index for known in node.items):
                return False
            node.items.append(change)
            return True
        if node.cause is not None:
            if isinstance(change, Remove) and isinstance(node.cause, Remove):
                return False
            if isinstance(change, Set) and isinstance(node.cause, Set) and same(change.value, node.cause.value):
                return False
            raise OverlapError(change, node.cause)
        other = next(_causes(node), None)
        if other is not None:
            raise OverlapError(change, other)
        node.cause = change
        return True


def _causes(node: Node) -> Iterator[Change]:
    yield from node.items
    for lower in node.below.values():
        if lower.cause is not None:
            yield lower.cause
        yield from _causes(lower)


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same to a reader: `1`, `1.0` and `true` are not, nor are `1` and `"1"`."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str):
        return isinstance(other, str) and one == other
    return type(one) is type(other) and bool(one == other)


def nesting(value: Any) -> int:
    """How deep containers nest in a value: 0 for a scalar, 1 for a container of scalars or an empty one.

    Raises:
        PatchError: deeper than a document may, or a key is no text.
    """
    depth = 0
    level = [value]
    while level := [item for item in level if isinstance(item, (dict, list))]:
        depth += 1
        if depth > MAX_DEPTH:
            raise PatchError(f"the value nests deeper than {MAX_DEPTH} levels")
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                for key in item:
                    if not isinstance(key, str):
                        raise PatchError(f"a mapping has only texts for keys, not {key!r}")
            inner += item.values() if isinstance(item, dict) else item
        level = inner
    return depth


def dotted(path: Path) -> str:
    """A path for people: `Resources.Queue.Properties.Tags.0`."""
    return ".".join(map(str, path)) or "the document"


class OverlapError(PatchError):
    """Two changes of one place contradict each other.

    Attributes:
        change: the one that was to be added.
        known: the one that was there.
    """

    def __init__(self, change: Change, known: Change) -> None:
        super().__init__(f"{dotted(change.path)}: another change of {dotted(known.path)} contradicts it")
        self.change = change
        self.known = known
