"""Comments beside what stays as it is: a statement that got narrower says which line needs the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leastwise.fix.located import Places
from leastwise.fix.result import FileChange
from leastwise.model.edit import Edit, Noted, Set
from leastwise.model.errors import PatchError
from leastwise.model.resource import Property
from leastwise.model.source import Span
from leastwise.patch.splice import Splice

_SIGN = " # "
_OWN = re.compile(r"[ \t]*# \S+:\d+ \S[^\r\n]*")
_NAMES = ("Sid", "Effect", "Action")
"""Entries of a statement that a comment may stand beside, the first that has room for one."""


def is_note(edit: Edit) -> bool:
    """Whether an edit changes nothing and has something to say."""
    return isinstance(edit, Set) and isinstance(edit.value, Noted) and edit.property.value == edit.value


def notes(edits: Iterable[Edit], places: Places) -> list[FileChange]:
    """The comments of such edits; none where the file cannot have them, or somebody's own stands there already."""
    found: dict[tuple[str, int], FileChange] = {}
    for edit in edits:
        if isinstance(edit, Set) and isinstance(edit.value, Noted) and edit.value.note:
            change = _beside(edit.property.parent, edit.value.note, places)
            if change is not None and isinstance(change.change, Splice):
                found.setdefault((change.path, change.change.start), change)
    return list(found.values())


def _beside(statement: Property, note: str, places: Places) -> FileChange | None:
    for name in _NAMES:
        place = statement[name]
        span = place.span if place.present else None
        if span is None or not _may(span, places):
            continue
        text, end = span[0].text, span[4]
        value, said = place.value, text[span[3] : end]
        whole = isinstance(value, str) and said.strip("\"'") == value
        if not whole and not (span[0].path.endswith((".tf", ".tofu")) and said.endswith("]")):
            continue
        end += text[end : end + 1] == ","
        stop = min((at for at in (text.find("\r", end), text.find("\n", end)) if at >= 0), default=len(text))
        rest = text[end:stop]
        if not rest.strip(" \t"):
            return FileChange(span[0].path, Splice(end, end, f"{_SIGN}{note}"))
        if _OWN.fullmatch(rest):
            return FileChange(span[0].path, Splice(end, stop, f"{_SIGN}{note}"))
        if rest.lstrip().startswith(("#", "//")):
            return None
    return None


def _may(span: Span, places: Places) -> bool:
    """Whether what stands there is written as YAML or HCL, and not in a text inside of that."""
    path = span[0].path
    if path.endswith(".json") or span[0].text.lstrip()[:1] in ("{", "["):
        return False
    try:
        return places.file(span).entry(span) is not None
    except PatchError:
        return False


def without_crossed(splices: Iterable[Splice]) -> list[Splice]:
    """The splices without comments that stand in what others replace, or where another comment is added."""
    every = list(splices)
    others = [one for one in every if not one.text.startswith(_SIGN)]
    kept: dict[int, Splice] = {}
    for one in every:
        crossed = (o.start < max(one.end, one.start + 1) and one.start < o.end for o in others)
        if one.text.startswith(_SIGN) and not any(crossed):
            kept.setdefault(one.start, one)
    return [*others, *kept.values()]
