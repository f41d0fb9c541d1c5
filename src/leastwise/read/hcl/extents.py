"""How far an expression of HCL goes, found without a tree.

Only what is certain: a form that is rare, or that is no HCL, is `Odd`, and whoever asked takes tree-sitter.
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
"""

from __future__ import annotations

import re

GAP = r"(?:[ \t\n]++|#[^\n]*+|//[^\n]*+|/\*(?s:.*?)\*/)*+"
NAME = r"[A-Za-z_][A-Za-z0-9_-]*+"
LITERAL = r'(?:[^"\\\n$%]++|\\[nrt"\\]|\$\$\{|[$%](?![{$%]))*+'
"""What stands in a quoted text up to an interpolation, or to its end."""
_STEP = rf"\.(?:{NAME}|\*(?!\*)|[0-9]++(?!\.?[0-9]|[A-Za-z_]))"

_OPERAND = re.compile(
    rf'(?:[-!][ \t]*)*(?:({NAME})((?:{_STEP})*+)|("(?:[^"\\\n$%]++|\\[nrt"\\])*")|(")'
    r"|([0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)|([(\[{])|(<<-?([A-Za-z_][A-Za-z0-9_]*)\n))"
)
_STEPS = re.compile(rf"(?:{_STEP})++")
_OPERATOR = r"(\|\||&&|==|!=|<=|>=|[-+*%?]|/(?![/*])|<(?!<)|>)"
_OPERATORS = (re.compile(rf"[ \t]*{_OPERATOR}[ \t]*"), re.compile(rf"{GAP}{_OPERATOR}{GAP}"))
_ELSE = (re.compile(r"[ \t]*:(?!:)[ \t]*"), re.compile(rf"{GAP}:(?!:){GAP}"))
_GAP = re.compile(GAP)
_FOR = re.compile(rf"for[ \t]+{NAME}(?:[ \t]*,[ \t]*{NAME})?[ \t]+in[ \t]+")
_IF = re.compile(r"if(?![A-Za-z0-9_-])")
_LITERAL = re.compile(LITERAL)
_OPEN = re.compile(rf"\$\{{~?{GAP}")
_CLOSE = re.compile(rf"{GAP}~?\}}")
RESERVED = frozenset(("for", "in", "if", "else", "endif", "endfor"))
_LITERALS = frozenset(("true", "false", "null"))
_DEPTH = 40


class Odd(Exception):
    """What stands here is not among what is certain."""


class Extents:
    """Finds the ends of expressions in one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def gap(self, position: int) -> int:
        """The offset after blanks, line ends and comments."""
        found = _GAP.match(self.text, position)
        assert found is not None
        return found.end()

    def expression(self, position: int, inside: bool, depth: int = 0) -> int:
        """The end of the expression that begins here.

        Args:
            position: of its first character.
            inside: it stands in brackets, where a line end is a blank.
            depth: how deep it is in others.

        Raises:
            Odd: it is not certain that it is one, or where it ends.
        """
        text = self.text
        if depth > _DEPTH:
            raise Odd
        while True:
            found = _OPERAND.match(text, position)
            if found is None:
                raise Odd
            position = self._operand(found, depth)
            while text[position : position + 1] in (".", "[") and not text.startswith("...", position):
                position = self._step(position, depth)
            operator = _OPERATORS[inside].match(text, position)
            if operator is None:
                return position
            position = operator.end()
            if operator[1] == "?":
                position = self.expression(position, inside, depth + 1)
                other = _ELSE[inside].match(text, position)
                if other is None:
                    raise Odd
                position = other.end()

    def _operand(self, found: re.Match[str], depth: int) -> int:
        text, position = self.text, found.end()
        name, steps, _, quote, number, bracket, heredoc, marker = found.groups()
        if name is not None:
            if name in RESERVED:
                raise Odd
            if not steps and text[position : position + 1] == "(":
                if name in _LITERALS:
                    raise Odd
                return self._items(position + 1, ")", depth + 1)
        elif quote is not None:
            return self._template(position, depth + 1)
        elif bracket == "(":
            return self._closed(self.expression(self.gap(position), True, depth + 1), ")")
        elif bracket is not None:
            return self._collection(position, bracket, depth + 1)
        elif heredoc is not None:
            return self._heredoc(position, marker, depth + 1)
        elif number is not None and text[position : position + 1].isalnum():
            raise Odd
        return position

    def _closed(self, position: int, bracket: str) -> int:
        position = self.gap(position)
        if self.text[position : position + 1] != bracket:
            raise Odd
        return position + 1

    def _step(self, position: int, depth: int) -> int:
        if self.text[position] == "[":
            position = self.gap(position + 1)
            star = self.text[position : position + 1] == "*"
            return self._closed(position + 1 if star else self.expression(position, True, depth + 1), "]")
        found = _STEPS.match(self.text, position)
        if found is None:
            raise Odd
        return found.end()

    def _items(self, position: int, bracket: str, depth: int) -> int:
        """The end of a list of expressions of which the opening bracket was read."""
        text = self.text
        position = self.gap(position)
        while text[position : position + 1] != bracket:
            position = self.gap(self.expression(position, True, depth))
            if bracket == ")" and text.startswith("...", position):
                return self._closed(position + 3, bracket)
            if text[position : position + 1] == ",":
                position = self.gap(position + 1)
            elif text[position : position + 1] != bracket:
                raise Odd
        return position + 1

    def _collection(self, position: int, bracket: str, depth: int) -> int:
        position = self.gap(position)
        found = _FOR.match(self.text, position)
        if found is None:
            return self._items(position, "]", depth) if bracket == "[" else self._entries(position, depth)
        position = self.gap(self.expression(found.end(), True, depth))
        if self.text[position : position + 1] != ":":
            raise Odd
        position = self.gap(self.expression(self.gap(position + 1), True, depth))
        if bracket == "{":
            if not self.text.startswith("=>", position):
                raise Odd
            position = self.gap(self.expression(self.gap(position + 2), True, depth))
            if self.text.startswith("...", position):
                position = self.gap(position + 3)
        when = _IF.match(self.text, position)
        if when is not None:
            position = self.expression(self.gap(when.end()), True, depth)
        return self._closed(position, "]" if bracket == "[" else "}")

    def _entries(self, position: int, depth: int) -> int:
        """The end of an object of which the opening brace was read."""
        text = self.text
        position = self.gap(position)
        certain = True  # nothing that a bracket could belong to stands before it
        while text[position : position + 1] != "}":
            if not certain and text[position : position + 1] in ("(", "[", "{", "-", "<"):
                raise Odd
            position, _ = self.sign(self.expression(position, False, depth))
            end = self.expression(position, False, depth)
            position, certain = self.separator(end)
        return position + 1

    def sign(self, position: int) -> tuple[int, int]:
        """Where the value of an entry begins, given where its key ends; and where the sign between them stands."""
        found = _SIGN.match(self.text, position)
        if found is None:
            raise Odd
        return found.end(), found.start(1)

    def separator(self, end: int) -> tuple[int, bool]:
        """Where the next entry of an object, or its end, stands, given the end of one; whether a comma comes before."""
        text = self.text
        position = self.gap(end)
        if text[position : position + 1] == ",":
            return self.gap(position + 1), True
        if text[position : position + 1] != "}" and "\n" not in text[end:position]:
            raise Odd
        return position, False

    def _template(self, position: int, depth: int) -> int:
        """The end of a quoted text that has more than plain characters, of which the quote was read."""
        text = self.text
        while True:
            found = _LITERAL.match(text, position)
            position = position if found is None else found.end()
            if text[position : position + 1] == '"':
                return position + 1
            position = self._interpolation(position, depth)

    def _interpolation(self, position: int, depth: int) -> int:
        found = _OPEN.match(self.text, position)
        if found is None:
            raise Odd
        found = _CLOSE.match(self.text, self.expression(found.end(), True, depth))
        if found is None:
            raise Odd
        return found.end()

    def _heredoc(self, position: int, marker: str, depth: int) -> int:
        """The end of a heredoc, with its last marker, given the start of its first line."""
        text = self.text
        stop = text.find(marker, position)
        while stop >= 0 and text[text.rfind("\n", 0, stop) + 1 : stop].strip(" \t"):
            stop = text.find(marker, stop + 1)
        if stop < 0 or not _ALONE.match(text, stop + len(marker)):
            raise Odd
        for inner in _SPECIAL.finditer(text, position, stop):
            if inner[0] != "$${":
                if inner[0] != "${" or inner.start() < position:
                    raise Odd
                position = self._interpolation(inner.start(), depth)
                if position > stop:
                    raise Odd
        return stop + len(marker)


_ALONE = re.compile(r"[ \t]*\n")
_SIGN = re.compile(r"[ \t]*(=(?![=>])|:(?!:))[ \t]*")
_SPECIAL = re.compile(r"\$+\{|%+\{")
