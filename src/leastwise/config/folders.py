"""The folders in which leastwise keeps things of the user's between two runs, and whether they can be trusted."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping

_PLACES = {
    "cache": ("XDG_CACHE_HOME", "Library/Caches", ".cache"),
    "state": ("XDG_STATE_HOME", "Library/Application Support", ".local/state"),
}
"""Purpose → environment variable, folder in the home on macOS, and on other systems but Windows."""


def user_folder(purpose: str, environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str | None:
    """Where the system keeps a user's files for a purpose, `cache` or `state`; `None` when there is no such place.

    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    env = os.environ if environ is None else environ
    variable, on_macos, elsewhere = _PLACES[purpose]
    above = env.get(variable, "")
    if not os.path.isabs(above):
        if platform == "win32":
            above = env.get("LOCALAPPDATA", "")
        else:
            above = os.path.join(os.path.expanduser("~"), on_macos if platform == "darwin" else elsewhere)
    return os.path.join(above, "leastwise") if os.path.isabs(above) else None


def made_private(path: str) -> str:
    """Make a folder for the user alone where there is none; returns why it cannot be used, empty when it can.

    What others may write there is not ours to believe.
    """
    try:
        try:
            status = os.stat(path)
        except FileNotFoundError:
            os.makedirs(path, 0o700, exist_ok=True)
            status = os.stat(path)
    except OSError as error:
        return f"{path}: {error.strerror or error}"
    if not stat.S_ISDIR(status.st_mode):
        return f"{path}: is no folder"
    if hasattr(os, "geteuid"):
        if status.st_uid != os.geteuid():
            return f"{path}: belongs to somebody else"
        if status.st_mode & 0o022:
            return f"{path}: others may write there; take that right away (chmod go-w)"
    return ""
