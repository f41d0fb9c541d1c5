"""Reads HCL without a tree, three times as fast: what people mostly write.

Whatever is not certain (`Odd`) leaves the whole file to tree-sitter, which reads all HCL and what is none. Both read
the same file in the same way.
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.read.builder import MAX_DEPTH, clipped, weight
from leastwise.read.hcl.extents import GAP, LITERAL, NAME, RESERVED, Extents, Odd
from leastwise.read.hcl.literals import heredoc, label, number, unquoted
from leastwise.read.hcl.placing import MAX_LABELS, Placer
from leastwise.read.hcl.values import Block, ComputedKey, Expression

_LABEL = re.compile(rf'{NAME}|"[^"]*"')
_END = r"(?=[ \t]*(?:[\n,}\]#]|//|\Z))"
_PLAIN = rf'(?:"([^"\\{{\n]*+)"|({NAME}(?:\.{NAME})*+)|([0-9]{{1,18}})){_END}'
_SIMPLE = re.compile(_PLAIN)
_HEAD = rf'(?:[ \t]+(?:{NAME}|"[^"\\\n$%{{]*"))*'
_ITEM = re.compile(rf"{GAP}({NAME})(?:([ \t]*=(?![=>])[ \t]*)(?:{_PLAIN})?|({_HEAD})[ \t]*\{{)")
_DONE = re.compile(_END)
_KEY = re.compile(rf'(?:({NAME}|[0-9]{{1,18}})|"([^"\\{{\n]*+)")[ \t]*(?:=(?![=>])|:(?!:))[ \t]*')
_LOOP = re.compile(rf"[\[{{]{GAP}for(?![A-Za-z0-9_-])")
_KEYWORDS = {"true": True, "false": False, "null": None}
_UNUSUAL = re.compile(r"[\r\0\ufeff]")


def quick(source: Source) -> tuple[Block, list[Unread]] | None:
    """The content of a file, and what was odd about it; nothing where it takes a tree to tell."""
    if _UNUSUAL.search(source.text):
        return None
    reader = _Quick(source)
    try:
        return reader.whole(), reader.notes.notes
    except (Odd, ReadError):
        return None


class _Quick(Placer):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._extents = Extents(source.text)

    def whole(self) -> Block:
        """The file."""
        root = Block((self.source, 0, 0, 0, len(self.text)))
        if self._body(root, 0, 0) != len(self.text):
            raise Odd
        return root

    def _body(self, block: Block, position: int, depth: int) -> int:
        """Read the attributes and blocks from an offset on; gives where no other begins."""
        text, source = self.text, self.source
        end = position
        first = True
        while True:
            found = _ITEM.match(text, end)
            if found is None:
                return self._extents.gap(end)
            position = found.start(1)
            if not first and "\n" not in text[end:position]:
                raise Odd
            first = False
            if found[2] is None:
                end = self._block(block, found, depth)
                continue
            name = self.key(found[1], position)
            stop = found.end(2)
            if found.lastindex == 2:
                value, end = self._value(stop, depth + 1)
            else:
                value, end = self._plain(found, 3), found.end()
            if name in block:
                self.twice(block, name, position)
            block[name] = value
            block.spans[name] = (source, position, found.end(1), stop, end)

    def _block(self, parent: Block, found: re.Match[str], depth: int) -> int:
        if depth >= MAX_DEPTH // 2:
            raise Odd
        start, stop = found.start(1), found.end()
        self.notes.count(1, start)
        names = [(self.key(found[1], start), start, found.end(1))]
        if found[6]:
            for one in _LABEL.finditer(self.text, found.start(6), found.end(6)):
                names.append((self.key(label(one[0]), one.start()), one.start(), one.end()))
            if len(names) > MAX_LABELS + 1:
                raise Odd
        block = Block((self.source, start, names[-1][2], stop - 1, stop))
        end = self._body(block, stop, depth + 1)
        if self.text[end : end + 1] != "}":
            raise Odd
        block.home = (self.source, start, names[-1][2], stop - 1, end + 1)
        self.place(parent, names, block)
        return end + 1

    def _value(self, start: int, depth: int) -> tuple[Any, int]:
        """The value that begins here, and where it ends."""
        if depth > MAX_DEPTH // 2:
            raise Odd
        found = _SIMPLE.match(self.text, start)
        if found is not None:
            return self._plain(found, 1), found.end()
        mark = self.text[start : start + 1]
        if mark in ("[", "{") and not _LOOP.match(self.text, start):
            self.notes.count(1, start)
            value, end = (self._tuple if mark == "[" else self._object)(start, depth)
        else:
            end = self._extents.expression(start, False)
            text = self.text[start:end]
            self.notes.count(weight(len(text)), start)
            value = _literal(text)
        if not _DONE.match(self.text, end):
            raise Odd
        return value, end

    def _plain(self, found: re.Match[str], group: int) -> Any:
        """The value that `_PLAIN` has found; `group` is the number of its first group."""
        kind = found.lastindex or 0
        start = found.start(kind)
        self.notes.count(weight(found.end() - start + (2 if kind == group else 0)), start)
        word: str = found[kind]
        if kind == group:
            return word
        if kind == group + 2:
            return int(word)
        if word in _KEYWORDS:
            return _KEYWORDS[word]
        if word in RESERVED:
            raise Odd
        return Expression(word)

    def _tuple(self, start: int, depth: int) -> tuple[Seq, int]:
        text, source, gap = self.text, self.source, self._extents.gap
        items = Seq((source, start, start, start, start))
        position = gap(start + 1)
        while text[position : position + 1] != "]":
            value, end = self._value(position, depth + 1)
            items.put(value, (source, position, position, position, end))
            position = gap(end)
            if text[position : position + 1] == ",":
                position = gap(position + 1)
            elif text[position : position + 1] != "]":
                raise Odd
        items.home = (source, start, start, start, position + 1)
        return items, position + 1

    def _object(self, start: int, depth: int) -> tuple[Map, int]:
        text, source = self.text, self.source
        entries = Map((source, start, start, start, start))
        position, certain = self._extents.gap(start + 1), True
        while text[position : position + 1] != "}":
            found = _KEY.match(text, position)
            if found is not None:
                name = found[1] if found[2] is None else found[2]
                middle = found.end(1) if found[2] is None else found.end(2) + 1
                after = found.end()
            elif text[position : position + 1] == '"' or (certain and text[position : position + 1] == "("):
                middle = self._extents.expression(position, False)
                after, _ = self._extents.sign(middle)
                name = _computed(text[position:middle])
            else:
                raise Odd
            self.key(name, position)
            if name in entries:
                self.notes.note(position, f"key {clipped(name)!r} stands here a second time; the later one counts")
            value, end = self._value(after, depth + 1)
            place: Span = (source, position, middle, after, end)
            entries.put(name, value, place)
            position, certain = self._extents.separator(end)
        entries.home = (source, start, start, start, position + 1)
        return entries, position + 1


_WHOLE = re.compile(rf'"{LITERAL}"\Z')
_DIGITS = re.compile(r"-?[ \t]*[0-9]")


def _literal(text: str) -> Any:
    """What an expression that is one literal says; any other expression as it is."""
    found: Any = None
    if text[0] == '"' and _WHOLE.match(text):
        found = unquoted(text[1:-1])
    elif text.startswith("<<"):
        lines = text[text.index("\n") + 1 : text.rindex("\n") + 1]
        if "${" not in lines.replace("$${", "") and not text.endswith(("]", ")", "}")):
            found = heredoc(lines, text.startswith("<<-"))
    elif _DIGITS.match(text):
        found = number(text.lstrip("- \t"))
        if found is not None and text[0] == "-":
            found = -found
    return Expression(text) if found is None else found


def _computed(text: str) -> str:
    """The key of an entry that is more than a name or a plain text: a text or brackets, and nothing after them."""
    if text[0] == '"':
        if not text.endswith('"'):
            raise Odd
        plain = unquoted(text[1:-1]) if _WHOLE.match(text) else None
        return ComputedKey(text[1:-1]) if plain is None else plain
    if not text.endswith(")"):
        raise Odd
    return ComputedKey(f"${{{text[1:-1].strip()}}}")
