"""Text of scanned files made harmless before it is printed."""

from __future__ import annotations

import re

# Control and format characters: escapes that drive a terminal, marks that reverse or hide text.
_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    r"""A text on one line without control characters, which are shown as `\x1b`.

    A text that a CI system would take for one of its commands (`::error::`, `##[command]`) is broken up.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    text = text.replace("\t", " ")
    if not text.isprintable():
        text = _HOSTILE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)
    if "::" in text[:40] and text.lstrip().startswith("::"):
        text = "\\" + text.lstrip()
    return text.replace("##[", "#\\#[").replace("##vso[", "#\\#vso[")
