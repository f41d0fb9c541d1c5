"""Calls and functions of code as people are shown them."""

from __future__ import annotations

import re

from leastwise.code.observers import Call
from leastwise.read.script.nodes import Function as Lowered
from leastwise.secrets.detect import could_be_secret, promises_secret, secret_shape

_LONGEST = 160
_MOST_READ = 2_000
_LITERALS = re.compile(
    r"""(?P<before>(?:["']?(?P<name>[\w$-]{1,100})["']?\s{0,5}[:=]\s{0,5})?)(?P<mark>["'`])"""
    r"""(?P<value>(?:\\.|(?!(?P=mark)).)*)(?:(?P=mark)|$)""",
    re.DOTALL,
)
"""A literal text, and what it is given as; one that is not closed goes to the end."""

_FIRST, _LAST = re.compile(r"([(\[{])[ \t]*\r?\n\s*"), re.compile(r",?[ \t]*\r?\n\s*([)\]}])")
"""A bracket after which, or before which, a line ends: a call of several lines is shown on one."""


def called(function: Lowered) -> str:
    """The name of a function; one without a name goes by what it is kept in."""
    source, _, _, start, _ = function.span
    before = "" if function.name else source.text[max(0, start - _LONGEST) : start]
    kept = re.search(r"([\w$]+)\s*(?::[^=\n]*)?[:=]\s*\(*(?:async\s*)?$", before)
    return function.name or (kept[1] if kept is not None else "(function)")


def without_secrets(text: str) -> str:
    """A line of code without the literals that are secrets, by their names or their shapes: reports are kept."""

    def shown(found: re.Match[str]) -> str:
        name, value = found["name"] or "", found["value"]
        told = secret_shape(value) is not None or (promises_secret(name) and could_be_secret(name, value))
        return f"{found['before']}{found['mark']}…{found['mark']}" if told else found[0]

    return _LITERALS.sub(shown, text) if '"' in text or "'" in text or "`" in text else text


def without_literals(text: str) -> str:
    """The same without any literal text."""
    return _LITERALS.sub(r"\g<before>\g<mark>…\g<mark>", text)


def text_of(call: Call) -> str:
    """A call as it is written, on one line, shortened."""
    source, _, _, start, end = call.span
    text = _FIRST.sub(r"\1", _LAST.sub(r"\1", source.text[start : min(end, start + _MOST_READ)]))
    text = without_secrets(" ".join(text.split()))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
