"""Searching the product of one pattern and the automaton of others, within a limit that counts steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from leastwise.iam.language.atoms import Hole, Kind, Letters, Token
from leastwise.iam.language.machine import Machine
from leastwise.model.value import Symbol

MAX_STEPS = 300_000
"""Steps of one search, about half a second. What takes more is not decided."""

_WIDE = 2_048
"""States of an automaton up to which a step costs no more than one."""

MAX_DEPTH = 200
"""Choices that are made one after another."""

Letter = str | Hole


class TooMuch(Exception):
    """A search took more steps than it may."""


class _Budget:
    __slots__ = ("left",)

    def __init__(self, automaton: Machine) -> None:
        self.left = MAX_STEPS // (1 + automaton.accepting.bit_length() // _WIDE)

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuch


class Frontier:
    """States seen at each position of the pattern, without those that others make superfluous."""

    __slots__ = ("_budget", "_more", "_seen")

    def __init__(self, budget: _Budget, *, more: bool) -> None:
        self._seen: dict[int, list[int]] = {}
        self._budget = budget
        self._more = more

    def new(self, at: int, states: int) -> bool:
        """Whether no set was seen that has as few states or fewer (or, with `more`, as many or more)."""
        seen = self._seen.setdefault(at, [])
        self._budget.spend(1 + len(seen))
        if self._more:
            if any(not states & ~other for other in seen):
                return False
            seen[:] = [other for other in seen if other & ~states]
        else:
            if any(not other & ~states for other in seen):
                return False
            seen[:] = [other for other in seen if states & ~other]
        seen.append(states)
        return True


def rejected(steps: Sequence[Token], automaton: Machine) -> bool:
    """Whether one of a few simple texts of a pattern is not accepted; that is so for nearly all that has one.

    A character that no pattern names can only be taken by a wildcard.
    """
    other = automaton.alphabet[0]
    for filler in ("", other, other * 2, ":"):
        states = automaton.start
        for token in steps:
            if token.whole and token.hole is not None:
                states = automaton.step_hole(states, token.hole)
            else:
                for char in _filled(token, filler, other):
                    states = automaton.step(states, char)
        if not states & automaton.accepting:
            return True
    return False


def _filled(token: Token, filler: str, other: str) -> str:
    """What stands for one step of a pattern whose stars are filled."""
    if token.text or token.kind is not Kind.RUN:
        return token.text or other
    return filler if filler != ":" or token.letters is Letters.ANY else ""


def beyond(steps: Sequence[Token], automaton: Machine) -> tuple[Letter, ...] | None:
    """A shortest text of a pattern that the automaton does not accept; `None` where there is none. Holes are letters.

    Raises:
        TooMuch: there may be one.
    """
    budget = _Budget(automaton)
    frontier = Frontier(budget, more=False)
    found: list[tuple[int, Letter | None]] = [(-1, None)]
    ahead = deque([(0, automaton.start, 0)])
    while ahead:
        at, states, node = ahead.popleft()
        if states & automaton.total or not frontier.new(at, states):
            continue
        if at == len(steps):
            if not states & automaton.accepting:
                return _spelled(found, node)
            continue
        for letter, to, after in _moves(steps[at], at, states, automaton):
            budget.spend(1)
            if letter is None:
                ahead.appendleft((to, after, node))
            else:
                found.append((node, letter))
                ahead.append((to, after, len(found) - 1))
    return None


def common(steps: Sequence[Token], automaton: Machine) -> bool:
    """Whether some text of a pattern is accepted by the automaton.

    Raises:
        TooMuch: it may be.
    """
    budget = _Budget(automaton)
    states = automaton.start
    for token in steps:
        after = _after(token, states, automaton)
        if token.kind is Kind.RUN:
            while (wider := states | after) != states:
                budget.spend(1)
                states = wider
                after = _after(token, states, automaton)
        else:
            states = after | states if token.kind is Kind.MAYBE else after
        budget.spend(1)
        if not states:
            return False
    return bool(states & automaton.accepting)


def _after(token: Token, states: int, automaton: Machine) -> int:
    """All states that one step of a pattern may lead to, whatever letter it is."""
    if token.whole and token.hole is not None:
        return automaton.step_hole(states, token.hole)
    if token.text:
        return automaton.step(states, token.text, _identity(token))
    found = automaton.step_any(states, token.letters, _identity(token))
    if token.takes_holes:
        whole = token.letters is Letters.ANY and token.kind is Kind.RUN
        for hole in automaton.holes.values():
            if whole or hole.domain.fits_part:
                found |= automaton.step_hole(states, hole)
    return found


def _moves(token: Token, at: int, states: int, automaton: Machine) -> Iterator[tuple[Letter | None, int, int]]:
    """The letters that one step of a pattern may be, with where they lead; `None` for leaving it out."""
    if token.whole and token.hole is not None:
        yield token.hole, at + 1, automaton.step_hole(states, token.hole)
    elif token.text:
        yield token.text, at + 1, automaton.step(states, token.text)
    else:
        if token.kind is not Kind.ONE:
            yield None, at + 1, states
        to = at if token.kind is Kind.RUN else at + 1
        for char in automaton.chars(token.letters):
            yield char, to, automaton.step(states, char)


def _identity(token: Token) -> Symbol | None:
    return token.hole.symbol if token.identity and token.hole is not None else None


def _spelled(found: list[tuple[int, Letter | None]], node: int) -> tuple[Letter, ...]:
    letters: list[Letter] = []
    while node > 0:
        node, letter = found[node]
        if letter is not None:
            letters.append(letter)
    return tuple(reversed(letters))


def possible(steps: Sequence[Token], automaton: Machine) -> bool:
    """Whether holes may stand for texts with which all of a pattern is accepted; an over-approximation.

    Every place of a hole is decided for itself, after what the wildcards before it stand for.

    Raises:
        TooMuch: they may.
    """
    if not common(steps, automaton):
        return False
    if all(step.hole is not None or step.text for step in steps):
        return True
    if sum(1 for step in steps if not step.text) > MAX_DEPTH:
        raise TooMuch
    return _Game(steps, automaton).won(0, automaton.start)


class _Game:
    """Holes choose, then wildcards do their worst."""

    __slots__ = ("_automaton", "_budget", "_known", "_steps")

    def __init__(self, steps: Sequence[Token], automaton: Machine) -> None:
        self._steps, self._automaton = steps, automaton
        self._known: dict[tuple[int, int], bool] = {}
        self._budget = _Budget(automaton)

    def won(self, at: int, states: int) -> bool:
        while states and not states & self._automaton.total:
            if at == len(self._steps):
                return bool(states & self._automaton.accepting)
            token = self._steps[at]
            if not token.text:
                return self._chosen(at, states)
            states = self._automaton.step(states, token.text, _identity(token))
            at += 1
        return bool(states)

    def _chosen(self, at: int, states: int) -> bool:
        known = self._known.get((at, states))
        if known is None:
            helpful = self._steps[at].hole is not None
            known = not helpful
            for after in self._reachable(at, states, helpful):
                if self.won(at + 1, after) is helpful:
                    known = helpful
                    break
            self._known[at, states] = known
        return known

    def _reachable(self, at: int, states: int, helpful: bool) -> Iterator[int]:
        """The sets of states that a step leads to, without those that are no better (for who chooses) than others."""
        token, automaton = self._steps[at], self._automaton
        identity = _identity(token)
        frontier = Frontier(self._budget, more=helpful)
        ahead = [states]
        if token.kind is Kind.MAYBE and frontier.new(at, states):
            yield states
        while ahead:
            before = ahead.pop()
            if token.kind is Kind.RUN:
                if not frontier.new(at, before):
                    continue
                yield before
            for char in automaton.chars(token.letters):
                self._budget.spend(1)
                after = automaton.step(before, char, identity)
                if token.kind is Kind.RUN:
                    ahead.append(after)
                elif frontier.new(at, after):
                    yield after
