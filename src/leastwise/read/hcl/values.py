"""What HCL has beyond mappings, lists and scalars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq

_PIECE = r'(?s)\\.|[$%]{2}\{|[$%]\{|["{}]|\s+|[^\\$%"{}\s]+|.'


class Block(Map):
    """The body of a block, or of a file.

    Its home is what its head takes up (type and labels), then the block from `{` to `}`; of a file, all of it.

    Attributes:
        twice: names of attributes that stand in it more than once, or that are attribute and block; the last counts.
        broken: the block holds what is no HCL: attributes may be missing, or be those of another block.
        faults: from, to of the stretches that are no HCL. Only for a file.
    """

    __slots__ = ("broken", "faults", "twice")

    def __init__(self, home: Span) -> None:
        super().__init__(home)
        self.twice: set[str] = set()
        self.broken = False
        self.faults: list[tuple[int, int]] = []


class Labels(Map):
    """What the blocks of one type are gathered in by a label. Spans are those of the label and of the whole block."""

    __slots__ = ()


class Blocks(Seq):
    """Blocks with the same type and labels, in order. Spans are those of the head and of the whole block."""

    __slots__ = ()


class ComputedKey(str):
    """A key of an object that is an expression, as Terraform's JSON syntax has it: `${…}`."""

    __slots__ = ()


class CallKey(str):
    """The one key of a `Call`: the name of the function with brackets, `jsonencode()`."""

    __slots__ = ()


class Call(Map):
    """A call with one literal object or tuple, where a reader asks for them: `{"jsonencode()": {…}}`."""

    __slots__ = ()


@record(eq=False, cached=True)
class Expression:
    """An expression that is more than a literal, as its text. Blanks between its parts do not matter for equality.

    It has room (`__dict__`) for what an evaluator makes of it, once.
    """

    text: str

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, Expression):
            return NotImplemented
        return self.text == other.text or normal(self.text) == normal(other.text)

    def __hash__(self) -> int:
        return hash(normal(self.text))


def normal(text: str) -> str:
    """An expression with one space for all blanks that do not belong to a text in it; heredocs stay as they are."""
    if "<<" in text:
        return text
    parts: list[str] = []
    inside = [False]  # whether the innermost quotes (true) or braces (false) are those of a text
    for match in re.finditer(_PIECE, text):
        piece = match[0]
        if piece == '"':
            if inside[-1] and len(inside) > 1:
                inside.pop()
            else:
                inside.append(True)
        elif inside[-1]:
            if piece in ("${", "%{"):
                inside.append(False)
        elif piece == "{":
            inside.append(False)
        elif piece == "}" and len(inside) > 1:
            inside.pop()
        elif piece.isspace():
            piece = " "
        parts.append(piece)
    return "".join(parts).strip()


def blocks(value: object) -> Iterator[Block]:
    """The blocks that stand under a name, however many labels they have; none where it is an attribute."""
    if isinstance(value, Block):
        yield value
    elif isinstance(value, Blocks):
        yield from value
    elif isinstance(value, Labels):
        for item in value.values():
            yield from blocks(item)
