"""Lines, blanks and comments of a text."""

from __future__ import annotations

import re

from leastwise.model.source import Source

_GAP = re.compile(r"[ \t\r\n]*(?:#[^\r\n]*[ \t\r\n]*)*")
_BLANKS = re.compile(r"[ \t]*")
_EMPTY_LINE = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)")
_COMMENT_LINE = re.compile(r"([ \t]*)#[^\r\n]*")
_BANNER = re.compile(r"[ \t]*#(?:##|[ \t]*[-=*~_#]{3})")
_RULE = re.compile(r"[ \t]*#[ \t]*[-=*~_#]{3,}[ \t]*(?:[\r\n]|\Z)")
_ASIDE = re.compile(r"#(?:\t|  )")


class Lines:
    """Answers about the lines of one source. All numbers are character offsets where nothing else is said."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text

    def line_start(self, offset: int) -> int:
        """Start of the line that an offset is in."""
        return self.source.offset(self.source.position(offset)[0])

    def line_end(self, offset: int) -> int:
        """End of the line that an offset is in, before its line end."""
        end = self.next_line(offset)
        while end > offset and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def next_line(self, offset: int) -> int:
        """Start of the line after the one that an offset is in; the end of the text where there is none."""
        return self.source.offset(self.source.position(offset)[0] + 1)

    def column(self, offset: int) -> int:
        """Characters before an offset in its line."""
        return self.source.position(offset)[1] - 1

    def leads(self, offset: int) -> bool:
        """Whether only blanks stand before an offset in its line."""
        return not self.text[self.line_start(offset) : offset].strip(" \t")

    def ends(self, offset: int) -> bool:
        """Whether only blanks and a comment follow in the line."""
        rest = self.text[offset : self.line_end(offset)]
        return not rest.strip(" \t") or (rest[0] in " \t" and rest.lstrip(" \t").startswith("#"))

    def gap(self, offset: int) -> int:
        """The offset after blanks, line ends and comments."""
        match = _GAP.match(self.text, offset)
        return match.end() if match else offset

    def blanks(self, offset: int) -> int:
        """The offset after blanks."""
        match = _BLANKS.match(self.text, offset)
        return match.end() if match else offset

    def indent(self, mark: int | None, start: int) -> str:
        """The blanks between a dash and its item; one where they are not in one line."""
        blanks = self.text[mark:start] if mark is not None else ""
        return blanks if blanks and not blanks.strip(" ") else " "

    def empty_lines(self, offset: int) -> int:
        """How many empty lines begin at the start of a line."""
        count = 0
        while offset < len(self.text) and (match := _EMPTY_LINE.match(self.text, offset)):
            offset = match.end()
            count += 1
        return count

    def skip_empty(self, offset: int) -> int:
        """The start of the first line from here on that is not empty."""
        while offset < len(self.text) and (match := _EMPTY_LINE.match(self.text, offset)):
            offset = match.end()
        return offset

    def skip_empty_back(self, offset: int, limit: int) -> int:
        """The start of the first of the empty lines directly before the start of a line, not before `limit`."""
        while offset > limit:
            before = self.line_start(offset - 1)
            match = _EMPTY_LINE.match(self.text, before)
            if before < limit or match is None or match.end() != offset:
                break
            offset = before
        return offset

    def comment(self, offset: int) -> int:
        """The column of the comment that is all there is in the line from here on; -1 where there is none."""
        match = _COMMENT_LINE.match(self.text, offset)
        return len(match[1]) if match else -1

    def hangs(self, offset: int, column: int) -> bool:
        """Whether the lines from the start of one on would become part of a block of text, deeper than `column`."""
        while offset < len(self.text):
            width = self.blanks(offset) - offset
            empty = _EMPTY_LINE.match(self.text, offset)
            if empty is None or width > column:
                return width > column and (empty is not None or self.comment(offset) >= 0)
            offset = empty.end()
        return False

    def comments_above(self, lead: int, *, limit: int = 0) -> int:
        """Where an entry begins with the comment lines that stand directly above it, in its column or the first one.

        A heading above it, and what stands above that, is not its own.

        Args:
            lead: of the entry, which is the first thing in its line.
            limit: offset that nothing before belongs to it.
        """
        start = top = self.line_start(lead)
        column = self.column(lead)
        below: int | None = None
        rules: list[int] = []
        while top > limit:
            before = self.line_start(top - 1)
            if before < limit or not self._attached(before, column):
                break
            if below is None and _BANNER.match(self.text, before):
                below = top
            rules += [before] if _RULE.match(self.text, before) else []
            top = before
        if rules == [top]:
            return start  # the heading is what follows its only line of signs
        return top if below is None else below

    def _attached(self, offset: int, column: int) -> bool:
        """Whether a line is a comment that may belong to an entry in this column, not one that is code put aside."""
        found = self.comment(offset)
        return found == column or (found == 0 and not _ASIDE.match(self.text, offset))
