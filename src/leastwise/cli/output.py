"""Writing to standard output, which may be a full disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
