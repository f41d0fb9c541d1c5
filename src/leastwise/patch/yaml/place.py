"""A new value is put where another one, or none, stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Path
from leastwise.patch.splice import Splice
from leastwise.patch.yaml.emit import Emitter
from leastwise.patch.yaml.habits import Trail
from leastwise.patch.yaml.layout import Box, Item, Layout
from leastwise.patch.yaml.values import HEADER, is_one_text, is_tagged


@record
class Slot:
    """Where a value stands: the path to it, its place in the text, and the container around it.

    `item` and `box` are `None` for the document itself.
    """

    path: Path
    trail: Trail
    flow: bool
    item: Item | None
    box: Box | None


@record
class Seat:
    """Where a value stands. All numbers are character offsets but for `column`.

    Attributes:
        mark: behind the colon or dash before it; `None` for the document itself and for a key without colon.
        start: of its text, tag and anchor included.
        end: of its text.
        column: of its key or dash.
        flow: whether it stands in brackets.
        listed: whether it is an item of a list.
        block: whether a container in block style stands there.
        brackets: whether one in brackets does, without the tag of a function.
    """

    mark: int | None
    start: int
    end: int
    column: int
    flow: bool
    listed: bool
    block: bool = False
    brackets: bool = False


def seat_of(layout: Layout, slot: Slot, old: Any) -> Seat:
    """Where the text stands that a new value replaces.

    Args:
        layout: of the text.
        slot: the place.
        old: the value there, or `None` where only an alias stands there.

    Raises:
        PatchError: it is the whole document, and that is no container.
    """
    item = slot.item
    tagged = is_tagged(old, layout)
    inner = next(iter(old.values())) if tagged else old
    box = None
    if isinstance(inner, Map | Seq) and not is_one_text(inner) and (item is None or inner.home[3] == item.start):
        box = layout.box(inner, slot.flow)
    if item is not None:
        return Seat(
            item.mark,
            item.start,
            item.end,
            layout.column(item.lead),
            flow=slot.flow,
            listed=isinstance(slot.trail[-1][0], Seq),
            block=box is not None and not box.flow,
            brackets=box is not None and box.flow and bool(inner) and not tagged and not box.bare,
        )
    if not isinstance(old, Map | Seq):
        raise PatchError("the document is neither a mapping nor a list, so it has no place to write at")
    start, end = old.home[3:]
    return Seat(None, start, layout.tail(old, start, end), 0, flow=False, listed=False)


def written(layout: Layout, seat: Seat, emitter: Emitter, new: Any) -> str:
    """A new value as the text that follows the colon or dash of its seat."""
    if seat.flow:
        return emitter.flow(new)
    if seat.mark is None and seat.start < seat.end:
        return emitter.block(new)
    if seat.listed:
        gap = layout.indent(seat.mark, seat.start)
        return closed(layout, seat, emitter.after_dash(new, seat.column, gap), new)
    return closed(layout, seat, emitter.after_key(new, seat.column), new)


def closed(layout: Layout, seat: Seat, text: str, new: Any) -> str:
    """The text of a new value with the line end that it needs at the end of a file that has none there."""
    at_end = layout.next_line(seat.end) == len(layout.text) and layout.text[-1:] not in ("\n", "\r")
    return text + "\n" if at_end and ends_line(new) else text


def placed(layout: Layout, seat: Seat, text: str) -> Iterator[Splice]:
    """The splices that put a text into a seat. The comment at the end of its first line stays."""
    if seat.flow:
        yield _in_flow(layout, seat, text)
        return
    if seat.mark is None and seat.start < seat.end:
        line_end = "" if layout.leads(seat.start) or "\n" not in text else "\n"
        yield Splice(seat.start, seat.end, line_end + text)
        return
    if seat.mark is None:  # an explicit key without a value
        yield Splice(seat.end, seat.end, f"\n{' ' * seat.column}:{text}")
        return
    first, line_end, rest = text.partition("\n")
    head, tail = _room(layout, seat, seat.mark, several=bool(line_end))
    if not first and not layout.text[seat.mark : head[0]].strip(" \t"):
        head = (seat.mark, head[1])
    yield Splice(*head, first if head[0] == seat.mark else first.lstrip(" "))
    if line_end or tail[0] < tail[1]:
        yield Splice(*tail, line_end + rest)


def _in_flow(layout: Layout, seat: Seat, text: str) -> Splice:
    if seat.start < seat.end:
        return Splice(seat.start, seat.end, text)
    if seat.listed or seat.mark is None:
        return Splice(seat.end, seat.end, text if seat.listed else f": {text}")
    stop = min(layout.blanks(seat.mark), max(seat.start, seat.mark))
    return Splice(seat.mark, stop, f" {text}")


def _room(layout: Layout, seat: Seat, mark: int, *, several: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """What the first line of the new text replaces, and what its other lines do.

    Args:
        layout: of the text.
        seat: where the value stands.
        mark: behind the colon or dash.
        several: whether the new text has other lines.
    """
    text, start, end = layout.text, seat.start, seat.end
    if start == end:
        blanks = layout.blanks(mark)
        stop = layout.line_end(mark)
        return (mark, blanks if blanks == stop else mark), (stop, stop)
    here = layout.line_end(mark)
    content = layout.content(start, end)
    stop = _before_line_end(layout, end) if text[end - 1] in "\r\n" else layout.line_end(end)
    if seat.block and content == start <= here:
        # Compact, behind a dash: the lines go with their comments.
        return (start if not several or text[mark:start] else mark, stop), (stop, stop)
    header = HEADER.match(text, content)
    if start <= here and (seat.block or header is not None):
        # The first line holds a tag, an anchor or the header of a block of text, and maybe a comment.
        head = header.end() if header is not None and not seat.block else layout.behind_properties(start, end)
        return (start, head), (layout.line_end(head), max(stop, layout.line_end(head)))
    if seat.block:
        return (mark, mark), (here, stop)
    if start <= here:
        return (start, end), (stop, stop)
    if not several:
        return (start, end), (end, end)
    return (mark, mark), (here, end)


def _before_line_end(layout: Layout, offset: int) -> int:
    """An offset without the line end directly before it."""
    text = layout.text
    offset -= 1
    return offset - 1 if text[offset] == "\n" and text[offset - 1] == "\r" else offset


def ends_line(value: Any) -> bool:
    """Whether a value ends with a text that ends with a line end, which then has to stand behind it."""
    while isinstance(value, dict | list) and value:
        value = [*value.values()][-1] if isinstance(value, dict) else value[-1]
    return isinstance(value, str) and value.endswith("\n")
