"""What two patterns start with alike: what follows decides, and mostly decides at once."""

from __future__ import annotations

from leastwise.iam.language.atoms import Atom, Hole, Wild, alone

Atoms = tuple[Atom, ...]


def rests(one: Atoms, other: Atoms) -> tuple[Atoms, Atoms]:
    """Two patterns without what both start with, which is one text whatever the holes stand for.

    What stands before the rest stays, so that it is still known where names begin.
    """
    at = _alike(one, other)
    texts = _texts(one, other, at)
    if texts is not None and (same := _same(*texts)):
        return (texts[0][same - 1 :], *one[at + 1 :]), (texts[1][same - 1 :], *other[at + 1 :])
    if at == 0:
        return one, other
    before = one[at - 1]
    kept = before[-1:] if isinstance(before, str) else before
    return (kept, *one[at:]), (kept, *other[at:])


def apart(one: Atoms, other: Atoms) -> bool:
    """Whether two patterns have nothing in common because of how they go on after what both start with."""
    at = _alike(one, other)
    texts = _texts(one, other, at)
    if texts is not None:
        first, second = texts
        if first.startswith(second):
            return len(other) == at + 1
        return len(one) == at + 1 if second.startswith(first) else True
    if at >= len(one) or at >= len(other):
        rest = one[at:] or other[at:]
        return any(isinstance(atom, str) for atom in rest)
    hole, another = one[at], other[at]
    if not (isinstance(hole, Hole) and isinstance(another, Hole) and hole.distinct and another.distinct):
        return False
    same = hole.symbol == another.symbol  # `!=` of symbols is never true
    return not same and alone(one, at) and alone(other, at)


def _alike(one: Atoms, other: Atoms) -> int:
    """How many atoms are the same fixed text in both."""
    at = 0
    for first, second in zip(one, other, strict=False):
        if isinstance(first, Wild) or first != second:
            break
        if isinstance(first, Hole) and (first.nameless or not first.domain.one_text):
            break
        at += 1
    return at


def _same(one: str, other: str) -> int:
    """How many characters are the same at the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (first, second) in pairs if first != second), min(len(one), len(other)))


def _texts(one: Atoms, other: Atoms, at: int) -> list[str] | None:
    """The texts with which the two go on, where both do."""
    found = [atom for atoms in (one, other) for atom in atoms[at : at + 1] if isinstance(atom, str)]
    return found if len(found) == 2 else None
