"""Says in which worlds a finding holds, in as few words as the worlds allow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, islice

from leastwise.model.application import Application, World
from leastwise.model.finding import Finding

_MOST_VARIABLES = 3
"""More variables than these at once are no explanation any more; then the worlds are listed."""

_MOST_LISTED = 200
"""Choices, of all worlds together, that are listed where nothing explains them."""

_MOST_TRIED = 5_000
"""Sets of variables of one size that are tried as an explanation."""

_Row = dict[str, str]


class Worlds:
    """All worlds of an application, looked through once for any number of findings."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self._worlds = worlds
        self._table: list[_Row] = [dict(world.choices) for world in worlds]
        names = dict.fromkeys(name for row in self._table for name in row)
        varying = [name for name in names if len({row.get(name) for row in self._table}) > 1]
        self._varying = {name: number for number, name in enumerate(varying)}

    def describe(self, holding: Collection[int], near: Sequence[Collection[str]] = ()) -> str | None:
        """The worlds in which something holds: `Stage = prod`, `Stage = dev or test`, `EnableAuth ≠ true`.

        The fewest variables whose values alone decide are named; of several such sets the shortest text is taken.

        Args:
            holding: indices of those in which it holds.
            near: variables that are likely to decide, the likeliest set first; the others are tried last. The worlds
                need not be all combinations, so values that have nothing to do with each other may go together by
                accident; this tells them apart.

        Returns:
            `None` where it holds in every world.
        """
        table = self._table
        if len(holding) == len(table):
            return None
        inside = [row for index, row in enumerate(table) if index in holding]
        outside = [row for index, row in enumerate(table) if index not in holding]
        tried: dict[str, None] = {}
        for some in (*near, self._varying):
            tried |= dict.fromkeys(sorted(self._varying.keys() & some, key=self._varying.__getitem__))
            for count in range(1, min(len(tried), _MOST_VARIABLES) + 1):
                texts = [
                    _text(chosen, inside, table)
                    for chosen in islice(combinations(tried, count), _MOST_TRIED)
                    if _values(chosen, inside).isdisjoint(_values(chosen, outside))
                ]
                if texts:
                    return min(texts, key=lambda text: (len(text), text))
        others = len(self._varying) - _MOST_VARIABLES
        if others > 0 and len(holding) * len(table[0]) > _MOST_LISTED:
            first = ", ".join(list(self._varying)[:_MOST_VARIABLES])
            return f"{len(holding)} of {len(table)} ways to decide {first} and {others:,} others"
        return "; or ".join(str(self._worlds[index]) for index in sorted(holding)) or None


def deciding(finding: Finding, apps: Iterable[Application]) -> list[set[str]]:
    """The variables that decide the resource a finding is at, and those that decide its functions."""
    resource = finding.place.resource
    place, functions = set[str](), set[str]()
    for app in apps:
        written = f"{resource.stack}:{resource.name}"  # what a generated resource was made from
        place.update(app.decided_by.get(resource.key, ()), app.decided_by.get(written, ()))
        for function in app.all_functions if finding.functions else ():
            if function.id in finding.functions:
                functions.update(app.decided_by.get(function.resource.key, ()))
    return [place, functions]


def _values(names: Sequence[str], rows: Iterable[_Row]) -> set[tuple[str, ...]]:
    return {tuple(row.get(name, "") for name in names) for row in rows}


def _text(names: Sequence[str], inside: Sequence[_Row], table: Sequence[_Row]) -> str:
    """Words for the combinations of values inside: one clause for each variable where these multiply to them."""
    found = _values(names, inside)
    every = [list(dict.fromkeys(row.get(name, "") for row in table)) for name in names]
    values = [[value for value in all_ if any(row[at] == value for row in found)] for at, all_ in enumerate(every)]
    product = 1
    for some in values:
        product *= len(some)
    if product == len(found):
        return ", ".join(map(_clause, names, values, every))
    rows = sorted(found, key=lambda row: [all_.index(value) for all_, value in zip(every, row, strict=True)])
    return "; or ".join(
        ", ".join(_clause(name, [value], all_) for name, value, all_ in zip(names, row, every, strict=True))
        for row in rows
    )


def _clause(name: str, values: Sequence[str], every: Sequence[str]) -> str:
    from leastwise.read.decisions import OTHER

    others = [value for value in every if value not in values]
    if OTHER in values or (len(values) > 1 and len(others) == 1):
        return f"{name} ≠ {', '.join(others)}"
    return f"{name} = {' or '.join(values)}"
