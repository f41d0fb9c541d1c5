"""Which version of a package a function is deployed with, as its lock files and lists of packages tell.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock
https://pipenv.pypa.io/en/latest/pipfile.html#example-pipfile-lock
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.code.locks import MAX_LOCK, folders_of, names_of
from leastwise.code.packages import Package
from leastwise.code.sources import Sources

_LISTS = ("requirements.txt", "Pipfile.lock", "poetry.lock", "uv.lock", "pylock.toml")
_VERSION = r"""["']?\s*(?:==|~=|:\s*\{[^{}]{0,4000}?"version"\s*:\s*"==|"\s*version\s*=\s*")\s*([0-9][0-9.]*)"""


def version_of(sources: Sources, package: Package, language: str, module: str) -> tuple[int, ...] | None:
    """The version of the package of a module; `None` where nothing pins it.

    Args:
        sources: the root.
        package: the code of the function.
        language: of the code.
        module: as imported.
    """
    if language != "python":
        return None
    names = set(names_of(language, module))
    for folder in folders_of(package):
        for name in _LISTS:
            text = sources.text(folder, name)
            for found in _pinned(text, names) if len(text) <= MAX_LOCK else ():
                return numbers(found)
    return None


def installed(sources: Sources, package: Package, name: str) -> tuple[int, ...] | None:
    """The version of a package of npm, or the least that is asked for; `None` where nothing tells."""
    for folder in folders_of(package):
        locked: Any = sources.settings(folder, "package-lock.json").get("packages")
        entry: Any = locked.get(f"node_modules/{name}") if isinstance(locked, dict) else None
        asked: Any = sources.settings(folder, "package.json").get("dependencies")
        version = entry.get("version") if isinstance(entry, dict) else None
        version = version or (asked.get(name) if isinstance(asked, dict) else None)
        if isinstance(version, str):
            return numbers(version.lstrip("^~>=v ")) or None
    return None


def numbers(version: str) -> tuple[int, ...]:
    """`1.2.3` as numbers that can be compared."""
    return tuple(int(part) for part in version.split(".")[:6] if part.isdecimal() and len(part) < 10)


def _pinned(text: str, names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        if name.replace("-", "").isalnum():
            written = re.escape(name).replace(r"\-", "[-_.]")
            for match in re.finditer(rf"""(?im)^\s*(?:name\s*=\s*)?["']?{written}(?:\[[^\]\n]*\])?{_VERSION}""", text):
                yield match[1]
