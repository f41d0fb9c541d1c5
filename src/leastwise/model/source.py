"""Text that was read, and places in it.

A place is kept as a `Span`: the source and four character offsets (key from, key to, value from, value to).
Offsets cost nothing to keep and are what an edit needs; lines and columns are worked out only when somebody asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from leastwise.model.record import field, record


@record
class Location:
    """A stretch of a file. Lines and columns are 1-based, `end_column` is the column after the last character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@record(frozen=False, eq=False)
class Source:
    """One file as text.

    Attributes:
        path: relative to the scan's root, with `/`.
        text: the decoded content, without a byte order mark, line ends as they are.
        encoding: the codec that turns `text` back into the bytes of the file.
        raw: the bytes of the file, where they are at hand.
        blocks: (from, to, address) of every block that a person would name, in order of offset.
        remarks: (address of the block or `None` for the whole file, tool, value, place) of what its metadata says to
            security scanners.
        generated: the tool that wrote the file, where one did: nobody edits it.
        origins: (from, to, place) of stretches that a tool wrote, and where the author wrote what they come from; in
            order of offset.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    raw: bytes | None = None
    blocks: list[tuple[int, int, str]] = field(default_factory=list)
    remarks: list[tuple[str | None, str, Any, Span]] = field(default_factory=list)
    generated: str = ""
    origins: list[tuple[int, int, Span]] = field(default_factory=list)
    _starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the file's bytes."""
        import hashlib

        data = self.raw if self.raw is not None else self.text.encode(self.encoding, "surrogatepass")
        return hashlib.sha256(data).hexdigest()

    def location(self, start: int, end: int) -> Location:
        """Lines and columns of the characters from `start` up to, not including, `end`; of their origin, if known."""
        if self.origins:
            index = bisect_right(self.origins, start, key=lambda origin: origin[0]) - 1
            if index >= 0 and start < self.origins[index][1]:
                return value_location(self.origins[index][2])
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Location(self.path, line, column, end_line, end_column)

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character offset."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line end; empty when there is no such line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def offset(self, number: int) -> int:
        """The character offset at which a 1-based line begins; the end of the text when there is no such line."""
        starts = self._line_starts()
        return starts[number - 1] if 1 <= number <= len(starts) else len(self.text)

    def block_at(self, offset: int) -> str | None:
        """Address of the block that contains a character offset."""
        index = bisect_right(self.blocks, offset, key=lambda block: block[0]) - 1
        return self.blocks[index][2] if index >= 0 and offset < self.blocks[index][1] else None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            text, starts = self.text, [0]
            if "\r" in text:
                starts += (match.end() for match in re.finditer(r"\r\n|\n|\r", text))
            else:
                end = text.find("\n")
                while end >= 0:
                    starts.append(end + 1)
                    end = text.find("\n", end + 1)
            self._starts = starts
        return self._starts


Span = tuple[Source, int, int, int, int]
"""Source, key from, key to, value from, value to: character offsets. An item of a list has its value for a key."""


def key_location(span: Span) -> Location:
    """Where the name of a thing stands."""
    return span[0].location(span[1], span[2])


def value_text(span: Span) -> str:
    """The text of a thing's value, as it is written."""
    source, _, _, start, end = span
    return source.text[start:end]


def value_location(span: Span) -> Location:
    """Where the value of a thing stands."""
    return span[0].location(span[3], span[4])
