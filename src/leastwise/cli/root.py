"""The root of a scan: nothing outside is read, and every path in a report is relative to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from leastwise.model.errors import UsageError


def find_root(paths: Sequence[str], given: str | None) -> tuple[str, list[str]]:
    """The root folder, and the paths relative to it with `/`.

    The root is `given`, else the git work tree around the first path, else the one folder that the paths are in.

    Raises:
        UsageError: a path does not exist or is not inside the root, or nothing says what the root is.
    """
    for path in [*paths, *([given] if given else [])]:
        if not os.path.exists(path):
            raise UsageError(f"{path}: there is no such file or folder")
    if given and not os.path.isdir(given):
        raise UsageError(f"--root {given}: is not a folder")
    first = os.path.realpath(paths[0])
    folder = first if os.path.isdir(first) else os.path.dirname(first)
    root = os.path.realpath(given) if given else work_tree(folder) or _common([os.path.realpath(p) for p in paths])
    relative = []
    for path in paths:
        real = os.path.realpath(path)
        shown = os.path.relpath(real, root).replace(os.sep, "/") if _same_drive(real, root) else ".."
        if shown == ".." or shown.startswith("../"):
            raise UsageError(f"{path}: is not inside the root {root}; name a wider one with --root")
        relative.append("" if shown == "." else shown)
    return root, relative


def work_tree(folder: str) -> str | None:
    """The nearest folder above, or this one, that is a git work tree."""
    return next((above for above in upwards(folder) if os.path.exists(os.path.join(above, ".git"))), None)


def upwards(folder: str) -> Iterator[str]:
    """A folder and all above it, the nearest first."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def lies_in(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it; both with all links followed."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _common(paths: Sequence[str]) -> str:
    """The folder that the paths are or lie in. One that none of them names could be as wide as the disk."""
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in paths}
    widest = min(folders, key=len)
    if all(lies_in(folder, widest) for folder in folders):
        return widest
    raise UsageError("the paths have no folder or git work tree in common; name the root with --root")


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()


def shown_path(path: str) -> str:
    """A path as seen from the current folder, so that reports do not name places of one machine."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
