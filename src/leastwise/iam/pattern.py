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
    """Whether an IAM pattern covers a text. Actions ignore case, resources do not."""
    return _compiled(pattern, ignore_case).fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    """The pattern as an expression that never backtracks across a star, so that no pattern is a costly one."""
    pieces = [re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", pattern)]
    first, *rest = pieces
    if not rest:
        return re.compile(first, _flags(ignore_case))
    *middle, last = rest
    body = "".join(f"(?>.*?{piece})" for piece in middle)
    return re.compile(f"{first}{body}.*{last}", _flags(ignore_case))


def _flags(ignore_case: bool) -> int:
    return re.DOTALL | re.IGNORECASE if ignore_case else re.DOTALL
