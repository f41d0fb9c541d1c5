"""The entries of a JSON text, however long it is: of a list, of a list in an object, or one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LISTS = ("Records", "Events", "events", "findings", "QueryResultRows")
"""Members of an object that hold its entries."""

MAX_ENTRY = 16_000_000
"""Characters of one entry. CloudTrail's have at most 1 MB.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
"""

_PLAIN = r'"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[-\w.]+)\s*,\s*'
_LIST = re.compile(rf'\s*\{{\s*(?:{_PLAIN}){{0,8}}"(?:{"|".join(LISTS)})"\s*:\s*\[')
_SPACE = re.compile(r"[\s,\ufeff]*")
_KEY = re.compile(r'\s*"[^"\\]*"\s*:\s*')
_HEAD = 4096
_NEAR = 16
"""Characters before the end of a text that is cut off within which the fault then is."""


class Broken(Exception):
    """The text is no JSON from here on, or ends too early."""


class Entries:
    """The entries of a text that comes in pieces.

    Attributes:
        malformed: lines that are no JSON, in a text with an entry a line.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        self.malformed = 0
        self._pieces = pieces
        self._text = ""
        self._at = 0
        self._ended = False
        self._decode = json.JSONDecoder(parse_float=str, parse_constant=str).raw_decode

    def __iter__(self) -> Iterator[Any]:
        """Each entry, parsed.

        Raises:
            Broken: see there; what came before it has been given.
        """
        while self._next() is not None:
            self._fill(_HEAD)
            listed = _LIST.match(self._text, self._at)
            if listed is not None:
                self._at = listed.end()
                yield from self._items()
                self._rest()
            elif self._text[self._at] == "[":
                self._at += 1
                yield from self._items()
            else:
                try:
                    yield self._value()
                except Broken:
                    self._next_line()

    def _items(self) -> Iterator[Any]:
        while True:
            char = self._next()
            if char is None:
                raise Broken("ends in the middle")
            if char == "]":
                self._at += 1
                return
            yield self._value()

    def _rest(self) -> None:
        """What follows the list in its object."""
        while (char := self._next()) is not None:
            if char == "}":
                self._at += 1
                return
            self._fill(_HEAD)
            key = _KEY.match(self._text, self._at)
            if key is None:
                raise Broken("is no JSON here")
            self._at = key.end()
            self._value()
        raise Broken("ends in the middle")

    def _value(self) -> Any:
        more = 1
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError):
                    raise Broken("nests too deeply") from error
                if not self._is_cut(error):
                    raise Broken("is no JSON here") from error
                if self._ended:
                    raise Broken("ends in the middle") from error
                if len(self._text) - self._at > MAX_ENTRY:
                    raise Broken("has an entry that is longer than any event") from error
                self._fill((len(self._text) - self._at) + more)
                more *= 2
            else:
                if end == len(self._text) and not self._ended and not isinstance(value, (dict, list)):
                    self._fill(end - self._at + 1)  # a number may go on
                    continue
                self._at = end
                return value

    def _is_cut(self, error: ValueError) -> bool:
        """Whether an entry cannot be read because more of it is to come."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _NEAR

    def _next_line(self) -> None:
        self.malformed += 1
        end = self._text.find("\n", self._at)
        while end < 0 and not self._ended:
            self._at = len(self._text)
            self._fill(1)
            end = self._text.find("\n", self._at)
        if end < 0:
            raise Broken("is no JSON here")
        self._at = end + 1

    def _next(self) -> str | None:
        """The next character that counts; `None` at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space is not None else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return None
            self._fill(1)

    def _fill(self, count: int) -> None:
        """See to it that so many characters are ahead, if there are."""
        if self._ended or len(self._text) - self._at >= count:
            return
        pieces = [self._text[self._at :]]
        length = len(pieces[0])
        while length < count:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            length += len(piece)
        self._text, self._at = "".join(pieces), 0
