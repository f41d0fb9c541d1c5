"""Changes within brackets and braces: each takes or adds exactly one comma."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.patch.splice import Splice
from leastwise.patch.yaml.layout import Box, Item, Layout


def flow_splices(layout: Layout, box: Box, gone: set[int], new: Sequence[tuple[int, str]]) -> Iterator[Splice]:
    """The splices that delete items and add new ones.

    Args:
        layout: of the text.
        box: the container, in brackets.
        gone: numbers of the items that go.
        new: for each new item the number of the one, of those that stay, that it goes before (the count of all: at the
            end), and its text.
    """
    count = len(box.items)
    if len(gone) == count:
        yield from _all_anew(layout, box, [text for _, text in new])
        return
    for first, last in runs_of(gone):
        yield from _deleted(layout, box, first, last)
    late: list[str] = []
    for at, text in new:
        if at < count:
            yield _before(layout, box, box.items[at], text)
        else:
            late.append(text)
    if late:
        yield from _behind_last(layout, box, max(set(range(count)) - gone), late)


def runs_of(gone: set[int]) -> list[tuple[int, int]]:
    """First and last number of each row of neighbours."""
    runs: list[tuple[int, int]] = []
    for number in sorted(gone):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _all_anew(layout: Layout, box: Box, texts: list[str]) -> Iterator[Splice]:
    opening, closing = box.start + 1, box.end - 1
    inner = layout.text[opening:closing]
    joined = ", ".join(texts)
    if not box.items and "#" in inner:
        yield Splice(opening, opening, joined)
        return
    pad = " " if texts and inner.startswith(" ") and box.items else ""
    yield Splice(opening, closing, f"{pad}{joined}{pad}")


def _deleted(layout: Layout, box: Box, first: int, last: int) -> Iterator[Splice]:
    items = box.items
    lead, end = items[first].lead, items[last].end
    comma = items[last].comma
    behind = comma + 1 if comma is not None else end
    lined = layout.leads(lead)
    if last + 1 < len(items):
        following = items[last + 1].lead
        if lined and layout.leads(following) and layout.ends(behind):
            yield Splice(layout.comments_above(lead, limit=box.start), layout.next_line(behind), "")
        elif "#" in layout.text[behind:following]:
            yield Splice(lead, layout.text.index("#", behind), "")
        else:
            yield Splice(lead, following, "")
        return
    before = items[first - 1]
    between = before.comma
    if lined and layout.ends(behind):
        if comma is None and between is not None:
            yield Splice(between, between + 1, "")
        yield Splice(layout.comments_above(lead, limit=box.start), layout.next_line(behind), "")
    elif "#" in layout.text[before.end : lead]:
        if comma is None and between is not None:
            yield Splice(between, between + 1, "")
        yield Splice(lead, behind, "")
    else:
        yield Splice(before.end, end, "")


def _before(layout: Layout, box: Box, item: Item, text: str) -> Splice:
    if layout.leads(item.lead):
        indent = layout.text[layout.line_start(item.lead) : item.lead]
        return Splice(item.lead, item.lead, f"{text},\n{indent}")
    return Splice(item.lead, item.lead, f"{text},{_blank(layout, box)}")


def _behind_last(layout: Layout, box: Box, kept: int, texts: list[str]) -> Iterator[Splice]:
    """New items behind the last one that stays; what stood behind it goes."""
    last = box.items[kept]
    behind = last.comma + 1 if last.comma is not None else last.end
    blank = _blank(layout, box)
    if kept < len(box.items) - 1:
        yield Splice(last.end, last.end, "".join(f",{blank}{text}" for text in texts))
    elif layout.leads(last.lead) and layout.ends(behind):
        indent = layout.text[layout.line_start(last.lead) : last.lead]
        end = layout.line_end(behind)
        lines = ",".join(f"\n{indent}{text}" for text in texts)
        if last.comma is not None:
            yield Splice(end, end, lines + ",")
        else:
            yield Splice(last.end, last.end, ",")
            yield Splice(end, end, lines)
    elif last.comma is not None:
        yield Splice(behind, behind, "".join(f"{blank}{text}," for text in texts))
    else:
        yield Splice(last.end, last.end, "".join(f",{blank}{text}" for text in texts))


def _blank(layout: Layout, box: Box) -> str:
    """What stands between a comma and the next item."""
    for one, other in zip(box.items, box.items[1:], strict=False):
        if one.comma is not None and not layout.text[one.comma + 1 : other.lead].strip(" "):
            return layout.text[one.comma + 1 : other.lead]
    return " "
