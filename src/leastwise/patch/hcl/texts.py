"""Heredocs and expressions that are given as text."""

from __future__ import annotations

import re

from leastwise.model.errors import PatchError, ReadError
from leastwise.model.source import Source
from leastwise.read.builder import clipped
from leastwise.read.hcl import Expression, parse_hcl


def heredoc(value: str, marker: str, old: str, margin: str, unit: str) -> str | None:
    """A text as a heredoc; nothing where it cannot be one.

    Args:
        value: the text.
        marker: what it begins with: `<<EOT`, `<<-EOT`.
        old: the heredoc that stands there, whose indentation it gets; empty where none does.
        margin: what the line of its name begins with.
        unit: one level of indentation.
    """
    name = marker.lstrip("<-").strip()
    if not value.endswith("\n") or re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]|[$%]{2}\{", value):
        return None
    lines = value.split("\n")[:-1]
    if any(line.strip() == name for line in lines):
        return None
    closing = old[old.rindex("\n") + 1 : len(old) - len(name)] if old else margin
    if marker.startswith("<<-"):
        if any(line and not line.strip() for line in lines) or not any(line[:1].strip() for line in lines):
            return None
        known = [line for line in old.split("\n")[1:-1] if line.strip()]
        inner = min((line[: len(line) - len(line.lstrip())] for line in known), key=len, default=margin + unit)
        lines = [inner + line if line else line for line in lines]
    text = re.sub(r"([$%])\{", r"\1\1{", "".join(f"{line}\n" for line in lines))
    return f"{marker}\n{text}{closing}{name}"


def expression(text: str) -> str:
    """The text of an expression.

    Raises:
        PatchError: it is none, or a literal.
    """
    try:
        root, notes = parse_hcl(Source("expression", f"value = {text}\n"))
    except ReadError as error:
        raise PatchError(f"the expression {clipped(text)!r} {error.reason}") from error
    found = root.get("value")
    if notes or root.faults or len(root) != 1 or root.spans["value"][4] != 8 + len(text) or _ends_early(text):
        raise PatchError(f"{clipped(text)!r} is no expression")
    if not isinstance(found, Expression):
        raise PatchError(f"{clipped(text)!r} is a literal; give it as a plain value")
    return text


def _ends_early(text: str) -> bool:
    """Whether a line ends where no bracket is open: there, an attribute ends."""
    if "\n" not in text or "<<" in text:
        return False
    depth = 0
    for character in re.sub(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|//[^\n]*', "", text):
        depth += (character in "([{") - (character in ")]}")
        if character == "\n" and depth <= 0:
            return True
    return False
