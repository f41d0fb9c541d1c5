"""The frameworks beside CloudFormation and SAM: which files an application of each begins with, and who reads it.

Each has a package, imported when such a file is there, with two functions:

    groups(files, found) -> Groups                       which files make an application, which belong to one
    read_group(files, group, settings, stats) -> Reading…  one application, in each of its worlds and stages
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from leastwise.model.record import field, record
from leastwise.read.files import Files
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.survey import Survey

Group = tuple[str, ...]
"""Paths of files that are read together, all of them looked at by the survey. Their content tells what is read."""

FRAMEWORKS = ("serverless", "terraform", "cdk", "others")
"""Names of the packages in `leastwise.read`, in the order in which they take files."""


@record(frozen=False)
class Groups:
    """The applications of one framework.

    Attributes:
        groups: one for each application.
        taken: files that belong to one of them and are no templates by themselves: included resources, build output.
    """

    groups: list[Group] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def groups(files: Files, found: Survey) -> dict[Group, str]:
    """Every application of these frameworks, and the framework. What belongs to one is no candidate any more."""
    known: dict[Group, str] = {}
    for framework in FRAMEWORKS:
        if framework in found.frameworks:
            own = _package(framework).groups(files, found)
            for path in own.taken - found.named:
                found.candidates.pop(path, None)
            known.update(dict.fromkeys(own.groups, framework))
    return known


def read_group(
    framework: str, files: Files, group: Group, settings: ReadSettings, stats: ReadStats
) -> Iterator[Reading]:
    """Read one application."""
    yield from _package(framework).read_group(files, group, settings, stats)


def _package(framework: str) -> Any:
    return import_module(f"leastwise.read.{framework}")
