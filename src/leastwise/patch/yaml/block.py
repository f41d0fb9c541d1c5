"""Changes among the lines of block mappings and lists."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.patch.splice import Splice
from leastwise.patch.yaml.flow import runs_of
from leastwise.patch.yaml.layout import Box, Item, Layout

_LONG = 3
"""Lines of an entry that is not long yet."""


def deleted(layout: Layout, box: Box, gone: set[int], *, top: bool) -> list[Splice]:
    """The splices that take the lines of entries away, of which some stay.

    Args:
        layout: of the text.
        box: the container.
        gone: numbers of the entries that go.
        top: whether it is the document itself: comments at its beginning belong to the file.
    """
    splices: list[Splice] = []
    for first, last in runs_of(gone):
        lead, end = box.items[first].lead, layout.below(box.items[last])
        if not layout.leads(lead):
            splices.append(_from_dash(layout, lead, end, box.items[last + 1]))
            continue
        if first == 0:
            start = layout.line_start(lead) if top else layout.comments_above(lead)
            splices.append(Splice(start, layout.skip_empty(end), ""))
            continue
        previous = layout.below(box.items[first - 1])
        start = layout.comments_above(lead, limit=previous)
        before = box.items[first - 1]
        if layout.keeps(before) or (before.text and layout.blanks(end) - end > layout.column(before.lead)):
            end = layout.skip_empty(end)  # lest empty lines become its text
        elif last == len(box.items) - 1 or layout.empty_lines(end):
            start = layout.skip_empty_back(start, previous)
        splices.append(Splice(start, end, ""))
    return splices


def last_short(layout: Layout, box: Box) -> int | None:
    """The number of the last entry of one line, where a long one stands behind it: new ones like it go there."""

    def lines(item: Item) -> int:
        position = layout.source.position
        return position(max(item.end - 1, item.lead))[0] - position(item.lead)[0] + 1

    for number in reversed(range(len(box.items))):
        if lines(box.items[number]) == 1:
            return number if any(lines(item) > _LONG for item in box.items[number + 1 :]) else None
    return None


def _from_dash(layout: Layout, lead: int, end: int, following: Item) -> Splice:
    """The first entries of a mapping that begins behind a dash."""
    between = layout.text[end : following.lead]
    return Splice(lead, end + between.index("#") if "#" in between else following.lead, "")


def added(layout: Layout, box: Box, at: int, text: str, empty: int, *, closed: bool = False) -> Iterator[Splice]:
    """The splice that writes a new entry among others.

    Args:
        layout: of the text.
        box: the container.
        at: number of the entry that it goes before; their count for the end.
        text: of the entry; its first line is not indented.
        empty: how many empty lines go before an entry at the end.
        closed: whether the entry needs a line end behind it even where the text has none at its end.
    """
    items = box.items
    first = items[0].lead
    indent = " " * layout.column(first)
    if at == 0:
        if layout.leads(first):
            start = layout.comments_above(first)
            lines = "\n" * layout.empty_lines(layout.below(items[0])) if len(items) > 1 else ""
            yield Splice(start, start, f"{indent}{text}\n{lines}")
        else:
            yield Splice(first, first, f"{text}\n{indent}")
        return
    offset = layout.below(items[at - 1])
    if at < len(items):
        empty = layout.empty_lines(offset)
        if at > 1:
            empty = min(empty, layout.empty_lines(layout.below(items[at - 2])))
    if layout.keeps(items[at - 1]):
        empty = 0  # they would become its text
    if layout.text[offset - 1 : offset] in ("\n", "\r"):
        yield Splice(offset, offset, "\n" * empty + indent + text + "\n")
    else:
        yield Splice(offset, offset, "\n" * (empty + 1) + indent + text + "\n" * closed)


def without_end(text: str, splices: list[Splice]) -> list[Splice]:
    """Where the last lines of a text go that has no line end at its end, it has none afterwards either."""
    if text[-1:] in ("\r", "\n"):
        return splices
    found, start = sorted(splices, key=lambda splice: (splice.start, splice.end)), len(text)
    while found and found[-1].end == start and not found[-1].text and found[-1].start < start:
        start = found.pop().start
    if start == len(text) or text[start - 1 : start] not in ("\r", "\n"):
        return splices
    if found and found[-1].start == found[-1].end == start:
        found[-1] = Splice(start, start, found[-1].text.removesuffix("\n"))
    else:
        start -= 2 if text[start - 2 : start] == "\r\n" else 1
    return [*found, Splice(start, len(text), "")]
