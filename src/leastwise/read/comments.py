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

_CODE = ("InlineCode", "ZipFile")
"""Properties that hold the code of a function.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
"""

_MOST_AROUND = 6
"""Nodes around a text, up to the call that it is given to."""


@record
class Comment:
    """One comment, to the end of its line.

    Attributes:
        start: character offset of its first character (`#`, `//`).
        end: offset after its last one.
        line: 1-based.
        alone: whether nothing but blanks stands before it on its line.
        sign: what begins a comment in this language.
        code: whether it stands in code that a template holds as a text.
    """

    start: int
    end: int
    line: int
    alone: bool
    sign: str = "#"
    code: bool = False


def comments(source: Source, *words: str) -> Iterator[Comment]:
    """The comments of a YAML, HCL, Python or TypeScript file in which one of these words stands, in order.

    A `#` inside a text is no comment, but in the code of a function that a template holds, in the language of that.
    Where the file is no valid YAML, the comments before the fault are found. JSON has none.
    """
    text = source.text
    if source.path.endswith((*_HCL, *_SCRIPTS)):
        yield from _tree_comments(source, words, sorted({at for word in words for at in _occurrences(text, word)}))
        return
    lines = {source.position(at)[0] for word in words for at in _occurrences(text, word)}
    if not lines:
        return
    starts, ends, stop, codes = _scalars(text)
    for number in sorted(lines):
        line = source.line(number)
        offset = source.offset(number)
        if any(start < offset < end for start, end in codes):
            yield from _in_code(line, offset, number, words)
            continue
        column = line.find("#")
        while 0 <= column < stop - offset:
            index = bisect_right(starts, offset + column) - 1
            inside = index >= 0 and offset + column < ends[index]
            if not inside and (not column or line[column - 1] in " \t"):
                if any(word in line[column:] for word in words):
                    yield Comment(offset + column, offset + len(line), number, not line[:column].strip())
                break
            column = line.find("#", column + 1)


def _in_code(line: str, offset: int, number: int, words: tuple[str, ...]) -> Iterator[Comment]:
    """A comment in code that a template holds: which language it is in does not matter for what it says."""
    for sign in ("#", "//"):
        column = line.find(sign)
        while column >= 0:
            if line[column + len(sign) :].lstrip().startswith(words):
                alone = not line[:column].strip()
                yield Comment(offset + column, offset + len(line), number, alone, sign, code=True)
                return
            column = line.find(sign, column + 1)


def _is_inline(node: Any) -> bool:
    """Whether a text is the code of a function in an application of the CDK: `Code.fromInline(…)`.

    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda.Code.html
    """
    for _ in range(_MOST_AROUND):
        if node is None or node.type in ("call_expression", "call", "new_expression"):
            break
        node = node.parent
    called = node.child_by_field_name("function" if node.type != "new_expression" else "constructor") if node else None
    return called is not None and called.text.endswith((b"fromInline", b"from_inline", b"InlineCode"))


def _tree_comments(source: Source, words: tuple[str, ...], offsets: list[int]) -> Iterator[Comment]:
    """The comments of an HCL, Python or TypeScript file in which one of these offsets lies."""
    if not offsets:
        return
    root, at = _tree(source)
    last = -1
    for offset in offsets:
        byte = len(source.text[:offset].encode("utf-8", "surrogatepass"))
        node = root.descendant_for_byte_range(byte, byte)
        if node is not None and _is_inline(node):
            number = source.position(offset)[0]
            yield from _in_code(source.line(number), source.offset(number), number, words)
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


def _scalars(text: str) -> tuple[list[int], list[int], int, list[tuple[int, int]]]:
    """Offsets from and to of every scalar, up to where the text could be parsed, and where functions' code stands."""
    starts: list[int] = []
    ends: list[int] = []
    codes: list[tuple[int, int]] = []
    name = ""
    try:
        next_event: Callable[[], Any] = CParser(text).get_event
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                starts.append(event.start_mark.index)
                ends.append(event.end_mark.index)
                if name in _CODE:
                    codes.append((starts[-1], ends[-1]))
                name = name if event.value == "Fn::Sub" else event.value
    except (YAMLError, UnicodeEncodeError, ValueError):
        return starts, ends, ends[-1] if ends else 0, codes
    return starts, ends, len(text), codes
