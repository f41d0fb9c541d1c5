"""From the text of an expression to a function that works out its value.

Compiling an expression once and running closures is what makes it cheap to evaluate it for every instance and world:
most expressions are a reference, or a text with one in it.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from leastwise.read.builder import MAX_DEPTH
from leastwise.read.hcl.literals import number, unquoted
from leastwise.read.terraform.language import calls, collections, nodes, templates
from leastwise.read.terraform.language.convert import whole_if_possible
from leastwise.read.terraform.language.lexer import HEREDOC, NAME, NUMBER, QUOTE, TEXT, Lexer
from leastwise.read.terraform.language.nodes import Code
from leastwise.read.terraform.language.operators import ARITHMETIC
from leastwise.read.terraform.language.values import Failed, TooMuch

_REFERENCE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d][\w-]*)+\Z")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_BINDING = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6
}  # fmt: skip


def compiled(text: str) -> Code:
    """The code of an expression. What is no expression becomes code that fails."""
    if _REFERENCE.match(text):
        return nodes.reference(tuple(text.split(".")), 0, len(text))
    return _whole(text, Parser.whole)


@lru_cache(maxsize=1024)
def compiled_key(text: str) -> Code:
    """The code of the key of an entry as it is written: `(var.x)`, `"${var.x}-y"`."""
    return compiled(text)


@lru_cache(maxsize=1024)
def compiled_text(text: str) -> Code:
    """The code of a text with interpolations that is not in quotes, as in a file or in JSON."""
    return _whole(text, templates.bare)


def _whole(text: str, parse: Callable[[Parser], Code]) -> Code:
    try:
        return parse(Parser(text))
    except Failed as failed:
        return nodes.failing(failed)
    except RecursionError:
        return nodes.failing(TooMuch(nodes.NESTED))


class Parser(Lexer):
    """Compiles what it parses."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def whole(self) -> Code:
        """The expression that is all of the text."""
        self.jump(0)
        code = self.expression()
        if self.value:
            raise Failed(f"is no expression: {self.value[:20]!r} is not expected")
        return code

    def expression(self) -> Code:
        """An expression, a conditional included."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooMuch(f"nests deeper than {MAX_DEPTH} levels")
        start = self.start
        code = self._operation(1)
        if self.value == "?":
            end = self.start
            self.advance()
            chosen = self.expression()
            self.expect(":")
            code = nodes.conditional(code, chosen, self.expression(), start, end)
        self._depth -= 1
        return code

    def _operation(self, least: int) -> Code:
        """What binds at least so tightly."""
        start = self.start
        left = self._unary()
        while (binding := _BINDING.get(self.value, 0)) >= least:
            operator = self.value
            self.advance()
            right = self._operation(binding + 1)
            end = self.start
            if operator in ARITHMETIC:
                left = nodes.arithmetic(ARITHMETIC[operator], left, right)
            elif binding == 3:
                left = nodes.comparison(operator == "==", left, right, start, end)
            else:
                left = nodes.logic(operator == "&&", left, right, start, end)
        return left

    def _unary(self) -> Code:
        operator = self.value
        if operator not in ("!", "-"):
            return self._traversal()
        start = self.start
        self.advance()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooMuch(f"nests deeper than {MAX_DEPTH} levels")
        code = self._unary()
        self._depth -= 1
        return nodes.negation(code, start, self.start) if operator == "!" else nodes.minus(code)

    def _traversal(self) -> Code:
        """A value with its attributes, items and splats."""
        start = self.start
        steps: list[Any] = []
        code: Code | None = None
        if self.kind == NAME and self.value not in _WORDS:
            name = self.value
            self.advance()
            if self.value in ("(", "::"):
                code = calls.call(self, name, start)
            else:
                steps.append(name)
        else:
            code = self._primary()
        splat = ""  # the one that the steps gathered go with
        while True:
            if self.value == ".":
                key = self.step()
            elif self.value == "[" and splat != ".*":
                key = self._index()
            else:
                code = nodes.traversal(code, steps, start, self.last, bool(splat))
                if self.value != "[":
                    return code
                steps, splat = [], ""  # of `a.*.b[0]`, the index is one of the list
                continue
            if key in ("*", "[*]"):
                code = nodes.traversal(code, steps, start, self.last, bool(splat))
                steps, splat = [], ".*" if key == "*" else "[*]"
            else:
                steps.append(int(key) if isinstance(key, str) and key.isdecimal() else key)

    def _index(self) -> Any:
        """What stands in brackets: a value, code, or `[*]`."""
        lines, self.lines = self.lines, False
        self.advance()
        if self.value == "*":
            self.advance()
            found: Any = "[*]"
        else:
            code = self.expression()
            found = nodes.constant_value(code)
        self.lines = lines
        self.expect("]")
        return found

    def _primary(self) -> Code:
        kind, value = self.kind, self.value
        if kind == TEXT:
            plain = unquoted(value[1:-1])
            if plain is None:
                raise Failed("is no expression: the text has an escape that is none")
            self.advance()
            return nodes.constant(plain)
        if kind == NUMBER:
            self.advance()
            return nodes.constant(whole_if_possible(number(value)))
        if kind == NAME:
            self.advance()
            return nodes.constant(_WORDS[value])
        if kind == QUOTE:
            return templates.quoted(self)
        if kind == HEREDOC:
            return templates.heredoc(self)
        if value == "(":
            lines, self.lines = self.lines, False
            self.advance()
            code = self.expression()
            self.lines = lines
            self.expect(")")
            return code
        if value == "[":
            return collections.tuple_of(self)
        if value == "{":
            return collections.object_of(self)
        raise Failed(
            f"is no expression: {value[:20]!r} is not expected" if value else "is no expression: it ends early"
        )
