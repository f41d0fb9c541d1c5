"""Literals of HCL: what a quoted text, a heredoc or a number says, and how a text is written.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.read.hcl.values import ComputedKey

_ESCAPE = re.compile(r"\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|([$%])\4\{|([\\\r\n])")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SPECIAL = re.compile(r"[\x00-\x1f\x7f\"\\]|([$%])(?=[$%]?\{)")


def unquoted(text: str) -> str | None:
    """The content of a quoted text without its quotes; nothing where it is not valid."""
    if "\\" not in text and "{" not in text and "\n" not in text:
        return text
    parts: list[str] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        simple, short, long, mark, wrong = match.groups()
        code = int(short or long or "0", 16)
        if wrong or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            return None
        parts.append(text[position : match.start()])
        parts.append(f"{mark}{{" if mark else _CHARACTERS[simple] if simple else chr(code))
        position = match.end()
    return "".join([*parts, text[position:]])


def quoted(text: str) -> str:
    """A text in quotes. It says what it says: what looks like an interpolation is escaped."""

    def escaped(match: re.Match[str]) -> str:
        character = match[0]
        if match[1]:
            # `$${` says `${`; one more in front of it would be taken for an escape too.
            return character * 2 if text[match.end()] == "{" else f"\\u{ord(character):04x}"
        return _WRITTEN.get(character) or f"\\u{ord(character):04x}"

    return f'"{_SPECIAL.sub(escaped, text)}"'


def heredoc(lines: str, indented: bool) -> str:
    """The content of a heredoc without interpolations, given its lines with their ends.

    Args:
        lines: all between the line of the first marker and that of the last.
        indented: it began with `<<-`: the blanks that all lines begin with do not count.
    """
    found = re.findall(r"[^\n]*\n|[^\n]+", lines)
    if indented:
        shared = min((len(line) - len(line.lstrip()) for line in found if line.strip()), default=0)
        found = [line[shared:] if line.strip() else line for line in found]
    return re.sub(r"([$%])\1\{", r"\1{", "".join(found))


def number(text: str) -> Any:
    """The value of a number; nothing where it is none that HCL has."""
    if re.fullmatch(r"\d{1,40}", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d+(\.\d+)?([eE][-+]?\d+)?", text) else None


def label(text: str) -> str:
    """What a block's label, with or without quotes, says."""
    return (unquoted(text[1:-1]) or text[1:-1]) if text.startswith('"') else text


def object_key(node: Any, text: str) -> str:
    """The key of an entry, given its node and text: a name, a literal, or what is worked out."""
    inner = node.named_children
    if len(inner) == 1 and inner[0].type in ("variable_expr", "literal_value") and not text.startswith("("):
        if not text.startswith('"'):
            return text
        plain = unquoted(text[1:-1])
        if plain is not None:
            return plain
    if text.startswith('"'):
        return ComputedKey(text[1:-1])
    return ComputedKey(f"${{{text[1:-1].strip() if text.startswith('(') and text.endswith(')') else text}}}")
