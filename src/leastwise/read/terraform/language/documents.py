"""Texts that are JSON documents: policies in heredocs and files, with the place of everything in them.

Such a text becomes an `Encoded` container: what stands in it can be looked at, what `${…}` puts in it is a symbol in
its place, and a finding points at the line in the heredoc or in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source, Span
from leastwise.model.value import MAX_TEXT, Concat, Map, Seq, Symbol, concat, display
from leastwise.read.builder import Builder
from leastwise.read.json import parse_json
from leastwise.read.terraform.language.names import Scope
from leastwise.read.terraform.language.nodes import Code, put_in
from leastwise.read.terraform.language.values import EncodedMap, EncodedSeq, encoded

_FIRST = 0xE000
_MARK = "[\ue000-\uf8ff]"
_STRAY = '(?s)"(?:[^"\\\\]|\\\\.)*+"|([\ue000-\uf8ff])'
_MOST = 6_000

Part = tuple[Any, int, bool]
"""A text or symbol, the offset where it stands, and whether it stands there letter by letter."""


def looks_like_document(text: str) -> bool:
    """Whether a text may be a JSON document, by its first character."""
    return text.lstrip()[:1] in ("{", "[")


def document(parts: list[Part], scope: Scope) -> EncodedMap | EncodedSeq | None:
    """The container that a text of these parts says; nothing where it is no JSON document."""
    if not isinstance(parts[0][0], str) or not looks_like_document(parts[0][0]):
        return None
    marked = _Marked(parts)
    if marked.text is None or len(marked.text) > MAX_TEXT:
        return None
    try:
        value = parse_json(Builder(Source("", marked.text)))
    except ReadError:
        return None
    scope.names.work.spend(len(marked.text) >> 6)
    found = placed(value, lambda span: marked.place(span, scope), marked.symbols)
    return encoded(found, concat(part for part, _, _ in parts)) if isinstance(found, (Map, Seq)) and found else None


class _Marked:
    """A text in which a character without a meaning stands for each symbol, and where its parts stand.

    Attributes:
        text: the text; nothing where it has such characters of its own.
        symbols: what those characters stand for, in order.
    """

    def __init__(self, parts: list[Part]) -> None:
        self.symbols: list[Symbol] = []
        self.text: str | None = None
        self._starts: list[int] = []
        self._parts = parts
        self._added: list[int] = []
        texts: list[str] = []
        size = 0
        for part, _, _ in parts:
            self._starts.append(size)
            for piece in part.parts if isinstance(part, Concat) else (part,):
                if isinstance(piece, Symbol):
                    self.symbols.append(piece)
                    texts.append(chr(_FIRST + len(self.symbols) - 1))
                else:
                    texts.append(piece)
                    if re.search(_MARK, piece):
                        return
                size += len(texts[-1])
            if len(self.symbols) > _MOST:
                return
        text = "".join(texts)
        self.text = re.sub(_STRAY, self._quoted, text) if self.symbols else text

    def _quoted(self, match: re.Match[str]) -> str:
        """A symbol that is no part of a text in the document, in quotes."""
        if match[1] is None:
            return match[0]
        self._added += (match.start(), match.end())
        return f'"{match[1]}"'

    def place(self, span: Span, scope: Scope) -> Span:
        """Where a stretch of the text stands."""
        if scope.fixed is not None:
            return scope.fixed
        base = scope.base
        start, key_end, value, end = (base + self._origin(offset) for offset in span[1:])
        return (scope.source, start, key_end, value, end)

    def _origin(self, offset: int) -> int:
        if self._added:
            # The quotes that were added stand at offsets that are each one further than the one before.
            offset -= bisect_right([at + index for index, at in enumerate(self._added)], offset - 1)
        index = bisect_right(self._starts, offset) - 1
        _, origin, exact = self._parts[index]
        return origin + offset - self._starts[index] if exact else origin


def placed(value: Any, place: Callable[[Span], Span], symbols: list[Symbol] | tuple[()] = ()) -> Any:
    """A parsed document with other places, and with symbols where characters stand for them."""
    if isinstance(value, Map):
        made = Map(place(value.home))
        for key, item, span in value.entries():
            name = _filled(key, symbols) if symbols else key
            made.put(name if isinstance(name, str) else display(name), placed(item, place, symbols), place(span))
        return made
    if isinstance(value, Seq):
        items = Seq(place(value.home))
        for _, item, span in value.entries():
            items.put(placed(item, place, symbols), place(span))
        return items
    return _filled(value, symbols) if symbols and isinstance(value, str) else value


def _filled(text: str, symbols: list[Symbol] | tuple[()]) -> Any:
    """A text of a document with its symbols."""
    parts: list[Any] = []
    position = 0
    for match in re.finditer(_MARK, text):
        index = ord(match[0]) - _FIRST
        if index < len(symbols):
            parts += (text[position : match.start()], symbols[index])
            position = match.end()
    return concat([*parts, text[position:]]) if parts else text


def joined_document(parts: list[tuple[Any, int]], plain: Code) -> Code:
    """The code of a text that looks like a document, of texts and code with their offsets.

    Args:
        parts: the text.
        plain: gives the text where it is no document after all.
    """

    def run(scope: Scope) -> Any:
        found: list[Part] = []
        for part, start in parts:
            if isinstance(part, str):
                found.append((part, start, True))
            else:
                found.append((put_in(part(scope)), start, False))
        made = document(found, scope)
        return plain(scope) if made is None else made

    return run
