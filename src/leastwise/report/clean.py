"""Text of scanned files made harmless before it is printed."""

from __future__ import annotations

import re

# Control and format characters: escapes that drive a terminal, marks that reverse or hide text, what XML cannot hold.
# Compiled when the first one is met.
_HOSTILE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)

_LONGEST_NAME = 500
_LONGEST_TEXT = 2_000


def clean(text: str) -> str:
    r"""A text on one line without control characters, which are shown as `\x1b`; a tab is a blank.

    A text that a CI system would take for one of its commands (`::error::`, `##[command]`) is broken up.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    return _unheard(_visible(text.replace("\t", " ")))


def clean_line(text: str) -> str:
    """A line of a file made harmless, with its tabs: they drive nothing, and a diff says what is there."""
    return _unheard("\t".join(map(_visible, text.split("\t"))))


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return re.sub(_HOSTILE, lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)


def _unheard(text: str) -> str:
    """A text that is no command of a CI system."""
    if "::" in text and text.lstrip().startswith("::"):
        text = "\\" + text.lstrip()
    return text.replace("##[", "#\\#[").replace("##vso[", "#\\#vso[")


def clean_name(text: str) -> str:
    """A name or path made harmless; one that is longer than any name should be is cut."""
    return _cut(clean(_cut(text, _LONGEST_NAME)), _LONGEST_NAME)


def clean_text(text: str) -> str:
    """A message made harmless; one that is longer than a page is cut."""
    return _cut(clean(_cut(text, _LONGEST_TEXT)), _LONGEST_TEXT)


def prose(text: str) -> str:
    """A message made harmless, without Markdown's marks for code."""
    return clean_text(text.replace("`", ""))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
