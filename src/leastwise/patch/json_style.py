"""How a JSON file is written, and values written like that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from json import dumps
from math import isfinite
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.value import Map, Seq
from leastwise.patch.change import nesting
from leastwise.read.builder import clipped

_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDTH = 120
"""How long a line may become for a container that is written on one line."""


class Style:
    """How a file is written: its indentation, what stands around colons and commas, what it puts on one line.

    Attributes:
        compact: the whole file is on one line.
        unit: one level of indentation.
        colon: what stands between key and value.
        comma: what stands between two entries on one line.
        pad: what stands inside the braces of a mapping on one line.
        ascii: other characters are escaped.
    """

    def __init__(self, text: str, data: Any) -> None:
        self.text = text
        self.compact = isinstance(data, (Map, Seq)) and bool(data) and self.one_line(data)
        self.ascii = text.isascii() and re.search(r"\\u00[89a-fA-F]|\\u0[1-9a-fA-F]|\\u[1-9a-fA-F]", text) is not None
        unit = colon = comma = pad = None
        self._lines: dict[tuple[bool, bool], int] = {}
        ahead = [data] if isinstance(data, (Map, Seq)) else []
        while ahead:
            container = ahead.pop()
            inner = list(container.values()) if isinstance(container, Map) else list(container)
            ahead += reversed([value for value in inner if isinstance(value, (Map, Seq)) and value])
            spans = [span for _, _, span in container.entries()]
            if not spans:
                continue
            one_line = self.one_line(container)
            if not any(isinstance(value, (Map, Seq)) and value for value in inner):
                habit = isinstance(container, Map), len(inner) == 1
                self._lines[habit] = self._lines.get(habit, 0) + (1 if one_line else -1)
            if colon is None and isinstance(container, Map):
                colon = colon_of(text[spans[0][2] : spans[0][3]])
            if one_line:
                comma = text[spans[0][4] : spans[1][1]] if comma is None and len(spans) > 1 else comma
                pad = text[container.home[3] + 1 : spans[0][1]] if pad is None and isinstance(container, Map) else pad
            elif unit is None:
                inside, outside = self.margin(spans[0][1]), self.margin(container.home[3])
                unit = inside.removeprefix(outside) or None
        self.unit = unit or "  "
        self.colon = colon or ": "
        self.comma = comma if comma is not None and "," in comma else "," if self.colon == ":" else ", "
        self.pad = pad or ""

    def margin(self, offset: int) -> str:
        """The blanks that the line of an offset begins with."""
        start = self.text.rfind("\n", 0, offset) + 1
        start = max(start, self.text.rfind("\r", start, offset) + 1)
        end = start
        while end < len(self.text) and self.text[end] in " \t":
            end += 1
        return self.text[start:end]

    def one_line(self, container: Map | Seq) -> bool:
        """Whether a container that is not empty stands on one line."""
        return bool(container) and _breaks(self.text, container.home[3], container.home[4]) < 0

    def alike(self, siblings: Iterable[Any], value: Any) -> bool:
        """Whether the siblings that are such containers as the value all stand on one line, one of them as deep."""
        if not isinstance(value, (dict, list)):
            return False
        kind = Map if isinstance(value, dict) else Seq
        found = [item for item in siblings if isinstance(item, kind) and item]
        return bool(found) and all(map(self.one_line, found)) and nesting(value) <= max(map(nesting, found))

    def quoted(self, text: str) -> str:
        """A text as the file would have it."""
        if self.ascii:
            return dumps(text)
        return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", dumps(text, ensure_ascii=False))

    def written(self, value: Any, margin: str, *, compact: bool, taken: int = 0) -> str:
        """A value.

        Args:
            value: plain.
            margin: what the line that it begins in begins with.
            compact: on one line, where that does not become too long.
            taken: how much stands before it in its line.

        Raises:
            PatchError: JSON has no such value.
        """
        if isinstance(value, str):
            return self.quoted(value)
        if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and isfinite(value)):
            return dumps(value)
        if not isinstance(value, (dict, list)):
            raise PatchError(f"JSON has no value such as {clipped(repr(value))}")
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        if not value:
            return opening + closing
        if compact or self._habit(value):
            pad = self.pad if isinstance(value, dict) else ""
            text = f"{opening}{pad}{self.comma.join(self._items(value, margin, True))}{pad}{closing}"
            if self.compact or (len(margin) + taken + len(text) <= _WIDTH and "\n" not in text):
                return text
        inner = margin + self.unit
        between = f",\n{inner}"
        return f"{opening}\n{inner}{between.join(self._items(value, inner, False))}\n{margin}{closing}"

    def _items(self, value: Any, margin: str, compact: bool) -> list[str]:
        if isinstance(value, list):
            return [self.written(item, margin, compact=compact) for item in value]
        starts = [self.quoted(key) + self.colon for key in value]
        return [
            start + self.written(item, margin, compact=compact, taken=len(start))
            for start, item in zip(starts, value.values(), strict=True)
        ]

    def _habit(self, value: Any) -> bool:
        """Whether the file mostly has such containers without inner ones on one line."""
        if any(
            isinstance(item, (dict, list)) and item for item in (value.values() if isinstance(value, dict) else value)
        ):
            return False
        return self._lines.get((isinstance(value, dict), len(value) == 1), 0) > 0


def _breaks(text: str, start: int, end: int) -> int:
    """The offset of the first line break in a stretch, -1 where there is none."""
    found = [at for at in (text.find("\n", start, end), text.find("\r", start, end)) if at >= 0]
    return min(found) if found else -1


def colon_of(text: str) -> str | None:
    """What stands between a key and its value, unless that is on the next line."""
    return None if "\n" in text or "\r" in text else text
