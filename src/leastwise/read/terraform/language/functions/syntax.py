"""From a regular expression to the instructions of a matcher.

https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from leastwise.read.terraform.language.values import Failed, TooMuch

MATCH, CHAR, ANY, SPLIT, JUMP, SAVE, ASSERT = range(7)
"""Kinds of instructions (kind, one, two): `SPLIT` prefers `one`, `CHAR` has a character or a test in `one`."""

MAX_CODE = 10_000
"""Instructions of one pattern."""

_MAX_REPEAT = 1_000
_MAX_DEPTH = 60
_REPEAT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAMED = re.compile(r"\(\?P?<([A-Za-z_]\w*)>")
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\\])*\]", re.DOTALL)
_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\x00-\\x7f", "blank": "\\t ", "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`{-~", "space": "\\t-\\r ",
    "upper": "A-Z", "word": "\\w", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_ESCAPES = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_HEX = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")

Code = list[tuple[int, Any, Any]]


@lru_cache(maxsize=64)
def program(pattern: str) -> tuple[Code, int, tuple[str, ...]]:
    """The instructions of a pattern, the number of its groups, and the names of those that have one.

    Raises:
        Failed: it is none.
    """
    if len(pattern) > 5_000:
        raise TooMuch("the pattern is too long")
    parser = _Parser(pattern)
    body = parser.alternatives(0)
    if parser.position < len(pattern):
        raise Failed("the pattern has a ')' too much")
    code = [(SAVE, 0, None), *body, (SAVE, 1, None), (MATCH, None, None)]
    # Jumps are relative while pieces are put together.
    return (
        [
            (kind, at + one if kind in (SPLIT, JUMP) else one, at + two if kind == SPLIT else two)
            for at, (kind, one, two) in enumerate(code)
        ],
        parser.groups,
        tuple(parser.names),
    )


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.groups = 0
        self.names: list[str] = []
        self.flags: frozenset[str] = frozenset()

    def alternatives(self, depth: int) -> Code:
        if depth > _MAX_DEPTH:
            raise TooMuch("the pattern nests too deep")
        flags = self.flags
        ways = [self._sequence(depth)]
        while self._next("|"):
            ways.append(self._sequence(depth))
        self.flags = flags
        code = ways.pop()
        for way in reversed(ways):
            code = [(SPLIT, 1, len(way) + 2), *way, (JUMP, len(code) + 1, None), *code]
            _check(code)
        return code

    def _next(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.position)
        self.position += len(text) if found else 0
        return found

    def _sequence(self, depth: int) -> Code:
        code: Code = []
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            piece = self._atom(depth)
            repeated = self._repeated(piece)
            if repeated is not None and self.pattern[self.position : self.position + 1] in ("*", "+", "?"):
                raise Failed("the pattern repeats what is repeated")
            code += piece if repeated is None else repeated
            _check(code)
        return code

    def _repeated(self, piece: Code) -> Code | None:
        """The piece with what stands after it, if that says how often."""
        character = self.pattern[self.position : self.position + 1]
        if character == "*":
            least, most = 0, None
        elif character == "+":
            least, most = 1, None
        elif character == "?":
            least, most = 0, 1
        else:
            match = _REPEAT.match(self.pattern, self.position) if character == "{" else None
            if match is None:
                return None
            least = int(match[1][:6])
            most = least if not match[2] else int(match[3][:6]) if match[3] else None
            if least > _MAX_REPEAT or (most or 0) > _MAX_REPEAT or (most is not None and most < least):
                raise Failed("the pattern repeats too often")
            self.position = match.end() - 1
        self.position += 1
        lazy = self._next("?") != ("U" in self.flags)
        if len(piece) * max(least, most or 0) > MAX_CODE:
            raise TooMuch("the pattern is too long")
        if most is None:
            size = len(piece)
            tail = [_split(1, size + 2, lazy), *piece, (JUMP, -size - 1, None)]
        else:
            tail = []
            for _ in range(most - least):
                tail = [_split(1, len(piece) + len(tail) + 1, lazy), *piece, *tail]
        return piece * least + tail

    def _atom(self, depth: int) -> Code:
        pattern, position = self.pattern, self.position
        character = pattern[position]
        self.position += 1
        if character == "(":
            return self._group(depth, position)
        if character == "[":
            match = _CLASS.match(pattern, position)
            if match is None:
                raise Failed("the pattern has a '[' that is not closed")
            self.position = match.end()
            return [(CHAR, self._test(_python_class(match[0])), None)]
        if character == ".":
            return [(ANY, None, None)] if "s" in self.flags else [(CHAR, lambda found: found != "\n", None)]
        if character == "^":
            many = "m" in self.flags
            return [(ASSERT, lambda text, at: at == 0 or (many and text[at - 1] == "\n"), None)]
        if character == "$":
            many = "m" in self.flags
            return [(ASSERT, lambda text, at: at == len(text) or (many and text[at] == "\n"), None)]
        if character in "*+?":
            raise Failed(f"the pattern repeats nothing with {character!r}")
        if character == "\\":
            return self._escape()
        return self._literal(character)

    def _literal(self, character: str) -> Code:
        if "i" in self.flags and character.isalpha():
            return [(CHAR, self._test(re.escape(character)), None)]
        return [(CHAR, character, None)]

    def _test(self, python: str) -> Callable[[str], Any]:
        try:
            return re.compile(python, re.ASCII | (re.IGNORECASE if "i" in self.flags else 0)).match
        except re.error as error:
            raise Failed("the pattern has characters in brackets that are not understood") from error

    def _group(self, depth: int, position: int) -> Code:
        pattern = self.pattern
        if match := _FLAGS.match(pattern, position):
            before = self.flags
            self.flags = (self.flags | set(match[1])) - set(match[2] or "")
            self.position = match.end()
            if match[3] == ")":
                return []
            code = self.alternatives(depth + 1)
            self.flags = before
            self._close()
            return code
        if match := _NAMED.match(pattern, position):
            self.names.append(match[1])
            self.position = match.end()
        elif pattern.startswith("(?", position):
            raise Failed("the pattern has a group of a kind that is not taken")
        self.groups += 1
        slot = self.groups * 2
        code = self.alternatives(depth + 1)
        self._close()
        return [(SAVE, slot, None), *code, (SAVE, slot + 1, None)]

    def _close(self) -> None:
        if not self._next(")"):
            raise Failed("the pattern has a '(' that is not closed")

    def _escape(self) -> Code:
        character = self.pattern[self.position : self.position + 1]
        self.position += 1
        if character in ("d", "D", "w", "W", "s", "S") and character:
            return [(CHAR, self._test("\\" + character), None)]
        if character in ("b", "B") and character:
            wanted = character == "b"
            return [(ASSERT, lambda text, at: _boundary(text, at) is wanted, None)]
        if character == "A":
            return [(ASSERT, lambda text, at: at == 0, None)]
        if character == "z":
            return [(ASSERT, lambda text, at: at == len(text), None)]
        if character == "Q":
            end = self.pattern.find("\\E", self.position)
            quoted = self.pattern[self.position : end if end >= 0 else len(self.pattern)]
            self.position = min(self.position + len(quoted) + 2, len(self.pattern))
            return [piece for each in quoted for piece in self._literal(each)]
        if match := _HEX.match(self.pattern, self.position - 1):
            self.position = match.end()
            return self._literal(chr(min(int(match[1] or match[2], 16), 0x10FFFF)))
        if character in _ESCAPES:
            return self._literal(_ESCAPES[character])
        if not character or character.isalnum():
            raise Failed("the pattern has an escape that is not understood")
        return self._literal(character)


def _split(one: int, two: int, lazy: bool) -> tuple[int, int, int]:
    return (SPLIT, two, one) if lazy else (SPLIT, one, two)


def _check(code: Code) -> None:
    if len(code) > MAX_CODE:
        raise TooMuch("the pattern is too long")


def _boundary(text: str, at: int) -> bool:
    def word(index: int) -> bool:
        return 0 <= index < len(text) and (text[index] == "_" or (text[index].isascii() and text[index].isalnum()))

    return word(at - 1) != word(at)


def _python_class(text: str) -> str:
    """Characters in brackets as `re` has them."""
    if re.search(r"\[:\^", text) or re.search(r"\\[pP]", text):
        raise Failed("the pattern has a class of characters that is not taken")
    head = re.match(r"\[\^?\]?", text)
    start = head.end() if head else 1
    inner = re.sub(r"\[:([a-z]+):\]", lambda match: _POSIX.get(match[1], "\\Z"), text[start:-1])
    # A bracket in brackets and doubled marks would be a warning of `re`.
    inner = re.sub(r"(?<!\\)\[", r"\\[", inner)
    inner = re.sub(r"--|&&|~~|\|\|", lambda match: "\\" + match[0][0] + "\\" + match[0][1], inner)
    return text[:start].replace("]", "\\]") + inner + "]"
