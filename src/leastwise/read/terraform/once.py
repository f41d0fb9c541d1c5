"""Values that are worked out when somebody asks, once, with what was decided on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Unknown
from leastwise.read.decisions import Decisions
from leastwise.read.terraform.language import Failed, TooMuch

MAX_DEPTH = 40
"""How many values may wait for each other: each takes a dozen of Python's own frames."""


class Once:
    """One value that may refer to others.

    Attributes:
        span: where it is written.
        about: what it is called, for messages.
    """

    __slots__ = ("_decisions", "_depth", "_make", "_state", "_touched", "_value", "about", "span")

    def __init__(self, waiting: Waiting, about: str, span: Span, make: Callable[[], Any]) -> None:
        self.span = span
        self.about = about
        self._depth = waiting
        self._decisions = waiting.decisions
        self._make = make
        self._state = 0
        self._value: Any = None
        self._touched: set[str] = set()

    def get(self) -> Any:
        """The value; what decided it counts for whoever asks.

        Raises:
            Failed: it refers to itself.
            TooMuch: too many others wait for it.
        """
        decisions = self._decisions
        if self._state == 2:
            decisions.touched |= self._touched
            return self._value
        if self._state == 1:
            raise Failed(f"{self.about} refers to itself")
        if self._depth.count >= MAX_DEPTH:
            raise TooMuch(f"{self.about} is referred to through more than {MAX_DEPTH} others")
        self._state = 1
        self._depth.count += 1
        outer, decisions.touched = decisions.touched, set()
        try:
            self._value = self._make()
            self._state = 2
        except Failed as failed:
            self._value = Unknown(failed.reason)
            self._state = 2
            raise
        finally:
            if self._state == 1:
                self._state = 0
            self._depth.count -= 1
            self._touched = decisions.touched
            decisions.touched = outer | self._touched
        return self._value


class Waiting:
    """How many values wait for another at this moment, in one world."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions
        self.count = 0
