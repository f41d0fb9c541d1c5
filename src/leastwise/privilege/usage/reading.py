"""From files and folders to what was seen in them. Nothing is whole in memory, and one bad file costs no other."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import IO, Any, cast

from leastwise.privilege.usage.events import Events
from leastwise.privilege.usage.reports import add_finding, add_last_accessed
from leastwise.privilege.usage.seen import Problem, Usage
from leastwise.privilege.usage.streams import Broken, Entries
from leastwise.privilege.usage.tables import event, events, is_table

ENDINGS = (".json", ".jsonl", ".ndjson", ".csv", ".gz")
"""What is read of a folder; a file that is named is read whatever it is called."""

MAX_FILES = 100_000
MAX_BYTES = 4_000_000_000
"""Of one file, unpacked."""

MAX_RATIO = 200
"""Unpacked bytes for each packed one, from `_SMALL` on: logs have about 15, what is made to fill a machine 1,000."""

_SMALL = 100_000_000

_PIECE = 1 << 20
_DIGEST = "CloudTrail-Digest"
"""The folder beside the logs in which CloudTrail keeps their hashes.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""


def read(paths: Iterable[str]) -> Usage:
    """Read logs of CloudTrail, tables of them, and reports of IAM.

    Args:
        paths: files and folders, as the operating system knows them.

    Returns:
        What was seen. What could not be read is told there.
    """
    usage = Usage()
    reader = _Reader(usage)
    for path in paths:
        if os.path.isdir(path):
            files = list(_listed(path, usage))
            if not files:
                usage.problems.append(Problem(path, f"holds no file that ends in {', '.join(ENDINGS)}"))
        else:
            files = [path]
        for file in files:
            reader.read(file)
    return usage


def _listed(folder: str, usage: Usage) -> Iterator[str]:
    count = 0
    failed: list[OSError] = []
    for above, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if name != _DIGEST)
        for name in sorted(names):
            path = os.path.join(above, name)
            if name.lower().endswith(ENDINGS) and not os.path.islink(path):
                count += 1
                if count > MAX_FILES:
                    usage.problems.append(Problem(folder, f"holds more than {MAX_FILES:,} files; these are not read"))
                    return
                yield path
    usage.problems += [Problem(str(error.filename), f"cannot be opened: {error.strerror}") for error in failed]


class _Reader:
    """Reads file after file into what was seen."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._events = Events(usage)

    def read(self, path: str) -> None:
        """Read one file; what is wrong with it is noted."""
        usage = self._usage
        before = self._count()
        try:
            with _opened(path) as file:
                usage.files += 1
                packed = os.path.getsize(path) if isinstance(file, gzip.GzipFile) else MAX_BYTES
                self._entries(path, _texts(file, min(MAX_BYTES, max(_SMALL, packed * MAX_RATIO))))
        except (Broken, EOFError, zlib.error, OSError) as error:
            count = self._count() - before
            after = f" (after {count:,} entries, which count)" if count else ""
            usage.problems.append(Problem(path, _reason(error) + after))

    def _count(self) -> int:
        return self._usage.events + self._usage.malformed

    def _entries(self, path: str, pieces: Iterator[str]) -> None:
        head = next(pieces, "").lstrip("\ufeff")
        pieces = chain([head], pieces)
        if is_table(head):
            for row in events(pieces):
                self._events.add(row, path)
        elif head.lstrip()[:1] in ("{", "["):
            entries = Entries(pieces)
            try:
                for entry in entries:
                    self._entry(entry, path)
            finally:
                self._usage.malformed += entries.malformed
        else:
            raise Broken(
                "is neither JSON nor a table with the columns eventSource and eventName" if head else "is empty"
            )

    def _entry(self, entry: Any, path: str) -> None:
        if isinstance(entry, list):  # a row of `aws cloudtrail get-query-results`: an object for each column
            cells = [cell for cell in entry if isinstance(cell, Mapping)]
            entry = {str(name): str(value) for cell in cells for name, value in cell.items()}
            entry = event({name.lower(): value for name, value in entry.items()}) if entry else None
        if not isinstance(entry, Mapping):
            self._usage.malformed += 1
        elif "eventName" in entry and "eventSource" in entry:
            self._events.add(entry, path)
        elif "ServicesLastAccessed" in entry:
            add_last_accessed(entry, self._usage, path)
        elif "findingType" in entry or "findingDetails" in entry:
            add_finding(entry, self._usage)
        else:
            self._wrapped(entry, path)

    def _wrapped(self, entry: Mapping[str, Any], path: str) -> None:
        """An event as `aws cloudtrail lookup-events`, EventBridge and CloudWatch Logs hand it on."""
        inner = entry.get("CloudTrailEvent") or entry.get("detail") or entry.get("message")
        if isinstance(inner, str):
            try:
                inner = json.loads(inner)
            except (ValueError, RecursionError):
                inner = None
        if isinstance(inner, Mapping) and "eventName" in inner:
            self._events.add(inner, path)
        else:
            self._usage.malformed += 1


def _opened(path: str) -> IO[bytes]:
    """A file, unpacked where it is packed. What is no ordinary file is not opened for long."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise OSError(0, "it is no ordinary file")
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return cast(IO[bytes], gzip.open(file)) if packed else file


def _texts(file: IO[bytes], most: int) -> Iterator[str]:
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    size = 0
    while True:
        data = file.read(_PIECE)
        size += len(data)
        if size > most:
            raise Broken(f"has more than {most:,} bytes; the rest is not read")
        yield decode(data, not data)
        if not data:
            return


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "is cut off: its compressed data ends too early"
    if isinstance(error, zlib.error | gzip.BadGzipFile):
        return "is damaged: its compressed data cannot be unpacked"
    return f"cannot be opened: {error.strerror}" if isinstance(error, OSError) else str(error)
