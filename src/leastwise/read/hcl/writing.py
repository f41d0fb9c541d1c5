"""Pieces of HCL as `terraform fmt` would write them: keys, scalars, lines of attributes.

https://developer.hashicorp.com/terraform/language/style
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from leastwise.read.hcl.literals import quoted

INDENT = "  "
"""One level of indentation."""

_NAME = re.compile(r"[^\W\d][\w-]*\Z")
_KEYWORDS = frozenset(("for", "if", "null", "true", "false"))


def is_name(text: str) -> bool:
    """Whether a text can be the name of an attribute or block."""
    return _NAME.match(text) is not None


def key_text(key: str) -> str:
    """The key of an object, in quotes where it needs them."""
    return key if is_name(key) and key not in _KEYWORDS else quoted(key)


def scalar(value: float | bool | None) -> str:
    """A number, a boolean or null."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return re.sub(r"^(-?\d+)e", r"\1.0e", str(value))  # tree-sitter's grammar has no exponent without a fraction


def aligned(entries: Sequence[tuple[str, str]], column: int = 0) -> Iterator[str]:
    """Lines `name = value` with the equals signs below each other, where the values of neighbours take one line each.

    Args:
        entries: names and values as text.
        column: length of the longest name around them, as far as the signs there are aligned.
    """
    start = 0
    while start < len(entries):
        end = start
        while end < len(entries) and "\n" not in entries[end][1]:
            end += 1
        if end < len(entries) and (end == start or entries[end][1].startswith("<<")):
            end += 1  # a heredoc begins in the line of its name; what opens a bracket stands for itself
        opens = "\n" in entries[start][1] and not entries[start][1].startswith("<<")
        width = 0 if opens else max([column if start == 0 else 0, *(len(name) for name, _ in entries[start:end])])
        yield from (f"{name.ljust(width)} = {value}" for name, value in entries[start:end])
        start = end
