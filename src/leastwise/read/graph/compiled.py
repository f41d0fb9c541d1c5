"""Where the source of code lies that a build has not made yet: TypeScript's compiler writes `outDir` from `rootDir`.

https://www.typescriptlang.org/tsconfig/#outDir
https://www.typescriptlang.org/tsconfig/#rootDir
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from leastwise.model.errors import ReadError
from leastwise.read.encoding import decode
from leastwise.read.files import Files

_SETTING = r'"%s"\s*:\s*"([\w@./-]{1,200})"'
_DEEPEST = 12


def source_of(files: Files, path: str, text: Callable[[str], str] | None = None) -> str | None:
    """The folder that is compiled into a folder or archive that is not there; `None` where nothing says it.

    Args:
        files: the root.
        path: of the folder or archive, from the root.
        text: gives the text of a file, for who keeps what was read.
    """
    wanted = posixpath.splitext(path)[0] if path.endswith(".zip") else path
    read = text or (lambda name: decode(files.read(name), name).text)
    for folder, settings in _settings(files, posixpath.dirname(path), read):
        out = re.search(_SETTING % "outDir", settings)
        made = None if out is None else files.join(folder, out[1])
        if made is None or made == folder or not f"{wanted}/".startswith(f"{made}/"):
            continue
        root = re.search(_SETTING % "rootDir", settings)
        inner = posixpath.relpath(wanted, made)
        for start in (root[1],) if root else ("src", "."):
            for within in dict.fromkeys((inner, posixpath.dirname(inner) if path.endswith(".zip") else inner)):
                found = files.join(folder, posixpath.normpath(posixpath.join(start, within)))
                if found is not None and files.is_dir(found):
                    return found
    return None


def _settings(files: Files, folder: str, text: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Each folder from this one up that has a tsconfig.json, and its text."""
    for _ in range(_DEEPEST):
        path = files.join(folder, "tsconfig.json")
        if path is not None and files.is_file(path):
            with suppress(ReadError):  # who asks says that the code is not there
                yield folder, text(path)
        if not folder:
            return
        folder = posixpath.dirname(folder)
