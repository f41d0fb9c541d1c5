"""Access to the files of one root: on disk, or in memory for examples and tests.

Paths are relative to the root, with `/`. Nothing outside the root is ever opened, links included.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread

MAX_BYTES = 8_000_000
"""The largest file that is read. CloudFormation itself takes templates up to 1 MB.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

SKIPPED_FOLDERS = frozenset(
    {
        ".aws-sam",
        ".git",
        ".hg",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".serverless",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Folders of other people's packages, of tools, and of build output that is derived from what is scanned."""


_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Files(Protocol):
    """The files below one root.

    Attributes:
        problems: what was met on a walk and could not be looked into.
        parsed: what was parsed of files that one application reads several times, once for each world.
        exclude: whether a file or folder is left out of walks; what is named is read all the same.
        excluded: what was left out.
        code: whether the code of functions is read as well.
        calls: what the user says that calls in it mean, see `leastwise.config.taint`.
        usage: evidence of what was used (`leastwise.privilege.usage`); `None` where nobody gave any.
    """

    problems: list[Unread]
    parsed: dict[tuple[str, str], Any]
    exclude: Callable[[str], bool] | None
    excluded: set[str]
    code: bool
    calls: Mapping[str, Any]
    usage: Any

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            ReadError: it is missing, unreadable, too large, no ordinary file, or outside the root.
        """

    def is_file(self, path: str) -> bool:
        """Whether there is an ordinary file."""

    def exists(self, path: str) -> bool:
        """Whether there is anything of this name, readable or not."""

    def is_dir(self, path: str) -> bool:
        """Whether there is a folder."""

    def walk(self, folder: str) -> Iterator[str]:
        """The files below a folder in a fixed order, without `SKIPPED_FOLDERS` and without following links."""

    def join(self, folder: str, relative: str) -> str | None:
        """`relative` as seen from `folder`; `None` when that leaves the root."""


def join_path(folder: str, relative: str) -> str | None:
    """Put a folder and a relative path together; `None` when the result is absolute or climbs out of the root."""
    relative = relative.replace("\\", "/")
    if relative.startswith("/") or "\0" in relative or (len(relative) > 1 and relative[1] == ":"):
        return None
    path = posixpath.normpath(posixpath.join(folder, relative))
    if path == ".." or path.startswith("../"):
        return None
    return "" if path == "." else path


class DiskFiles:
    """The files below a folder on disk."""

    def __init__(self, root: str) -> None:
        self.exclude: Callable[[str], bool] | None = None
        self.excluded: set[str] = set()
        self.code = True
        self.calls: Mapping[str, Any] = {}
        self.usage: Any = None
        self.root = os.path.realpath(root)
        self._inside = self.root.rstrip(os.sep) + os.sep
        self._folders: dict[str, str] = {}
        self.problems: list[Unread] = []
        self.parsed: dict[tuple[str, str], Any] = {}

    def _real(self, path: str) -> str:
        """The path on disk with all links followed. Those of a folder are followed once for all that is in it."""
        folder, name = os.path.split(path)
        above = self._folders.get(folder)
        if above is None:
            above = self._folders[folder] = os.path.realpath(os.path.join(self.root, folder))
        real = os.path.join(above, name)
        if name in ("", ".", "..") or os.path.islink(real):
            real = os.path.realpath(real)
        if real != self.root and not real.startswith(self._inside):
            raise ReadError("leads outside the root; pass --root to name a wider one")
        return real

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        real = self._real(path)
        try:
            # Looked at after opening, and opened without waiting: what was a file a moment ago may be a pipe now.
            descriptor = os.open(real, _FLAGS)
            try:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode):
                    raise ReadError("is not an ordinary file")
                if status.st_size > MAX_BYTES:
                    raise ReadError(f"has {status.st_size:,} bytes; at most {MAX_BYTES:,} are read", limit=True)
                with open(descriptor, "rb", closefd=False) as handle:
                    return handle.read(MAX_BYTES + 1)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise ReadError(f"cannot be opened: {error.strerror or error}") from error

    def is_file(self, path: str) -> bool:
        """See `Files.is_file`."""
        try:
            return os.path.isfile(self._real(path))
        except (ReadError, ValueError):
            return False

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        return os.path.lexists(os.path.join(self.root, path))

    def is_dir(self, path: str) -> bool:
        """See `Files.is_dir`."""
        try:
            return os.path.isdir(self._real(path))
        except (ReadError, ValueError):
            return False

    def join(self, folder: str, relative: str) -> str | None:
        """See `Files.join`."""
        return join_path(folder, relative)

    def walk(self, folder: str) -> Iterator[str]:
        """See `Files.walk`. Folders that cannot be opened are added to `problems`."""
        ahead = [folder]
        while ahead:
            inner: list[str] = []
            yield from self._entries(ahead.pop(), inner)
            ahead += reversed(inner)

    def _entries(self, folder: str, folders: list[str]) -> Iterator[str]:
        """The files in a folder; the folders in it are added to `folders`."""
        try:
            with os.scandir(os.path.join(self.root, folder)) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(
                Unread(folder or ".", 1, "reference", f"folder cannot be opened: {error.strerror or error}")
            )
            return
        prefix = folder + "/" if folder else ""
        for entry in entries:
            path = prefix + entry.name
            if self.exclude is not None and self.exclude(path):
                self.excluded.add(path)
                continue
            try:
                if entry.is_symlink():
                    self._check_link(path)
                elif entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED_FOLDERS:
                        folders.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    self.problems.append(Unread(path, 1, "reference", "is no ordinary file; it was not opened"))
            except OSError as error:
                self.problems.append(Unread(path, 1, "reference", f"cannot be opened: {error.strerror or error}"))

    def _check_link(self, path: str) -> None:
        try:
            self._real(path)
            os.stat(os.path.join(self.root, path))
        except ReadError:
            self.problems.append(Unread(path, 1, "reference", "link leads outside the root; it was not followed"))
        except OSError as error:
            self.problems.append(Unread(path, 1, "reference", f"link leads nowhere: {error.strerror or error}"))


class MemoryFiles:
    """Files kept in memory."""

    def __init__(self, contents: Mapping[str, str | bytes]) -> None:
        self._contents = {p: c.encode() if isinstance(c, str) else c for p, c in contents.items()}
        self.exclude: Callable[[str], bool] | None = None
        self.excluded: set[str] = set()
        self.code = True
        self.calls: Mapping[str, Any] = {}
        self.usage: Any = None
        self.problems: list[Unread] = []
        self.parsed: dict[tuple[str, str], Any] = {}

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        if path not in self._contents:
            raise ReadError("cannot be opened: No such file or directory")
        return self._contents[path]

    def is_file(self, path: str) -> bool:
        """See `Files.is_file`."""
        return path in self._contents

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        return path in self._contents

    def is_dir(self, path: str) -> bool:
        """See `Files.is_dir`."""
        prefix = path + "/" if path else ""
        return any(p.startswith(prefix) for p in self._contents)

    def join(self, folder: str, relative: str) -> str | None:
        """See `Files.join`."""
        return join_path(folder, relative)

    def walk(self, folder: str) -> Iterator[str]:
        """See `Files.walk`."""
        prefix = folder + "/" if folder else ""
        yield from sorted(p for p in self._contents if p.startswith(prefix))
