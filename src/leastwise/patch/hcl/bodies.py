"""Changes of attributes and blocks in the body of a block, or at the top of a file."""

from __future__ import annotations

from collections.abc import Sequence

from leastwise.model.errors import PatchError
from leastwise.patch.change import Path, dotted
from leastwise.patch.hcl.additions import Additions
from leastwise.patch.hcl.body import Body, Item
from leastwise.patch.hcl.labels import is_blocks
from leastwise.patch.hcl.lines import Lines
from leastwise.patch.hcl.style import Style
from leastwise.patch.plan import Add, Delete, Replace, Step
from leastwise.patch.splice import Splice
from leastwise.read.builder import clipped
from leastwise.read.hcl import Block, Blocks, Labels


def changed(style: Style, lines: Lines, block: Block, path: Path, steps: Sequence[Step]) -> list[Splice]:
    """The splices that make these steps, which are all of one body.

    Raises:
        PatchError: something stands there twice, or shares its line with something else.
    """
    return _Changing(Body(style, lines, block, path)).changed(steps)


class _Changing:
    """Changes one body."""

    def __init__(self, body: Body) -> None:
        self._body = body

    def changed(self, steps: Sequence[Step]) -> list[Splice]:
        """The splices that make these steps, which are all of this body."""
        splices: list[Splice] = []
        gone: set[int] = set()
        for step in steps:
            name = step.path[len(self._body.path)]
            if name in self._body.block.twice:
                raise PatchError(f"{dotted((*self._body.path, name))} stands there twice; keep one of them first")
            if isinstance(step, Delete):
                self._refuse_single(step.path)
                gone.update(item.start for item in self._body.named(step.path))
            elif isinstance(step, Replace):
                splices.append(self._replaced(step, gone))
        new = [step for step in steps if isinstance(step, Add)]
        kept = [item for item in self._body.items if item.start not in gone]
        if "\n" not in self._body.text[self._body.start : self._body.end] and not self._body.top and (new or gone):
            return splices + self._one_line(kept, new)
        if not kept and not self._body.top and not self._comments():
            return [Splice(self._body.start, self._body.end, Additions(self._body).filled(new))]
        deleted = self._deleted(gone) if gone else []
        emptied = deleted[0].start if deleted and not kept else None
        return splices + deleted + Additions(self._body, emptied).added(kept, new)

    def _refuse_single(self, path: Path) -> None:
        """Blocks with the same labels are a list while there are several: what stays could not be named as before."""
        holder = self._body.reached(path[:-1])
        if isinstance(holder, Blocks) and len(holder) == 2 and isinstance(self._body.reached(path[:-2]), Labels):
            raise PatchError(f"{dotted(path)}: one of two blocks with the same labels is to be removed by hand")

    def _comments(self) -> bool:
        """Whether something stands in this body that belongs to none of its items."""
        position = self._body.start
        for item in self._body.items:
            region = self._body.lines.region(item.start, item.end, position)
            comments, _, plain = self._body.lines.between(position, item.start)
            if not plain or any(region is None or start < region[0] for start, _ in comments):
                return True
            position = region[1] if region else item.end
        comments, _, plain = self._body.lines.between(position, self._body.end)
        return bool(comments) or not plain

    def _replaced(self, step: Replace, gone: set[int]) -> Splice:
        items = self._body.named(step.path)
        margin = self._body.lines.margin(items[0].start)
        value, known = step.value, items[0].block
        if known is None:
            _, _, _, start, end = self._body.block.spans[items[0].name]
            alone = not self._body.lines.line(end).strip()
            written = (
                self._body.style.attribute(value, margin, self._body.text[start:end])
                if alone
                else self._body.style.value(value, margin)
            )
            return Splice(start, end, written)
        found = self._body.reached(step.path)
        if isinstance(found, Block) and isinstance(value, dict):
            return Splice(known.home[3], known.home[4], self._body.style.body(value, margin))
        if isinstance(found, Blocks) and is_blocks(value):
            gone.update(item.start for item in items[1:])
            head = self._body.text[known.home[1] : known.home[3]]
            texts = [head + self._body.style.body(content, margin) for content in value]
            return Splice(known.home[1], known.home[4], f"\n\n{margin}".join(texts))
        raise PatchError(f"{dotted(step.path)} is a block, which {clipped(repr(value))} cannot stand for")

    def _deleted(self, gone: set[int]) -> list[Splice]:
        regions = []
        position = self._body.start
        for item in self._body.items:
            if item.start in gone:
                region = self._body.lines.region(item.start, item.end, position)
                if region is None:
                    raise PatchError(f"{dotted((*self._body.path, item.name))} shares its line with something else")
                regions.append(region)
            position = item.end
        return self._body.lines.removed(regions, self._body.start, self._body.end)

    def _one_line(self, kept: list[Item], new: list[Add]) -> list[Splice]:
        """Changes of `{ … }` on one line, where at most one attribute can stand."""
        if self._comments_in_line() or len(self._body.items) > 1 or any(item.block for item in self._body.items):
            raise PatchError(f"{dotted(self._body.path)} stands on one line with more than one thing in it")
        if not kept:
            return [Splice(self._body.start, self._body.end, Additions(self._body).filled(new))]
        margin = self._body.lines.margin(self._body.block.home[1])
        rest = Additions(self._body).filled(new, self._body.items[0]).removeprefix("\n")
        return [
            Splice(self._body.start, kept[0].start, f"\n{margin}{self._body.style.unit}"),
            Splice(kept[0].end, self._body.end, f"\n{rest}"),
        ]

    def _comments_in_line(self) -> bool:
        ends = [self._body.start, *(item.end for item in self._body.items)]
        starts = [*(item.start for item in self._body.items), self._body.end]
        gaps = [self._body.lines.between(end, start) for end, start in zip(ends, starts, strict=True)]
        return any(comments or not plain for comments, _, plain in gaps)
