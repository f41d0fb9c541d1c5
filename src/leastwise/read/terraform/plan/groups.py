"""Which configuration a plan or state belongs to: that of its own folder, otherwise of the nearest one above."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from leastwise.read.frameworks import Group

if TYPE_CHECKING:
    from leastwise.read.terraform.roots import Folders


def with_plans(folders: Folders, plans: Sequence[str], named: Container[str]) -> list[Group]:
    """The groups of all root modules, each after the plans and states of it; plans without a root module alone.

    Args:
        folders: the configuration that was found.
        plans: paths.
        named: those that were named: what lies beside and above them was not looked at yet.
    """
    homes: dict[str | None, list[str]] = {}
    for path in sorted(plans):
        homes.setdefault(_home(folders, path, path in named), []).append(path)
    alone = [(path,) for path in homes.pop(None, [])]
    roots = folders.roots()
    wanted = [*roots, *(folder for folder in homes if folder is not None and folder not in roots)]
    return [*alone, *((*homes.get(root, ()), *folders.group(root)) for root in wanted)]


def _home(folders: Folders, path: str, look: bool) -> str | None:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if look and folder not in folders.files:
            folders.complete(folder)
        if folder in folders.files:
            return folder
    return None
