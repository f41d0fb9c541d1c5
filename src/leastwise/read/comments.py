"""Comments of YAML, HCL and source files, which the parsers leave out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import ScalarEvent

from leastwise.model.record import record
from leastwise.model.source import Source

_HCL = (".tf", ".tofu", ".tfvars", ".hcl")
_SCRIPTS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".py")


@record
class Comment:
    """One comment, to the end of its line.

    Attributes:
        start: character offset of its first character (`#`, `//`).
        end: offset after its last one.
        line: 1-based.
        alone: whether nothing but blanks stands before it on its line.
        sign: what begins a comment in this language.
    """

    start: int
    end: int
    line: int
    alone: bool
    sign: str = "#"


def comments(source: Source, *words: str) -> Iterator[Comment]:
    """The comments of a YAML, HCL, Python or TypeScript file in which one of these words stands, in order.

    A `#` inside a text is no comment: text blocks hold code with comments of its own. Where the file is no valid YAML,
    the comments before the fault are found. JSON has none.
    """
    text = source.text
    if source.path.endswith((*_HCL, *_SCRIPTS)):
        yield from _tree_comments(source, sorted({at for word in words for at in _occurrences(text, word)}))
        return
    lines = {source.position(at)[0] for word in words for at in _occurrences(text, word)}
    if not lines:
        return
    starts, ends, stop = _scalars(text)
    for number in sorted(lines):
        line = source.line(number)
        offset = source.offset(number)
        column = line.find("#")
        while 0 <= column < stop - offset:
            index = bisect_right(starts, offset + column) - 1
            inside = index >= 0 and offset + column < ends[index]
            if not inside and (not column or line[column - 1] in " \t"):
                if any(word in line[column:] for word in words):
                    yield Comment(offset + column, offset + len(line), number, not line[:column].strip())
                break
            column = line.find("#", column + 1)


def _tree_comments(source: Source, offsets: list[int]) -> Iterator[Comment]:
    """The comments of an HCL, Python or TypeScript file in which one of these offsets lies."""
    if not offsets:
        return
    root, at = _tree(source)
    last = -1
    for offset in offsets:
        byte = len(source.text[:offset].encode("utf-8", "surrogatepass"))
        node = root.descendant_for_byte_range(byte, byte)
        if node is None or node.type != "comment":
            continue
        start, end = at(node.start_byte), at(node.end_byte)
        text = source.text[start:end].rstrip()
        sign = "#" if text.startswith("#") else text[:2]
        if start > last and not (sign == "/*" and "\n" in text):
            last = start
            line = source.position(start)[0]
            alone = not source.text[source.offset(line) : start].strip()
            yield Comment(start, start + len(text.removesuffix("*/") if sign == "/*" else text), line, alone, sign)


def _tree(source: Source) -> tuple[Any, Callable[[int], int]]:
    """The syntax tree of a file, and the character offset of a byte offset in it."""
    if source.path.endswith(_HCL):
        from leastwise.read.hcl.syntax import parsed

        syntax = parsed(source.text)
        return syntax.root, syntax.at
    from leastwise.read.script.syntax import parsed as parsed_script

    return parsed_script(source)


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _scalars(text: str) -> tuple[list[int], list[int], int]:
    """Offsets from and to of every scalar, and up to where the text could be parsed."""
    starts: list[int] = []
    ends: list[int] = []
    try:
        next_event: Callable[[], Any] = CParser(text).get_event
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                starts.append(event.start_mark.index)
                ends.append(event.end_mark.index)
    except (YAMLError, UnicodeEncodeError, ValueError):
        return starts, ends, ends[-1] if ends else 0
    return starts, ends, len(text)
