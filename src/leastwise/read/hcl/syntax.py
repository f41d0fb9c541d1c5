"""The syntax tree of HCL text, by tree-sitter, with character offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import Any

from leastwise.model.record import record


@record
class Syntax:
    """A parsed stretch of text.

    Attributes:
        root: the tree-sitter node of the whole; see https://github.com/tree-sitter-grammars/tree-sitter-hcl for its
            kinds of nodes.
        at: character offset of a byte offset that a node gives.
    """

    root: Any
    at: Callable[[int], int]


def parsed(text: str, start: int = 0) -> Syntax:
    """The tree of a text of which the first character has the offset `start`. Never fails: see `root.has_error`."""
    data = text.encode("utf-8", "surrogatepass")
    return Syntax(_parser().parse(data).root_node, _offsets(text, start))


@cache
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def _offsets(text: str, start: int) -> Callable[[int], int]:
    if text.isascii():
        return lambda byte: byte + start
    ends: list[int] = []  # bytes up to and with each character that takes more than one
    surplus = [0]
    for match in re.finditer(r"[^\x00-\x7f]", text):
        character = match[0]
        surplus.append(surplus[-1] + (1 if character < "\u0800" else 2 if character < "\U00010000" else 3))
        ends.append(match.end() + surplus[-1])
    return lambda byte: byte - surplus[bisect_right(ends, byte)] + start


def first_fault(tree: Syntax, end: int) -> int:
    """The offset of the first thing that is no HCL."""
    node = tree.root
    while True:
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None or node.is_error:
            return min(tree.at(node.start_byte), end)
        node = inner
