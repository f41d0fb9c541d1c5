"""Git, asked about a folder.

Git is asked for names and contents of objects only, with plumbing that runs nothing of the repository's: no hook, no
filter, no external program, no pager; and it is kept from fetching what a partial clone lacks.
"""

from __future__ import annotations

import os
import subprocess

from leastwise.model.errors import ReadError

_OPTIONS = (
    *("--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit", "-c", "protocol.allow=never"),
)
_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
"""Variables that git sets for its hooks. They would name the repository in place of the folder that is scanned."""


class Git:
    """Git as it is installed, in one folder.

    Raises:
        ReadError: there is none.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._program = program()

    def command(self, *arguments: str) -> list[str]:
        """The command line for a question; it is run with `environment`."""
        return [self._program, "-C", self.folder, *_OPTIONS, *arguments]

    def output(self, *arguments: str) -> tuple[bytes, str]:
        """What git says; and its complaint, where it fails."""
        done = subprocess.run(
            self.command(*arguments), stdin=subprocess.DEVNULL, capture_output=True, env=environment(), check=False
        )
        complaint = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").partition("\n")[0]
        if "dubious ownership" in complaint:
            complaint += "; if you trust it: git config --global --add safe.directory FOLDER"
        return done.stdout, (complaint or f"git failed with {done.returncode}") if done.returncode else ""


def environment() -> dict[str, str]:
    """The variables that git gets."""
    return {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | _ENVIRONMENT


def program() -> str:
    """Git as it is installed. Windows would also look into the current folder, which may be the scanned one.

    Raises:
        ReadError: there is none.
    """
    names = ("git.exe", "git") if os.name == "nt" else ("git",)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in names:
            found = os.path.join(folder, name)
            if os.path.isabs(folder) and os.path.isfile(found) and os.access(found, os.X_OK):
                return found
    raise ReadError("is not installed or not on PATH")
