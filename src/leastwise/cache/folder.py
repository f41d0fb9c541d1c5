"""The folder of the cache: where it is, who may write there, and how large it grows.

A cache is a convenience: whatever goes wrong with it (no home, a full disk, a file that somebody cut short, another run
that clears it) means that nothing is kept or found, and nothing else.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping

from leastwise.config.folders import made_private, user_folder
from leastwise.read.recording import digest

VARIABLE = "LEASTWISE_CACHE_DIR"
"""Environment variable that names another folder; where it is set and empty, nothing is kept."""

MOST_BYTES = 200_000_000
"""Size from which the files that have not been used for longest are removed, until a quarter is free."""

_LARGEST = MOST_BYTES // 10
"""Bytes of one content beyond which it is not kept."""

_BLOCK = 4096
_DAY = 86_400
_UNUSED = 30 * _DAY
"""Seconds after which a file that nobody has used is removed."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_ENDING = ".json"


def location(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str | None:
    """Where the cache is; `None` when there is no place for it or nobody wants it.

    LEASTWISE_CACHE_DIR, else XDG_CACHE_HOME, else where the system keeps caches.
    """
    env = os.environ if environ is None else environ
    if VARIABLE in env:
        return os.path.abspath(env[VARIABLE]) if env[VARIABLE] else None
    return user_folder("cache", env, platform)


class Folder:
    """The cache on disk: named contents, each checked when it is read.

    Attributes:
        problem: why nothing can be kept there, for people; empty when all is well.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.problem = made_private(path)
        self._written = 0

    def get(self, name: str) -> bytes | None:
        """A content; `None` when there is none, or it is not what was put there."""
        if self.problem:
            return None
        path = os.path.join(self.path, name + _ENDING)
        try:
            with open(path, "rb") as file:
                mark = file.readline(64)
                data = file.read()
                if mark.strip() != digest(data).encode():
                    return None
                if time.time() - os.fstat(file.fileno()).st_mtime > _DAY:
                    os.utime(path)  # it is of use
        except OSError:
            return None
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep a content. Other runs see the whole of it or nothing."""
        if self.problem or len(data) > _LARGEST or self._written > MOST_BYTES:
            return
        path = os.path.join(self.path, name + _ENDING)
        passing = f"{path}.{os.urandom(4).hex()}"
        try:
            descriptor = os.open(passing, _NEW, 0o600)
            try:
                with open(descriptor, "wb") as file:
                    file.write(digest(data).encode() + b"\n" + data)
                os.replace(passing, path)
                self._written += _room(len(data))
            except OSError:
                os.unlink(passing)
                raise
        except OSError as error:
            self.problem = f"{self.path}: {error.strerror or error}"

    def files(self) -> Iterator[tuple[str, int, float]]:
        """Path, bytes on disk and time of last use (within a day) of everything in it."""
        try:
            with os.scandir(self.path) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    if _ENDING in entry.name and stat.S_ISREG(status.st_mode):
                        yield entry.path, _room(status.st_size), status.st_mtime
        except OSError:
            return

    def tidy(self, *, most: int = MOST_BYTES) -> None:
        """Remove what has not been used for longest. Looks once a day, and after a run that kept much."""
        marker = os.path.join(self.path, "tidied")
        now = time.time()
        try:
            if self.problem or (now - os.stat(marker).st_mtime < _DAY and self._written < most // 20):
                return
        except OSError:
            pass
        try:
            with open(marker, "wb"):
                pass
            os.utime(marker)
        except OSError:
            return
        found = sorted(self.files(), key=lambda file: file[2])
        total = sum(size for _, size, _ in found)
        goal = most * 3 // 4 if total > most else most
        for path, size, used in found:
            if total > goal or now - used > _UNUSED:
                total -= size if _removed(path) else 0

    def clear(self) -> int:
        """Remove everything that was kept; returns how many files that were."""
        return sum(_removed(path) for path, _, _ in list(self.files()))


def _room(size: int) -> int:
    """Bytes that a file takes on most disks."""
    return -(-size // _BLOCK) * _BLOCK


def _removed(path: str) -> bool:
    try:
        os.unlink(path)
    except OSError:
        return False
    return True
