"""Steps become splices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import replace
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.patch.change import dotted
from leastwise.patch.entries import anchored
from leastwise.patch.plan import Add, Delete, Replace, Step
from leastwise.patch.splice import Splice
from leastwise.patch.yaml.block import added, deleted, last_short, without_end
from leastwise.patch.yaml.breaks import refuse_odd_breaks
from leastwise.patch.yaml.emit import Emitter, Manner
from leastwise.patch.yaml.flow import flow_splices
from leastwise.patch.yaml.habits import Habits, Trail
from leastwise.patch.yaml.layout import Box, Layout
from leastwise.patch.yaml.place import Seat, Slot, closed, ends_line, placed, seat_of, written
from leastwise.patch.yaml.share import Shares, copied, merged_names, moved
from leastwise.patch.yaml.spots import Spot, grown, result
from leastwise.patch.yaml.values import is_one_text, is_tagged


class Editor:
    """Writes steps into one document. What is found out about the text is kept for the next steps."""

    def __init__(self, source: Source, data: Any) -> None:
        self.source = source
        self.data = data
        self.layout = Layout(source)
        self.habits = Habits(self.layout)
        self._copying = 0
        self._open_end = False
        self._seals: list[Splice] = []
        self._shares = Shares(self.layout, data)

    def splices(self, todo: Sequence[Step]) -> list[Splice]:
        """The splices that make these steps.

        Raises:
            PatchError: see `leastwise.patch.yaml.writer`.
        """
        if not todo:
            return []
        refuse_odd_breaks(self.source)
        root = grown(todo)
        self._copying, self._open_end, self._seals = 0, False, []
        self._shares.change(root)
        found = list(self._changed(self.data, root, Slot((), (), flow=False, item=None, box=None)))
        found += [s for s in self._seals if not any(o.start <= s.start < o.end for o in found)]
        found += moved(self.layout, found, self.habits.file.step)
        return found if self._open_end else without_end(self.source.text, found)

    def _changed(self, value: Any, spot: Spot, slot: Slot) -> Iterator[Splice]:
        """What changes at a value that stays, or below it."""
        if isinstance(spot.own, Replace):
            yield from self._replaced(slot, value, spot.own.value)
            return
        if is_tagged(value, self.layout) and self._starts(value, slot):
            ((name, inner, _),) = value.entries()
            lower = spot.below.get(name)
            whole = lower is None or lower.own is not None or len(spot.below) > 1 or bool(spot.adds)
            if whole or not isinstance(inner, Map | Seq) or is_one_text(inner):
                yield from self._replaced(slot, value, result(value, spot, slot.path))
                return
            assert lower is not None
            yield from self._changed(inner, lower, replace(slot, path=(*slot.path, name)))
            return
        if not self._starts(value, slot):
            if self._copying or not self._shares.change_alike(value):
                yield from self._copied(value, spot, slot)
            return
        if not self._copying:
            self._shares.check(value, slot.path)
        box = self.layout.box(value, slot.flow)
        if not box.items and not (slot.flow and spot.adds) and not self._has_comments(box):
            yield from self._replaced(slot, value, result(value, spot, slot.path))
            return
        yield from self._within(value, spot, slot, box)

    def _starts(self, value: Any, slot: Slot) -> bool:
        """Whether a container stands where the slot is, not behind an alias."""
        return slot.item is None or value.home[3] == slot.item.start

    def _has_comments(self, box: Box) -> bool:
        return "#" in self.source.text[box.start : box.end]

    def _copied(self, value: Map | Seq, spot: Spot, slot: Slot) -> Iterator[Splice]:
        """A changed copy of what an alias means in the place of the alias."""
        layout = self.layout
        seat, new = seat_of(layout, slot, None), result(value, spot, slot.path)
        box = layout.box(value, within_flow=False)
        if is_tagged(value, self.layout) or not new or (slot.flow and not box.flow) or box.bare:
            yield from self._replaced(slot, None, new)
            return
        self._copying += 1
        changes = list(self._within(value, spot, slot, box))
        self._copying -= 1
        manner = self._manner(slot, seat, new)
        column = seat.column + (2 if seat.listed else manner.step if isinstance(value, Map) else manner.dashes)
        text = copied(layout, value, box, changes, column, listed=seat.listed)
        yield from placed(layout, seat, text.removeprefix(" ") if slot.flow else closed(layout, seat, text, new))

    def _within(self, value: Map | Seq, spot: Spot, slot: Slot, box: Box) -> Iterator[Splice]:
        entries_change = spot.adds or any(isinstance(lower.own, Delete) for lower in spot.below.values())
        if box.bare and entries_change:  # a pair in a flow list without braces gets them
            yield from self._replaced(slot, value, result(value, spot, slot.path))
            return
        gone: set[int] = set()
        adds = list(spot.adds)
        numbers = {item.key: number for number, item in enumerate(box.items)}
        for key, lower in spot.below.items():
            path = (*slot.path, key)
            number = numbers.get(key)
            if number is None:
                if isinstance(lower.own, Delete):
                    raise PatchError(f"{dotted(path)} comes from a merge key (<<), so it cannot be removed here")
                adds.append(Add(path, result(value[key], lower, path)))  # type: ignore[index]
                continue
            item = box.items[number]
            if item.twice:
                raise PatchError(f"{dotted(path)} stands in its mapping more than once; the last one counts")
            if isinstance(lower.own, Delete):
                if isinstance(value, Map) and key in merged_names(self.layout, box):
                    raise PatchError(f"{dotted(path)} comes from a merge key (<<) too, and would be that one then")
                gone.add(number)
            else:
                trail: Trail = (*slot.trail, (value, key))
                inner = Slot(path, trail, flow=box.flow, item=item, box=box)
                yield from self._changed(value[key], lower, inner)  # type: ignore[index]
        if not gone and not adds:
            return
        if len(gone) == len(box.items) and gone and not (box.flow and box.items):
            yield from self._emptied(value, adds, slot, box)
            return
        yield from self._arranged(value, adds, gone, slot, box)

    def _arranged(self, value: Map | Seq, adds: list[Add], gone: set[int], slot: Slot, box: Box) -> Iterator[Splice]:
        """Entries go, and new ones come, where some stay or brackets do."""
        layout = self.layout
        places = [number if item.key is None else item.key for number, item in enumerate(box.items)]
        short = None if box.flow or slot.item is None else last_short(layout, box)
        kept, new = anchored(places, [*adds, *(Delete((*slot.path, places[number])) for number in gone)], short)
        emitter = Emitter(self.habits.manner(slot.trail, box, value))
        texts = {anchor: self._texts(value, here, emitter, box) for anchor, here in new.items()}
        if box.flow:
            ahead = {anchor: next((number for number in kept if number > anchor), len(places)) for anchor in new}
            yield from flow_splices(
                layout, box, gone, [(ahead[at], text) for at, here in texts.items() for text in here]
            )
            return
        yield from deleted(layout, box, gone, top=slot.item is None)
        last = len(places) - 1
        if last in gone and kept:
            # A text that comes to the end of the file keeps its own line end.
            end = box.items[kept[-1]]
            self._open_end |= end.text and layout.below(end) == layout.behind(end)
            self._open_end |= any(ends_line(add.value) for add in adds)
        if last in new and box.items[last].text:
            self._seal(value, box)
        for anchor, here in new.items():
            empty = self.habits.empty_lines(slot.trail, box) if anchor == last else 0
            for add, text in zip(here, texts[anchor], strict=True):
                yield from added(layout, box, anchor + 1, text, empty, closed=ends_line(add.value))

    def _seal(self, value: Map | Seq, box: Box) -> None:
        """The last text of a file that ends without a line end must not get one when something is written behind it."""
        item, end = box.items[-1], len(self.source.text)
        if item.end == end and item.key is not None and self.source.text[end - 1] not in "\r\n":
            header = self.layout.last_header(value[item.key], item.start, end)  # type: ignore[index]
            if header is not None and "-" not in header[1]:
                sign = header[1].replace("+", "") + "-"
                self._seals.append(Splice(header[0], header[0] + len(header[1]), sign))

    def _texts(self, value: Map | Seq, adds: list[Add], emitter: Emitter, box: Box) -> list[str]:
        """New entries as text; only their first lines are not indented."""
        column = self.layout.column(box.items[0].lead) if box.items else 0
        if isinstance(value, Map):
            pairs = [(str(add.path[-1]), add.value) for add in adds]
            return [emitter.pair(*pair) if box.flow else emitter.entry(*pair, column) for pair in pairs]
        if box.flow:
            return [emitter.flow(add.value) for add in adds]
        gap = self.layout.indent(box.items[-1].mark, box.items[-1].start)
        return [emitter.item(add.value, column, gap) for add in adds]

    def _emptied(self, value: Map | Seq, adds: list[Add], slot: Slot, box: Box) -> Iterator[Splice]:
        """All entries of a block container go."""
        layout = self.layout
        lead, end = box.items[0].lead, layout.below(box.items[-1])
        item = slot.item
        if adds or item is None or not layout.leads(lead):
            stop = end
            while layout.text[stop - 1] in "\r\n":
                stop -= 1
            between = "\n" + " " * layout.column(lead)
            emitter = Emitter(self.habits.manner(slot.trail, box, value))
            new = between.join(self._texts(value, adds, emitter, box))
            yield Splice(lead, stop, new or ("{}" if isinstance(value, Map) else "[]"))
            return
        mark = item.mark if item.mark is not None else item.start
        head = max(mark, layout.behind_properties(item.start, box.start) if item.start < box.start else mark)
        yield Splice(head, head, " {}" if isinstance(value, Map) else " []")
        start = layout.skip_empty_back(layout.comments_above(lead, limit=head), layout.next_line(head))
        yield Splice(start, end, "")

    # --- values

    def _replaced(self, slot: Slot, old: Any, new: Any) -> Iterator[Splice]:
        """One value in the place of another."""
        seat = seat_of(self.layout, slot, old)
        emitter = Emitter(self._manner(slot, seat, new))
        if seat.brackets and new and isinstance(new, dict | list) and isinstance(old, type(new)):
            yield Splice(seat.start, seat.end, emitter.flow(new))
        else:
            yield from placed(self.layout, seat, written(self.layout, seat, emitter, new))

    def _manner(self, slot: Slot, seat: Seat, new: Any) -> Manner:
        parent = slot.trail[-1][0] if slot.trail else None
        manner = self.habits.manner(slot.trail, slot.box, parent)
        style, tagged = self.layout.style(seat.start, seat.end)
        if style == "*" or seat.start == seat.end:
            return manner
        same_kind = isinstance(new, str) if not tagged else isinstance(new, dict) and len(new) == 1
        below = seat.end if self.source.text[seat.end - 1] in "\r\n" else self.layout.next_line(seat.end)
        blocks = not self.layout.hangs(below, seat.column)
        inline = manner.inline or self.layout.sign(seat.start, seat.end) == "["
        style = style if same_kind else None
        return replace(manner, style=style, tags=manner.tags or tagged, blocks=blocks, inline=inline)
