"""A text that is no HCL, in pieces of which some are, so that one fault costs one piece."""

from __future__ import annotations

import re

from leastwise.model.errors import ReadError
from leastwise.read.hcl.syntax import Syntax, parsed

_HEAD = re.compile(r'^[A-Za-z_][\w-]*(?:[ \t]+(?:"[^"\r\n]*"|[A-Za-z_][\w-]*))*[ \t]*[{=]', re.MULTILINE)
_JOINED = 8
"""How many stretches that begin like a block are tried as one: a heredoc may hold lines that look like a block."""
_TRIES = 2_000
"""How many stretches of one file are tried because of faults."""
_TRIED = 500_000
"""How many characters are parsed in such tries: what is no HCL takes the parser up to ten microseconds each."""


def stretches(text: str) -> list[tuple[Syntax, int, int]]:
    """A text, cut where something begins in the first column; each piece parsed, with its offsets.

    Raises:
        ReadError: it has so many faults that it can hardly be HCL.
    """
    cuts = [0, *(match.start() for match in _HEAD.finditer(text) if match.start()), len(text)]
    found: list[tuple[Syntax, int, int]] = []
    index = tries = tried = 0
    while index < len(cuts) - 1:
        start = cuts[index]
        after = index + 1
        tree = parsed(text[start : cuts[after]], start)
        for further in range(index + 2, min(index + 1 + _JOINED, len(cuts))) if tree.root.has_error else ():
            tries += 1
            if tries > _TRIES:
                raise ReadError("is no HCL", limit=True)
            tried += cuts[further] - start
            if tried > _TRIED:
                break
            wider = parsed(text[start : cuts[further]], start)
            if not wider.root.has_error:
                tree, after = wider, further
                break
        found.append((tree, start, cuts[after]))
        index = after
    return found
