"""What symbols would have to be for a policy to cover something: `when AWS::Region is eu-west-1`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from leastwise.iam.language.algebra import includes
from leastwise.iam.language.atoms import Atom, Hole, Wild
from leastwise.iam.language.parse import merged
from leastwise.iam.language.pattern import Pattern
from leastwise.iam.truth import Truth
from leastwise.model.value import Symbol

Assumption = tuple[Symbol, str]
_Part = tuple[Atom, ...]


def assumptions(patterns: Iterable[Pattern], other: Pattern) -> tuple[Assumption, ...]:
    """Which symbols would have to be which texts for one of the patterns to include another one: the fewest, in order.

    They are found where the two agree part by part (`:` and `/` end one), and are enough: with them, the answer is
    `YES`. Empty where it is not so simple, and where nothing has to be assumed.
    """
    found = [assumed for pattern in patterns if (assumed := _assumed(pattern, other))]
    return min(found, key=len, default=())


def _assumed(pattern: Pattern, other: Pattern) -> tuple[Assumption, ...]:
    if includes((pattern,), other) is not Truth.UNKNOWN:
        return ()
    known: dict[Symbol, str] = {}
    for wanted, given in zip_longest(_parts(pattern), _parts(other), fillvalue=()):
        if given and wanted == (Wild(0, more=True, spans=True),):
            continue
        if wanted != given and not _agree(_settled(wanted, known), _settled(given, known), known):
            break  # a star before may take it all
    settled = [Pattern(_settled(one.atoms, known), one.kind, one.source, one.ignore_case) for one in (pattern, other)]
    return tuple(known.items()) if includes(settled[:1], settled[1]) is Truth.YES else ()


def _parts(pattern: Pattern) -> list[_Part]:
    """What is between colons and slashes."""
    found: list[list[Atom]] = [[]]
    for atom in pattern.atoms:
        if not isinstance(atom, str):
            found[-1].append(atom)
            continue
        for piece in re.split("([:/])", atom):
            if piece in (":", "/"):
                found.append([])
            elif piece:
                found[-1].append(piece)
    return [tuple(atoms) for atoms in found]


def _agree(wanted: _Part, given: _Part, known: dict[Symbol, str]) -> bool:
    """Whether one part is the other, with what is then known of the symbols in it."""
    if wanted == given or any(isinstance(atom, Wild) for atom in wanted):
        return True
    for part, text in ((wanted, _text(given)), (given, _text(wanted))):
        holes = [atom for atom in part if isinstance(atom, Hole)]
        if text is None or len(holes) != 1:
            continue
        at = part.index(holes[0])
        before, after = _text(part[:at]), _text(part[at + 1 :])
        if before is None or after is None or len(text) < len(before) + len(after):
            continue
        value = text[len(before) : len(text) - len(after)]
        if text == before + value + after and Pattern((holes[0],), "text", value).matches(value) is not Truth.NO:
            known[holes[0].symbol] = value
            return True
    return False


def _text(part: _Part) -> str | None:
    return "".join(map(str, part)) if all(isinstance(atom, str) for atom in part) else None


def _settled(atoms: _Part, known: Mapping[Symbol, str]) -> _Part:
    """With what is known in place of the symbols."""
    return tuple(merged(_values(atoms, known)))


def _values(atoms: _Part, known: Mapping[Symbol, str]) -> Iterator[Atom]:
    for atom in atoms:
        yield known.get(atom.symbol, atom) if isinstance(atom, Hole) and not atom.nameless else atom
