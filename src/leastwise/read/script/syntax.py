"""Syntax trees of source files by tree-sitter, and the texts and numbers in them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

from leastwise.model.source import Source

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
    table: array[int] = array("L")
    at = 0
    for match in _WIDE.finditer(text):
        table.extend(range(at, match.start()))
        for at in range(match.start(), match.end()):
            table.extend((at,) * len(text[at].encode("utf-8", "surrogatepass")))
        at = match.end()
    table.extend(range(at, len(text) + 1))
    return table.__getitem__


def number(text: str) -> complex | int | float | None:
    """The value of a number of Python or JavaScript as it is written, of any version; `None` where it is none."""
    text = text.replace("_", "").lower()
    if text[:2] in ("0x", "0o", "0b"):
        digits = text.rstrip("ln")
    elif text[:1] == "0" and text.rstrip("l").isdecimal():  # octal numbers of Python 2, and of sloppy JavaScript
        digits = "0o" + text.rstrip("l") if set(text.rstrip("l")) <= set("01234567") else text.lstrip("0") or "0"
    else:
        digits = text.rstrip("ln")
    for kind in (lambda given: int(given, 0), float, complex):
        try:
            return kind(digits)
        except ValueError:
            continue
    return None


_WIDE = re.compile(r"[^\x00-\x7f]+")
