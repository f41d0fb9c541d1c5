"""Which applications a file belongs to, so that a list of changed files can be scanned.

A file belongs to an application whose template names it or a folder that it lies in: as code, as a nested template, as
something that is included. Where no template does, it belongs to what the nearest folder above it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.value import Map, Seq
from leastwise.read.files import SKIPPED_FOLDERS, Files
from leastwise.read.frameworks import Group
from leastwise.read.project import Project
from leastwise.read.survey import holds_plan, stands_alone

_LONGEST = 1_000
"""Characters of a text beyond which it is no path."""


def owners_of(files: Files, paths: Iterable[str], *, wide: bool) -> dict[str, list[str]]:
    """The files to read for each of these files: templates, none where it belongs to no application.

    Args:
        files: the root.
        paths: files in it.
        wide: whether the root may be looked through; otherwise it is only for a file that is no template itself.
    """
    named = {path: _is_read(files, path) for path in paths}
    if not wide and all(named.values()):
        return {path: [path] for path in named}
    owners = Owners(files)
    # What a walk leaves out belongs to nothing; a template that is named is read all the same.
    plans = {path for path, is_read in named.items() if is_read and _is_plan(files, path)}
    return {
        path: [path] if path in plans else owners.of(path) or ([path] if is_read else [])
        for path, is_read in named.items()
    }


def _is_read(files: Files, path: str) -> bool:
    """Whether a file is read by itself. One that cannot be opened is too: whoever tries says why."""
    try:
        return stands_alone(path, files.read(path))
    except ReadError:
        return True


def _is_plan(files: Files, path: str) -> bool:
    """Whether a file is a plan or state, which says itself what it belongs to."""
    try:
        return holds_plan(files.read(path))
    except ReadError:
        return False


class Owners:
    """The templates of a root, by the files that they name."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._project = Project(files)
        files.problems.clear()  # what is met while looking around is not about what will be read
        files.excluded.clear()
        self._groups: dict[str, list[Group]] = {}
        for group in self._project.groups:
            for path in group:
                self._groups.setdefault(path, []).append(group)
        found = self._project.found
        self._looking_up = {path for path in found.candidates if found.mentions(files, path, b"..")}
        self._named: dict[str, frozenset[str]] = {}

    def of(self, path: str) -> list[str]:
        """The root templates of every application that a file belongs to, those that are read together all of them."""
        if self._left_out(path):
            return []
        if path in self._project.found.pipelines:
            return [path]
        found: set[str] = set()
        for owner, parts in self._project.found.included.items():
            for group in self._groups.get(owner, ()) if path in parts else ():
                found.update(group)
        if any(path in known for known in self._project.found.frameworks.values()):
            for group in self._groups.get(path, ()):
                found.update(group)
            return sorted(found)
        candidates = self._project.found.candidates
        direct = [
            other for other in candidates if other == path or (self._may_name(other, path) and self._names(other, path))
        ]
        for template in direct or (() if found else list(self._nearest(path))):
            found.update(self._roots(template))
        return sorted(found)

    def _left_out(self, path: str) -> bool:
        """Whether nobody looks for it: the configuration excludes it, or it lies in a folder of somebody else."""
        exclude = self._files.exclude
        return not SKIPPED_FOLDERS.isdisjoint(path.split("/")) or (exclude is not None and exclude(path))

    def _may_name(self, template: str, path: str) -> bool:
        """Whether a template can name a file at all: it lies in a folder around it, or looks upwards."""
        folder = template.rpartition("/")[0]
        return not folder or path.startswith(folder + "/") or template in self._looking_up

    def _names(self, template: str, path: str) -> bool:
        """Whether a template names a file, or a folder that it lies in."""
        if template not in self._named:
            self._named[template] = frozenset(self._paths(template))
        named = self._named[template]
        return path in named or any(folder in named for folder in _folders(path))

    def _paths(self, template: str) -> Iterator[str]:
        """Every text in a template, read as a path."""
        folder = template.rpartition("/")[0]
        ahead: list[Any] = [found.document for found in self._project.templates(template)]
        while ahead:
            node = ahead.pop()
            if isinstance(node, Map):
                ahead += node.values()
            elif isinstance(node, Seq):
                ahead += node
            elif isinstance(node, str) and 0 < len(node) < _LONGEST and "\n" not in node:
                joined = self._files.join(folder, node)
                if joined is not None:
                    yield joined

    def _nearest(self, path: str) -> Iterable[str]:
        """What the innermost folder around a file holds, of those that hold anything."""
        known = [*self._project.found.candidates, *(p for p in self._groups if p not in self._project.found.candidates)]
        for folder in _folders(path):
            found = [other for other in known if _home(other) == folder]
            if found:
                return found
        return ()

    def _roots(self, template: str) -> Iterator[str]:
        """The templates that are read where this one is deployed: itself and its group, or those that nest it."""
        ahead, seen = [template], {template}
        while ahead:
            path = ahead.pop()
            if path in self._groups:
                for group in self._groups[path]:
                    yield from group
                continue
            for other in self._project.found.candidates:
                if other not in seen and self._may_name(other, path) and self._names(other, path):
                    seen.add(other)
                    ahead.append(other)


def _home(path: str) -> str:
    """The folder that a file is about: its own, or that around the folder in which Chalice keeps its configuration."""
    folder = path.rpartition("/")[0]
    around, _, last = folder.rpartition("/")
    return around if last == ".chalice" else folder


def _folders(path: str) -> Iterator[str]:
    """The folders around a file, the innermost first; the root is empty."""
    while path:
        path = path.rpartition("/")[0]
        yield path
