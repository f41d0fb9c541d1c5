"""New attributes and blocks in a body: where they go, with which blank lines and signs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.value import Map
from leastwise.patch.hcl.body import Body, Item
from leastwise.patch.hcl.labels import Labelled
from leastwise.patch.plan import Add
from leastwise.patch.splice import Splice
from leastwise.read.hcl import Labels
from leastwise.read.hcl.writing import aligned

_LAST = "depends_on"
"""What stands last in a block, https://developer.hashicorp.com/terraform/language/style"""


class Additions:
    """What is added to a body.

    Args:
        body: the body.
        emptied: where all that was in it goes from, if all goes.
    """

    def __init__(self, body: Body, emptied: int | None = None) -> None:
        self._body = body
        self._emptied = emptied
        self._ending: list[str] = []  # what is written there, or at the end of the file

    def added(self, kept: list[Item], new: list[Add]) -> list[Splice]:
        """The splices that put new attributes and blocks among the items that stay."""
        blocks: list[Splice | None] = []
        behind: list[Splice] = []
        groups: dict[int, list[Add]] = {}
        for step in new:
            if self._blocks(step) is None:
                groups.setdefault(self._behind(kept, step), []).append(step)
            elif step.behind:
                behind += self._blocks_behind(kept, step)
            else:
                blocks.append(self._block_behind(kept, step))
        attributes = [self._lines_behind(kept, index, steps) for index, steps in groups.items()]
        found = [splice for splice in (*attributes, *blocks, *self._parted(behind)) if splice is not None]
        return [*found, self._at_end("\n\n".join(self._ending))] if self._ending else found

    def _behind(self, kept: list[Item], step: Add) -> int:
        """The number of the kept item that a new attribute is written behind, or -1."""
        named = [index for index, item in enumerate(kept) if item.name == step.after]
        if step.after is not None and named:
            return named[-1]
        first = next((index for index, item in enumerate(kept) if item.block and not self._body.top), len(kept))
        found = [index for index in range(first) if kept[index].block is None and kept[index].name != _LAST]
        if isinstance(step.value, (dict, list)):
            return found[-1] if found else -1
        short = [index for index in found if "\n" not in self._body.text[kept[index].start : kept[index].end]]
        return (short or found or [-1])[-1]

    def _lines_behind(self, kept: list[Item], index: int, steps: list[Add]) -> Splice | None:
        if index < 0:
            return self._at_top(kept, steps)
        margin = self._body.lines.margin(kept[index].start)
        written, _ = self._written(steps, margin)
        column = self._body.column(kept[index])
        if not column and self._goes_on(kept, index):
            column = self._body.column(kept[index + 1])
        # Lines that are aligned already stay so when a blank line parts them from a longer name.
        longer = bool(column) and max(len(name) for name, _ in written) > column
        while longer and self._goes_on(kept, index):
            index += 1
        end = self._body.line_end(kept[index])
        # At the top of a file only blocks would follow in the next line, and there are none beside attributes.
        gap = "\n" if longer and (not self._body.top or self._gap(end) == "\n\n") else ""
        return Splice(end, end, gap + "".join(f"\n{margin}{line}" for line in aligned(written, 0 if gap else column)))

    def _goes_on(self, kept: list[Item], index: int) -> bool:
        """Whether an attribute on one line follows in the next line: their signs are aligned."""
        if index + 1 == len(kept) or not self._body.column(kept[index + 1]):
            return False
        between = self._body.text[self._body.line_end(kept[index]) : kept[index + 1].start]
        return between.count("\n") == 1 and not between.strip(" \t\r\n")

    def _at_top(self, kept: list[Item], steps: list[Add]) -> Splice | None:
        """Attributes before all that is there."""
        if self._body.top:
            text = "\n".join(aligned(self._written(steps, "")[0]))
            if not kept:
                self._ending.insert(0, text)
                return None
            end = self._body.line_end(kept[-1])
            return Splice(end, end, f"{self._gap(end)}{text}")
        margin = self._body.lines.margin(self._body.block.home[1]) + self._body.style.unit
        written, _ = self._written(steps, margin)
        end = self._body.line_end(None)
        text = "".join(f"\n{margin}{line}" for line in aligned(written))
        return Splice(end, end, f"{text}\n" if kept and kept[0].block and self._gap(end) == "\n" else text)

    def _block_behind(self, kept: list[Item], step: Add) -> Splice | None:
        item, before = self._neighbour(kept, step)
        margin = (
            self._body.lines.margin(item.start)
            if item
            else self._body.lines.margin(self._body.block.home[1]) + self._body.style.unit
        )
        margin = "" if self._body.top else margin
        texts = self._written([step], margin)[1]
        if item is None and self._body.top:
            self._ending += texts
            return None
        if before and item:
            start = self._body.lines.start(item.start)
            return Splice(start, start, "".join(f"{margin}{text}\n\n" for text in texts))
        end = self._body.line_end(item)
        lead = self._gap(end) if item else "\n"
        return Splice(end, end, "".join(f"{lead}{margin}{text}" for text in texts))

    def _blocks_behind(self, kept: list[Item], step: Add) -> Iterator[Splice]:
        """New blocks, each behind the one that it belongs to, where that stays."""
        starts = {item.start for item in kept}
        for labels, content in self._blocks(step) or ():
            kind = str(step.path[len(self._body.path)])
            wanted = step.behind.get((*self._body.path, kind, *labels))
            item = next((i for i in self._body.named(wanted) if i.start in starts), None) if wanted else None
            if item is None:
                item = kept[-1] if kept else None
            margin = self._body.lines.margin(item.start) if item else ""
            text = self._body.style.block(kind, labels, content, margin)
            if item is None:
                self._ending.append(text)
                continue
            end = self._body.line_end(item)
            yield Splice(end, end, f"\n\n{margin}{text}")

    def _parted(self, splices: list[Splice]) -> Iterator[Splice]:
        """The same with a blank line between the last one at a place and what follows in the next line."""
        last = {splice.start: splice for splice in splices}
        for splice in splices:
            follows = last[splice.start] is splice and self._gap(splice.end) == "\n"
            yield Splice(splice.start, splice.end, f"{splice.text}\n") if follows else splice

    def _gap(self, end: int) -> str:
        """What stands between a line that ends here and a new block: a blank line, unless the next line follows."""
        after = self._body.text.find("\n", end) + 1
        line = self._body.lines.line(after) if after else ""
        return "\n\n" if not line.strip() or after + len(line) > self._body.end else "\n"

    def _neighbour(self, kept: list[Item], step: Add) -> tuple[Item | None, bool]:
        """The item that a new block stands behind, or before."""
        name, last = step.path[len(self._body.path)], step.path[-1]
        starts = {item.start: item for item in kept}
        if isinstance(last, int):
            found = self._body.reached(step.path[:-1])
            for each in reversed(found[:last]):
                if each.home[1] in starts:
                    return starts[each.home[1]], False
            for each in found[last:]:
                if each.home[1] in starts:
                    return starts[each.home[1]], True
        named = [item for item in self._sibling(step) if item.start in starts]
        if named:
            return named[-1], False
        whole = [item for item in kept if not self._is_faulty(item)]
        alike = [item for item in whole if item.block is not None and item.name == name]
        first = [item for item in whole if item.name != _LAST]
        return next((group[-1] for group in (alike, first, whole) if group), None), False

    def _sibling(self, step: Add) -> list[Item]:
        """The items that an addition is to be written behind."""
        found = self._body.reached(step.path[:-1])
        if step.after is None or not isinstance(found, Map) or step.after not in found:
            return []
        return self._body.named((*step.path[:-1], step.after))

    def _is_faulty(self, item: Item) -> bool:
        return self._body.top and any(start < item.end and item.start < end for start, end in self._body.block.faults)

    def _at_end(self, text: str) -> Splice:
        """What comes to the end of a file, or in the place of all that was in it."""
        if self._emptied is not None:
            return Splice(self._emptied, self._emptied, f"{text}\n")
        end = len(self._body.text.rstrip())
        lead, tail = "\n\n" if end else "", "" if "\n" in self._body.text[end:] else "\n"
        return Splice(end, end, f"{lead}{text}{tail}")

    def _written(self, new: list[Add], margin: str) -> tuple[list[tuple[str, str]], list[str]]:
        """New attributes by name, and new blocks, as text."""
        attributes: list[tuple[str, str]] = []
        nested: list[str] = []
        for step in new:
            found = self._blocks(step)
            name = str(step.path[len(self._body.path)])
            if found is None:
                attributes.append((self._body.style.name(name), self._body.style.attribute(step.value, margin)))
            else:
                nested += (self._body.style.block(name, labels, content, margin) for labels, content in found)
        return attributes, nested

    def _blocks(self, step: Add) -> list[Labelled] | None:
        """The blocks that an addition makes: all their labels, and their content; nothing for an attribute."""
        kind, *labels = step.path[len(self._body.path) :]
        name = str(kind)
        if not labels:
            return self._body.style.labelled(name, step.value, top=self._body.top)
        if isinstance(labels[-1], int):
            labels.pop()
            more = 0
        else:
            more = self._depth(self._body.block[name]) - len(labels)
        found = self._body.style.labelled(name, step.value, top=self._body.top, labels=more)
        return [([*map(str, labels), *inner], content) for inner, content in found or ()]

    def _depth(self, value: Any) -> int:
        """How many labels the blocks under a name have."""
        count = 0
        while isinstance(value, Labels):
            value = next(iter(value.values()))
            count += 1
        return count

    def filled(self, new: list[Add], beside: Item | None = None) -> str:
        """What stands between the braces when nothing else does, or besides one attribute."""
        margin = self._body.lines.margin(self._body.block.home[1])
        inner = margin + self._body.style.unit
        attributes, nested = self._written(new, inner)
        column = self._body.column(beside) if beside else 0
        lines = "".join(f"{inner}{line}\n" for line in aligned(attributes, column))
        text = "\n".join(([lines] if lines else []) + [f"{inner}{block}\n" for block in nested])
        if beside and nested and not lines:
            text = f"\n{text}"
        return f"\n{text}{margin}" if text else ""
