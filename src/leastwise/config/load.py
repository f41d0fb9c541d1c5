"""Finds the configuration of a project, reads it and checks every key of it.

The file is as hostile as anything else that is scanned: its size is bounded, it has to lie inside the root, and it is
data that nothing executes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.config.check import Problem, checked
from leastwise.config.lines import Lines, Path
from leastwise.model.errors import ReadError, UsageError
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.toml import parse_toml

OWN, SHARED = "leastwise.toml", "pyproject.toml"
NAMES = (OWN, SHARED)
"""Files that may hold the configuration; in one folder the first goes before the second."""

_MOST_PROBLEMS = 20


@record
class Ignore:
    """An entry of `ignores`: findings that are accepted.

    Attributes:
        rules: ids of the rules.
        path: pattern for the files, seen from the configuration's folder; empty for all.
        resource: pattern for the names of blocks; empty for all.
        until: last day, as `2027-01-31`; empty for always.
        reason: why.
        span: character offsets of its line in the file.
    """

    rules: tuple[str, ...]
    path: str
    resource: str
    until: str
    reason: str
    span: tuple[int, int]


@record
class Config:
    """A configuration file that was read.

    Attributes:
        source: the file; its path is relative to the root.
        values: key → value, for the keys that it sets.
        ignores: what it accepts.
        lines: where everything stands.
        prefix: the table in the file that holds it: nothing, or `tool`, `leastwise`.
    """

    source: Source
    values: Mapping[str, Any]
    ignores: tuple[Ignore, ...]
    lines: Lines
    prefix: Path

    @property
    def path(self) -> str:
        """The file, relative to the root."""
        return self.source.path

    @property
    def folder(self) -> str:
        """The folder that patterns and paths in it are seen from; empty for the root."""
        return self.source.path.rpartition("/")[0]

    def line(self, *path: str | int) -> int:
        """The line of a key or of something below it."""
        return self.lines.of((*self.prefix, *path))

    def where(self, *path: str | int) -> str:
        """The place of a key for people: `leastwise.toml:3`."""
        return f"{self.path}:{self.line(*path)}"

    def error(self, message: str, *path: str | int) -> UsageError:
        """An error about a key."""
        return UsageError(f"{self.where(*path)}: {message}")


def find(files: Files, folder: str) -> Config | None:
    """The configuration of a folder: the nearest one in it or above it, up to the root. One file holds all of it.

    A pyproject.toml without the table `[tool.leastwise]` is passed over.

    Raises:
        UsageError: a file that should hold it cannot be read or is wrong; with file, line and remedy.
    """
    while True:
        for name in NAMES:
            path = f"{folder}/{name}" if folder else name
            if files.exists(path):
                found = load(files, path)
                if found is not None:
                    return found
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def load(files: Files, path: str) -> Config | None:
    """The configuration in a file; `None` for a pyproject.toml that holds none.

    Raises:
        UsageError: it cannot be read or is wrong.
    """
    own = path.rpartition("/")[2] != SHARED
    try:
        data = files.read(path)
    except ReadError as error:
        if not own:  # it is most likely about something else
            return None
        raise UsageError(f"{path}:1: the configuration {error.reason}; make it a file that can be read") from error
    if not own and b"leastwise" not in data:
        return None
    try:
        source = decode(data, path)
        content: Any = parse_toml(source)
    except ReadError as error:
        raise UsageError(f"{path}:{error.line}: the configuration {error.reason}") from error
    lines = Lines(source.text)
    prefix: Path = ()
    if not own:
        content, prefix = content.get("tool"), ("tool", "leastwise")
        if not isinstance(content, dict) or "leastwise" not in content:
            return None
        content = content["leastwise"]
    problems: list[Problem] = []
    values = checked(content, problems)
    if problems:
        placed = sorted((lines.of((*prefix, *at)), message) for at, message in problems)
        told = [f"{path}:{line}: {message}".replace("\n", "\\n") for line, message in placed[:_MOST_PROBLEMS]]
        more = len(problems) - len(told)
        raise UsageError("\n".join(told + ([f"{path}: and {more} more"] if more else [])))
    ignores = tuple(_ignore(source, lines, prefix, n, entry) for n, entry in enumerate(values.pop("ignores", ())))
    return Config(source, values, ignores, lines, prefix)


def _ignore(source: Source, lines: Lines, prefix: Path, number: int, entry: Mapping[str, Any]) -> Ignore:
    line = lines.of((*prefix, "ignores", number))
    start = source.offset(line)
    return Ignore(
        rules=entry["rules"],
        path=entry.get("path", ""),
        resource=entry.get("resource", ""),
        until=entry.get("until", ""),
        reason=entry.get("reason", ""),
        span=(start, start + len(source.line(line))),
    )
