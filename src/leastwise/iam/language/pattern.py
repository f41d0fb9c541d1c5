"""A pattern of IAM: the set of texts that an element of a policy stands for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from leastwise.iam.language.atoms import Atom, Domain, Hole, Wild
from leastwise.iam.language.machine import Machine, machine
from leastwise.iam.pattern import matches
from leastwise.iam.truth import Truth
from leastwise.model.record import record
from leastwise.model.value import Symbol, display

MAX_TEXT = 20_480
"""Characters of a text that is compared; longer ones are not decided. A policy has this many at most.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


@record(eq=False, cached=True)
class Pattern:
    """A sequence of literal texts, wildcards and holes. Made by `text_pattern` and `arn_pattern`.

    Patterns of the same atoms are equal, whatever they come from; one with an `Unknown` in it is equal to none.

    Attributes:
        atoms: the sequence.
        kind: `text`, `arn` (an element of a policy) or `arn-like` (a value of a condition on an ARN).
        source: the value that it comes from.
        ignore_case: whether small and capital letters are the same; its literals are then in small ones.
    """

    atoms: tuple[Atom, ...]
    kind: str
    source: Any
    ignore_case: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pattern):
            return NotImplemented
        same = self.atoms == other.atoms and self.ignore_case is other.ignore_case
        return same and not self.nameless

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return "".join(display(atom.symbol) if isinstance(atom, Hole) else str(atom) for atom in self.atoms)

    @cached_property
    def _hash(self) -> int:
        return hash(self.atoms)

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        """Its holes, in order."""
        return tuple(atom for atom in self.atoms if isinstance(atom, Hole))

    @cached_property
    def nameless(self) -> bool:
        """Whether something in it is not even known to be equal to itself."""
        return any(hole.nameless for hole in self.holes)

    @cached_property
    def wildcards(self) -> int:
        """How many runs of wildcards it has: what makes it costly to compare."""
        return sum(isinstance(atom, Wild) for atom in self.atoms)

    @cached_property
    def sample(self) -> str | None:
        """One of its texts, with a character for the wildcards that only wildcards take; `None` where it has holes."""
        if self.holes:
            return None
        return "".join(_ODD * (atom.least + atom.more) if isinstance(atom, Wild) else str(atom) for atom in self.atoms)

    @cached_property
    def literal(self) -> str | None:
        """The one text that it stands for; `None` where it is not one known text."""
        if not self.atoms:
            return ""
        return self.atoms[0] if len(self.atoms) == 1 and isinstance(self.atoms[0], str) else None

    @cached_property
    def start(self) -> str:
        """The literal text that it starts with."""
        return self.atoms[0] if self.atoms and isinstance(self.atoms[0], str) else ""

    @cached_property
    def open_end(self) -> bool:
        """Whether it is all that starts with `start`: `*`, `s3:Get*`."""
        return bool(self.atoms) and self.atoms[-1] == _ALL and len(self.atoms) == (2 if self.start else 1)

    @property
    def everything(self) -> bool:
        """Whether it stands for every text."""
        return self.open_end and not self.start

    @cached_property
    def machine(self) -> Machine:
        """The automaton of what it may stand for."""
        return machine((self.atoms,), spelled=True)

    def matches(self, text: str) -> Truth:
        """Whether a text is in it: `YES` whatever its holes stand for, `NO` for none that they may stand for."""
        if self.ignore_case:
            text = text.lower()
        if self.holes:
            return Truth.UNKNOWN if len(text) > MAX_TEXT or self._accepts(text) else Truth.NO
        return Truth.YES if self._test(text) else Truth.NO

    @cached_property
    def _test(self) -> Callable[[str], bool]:
        """Whether a text is in a pattern without holes, the quickest way there is."""
        if self.literal is not None:
            return self.literal.__eq__
        if self.open_end:
            start = self.start
            return lambda text: text.startswith(start)
        wild = [atom for atom in self.atoms if isinstance(atom, Wild)]
        texts = "".join(atom for atom in self.atoms if isinstance(atom, str))
        pattern = str(self)
        if "*" in texts or "?" in texts:
            return self._accepts
        if self.kind == "arn-like":
            parts = pattern.split(":", 5)
            return lambda text: _all_match(parts, text.split(":", 5))
        return (lambda text: matches(pattern, text)) if all(one.spans for one in wild) else self._accepts

    def _accepts(self, text: str) -> bool:
        automaton = self.machine
        states = automaton.start
        for char in text:
            states = automaton.step(states, char)
            if not states:
                return False
        return bool(states & automaton.accepting)


def _all_match(patterns: list[str], texts: list[str]) -> bool:
    return len(patterns) == len(texts) and all(map(matches, patterns, texts))


def agreed(patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    """The same patterns, as they can be compared.

    All ignore case where one does. What one of them says of a symbol (its domain) holds in all, being of the same text.
    """
    if any(pattern.ignore_case is not patterns[0].ignore_case for pattern in patterns):
        patterns = tuple(_folded(pattern) for pattern in patterns)
    known: dict[Symbol, Hole] = {}
    differ = False
    for pattern in patterns:
        for hole in pattern.holes:
            other = known.setdefault(hole.symbol, hole)
            if other.domain is not hole.domain or other.identity is not hole.identity:
                differ = True
                known[hole.symbol] = min(other, hole, key=_width)
    return tuple(_narrowed(pattern, known) for pattern in patterns) if differ else patterns


def _folded(pattern: Pattern) -> Pattern:
    atoms = tuple(atom.lower() if isinstance(atom, str) else atom for atom in pattern.atoms)
    return Pattern(atoms, pattern.kind, pattern.source, ignore_case=True)


def _narrowed(pattern: Pattern, known: dict[Symbol, Hole]) -> Pattern:
    atoms = tuple(known[atom.symbol] if isinstance(atom, Hole) else atom for atom in pattern.atoms)
    return Pattern(atoms, pattern.kind, pattern.source, pattern.ignore_case)


_WIDTH = {domain: width for width, domain in enumerate(Domain)}


def _width(hole: Hole) -> tuple[int, bool]:
    return _WIDTH[hole.domain], not hole.identity


_ODD = "\1"
_ALL = Wild(0, more=True, spans=True)
