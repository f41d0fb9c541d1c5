"""Which finding of a repair is which one of the scan before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from leastwise.model.finding import FixSafety
from leastwise.report.entry import Entry, entry

if TYPE_CHECKING:
    from leastwise.model.finding import Finding

Spot = tuple[str, str, str | None, str]
"""Rule, application, stage and block; the block is empty for a rule with one finding for an application."""

_Mark = tuple[str, str | None, str, str]
"""Application, stage, rule and fingerprint, which is unique in an application."""


def spot(finding: Entry | Finding, once: Collection[str]) -> Spot:
    """What a finding is recognised by when the text around it has changed; others may share it.

    `once`: the rules that have one finding for an application.
    """
    return finding.rule, finding.application, finding.stage, "" if finding.rule in once else finding.resource


def _mark(finding: Entry | Finding) -> _Mark:
    return finding.application, finding.stage, finding.rule, finding.fingerprint


class Book:
    """The findings that are to be fixed. What becomes of each is asked for once.

    Fixes are made in rounds, and what one round changes may give a finding of the next another fingerprint. By its spot
    it is recognised then, unless a finding that nobody wants fixed is at that spot too.

    Args:
        found: all findings of the scan.
        wanted: those of them that are to be fixed.
        once: see `spot`.
        new: whether a finding is to be fixed that was not there: of what a fix has added. Without it none is.
    """

    def __init__(
        self,
        found: Sequence[Entry],
        wanted: Sequence[Entry],
        once: Collection[str],
        new: Callable[[Finding], bool] | None = None,
    ) -> None:
        self._once = once
        self._new = new
        self._by_mark = {_mark(finding): finding for finding in wanted}
        self._by_spot: dict[Spot, list[Entry]] = {}
        for finding in wanted:
            self._by_spot.setdefault(spot(finding, self._once), []).append(finding)
        self._shared = {
            spot(finding, self._once)
            for finding in found
            if finding.fix is not FixSafety.NONE and _mark(finding) not in self._by_mark
        }
        self._known = {spot(finding, self._once) for finding in found}
        self._told: set[int] = set()

    def wants(self, finding: Finding) -> bool:
        """Whether a finding is to be fixed."""
        here = spot(finding, self._once)
        if _mark(finding) in self._by_mark or (here in self._by_spot and here not in self._shared):
            return True
        return self._new is not None and here not in self._known and self._new(finding)

    def entry(self, finding: Finding) -> Entry:
        """The finding as it was reported; as it is where it is a new one, which a fix has made."""
        exact = self._by_mark.get(_mark(finding))
        known = self._by_spot.get(spot(finding, self._once), [])
        for found in [exact, *known] if exact is not None else known:
            if id(found) not in self._told:
                self._told.add(id(found))
                return found
        return entry(finding)

    def left(self) -> Iterator[Entry]:
        """The findings that nobody has asked for."""
        return (finding for finding in self._by_mark.values() if id(finding) not in self._told)
