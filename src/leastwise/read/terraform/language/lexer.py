"""Tokens of expressions, found where the parser wants one.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
"""

from __future__ import annotations

import re

from leastwise.read.terraform.language.values import Failed

_TOKEN = (
    r"(?:([^\W\d][\w-]*)|(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r'|("(?:[^"\\$%\n]|\\.|[$%](?![{$%])|([$%])\4++(?!\{))*+")|(")'
    r"|(<<-?[^\W\d][\w-]*[ \t]*\r?\n)|(==|!=|<=|>=|&&|\|\||=>|\.\.\.|::|[-+*/%<>!?:=.,()\[\]{}~]|\n)|\Z)"
)
_COMMENTS = r"#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/"
_FREE = re.compile(rf"(?:[ \t\r\n]|{_COMMENTS})*+{_TOKEN}")
_LINES = re.compile(rf"(?:[ \t\r]|{_COMMENTS})*+{_TOKEN}")
_STEP = re.compile(rf"(?:[ \t\r\n]|{_COMMENTS})*+([^\W\d][\w-]*|\d+|\*)")

END, NAME, NUMBER, TEXT, QUOTE, HEREDOC, OTHER = 0, 1, 2, 3, 5, 6, 7
"""Kinds of tokens. `TEXT` is a whole quoted text without interpolation, `QUOTE` begins one that may have some."""


class Lexer:
    """The token at hand, and the way to the next one.

    Attributes:
        lines: whether a line end is a token, as between the entries of an object.
        kind, value, start, end: the token.
        last: where the token before it ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = False
        self.kind = END
        self.value = ""
        self.start = self.end = self.last = 0

    def advance(self) -> None:
        """Go to the next token."""
        self.last = self.end
        self.jump(self.end)

    def jump(self, position: int) -> None:
        """Go to the token at or after an offset."""
        found = (_LINES if self.lines else _FREE).match(self.text, position)
        if found is None:
            raise Failed("is no expression")
        self.kind = kind = found.lastindex or END
        if kind == END:
            self.value = ""
            self.start = self.end = found.end()
        else:
            self.value = found[kind]
            self.start, self.end = found.span(kind)

    def step(self) -> str:
        """What stands after a dot, which is the token at hand: a name, a number or `*`."""
        found = _STEP.match(self.text, self.end)
        if found is None:
            raise Failed("is no expression: a name is missing after the dot")
        self.end = found.end()
        name = found[1]
        self.advance()
        return name

    def expect(self, value: str) -> None:
        """Go past a token that must be there."""
        if self.value != value:
            raise Failed(f"is no expression: {value!r} is missing")
        self.advance()
