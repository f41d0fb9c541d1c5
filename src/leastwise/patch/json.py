"""JSON: what is new is laid out as the file around it is.

Between the entries of a JSON container stand only blanks and commas, so a container is changed by its gaps: an entry
goes with the gap before it (the first one with the gap behind it), and a new one brings a copy of the gap next to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Path, dotted
from leastwise.patch.entries import anchored
from leastwise.patch.json_style import Style, colon_of
from leastwise.patch.plan import Add, Delete, Replace, Step
from leastwise.patch.splice import Splice
from leastwise.read.builder import Builder
from leastwise.read.json import parse_json

_BLANKS = " \t\r\n"
_GAP = re.compile(r"[ \t\r\n]*,[ \t\r\n]*\Z")


def read(source: Source) -> list[Any]:
    """The one value of a JSON text.

    Raises:
        ReadError: it is no JSON, or too deep or too large.
    """
    return [parse_json(Builder(source))]


def writer(source: Source, data: Any) -> Callable[[Sequence[Step]], list[Splice]]:
    """What makes splices of steps; see `_write`."""
    return partial(_write, source, data)


def _write(source: Source, data: Any, todo: Sequence[Step]) -> list[Splice]:
    """The splices that make these steps.

    Raises:
        PatchError: a mapping on the way has a key twice, or a value is none that JSON has.
    """
    style = Style(source.text, data)
    splices: list[Splice] = []
    places: dict[Path, list[Step]] = {}
    checked: set[int] = set()
    for step in todo:
        if step.path:
            places.setdefault(step.path[:-1], []).append(step)
        elif isinstance(step, Replace):
            text = style.text.strip(_BLANKS)
            start = style.text.index(text)
            splices.append(Splice(start, start + len(text), style.written(step.value, "", compact=style.compact)))
    for path, here in places.items():
        containers = _containers(style.text, data, path, checked)
        splices += (_replaced(style, containers[-1], step) for step in here if isinstance(step, Replace))
        if changes := [step for step in here if not isinstance(step, Replace)]:
            splices += _changed(style, containers, changes)
    return splices


def _containers(text: str, data: Any, path: Path, checked: set[int]) -> list[Map | Seq]:
    """The containers on the way to a path and the one there; no mapping of them has a key twice."""
    chain = [data]
    for step in path:
        chain.append(chain[-1][step])
    for number, container in enumerate(chain):
        if id(container) not in checked and _has_twice(text, container):
            raise PatchError(f"{dotted(path[:number])} has a key twice; keep one of them first")
        checked.add(id(container))
    return chain


def _has_twice(text: str, container: Map | Seq) -> bool:
    """Whether more than blanks and commas stands between the entries that were read: others, of the same name."""
    spans = sorted((span for _, _, span in container.entries()), key=lambda span: span[1])
    if spans and text[container.home[3] + 1 : spans[0][1]].strip(_BLANKS):
        return True
    return any(not _GAP.match(text[one[4] : other[1]]) for one, other in pairwise(spans))


def _replaced(style: Style, container: Map | Seq, step: Replace) -> Splice:
    place: Any = step.path[-1]
    _, key, _, start, end = container.span(place)
    siblings = (value for name, value, _ in container.entries() if name != place)
    old = container[place]
    one_line = "\n" not in style.text[start:end] if isinstance(old, (Map, Seq)) and old else None
    compact = style.one_line(container) or (style.alike(siblings, step.value) if one_line is None else one_line)
    return Splice(start, end, style.written(step.value, style.margin(key), compact=compact))


def _changed(style: Style, containers: list[Map | Seq], changes: list[Add | Delete]) -> list[Splice]:
    """What is deleted from and added to the last of these containers, each of which is in the one before."""
    container = containers[-1]
    spans = [span for _, _, span in container.entries()]
    kept, new = anchored([place for place, _, _ in container.entries()], changes)
    layout = _Layout(style, containers)
    if not kept:
        texts = [layout.entry(step) for steps in new.values() for step in steps]
        return [layout.filled(texts)]
    splices: list[Splice] = []
    first = spans[kept[0]][1]
    if kept[0] > 0:
        splices.append(Splice(spans[0][1], first, ""))
    for index, following in zip(kept, [*kept[1:], len(spans)], strict=True):
        if following > index + 1:
            splices.append(Splice(spans[index][4], spans[following - 1][4], ""))
    for anchor, steps in new.items():
        gap = layout.gap(anchor)
        if anchor < 0:
            splices.append(Splice(first, first, "".join(layout.entry(step) + gap for step in steps)))
        else:
            end = spans[anchor][4]
            splices.append(Splice(end, end, "".join(gap + layout.entry(step, anchor) for step in steps)))
    return splices


class _Layout:
    """How one container is laid out, and what is added to it therefore."""

    def __init__(self, style: Style, containers: list[Map | Seq]) -> None:
        self.style = style
        self.container = containers[-1]
        self.spans = [span for _, _, span in self.container.entries()]
        # Nothing inside an empty one tells; the one around it does.
        self.compact = any(style.one_line(container) for container in containers[-2:])

    def gap(self, index: int) -> str:
        """What stands between a new entry behind this one and its neighbour; -1: the first entry is the neighbour."""
        text, spans = self.style.text, self.spans
        for left in (index - 1, index):
            if 0 <= left < len(spans) - 1:
                return _lines(text[spans[left][4] : spans[left + 1][1]])
        if len(spans) > 1:
            return _lines(text[spans[0][4] : spans[1][1]])
        before = _lines(text[self.container.home[3] + 1 : spans[0][1]])
        return f",\n{before.rpartition(chr(10))[2]}" if "\n" in before else self.style.comma

    def entry(self, step: Add, index: int = 0) -> str:
        """A new entry or item, behind the one with this index."""
        style, name = self.style, step.path[-1]
        compact = self.compact or style.alike((value for _, value, _ in self.container.entries()), step.value)
        margin = style.margin(self.container.home[3]) + style.unit
        colon = style.colon
        if self.spans:
            span = self.spans[index]
            margin = style.margin(span[1] if "\n" in self.gap(index) else span[4])
            colon = colon_of(style.text[span[2] : span[3]]) or colon
        start = style.quoted(name) + colon if isinstance(name, str) else ""
        return start + style.written(step.value, margin, compact=compact, taken=len(start))

    def filled(self, entries: list[str]) -> Splice:
        """These entries instead of all that is in the container."""
        style, start, end = self.style, self.container.home[3], self.container.home[4]
        if not entries:
            return Splice(start + 1, end - 1, "")
        if self.spans:
            return Splice(self.spans[0][1], self.spans[-1][4], self.gap(0).join(entries))
        pad = style.pad if isinstance(self.container, Map) else ""
        margin = style.margin(start)
        front, gap, back = (
            (pad, style.comma, pad)
            if self.compact
            else (f"\n{margin}{style.unit}", f",\n{margin}{style.unit}", f"\n{margin}")
        )
        return Splice(start + 1, end - 1, front + gap.join(entries) + back)


def _lines(blanks: str) -> str:
    """Blanks with a line feed for every line end."""
    return blanks.replace("\r\n", "\n").replace("\r", "\n")
