"""Tags, anchors, quotes and blocks of text: what stands at the start and at the end of a value."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.value import Map, Seq
from leastwise.patch.yaml.lines import Lines
from leastwise.read.yaml import SHORT_TAGS

_PROPERTY = re.compile(r"(?:!<[^>\s]*>|![^\s,\[\]{}]*|&[^\s,\[\]{}]+)(?=[\s,\[\]{}]|\Z)")
HEADER = re.compile(r"[|>][-+0-9]*")
"""What a block of text begins with."""
_MARGIN = re.compile(r"[\r\n]( *)[^ \r\n]")


class Values(Lines):
    """Answers about values by their offsets."""

    def tail(self, value: Any, start: int, end: int) -> int:
        """The end of a value without the empty lines after a block of text, unless they belong to it."""
        if end <= start or self.text[end - 1] not in "\r\n":
            return end
        header = self.last_header(value, start, end)
        if header is not None and "+" in header[1]:
            return end
        margin = _MARGIN.search(self.text, header[0] if header else start, end)
        # Blanks beyond the margin are text.
        width = len(margin[1]) if margin and header and not any(map(str.isdigit, header[1])) else 0
        while (before := max(self.text.rfind("\n", start, end), self.text.rfind("\r", start, end))) > start:
            last = self.text[before + 1 : end]
            if last.strip(" \t") or len(last) > width:
                break
            end = before
        return end - 1 if self.text[end - 1] == "\r" else end

    def last_header(self, value: Any, start: int, end: int) -> tuple[int, str] | None:
        """Offset and text of the header of the block of text that a value ends with."""
        while isinstance(value, Map | Seq) and value:
            _, value, (_, _, _, start, stop) = max(value.entries(), key=lambda entry: entry[2][4])
            if stop != end:
                return None
        match = HEADER.match(self.text, self.content(start, end))
        return (match.start(), match.group()) if match else None

    def properties(self, start: int, end: int) -> list[str]:
        """Tag and anchor that stand at the start of a value."""
        found: list[str] = []
        while start < end and (match := _PROPERTY.match(self.text, start)):
            found.append(match.group())
            start = self.gap(match.end())
        return found

    def content(self, start: int, end: int) -> int:
        """Where a value begins behind its tag and anchor and the comments after them."""
        while start < end and (match := _PROPERTY.match(self.text, start)):
            start = self.gap(match.end())
        return min(start, end)

    def sign(self, start: int, end: int) -> str:
        """The first character of a value behind its tag and anchor; empty where it has no text."""
        content = self.content(start, end)
        return self.text[content] if content < end else ""

    def behind_properties(self, start: int, end: int) -> int:
        """Where tag and anchor of a value end."""
        last = start
        while start < end and (match := _PROPERTY.match(self.text, start)):
            last = match.end()
            start = self.gap(last)
        return last

    def style(self, start: int, end: int) -> tuple[str | None, bool]:
        """The quotation mark or other sign that a text begins with, and whether a function's tag stands before it."""
        sign, tagged = self.sign(start, end), any(tag in SHORT_TAGS for tag in self.properties(start, end))
        return (sign if sign in ("'", '"', "|", ">", "*") else None), tagged


def is_tagged(container: Any, values: Values) -> bool:
    """Whether a mapping stands in the text as a tag: `!Ref x`, which is `{"Ref": "x"}`."""
    if not isinstance(container, Map) or len(container) != 1:
        return False
    ((key, _, (_, key_start, key_end, start, end)),) = container.entries()
    return key_start == key_end and any(SHORT_TAGS.get(tag) == key for tag in values.properties(start, end))


def is_one_text(container: Map | Seq) -> bool:
    """Whether the two parts of `!GetAtt A.b` stand in one text."""
    return isinstance(container, Seq) and bool(container.spans) and container.spans[0] == container.home
