"""Text in Markdown of which nothing becomes markup: no link, picture, mention, reference, element or heading.

Backslashes and character references do not help: GitHub finds `@name`, `#12`, addresses and commits in what Markdown
has already made of them (https://github.com/github/cmark-gfm/issues/181). It looks at no code, so that is what
everything becomes that is not plainly a word.
"""

from __future__ import annotations

import re
from html import escape

# Letters and digits, small numbers, dates; nothing that could be a commit.
_WORD = re.compile(
    r"(?!.*\b(?i:[0-9a-f]{7,40})\b)"
    r"(?:-?[A-Za-z][A-Za-z0-9]*(?:['’-][A-Za-z]+)*['’]?|['’]s|\d{1,6}(?:\.\d{1,3})?|\d{4}-\d\d-\d\d|[–—×≠·…=]?)"
)
_BEHIND = ").,;:!?…"
_TICKS = re.compile("`+")


def code(text: str) -> str:
    """A clean text as code, whatever is in it."""
    if not text:
        return ""
    fence = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def inline(text: str) -> str:
    """A clean message, in which backticks mark code, as Markdown. Not for the start of a line."""
    done = ""
    for position, part in enumerate(text.split("`")):
        made = code(part.strip()) if position % 2 else " ".join(map(_word, part.split(" ")))
        # Two ends of code side by side would be another mark.
        done += " " + made if done.endswith("`") and made.startswith("`") else made
    return done


def _word(word: str) -> str:
    before = "(" if word.startswith("(") else ""
    core = word[len(before) :].rstrip(_BEHIND)
    behind = word[len(before) + len(core) :]
    return before + (core if _WORD.fullmatch(core) else code(core)) + behind


def element(text: str) -> str:
    """A clean name inside an HTML element, as code."""
    return f"<code>{escape(text)}</code>"
