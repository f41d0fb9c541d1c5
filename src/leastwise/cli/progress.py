"""Progress on a terminal, once work lasts longer than a second."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import TextIO

from leastwise.report.clean import clean

_PATIENCE = 1.0
_INTERVAL = 0.1


class Progress:
    """Shows what is being worked on, on one line that is wiped at the end. Silent where the stream is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.active = stream.isatty()
        self.count = 0
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self.stream.fileno()).columns or 80
        except (OSError, ValueError):
            return 80

    def step(self, name: str) -> None:
        """Work on the next thing begins."""
        self.count += 1
        if self.active and time.monotonic() >= self._next:
            self._next = time.monotonic() + _INTERVAL
            self._shown = True
            line = f"{self.count} applications · {clean(name)}"
            self.stream.write("\r\x1b[K" + line[: self._columns() - 1])
            self.stream.flush()
