"""Anchors, aliases and all entries of a text, the hidden ones included: from the events of the parser, when needed."""

from __future__ import annotations

from collections import deque
from typing import Any

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from leastwise.model.record import record
from leastwise.model.source import Source


@record
class RawEntry:
    """An entry as the parser sees it: offsets of its key and its value. An item of a list has its value for a key."""

    key: str | None
    key_start: int
    key_end: int
    start: int
    end: int


@record
class Alias:
    """`*name` in the text.

    Attributes:
        start: of it.
        end: of it.
        key: start of the key that it belongs to; `None` for an item of a list.
        flow: whether it stands in brackets.
    """

    start: int
    end: int
    key: int | None
    flow: bool


@record(frozen=False, eq=False)
class Anchor:
    """`&name` at the start of a value or a key.

    Attributes:
        name: without the sign.
        start: of the value, which begins with the anchor or its tag.
        end: of the value.
        scalar: the text of the value, where it is no container.
        aliases: what means it, in order.
    """

    name: str
    start: int
    end: int
    scalar: str | None
    aliases: list[Alias]


class Marks:
    """See the module.

    Attributes:
        anchors: in order of the text.
        containers: start of a container → its anchor, where it has one.
        entries: start of a container → its entries.
    """

    def __init__(self, source: Source) -> None:
        self.anchors: list[Anchor] = []
        self.containers: dict[int, Anchor] = {}
        self.entries: dict[int, list[RawEntry]] = {}
        self._named: dict[str, Anchor] = {}
        self._stack: deque[_Open] = deque()
        next_event: Any = CParser(source.text).get_event
        while (event := next_event()) is not None:
            self._take(event)

    def _take(self, event: Any) -> None:
        kind = event.__class__
        start, end = event.start_mark.index, event.end_mark.index
        if kind is ScalarEvent:
            self._anchored(event, start, end, event.value)
            self._value(event.value, start, end)
        elif kind is AliasEvent:
            anchor = self._named[event.anchor]
            frame = self._stack[-1]
            anchor.aliases.append(Alias(start, end, frame.key[1] if frame.key else None, frame.flow))
            self._value(anchor.scalar, start, end)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            opened = self._anchored(event, start, end, None)
            flow = event.flow_style or (bool(self._stack) and self._stack[-1].flow)
            self._stack.append(_Open(start, kind is MappingStartEvent, flow, opened))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            frame = self._stack.pop()
            stop = end if end > start else max(frame.end, frame.start)
            self.entries[frame.start] = frame.entries
            if frame.anchor is not None:
                frame.anchor.end = stop
            self._value(None, frame.start, stop)
        elif kind is DocumentStartEvent:
            self._named.clear()

    def _anchored(self, event: Any, start: int, end: int, scalar: str | None) -> Anchor | None:
        if event.anchor is None:
            return None
        anchor = Anchor(event.anchor, start, end, scalar, [])
        self.anchors.append(anchor)
        self._named[event.anchor] = anchor
        if scalar is None:
            self.containers[start] = anchor
        return anchor

    def _value(self, key: str | None, start: int, end: int) -> None:
        if not self._stack:
            return
        frame = self._stack[-1]
        frame.end = end
        if not frame.is_map:
            frame.entries.append(RawEntry(None, start, start, start, end))
        elif frame.key is None:
            frame.key = (key or "", start, end)
        else:
            frame.entries.append(RawEntry(*frame.key, start, end))
            frame.key = None


class _Open:
    __slots__ = ("anchor", "end", "entries", "flow", "is_map", "key", "start")

    def __init__(self, start: int, is_map: bool, flow: bool, anchor: Anchor | None) -> None:
        self.start = start
        self.end = start
        self.is_map = is_map
        self.flow = flow
        self.anchor = anchor
        self.key: tuple[str, int, int] | None = None
        self.entries: list[RawEntry] = []
