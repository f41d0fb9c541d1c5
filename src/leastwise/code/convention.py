"""Handlers that no template names: those of a folder, or of one file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from leastwise.code.conventions import handlers_in, is_code
from leastwise.code.entries import Entry
from leastwise.code.packages import TASK, Mount
from leastwise.code.packing import made
from leastwise.code.sources import Sources, above, language_of
from leastwise.model.finding import Confidence
from leastwise.model.record import replace

_MARKS = ("requirements.txt", "pyproject.toml", "setup.py", "Pipfile", "package.json")
"""Files that stand where the code of a package begins."""


def conventional(sources: Sources, paths: Iterable[str] = ("",)) -> Iterator[Entry]:
    """The handlers in files and folders without a template: their framework is none, what starts them is not known.

    Args:
        sources: the root.
        paths: files, and folders in which all files are looked at.
    """
    seen: set[str] = set()
    for path in paths:
        for file in (path,) if sources.is_file(path) else sources.listed(path):
            language = language_of(file)
            if language is None or file in seen:
                continue
            seen.add(file)
            if file != path and not is_code(file):
                continue
            source = sources.source(file)
            for name in handlers_in(source.text, language) if source is not None else ():
                yield _entry(sources, file, name, language)


def program(sources: Sources, file: str) -> Entry:
    """A file that runs by itself."""
    return replace(_entry(sources, file, "", language_of(file) or "python"), names=(), how="a program of its own")


def _entry(sources: Sources, file: str, name: str, language: str) -> Entry:
    own = posixpath.dirname(file)
    root = next((folder for folder in above(own) if any(sources.file(folder, mark) for mark in _MARKS)), own)
    mounts = (Mount(TASK, root), Mount(TASK, own)) if root != own else (Mount(TASK, own),)
    package = made(sources, root, mounts, language, [root, posixpath.join(root, "src")], file, (TASK,))
    how = f"what a handler is called by convention, {posixpath.basename(file)}: {name}"
    return Entry(file, (name,), package, language, how, Confidence.MEDIUM)
