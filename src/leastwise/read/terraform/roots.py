"""Which folders are root modules, and which files each of them is made of.

A folder of configuration is a root module unless another one calls it. Modules that only call each other are still
read, from the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leastwise.model.errors import ReadError
from leastwise.read.files import Files
from leastwise.read.frameworks import Group, Groups
from leastwise.read.survey import Survey, framework_of
from leastwise.read.terraform.module import is_configuration

MAX_MODULES = 200
"""Folders that one application may be put together from."""

_CALLED = rb'(?m)(?:^|[{,])[ \t]*"?source"?[ \t]*[=:][ \t]*"(\.{1,2}(?:/[^"\r\n$]*)?)"'


def groups_of(files: Files, found: Survey) -> Groups:
    """The files of every root module with those of the modules that it calls, and its files of variables."""
    folders = folders_of(files, found)
    return Groups([folders.group(root) for root in folders.roots()])


def folders_of(files: Files, found: Survey) -> Folders:
    """The folders that hold configuration, among what was found."""
    contents = found.frameworks["terraform"]
    plans = [path for path in contents if is_plan(path)]
    folders = Folders(files, {path: data for path, data in contents.items() if path not in plans})
    for folder in sorted({_folder(path) for path in found.named & contents.keys() - set(plans)}):
        folders.complete(folder)  # a file that is named alone is read with those beside it
    return folders


def is_plan(path: str) -> bool:
    """Whether a file of Terraform's is a plan or state: its name says nothing else."""
    return framework_of(path) == ""


def roots_of(files: Files, group: Group) -> tuple[list[str], dict[str, list[str]]]:
    """The folders of the root modules in a group, and the files of every folder."""
    folders = Folders(files, dict(_contents(files, filter(is_configuration, group))))
    return folders.roots(), {folder: list(paths) for folder, paths in folders.files.items()}


class Folders:
    """The folders that hold configuration, and who calls whom.

    Attributes:
        files: folder → path → bytes of the configuration in it.
        variables: paths of files of variables.
    """

    def __init__(self, access: Files, contents: dict[str, bytes]) -> None:
        self._access = access
        self.files: dict[str, dict[str, bytes]] = {}
        self.variables: list[str] = []
        self._calls: dict[str, list[str]] = {}
        for path, data in contents.items():
            if is_configuration(path):
                self.files.setdefault(_folder(path), {})[path] = data
            else:
                self.variables.append(path)

    def roots(self) -> list[str]:
        """The folders that no other one calls, and one of every circle, in order."""
        known = sorted(self.files)
        calls = {folder: self.calls(folder) for folder in known}
        called = {other for folder, others in calls.items() for other in others if other != folder}
        roots = [folder for folder in known if folder not in called]
        reached: set[str] = set()
        for root in roots:
            reached.update(self._reached(root))
        for folder in known:
            if folder not in reached:
                roots.append(folder)
                reached.update(self._reached(folder))
        return roots

    def group(self, root: str) -> Group:
        """All files that a root module is made of, its own first."""
        reached = list(self._reached(root))
        inner = sorted(folder for folder in self.files if folder != root and _inside(folder, root))
        paths = [path for folder in reached for path in sorted(self.files.get(folder, ()))]
        variables = [
            path
            for path in sorted(self.variables)
            if _inside(_folder(path), root) and not any(_inside(_folder(path), folder) for folder in inner)
        ]
        return (*paths, *variables)

    def calls(self, folder: str) -> list[str]:
        """The local folders that a module calls. What was not looked at yet is looked at now."""
        if folder not in self._calls:
            found: dict[str, None] = {}
            for data in self.files.get(folder, {}).values():
                for match in re.finditer(_CALLED, data) if b'".' in data else ():
                    path = self._access.join(folder, match[1].decode("utf-8", "replace"))
                    if path is not None and self.look(path):
                        found[path] = None
            self._calls[folder] = list(found)
        return self._calls[folder]

    def look(self, folder: str) -> bool:
        """Whether a folder holds configuration; what lies outside the files that were asked for is read for it."""
        if folder not in self.files and self._access.is_dir(folder):
            self.complete(folder)
        return folder in self.files

    def complete(self, folder: str) -> None:
        """Read all configuration in a folder."""
        contents = dict(_contents(self._access, own_files(self._access, folder)))
        if contents:
            self.files.setdefault(folder, {}).update(contents)

    def _reached(self, root: str) -> Iterator[str]:
        ahead, seen = [root], {root}
        while ahead and len(seen) <= MAX_MODULES:
            folder = ahead.pop(0)
            yield folder
            for other in self.calls(folder):
                if other not in seen:
                    seen.add(other)
                    ahead.append(other)


def _contents(files: Files, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of files; none of those that cannot be read."""
    for path in paths:
        try:
            yield path, files.read(path)
        except ReadError:  # whoever reads the module says so
            yield path, b""


def own_files(files: Files, folder: str) -> list[str]:
    """The paths of the configuration in a folder itself."""
    return [path for path in list(files.walk(folder)) if _folder(path) == folder and is_configuration(path)]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _inside(folder: str, root: str) -> bool:
    return root in (folder, "") or folder.startswith(root + "/")
