"""What stands for the program itself: another version, or one edited line, and nothing that was kept is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache

from leastwise import __version__
from leastwise.read.recording import digest


@cache
def identity() -> str:
    """A digest of the program and of all that is installed beside it.

    Files are told apart by size and time of change, as Python itself does to know what to compile again. Installing or
    removing a package, one with rules of its own too, touches the folder that it is in.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parts = [__version__, sys.version, *_files(package)]
    parts += [f"{folder} {os.stat(folder).st_mtime_ns}" for folder in sys.path if os.path.isdir(folder)]
    return digest("\n".join(parts).encode("utf-8", "surrogatepass"))


def _files(package: str) -> Iterator[str]:
    ahead = [package]
    for folder in ahead:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        ahead.append(entry.path)
                else:
                    status = entry.stat()
                    yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
