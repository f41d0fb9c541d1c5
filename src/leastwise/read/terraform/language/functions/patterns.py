"""Regular expressions as Terraform has them, in time that does not explode.

Python's `re` would take hours for `(a+)+$` on a text that somebody chose for it. Here no state (instruction, position)
is looked at twice, so the work is bounded by the length of the pattern times that of the text.

https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from leastwise.model.record import record
from leastwise.model.value import MAX_TEXT, TOO_LONG
from leastwise.read.terraform.language.functions.syntax import ANY, ASSERT, JUMP, MATCH, SAVE, SPLIT, program
from leastwise.read.terraform.language.names import Work
from leastwise.read.terraform.language.values import TooMuch

MAX_STATES = 500_000
"""States that one search looks at."""

_STATES_PER_WORK = 8


@record
class Found:
    """One match.

    Attributes:
        start, end: where.
        text: what.
        groups: what each group matched, or nothing.
        names: of the groups that have one.
    """

    start: int
    end: int
    text: str
    groups: tuple[str | None, ...]
    names: tuple[str, ...]


class Pattern:
    """A compiled pattern.

    Raises:
        Failed: it is none.
    """

    def __init__(self, pattern: str, work: Work) -> None:
        self._code, self._groups, self._names = program(pattern)
        self._work = work

    def all(self, text: str) -> Iterator[Found]:
        """Every match, from left to right, without overlap."""
        position, last = 0, -1
        while position <= len(text):
            slots = self._search(text, position)
            if slots is None:
                return
            start, end = slots[0], slots[1]
            if end == start == last:  # an empty match right after another one does not count
                position = end + 1
                continue
            yield Found(
                start,
                end,
                text[start:end],
                tuple(text[slots[i] : slots[i + 1]] if slots[i + 1] >= 0 else None for i in range(2, len(slots), 2)),
                self._names,
            )
            last = end
            position = end if end > start else end + 1

    def _search(self, text: str, position: int) -> list[int] | None:
        """The slots of the leftmost match from a position on."""
        seen: set[int] = set()
        try:
            for start in range(position, len(text) + 1):
                slots = self._at(text, start, seen)
                if slots is not None:
                    return slots
            return None
        finally:
            self._work.spend(len(seen) // _STATES_PER_WORK)

    def _at(self, text: str, start: int, seen: set[int]) -> list[int] | None:
        """The slots of the preferred match that begins at a position; states seen before did not lead to one."""
        code, size = self._code, len(self._code)
        slots = [-1] * (2 * self._groups + 2)
        ahead: list[Any] = [(0, start)]
        while ahead:
            at, position = ahead.pop()
            if at < 0:  # on the way back: a slot as it was
                slots[-at - 1] = position
                continue
            while True:
                state = position * size + at
                if state in seen:
                    break
                seen.add(state)
                if len(seen) > MAX_STATES:
                    raise TooMuch("the pattern takes too long on this text")
                kind, one, two = code[at]
                if kind == MATCH:
                    return slots
                if kind == SPLIT:
                    ahead.append((two, position))
                    at = one
                elif kind == JUMP:
                    at = one
                elif kind == SAVE:
                    ahead.append((-one - 1, slots[one]))
                    slots[one] = position
                    at += 1
                elif kind == ASSERT:
                    if not one(text, position):
                        break
                    at += 1
                else:
                    if position >= len(text) or not (kind == ANY or _matches(one, text[position])):
                        break
                    position += 1
                    at += 1
        return None


def _matches(one: str | Callable[[str], Any], character: str) -> bool:
    return one == character if isinstance(one, str) else bool(one(character))


_DOLLAR = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))")


def expanded(replacement: str, found: Found) -> str:
    """What a match is replaced with: `$1`, `${name}` and `$$` in it mean something."""

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name is None:
            return "$"
        if name.isdecimal():
            index = int(name[:6])
            group = found.text if index == 0 else found.groups[index - 1] if index <= len(found.groups) else None
        else:
            group = dict(zip(found.names, found.groups, strict=False)).get(name)
        return group or ""

    result = _DOLLAR.sub(value, replacement)
    if len(result) > MAX_TEXT:
        raise TooMuch(TOO_LONG)
    return result
