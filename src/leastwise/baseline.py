"""The baseline: findings that are known already, so that a scan reports what is new.

A finding is recognised by its fingerprint and file. Copies of one template have equal fingerprints, so every entry
stands for one place: a second copy is new. A file that was renamed is recognised as long as the old one is gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.model.errors import ReadError, UsageError
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq

if TYPE_CHECKING:
    from typing import Protocol

    from leastwise.model.source import Location

    class Found(Protocol):
        """What is needed of a finding."""

        @property
        def rule(self) -> str:
            """Id of the rule."""

        @property
        def location(self) -> Location:
            """Where it is."""

        @property
        def resource(self) -> str:
            """`<file>:<name of the block>`."""

        @property
        def message(self) -> str:
            """What is wrong."""

        @property
        def fingerprint(self) -> str:
            """What it is recognised by."""


SCHEMA = 1

_MOST_PAIRS = 100_000
"""Pairs of renamed copies that are compared; more of them are taken as they come."""

_FIELDS = ("file", "resource", "rule", "fingerprint", "message")


@record(order=True)
class Known:
    """A finding that is accepted as it is; in the order in which they stand in the file.

    Attributes:
        file: relative to the root.
        resource: `<file>:<name of the block>`, for reviewers.
        rule: id of the rule.
        fingerprint: what it is recognised by.
        message: what is wrong there, for reviewers.
        reason: why it is accepted, in the words of whoever did.
    """

    file: str
    resource: str
    rule: str
    fingerprint: str
    message: str
    reason: str = ""


Place = tuple[str, str, int, int]
"""Fingerprint, file, line and column: several stages may find the same at one place."""


def place(finding: Found) -> Place:
    """What tells a finding from others in one run."""
    where = finding.location
    return finding.fingerprint, where.file, where.line, where.column


@record
class Match:
    """Findings compared with a baseline.

    Attributes:
        known: place of a finding → the entry that accepts it.
        left: entries that no finding answers to.
    """

    known: Mapping[Place, Known]
    left: tuple[Known, ...]


def match(findings: Iterable[Found], entries: Sequence[Known], gone: Callable[[Known], bool]) -> Match:
    """Find the entry of each finding.

    Args:
        findings: those of a run.
        entries: those of the baseline.
        gone: whether what an entry stands for is certain not to be in its file any more. Only such an entry may stand
            for a finding in another file.
    """
    places = sorted({place(finding) for finding in findings})
    free: dict[tuple[str, str], list[Known]] = {}
    for entry in sorted(entries, reverse=True):
        free.setdefault((entry.fingerprint, entry.file), []).append(entry)
    known: dict[Place, Known] = {}
    moved: list[Place] = []
    for spot in places:
        fitting = free.get(spot[:2])
        if fitting:
            known[spot] = fitting.pop()
        else:
            moved.append(spot)
    files = {entry.file for entry in entries}
    wandering: dict[str, list[Known]] = {}
    for entry in (entry for rest in free.values() for entry in rest):
        if moved and gone(entry):
            wandering.setdefault(entry.fingerprint, []).append(entry)
    for spot, entry in _renamed(moved, wandering, files):
        known[spot] = entry
        free[entry.fingerprint, entry.file].remove(entry)
    return Match(known, tuple(sorted(entry for rest in free.values() for entry in rest)))


def _renamed(
    places: Iterable[Place], entries: Mapping[str, list[Known]], files: Collection[str]
) -> Iterator[tuple[Place, Known]]:
    """Pairs of a place and an entry whose file has gone, the likeliest first.

    A file that the baseline knows was there before, so it is less likely to be a renamed one than another.
    """
    places_of: dict[str, list[Place]] = {}
    for place in places:
        if place[0] in entries:
            places_of.setdefault(place[0], []).append(place)
    for mark, spots in places_of.items():
        candidates = entries[mark]
        if len(spots) * len(candidates) > _MOST_PAIRS:
            yield from zip(spots, sorted(candidates), strict=False)
            continue
        pairs = sorted(
            ((spot[1] in files, *_unlike(entry.file, spot[1])), spot, number, entry)
            for spot in spots
            for number, entry in enumerate(candidates)
        )
        taken: set[Place | int] = set()
        for _, spot, number, entry in pairs:
            if spot not in taken and number not in taken:
                taken |= {spot, number}
                yield spot, entry


def _unlike(one: str, other: str) -> tuple[bool, int]:
    """How little two paths have in common: another name first, then the folders."""
    parts, others = one.split("/"), other.split("/")
    return parts[-1] != others[-1], -len(set(parts) & set(others))


def entries_of(findings: Iterable[Found], reasons: Mapping[Place, str], reason: str = "") -> list[Known]:
    """Entries for findings, one for each place.

    Args:
        findings: what is accepted.
        reasons: the reason of those that were accepted before.
        reason: that of the others.
    """
    made = {
        place(f): Known(f.location.file, f.resource, f.rule, f.fingerprint, f.message, reasons.get(place(f), reason))
        for f in findings
    }
    return sorted(made.values())


def render(entries: Collection[Known]) -> str:
    """The file. Everything that is not plain ASCII is escaped: names of resources are somebody else's text."""
    content = [
        {name: getattr(entry, name) for name in _FIELDS} | ({"reason": entry.reason} if entry.reason else {})
        for entry in sorted(entries)
    ]
    return json.dumps({"schema": SCHEMA, "findings": content}, indent=2) + "\n"


def parse(source: Source) -> tuple[Known, ...]:
    """The entries of a baseline.

    Raises:
        UsageError: it is broken; with file, line and remedy.
    """
    from leastwise.read.builder import Builder
    from leastwise.read.json import parse_json

    try:
        content = parse_json(Builder(source))
    except ReadError as error:
        raise broken(source.path, error.line, error.reason) from error
    if not isinstance(content, Map) or not isinstance(content.get("findings"), Seq):
        raise broken(source.path, 1, 'holds no list "findings"')
    if "tool" in content:
        raise broken(source.path, 1, "is a report; every finding in it would be accepted")
    if content.get("schema") != SCHEMA or content["schema"] is True:
        line = source.position(content.span("schema")[3])[0]
        raise broken(source.path, line, f"has another schema than {SCHEMA}, so another version wrote it")
    return tuple(_known(source, item, source.position(span[3])[0]) for _, item, span in content["findings"].entries())


def _known(source: Source, item: Any, line: int) -> Known:
    if not isinstance(item, Map):
        raise broken(source.path, line, "has an entry that is no object")
    for name in (*_FIELDS, "reason"):
        value = item.get(name, "" if name == "reason" else None)
        if not isinstance(value, str):
            what = "is no text" if name in item else "is missing"
            line = source.position(item.span(name)[3])[0]
            raise broken(source.path, line, f'has an entry in which "{name}" {what}')
    return Known(**{name: item.get(name, "") for name in (*_FIELDS, "reason")})


def broken(path: str, line: int, reason: str) -> UsageError:
    """An error about a baseline."""
    return UsageError(
        f"{path}:{line}: the baseline {reason}; restore it from version control, or write it anew with "
        "`leastwise baseline create --force`"
    )
