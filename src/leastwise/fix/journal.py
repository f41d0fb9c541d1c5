"""What is being written, kept outside of what is written to until it is done, so that a crash can be put right.

The journal is in the user's state folder and not in the tree, whose author could plant one that makes us overwrite
files. It is complete and on the disk before the first file changes, and is removed after the last one has changed. It
is also the lock: two processes do not write below one root at the same time.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType

from leastwise.config.folders import made_private, user_folder
from leastwise.fix.target import sync_folder, write_all
from leastwise.model.errors import WriteError
from leastwise.model.record import record

_REMEDY = "name a folder of yours outside of the root with XDG_STATE_HOME"

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class NoJournalError(WriteError):
    """There is no place where a journal can be kept."""


@record
class Entry:
    """One file that is being written.

    Attributes:
        path: relative to the root, with `/`.
        temporary: name beside it under which its new content waits, or its old one when it is put back.
        before: its content.
        after: digest of its new content.
        size: bytes of its new content.
    """

    path: str
    temporary: str
    before: bytes
    after: str
    size: int


def digest(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def journal_path(root: str) -> str | None:
    """Where the journal of a root is kept, whether there is one or not; `None` when there is no place for any.

    Args:
        root: its real path.
    """
    folder = user_folder("state")
    return folder and os.path.join(folder, digest(os.fsencode(os.path.normcase(root)))[:32] + ".journal")


class Journal:
    """The journal of one root. Between `with` and its end nobody else can write one.

    Args:
        root: its real path.

    Raises:
        NoJournalError: there is no place for it, or none that can be trusted.
        WriteError: another process is writing.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        path = journal_path(root)
        if path is None:
            raise NoJournalError(f"there is no folder for a journal; {_REMEDY}")
        self.path = path
        self._folder = os.path.dirname(path)

    def __enter__(self) -> Journal:
        inside = os.path.join(self._root, "")
        if os.path.join(os.path.realpath(self._folder), "").startswith(inside):
            raise NoJournalError(f"{self._folder}: lies within what is to be written; {_REMEDY}")
        if problem := made_private(self._folder):
            raise NoJournalError(f"no journal can be kept: {problem}; {_REMEDY}")
        try:
            self._lock = self._locked()
        except OSError as error:
            raise self._unusable(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if os.name == "nt":  # an open file cannot be removed there, and a closed one may be locked by another already
            os.close(self._lock)
            return
        with suppress(OSError):
            os.unlink(self._lock_path)
        os.close(self._lock)

    @property
    def _lock_path(self) -> str:
        return self.path.removesuffix(".journal") + ".lock"

    def _locked(self) -> int:
        """The lock file, opened and locked; the system gives it free when the process ends, however it ends."""
        while True:
            descriptor = os.open(self._lock_path, _FLAGS, 0o600)
            try:
                if not _lock(descriptor):
                    raise WriteError(f"another leastwise is writing below {self._root}; start again when it is done")
                if os.name == "nt" or os.path.samestat(os.fstat(descriptor), os.stat(self._lock_path)):
                    return descriptor
            except FileNotFoundError:
                pass  # the one who had it has removed it meanwhile
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def _unusable(self, error: OSError) -> NoJournalError:
        return NoJournalError(f"no journal can be kept: {self._folder}: {error.strerror or error}; {_REMEDY}")

    def read(self) -> list[Entry] | None:
        """What an interrupted process was writing; `None` when there is no journal.

        Raises:
            ValueError: there is one, but not the whole of it.
        """
        try:
            with open(self.path, "rb") as file:
                mark, content = file.readline(), file.read()
        except FileNotFoundError:
            return None
        if mark.decode("ascii", "replace").strip() != digest(content):
            raise ValueError(self.path)
        return [
            Entry(path, temporary, base64.b64decode(before), after, size)
            for path, temporary, before, after, size in json.loads(content)["files"]
        ]

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep what is going to be written: the whole of it, or nothing.

        Raises:
            NoJournalError: the folder does not take it.
        """
        # JSON keeps names that are no text (lone surrogates), as its writer escapes all that is not ASCII.
        files = [[e.path, e.temporary, base64.b64encode(e.before).decode(), e.after, e.size] for e in entries]
        content = json.dumps({"root": self._root, "files": files}).encode()
        try:
            self._put(self.path, digest(content).encode() + b"\n" + content)
        except OSError as error:
            self.drop()  # it may be there, though not for certain
            raise self._unusable(error) from error

    def keep(self, entry: Entry) -> str:
        """Keep what a file held before in a file of its own, for its owner to look at; returns the path.

        Raises:
            OSError: the folder does not take it.
        """
        path = f"{self.path.removesuffix('.journal')}-{digest(entry.before)[:12]}.original"
        self._put(path, entry.before)
        return path

    def set_aside(self) -> str:
        """Keep a journal that cannot be read under another name; returns the path.

        Raises:
            NoJournalError: the folder does not take it.
        """
        path = self.path.removesuffix(".journal") + ".unreadable"
        try:
            os.replace(self.path, path)
        except OSError as error:
            raise self._unusable(error) from error
        return path

    def drop(self) -> None:
        """All is as it should be. A journal that cannot be removed only makes the next run look at the files again."""
        with suppress(OSError):
            os.unlink(self.path)
            self._sync()

    def _put(self, path: str, content: bytes) -> None:
        passing = path + ".new"
        with suppress(FileNotFoundError):
            os.unlink(passing)  # half of one, from a process that was killed
        try:
            descriptor = os.open(passing, _FLAGS | os.O_EXCL, 0o600)
            try:
                write_all(descriptor, content)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.replace(passing, path)
        except OSError:
            with suppress(OSError):
                os.unlink(passing)
            raise
        self._sync()

    def _sync(self) -> None:
        if os.name == "nt":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            sync_folder(descriptor)
        finally:
            os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Lock a file for this process unless another one has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
