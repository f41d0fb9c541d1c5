"""Other people's packages that lie beside a function's own code: recognised, named, and not read.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from leastwise.code.sources import Sources
from leastwise.model.record import record
from leastwise.read.tables import table

VENDOR_FOLDERS = frozenset(
    {"_vendor", "bower_components", "node_modules", "site-packages", "third_party", "third-party", "vendor", "vendored"}
)
"""Folders that tools, or people, put other people's packages in."""


@record
class Vendored:
    """A package of other people: its name, and the file or folder that it is in."""

    name: str
    place: str


def vendored(sources: Sources, folders: Iterable[str], own: Iterable[str] = ()) -> tuple[Vendored, ...]:
    """The packages of other people in these folders.

    Args:
        sources: the root.
        folders: where packages are looked up by name.
        own: files that are the application's own whatever they lie in: handlers.
    """
    found: dict[str, Vendored] = {}
    for folder in dict.fromkeys(folders):
        for vendor in _in_folder(sources, folder):
            if not any(path == vendor.place or path.startswith(vendor.place + "/") for path in own):
                found.setdefault(vendor.place, vendor)
    return tuple(found.values())


def _in_folder(sources: Sources, folder: str) -> Iterator[Vendored]:
    start = folder + "/" if folder else ""
    inner: dict[str, None] = {}
    installed: dict[str, set[str]] = {}
    for path in sources.listed(folder):
        head, slash, rest = path[len(start) :].partition("/")
        if slash and head.endswith((".dist-info", ".egg-info")):
            installed.setdefault(head, set()).add(rest)
        elif slash or head.endswith(".py"):
            inner[head] = None
    facts = table(__file__, "vendored")
    names = {name.lower(): name for name in _required(sources, folder)}
    for head, files in installed.items():
        name = head.partition("-")[0]
        yield Vendored(name, start + head)
        for top in _tops(sources, start + head, files, name):
            for entry in (top, f"{top}.py"):
                if entry in inner:
                    yield Vendored(name, start + entry)
    for head in inner:
        stem = posixpath.splitext(head)[0]
        if head in VENDOR_FOLDERS:
            yield Vendored(head, start + head)
        elif stem.lower() in names and not head.endswith(".py"):
            yield Vendored(names[stem.lower()], start + head)
        elif (
            stem in facts["packages"]
            and stem not in facts["ambiguous"]
            and sources.is_file(f"{start}{stem}/__init__.py")
        ):
            yield Vendored(stem, start + stem)


def _tops(sources: Sources, info: str, files: set[str], name: str) -> set[str]:
    """What an installed distribution can be imported as."""
    for listing in ("top_level.txt", "RECORD"):
        if listing in files:
            lines = sources.text(info, listing).splitlines()[:20_000]
            tops = {posixpath.splitext(line.split(",")[0].partition("/")[0])[0] for line in lines if line.strip()}
            return {top for top in tops if top and not top.endswith(("-info", ".dist", ".libs")) and top != ".."}
    return {name, name.lower(), name.replace("-", "_").lower()}


def _required(sources: Sources, folder: str) -> Iterator[str]:
    """The names of what `requirements.txt` asks for, as a folder would be called."""
    for line in sources.text(folder, "requirements.txt").splitlines()[:2_000]:
        match = re.match(r"\s*([A-Za-z0-9][\w.-]*)", line)
        if match is not None and "/" not in line.partition("#")[0].partition(";")[0]:
            yield match[1].replace("-", "_")


def known_package(name: str) -> bool:
    """Whether a top-level name of Python is known to be of other people: of the language itself, or on PyPI."""
    import sys

    return name in sys.stdlib_module_names or name in table(__file__, "vendored")["packages"]
