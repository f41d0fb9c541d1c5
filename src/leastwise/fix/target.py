"""One file below a root, reached in a way that leads nowhere else, and replaced as a whole.

Links are not followed, neither by the file's name nor by those of the folders above it. Where the system allows it,
every folder is opened from the one above it, so that nobody can put a link into the way between a look and a step.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from types import TracebackType

from leastwise.model.errors import WriteError

ENDING = ".leastwise-tmp"
"""How the names of files end that are about to take the place of others; no scan reads them."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
_FILE = _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | getattr(os, "O_BINARY", 0)
_HELD = os.open in os.supports_dir_fd
"""Whether folders can be held open; elsewhere (Windows) their paths are looked at instead."""

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EMLINK}
_UNSYNCED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}
"""What file systems say that cannot make a folder's names durable; they do it when they like."""

_REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EFBIG: "the limit on file sizes (ulimit -f) is too low",
    errno.EACCES: "see who may write the file and its folder",
    errno.EPERM: "see who may write the file and its folder",
    errno.EROFS: "its disk can only be read",
    errno.EBUSY: "it is in use, or mounted by itself",
    errno.EXDEV: "it is mounted by itself; fix it where it comes from",
}


class RefusedError(WriteError):
    """What stands at a path is not what is to be written to."""


class Target:
    """A file; between `with` and its end its folder is held open, and what the system refuses becomes a `WriteError`.

    Args:
        root: real path of the root.
        path: of the file, relative to it, with `/`.

    Raises:
        RefusedError: the path leads out of the root, through a link, or to no folder.
        WriteError: the system does not allow it; the message names the file and a remedy.
    """

    def __init__(self, root: str, path: str) -> None:
        *self._above, self._name = path.split("/")
        self._root = root
        self.path = path
        self._held: int | None = None
        self._folder = ""

    def __enter__(self) -> Target:
        odd = "\0\\:" if os.name == "nt" else "\0"
        if any(step in ("", ".", "..") for step in (*self._above, self._name)) or any(c in self.path for c in odd):
            raise RefusedError(f"{self.path}: is no path below the root")
        try:
            self._enter()
        except OSError as error:
            self._leave()
            if error.errno in _NOT_THERE:
                why = "its folder is not there, or is a link; fix the folder that it leads to"
                raise RefusedError(f"{self.path}: {why}") from error
            raise _refusal(self.path, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._leave()
        if isinstance(error, OSError):
            raise _refusal(self.path, error) from error

    def _enter(self) -> None:
        if not _HELD:
            self._folder = os.path.join(self._root, *self._above)
            if os.path.normcase(os.path.realpath(self._folder)) != os.path.normcase(self._folder):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            return
        self._held = os.open(self._root, _FOLDER)
        for step in self._above:
            above, self._held = self._held, os.open(step, _FOLDER, dir_fd=self._held)
            os.close(above)

    def _leave(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _at(self, name: str) -> str:
        return name if _HELD else os.path.join(self._folder, name)

    def _status(self) -> os.stat_result | None:
        """What is known about the file; `None` when there is nothing of its name."""
        try:
            return os.stat(self._at(self._name), dir_fd=self._held, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def check(self, content: bytes) -> tuple[int, int]:
        """See that the file is an ordinary one with this content, and that it may be written. Returns what it is.

        Raises:
            RefusedError: it is not so.
        """
        status = self._status()
        if status is None:
            raise RefusedError(f"{self.path} is not there any more")
        if stat.S_ISLNK(status.st_mode):
            raise RefusedError(f"{self.path} is a link: fix the file that it leads to")
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError(f"{self.path} is no ordinary file")
        if status.st_nlink > 1:
            # Written in place, it would not be all or nothing, and the same under names that nobody looked at;
            # replaced, it would part from them silently.
            raise RefusedError(
                f"{self.path} has {status.st_nlink} names (hard links), and only one would change: "
                "put a copy in its place first"
            )
        if not status.st_mode & 0o222:
            raise RefusedError(f"{self.path} is read-only: allow writing it first")
        # Opened for writing: only the system knows all that can forbid it.
        if self._content(os.O_RDWR, len(content)) != content:
            raise RefusedError(f"{self.path} has changed since it was read: start again")
        return status.st_dev, status.st_ino

    def read(self, most: int) -> bytes | None:
        """Its content, or one byte more than `most` where it is longer; `None` where no ordinary file stands here."""
        status = self._status()
        if status is None or not stat.S_ISREG(status.st_mode):
            return None
        return self._content(os.O_RDONLY, most)

    def _content(self, access: int, most: int) -> bytes:
        descriptor = os.open(self._at(self._name), access | _FILE, dir_fd=self._held)
        with open(descriptor, "rb") as file:
            return file.read(most + 1)

    def prepare(self, temporary: str, content: bytes) -> None:
        """Write a content beside the file, under another name, with all that the file has but its content."""
        descriptor = os.open(self._at(temporary), _NEW, 0o600, dir_fd=self._held)
        try:
            write_all(descriptor, content)
            self._dress(descriptor)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _dress(self, descriptor: int) -> None:
        """Give a new file the owner, the attributes and the mode of this one, as far as the system lets us."""
        status = os.stat(self._at(self._name), dir_fd=self._held, follow_symlinks=False)
        mode = stat.S_IMODE(status.st_mode)
        if hasattr(os, "fchown"):
            made = os.fstat(descriptor)
            if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
                try:
                    os.fchown(descriptor, status.st_uid, status.st_gid)
                except OSError:
                    with suppress(OSError):
                        os.fchown(descriptor, -1, status.st_gid)
                    made = os.fstat(descriptor)
                    mode &= ~0o6000  # what runs as its owner would run as somebody else
                    if made.st_gid != status.st_gid:
                        mode = mode & ~0o070 | (mode & 0o007) << 3  # another group gets what everybody has
        self._copy_attributes(descriptor)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)

    def _copy_attributes(self, descriptor: int) -> None:
        """Extended attributes, access lists among them: those of the file, and none that only its folder gave."""
        if not hasattr(os, "listxattr"):
            return
        old = os.open(self._at(self._name), os.O_RDONLY | _FILE, dir_fd=self._held)
        try:
            wanted = {name: os.getxattr(old, name) for name in os.listxattr(old)}
            for name in os.listxattr(descriptor):
                if name not in wanted:
                    with suppress(OSError):
                        os.removexattr(descriptor, name)
            for name, value in wanted.items():
                with suppress(OSError):
                    os.setxattr(descriptor, name, value)
        except OSError:
            pass  # the file system has none
        finally:
            os.close(old)

    def take(self, temporary: str) -> None:
        """Put what was prepared in the place of the file, at once."""
        # Nothing is open here: Windows would refuse.
        os.replace(self._at(temporary), self._at(self._name), src_dir_fd=self._held, dst_dir_fd=self._held)

    def drop(self, temporary: str) -> None:
        """Remove what was prepared, where there is any."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(temporary), dir_fd=self._held)

    def sync(self) -> None:
        """Make the names in the folder durable."""
        if self._held is not None:
            sync_folder(self._held)


def write_all(descriptor: int, content: bytes) -> None:
    """Write a content into an open file; the system may take it in parts."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_folder(descriptor: int) -> None:
    """Make the names in an open folder durable, where the file system can do that."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _UNSYNCED:
            raise


def _refusal(path: str, error: OSError) -> WriteError:
    remedy = _REMEDIES.get(error.errno or 0, "")
    if os.name == "nt" and error.errno == errno.EACCES:
        remedy = "close the programs that have it open, or see who may write it"
    return WriteError(f"{path}: cannot be written: {error.strerror or error}{remedy and '; ' + remedy}")
