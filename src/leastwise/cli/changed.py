"""Files among the paths of a scan stand for the applications that they belong to: pre-commit names what has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from leastwise.cache.memory import Memory, Shelf
from leastwise.cache.program import identity
from leastwise.read.recording import RecordedFiles

if TYPE_CHECKING:
    import argparse

    from leastwise.cli.settings import Settings
    from leastwise.report.result import ScanResult

_MOST = 3
"""Files that belong to nothing and are named."""


def named_files(settings: Settings) -> list[str]:
    """The paths that are files."""
    return [path for path in settings.paths if path and not settings.files.is_dir(path)]


def stages_named(named: list[str], result: ScanResult) -> list[str]:
    """The stages that files among the paths are for, going by their names, where none was asked for.

    `config/env.prod.yml` and `env/prod.tfvars` count only in that stage; the default one says nothing of them. Where
    other files are named too, every stage is.
    """
    words = [{word for step in path.split("/")[-2:] for word in step.split(".")} for path in named]
    found = [stage for stage in result.others if any(stage in own for own in words)]
    return ["all"] if found and any(own.isdisjoint(found) for own in words) else found


def resolve(named: list[str], options: argparse.Namespace, settings: Settings, shelf: Shelf | None) -> list[str]:
    """Put applications in the place of the files among the paths.

    Only a root that is a project is looked through for them: a git work tree, or what --root names. Elsewhere a
    template is read by itself, since the folder that happens to hold it may be as wide as the disk.

    Returns:
        notices about files that belong to no application.
    """
    if not named:
        return []
    wide = bool(options.root) or os.path.exists(os.path.join(settings.root, ".git"))
    memory = Memory(shelf, "owners", identity(), wide, settings.folder, settings.values["exclude"]) if shelf else None
    owners = memory.recall(named, settings.files) if memory else None
    if owners is None:
        from leastwise.read.owners import owners_of

        recorded = RecordedFiles(settings.files)
        owners = owners_of(recorded, named, wide=wide)
        if memory and recorded.steady:
            memory.keep(named, recorded.answers, owners)
    others = [path for path in settings.paths if path not in owners]
    settings.paths = list(dict.fromkeys([*others, *(owner for found in owners.values() for owner in found)]))
    homeless = [path for path in named if not owners[path]]
    more = f"and {len(homeless) - _MOST:,} more files belong to no application"
    told = [f"{path}: belongs to no application" for path in homeless[:_MOST]]
    return [*told, more] if len(homeless) > _MOST else told
