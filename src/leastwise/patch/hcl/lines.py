"""What stands between the entries of a body, an object or a tuple: blanks, commas, comments; and lines as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leastwise.model.errors import PatchError
from leastwise.model.source import Source, Span
from leastwise.patch.splice import Splice

_BETWEEN = re.compile(r"[ \t\r\n]++|(?P<comma>,)|(?P<comment>#[^\n]*+|//[^\n]*+|(?>/\*.*?\*/))|(?P<other>.)", re.DOTALL)
_REST = re.compile(r"[ \t]*(,)?(?:[ \t]|/\*(?:[^*\n]|\*(?!/))*+\*/)*+(?:#[^\n]*|//[^\n]*)?\r?(?=\n|\Z)")
_BLANK = re.compile(r"[ \t]*\r?\n")

Stretch = tuple[int, int]


class Lines:
    """The lines of a source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text

    def start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line(self, offset: int) -> str:
        """What stands from an offset to the end of its line."""
        end = self.text.find("\n", offset)
        return self.text[offset : end if end >= 0 else len(self.text)]

    def margin(self, offset: int) -> str:
        """The blanks that the line of an offset begins with."""
        start = end = self.start(offset)
        while end < len(self.text) and self.text[end] in " \t":
            end += 1
        return self.text[start:end]

    def begins(self, offset: int) -> bool:
        """Whether only blanks stand before an offset in its line."""
        return not self.text[self.start(offset) : offset].strip(" \t")

    def rest(self, offset: int, *, comma: bool = False) -> int | None:
        """The end of the line of an offset, where only comments stand behind it, or one comma too."""
        match = _REST.match(self.text, offset)
        if match is None or (match[1] and not comma):
            return None
        return match.end() - (self.text[match.end() - 1 : match.end()] == "\r" and match.end() > offset)

    def between(self, start: int, end: int) -> tuple[list[Stretch], int | None, bool]:
        """What stands between two entries.

        Returns:
            The comments; the offset of the first comma; whether all is blanks, commas and comments.
        """
        comments: list[Stretch] = []
        comma = None
        for match in _BETWEEN.finditer(self.text, start, end):
            if match.lastgroup == "comment":
                comments.append(match.span())
            elif match.lastgroup == "comma":
                comma = match.start() if comma is None else comma
            elif match.lastgroup == "other":
                return comments, comma, False
        return comments, comma, True

    def region(self, start: int, end: int, lower: int, *, comma: bool = False) -> Stretch | None:
        """The whole lines of an entry, with the comments that belong to it; nothing where it shares a line.

        Args:
            start: of the entry.
            end: of the entry.
            lower: where the entry before ends, or what is around begins.
            comma: a comma may stand behind it.
        """
        stop = self.rest(end, comma=comma)
        if not self.begins(start) or stop is None:
            return None
        first = self.start(start)
        for begin, finish in reversed(self.between(lower, start)[0]):
            above = self.text[finish:first]
            if above.count("\n") > 1 or not self.begins(begin) or self.start(begin) <= lower:
                break
            if self.start(begin) == 0:
                break  # what a file begins with is about the file
            first = self.start(begin)
        return first, self.text.find("\n", stop) + 1 or len(self.text)

    def removed(self, regions: Sequence[Stretch], lower: int, upper: int) -> list[Splice]:
        """The splices that take whole lines out, each stretch of them with one of the blank lines around it.

        Args:
            regions: whole lines, in order.
            lower: where what is around them begins; its own line is not one of them.
            upper: where it ends.
        """
        merged: list[Stretch] = []
        for start, end in regions:
            if merged and not self.text[merged[-1][1] : start].strip():
                merged[-1] = merged[-1][0], end
            else:
                merged.append((start, end))
        return [self._removed(start, end, lower, upper) for start, end in merged]

    def _removed(self, start: int, end: int, lower: int, upper: int) -> Splice:
        text = self.text
        previous = self.start(start - 1) if start > 0 else start
        blank_before = previous < start and previous > lower and not text[previous:start].strip()
        following = _BLANK.match(text, end)
        if following and (blank_before or not text[lower:start].strip()):
            end = following.end()
        elif blank_before and not text[end:upper].strip():
            start = previous
        if end == len(text) and start > 0 and not text.endswith("\n"):
            start -= 2 if text[start - 2 : start] == "\r\n" else 1
        return Splice(start, end, "")

    def sign(self, span: Span) -> tuple[int, str]:
        """How an entry with a name is written: where its sign stands, counted from the name, and the sign: `=`, `:`.

        Raises:
            PatchError: there is a comment around the sign.
        """
        between = self.text[span[2] : span[3]]
        if between.strip() not in ("=", ":"):
            raise PatchError(f"{self.text[span[1] : span[2]]} has a comment before its value")
        blanks = len(between) - len(between.lstrip())
        return span[2] - span[1] + blanks, between
