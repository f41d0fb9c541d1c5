"""A regular expression as the automaton of its positions, with the number of ways from each to the next.

It is built from the tree that the standard library's parser makes: nothing is compiled or run.
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.record import record

ALL = (1 << 129) - 1
"""Every character: one bit for each below 128, one for all others."""

MAX_POSITIONS = 150
MAX_COPIES = 4
"""How often something that is repeated a fixed number of times is written out: more changes nothing of what grows."""

_OTHER = 1 << 128
_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}
_ENDS = ("AT_END", "AT_END_STRING", "AT_END_LINE")


class Unsupported(Exception):
    """An expression of which it is not told: it refers to groups, is too long, or is none."""


@record(eq=False)
class Automaton:
    """Positions, by number.

    Attributes:
        masks: the characters of each position, as bits.
        follow: what comes after each, and in how many ways; 2 stands for more.
        last: positions after which the expression may end.
        anchored: whether the text has to end with it.
    """

    masks: list[int]
    follow: list[dict[int, int]]
    last: dict[int, int]
    anchored: bool


Part = tuple[int, dict[int, int], dict[int, int]]
"""In how many ways it is empty; the positions that it begins and ends with, and in how many ways."""

_EMPTY: Part = (1, {}, {})


def automaton(pattern: str, *, whole: bool = False) -> Automaton:
    """The automaton of an expression.

    Raises:
        Unsupported: see there.
    """
    try:
        import re._parser as parser  # type: ignore[import-not-found]

        tree = parser.parse(pattern)
        building = _Building(
            ignores_case=bool(tree.state.flags & re.IGNORECASE), all_lines=bool(tree.state.flags & re.DOTALL)
        )
        _, _, last = building.sequence(tree)
    except (re.error, RecursionError, OverflowError, ValueError) as error:
        raise Unsupported from error
    items = list(tree)
    ends = bool(items) and str(items[-1][0]) == "AT" and str(items[-1][1]) in _ENDS
    return Automaton(building.masks, building.follow, last, whole or ends)


class _Building:
    def __init__(self, *, ignores_case: bool, all_lines: bool) -> None:
        self.masks: list[int] = []
        self.follow: list[dict[int, int]] = []
        self._ignores_case = ignores_case
        self._all_lines = all_lines

    def sequence(self, items: Any) -> Part:
        made = _EMPTY
        for operation, given in items:
            made = self._joined(made, self._part(str(operation), given))
        return made

    def _part(self, name: str, given: Any) -> Part:
        if name == "LITERAL":
            return self._position(self._bit(given))
        if name == "NOT_LITERAL":
            return self._position(ALL & ~self._bit(given))
        if name == "ANY":
            return self._position(ALL if self._all_lines else ALL & ~(1 << 10))
        if name == "IN":
            return self._position(self._class(given))
        if name == "BRANCH":
            return self._either([self.sequence(branch) for branch in given[1]])
        if name == "SUBPATTERN":
            return self.sequence(given[3])
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            return self._repeated(*given)
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return _EMPTY
        raise Unsupported

    def _position(self, mask: int) -> Part:
        if len(self.masks) >= MAX_POSITIONS:
            raise Unsupported
        self.masks.append(mask)
        self.follow.append({})
        number = len(self.masks) - 1
        return 0, {number: 1}, {number: 1}

    def _joined(self, one: Part, two: Part) -> Part:
        self._linked(one[2], two[1])
        first = _added(one[1], two[1], one[0])
        return min(one[0] * two[0], 2), first, _added(two[2], one[2], two[0])

    def _linked(self, last: dict[int, int], first: dict[int, int]) -> None:
        for begin, ways in last.items():
            for end, more in first.items():
                self.follow[begin][end] = min(self.follow[begin].get(end, 0) + ways * more, 2)

    def _either(self, parts: list[Part]) -> Part:
        made: Part = (0, {}, {})
        for part in parts:
            made = min(made[0] + part[0], 2), _added(made[1], part[1], 1), _added(made[2], part[2], 1)
        return made

    def _repeated(self, least: Any, most: Any, items: Any) -> Part:
        endless = most > MAX_COPIES and str(most) == "MAXREPEAT"
        made = _EMPTY
        for _ in range(min(int(least), MAX_COPIES) - (1 if endless and least else 0)):
            made = self._joined(made, self.sequence(items))
        if endless:
            part = self.sequence(items)
            self._linked(part[2], part[1])
            return self._joined(made, (part[0] if least else 1, part[1], part[2]))
        for _ in range(min(int(most), MAX_COPIES) - min(int(least), MAX_COPIES)):
            part = self.sequence(items)
            made = self._joined(made, (1, part[1], part[2]))
        return made

    def _bit(self, code: int) -> int:
        if code >= 128:
            return _OTHER
        if self._ignores_case and chr(code).isalpha():
            return 1 << ord(chr(code).lower()) | 1 << ord(chr(code).upper())
        return 1 << code

    def _class(self, given: Any) -> int:
        mask, negated = 0, False
        for operation, inner in given:
            name = str(operation)
            if name == "NEGATE":
                negated = True
            elif name == "LITERAL":
                mask |= self._bit(inner)
            elif name == "RANGE":
                for code in range(inner[0], min(inner[1], 127) + 1):
                    mask |= self._bit(code)
                mask |= _OTHER if inner[1] > 127 else 0
            elif name == "CATEGORY":
                mask |= _category(str(inner))
            else:
                raise Unsupported
        return ALL & ~mask if negated else mask


def _category(name: str) -> int:
    negated = "NOT_" in name
    written = _CATEGORIES.get(name.replace("NOT_", ""))
    if written is None:
        raise Unsupported
    mask = sum(1 << code for code in range(128) if re.match(written, chr(code)))
    return ALL & ~mask if negated else mask


def _added(one: dict[int, int], two: dict[int, int], times: int) -> dict[int, int]:
    """Ways of both, those of the second so many times."""
    if not times or not two:
        return one
    made = dict(one)
    for position, ways in two.items():
        made[position] = min(made.get(position, 0) + ways * times, 2)
    return made


__all__ = ["ALL", "Automaton", "Unsupported", "automaton"]
