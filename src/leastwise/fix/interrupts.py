"""Ctrl-C and the like, put off until files are whole again."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any

from leastwise.model.errors import WriteError

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class StoppedError(WriteError):
    """Somebody wants the program to end."""


class Interrupts:
    """Notes signals that would end the program in the middle, and sends them again at the end.

    Only the main thread gets signals; in another one this does nothing.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._noted: int | None = None

    def __enter__(self) -> Interrupts:
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                try:
                    self._before[number] = signal.signal(number, self._note)
                except ValueError:  # not the main thread
                    break
        return self

    def _note(self, number: int, _: FrameType | None) -> None:
        self._noted = number

    def check(self) -> None:
        """Stop here when a signal has come.

        Raises:
            StoppedError: one has.
        """
        if self._noted is not None:
            raise StoppedError("interrupted")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        # Where files could not be put back, what there is to say about them matters more.
        if self._noted is not None and (error is None or isinstance(error, StoppedError)):
            signal.raise_signal(self._noted)
