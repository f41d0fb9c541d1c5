"""What code needs, for people: a row for all actions on the same resources, by the first line that needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from leastwise.model.record import record, replace
from leastwise.model.source import Location
from leastwise.report.policies.result import CODE, Cause, FunctionEntry, Need, PolicyResult, Target
from leastwise.report.policies.rows import called, conditions, some, wide
from leastwise.report.words import number

_MOST_WHY = 3
_MOST_ACTIONS = 5
_MOST_COMPARED = 100

_BECAUSE = {
    "library": "by a library",
    "argument": "for an argument",
    "fas": "a service acts with its rights",
    "pass-role": "to pass the role",
    "presign": "for who has the presigned URL",
    "kms": "for the key",
    "usage": "seen in use, not in the code",
}
"""What is said of a need that is more than the operation that is called; see `Need.source`."""


@record
class CodeRow:
    """Actions that code needs alike, or a place at which it may need more.

    Attributes:
        label: `missing`, `needs`, `may need`, `uncertain`, `complete`; empty for how many are left out.
        text: what is needed, or why that is not certain.
        location: the first line that needs it.
        causes: all of them.
    """

    label: str
    text: str
    location: Location | None = None
    causes: tuple[Cause, ...] = ()


def needed(function: FunctionEntry, *, all_: bool = False) -> Iterator[CodeRow]:
    """What the code of a function needs, what is missing first, and where that is not certain.

    Args:
        function: of which the code was read.
        all_: whether needs in some cases only, and all actions and reasons, are wanted as well.
    """
    if not function.code:
        return
    lacking = [need for need in function.missing if need.source in CODE]
    known = {(need.action, repr(need.resources), repr(need.condition)) for need in lacking}
    others = [
        need
        for need in function.needs
        if need.source in CODE and (need.action, repr(need.resources), repr(need.condition)) not in known
    ]
    rows = [_row("missing", group, all_=all_) for group in _alike(_joined(lacking))]
    for label, needs in (
        ("needs", [need for need in others if not need.optional]),
        ("may need", [need for need in others if need.optional and all_]),
    ):
        rows += [_row(label, group, all_=all_) for group in _alike(_joined(needs))]
    yield from rows
    for reason in function.why if all_ else function.why[:_MOST_WHY]:
        yield CodeRow("uncertain", reason.text, reason.location)
    if len(function.why) > _MOST_WHY and not all_:
        yield CodeRow("", f"and {len(function.why) - _MOST_WHY} more reasons why it may need more")
    if not function.why and (all_ or not rows):
        yield CodeRow("complete", "that is all that its code needs" if rows else "its code needs nothing of AWS")


def seen_in(result: PolicyResult) -> str:
    """What came of it, for people: how many were seen, what is not in their code, what was refused."""
    of_functions = [function for function in result.functions.values() if function.seen]
    rows = [row for function in of_functions for row in function.seen]
    rows += [row for role in result.roles.values() for row in role.seen]
    holes = [row for row in rows if row.kind != "denied" and not row.needed]
    refused = [row for row in rows if row.kind == "denied"]
    found = f"{result.evidence}; {number(len(of_functions), 'function')} seen"
    found += f", {number(len(holes), 'action')} that no code shows" if holes else ""
    return found + (f", {len(refused):,} refused" if refused else "")


def certainties(result: PolicyResult, most: int) -> str:
    """`2 complete, 1 uncertain: Worker`: how many functions of which kind there are; empty where no code was read."""
    read = [function for function in result.functions.values() if function.code]
    unsure = [function.name for function in read if function.certainty == "uncertain"]
    told = [f"{len(read) - len(unsure):,} complete"] if len(read) > len(unsure) else []
    return ", ".join(told + ([f"{len(unsure):,} uncertain: {some(unsure, most)}"] if unsure else []))


def _row(label: str, group: list[Need], *, all_: bool) -> CodeRow:
    first = group[0]
    causes = {(cause.location, cause.note): cause for need in group for cause in need.because}
    actions = some([need.action for need in group], len(group) if all_ else _MOST_ACTIONS)
    text = f"{actions} on {called(first.resources, all_=all_)}"
    facts = [_BECAUSE.get(first.source, ""), conditions(first.condition), first.when and f"when {first.when}"]
    told = ", ".join(filter(None, facts))
    where = min((cause.location for cause in causes.values()), default=None, key=_order)
    return CodeRow(label, f"{text} ({told})" if told else text, where, tuple(causes.values()))


def _order(location: Location) -> tuple[str, int]:
    return location.file, location.line


def _joined(needs: Iterable[Need]) -> list[Need]:
    """Needs with those of the same action in one; a resource that another one covers is left out."""
    groups: dict[str, list[Need]] = {}
    for need in needs:
        groups.setdefault(repr((need.action, need.condition, need.source, need.when)), []).append(need)
    found = []
    for group in groups.values():
        targets = list(dict.fromkeys(target for need in group for target in need.resources))
        causes = dict.fromkeys(cause for need in group for cause in need.because)
        found.append(replace(group[0], resources=tuple(_widest(targets)), because=tuple(causes)))
    return found


def _widest(targets: list[Target]) -> Iterator[Target]:
    # Brackets are wildcards of `fnmatch`, not of IAM.
    wide_ = [target for target in targets if wide(target.arn) and "[" not in target.arn][:_MOST_COMPARED]
    for target in targets:
        if not any(other is not target and fnmatchcase(target.arn, other.arn) for other in wide_):
            yield target


def _alike(needs: Iterable[Need]) -> list[list[Need]]:
    found: dict[str, list[Need]] = {}
    for need in needs:
        alike = (need.resources, need.condition, need.source, need.when)
        found.setdefault(repr(alike), []).append(need)
    return list(found.values())
