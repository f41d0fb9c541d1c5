"""The files that code and its packages are made of, each opened once, however many functions share it.

Everything goes through `leastwise.read.files.Files`: nothing outside the root is opened, and what is asked is recorded.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar

from leastwise.code.archives import Archive, opened
from leastwise.model.application import Application
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.graph.handler_files import SCRIPTS

T = TypeVar("T")

MAX_LISTED = 20_000
"""Files below one folder that are listed."""

_KEY = ("", "code")

LANGUAGES = {".py": "python"} | dict.fromkeys(SCRIPTS, "javascript")
"""Ending → language."""

_PIECES = r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/|,(?=\s*(?:(?://[^\n]*|/\*.*?\*/)\s*)*[}\]])'
"""What of JSON with comments is kept (the first group) and what is not: comments and trailing commas."""


class Sources:
    """The files of one root, as text. An archive in the root is a folder here: `code.zip/index.js`.

    Attributes:
        unread: what was to be read and could not be.
        kept: what others work out of the files and want to keep.
        watchers: name → what makes an observer that watches beside that of the needs, which it is given.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self.unread: list[Unread] = []
        self.kept: dict[Any, Any] = {}
        self.watchers: dict[str, Callable[[Any], Any]] = {}
        self._texts: dict[str, Source | None] = {}
        self._settings: dict[str, dict[str, Any]] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        self._archives: dict[str, Archive | None] = {}
        self._is_file: dict[str, bool] = {}
        self._is_dir: dict[str, bool] = {}

    def once(self, name: str, app: Application, key: str, make: Callable[[], T]) -> T:
        """What is worked out once of an application, or of a part of it with this key.

        The application is kept, so that its id stays its own.
        """
        known = self.kept.setdefault(name, {})
        asked = id(app), key
        if asked not in known:
            self.kept.setdefault("applications", {})[id(app)] = app
            known[asked] = make()
        found: T = known[asked]
        return found

    def is_file(self, path: str) -> bool:
        """Whether there is an ordinary file."""
        found = self._is_file.get(path)
        if found is None:
            archive, inner = self._archive(path)
            there = archive is not None and inner in archive.sizes
            found = self._is_file[path] = there or self.files.is_file(path)
        return found

    def is_dir(self, path: str) -> bool:
        """Whether there is a folder."""
        found = self._is_dir.get(path)
        if found is None:
            archive, inner = self._archive(path)
            there = archive is not None and archive.has_folder(inner)
            found = self._is_dir[path] = there or self.files.is_dir(path)
        return found

    def refused(self, path: str) -> bool:
        """Whether there is something that is neither read nor followed: a link out of the root, a pipe."""
        return self.files.exists(path) and not self.is_file(path) and not self.is_dir(path)

    def join(self, folder: str, relative: str) -> str | None:
        """`relative` as seen from `folder`; `None` when that leaves the root."""
        return self.files.join(folder, relative)

    def file(self, folder: str, relative: str) -> str | None:
        """The path of a file as seen from a folder, `None` where there is none."""
        path = self.files.join(folder, relative)
        return path if path and self.is_file(path) else None

    def source(self, path: str) -> Source | None:
        """A file as text; `None`, and a note, where it cannot be read."""
        if path not in self._texts:
            try:
                archive, inner = self._archive(path)
                data = self.files.read(path) if archive is None else archive.read(inner)
                self._texts[path] = decode(data, path)
            except ReadError as error:
                self._texts[path] = None
                kind: Any = "limit" if error.limit else "code"
                self.unread.append(Unread(path, error.line, kind, f"the file {error.reason}"))
        return self._texts[path]

    def whole(self, path: str) -> str:
        """The text of a file; empty where it cannot be read."""
        source = self.source(path)
        return "" if source is None else source.text

    def text(self, folder: str, name: str) -> str:
        """The text of a file in a folder; empty where there is none."""
        path = self.file(folder, name)
        return "" if path is None else self.whole(path)

    def settings(self, folder: str, name: str) -> dict[str, Any]:
        """A JSON file in a folder, comments and trailing commas allowed; empty where there is none or it is none."""
        path = self.file(folder, name)
        if path is None:
            return {}
        if path not in self._settings:
            self._settings[path] = _object(self.text(folder, name))
        return self._settings[path]

    def listed(self, folder: str) -> tuple[str, ...]:
        """The files below a folder, at most `MAX_LISTED`, without those of packages and tools; in a fixed order."""
        if folder and not self.is_dir(folder):  # a link that leads outside the root is no folder of it
            return ()
        if folder not in self._listed:
            archive, inner = self._archive(folder)
            found = self.files.walk(folder) if archive is None else archive.listed(folder, inner)
            known = set(self.files.excluded)
            listed = tuple(islice(found, MAX_LISTED + 1))
            self.files.excluded &= known  # what is left out of a scan is told of the scan's own walk
            if len(listed) > MAX_LISTED:
                reason = f"the folder holds more than {MAX_LISTED:,} files; code is not looked for in the others"
                self.unread.append(Unread(folder or ".", 1, "limit", reason))
            self._listed[folder] = listed[:MAX_LISTED]
        return self._listed[folder]

    def _archive(self, path: str) -> tuple[Archive | None, str]:
        """The archive that a path leads into, and the rest of the path; `None` for what is in none."""
        if ".zip" not in path:
            return None, ""
        head, _, rest = path.partition(".zip")
        if rest and not rest.startswith("/"):
            return None, ""
        name = f"{head}.zip"
        if name not in self._archives:
            self._archives[name] = None
            if self.files.is_file(name):
                try:
                    self._archives[name] = opened(self.files.read(name))
                except ReadError as error:
                    self.unread.append(
                        Unread(name, 1, "limit" if error.limit else "code", f"the archive {error.reason}")
                    )
        return self._archives[name], rest.strip("/")


def sources_of(app: Application) -> Sources | None:
    """The files that the code of an application is in, while it is looked at; `None` where code is not read."""
    files: Files | None = app.files
    if files is None or not files.code:
        return None
    found = files.parsed.get(_KEY)
    if found is None:
        found = files.parsed[_KEY] = Sources(files)
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(re.sub(_PIECES, lambda match: match[1] or "", text, flags=re.DOTALL))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def above(folder: str, limit: int = 12) -> list[str]:
    """A folder and those around it, the innermost first."""
    found = [folder]
    while found[-1] and len(found) <= limit:
        found.append(posixpath.dirname(found[-1]))
    return found


def language_of(path: str) -> str | None:
    """The language of a file by its ending; `None` for one that is not read."""
    return None if path.endswith(".d.ts") else LANGUAGES.get(posixpath.splitext(path)[1])


def inside(path: str, folder: str) -> bool:
    """Whether a path is a folder or something below it."""
    return not folder or path == folder or path.startswith(folder + "/")
