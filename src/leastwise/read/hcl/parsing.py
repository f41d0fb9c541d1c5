"""Reads an HCL file, the quick way where that is certain."""

from __future__ import annotations

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source
from leastwise.read.hcl.quick import quick
from leastwise.read.hcl.values import Block

MAX_CHARACTERS = 1_000_000
"""The longest HCL text that is read. What is no HCL takes the parser some seconds for that."""


def parse_hcl(source: Source, *, calls: bool = False) -> tuple[Block, list[Unread]]:
    """The content of a file, and what was odd about it: what is no HCL, attributes that stand twice.

    Where something is no HCL, the blocks before and after it are read all the same, if they begin in the first column.

    Args:
        source: the file.
        calls: a call with one literal object or tuple is a `Call` rather than an `Expression`.

    Raises:
        ReadError: it is deeper or larger than a configuration can be.
    """
    length = len(source.text)
    if length > MAX_CHARACTERS:
        raise ReadError(f"has {length:,} characters; at most {MAX_CHARACTERS:,} are read of HCL", limit=True)
    found = None if calls else quick(source)
    if found is None:
        from leastwise.read.hcl.reader import read_tree  # with tree-sitter, which most files do not need

        found = read_tree(source, calls)
    return found
