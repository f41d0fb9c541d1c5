"""Inclusion, overlap and difference of patterns, decided on their automata.

`YES` holds for every text that the holes may stand for, `NO` for none, otherwise it is `UNKNOWN`. With every hole as a
letter of its own, which only itself and a `*` take, what holds for the letters holds for all that they stand for. With
the holes spelled out as all that they may stand for, what does not hold then never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from leastwise.iam.language.atoms import Hole, tokens
from leastwise.iam.language.common_start import apart, rests
from leastwise.iam.language.machine import machine
from leastwise.iam.language.pattern import Pattern, agreed
from leastwise.iam.language.search import TooMuch, beyond, common, possible, rejected
from leastwise.iam.truth import Truth, some
from leastwise.model.record import record
from leastwise.model.value import display

MAX_WILDCARDS = 7_000
"""Runs of wildcards in all patterns that are compared at once; beyond, the answer is not known. A policy of the largest
size that AWS takes, 20 KB, has as many as that only where they are nearly all there is in it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


def includes(patterns: Iterable[Pattern], other: Pattern) -> Truth:
    """Whether every text of one pattern is in the union of others."""
    return _includes(tuple(patterns), other)


def overlaps(one: Pattern, other: Pattern) -> Truth:
    """Whether two patterns have a text in common."""
    return _overlaps(one, other)


@record(eq=False)
class Difference:
    """The texts of one pattern that are in none of others."""

    one: Pattern
    patterns: tuple[Pattern, ...]

    @property
    def empty(self) -> Truth:
        """Whether there is no such text."""
        return includes(self.patterns, self.one)

    @property
    def example(self) -> str | None:
        """A shortest such text, holes as `${Name}`; `None` where there is none, or none was found.

        Where `empty` is not known it is a text that some values of the holes would leave over.
        """
        return None if self.empty is Truth.YES else _example(self.one, self.patterns)

    def contains(self, text: str) -> Truth:
        """Whether a text is one of them."""
        return self.one.matches(text) & ~some(pattern.matches(text) for pattern in self.patterns)


def difference(one: Pattern, patterns: Iterable[Pattern]) -> Difference:
    """The texts of one pattern that are not in the union of others, worked out when it is asked for."""
    return Difference(one, tuple(patterns))


@lru_cache(maxsize=16384)
def _includes(union: tuple[Pattern, ...], other: Pattern) -> Truth:
    other, *patterns = agreed((other, *union))
    if other.literal is not None:
        text = other.literal
        return some(pattern.matches(text) for pattern in patterns)
    near = [pattern for pattern in patterns if not apart(pattern.atoms, other.atoms)]
    if not near:
        return Truth.NO
    if any(_covers(pattern, other) for pattern in near):
        return Truth.YES
    if other.sample is not None and all(pattern.matches(other.sample) is Truth.NO for pattern in near):
        return Truth.NO  # as nearly all that are not included; nothing is built for it
    if other.wildcards + sum(pattern.wildcards for pattern in near) > MAX_WILDCARDS:
        return Truth.UNKNOWN
    atoms, wide = other.atoms, tuple(pattern.atoms for pattern in near)
    if len(near) == 1:
        atoms, one = rests(atoms, wide[0])
        wide = (one,)
    try:
        steps, automaton = tokens(atoms, spelled=False), machine(wide, spelled=False)
        if not rejected(steps, automaton) and beyond(steps, automaton) is None:
            return Truth.YES
        if not other.holes and not any(pattern.holes for pattern in near):
            return Truth.NO
        return _maybe(possible(tokens(atoms, spelled=True), machine(wide, spelled=True)))
    except TooMuch:
        return Truth.UNKNOWN


@lru_cache(maxsize=16384)
def _overlaps(one: Pattern, other: Pattern) -> Truth:
    one, other = agreed((one, other))
    if one.everything or other.everything:
        return Truth.YES
    if one.literal is not None:
        return other.matches(one.literal)
    if other.literal is not None:
        return one.matches(other.literal)
    if apart(one.atoms, other.atoms):
        return Truth.NO
    if one.wildcards + other.wildcards > MAX_WILDCARDS:
        return Truth.UNKNOWN
    first, second = rests(one.atoms, other.atoms)
    try:
        if common(tokens(first, spelled=False), machine((second,), spelled=False)):
            return Truth.YES
        if not one.holes and not other.holes:
            return Truth.NO
        return _maybe(common(tokens(first, spelled=True), machine((second,), spelled=True)))
    except TooMuch:
        return Truth.UNKNOWN


@lru_cache(maxsize=1024)
def _example(one: Pattern, patterns: tuple[Pattern, ...]) -> str | None:
    one, *rest = agreed((one, *patterns))
    if one.wildcards + sum(pattern.wildcards for pattern in rest) > MAX_WILDCARDS:
        return None
    automaton = machine(tuple(pattern.atoms for pattern in rest), spelled=False)
    try:
        found = beyond(tokens(one.atoms, spelled=False), automaton)
    except TooMuch:
        return None
    return None if found is None else "".join(display(x.symbol) if isinstance(x, Hole) else x for x in found)


def _maybe(possible: bool) -> Truth:
    return Truth.UNKNOWN if possible else Truth.NO


def _covers(pattern: Pattern, other: Pattern) -> bool:
    """Whether a pattern plainly includes another one."""
    return (pattern.open_end and other.start.startswith(pattern.start)) or pattern == other
