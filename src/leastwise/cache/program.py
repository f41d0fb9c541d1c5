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
    """A digest of the installed program: its files, and which packages are installed beside it.

    Files are told apart by size and time of change, as Python itself does to know what to compile again. Packages are
    told apart by the name of their metadata folder, which holds the version, and the time at which it was written.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parts = [__version__, sys.version, *_files(package)]
    for folder in sys.path:
        if os.path.basename(folder) in ("site-packages", "dist-packages"):
            parts += _packages(folder)
    return digest("\n".join(parts).encode("utf-8", "surrogatepass"))


def _files(folder: str) -> Iterator[str]:
    ahead = [folder]
    while ahead:
        with os.scandir(ahead.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        ahead.append(entry.path)
                else:
                    status = entry.stat()
                    yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _packages(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
            yield from sorted(f"{entry.path} {entry.stat().st_mtime_ns}" for entry in found)
    except OSError:
        return
