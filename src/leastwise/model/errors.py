"""The errors of leastwise.

    LeastwiseError          every error that leastwise raises on purpose
    ├── UsageError          wrong arguments or configuration; the command line exits with 2
    ├── NothingToScanError  no application where one was asked for; the command line exits with 3
    ├── ReadError           one input could not be read; it becomes an `Unread` entry and the rest goes on
    ├── PatchError          a change of a document cannot be made; nothing of it was changed
    └── WriteError          files cannot be written; all are as they were, or the message says which are not

Every message says what happened and what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


class LeastwiseError(Exception):
    """Base of every error that leastwise raises on purpose."""


class UsageError(LeastwiseError):
    """The command line or the configuration is wrong. The message names the remedy."""


class NothingToScanError(LeastwiseError):
    """There is no application in the places that were named."""


class ReadError(LeastwiseError):
    """One input could not be read.

    Attributes:
        reason: what happened and, where there is one, the remedy.
        line: 1-based line of the fault, or 1 where the fault is the whole file's.
        limit: True where the input is too large or too deep rather than wrong.
    """

    def __init__(self, reason: str, line: int = 1, *, limit: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.limit = limit


class PatchError(LeastwiseError):
    """A change of a document cannot be made. The message says which and why; nothing was changed."""


class WriteError(LeastwiseError):
    """Files cannot be written. The message names the file and the remedy, and says what has become of the others."""


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for a name that does not exist, or nothing where no known one is near.

    The last part of a name is near it: `worker`, where there is an `aws_lambda_function.worker`.
    """
    from difflib import get_close_matches

    known = sorted(known)
    same = [one for one in known if re.split("[./:]", one)[-1].lower() == name.lower()]
    near = same or get_close_matches(name[:100], known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
