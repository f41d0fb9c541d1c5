"""The manner of a file: how deep it indents, its quotes, how it writes functions, where it leaves lines empty."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Any

from leastwise.model.value import Map, Seq
from leastwise.patch.yaml.emit import Manner
from leastwise.patch.yaml.layout import Box, Layout
from leastwise.patch.yaml.values import is_tagged

_QUOTES = re.compile(r"(?:[:\-\[,{]|![A-Za-z:]+) *(['\"])")
_SHORT = re.compile(r"(?:^|[\s\[,:-])!(?:[A-Z][A-Za-z0-9]+)(?=[\s\[{])")
_LONG = re.compile(r"""["']?\b(?:Fn::[A-Z][A-Za-z0-9]+|Ref)["']?:""")
_INLINE = re.compile(r"![A-Z]\w+ +\[")
_LINES = re.compile(r"![A-Z]\w+[ \t]*\r?\n[ \t]*-")
_DEEPER = re.compile(r"^( *)[\w\"'][^\n#]*:[ \t]*\r?\n(?=( *)(-(?= )|[\w\"']))", re.MULTILINE)
_NEIGHBOURS = 3
_LOOKED_AT = 20
"""How many entries of a container are looked at to see how they are written."""

Trail = tuple[tuple[Map | Seq, str | int], ...]
"""The way to a container from the top: each container on it, and the key or index that leads on."""


class Habits:
    """What a document does everywhere; found out once, when needed."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._file: Manner | None = None
        self._depths: dict[int, tuple[int | None, int | None]] = {}

    def manner(self, trail: Trail, box: Box | None, container: Map | Seq | None) -> Manner:
        """How something new is written within a container.

        Args:
            trail: the way to it.
            box: where it stands, if it is known.
            container: it.
        """
        file = self.file
        steps, dashes = self._near(trail, container)
        keys = texts = None
        if box is not None and box.items:
            keys = self._all_quoted(item.lead for item in box.items) if isinstance(container, Map) else None
            texts = self._texts(box, container)
        return Manner(
            step=steps or file.step,
            dashes=file.dashes if dashes is None else dashes,
            quote=file.quote,
            tags=file.tags and not (keys == '"' and box is not None and box.flow),
            inline=file.inline,
            keys=keys,
            texts=texts,
            alike=self._alike(container),
            pad=self._pad(box),
            colon=":" if keys is not None and self._is_tight(box) else ": ",
        )

    @property
    def file(self) -> Manner:
        """What is most frequent in the whole file."""
        if self._file is None:
            text = self._layout.text
            quotes = Counter(_QUOTES.findall(text))
            steps: Counter[int] = Counter()
            dashes: Counter[int] = Counter()
            for outer, inner, first in _DEEPER.findall(text):
                (dashes if first == "-" else steps)[len(inner) - len(outer)] += 1
            step = next((columns for columns, _ in steps.most_common() if columns > 0), 2)
            dash = next((columns for columns, _ in dashes.most_common() if columns >= 0), step)
            self._file = Manner(
                step=step,
                dashes=dash,
                quote="'" if quotes["'"] > quotes['"'] else '"',
                tags=_SHORT.search(text) is not None or _LONG.search(text) is None,
                inline=len(_INLINE.findall(text)) > len(_LINES.findall(text)),
            )
        return self._file

    def empty_lines(self, trail: Trail, box: Box) -> int:
        """How many empty lines stand between the entries of a container, and so before a new one at its end."""
        counts = self._between(box)
        if not counts and len(trail) == 1:
            # The only entry of a section: as between those of the other sections, otherwise as between the sections.
            top, name = trail[0]
            for other in (*(value for key, value, _ in top.entries() if key != name), top):
                if isinstance(other, Map) and len(other) > 1 and not is_tagged(other, self._layout):
                    inner = self._layout.box(other, within_flow=False)
                    counts += self._between(inner) if not inner.flow else []
        return Counter(counts).most_common(1)[0][0] if counts else 0

    def _between(self, box: Box) -> list[int]:
        return [self._layout.empty_lines(self._layout.below(item)) for item in box.items[-_LOOKED_AT - 1 : -1]]

    def _near(self, trail: Trail, container: Map | Seq | None) -> tuple[int | None, int | None]:
        """Step and dashes as the nearest relatives of a new entry have them."""
        step = dashes = None
        for parent in (container, *(parent for parent, _ in reversed(trail))):
            if isinstance(parent, Map) and not (step and dashes is not None):
                known = self._depths.get(id(parent))
                if known is None:
                    known = self._depths[id(parent)] = self._depth(parent)
                step = known[0] if step is None else step
                if trail and parent is trail[0][0] and parent is not container:
                    break  # a list at the top says little about those far below: most of the file decides
                dashes = known[1] if dashes is None else dashes
        return step, dashes

    def _depth(self, parent: Map) -> tuple[int | None, int | None]:
        """How much deeper than their keys the last mapping and the last list stand that are in block style."""
        layout, home = self._layout, parent.home
        step = dashes = None
        if is_tagged(parent, layout):
            return None, None
        for key in islice(reversed(parent), _LOOKED_AT):
            value, span = parent[key], parent.span(key)
            if not isinstance(value, Map | Seq) or not value or value.home[3] != span[3] or is_tagged(value, layout):
                continue
            if not home[3] <= span[1] < home[4]:
                continue  # from a merge key
            inner = next(iter(value.entries()))[2]
            start = span[3] if inner[1] == span[3] else layout.content(span[3], span[4])
            explicit = layout.text[layout.line_start(span[1]) : span[1]].rstrip(" ").endswith("?")
            if layout.text[start] in "{[" or not layout.leads(start) or explicit:
                continue
            columns = layout.column(start) - layout.column(span[1])
            if isinstance(value, Map):
                step = columns if step is None else step
            else:
                dashes = columns if dashes is None else dashes
            if step is not None and dashes is not None:
                break
        return step, dashes

    def _texts(self, box: Box, container: Map | Seq | None) -> str | None:
        """The quotation mark that all texts of a container have, Fn::Sub too, although they could do without."""
        starts: list[int] = []
        for item in box.items if container is not None else ():
            value = container[item.key] if item.key is not None else None  # type: ignore[index]
            if isinstance(value, str):
                starts.append(item.start)
            elif isinstance(value, Map) and isinstance(value.get("Fn::Sub"), str) and is_tagged(value, self._layout):
                starts.append(self._layout.content(item.start, item.end))
        return self._all_quoted(starts)

    def _alike(self, container: Map | Seq | None) -> dict[str, str]:
        """The quotation marks of the texts in the last mappings of a container, by their keys."""
        layout, found = self._layout, dict[str, str]()
        values = [*container.values()] if isinstance(container, Map) else container or []
        for value in values[-_NEIGHBOURS:]:
            if isinstance(value, Map) and not is_tagged(value, layout):
                for key, item, span in value.entries():
                    if isinstance(item, str) and (mark := layout.text[span[3] : span[3] + 1]) in ("'", '"'):
                        found[key] = mark
                    else:
                        found.pop(key, None)
        return found

    def _all_quoted(self, starts: Any) -> str | None:
        marks = {self._layout.text[start : start + 1] for start in starts}
        mark = marks.pop() if len(marks) == 1 else None
        return mark if mark in ("'", '"') else None

    def _pad(self, box: Box | None) -> str:
        if box is None or not box.flow or not box.items or box.bare:
            return ""
        return " " if self._layout.text[box.start + 1] == " " else ""

    def _is_tight(self, box: Box | None) -> bool:
        """Whether values directly follow their colons."""
        return box is not None and box.flow and any(item.mark == item.start < item.end for item in box.items)
