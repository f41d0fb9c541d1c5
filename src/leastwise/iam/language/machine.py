"""The union of some patterns as one automaton; a set of its states is the bits of one number.

State `i` is "about to take token `i`", and behind the last token of each pattern is its accepting state. Sets are kept
closed and *saturated*: where one contains a `*`, it also contains every earlier state of that pattern, which accept
nothing that the `*` would not. So of two sets the one with more states accepts more, mostly also the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from leastwise.iam.language.atoms import LETTERS, Atom, Hole, Kind, Letters, Token, tokens
from leastwise.model.value import Symbol

_PLAIN = "xyzwvutsrqponmlkjihgfedcba_.+=@~!XYZ0123456789"
_GROUPS = ("xyzwvutsrqponmlkjihgfedcba", "XYZWVUTSRQPONMLKJIHGFEDCBA", "0123456789", "-", "/", "_.+=@~!")


class Machine:
    """The automaton of a union of patterns.

    Attributes:
        start: the set of states before anything is read.
        accepting: the states of which one must be in the set at the end.
        total: states that accept whatever follows.
        alphabet: the characters that make a difference to it, after one for each class of all the others.
        holes: the holes in it that are whole, one for each symbol.
    """

    __slots__ = (
        "_below", "_chars", "_classes", "_foreign", "_holes", "_identities", "_literal", "_loops", "_masks", "_skips",
        "_stars", "_taking", "_unions", "accepting", "alphabet", "holes", "start", "total",
    )  # fmt: skip

    def __init__(self, patterns: tuple[tuple[Atom, ...], ...], *, spelled: bool) -> None:
        self._literal: dict[str, int] = {}
        self._classes = dict.fromkeys(LETTERS, 0)
        self._holes: dict[Symbol, int] = {}
        self._identities: dict[Symbol, int] = {}
        self._foreign: dict[Symbol, int] = {}
        self._taking = {Letters.ANY: 0, Letters.PART: 0}
        self._below: dict[int, int] = {}
        self._masks: dict[str, int] = {}
        self._unions: dict[Letters, int] = {}
        self._loops = self._skips = self._stars = self.accepting = self.total = self.start = 0
        self.holes: dict[Symbol, Hole] = {}
        first = 0
        for atoms in patterns:
            first = self._add(tokens(atoms, spelled=spelled), first)
        self.alphabet = (*self._others(spelled=spelled), *sorted(self._literal))
        self.start = self._closed(self.start)
        self._chars: dict[Letters, tuple[str, ...]] = {}

    def chars(self, letters: Letters) -> tuple[str, ...]:
        """The characters of a class that make a difference."""
        found = self._chars.get(letters)
        if found is None:
            found = self._chars[letters] = tuple(char for char in self.alphabet if letters.has(char))
        return found

    def _add(self, steps: list[Token], first: int) -> int:
        self.start |= 1 << first
        for index, token in enumerate(steps, first):
            bit = 1 << index
            if token.whole and token.hole is not None:
                if not token.hole.nameless:
                    self.holes.setdefault(token.hole.symbol, token.hole)
                    self._holes[token.hole.symbol] = self._holes.get(token.hole.symbol, 0) | bit
                continue
            if token.text:
                self._literal[token.text] = self._literal.get(token.text, 0) | bit
            else:
                self._classes[token.letters] |= bit
            if token.identity and token.hole is not None:
                self._identities[token.hole.symbol] = self._identities.get(token.hole.symbol, 0) | bit
            if token.takes_holes:
                self._taking[token.letters] |= bit
            if token.kind is not Kind.ONE:
                self._skips |= bit
            if token.kind is Kind.RUN:
                self._loops |= bit
                if token.letters is Letters.ANY:
                    self._stars |= bit
                    self._below[index] = bit - (1 << first)
                    if index == first + len(steps) - 1:
                        self.total |= bit
        self.accepting |= 1 << (first + len(steps))
        return first + len(steps) + 1

    def _others(self, *, spelled: bool) -> Iterator[str]:
        """One character for each class of those that no pattern names."""
        for group in _GROUPS if spelled else (_PLAIN,):
            rest = (char for char in group if char not in self._literal)
            other = next(rest, None if spelled else _unused(self._literal))
            if other is not None:
                yield other
        if ":" not in self._literal:
            yield ":"

    def _closed(self, states: int) -> int:
        skips, stars = self._skips, self._stars
        while (wider := states | ((states & skips) << 1)) != states:
            states = wider
        ahead = states & stars
        while ahead:
            index = ahead.bit_length() - 1
            below = self._below[index]
            states |= below
            ahead &= ~(below | (1 << index))
        return states

    def step(self, states: int, char: str, identity: Symbol | None = None) -> int:
        """The states after a character, which is part of a resource's identity where one is given."""
        mask = self._masks.get(char)
        return self._taken(states, self._mask(char) if mask is None else mask, identity)

    def step_any(self, states: int, letters: Letters, identity: Symbol | None = None) -> int:
        """The states after any one character of a class, whichever it is."""
        mask = self._unions.get(letters)
        if mask is None:
            mask = 0
            for char in self.chars(letters):
                mask |= self._mask(char)
            self._unions[letters] = mask
        return self._taken(states, mask, identity)

    def _mask(self, char: str) -> int:
        """The states whose tokens take a character."""
        mask = self._literal.get(char, 0)
        for letters, positions in self._classes.items():
            if positions and letters.has(char):
                mask |= positions
        self._masks[char] = mask
        return mask

    def _taken(self, states: int, mask: int, identity: Symbol | None) -> int:
        taken = states & mask
        if identity is not None and self._identities:
            taken &= ~self._others_identities(identity)
        if not taken:
            return 0
        staying = taken & self._loops
        return self._closed(((taken ^ staying) << 1) | staying)

    def step_hole(self, states: int, hole: Hole) -> int:
        """The states after a whole hole."""
        exact = 0 if hole.nameless else states & self._holes.get(hole.symbol, 0)
        taking = self._taking[Letters.ANY] | self._taking[Letters.PART]
        if not hole.domain.fits_part:  # it may be empty, and have colons
            taking = self._stars
        taken = states & taking
        staying = taken & self._loops
        moved = exact | (taken ^ staying)
        return self._closed((moved << 1) | staying) if moved or staying else 0

    def _others_identities(self, symbol: Symbol) -> int:
        found = self._foreign.get(symbol)
        if found is None:
            found = 0
            for other, positions in self._identities.items():
                same = other == symbol  # `!=` of symbols is never true
                found |= 0 if same else positions
            self._foreign[symbol] = found
        return found


def _unused(taken: dict[str, int]) -> str:
    return next(char for char in map(chr, range(0x4E00, 0x4E00 + len(taken) + 1)) if char not in taken)


@lru_cache(maxsize=1024)
def machine(patterns: tuple[tuple[Atom, ...], ...], *, spelled: bool) -> Machine:
    """The automaton of a union of patterns, holes whole or spelled out as what they may stand for."""
    return Machine(patterns, spelled=spelled)
