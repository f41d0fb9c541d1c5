"""What variables and objects hold, as the program goes on, with its branches.

A cell is a variable, by its scope and name, or an object, by its address. A branch is run under a journal: what it
wrote is taken back, kept as a `Delta`, and what all branches wrote is joined when they meet. A journal also keeps what
was read from before it began, so that a call can be told to be the same as an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.code.interpreter.shapes import Shape, merged

Cell = Any
"""(scope, name) of a variable, or the address of an object."""

JOIN = 8
"""What it takes to join two cells, in cells that are only gone through."""

Delta = dict[Cell, Any]
"""Cells that were written, and what they hold."""


class Journal:
    """What was written since it began, with what was there before, and what was read of before."""

    __slots__ = ("before", "reads")

    def __init__(self) -> None:
        self.before: Delta = {}
        self.reads: Delta = {}


class _Row:
    """What a cell holds after each of the branches that wrote it; before which of them comes one that did not."""

    __slots__ = ("contents", "untouched")

    def __init__(self) -> None:
        self.contents: list[Any] = []
        self.untouched: int | None = None


class Store:
    """Cells under a stack of journals.

    Attributes:
        spent: how many cells, and fields of objects, were gone through where branches began and met, and for observers.
    """

    def __init__(self) -> None:
        self.cells: Delta = {}
        self.journals: list[Journal] = [Journal()]
        self.made = 0
        self.spent = 0

    def new(self) -> int:
        """An address, or the number of a scope, that nothing has."""
        self.made += 1
        return self.made

    def read(self, cell: Cell) -> Any:
        """What a cell holds; `None` for nothing."""
        found = self.cells.get(cell)
        journal = self.journals[-1]
        if cell not in journal.before and cell not in journal.reads:
            journal.reads[cell] = found
        return found

    def write(self, cell: Cell, content: Any) -> None:
        """Let a cell hold something else."""
        before = self.journals[-1].before
        if cell not in before:
            before[cell] = self.cells.get(cell)
        self.cells[cell] = content

    def push(self) -> int:
        """Begin a branch; its depth."""
        self.journals.append(Journal())
        return len(self.journals) - 1

    def pop(self) -> Delta:
        """End the innermost branch as if it had not been; what it wrote."""
        journal = self.journals.pop()
        self._pass_on(journal)
        cells = self.cells
        found = {}
        self.spent += len(journal.before)
        for cell, old in journal.before.items():
            found[cell] = cells.get(cell)
            if old is None:
                cells.pop(cell, None)
            else:
                cells[cell] = old
        return found

    def keep(self) -> Journal:
        """End the innermost branch, and go on with what it wrote."""
        journal = self.journals.pop()
        self._pass_on(journal)
        before = self.journals[-1].before
        self.spent += len(journal.before)
        for cell, old in journal.before.items():
            before.setdefault(cell, old)
        return journal

    def reset(self) -> None:
        """Take back what the innermost branch wrote; it goes on."""
        journal = self.journals[-1]
        self.spent += len(journal.before)
        for cell, old in journal.before.items():
            if old is None:
                self.cells.pop(cell, None)
            else:
                self.cells[cell] = old
        journal.before.clear()

    def _pass_on(self, journal: Journal) -> None:
        around = self.journals[-1]
        before, reads = around.before, around.reads
        self.spent += len(journal.reads)
        for cell, content in journal.reads.items():
            if cell not in before and cell not in reads:
                reads[cell] = content

    def since(self, depth: int) -> Delta:
        """What was written since a branch began, as it is now."""
        found: Delta = {}
        for journal in self.journals[depth:]:
            for cell in journal.before:
                found[cell] = self.cells.get(cell)
        self.spent += len(found)
        return found

    def apply(self, delta: Delta) -> None:
        """Write what a branch wrote."""
        self.spent += len(delta)
        for cell, content in delta.items():
            self.write(cell, content)

    def rejoin(self, left: list[Delta], depth: int, *, alive: bool) -> bool:
        """Go on after what may be left early, in one of the states of `left`; whether what comes after is reached."""
        if not left:
            return alive
        if alive:
            left.append(self.since(depth))
        self.reset()
        self.meet(left)
        return True

    def meet(self, deltas: Iterable[Delta]) -> None:
        """Go on after one of several branches, whichever it was."""
        several = list(deltas)
        if len(several) == 1:
            self.apply(several[0])
            return
        rows: dict[Cell, _Row] = {}
        for number, delta in enumerate(several):
            self.spent += len(delta)
            for cell, content in delta.items():
                row = rows.get(cell)
                if row is None:
                    row = rows[cell] = _Row()
                if len(row.contents) != number and row.untouched is None:
                    row.untouched = len(row.contents)
                row.contents.append(content)
        for cell, row in rows.items():
            contents = row.contents
            if len(contents) < len(several):
                contents.insert(len(contents) if row.untouched is None else row.untouched, self.cells.get(cell))
            content = contents[0]
            self.spent += JOIN * len(contents)
            for branch in contents[1:]:
                if branch.__class__ is Shape:
                    self.spent += len(branch.fields)
                content = merged(content, branch)
            self.write(cell, content)

    def same(self, reads: Delta) -> bool:
        """Whether cells hold what they held."""
        cells = self.cells
        self.spent += len(reads)
        for cell, content in reads.items():
            now = cells.get(cell)
            if now is not content and now != content:
                return False
        return True
