"""Syntax trees of source files by tree-sitter, and what lowering them has in common."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.source import Source, Span
from leastwise.read.script.nodes import Expr, Joined, Listing, Literal, Opaque, Stmt

LANGUAGES = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".py": "python",
}
"""Ending of a file → its language."""

MAX_DEPTH = 150
"""How deep expressions and blocks may nest; what is deeper is not followed."""


@cache
def parser(language: str) -> Any:
    """The parser of `python`, `typescript`, `tsx` or `javascript`."""
    import tree_sitter

    name = "typescript" if language == "tsx" else language
    grammar = _compiled(f"tree_sitter_{name}")
    made = getattr(grammar, f"language_{language}" if name == "typescript" else "language")()
    return tree_sitter.Parser(tree_sitter.Language(made))


def _compiled(package: str) -> Any:
    """The compiled part of a grammar's package: the rest imports what takes longer than all of a small scan's parsing.

    Raises:
        ImportError: it is not installed.
    """
    around = PathFinder.find_spec(package)
    places = None if around is None else around.submodule_search_locations
    found = PathFinder.find_spec(f"{package}._binding", places) if places else None
    if found is None or found.loader is None:
        return import_module(package)
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


def parsed(source: Source) -> tuple[Any, Callable[[int], int]]:
    """The tree of a source file, and the character offset of a byte offset in it."""
    language = LANGUAGES["." + source.path.rpartition(".")[2]]
    return parser(language).parse(source.text.encode("utf-8", "surrogatepass")).root_node, offsets(source.text)


class Lowering:
    """Lowers one file. A language says in `statement` and `expression` what its kinds of nodes mean.

    Attributes:
        unread: what of the file is not in its statements.
    """

    def __init__(self, source: Source, language: str) -> None:
        self.source = source
        self.data = source.text.encode("utf-8", "surrogatepass")
        self.at = offsets(source.text)
        self.depth = 0
        self.root = parser(language).parse(self.data).root_node
        self.unread: list[Unread] = []

    def lowered(self) -> tuple[Stmt, ...]:
        """The statements of the file."""
        broken = _broken(self.root)
        if broken is not None:
            self._leave(broken, "code", "the syntax is not understood here; what is around it may not be seen")
        return tuple(self.block(self.root))

    def _leave(self, node: Any, kind: UnreadKind, reason: str) -> None:
        """Note, once for each reason, that a node is not followed."""
        if not any(note.reason == reason for note in self.unread):
            self.unread.append(Unread(self.source.path, node.start_point[0] + 1, kind, reason))

    def _too_deep(self, node: Any) -> bool:
        if self.depth > MAX_DEPTH:
            self._leave(node, "limit", f"nests deeper than {MAX_DEPTH} levels; what is deeper is not followed")
            return True
        return False

    def block(self, node: Any) -> Iterator[Stmt]:
        """The statements in a node."""
        if node is None or self._too_deep(node):
            return
        self.depth += 1
        for child in node.named_children:
            yield from self.statement(child)
        self.depth -= 1

    def statement(self, node: Any) -> Iterator[Stmt]:
        """What a statement means."""
        raise NotImplementedError

    def expression(self, node: Any) -> Expr:
        """What an expression means."""
        raise NotImplementedError

    def value(self, node: Any) -> Expr:
        """An expression, `Opaque` where it nests too deeply."""
        if self._too_deep(node):
            return Opaque(self.span(node))
        self.depth += 1
        found = self.expression(node)
        self.depth -= 1
        return found

    def listing(self, node: Any) -> Expr:
        """The items of a list, tuple or array."""
        return Listing(tuple(self.value(c) for c in node.named_children if c.type != "comment"), self.span(node))

    def put_together(self, parts: list[Expr], node: Any) -> Expr:
        """A text of its parts."""
        if not parts:
            return Literal("", self.span(node))
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Literal) else Joined(tuple(parts), self.span(node))

    def text(self, node: Any) -> str:
        """The text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass")

    def span(self, node: Any) -> Span:
        """The place of a node."""
        start, end = self.at(node.start_byte), self.at(node.end_byte)
        return self.source, start, end, start, end

    def entry(self, key: Any, value: Any) -> Span:
        """The place of a key with its value."""
        at = self.at
        return self.source, at(key.start_byte), at(key.end_byte), at(value.start_byte), at(value.end_byte)


def _broken(root: Any) -> Any | None:
    """The first node that is not of the language; `None` where all of the file is."""
    node = root if root.has_error else None
    while node is not None and not (node.is_error or node.is_missing):
        node = next((child for child in node.children if child.has_error), None)
    return node


_ESCAPES = {
    "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0", "\n": "",
}  # fmt: skip


def unescaped(text: str) -> str:
    """What an escape sequence of Python or JavaScript stands for: a character by its number, by a letter, or itself."""
    digits = re.fullmatch(r"\\(?:x([0-9a-fA-F]{2})|[uU]\{?([0-9a-fA-F]{1,8})\}?)", text)
    if digits is not None:
        code = int(digits[1] or digits[2], 16)
        return chr(code) if code < 0x110000 else text
    return _ESCAPES.get(text[1:], text[1:])


def offsets(text: str) -> Callable[[int], int]:
    """Character offset of a byte offset."""
    if text.isascii():
        return lambda byte: byte
    starts, position = [], 0
    for character in text:
        starts.append(position)
        position += len(character.encode("utf-8", "surrogatepass"))
    starts.append(position)
    return lambda byte: bisect_right(starts, byte) - 1
