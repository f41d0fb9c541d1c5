"""Wildcards of IAM: `*` stands for any characters, `?` for one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from functools import lru_cache


def has_wildcard(text: str) -> bool:
    """Whether the text stands for more than itself."""
    return "*" in text or "?" in text


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Whether an IAM pattern covers a text. Actions ignore case, resources do not.

    Most patterns have no wildcard, or one at their end: compiling an expression for each would cost more than the rest.
    """
    if ignore_case:
        pattern, text = pattern.lower(), text.lower()
    if "?" not in pattern:
        start, star, rest = pattern.partition("*")
        if not star:
            return text == start
        if not rest:
            return text.startswith(start)
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=16384)
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression that never backtracks across a star, so that no pattern is a costly one."""
    pieces = [re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", pattern)]
    first, *rest = pieces
    if not rest:
        return re.compile(first, re.DOTALL)
    *middle, last = rest
    body = "".join(f"(?>.*?{piece})" for piece in middle)
    return re.compile(f"{first}{body}.*{last}", re.DOTALL)
