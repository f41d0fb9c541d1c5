"""On which line of a TOML file a key or an item of a list stands: the standard library's reader does not say."""

from __future__ import annotations

import re
from contextlib import suppress

Path = tuple[str | int, ...]
"""Names of tables and keys, and indices of lists, from the top."""

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}'  # texts of several lines
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{},=.\n]|[^\s"\'#\[\]{},=.]+',
    re.DOTALL,
)


_DEEPEST = 20


class Lines:
    """The lines of everything in a TOML text that its reader has accepted."""

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._lists: dict[Path, int] = {}
        with suppress(IndexError, ValueError):  # what was found until then still holds
            self._scan(text)

    def of(self, path: Path) -> int:
        """The 1-based line of a path, else of its nearest parent that has one, else 1."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._found:
                return self._found[path[:length]]
        return 1

    def _scan(self, text: str) -> None:
        tokens = [(match[0], match.start()) for match in _TOKEN.finditer(text) if match[0][0] != "#"]
        line, at, index = 1, 0, 0
        table: Path = ()
        while index < len(tokens):
            token, start = tokens[index]
            line, at = line + text.count("\n", at, start), start
            if token == "\n":
                index += 1
            elif token == "[":
                double = tokens[index + 1][0] == "[" and tokens[index + 1][1] == start + 1
                names, index = _names(tokens, index + 1 + double, "]")
                table = self._table(names, line, double=double)
                index += double
            else:
                names, index = _names(tokens, index, "=")
                path = table + names
                for length in range(len(table) + 1, len(path) + 1):
                    self._found.setdefault(path[:length], line)
                index = self._value(text, tokens, index, path, line)

    def _table(self, names: Path, line: int, *, double: bool) -> Path:
        """The path of a table's head; a list of tables on the way stands for its last one."""
        path: Path = ()
        for number, name in enumerate(names, 1):
            path += (name,)
            last = number == len(names)
            if last and double:
                self._lists[path] = self._lists.get(path, -1) + 1
            self._found.setdefault(path, line)
            if path in self._lists:
                path += (self._lists[path],)
                self._found.setdefault(path, line)
        return path

    def _value(self, text: str, tokens: list[tuple[str, int]], index: int, path: Path, line: int) -> int:
        """Step over a value and note the items of a list; the index after it."""
        at = tokens[index][1] if index < len(tokens) else len(text)
        depth = item = 0
        expected = False  # the next token is an item's first
        listed = index < len(tokens) and tokens[index][0] == "["
        while index < len(tokens):
            token, start = tokens[index]
            if token == "\n" and depth == 0:
                break
            line, at = line + text.count("\n", at, start), start
            if expected and token not in "\n]":
                self._found.setdefault((*path, item), line)
                expected = False
            if token in "[{":
                depth += 1
                expected = listed and depth == 1
            elif token in "]}":
                depth -= 1
            elif token == "," and depth == 1 and listed:
                item, expected = item + 1, True
            index += 1
        return index


def _names(tokens: list[tuple[str, int]], index: int, end: str) -> tuple[Path, int]:
    """The names up to a token, and the index after it."""
    names: list[str] = []
    while tokens[index][0] != end:
        token = tokens[index][0]
        if len(names) == _DEEPEST:
            raise ValueError("no key of the configuration is that deep")
        if token != ".":
            names.append(token[1:-1] if token[0] in "\"'" else token)
        index += 1
    return tuple(names), index + 1
