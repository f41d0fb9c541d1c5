"""The body of a block, or a file as the one at the top: what is in it, and where."""

from __future__ import annotations

from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.patch.change import Path, dotted
from leastwise.patch.hcl.lines import Lines
from leastwise.patch.hcl.style import Style
from leastwise.patch.plan import reached
from leastwise.read.hcl import Block, Blocks, Labels
from leastwise.read.hcl.values import blocks


@record
class Item:
    """An attribute or a block, from its first to its last character."""

    start: int
    end: int
    name: str
    block: Block | None = None


class Body:
    """The body that a block stands for.

    Attributes:
        style: how the file is written.
        lines: of the file.
        text: of the file.
        block: the block.
        path: its path.
        top: whether it is the file.
        start: where what is in it begins.
        end: where that ends.
        items: its attributes and blocks, in the order of the text.
    """

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

    def reached(self, path: Path) -> Any:
        """What stands at a path, which leads through this body."""
        return reached(self.block, path[len(self.path) :])

    def named(self, path: Path) -> list[Item]:
        """The items that stand at a path."""
        found = self.reached(path)
        if isinstance(found, (Block, Blocks, Labels)):
            starts = {each.home[1] for each in blocks(found)}
            return [item for item in self.items if item.start in starts]
        return [item for item in self.items if item.block is None and item.name == path[-1]]

    def line_end(self, item: Item | None) -> int:
        """The end of the line of an item, or of the brace."""
        end = self.lines.rest(item.end if item else self.start)
        if end is None or end > self.end:
            path = (*self.path, item.name) if item else self.path
            raise PatchError(f"{dotted(path)} shares its line with something else")
        return end

    def column(self, item: Item) -> int:
        """The length of a name with the blanks up to one before its sign; 0 for what is not on one line."""
        if item.block is not None or "\n" in self.text[item.start : item.end]:
            return 0
        return max(self.lines.sign(self.block.spans[item.name])[0] - 1, 0)
