"""Rows that several worlds and stages of an application have in common, and when each holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.model.record import record
from leastwise.rules.worlds import Worlds

Holding = dict[str, set[int]]
"""Stage → indices of the worlds in which something is so."""


@record(frozen=False)
class Rows:
    """Rows that several worlds and stages have in common: each once, with where it holds."""

    found: dict[Any, tuple[Any, Holding]]

    def add(self, rows: Iterable[Any], stage: str, world: int) -> None:
        """Enter the rows of one world."""
        for row in rows:
            try:
                _, holding = self.found.setdefault(row, (row, {}))
            except TypeError:  # a condition in it has no hash
                _, holding = self.found.setdefault(repr(row), (row, {}))
            holding.setdefault(stage, set()).add(world)


def when_of(holding: Holding, tables: dict[str, Worlds]) -> str:
    """In which stages and worlds a row holds, in words; empty where in all."""
    words = []
    if len(holding) < len(tables):
        words.append(f"stage {' or '.join(name or 'default' for name in holding)}")
    cases = dict.fromkeys(tables[stage].describe(worlds) for stage, worlds in holding.items())
    words += [case for case in cases if case is not None]
    return ", ".join(words)
