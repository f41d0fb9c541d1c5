"""Writing reports to standard output and to files, which may be on a full disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from leastwise.model.errors import LeastwiseError


class OutputError(LeastwiseError):
    """The report cannot be written where it was sent."""


@contextmanager
def writing() -> Iterator[None]:
    """Name a failed write for what it is. A reader that has gone away (`| head`) is not one.

    Raises:
        OutputError: the system refuses to write.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"the output cannot be written: {error.strerror or error}") from error


def replace_file(file: str, pieces: Iterable[str | bytes]) -> None:
    """Write a file, texts as UTF-8, the whole of it or nothing: a new file beside it takes its name at the end.

    A link goes on pointing to what it points to. What is no ordinary file, as `/dev/null`, is written into.

    Raises:
        OutputError: the system refuses to write. What was there before is still there.
    """
    try:
        if os.path.exists(file) and not os.path.isfile(file):
            _fill(os.open(file, os.O_WRONLY), pieces)
            return
        target = os.path.realpath(file)
        new = os.path.join(os.path.dirname(target), f".leastwise-{os.urandom(6).hex()}.tmp")
        try:
            _fill(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), pieces)
            os.replace(new, target)
        except BaseException:
            with suppress(OSError):
                os.remove(new)
            raise
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{file} cannot be written: {reason}; name a file that may be with --output") from error


def _fill(descriptor: int, pieces: Iterable[str | bytes]) -> None:
    with open(descriptor, "wb") as handle:
        for piece in pieces:
            handle.write(piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece)
