"""Files of a root of which some have another content than on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leastwise.model.finding import Unread
from leastwise.read.files import Files


class Overlay:
    """The files of a root, with these contents in place of their own.

    Args:
        files: the root.
        contents: path → bytes.
    """

    def __init__(self, files: Files, contents: Mapping[str, bytes]) -> None:
        self._files = files
        self._contents = contents
        self.problems: list[Unread] = []
        self.parsed: dict[tuple[str, str], Any] = {}
        self.exclude: Callable[[str], bool] | None = files.exclude
        self.excluded: set[str] = set()
        self.code = files.code
        self.calls = files.calls
        self.usage = files.usage

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        found = self._contents.get(path)
        return self._files.read(path) if found is None else found

    def is_file(self, path: str) -> bool:
        """See `Files.is_file`."""
        return self._files.is_file(path)

    def exists(self, path: str) -> bool:
        """See `Files.exists`."""
        return self._files.exists(path)

    def is_dir(self, path: str) -> bool:
        """See `Files.is_dir`."""
        return self._files.is_dir(path)

    def walk(self, folder: str) -> Iterator[str]:
        """See `Files.walk`."""
        return self._files.walk(folder)

    def join(self, folder: str, relative: str) -> str | None:
        """See `Files.join`."""
        return self._files.join(folder, relative)
