"""Which notes cover which findings, over all applications of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from leastwise.iam.pattern import matches
from leastwise.model.finding import Suppression
from leastwise.model.record import replace
from leastwise.model.resource import Property, Resource
from leastwise.model.source import Source
from leastwise.model.value import Map
from leastwise.suppress.note import SUPPRESSION, Note, Review, Spot, spots

if TYPE_CHECKING:
    from leastwise.suppress.note import Found


_MOST_GUESSES = 100
"""Unknown names for which the nearest known one is looked for; each takes a millisecond."""

F = TypeVar("F", bound="Found")


class Ledger:
    """Notes, and what they have been found to cover.

    A note is used when it covers a finding of any application, world or stage, also one that this run does not tell
    because a stronger finding took it in. One whose last day has passed accepts nothing any more.
    """

    def __init__(self, notes: Iterable[Note], today: str) -> None:
        """`today` is the day as `2027-01-31`."""
        self.notes = tuple(dict.fromkeys(notes))
        self.today = today
        self._used: set[tuple[Note, str]] = set()
        self._at: dict[tuple[str, str, int | str | None], list[Note]] = {}
        self._patterns: dict[str, list[Note]] = {}
        for note in self.notes:
            for rule in note.rules:
                if note.kind == "configuration":
                    self._patterns.setdefault(rule, []).append(note)
                else:
                    self._at.setdefault((rule, note.file, note.covers), []).append(note)

    def accept(self, findings: Iterable[F]) -> list[F]:
        """The findings, those that a note covers with their suppression; a comment goes before an entry elsewhere."""
        return [self._accepted(finding) for finding in findings]

    def _accepted(self, finding: F) -> F:
        own, *others = spots(finding)
        holding = [note for note in self.see(own) if not self._expired(note)]
        for spot in others:
            self.see(spot)
        if not holding or finding.suppression is not None:
            return finding
        note = holding[0]
        return replace(finding, suppression=Suppression(note.kind, note.reason, note.until))

    def _expired(self, note: Note) -> bool:
        """Whether its last day has passed; days are compared as texts (`2027-01-31`)."""
        return bool(note.until) and note.until < self.today

    def see(self, spot: Spot) -> list[Note]:
        """The notes that cover a place; they are used from now on."""
        found: list[Note] = []
        if self._at:
            file, block = _block(spot)
            here: list[tuple[str, int | str | None]]
            here = [(spot.file, spot.line), (file, block), (spot.file, None), (file, None)]
            for path, where in dict.fromkeys(here):
                found += self._at.get((spot.rule, path, where), ())
        found += [note for note in self._patterns.get(spot.rule, ()) if _fits(note, spot)]
        self._used.update((note, spot.rule) for note in found)
        return found

    def reviews(
        self,
        *,
        ran: Collection[str],
        known: Collection[str] | None,
        read: Callable[[str], Source | None],
        applications: Mapping[Note, str],
    ) -> Iterator[Review]:
        """What became of every note of leastwise.

        Args:
            ran: rules that ran everywhere without failing.
            known: ids of all rules; `None` where rules are named that were not loaded.
            read: gives the text of a file again.
            applications: in which application a note was met.
        """
        near: dict[str, str] = {}
        for note in self.notes:
            source = read(note.file) if note.tool == "leastwise" else None
            if source is None:
                continue
            unknown = [rule for rule in note.rules if known and rule not in known]
            for name in unknown:
                if known and len(near) < _MOST_GUESSES and name not in near:
                    near[name] = _nearest(name, known)
            used = tuple(rule for rule in note.rules if (note, rule) in self._used)
            yield Review(
                note=note,
                place=_place(note, source),
                application=applications.get(note, note.file),
                expired=self._expired(note),
                used=used,
                idle=tuple(rule for rule in note.rules if rule in ran and rule not in used),
                unknown=tuple((name, near.get(name, "")) for name in unknown),
            )


def _nearest(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name[:100], known, n=1)), "")


_MODULES = r"^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+"


def _fits(note: Note, spot: Spot) -> bool:
    """Whether an entry of the configuration covers a place."""
    from leastwise.config.globs import covers

    folder = note.file.rpartition("/")[0]
    if folder and not spot.file.startswith(f"{folder}/"):
        return False
    inside = spot.file[len(folder) + 1 :] if folder else spot.file
    if note.path and not covers(note.path, inside):
        return False
    name = _block(spot)[1]
    # Terraform's address begins with the module where that is used once; people name the block as it is written.
    return not note.resource or any(matches(note.resource, one) for one in (name, re.sub(_MODULES, "", name)))


def _block(spot: Spot) -> tuple[str, str]:
    """File and name of the block. It is in another file than the spot where a tool wrote what the author sees."""
    prefix = f"{spot.file}:"
    if spot.resource.startswith(prefix):
        return spot.file, spot.resource[len(prefix) :]
    file, _, name = spot.resource.partition(":")
    return file, name


def _place(note: Note, source: Source) -> Property:
    """The note as a place that a finding can be at."""
    span = (source, *note.span)
    name = note.covers if isinstance(note.covers, str) else source.block_at(note.span[0]) or "suppression"
    body, properties = Map(span), Map(span)
    body.put("Properties", properties, span)
    properties.put("Note", source.text[note.span[2] : note.span[3]], span)
    return Property(Resource(note.file, note.file, name, SUPPRESSION, body, span), ("Note",))
