"""Collects the notes that stand in the files of an application: in comments and in metadata.

A comment covers what begins on its line; one that has a line of its own covers the next line below it that is no
comment. Where that is the line with the name of a block (a resource, `Globals`), it covers the whole block. Metadata of
a resource covers the resource, that of a template the whole file. In every case the findings that stand in this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.source import Source
from leastwise.suppress.note import Note

if TYPE_CHECKING:
    from leastwise.read.comments import Comment

_OURS, _CHECKOV = "leastwise:", "checkov:skip="

MAX_NOTES = 10_000
"""Notes of one file that are kept."""


def notes_in(worlds: Iterable[Application], more: Iterable[Source] = ()) -> tuple[Note, ...]:
    """The notes in all files that hold resources of an application, and in those of its findings (`more`)."""
    sources = {id(resource.span[0]): resource.span[0] for app in worlds for resource in app.resources()}
    sources |= {id(source): source for source in more}
    sources |= {id(origin[2][0]): origin[2][0] for source in [*sources.values()] for origin in source.origins}
    marked = [s for s in sources.values() if s.remarks or _OURS in s.text or _CHECKOV in s.text]
    found: dict[Note, None] = {}
    for source in marked:
        for count, note in enumerate(notes_of(source)):
            if count >= MAX_NOTES:
                break
            found[note] = None
    return tuple(found)


def notes_of(source: Source) -> Iterator[Note]:
    """The notes in one file."""
    from leastwise.suppress.metadata import notes_of_metadata

    if _OURS in source.text or _CHECKOV in source.text:
        from leastwise.read.comments import comments

        yield from notes_of_comments(source, comments(source, _OURS, _CHECKOV))
    for remark in source.remarks:
        yield from notes_of_metadata(source, *remark)


def notes_of_comments(source: Source, comments: Iterable[Comment]) -> Iterator[Note]:
    """The notes in comments, of whichever language they are."""
    from leastwise.suppress.foreign import checkov_comment
    from leastwise.suppress.syntax import parse_note

    below = 0  # notes that stand one under the other cover the same line; each would look for it again
    heads: dict[int, list[str]] = {}
    for start, _, name in source.blocks:
        heads.setdefault(source.position(start)[0], []).append(name)
    for comment in comments:
        text = source.text[comment.start : comment.end]
        span = (comment.start, comment.end, comment.start, comment.end)
        match = re.search(re.escape(comment.sign) + r"\s*leastwise:[ \t]*", text)
        said = parse_note(text[match.end() :].rstrip()) if match else None
        if said is not None:
            if comment.alone and comment.line >= below:
                below = _below(source, comment)
            line = below if comment.alone else comment.line
            names = heads.get(line, [])
            covers = names[0] if len(names) == 1 else line
            yield Note("inline", source.path, span, said.rules, covers, said.until, said.reason, said.fault)
        if _CHECKOV in text:
            yield from checkov_comment(source, text, span)


def _below(source: Source, comment: Comment) -> int:
    """The first line below a comment that is none."""
    line = comment.line + 1
    last = source.position(len(source.text))[0]
    while line < last and _says_nothing(source.line(line).strip(), comment):
        line += 1
    return line


def _says_nothing(line: str, comment: Comment) -> bool:
    """Whether a line is a comment; or empty, in code: a folded block has empty lines between those of the code."""
    return line.startswith(comment.sign) or (comment.code and not line)
