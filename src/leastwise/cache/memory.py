"""Outcomes beside the answers that the files gave on the way to them."""

from __future__ import annotations

import json
from typing import Any

from leastwise.cache.folder import Folder
from leastwise.cache.plain import dumps
from leastwise.read.files import Files
from leastwise.read.recording import Answers, digest, still_holds


class Drawer:
    """A folder that lasts as long as the process."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """See `Folder.get`."""
        return self._contents.get(name)

    def put(self, name: str, data: bytes) -> None:
        """See `Folder.put`."""
        self._contents[name] = data


Shelf = Folder | Drawer
"""Where contents are kept by name."""


class Memory:
    """What earlier runs found out.

    Args:
        shelf: where it is kept.
        circumstances: all that an outcome depends on beside the files: the program, its settings, the day. Plain data.
    """

    def __init__(self, shelf: Shelf, *circumstances: Any) -> None:
        self._shelf = shelf
        self._circumstances = circumstances

    def recall(self, subject: Any, files: Files | None = None) -> Any:
        """The outcome that is kept for a subject, as plain data; `None` where there is none or a file has changed.

        `files`: not needed for what depends on no file.
        """
        data = self._shelf.get(self._name(subject))
        if data is None:
            return None
        answers, outcome = json.loads(data)
        return outcome if not answers or (files is not None and still_holds(answers, files)) else None

    def keep(self, subject: Any, answers: Answers, outcome: Any) -> None:
        """Keep an outcome: plain data and records."""
        self._shelf.put(self._name(subject), dumps((answers, outcome)))

    def _name(self, subject: Any) -> str:
        return digest(json.dumps((self._circumstances, subject), sort_keys=True, default=repr).encode())
