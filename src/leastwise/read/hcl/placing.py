"""Puts the blocks of an HCL file where their types and labels say, whichever way the file is read."""

from __future__ import annotations

from leastwise.model.errors import ReadError
from leastwise.model.source import Source, Span
from leastwise.model.value import Map
from leastwise.read.builder import MAX_KEY, Builder, clipped
from leastwise.read.hcl.values import Block, Blocks, Labels

MAX_LABELS = 8
"""Labels of one block; Terraform has at most two."""


class Placer:
    """What all readers of one source have.

    Attributes:
        notes: collects what is odd.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.notes = Builder(source)

    def place(self, parent: Block, names: list[tuple[str, int, int]], block: Block) -> None:
        """Put a block where its type and labels say."""
        source, start, _, _, end = block.home
        holder: Map = parent
        for index, (name, begin, stop) in enumerate(names):
            last = index == len(names) - 1
            span: Span = (source, begin, stop, start, end)
            known = holder.get(name)
            if not last:
                if known is None:
                    known = Labels(span)
                    holder.put(name, known, span)
                elif not isinstance(known, Labels):
                    self.twice(parent, names[0][0], begin)
                    return
                holder = known
            elif isinstance(known, Blocks):
                known.put(block, span)
            elif isinstance(known, Block) and isinstance(holder, Labels):
                both = Blocks(known.home)
                both.put(known, holder.spans[name])
                both.put(block, span)
                holder[name] = both
            elif known is not None:
                self.twice(parent, names[0][0], begin)
            elif isinstance(holder, Labels):
                holder.put(name, block, span)
            else:
                one = Blocks(block.home)
                one.put(block, span)
                holder.put(name, one, span)

    def twice(self, block: Block, name: str, offset: int) -> None:
        """Note that a name is taken."""
        block.twice.add(name)
        self.notes.note(
            offset, f"{clipped(name)!r} stands here a second time, in a way that does not go with the first"
        )

    def key(self, text: str, start: int) -> str:
        """A name that is not longer than names may be."""
        if len(text) > MAX_KEY:
            line = self.source.position(start)[0]
            raise ReadError(f"has a key of {len(text):,} characters; at most {MAX_KEY:,} are taken", line, limit=True)
        return text
