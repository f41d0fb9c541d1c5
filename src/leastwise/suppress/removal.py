"""How a note is taken out of the file that it stands in, so that nothing else is touched."""

from __future__ import annotations

import re
from collections.abc import Collection

from leastwise.model.edit import Edit, Remove, ReplaceSpan
from leastwise.model.resource import Property
from leastwise.model.source import Source
from leastwise.suppress.note import Note

_NOTE = r"(?:#|//)\s*leastwise:[ \t]*ignore[ \t]*\[([^\]]*)\]"
_REST = r'[ \t]*(?:until[ \t]*=[ \t]*\S+[ \t]*|reason[ \t]*=[ \t]*(?:"[^"]*"|.*)[ \t]*)*'


def without(note: Note, place: Property, gone: Collection[str]) -> list[Edit]:
    """Edits that take these rules out of a note; all of it where it names no other.

    None for a note in the configuration, and for one whose text is not where it was.

    Args:
        note: what is not needed any more.
        place: where it stands, as in `Review`.
        gone: ids of rules.
    """
    if note.kind == "metadata":
        return [Remove(place)] if set(note.rules) <= set(gone) else []
    source = place.span[0]
    comment = source.text[note.span[0] : note.span[1]]
    found = re.search(_NOTE, comment)
    if note.kind != "inline" or found is None:
        return []
    names = [name.strip() for name in found[1].split(",")]
    if tuple(dict.fromkeys(names)) != note.rules:
        return []
    kept = [name for name in names if name not in gone]
    start = note.span[0]
    if kept:
        return [_replace(source, start + found.start(1), start + found.end(1), ", ".join(kept))]
    rest = re.match(_REST, comment[found.end() :])
    end = start + found.end() + (rest.end() if rest else 0)
    return [_cut(source, start, start + found.start(), end, note.span[1])]


def _cut(source: Source, comment: int, start: int, end: int, stop: int) -> Edit:
    """Take a stretch of a comment away; with the comment where it is all of it, with the line where that is all.

    Args:
        source: the file.
        comment: where the comment begins.
        start: where what goes begins.
        end: where it ends.
        stop: where the comment ends.
    """
    line = source.position(comment)[0]
    begin = source.offset(line)
    if end < stop:  # another comment follows
        return _replace(source, start, end, "")
    if start == comment and not source.text[begin:comment].strip():
        return _replace(source, begin, source.offset(line + 1), "")
    before = source.text[begin:start]
    return _replace(source, begin + len(before.rstrip()), end, "")


def _replace(source: Source, start: int, end: int, text: str) -> Edit:
    return ReplaceSpan((source, start, end, start, end), text)
