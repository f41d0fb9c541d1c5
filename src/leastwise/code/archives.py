"""Archives as they are deployed, read in memory: nothing is unpacked, and what is too large is not read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.read.files import MAX_BYTES

MAX_ENTRIES = 20_000
"""Files of one archive that are known."""

MAX_TOTAL = 50_000_000
"""Bytes that are unpacked of one archive."""


class Archive:
    """A zip file.

    Attributes:
        sizes: path in it → bytes, of its ordinary files.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = MAX_TOTAL
        self.sizes: dict[str, int] = {}
        for entry in file.infolist()[:MAX_ENTRIES]:
            path = posixpath.normpath(entry.filename.replace("\\", "/"))
            if not entry.is_dir() and not path.startswith(("/", "..")) and not entry.flag_bits & 1:
                self.sizes[path] = entry.file_size
        self._names = {posixpath.normpath(e.filename.replace("\\", "/")): e for e in file.infolist()[:MAX_ENTRIES]}

    def has_folder(self, path: str) -> bool:
        """Whether there is a folder; the archive itself is one."""
        return not path or any(name.startswith(path + "/") for name in self.sizes)

    def listed(self, at: str, path: str) -> Iterator[str]:
        """The files below a folder of it, which is `at` in the root, without those of packages."""
        from leastwise.read.files import SKIPPED_FOLDERS

        start = path + "/" if path else ""
        for name in sorted(self.sizes):
            if name.startswith(start) and SKIPPED_FOLDERS.isdisjoint(name.split("/")):
                yield f"{at}/{name[len(start) :]}"

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            ReadError: it is missing, damaged or too large.
        """
        import zlib
        from zipfile import BadZipFile

        size = self.sizes.get(path)
        if size is None:
            raise ReadError("is not in the archive")
        if size > min(MAX_BYTES, self._left):
            raise ReadError(f"has {size:,} bytes; no more than {MAX_BYTES:,} are unpacked", limit=True)
        self._left -= size
        try:
            with self._file.open(self._names[path]) as stream:
                data: bytes = stream.read(size + 1)
        except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as error:
            raise ReadError("cannot be unpacked") from error
        return data[:size]


def opened(data: bytes) -> Archive | None:
    """An archive from its bytes; `None` where they are none."""
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        return Archive(ZipFile(BytesIO(data)))
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        return None
