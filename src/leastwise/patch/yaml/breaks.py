"""Characters that end a line for some readers of YAML only.

U+0085, U+2028 and U+2029 are line ends in YAML 1.1, which libyaml reads, and ordinary characters in YAML 1.2 and here.
https://yaml.org/spec/1.2.2/#54-line-break-characters
"""

from __future__ import annotations

import re
from typing import Any

from yaml._yaml import CParser
from yaml.events import ScalarEvent

from leastwise.model.errors import PatchError
from leastwise.model.source import Source

_QUOTES = ("'", '"')
_BREAK = re.compile("[\x85\u2028\u2029]")
_COMMENT = re.compile("(?:[^\r\n]*[ \t])?#[^\r\n]*")
_HARMLESS = re.compile("[ \t\x85\u2028\u2029]*(?:#|[\r\n]|\\Z)")


def refuse_odd_breaks(source: Source) -> None:
    """Refuse a text whose lines are not the same for all readers.

    Within quotes such a character does not matter, nor in a comment behind which nothing else stands in the line.

    Raises:
        PatchError: one of them stands anywhere else.
    """
    text = source.text
    found = [match.start() for match in _BREAK.finditer(text)]
    if not found:
        return
    within: set[int] = set()
    next_event: Any = CParser(text).get_event
    while (event := next_event()) is not None:
        kind = event.__class__
        if kind is ScalarEvent and event.style in _QUOTES:
            start, end = event.start_mark.index, event.end_mark.index
            within.update(range(start, end) if _BREAK.search(text, start, end) else ())
    for offset in found:
        line, column = source.position(offset)
        start = offset - column + 1
        if offset in within or (_COMMENT.fullmatch(text, start, offset) and _HARMLESS.match(text, offset)):
            continue
        raise PatchError(
            f"{source.path}: line {line} holds the character U+{ord(text[offset]):04X}, which is a line end for some "
            "readers of YAML and none for others; replace it first"
        )
