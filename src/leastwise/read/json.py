"""JSON with positions."""

from __future__ import annotations

import re
from json import JSONDecodeError, loads
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.value import Map, Seq
from leastwise.read.builder import Builder

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:(?P<mark>[{}\[\],:])"""
    r"""|(?P<text>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")"""
    r"""|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)"""
    r"""|(?P<word>true|false|null)|(?P<end>\Z))"""
)
_WORDS = {"true": True, "false": False, "null": None}


def parse_json(builder: Builder) -> Any:
    """The value of a JSON text.

    Raises:
        ReadError: it is no JSON, or too deep or too large.
    """
    source = builder.source
    text, match = source.text, _TOKEN.match
    position = 0
    # What may come next: v a value, V a value or the end of a list, k a key, K a key or the end of a mapping,
    # : a colon, c a comma or an end, e the end of the text.
    wanted = "v"
    while True:
        token = match(text, position)
        if token is None:
            raise _fault(builder, _skip_blanks(text, position))
        kind = token.lastgroup
        start, end = token.start(kind or 0), token.end()
        position = end
        if kind == "mark":
            mark = text[start]
            if mark in "{[" and wanted in "vV":
                home = (source, start, start, start, end)
                builder.open(Map(home) if mark == "{" else Seq(home))
                wanted = "K" if mark == "{" else "V"
            elif (mark == "}" and builder_is_map(builder) and wanted in "Kc") or (
                mark == "]" and builder_is_list(builder) and wanted in "Vc"
            ):
                frame, stop, _ = builder.close(end)
                builder.value(frame.container, frame.container.home[3], stop)
                wanted = "e" if builder.complete else "c"
            elif mark == ":" and wanted == ":":
                wanted = "v"
            elif mark == "," and wanted == "c":
                wanted = "k" if builder_is_map(builder) else "v"
            else:
                raise _fault(builder, start)
        elif kind == "end":
            if wanted == "e":
                return builder.root
            raise ReadError("ends too early to be JSON", source.position(start)[0])
        elif kind == "text" and wanted in "kK":
            builder.key(_text(builder, token["text"], start), start, end)
            wanted = ":"
        elif wanted in "vV":
            builder.value(_scalar(builder, token, start), start, end)
            wanted = "e" if builder.complete else "c"
        else:
            raise _fault(builder, start)


def builder_is_map(builder: Builder) -> bool:
    """Whether the innermost open container is a mapping."""
    return bool(builder._stack) and builder.frame.is_map


def builder_is_list(builder: Builder) -> bool:
    """Whether the innermost open container is a list."""
    return bool(builder._stack) and not builder.frame.is_map


def _scalar(builder: Builder, token: re.Match[str], start: int) -> Any:
    kind = token.lastgroup
    if kind == "text":
        return _text(builder, token["text"], start)
    if kind == "word":
        return _WORDS[token["word"]]
    number = token["number"]
    return int(number) if number.lstrip("-").isdigit() and len(number) < 40 else float(number)


def _text(builder: Builder, quoted: str, start: int) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    try:
        return str(loads(quoted))
    except JSONDecodeError as error:
        raise _fault(builder, start) from error


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _fault(builder: Builder, offset: int) -> ReadError:
    found = builder.source.text[offset : offset + 12].split("\n")[0]
    return ReadError(f"is not valid JSON: unexpected {found!r}", builder.source.position(offset)[0])
