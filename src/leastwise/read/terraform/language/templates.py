"""Texts with interpolations and directives: in quotes, as heredocs, and in files.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.value import Symbol
from leastwise.read.hcl.literals import unquoted
from leastwise.read.terraform.language.collections import Parsing, loop_head, pairs
from leastwise.read.terraform.language.documents import joined_document, looks_like_document
from leastwise.read.terraform.language.names import Scope
from leastwise.read.terraform.language.nodes import Code, conditional, constant, joined
from leastwise.read.terraform.language.values import Failed, TooMuch

_QUOTED = re.compile(r'(?:[^"\\$%]|\\.|\$\$\{|%%\{|[$%](?!\{))*+', re.DOTALL)
_BARE = re.compile(r"(?:[^$%]|\$\$\{|%%\{|[$%](?!\{))*+")
_ESCAPED = re.compile(r"([$%])\1\{")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MAX_PIECES = 20_000


class _Piece:
    """A stretch of a template: `text`, `value`, `if`, `for`, `else`, `endif`, `endfor`."""

    __slots__ = ("content", "end", "kind", "start")

    def __init__(self, kind: str, content: Any, start: int, end: int) -> None:
        self.kind = kind
        self.content = content
        self.start = start
        self.end = end


def quoted(parser: Parsing) -> Code:
    """A text in quotes, with the first quote at hand."""
    pieces = _pieces(parser, parser.end, len(parser.text), _QUOTED, '"')
    stop = pieces.pop().end
    code = _code(pieces, False)
    parser.last = stop
    parser.jump(stop)
    return code


def heredoc(parser: Parsing) -> Code:
    """A heredoc, with its first line at hand."""
    marker = parser.value.strip()
    indented = marker.startswith("<<-")
    name = re.escape(marker[3 if indented else 2 :].strip())
    start = parser.end
    last = re.compile(rf"^[ \t]*{name}[ \t]*\r?$", re.MULTILINE).search(parser.text, start)
    if last is None:
        raise Failed(f"is no expression: the heredoc has no end {marker[2:]!r}")
    pieces = _pieces(parser, start, last.start(), _BARE, "")
    if indented:
        _flush(pieces)
    code = _code(_plain(pieces), True)
    parser.last = last.end()
    parser.jump(last.end())
    return code


def bare(parser: Parsing) -> Code:
    """All of the text as a template."""
    return _code(_plain(_pieces(parser, 0, len(parser.text), _BARE, "")), True)


def _pieces(parser: Parsing, position: int, end: int, chunk: re.Pattern[str], close: str) -> list[_Piece]:
    """What stands from a position to the end or the closing quote, of which a last piece `close` says where it was."""
    text = parser.text
    found: list[_Piece] = []
    trim = False
    lines = parser.lines
    while True:
        if len(found) > _MAX_PIECES:
            raise Failed(f"a text has more than {_MAX_PIECES:,} parts")
        match = chunk.match(text, position, end)
        assert match is not None
        content, start, position = match[0], position, match.end()
        found += _texts(content, start, trim, bool(close))
        if position >= end or (close and text[position] == close):
            break
        if text[position] not in "$%":
            raise Failed("is no expression: a backslash ends it")
        directive = text[position] == "%"
        begin = position
        position += 2
        if text[position : position + 1] == "~":
            position += 1
            if found and found[-1].kind == "text":
                found[-1].content = found[-1].content.rstrip()
        parser.lines = False
        parser.jump(position)
        piece = _directive(parser) if directive else _Piece("value", parser.expression(), begin, 0)
        trim = parser.value == "~"
        if trim:
            parser.advance()
        if parser.value != "}":
            raise Failed("is no expression: '}' is missing in a text")
        position = parser.end
        piece.start, piece.end = begin, position
        found.append(piece)
    parser.lines = lines
    if close:
        if position >= end:
            raise Failed("is no expression: a text has no end")
        found.append(_Piece("close", "", position, position + 1))
    return found


def _texts(content: str, start: int, trim: bool, quotes: bool) -> list[_Piece]:
    """The pieces of a stretch without interpolation: one in quotes, elsewhere one for each line.

    Args:
        content: the stretch.
        start: where it stands.
        trim: a `~` stands before it, which takes away the blanks of the first piece.
        quotes: whether it stands in quotes.
    """
    if quotes:
        plain = unquoted(content)
        if plain is None:
            raise Failed("is no expression: the text has an escape that is none")
        plain = plain.lstrip() if trim else plain
        return [_Piece("text", plain, start, start + len(content))] if plain else []
    found = [_Piece("text", line[0], start + line.start(), start + line.end()) for line in _LINE.finditer(content)]
    if trim and found:
        rest = found[0].content.lstrip()
        found[0].start += len(found[0].content) - len(rest)
        found[0].content = rest
    return found


def _directive(parser: Parsing) -> _Piece:
    """What stands after `%{`, up to the closing brace."""
    kind = parser.value
    content: Any = None
    if kind == "for":
        content = loop_head(parser)
    else:
        parser.advance()
        if kind == "if":
            content = parser.expression()
        elif kind not in ("else", "endif", "endfor"):
            raise Failed(f"is no expression: there is no directive {kind[:20]!r}")
    return _Piece(kind, content, 0, 0)


def _flush(pieces: list[_Piece]) -> None:
    """Take away the blanks that all lines begin with, as after `<<-`. Lines of blanks alone do not count.

    https://github.com/hashicorp/hcl/blob/main/hclsyntax/parser_template.go
    """
    first = True
    least: int | None = None
    adjust: list[_Piece] = []
    for piece in pieces:
        if first:
            first = False
            blanks = 0
            if piece.kind == "text":
                rest = piece.content.lstrip()
                if not rest and piece.content.endswith("\n"):
                    first = True
                    continue
                blanks = len(piece.content) - len(rest)
                adjust.append(piece)
            least = blanks if least is None else min(least, blanks)
        if piece.kind == "text" and piece.content.endswith("\n"):
            first = True
    for piece in adjust:
        piece.content = piece.content[least or 0 :]
        piece.start += least or 0


def _plain(pieces: list[_Piece]) -> list[_Piece]:
    for piece in pieces:
        if piece.kind == "text":
            piece.content = _ESCAPED.sub(r"\1{", piece.content)
    return pieces


def _code(pieces: list[_Piece], documents: bool) -> Code:
    """The code of a template, which may say a JSON document if its offsets are those of the text."""
    parts, position = _parts(pieces, 0, 0)
    if position < len(pieces):
        raise Failed(f"is no expression: {pieces[position].kind!r} belongs to nothing")
    if not parts:
        return constant("")
    merged = _merged(parts)
    if len(merged) > 1 or pieces[0].kind not in ("text", "value"):
        code = joined(merged)
    else:
        code = constant(merged[0]) if isinstance(merged[0], str) else merged[0]
    first = merged[0]
    if documents and isinstance(first, str) and looks_like_document(first):
        return joined_document(parts, code)
    return code


def _merged(parts: list[tuple[Any, int]]) -> list[Any]:
    """The parts without their places, texts beside each other as one."""
    merged: list[Any] = []
    for part, _ in parts:
        if merged and isinstance(part, str) and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _parts(pieces: list[_Piece], position: int, depth: int) -> tuple[list[tuple[Any, int]], int]:
    """Texts and code with their offsets, up to a directive that ends something, and where that stands."""
    if depth > 100:
        raise TooMuch("nests deeper than 100 levels")
    parts: list[tuple[Any, int]] = []
    while position < len(pieces):
        piece = pieces[position]
        if piece.kind in ("text", "value"):
            parts.append((piece.content, piece.start))
            position += 1
            continue
        if piece.kind not in ("if", "for"):
            break
        inner, position = _parts(pieces, position + 1, depth + 1)
        body = joined(_merged(inner))
        other = constant("")
        if piece.kind == "if" and position < len(pieces) and pieces[position].kind == "else":
            inner, position = _parts(pieces, position + 1, depth + 1)
            other = joined(_merged(inner))
        if position >= len(pieces) or pieces[position].kind != f"end{piece.kind}":
            raise Failed(f"is no expression: a text has no '%{{ end{piece.kind} }}'")
        position += 1
        if piece.kind == "if":
            code = conditional(piece.content, body, other, piece.start, piece.end)
        else:
            code = _repeated(piece, body)
        parts.append((code, piece.start))
    return parts, position


def _repeated(piece: _Piece, body: Code) -> Code:
    """`%{ for … }`."""
    key_name, name, collection = piece.content

    def run(scope: Scope) -> Any:
        found = pairs(collection(scope), scope.span(piece.start, piece.end))
        if isinstance(found, Symbol):
            return found
        texts: list[Any] = []
        for key, item, _ in found:
            scope.names.work.spend(1)
            inner = scope.within({name: item} if key_name is None else {key_name: key, name: item})
            texts.append(body(inner))
        return joined([constant(text) for text in texts])(scope)

    return run
