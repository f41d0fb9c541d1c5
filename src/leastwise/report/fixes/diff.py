"""The differences that splices make, as hunks of a unified diff.

The places of the changes are known, so nothing has to be searched for: the work is linear in the text. All of it does
the same for texts and for bytes; lines end with a line feed only, as they do for git.

https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import AnyStr, Generic

_CONTEXT = 3
"""Unchanged lines around a change."""

Edit = tuple[int, int, AnyStr]
"""What stands between two offsets becomes this."""


class Hunk(Generic[AnyStr]):
    """A stretch of lines that changes, with unchanged ones around.

    Attributes:
        header: `@@ -12,7 +12,8 @@`.
        line: number of its first line before the change.
        lines: a mark (`' '`, `'-'`, `'+'`) and the line with its end; only the last line of a text may have none.
    """

    def __init__(self, first: int, shift: int, lines: list[tuple[str, AnyStr]]) -> None:
        before = sum(mark != "+" for mark, _ in lines)
        after = sum(mark != "-" for mark, _ in lines)
        self.line = first + 1
        self.lines: list[tuple[str, AnyStr]] = lines
        self.header = f"@@ -{_extent(first, before)} +{_extent(first + shift, after)} @@"


def _extent(first: int, count: int) -> str:
    """First line and number of lines; of no lines, the line in front of them."""
    start = first + 1 if count else first
    return f"{start}" if count == 1 else f"{start},{count}"


def hunks(text: AnyStr, edits: Sequence[Edit[AnyStr]]) -> Iterator[Hunk[AnyStr]]:
    """The hunks that turn a text into another one.

    Args:
        text: as it is.
        edits: in order, none overlapping another.
    """
    lines = _lines(text)
    shift = 0
    for group in _grouped(_joined(_changed(text, lines, edits))):
        first = max(0, group[0][0] - _CONTEXT)
        position = first
        found: list[tuple[str, AnyStr]] = []
        for start, end, new in group:
            found += ((" ", line) for line in lines[position:start])
            found += (("-", line) for line in lines[start:end])
            found += (("+", line) for line in new)
            position = end
        found += ((" ", line) for line in lines[position : position + _CONTEXT])
        yield Hunk(first, shift, found)
        shift += sum(len(new) - (end - start) for start, end, new in group)


def _lines(text: AnyStr) -> list[AnyStr]:
    """The lines of a text with their ends."""
    feed = _feed(text)
    parts = text.split(feed)
    lines: list[AnyStr] = [part + feed for part in parts[:-1]]
    if parts[-1]:
        lines.append(parts[-1])
    return lines


def _feed(text: AnyStr) -> AnyStr:
    return "\n" if isinstance(text, str) else b"\n"


Block = tuple[int, int, list[AnyStr]]
"""Lines from the first up to, not including, the second become these."""


def _changed(text: AnyStr, lines: list[AnyStr], edits: Iterable[Edit[AnyStr]]) -> Iterator[Block[AnyStr]]:
    """The lines that change, in order."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for first, last, inside in _by_line(starts, len(lines), edits):
        parts, position = list[AnyStr](), starts[first]
        for start, end, piece in inside:
            parts += (text[position:start], piece)
            position = end
        parts.append(text[position : starts[last]])
        block = _trimmed(first, lines[first:last], _lines(text[:0].join(parts)))
        if block is not None:
            yield block


def _by_line(
    starts: list[int], count: int, edits: Iterable[Edit[AnyStr]]
) -> Iterator[tuple[int, int, list[Edit[AnyStr]]]]:
    """Edits of the same lines together: first line, line after the last one, the edits."""
    first = last = -1
    inside: list[Edit[AnyStr]] = []
    for edit in edits:
        one = min(bisect_right(starts, edit[0]) - 1, max(0, count - 1))
        two = min(bisect_right(starts, edit[1]), count)
        if inside and (one < last or one == first):
            last = max(last, two)
        else:
            if inside:
                yield first, last, inside
            first, last, inside = one, two, []
        inside.append(edit)
    if inside:
        yield first, last, inside


def _trimmed(first: int, old: list[AnyStr], new: list[AnyStr]) -> Block[AnyStr] | None:
    """A block without the lines at its ends that stay as they are; `None` where all do."""
    if old == new:
        return None
    least = min(len(old), len(new))
    head = 0
    while head < least and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return first + head, first + len(old) - tail, new[head : len(new) - tail]


def _joined(blocks: Iterable[Block[AnyStr]]) -> list[Block[AnyStr]]:
    """Blocks that touch each other as one, so that all old lines come before all new ones."""
    found: list[Block[AnyStr]] = []
    for start, end, new in blocks:
        if found and found[-1][1] == start:
            first, _, before = found[-1]
            before.extend(new)
            found[-1] = first, end, before
        else:
            found.append((start, end, new))
    return found


def _grouped(blocks: Iterable[Block[AnyStr]]) -> Iterator[list[Block[AnyStr]]]:
    """Blocks that are so near to each other that their contexts meet."""
    group: list[Block[AnyStr]] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * _CONTEXT:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def difference(one: AnyStr, other: AnyStr) -> Edit[AnyStr]:
    """What turns one text into the other: all that is between what both begin and end with."""
    least = min(len(one), len(other))
    head = next((n for n in range(least) if one[n] != other[n]), least)
    tail = next((n for n in range(least - head) if one[-1 - n] != other[-1 - n]), least - head)
    return head, len(one) - tail, other[head : len(other) - tail]
