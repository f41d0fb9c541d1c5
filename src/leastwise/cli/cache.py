"""`leastwise cache`: where it is, how much it holds, and emptying it."""

from __future__ import annotations

import argparse
import os

from leastwise.cache.folder import MOST_BYTES, VARIABLE, Folder, location
from leastwise.model.errors import UsageError
from leastwise.report.clean import clean


def cache(options: argparse.Namespace) -> int:
    """Say what is there, or remove it.

    Raises:
        UsageError: the folder is not one that leastwise would use.
    """
    path = location()
    if path is None:
        print(f"there is no cache: {VARIABLE} is empty" if VARIABLE in os.environ else "there is no place for a cache")
        return 0
    folder = Folder(path)
    if folder.problem:
        raise UsageError(f"no cache is used: {folder.problem}; or name another folder with {VARIABLE}")
    if options.action == "clear":
        print(clean(f"{path}: {folder.clear():,} files removed"))
        return 0
    sizes = [size for _, size, _ in folder.files()]
    print(clean(f"{path}: {len(sizes):,} files, {sum(sizes) / 1e6:.1f} MB of at most {MOST_BYTES / 1e6:.0f} MB"))
    return 0
