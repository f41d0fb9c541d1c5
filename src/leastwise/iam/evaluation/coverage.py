"""Sets of actions and resources: whether statements together cover one, and whether they touch it.

A statement is for every one of its actions on every one of its resources, so what several of them cover is a union of
rectangles. Everything here asks `leastwise.iam.language` about patterns and puts the answers together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from leastwise.iam.language import Pattern, difference, includes, overlaps, text_pattern
from leastwise.iam.truth import Truth, every, some
from leastwise.model.record import record

MAX_STEPS = 64
"""Actions that are tried as examples, and pieces that resources are cut into, before a question is left open."""


@record(eq=False, cached=True)
class Side:
    """The actions, or the resources, of a statement: those of some patterns, or (`but`) all but those.

    `known` is false where the statement does not say, or says it in a way that is no policy.
    """

    patterns: tuple[Pattern, ...]
    but: bool = False
    known: bool = True

    def has(self, text: str) -> Truth:
        """Whether a text is on this side."""
        if not self.known:
            return Truth.UNKNOWN
        texts, starts, others = self._sorted
        if text in texts or (starts and text.startswith(starts)):
            return _NO if self.but else _YES
        if not others:
            return _YES if self.but else _NO
        found = some([pattern.matches(text) for pattern in others])
        return ~found if self.but else found

    @property
    def told(self) -> tuple[frozenset[str], tuple[str, ...], Side | None]:
        """Texts that are on this side, starts of such; and the side itself where there are others."""
        texts, starts, others = self._sorted if self.known and not self.but else (_NO_TEXTS, (), True)
        return texts, starts, self if others else None

    @cached_property
    def _sorted(self) -> tuple[frozenset[str], tuple[str, ...], tuple[Pattern, ...]]:
        """The patterns that are a text, the starts of those that are all that starts so, and the others."""
        texts: list[str] = []
        starts: list[str] = []
        others: list[Pattern] = []
        for pattern in self.patterns:
            if pattern.ignore_case:
                others.append(pattern)
            elif pattern.literal is not None:
                texts.append(pattern.literal)
            elif pattern.open_end:
                starts.append(pattern.start)
            else:
                others.append(pattern)
        return frozenset(texts), tuple(starts), tuple(others)

    def includes(self, other: Pattern) -> Truth:
        """Whether every text of a pattern is on this side."""
        if other.literal is not None:
            return self.has(other.literal)
        if not self.known:
            return Truth.UNKNOWN
        if self.but:
            return every(~overlaps(pattern, other) for pattern in self.patterns)
        return includes(self.patterns, other)

    def touches(self, other: Pattern) -> Truth:
        """Whether some text of a pattern is on this side."""
        if other.literal is not None:
            return self.has(other.literal)
        if not self.known:
            return Truth.UNKNOWN
        if self.but:
            return ~includes(self.patterns, other)
        return some(overlaps(pattern, other) for pattern in self.patterns)


_YES, _NO = Truth.YES, Truth.NO
_NO_TEXTS: frozenset[str] = frozenset()
EVERY = Side((), but=True)
"""All there are."""
NOT_KNOWN = Side((), known=False)


@record(eq=False)
class Rectangle:
    """The actions and resources of a statement, and whether it applies to a request at all."""

    actions: Side
    resources: Side
    applies: Truth = Truth.YES


def meet(one: Pattern, other: Pattern) -> Pattern | None:
    """The smaller of two patterns, of which one includes the other; `None` where neither is known to."""
    if includes((other,), one) is Truth.YES:
        return one
    return other if includes((one,), other) is Truth.YES else None


def covers_resources(sides: Sequence[Side], resource: Pattern) -> Truth:
    """Whether every text of a pattern is on one of the sides."""
    if len(sides) == 1:
        return sides[0].includes(resource)
    if resource.literal is not None:
        return some(side.includes(resource) for side in sides)
    plain = tuple(
        dict.fromkeys([pattern for side in sides if side.known and not side.but for pattern in side.patterns])
    )
    found = includes(plain, resource) if plain else Truth.NO
    if found is Truth.YES:
        return found
    inverted = [side for side in sides if side.known and side.but]
    if inverted:
        found |= _covers_cut(plain, inverted, resource)
    return found | Truth.UNKNOWN if any(not side.known for side in sides) else found


def _covers_cut(plain: tuple[Pattern, ...], inverted: list[Side], resource: Pattern) -> Truth:
    """The same where sides are all but something: what each leaves out must be covered by the others."""
    pieces: list[Pattern] = [resource]
    sure = True
    for side in inverted:
        ahead: list[Pattern] = []
        for piece in pieces:
            for pattern in side.patterns:
                if overlaps(pattern, piece) is not Truth.NO:
                    common = meet(piece, pattern)
                    sure &= common is not None and overlaps(pattern, piece) is Truth.YES
                    ahead.append(piece if common is None else common)
        pieces = list(dict.fromkeys(ahead))
        if len(pieces) > MAX_STEPS:
            return Truth.UNKNOWN
    left = every(includes(plain, piece) if plain else Truth.NO for piece in pieces)
    return left if sure or left is Truth.YES else Truth.UNKNOWN


def covers(rectangles: Iterable[Rectangle], action: Pattern, resource: Pattern) -> Truth:
    """Whether every action of a pattern on every resource of another is in one of the rectangles."""
    near = [one for one in rectangles if one.applies is not Truth.NO and one.actions.touches(action) is not Truth.NO]
    near = [one for one in near if one.resources.touches(resource) is not Truth.NO]
    if not near:
        return Truth.NO
    if action.literal is not None:
        return _covers_action(near, action, resource)
    whole = [one.resources for one in near if (one.applies & one.actions.includes(action)) is Truth.YES]
    if whole and covers_resources(whole, resource) is Truth.YES:
        return Truth.YES
    return _covers_actions(near, action, resource)


def _covers_action(near: list[Rectangle], action: Pattern, resource: Pattern) -> Truth:
    certain, possible = [], []
    for one in near:
        meant = one.applies & one.actions.includes(action)
        if meant is not Truth.NO:
            possible.append(one.resources)
            if meant is Truth.YES:
                certain.append(one.resources)
    found = covers_resources(certain, resource) if certain else Truth.NO
    if found is Truth.YES or len(certain) == len(possible):
        return found
    return Truth.NO if covers_resources(possible, resource) is Truth.NO else Truth.UNKNOWN


def _covers_actions(near: list[Rectangle], action: Pattern, resource: Pattern) -> Truth:
    """The same for many actions: one is tried, then one that is not covered for the same reason, and so on."""
    ahead: list[tuple[Pattern, ...]] = [()]
    for _ in range(MAX_STEPS):
        if not ahead:
            return Truth.YES
        beside = ahead.pop()
        rest = difference(action, beside)
        if rest.empty is Truth.YES:
            continue
        example = rest.example
        if example is None or rest.empty is Truth.UNKNOWN:
            return Truth.UNKNOWN
        one = text_pattern(example, ignore_case=True)
        found = _covers_action(near, one, resource)
        if found is not Truth.YES:
            return found
        for side in _because(near, one, resource):
            if side.but:  # what it leaves out is no pattern's difference
                return Truth.UNKNOWN
            ahead.append((*beside, next(p for p in side.patterns if p.matches(example) is Truth.YES)))
    return Truth.UNKNOWN


def _because(near: list[Rectangle], action: Pattern, resource: Pattern) -> list[Side]:
    """The actions of rectangles that cover an action on resources: of one where one is enough."""
    certain = [one for one in near if (one.applies & one.actions.includes(action)) is Truth.YES]
    alone = [one for one in certain if one.resources.includes(resource) is Truth.YES]
    alone.sort(key=lambda one: one.actions.but)
    return [one.actions for one in (alone[:1] or certain)]
