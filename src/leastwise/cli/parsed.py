"""The options of a command line. They are kept too: parsing takes a tenth of a scan of what has not changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from leastwise.cache.folder import Folder, location
from leastwise.cache.memory import Memory
from leastwise.cache.program import identity
from leastwise.cli.root import lies_in, work_tree

if TYPE_CHECKING:
    import argparse

_MOST = 20
"""Arguments of a command line that is kept; most of a longer one are files, and others each time."""

_NEVER = ("--no-cache", "--parameters", "--rules")
"""With these nothing is kept: a parameter may be a secret, and another package's rules keep no result either."""


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options that a command line means."""
    memory = _memory(arguments)
    known = memory.recall(arguments) if memory else None
    if known is not None:
        from leastwise.cli.scan import scan

        return cast("argparse.Namespace", SimpleNamespace(**known, command=scan))
    from leastwise.cli.arguments import parser
    from leastwise.cli.policy_arguments import completed

    arguments = completed(arguments)
    options = parser(next(iter(arguments), None)).parse_args(arguments)
    if memory:
        memory.keep(arguments, {}, {name: value for name, value in vars(options).items() if name != "command"})
    return options


def _memory(arguments: Sequence[str]) -> Memory | None:
    """Where options are kept, for scans that use a cache."""
    usual = arguments[:1] == ["scan"] and len(arguments) <= _MOST and not any(a.startswith(_NEVER) for a in arguments)
    path = location() if usual else None
    if path is None or _may_be_scanned(os.path.realpath(path), arguments):
        return None
    folder = Folder(path)
    return None if folder.problem else Memory(folder, "options", identity())


def _may_be_scanned(cache: str, arguments: Sequence[str]) -> bool:
    """Whether the cache may lie in the tree that is scanned, where somebody else could have written what is in it.

    This is asked before the arguments are understood. The root of a scan is the current folder, a folder that is named
    or that holds a file which is named, or a git work tree around one of these.
    """
    named = [os.curdir, *arguments, *(argument.partition("=")[2] for argument in arguments)]
    for real in (os.path.realpath(name) for name in named if name):
        root = real if os.path.isdir(real) else os.path.dirname(real)
        if lies_in(cache, root):
            return True
    return work_tree(cache) is not None
