"""Exact changes of a text: what stands between two offsets is replaced, all else stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from leastwise.model.errors import PatchError
from leastwise.model.record import record


@record
class Splice:
    """The characters from `start` up to, not including, `end` become `text`. `start == end` inserts."""

    start: int
    end: int
    text: str


def ordered(splices: Iterable[Splice]) -> list[Splice]:
    """Splices of one text from its beginning to its end; those that insert at one offset keep their order.

    Raises:
        PatchError: two of them overlap.
    """
    found = sorted(splices, key=lambda splice: (splice.start, splice.end))
    for one, other in pairwise(found):
        if other.start < one.end:
            raise PatchError(f"two changes overlap at the characters {other.start} to {one.end}")
    return found


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with all splices made; they are `ordered`."""
    parts: list[str] = []
    position = 0
    for splice in splices:
        parts += (text[position : splice.start], splice.text)
        position = splice.end
    parts.append(text[position:])
    return "".join(parts)


def inverse(text: str, splices: Sequence[Splice]) -> list[Splice]:
    """The splices that make `text` again out of what `spliced(text, splices)` gives."""
    found: list[Splice] = []
    shift = 0
    for splice in splices:
        start = splice.start + shift
        found.append(Splice(start, start + len(splice.text), text[splice.start : splice.end]))
        shift += len(splice.text) - (splice.end - splice.start)
    return found
