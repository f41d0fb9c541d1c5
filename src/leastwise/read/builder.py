"""Puts documents together from the events of a parser, whichever it is, within limits."""

from __future__ import annotations

from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq

MAX_DEPTH = 100
"""How deep containers may nest. CloudFormation's own limit is far below."""

MAX_NODES = 300_000
"""How many values a document may have once its aliases are followed: aliases of aliases grow without bound."""


MAX_KEY = 4_096
"""Characters of a key. Names are repeated in every message about what they name; a logical id has at most 255.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

MAX_NOTES = 1_000
"""How many oddities of one file are listed."""

_CHARACTERS = 64
"""A text counts as one value for so many characters: an alias to a long one makes it as often as it stands there."""


def weight(length: int) -> int:
    """As how many values a text of so many characters counts."""
    return 1 + length // _CHARACTERS


def clipped(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"


class Builder:
    """Collects the containers of one source.

    The parser calls `open`, `scalar` (or `alias`) and `close` in the order of the text; keys of a mapping come as
    scalars. `finish` hands the document over.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.notes: list[Unread] = []
        self._stack: list[_Frame] = []
        self._nodes = 0
        self.root: Any = None
        self.complete = False

    def note(self, offset: int, reason: str) -> None:
        """Something odd that does not keep the rest from being read."""
        if len(self.notes) < MAX_NOTES:
            self.notes.append(Unread(self.source.path, self.source.position(offset)[0], "reference", reason))
        elif len(self.notes) == MAX_NOTES:
            reason = f"more than {MAX_NOTES:,} oddities; those after this line are not listed"
            self.notes.append(Unread(self.source.path, self.source.position(offset)[0], "limit", reason))

    def open(self, container: Map | Seq, tag: str | None = None, anchor: str | None = None) -> None:
        """A container begins; its home is complete but for the end."""
        if len(self._stack) >= MAX_DEPTH:
            line = self.source.position(container.home[3])[0]
            raise ReadError(f"nests deeper than {MAX_DEPTH} levels", line, limit=True)
        self._stack.append(_Frame(container, tag, anchor, self._nodes))

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is the key of a mapping."""
        return bool(self._stack) and self._stack[-1].is_map and self._stack[-1].key is None

    @property
    def frame(self) -> _Frame:
        """The innermost open container."""
        return self._stack[-1]

    def key(self, text: str, start: int, end: int) -> None:
        """The key of the next value."""
        if len(text) > MAX_KEY:
            line = self.source.position(start)[0]
            raise ReadError(f"has a key of {len(text):,} characters; at most {MAX_KEY:,} are taken", line, limit=True)
        frame = self._stack[-1]
        frame.key, frame.key_start, frame.key_end = text, start, end

    def value(self, value: Any, start: int, end: int, nodes: int = 1) -> None:
        """A value is complete: hand it to the container around it."""
        self.count(nodes, start)
        if not self._stack:
            self.root, self.complete = value, True
            return
        frame = self._stack[-1]
        frame.end = end
        container = frame.container
        if frame.is_map:
            key = frame.key
            assert key is not None
            frame.key = None
            if key in container:
                self.note(frame.key_start, f"key {clipped(key)!r} stands here a second time; the later one counts")
            container[key] = value
            container.spans[key] = (self.source, frame.key_start, frame.key_end, start, end)
        else:
            container.append(value)
            container.spans.append((self.source, start, start, start, end))

    def count(self, nodes: int, start: int) -> None:
        """So many values more."""
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            line = self.source.position(start)[0]
            raise ReadError(f"has more than {MAX_NODES:,} values once its aliases are followed", line, limit=True)

    def close(self, end: int | None = None) -> tuple[_Frame, int, int]:
        """The innermost container ends: at `end`, or where its last value does. Gives its frame, end and node count."""
        frame = self._stack.pop()
        start = frame.container.home[3]
        stop = end if end is not None else max(frame.end, start)
        home: Span = (self.source, start, start, start, stop)
        frame.container.home = home
        return frame, stop, self._nodes - frame.nodes_before


class _Frame:
    __slots__ = ("anchor", "container", "end", "is_map", "key", "key_end", "key_start", "nodes_before", "tag")

    def __init__(self, container: Any, tag: str | None, anchor: str | None, nodes_before: int) -> None:
        self.container = container
        self.is_map = isinstance(container, Map)
        self.tag = tag
        self.anchor = anchor
        self.key: str | None = None
        self.key_start = self.key_end = self.end = 0
        self.nodes_before = nodes_before
