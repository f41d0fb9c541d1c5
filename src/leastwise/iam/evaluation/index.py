"""The statements of policies by the actions that they are about, so that a question meets only those."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from leastwise.iam.evaluation.clause import Clause
from leastwise.iam.evaluation.coverage import Side
from leastwise.iam.language import Pattern
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.truth import Truth

Entry = tuple[Clause, Side | None, Truth]
"""A statement, its resources (`None` where policy variables stand in them), and whether it is about an action."""


class Asked:
    """The statements that are, or may be, about one action.

    Attributes:
        entries: all of them, in order.
        certain: whether nothing but the resource decides which of them are for a request.
        sides: their resources then, as `Side.told` has them.
        answers: what was found then, by resource.
    """

    __slots__ = ("answers", "certain", "entries", "sides")

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.certain = all([about is Truth.YES and clause.certain for clause, _, about in entries])
        self.sides = [(clause, *clause.resource_side.told) for clause, _, _ in entries] if self.certain else []
        self.answers: dict[str, Any] = {}


class Index:
    """Some statements, by the actions that they name.

    Attributes:
        known: the actions that were asked about, with what is about them.
    """

    __slots__ = ("_clauses", "_named", "_others", "_services", "known")

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        self._clauses = clauses
        self._named: dict[str, list[int]] = {}
        self._services: dict[str, list[tuple[Pattern, int]]] = {}
        self._others: list[int] = []
        self.known: dict[str, Asked] = {}
        for index, clause in enumerate(clauses):
            if not clause.actions or clause.has_not_actions:
                self._others.append(index)
                continue
            for pattern in clause.actions:
                text = pattern.literal
                service, colon, _ = pattern.start.partition(":")
                if text is not None:
                    self._named.setdefault(text, []).append(index)
                elif colon:
                    self._services.setdefault(service, []).append((pattern, index))
                else:
                    self._others.append(index)

    def about(self, action: Pattern) -> Iterable[Clause]:
        """Every statement that may be about an action, or one of the actions of a pattern, in order."""
        text = action.literal
        if text is None:
            return self._clauses
        found = {*self._others, *self._named.get(text, ())}
        for pattern, index in self._services.get(text.partition(":")[0], ()):
            if index not in found and not (pattern.open_end and not text.startswith(pattern.start)):
                found.add(index)
        return [self._clauses[index] for index in sorted(found)]

    def exactly(self, action: str) -> Asked | None:
        """The statements that are, or may be, about one action; `None` for an action with wildcards."""
        found = self.known.get(action)
        if found is None and not has_wildcard(action):
            low = action.lower()
            about = dict.fromkeys(self._named.get(low, ()), Truth.YES)
            for pattern, index in self._services.get(low.partition(":")[0], ()):
                if not low.startswith(pattern.start):
                    continue
                matched = Truth.YES if pattern.open_end else pattern.matches(low)
                if matched is not Truth.NO:
                    about[index] = about.get(index, Truth.NO) | matched
            for index in self._others:
                matched = self._clauses[index].action_side.has(low)
                if matched is not Truth.NO:
                    about[index] = matched
            found = self.known[action] = Asked(
                [_entry(self._clauses[number], about[number]) for number in sorted(about)]
            )
        return found


def _entry(clause: Clause, about: Truth) -> Entry:
    return clause, None if clause.variable else clause.resource_side, about


@lru_cache(maxsize=4096)
def index(clauses: tuple[Clause, ...]) -> Index:
    """The index of some statements, kept as long as they are asked about."""
    return Index(clauses)
