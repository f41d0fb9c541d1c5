"""Syntax trees of source files by tree-sitter, and what lowering them has in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from leastwise.model.source import Source, Span
from leastwise.read.script.nodes import Expr, Opaque, Stmt

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

    if language == "python":
        import tree_sitter_python

        grammar = tree_sitter_python.language()
    elif language == "javascript":
        import tree_sitter_javascript

        grammar = tree_sitter_javascript.language()
    else:
        import tree_sitter_typescript

        tsx = language == "tsx"
        grammar = tree_sitter_typescript.language_tsx() if tsx else tree_sitter_typescript.language_typescript()
    return tree_sitter.Parser(tree_sitter.Language(grammar))


def parsed(source: Source) -> tuple[Any, Callable[[int], int]]:
    """The tree of a source file, and the character offset of a byte offset in it."""
    language = LANGUAGES["." + source.path.rpartition(".")[2]]
    return parser(language).parse(source.text.encode("utf-8", "surrogatepass")).root_node, _offsets(source.text)


class Lowering:
    """Lowers one file. A language says in `statement` and `expression` what its kinds of nodes mean."""

    def __init__(self, source: Source, language: str) -> None:
        self.source = source
        self.data = source.text.encode("utf-8", "surrogatepass")
        self.at = _offsets(source.text)
        self.depth = 0
        self.root = parser(language).parse(self.data).root_node

    def lowered(self) -> tuple[Stmt, ...]:
        """The statements of the file."""
        return tuple(self.block(self.root))

    def block(self, node: Any) -> Iterator[Stmt]:
        """The statements in a node."""
        if node is None or self.depth > MAX_DEPTH:
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
        if self.depth > MAX_DEPTH:
            return Opaque(self.span(node))
        self.depth += 1
        found = self.expression(node)
        self.depth -= 1
        return found

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


def _offsets(text: str) -> Callable[[int], int]:
    """Character offset of a byte offset."""
    if text.isascii():
        return lambda byte: byte
    starts, position = [], 0
    for character in text:
        starts.append(position)
        position += len(character.encode("utf-8", "surrogatepass"))
    starts.append(position)
    return lambda byte: bisect_right(starts, byte) - 1
