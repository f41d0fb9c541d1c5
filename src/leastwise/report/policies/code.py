"""What code needs, for people: a row for all actions on the same resources, by the first line that needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.source import Location
from leastwise.report.clean import clean
from leastwise.report.policies.result import FunctionEntry, Need
from leastwise.report.policies.rows import called, some

CODE = frozenset({"code", "library", "argument", "fas", "pass-role", "presign", "kms"})
"""Sources of needs that come from code."""

_MOST_WHY = 3

Row = tuple[tuple[str, str], Location | None, str]
"""A label and its colour, a place, and a text."""


def needed(function: FunctionEntry, *, all_: bool = False) -> Iterator[Row]:
    """What the code of a function needs, and where that is not certain."""
    mine = [need for need in function.needs if need.source in CODE and not need.optional]
    for needs in _alike(mine):
        actions = some([need.action for need in needs], len(needs) if all_ else 5)
        where = min((need.because[0].location for need in needs if need.because), default=None, key=_order)
        yield ("needs", "cyan"), where, f"{clean(actions)} on {clean(called(needs[0].resources, all_=all_))}"
    shown = function.why if all_ else function.why[:_MOST_WHY]
    for reason in shown if function.code else ():
        yield ("uncertain", "yellow"), reason.location, clean(reason.text)
    if function.code and len(function.why) > len(shown):
        yield ("", ""), None, f"and {len(function.why) - len(shown)} more reasons why more may be needed"


def _order(location: Location) -> tuple[str, int]:
    return location.file, location.line


def _alike(needs: Iterable[Need]) -> list[list[Need]]:
    found: dict[str, list[Need]] = {}
    for need in needs:
        found.setdefault(repr((need.resources, need.condition, need.source)), []).append(need)
    return list(found.values())
