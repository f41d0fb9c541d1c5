"""Attributes and blocks in the body of a block, or at the top of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.model.value import Map
from leastwise.patch.change import Path, dotted
from leastwise.patch.hcl.lines import Lines
from leastwise.patch.hcl.style import Labelled, Style, aligned
from leastwise.patch.plan import Add, Delete, Replace, Step
from leastwise.patch.splice import Splice
from leastwise.read.builder import clipped
from leastwise.read.hcl import Block, Blocks, Labels
from leastwise.read.hcl.values import blocks

_LAST = "depends_on"


@record
class Item:
    """An attribute or a block, from its first to its last character."""

    start: int
    end: int
    name: str
    block: Block | None = None


class Body:
    """The body that a block stands for."""

    def __init__(self, style: Style, lines: Lines, block: Block, path: Path) -> None:
        self.style = style
        self.lines = lines
        self.text = lines.text
        self.block = block
        self.path = path
        self.top = not path
        self.start = 0 if self.top else block.home[3] + 1
        self.end = len(self.text) if self.top else block.home[4] - 1
        self.items: list[Item] = []
        for name, value, span in block.entries():
            if isinstance(value, (Labels, Blocks)):
                self.items += (Item(each.home[1], each.home[4], name, each) for each in blocks(value))
            else:
                self.items.append(Item(span[1], span[4], name))
        self.items.sort(key=lambda item: item.start)
        self.last: int | None = None  # where all that was there goes from
        self.ending: list[str] = []  # what is written there, or at the end of the file

    def changed(self, steps: Sequence[Step]) -> list[Splice]:
        """The splices that make these steps, which are all of this body."""
        splices: list[Splice] = []
        gone: set[int] = set()
        for step in steps:
            name = step.path[len(self.path)]
            if name in self.block.twice:
                raise PatchError(f"{dotted((*self.path, name))} stands there twice; keep one of them first")
            if isinstance(step, Delete):
                self._refuse_single(step.path)
                gone.update(item.start for item in self._named(step.path))
            elif isinstance(step, Replace):
                splices.append(self._replaced(step, gone))
        new = [step for step in steps if isinstance(step, Add)]
        kept = [item for item in self.items if item.start not in gone]
        if "\n" not in self.text[self.start : self.end] and not self.top and (new or gone):
            return splices + self._one_line(kept, new)
        if not kept and not self.top and not self._comments():
            return [Splice(self.start, self.end, self._filled(new))]
        deleted = self._deleted(gone) if gone else []
        self.last = deleted[0].start if deleted and not kept else None
        return splices + deleted + self._added(kept, new)

    def _refuse_single(self, path: Path) -> None:
        """Blocks with the same labels are a list while there are several: what stays could not be named as before."""
        holders: list[Any] = [self.block]
        for step in path[len(self.path) : -1]:
            holders.append(holders[-1][step])
        if isinstance(holders[-1], Blocks) and isinstance(holders[-2], Labels) and len(holders[-1]) == 2:
            raise PatchError(f"{dotted(path)}: one of two blocks with the same labels is to be removed by hand")

    def _named(self, path: Path) -> list[Item]:
        """The items that stand at a path."""
        found: Any = self.block
        for step in path[len(self.path) :]:
            found = found[step]
        if isinstance(found, (Block, Blocks, Labels)):
            starts = {each.home[1] for each in blocks(found)}
            return [item for item in self.items if item.start in starts]
        return [item for item in self.items if item.block is None and item.name == path[-1]]

    def _comments(self) -> bool:
        """Whether something stands in this body that belongs to none of its items."""
        position = self.start
        for item in self.items:
            region = self.lines.region(item.start, item.end, position)
            comments, _, plain = self.lines.between(position, item.start)
            if not plain or any(region is None or start < region[0] for start, _ in comments):
                return True
            position = region[1] if region else item.end
        comments, _, plain = self.lines.between(position, self.end)
        return bool(comments) or not plain

    def _replaced(self, step: Replace, gone: set[int]) -> Splice:
        items = self._named(step.path)
        margin = self.lines.margin(items[0].start)
        value, known = step.value, items[0].block
        if known is None:
            _, _, _, start, end = self.block.spans[items[0].name]
            alone = not self.text[end:].partition("\n")[0].strip()
            written = (
                self.style.attribute(value, margin, self.text[start:end]) if alone else self.style.value(value, margin)
            )
            return Splice(start, end, written)
        found: Any = self.block
        for part in step.path[len(self.path) :]:
            found = found[part]
        if isinstance(found, Block) and isinstance(value, dict):
            return Splice(known.home[3], known.home[4], self.style.body(value, margin))
        if isinstance(found, Blocks) and isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            gone.update(item.start for item in items[1:])
            head = self.text[known.home[1] : known.home[3]]
            texts = [head + self.style.body(content, margin) for content in value]
            return Splice(known.home[1], known.home[4], f"\n\n{margin}".join(texts))
        raise PatchError(f"{dotted(step.path)} is a block, which {clipped(repr(value))} cannot stand for")

    def _deleted(self, gone: set[int]) -> list[Splice]:
        regions = []
        position = self.start
        for item in self.items:
            if item.start in gone:
                region = self.lines.region(item.start, item.end, position)
                if region is None:
                    raise PatchError(f"{dotted((*self.path, item.name))} shares its line with something else")
                regions.append(region)
            position = item.end
        return self.lines.removed(regions, self.start, self.end)

    def _one_line(self, kept: list[Item], new: list[Add]) -> list[Splice]:
        """Changes of `{ … }` on one line, where at most one attribute can stand."""
        if self._comments_in_line() or len(self.items) > 1 or any(item.block for item in self.items):
            raise PatchError(f"{dotted(self.path)} stands on one line with more than one thing in it")
        if not kept:
            return [Splice(self.start, self.end, self._filled(new))]
        margin = self.lines.margin(self.block.home[1])
        rest = self._filled(new, self.items[0]).removeprefix("\n")
        return [
            Splice(self.start, kept[0].start, f"\n{margin}{self.style.unit}"),
            Splice(kept[0].end, self.end, f"\n{rest}"),
        ]

    def _comments_in_line(self) -> bool:
        ends = [self.start, *(item.end for item in self.items)]
        starts = [*(item.start for item in self.items), self.end]
        gaps = [self.lines.between(end, start) for end, start in zip(ends, starts, strict=True)]
        return any(comments or not plain for comments, _, plain in gaps)

    def _filled(self, new: list[Add], beside: Item | None = None) -> str:
        """What stands between the braces when nothing else does, or besides one attribute."""
        margin = self.lines.margin(self.block.home[1])
        inner = margin + self.style.unit
        attributes, nested = self._written(new, inner)
        column = self._column(beside) if beside else 0
        lines = "".join(f"{inner}{line}\n" for line in aligned(attributes, column))
        text = "\n".join(([lines] if lines else []) + [f"{inner}{block}\n" for block in nested])
        if beside and nested and not lines:
            text = f"\n{text}"
        return f"\n{text}{margin}" if text else ""

    def _written(self, new: list[Add], margin: str) -> tuple[list[tuple[str, str]], list[str]]:
        """New attributes by name, and new blocks, as text."""
        attributes: list[tuple[str, str]] = []
        nested: list[str] = []
        for step in new:
            found = self._blocks(step)
            name = str(step.path[len(self.path)])
            if found is None:
                attributes.append((self.style.name(name), self.style.attribute(step.value, margin)))
            else:
                nested += (self.style.block(name, labels, content, margin) for labels, content in found)
        return attributes, nested

    def _blocks(self, step: Add) -> list[Labelled] | None:
        """The blocks that an addition makes: all their labels, and their content; nothing for an attribute."""
        kind, *labels = step.path[len(self.path) :]
        name = str(kind)
        if not labels:
            return self.style.labelled(name, step.value, top=self.top)
        if isinstance(labels[-1], int):
            labels.pop()
            more = 0
        else:
            more = self._depth(self.block[name]) - len(labels)
        found = self.style.labelled(name, step.value, top=self.top, labels=more)
        return [([*map(str, labels), *inner], content) for inner, content in found or ()]

    def _depth(self, value: Any) -> int:
        """How many labels the blocks under a name have."""
        count = 0
        while isinstance(value, Labels):
            value = next(iter(value.values()))
            count += 1
        return count

    def _added(self, kept: list[Item], new: list[Add]) -> list[Splice]:
        blocks: list[Splice | None] = []
        groups: dict[int, list[Add]] = {}
        for step in new:
            if self._blocks(step) is None:
                groups.setdefault(self._behind(kept, step), []).append(step)
            else:
                blocks.append(self._block_behind(kept, step))
        attributes = [self._lines_behind(kept, index, steps) for index, steps in groups.items()]
        found = [splice for splice in (*attributes, *blocks) if splice is not None]
        return [*found, self._at_end("\n\n".join(self.ending))] if self.ending else found

    def _behind(self, kept: list[Item], step: Add) -> int:
        """The number of the kept item that a new attribute is written behind, or -1."""
        named = [index for index, item in enumerate(kept) if item.name == step.after]
        if step.after is not None and named:
            return named[-1]
        first = next((index for index, item in enumerate(kept) if item.block and not self.top), len(kept))
        found = [index for index in range(first) if kept[index].block is None and kept[index].name != _LAST]
        if isinstance(step.value, (dict, list)):
            return found[-1] if found else -1
        short = [index for index in found if "\n" not in self.text[kept[index].start : kept[index].end]]
        return (short or found or [-1])[-1]

    def _lines_behind(self, kept: list[Item], index: int, steps: list[Add]) -> Splice | None:
        if index < 0:
            return self._at_top(kept, steps)
        item = kept[index]
        end = self._line_end(item)
        margin = self.lines.margin(item.start)
        written, _ = self._written(steps, margin)
        column = self._column(item)
        if not column and index + 1 < len(kept) and not self.text[end : kept[index + 1].start].strip(" \t\r\n"):
            column = self._column(kept[index + 1]) if self.text.count("\n", end, kept[index + 1].start) == 1 else 0
        return Splice(end, end, "".join(f"\n{margin}{line}" for line in aligned(written, column)))

    def _at_top(self, kept: list[Item], steps: list[Add]) -> Splice | None:
        """Attributes before all that is there."""
        if self.top:
            text = "\n".join(aligned(self._written(steps, "")[0]))
            if not kept:
                self.ending.insert(0, text)
                return None
            end = self._line_end(kept[-1])
            return Splice(end, end, f"{self._gap(end)}{text}")
        margin = self.lines.margin(self.block.home[1]) + self.style.unit
        written, _ = self._written(steps, margin)
        end = self._line_end(None)
        text = "".join(f"\n{margin}{line}" for line in aligned(written))
        return Splice(end, end, f"{text}\n" if kept and kept[0].block and self._gap(end) == "\n" else text)

    def _block_behind(self, kept: list[Item], step: Add) -> Splice | None:
        item, before = self._neighbour(kept, step)
        margin = self.lines.margin(item.start) if item else self.lines.margin(self.block.home[1]) + self.style.unit
        margin = "" if self.top else margin
        texts = self._written([step], margin)[1]
        if item is None and self.top:
            self.ending += texts
            return None
        if before and item:
            start = self.lines.start(item.start)
            return Splice(start, start, "".join(f"{margin}{text}\n\n" for text in texts))
        end = self._line_end(item)
        lead = self._gap(end) if item else "\n"
        return Splice(end, end, "".join(f"{lead}{margin}{text}" for text in texts))

    def _gap(self, end: int) -> str:
        """What stands between a line that ends here and a new block: a blank line, unless the next line follows."""
        after = self.text.find("\n", end) + 1
        line = self.text[after:].partition("\n")[0] if after else ""
        return "\n\n" if not line.strip() or after + len(line) > self.end else "\n"

    def _neighbour(self, kept: list[Item], step: Add) -> tuple[Item | None, bool]:
        """The item that a new block stands behind, or before."""
        name, last = step.path[len(self.path)], step.path[-1]
        starts = {item.start: item for item in kept}
        if isinstance(last, int):
            found: Any = self.block
            for part in step.path[len(self.path) : -1]:
                found = found[part]
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
        found: Any = self.block
        for part in step.path[len(self.path) : -1]:
            found = found[part]
        if step.after is None or not isinstance(found, Map) or step.after not in found:
            return []
        return self._named((*step.path[:-1], step.after))

    def _is_faulty(self, item: Item) -> bool:
        return self.top and any(start < item.end and item.start < end for start, end in self.block.faults)

    def _at_end(self, text: str) -> Splice:
        """What comes to the end of a file, or in the place of all that was in it."""
        if self.last is not None:
            return Splice(self.last, self.last, f"{text}\n")
        end = len(self.text.rstrip())
        lead, tail = "\n\n" if end else "", "" if "\n" in self.text[end:] else "\n"
        return Splice(end, end, f"{lead}{text}{tail}")

    def _line_end(self, item: Item | None) -> int:
        """The end of the line of an item, or of the brace."""
        end = self.lines.rest(item.end if item else self.start)
        if end is None or end > self.end:
            path = (*self.path, item.name) if item else self.path
            raise PatchError(f"{dotted(path)} shares its line with something else")
        return end

    def _column(self, item: Item) -> int:
        """The length of a name with the blanks up to one before its sign; 0 for what is not on one line."""
        if item.block is not None or "\n" in self.text[item.start : item.end]:
            return 0
        return max(self.lines.sign(self.block.spans[item.name])[0] - 1, 0)
