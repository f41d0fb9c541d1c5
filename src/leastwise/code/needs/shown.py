"""Calls and functions of code as people are shown them."""

from __future__ import annotations

import re

from leastwise.code.observers import Call
from leastwise.read.script.nodes import Function as Lowered

_LONGEST = 160
_MOST_READ = 2_000
_FIRST, _LAST = re.compile(r"([(\[{])[ \t]*\r?\n\s*"), re.compile(r",?[ \t]*\r?\n\s*([)\]}])")
"""A bracket after which, or before which, a line ends: a call of several lines is shown on one."""


def called(function: Lowered) -> str:
    """The name of a function; one without a name goes by what it is kept in."""
    source, _, _, start, _ = function.span
    before = "" if function.name else source.text[max(0, start - _LONGEST) : start]
    kept = re.search(r"([\w$]+)\s*(?::[^=\n]*)?[:=]\s*\(*(?:async\s*)?$", before)
    return function.name or (kept[1] if kept is not None else "(function)")


def text_of(call: Call) -> str:
    """A call as it is written, on one line, shortened."""
    source, _, _, start, end = call.span
    text = _FIRST.sub(r"\1", _LAST.sub(r"\1", source.text[start : min(end, start + _MOST_READ)]))
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
