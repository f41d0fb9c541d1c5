"""Some of a set of requests: parts of it that may be allowed, and whether all of it is excluded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from leastwise.iam.evaluation.case import Case
from leastwise.iam.evaluation.coverage import MAX_STEPS, Side, covers, meet
from leastwise.iam.evaluation.judged import Judged
from leastwise.iam.language import Pattern, arn_pattern, difference, overlaps, text_pattern
from leastwise.iam.truth import Truth

MAX_PAIRS = 20_000
"""How often two things are held against each other: parts and statements, what allows and what denies. Where that is
not enough, the answer is not known."""

Part = tuple[Pattern, Pattern]
"""Actions and resources."""


def candidates(case: Case, action: Pattern, resource: Pattern) -> list[Part]:
    """Parts of a set of requests that a statement of every need is for, whatever is denied."""
    parts: list[Part] = [(action, resource)]
    count = sum(len(need.allowing) for need in case.needs) + len(case.denying)
    most = min(MAX_STEPS, 1 + MAX_PAIRS // (count + 1))
    for need in case.needs:
        smaller = (found for part in parts for one in need.allowing for found in _within(one, part))
        parts = list(dict.fromkeys(islice(smaller, most)))
    return parts


def excluded(case: Case, action: Pattern, resource: Pattern) -> bool:
    """Whether it is certain that nothing of a set of requests is allowed."""
    denying = [one.rectangle for one in case.denying]
    for need in case.needs:
        ways = [part for one in need.allowing if (part := _larger(one, (action, resource))) is not None]
        few = len(ways) * len(denying) <= MAX_PAIRS
        if not ways or (few and all(covers(denying, *part) is Truth.YES for part in ways)):
            return True
    return bool(denying) and covers(denying, action, resource) is Truth.YES


def _touches(actions: Side, resources: Side, part: Part) -> bool:
    return actions.touches(part[0]) is not Truth.NO and resources.touches(part[1]) is not Truth.NO


def _larger(one: Judged, part: Part) -> Part | None:
    """What a statement and a part have in common, or more; `None` for nothing."""
    sides = one.rectangle.actions, one.rectangle.resources
    if not _touches(*sides, part):
        return None
    found = []
    for side, pattern in zip(sides, part, strict=True):
        common = None
        if side.known and not side.but:
            near = [other for other in side.patterns if overlaps(other, pattern) is not Truth.NO]
            common = meet(pattern, near[0]) if len(near) == 1 else None
        found.append(common or pattern)
    return found[0], found[1]


def _within(one: Judged, part: Part) -> Iterator[Part]:
    """Parts of a part that a statement is for."""
    if one.rectangle.applies is not Truth.NO and _touches(one.rectangle.actions, one.rectangle.resources, part):
        for action in _pieces(one.rectangle.actions, part[0], of_actions=True):
            for resource in _pieces(one.rectangle.resources, part[1], of_actions=False):
                yield action, resource


def _pieces(side: Side, pattern: Pattern, *, of_actions: bool) -> Iterator[Pattern]:
    if not side.known or side.includes(pattern) is Truth.YES:
        yield pattern
    elif side.but:
        example = _example(pattern, side.patterns, of_actions=of_actions)
        if example is not None:
            yield example
    else:
        for other in side.patterns:
            if overlaps(other, pattern) is not Truth.NO:
                common = meet(pattern, other)
                yield common if common is not None else pattern


def _example(pattern: Pattern, patterns: tuple[Pattern, ...], *, of_actions: bool) -> Pattern | None:
    """One text of a pattern that is in none of others; where holes are in it none can be written down."""
    found = difference(pattern, patterns)
    text = None if pattern.holes or any(other.holes for other in patterns) else found.example
    if text is None:
        return None
    return text_pattern(text, ignore_case=True) if of_actions else arn_pattern(text)
