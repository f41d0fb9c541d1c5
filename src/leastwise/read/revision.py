"""The files below a folder as they were at a commit of git. The work tree and the index are not touched."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import IO, Any

from leastwise.model.errors import ReadError, UsageError
from leastwise.model.finding import Unread
from leastwise.read.files import MAX_BYTES, SKIPPED_FOLDERS, join_path
from leastwise.read.git import Git, environment

_LINK, _MODULE = "120000", "160000"
_MOST_LINKS = 40


class Revision:
    """The files of one commit. They can be asked for inside a `with` statement.

    Args:
        root: the folder that paths are relative to; it may lie anywhere in the work tree.
        name: a branch, tag or commit. What counts is the last commit that it has in common with the current one, so
            that what others did on the branch in the meantime makes no difference.
        against: the commit that it is compared with, in place of the current one.
        asked: what asked for it, for messages.

    Attributes:
        commit: the full name of the commit.

    Raises:
        UsageError: git is not there, this is no work tree of it, or it knows no such revision.
    """

    def __init__(self, root: str, name: str, *, against: str = "HEAD", asked: str = "--since") -> None:
        self.root = root
        self.problems: list[Unread] = []
        self.parsed: dict[tuple[str, str], Any] = {}
        self.exclude: Callable[[str], bool] | None = None
        self.excluded: set[str] = set()
        self.code = True
        self.calls: Mapping[str, Any] = {}
        self.usage: Any = None
        self._asked = asked
        self._git = _git(root, asked)
        self.commit = self._commit(name, against)
        self._entries: dict[str, tuple[str, str]] = {}
        self._folders: dict[str, list[str]] = {}
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Revision:
        self._folders[""] = []
        self._list()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None

    def _commit(self, name: str, against: str) -> str:
        _, complaint = self._git.output("rev-parse", "--git-dir")
        if complaint:
            raise UsageError(f"{self._asked} needs a git work tree: {complaint}")
        if not name or name.startswith("-") or not name.isprintable():
            raise UsageError(f"{self._asked} {name}: name a branch, tag or commit")
        given = self._commit_id("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if given is None:
            raise UsageError(
                f"{self._asked} {name}: git knows no such revision here; fetch it first "
                "(a shallow clone holds only the newest commit)"
            )
        return self._commit_id("merge-base", given, against) or given

    def _commit_id(self, *arguments: str) -> str | None:
        said, complaint = self._git.output(*arguments)
        found = said.decode("ascii", "replace").strip().partition("\n")[0]
        return found if not complaint and len(found) >= 40 and found.isalnum() else None

    def _list(self) -> None:
        listed, complaint = self._git.output("ls-tree", "-r", "-z", self.commit)
        if complaint:
            raise UsageError(f"{self._asked}: the files of {self.commit[:12]} cannot be listed: {complaint}")
        for item in listed.split(b"\0"):
            facts, _, path = item.partition(b"\t")
            if path:
                mode, _, identity = facts.decode("ascii").split(" ")
                self._enter(os.fsdecode(path), mode, identity)

    def _enter(self, path: str, mode: str, identity: str) -> None:
        folder, _, _ = path.rpartition("/")
        if mode == _MODULE:
            self._enter_folder(path)
        else:
            self._enter_folder(folder)
            self._entries[path] = (mode, identity)
            self._folders[folder].append(path)

    def _enter_folder(self, path: str) -> None:
        while path not in self._folders:
            self._folders[path] = []
            path = path.rpartition("/")[0]

    def _real(self, path: str) -> str:
        """The path with all links followed.

        Raises:
            ReadError: a link leads outside the root, or to itself.
        """
        for _ in range(_MOST_LINKS):
            link = next((part for part in _parts(path) if self._entries.get(part, ("",))[0] == _LINK), None)
            if link is None:
                return path
            target = os.fsdecode(self._blob(self._entries[link][1]))
            rest = path[len(link) :].lstrip("/")
            joined = join_path(posixpath.dirname(link), posixpath.join(target, rest))
            if joined is None:
                raise ReadError("leads outside the root; pass --root to name a wider one")
            path = joined
        raise ReadError("cannot be opened: Too many levels of symbolic links")

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        entry = self._entries.get(self._real(path))
        if entry is None:
            raise ReadError("cannot be opened: No such file or directory")
        return self._blob(entry[1])

    def _blob(self, identity: str) -> bytes:
        if self._reader is None:
            self._reader = subprocess.Popen(
                self._git.command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        try:
            self._reader.stdin.write(identity.encode() + b"\n")
            self._reader.stdin.flush()
            return _answer(self._reader.stdout)
        except OSError as error:
            raise ReadError(f"cannot be opened: {error.strerror or error}") from error

    def is_file(self, path: str) -> bool:
        """See `Files.is_file`."""
        try:
            return self._real(path) in self._entries
        except ReadError:
            return False

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        return path in self._entries or self.is_file(path) or self.is_dir(path)

    def is_dir(self, path: str) -> bool:
        """See `Files.is_dir`."""
        try:
            return self._real(path) in self._folders
        except ReadError:
            return False

    def join(self, folder: str, relative: str) -> str | None:
        """See `Files.join`."""
        return join_path(folder, relative)

    def walk(self, folder: str) -> Iterator[str]:
        """See `Files.walk`."""
        inside = folder + "/" if folder else ""
        for path, files in sorted(self._folders.items()):
            if (path == folder or path.startswith(inside)) and not self._left_out(path, inside):
                for file in sorted(files):
                    if self._entries[file][0] != _LINK and not self._excludes(file):
                        yield file

    def _left_out(self, folder: str, inside: str) -> bool:
        """Whether a folder is not looked into, or one between it and where the walk began."""
        below = folder[len(inside) :]
        return not SKIPPED_FOLDERS.isdisjoint(below.split("/")) or any(
            self._excludes(inside + part) for part in _parts(below) if part
        )

    def _excludes(self, path: str) -> bool:
        if self.exclude is None or not self.exclude(path):
            return False
        self.excluded.add(path)
        return True


def _answer(stream: IO[bytes]) -> bytes:
    """One answer of `git cat-file --batch`.

    https://git-scm.com/docs/git-cat-file#_batch_output
    """
    words = stream.readline().split()
    if len(words) != 3:
        raise ReadError("cannot be opened: git does not have it here")
    size = int(words[2])
    data = stream.read(min(size, MAX_BYTES))
    left = size - len(data)
    while left > 0:
        left -= len(stream.read(min(left, 1 << 20))) or left
    stream.read(1)
    if size > MAX_BYTES:
        raise ReadError(f"has {size:,} bytes; at most {MAX_BYTES:,} are read", limit=True)
    return data


def _parts(path: str) -> Iterator[str]:
    """`a`, `a/b`, `a/b/c`."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path


def _git(root: str, asked: str) -> Git:
    try:
        return Git(root)
    except ReadError as error:
        raise UsageError(f"{asked} needs git, which {error.reason}") from error
