"""Three-valued truth: what is certain, what is excluded, and what depends on something that is not known.

The logic is Kleene's: `NO & UNKNOWN` is `NO`, whatever the unknown turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """An answer. It has no truth value of its own, so that nobody takes the unknown for a no by accident."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __init__(self, rank: int) -> None:
        self._rank = rank  # `value` of an enumeration costs ten times as much

    @classmethod
    def of(cls, fact: bool) -> Truth:
        """What is known to be so, or not."""
        return cls.YES if fact else cls.NO

    def __and__(self, other: Truth) -> Truth:
        return self if self._rank <= other._rank else other

    def __or__(self, other: Truth) -> Truth:
        return self if self._rank >= other._rank else other

    def __invert__(self) -> Truth:
        return _OPPOSITE[self]

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self} has no truth value; compare it with `is`")


_OPPOSITE = {Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN, Truth.YES: Truth.NO}


def every(answers: Iterable[Truth]) -> Truth:
    """Whether all hold; `YES` for none. Asks no further after a `NO`."""
    found = Truth.YES
    for answer in answers:
        if answer is Truth.NO:
            return answer
        found &= answer
    return found


def some(answers: Iterable[Truth]) -> Truth:
    """Whether one holds; `NO` for none. Asks no further after a `YES`."""
    found = Truth.NO
    for answer in answers:
        if answer is Truth.YES:
            return answer
        found |= answer
    return found
