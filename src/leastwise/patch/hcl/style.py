"""How an HCL file is written, and values written like that: as `terraform fmt` would.

https://developer.hashicorp.com/terraform/language/style
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from math import isfinite
from typing import Any

from leastwise.model.edit import Noted
from leastwise.model.errors import PatchError
from leastwise.model.source import Source
from leastwise.patch.hcl.labels import LABELS, Labelled, blocks_of, is_blocks
from leastwise.patch.hcl.texts import expression, heredoc
from leastwise.read.builder import clipped
from leastwise.read.hcl import Block, CallKey, ComputedKey, Expression
from leastwise.read.hcl.literals import quoted
from leastwise.read.hcl.values import blocks
from leastwise.read.hcl.writing import INDENT, aligned, is_name, key_text, scalar

_WIDTH = 100
"""How long a line may become for a list that is written on one line."""
_COLON = re.compile(r'(?m)^([ \t]*)("?)[\w-]+\2([ \t]?:[ \t]?)(?=\S)')
_FIRST_LINE = re.compile(r"[^\n]*\n([ \t]+)[^\s#/}]")


class Style:
    """How one file is written.

    Attributes:
        unit: one level of indentation.
        terraform: it is a file of blocks, which has no attributes at its top.
        heredocs: it can have new heredocs: its lines end as they would.
    """

    def __init__(self, source: Source, root: Block) -> None:
        text = source.text
        self.unit = _unit(text, root)
        self.terraform = source.path.lower().endswith((".tf", ".tofu"))
        self.heredocs = "\r" not in text
        self._sign = ""
        self._quoted = False

    def like(self, text: str, margin: str) -> Style:
        """The same as in an object that is written with colons, as JSON is: its signs, quotes and indentation.

        Args:
            text: what is in it, or in the list of such objects.
            margin: what the line that a new value begins in begins with.
        """
        found = _COLON.search(text)
        if found is None:
            return self
        style = copy(self)
        style._sign, style._quoted = found[3], bool(found[2])
        deeper = [m[1][len(margin) :] for m in _COLON.finditer(text) if m[1].startswith(margin) and m[1] != margin]
        style.unit = min(deeper, key=len, default=self.unit)
        return style

    def labelled(self, name: str, value: Any, *, top: bool, labels: int | None = None) -> list[Labelled] | None:
        """The blocks that a value says: labels and content of each; nothing where it says an attribute.

        A list of mappings is blocks without labels. A mapping is an attribute, except under the names of block types
        that have labels, or where `labels` says how many there are.

        Raises:
            PatchError: it is neither what a block of this type nor what an attribute here could hold.
        """
        count = labels if labels is not None else LABELS[top].get(name, 0) if isinstance(value, dict) else 0
        if not count and labels is None:
            if is_blocks(value):
                return [([], content) for content in value]
            if top and self.terraform:
                raise PatchError(f"{name}: there are only blocks here; a block without labels is a list of mappings")
            return None
        found = list(blocks_of(value, count))
        if not found:
            raise PatchError(f"{name} would be no block at all")
        return found

    def block(self, kind: str, labels: Sequence[str], content: dict[str, Any], margin: str) -> str:
        """A block; its first line without the margin."""
        if not is_name(kind):
            raise PatchError(f"{kind!r} is no name of a block")
        head = " ".join([kind, *map(quoted, labels)])
        return f"{head} {self.body(content, margin)}"

    def body(self, content: dict[str, Any], margin: str) -> str:
        """The content of a block in its braces, attributes before blocks."""
        inner = margin + self.unit
        attributes: list[tuple[str, str]] = []
        nested: list[str] = []
        for name, value in content.items():
            found = self.labelled(name, value, top=False)
            if found is None:
                attributes.append((self.name(name), self.attribute(value, inner) + _note(value)))
                continue
            for labels, below in found:
                head = " ".join([self.name(name), *map(quoted, labels)])
                nested.append(f"{inner}{head} {self.body(below, inner)}\n")
        lines = [f"{inner}{line}\n" for line in aligned(attributes)]
        text = "\n".join((["".join(lines)] if lines else []) + nested)
        return f"{{\n{text}{margin}}}" if text else "{}"

    def name(self, name: str) -> str:
        """The name of an attribute.

        Raises:
            PatchError: it is none.
        """
        if not is_name(name):
            raise PatchError(f"{clipped(repr(name))} is no name of an attribute")
        return name

    def key(self, key: str, *, always_quoted: bool = False) -> str:
        """The key of an object."""
        if isinstance(key, ComputedKey):
            return f"({key[2:-1]})" if key.startswith("${") and key.endswith("}") else f'"{key}"'
        return quoted(key) if always_quoted or self._quoted else key_text(key)

    def attribute(self, value: Any, margin: str, old: str = "") -> str:
        """The value of an attribute of a block, in place of another one. Only there a text may be a heredoc."""
        if isinstance(value, str) and self.heredocs:
            marker = re.match(r"<<-?[^\n]*", old)
            if marker or (value.count("\n") > 1 and value.endswith("\n")):
                old, first = (old, marker[0]) if marker else ("", "<<-EOT")
                found = heredoc(value, first, old, margin, self.unit)
                if found is not None:
                    return found
        return self.value(value, margin)

    def value(self, value: Any, margin: str, *, one_line: bool = False) -> str:
        """A value.

        Args:
            value: plain, or an `Expression`.
            margin: what the line that it begins in begins with.
            one_line: all of it on one line.

        Raises:
            PatchError: HCL has no such value.
        """
        if isinstance(value, Expression):
            return expression(value.text)
        if isinstance(value, str):
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise PatchError("HCL has no texts with half of a surrogate pair")
            return quoted(value)
        if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
            return scalar(value)
        if isinstance(value, dict):
            return self._object(value, margin, one_line) if value else "{}"
        if isinstance(value, list):
            return self._tuple(value, margin, one_line) if value else "[]"
        raise PatchError(f"HCL has no value such as {clipped(repr(value))}")

    def _object(self, value: dict[str, Any], margin: str, one_line: bool) -> str:
        key = next(iter(value))
        if isinstance(key, CallKey) and len(value) == 1:
            return f"{key[:-1]}{self.value(value[key], margin, one_line=one_line)})"
        inner = margin if one_line else margin + self.unit
        beside = _note if not (one_line or self._sign) else lambda item: ""
        entries = [
            (self.key(key), self.value(item, inner, one_line=one_line) + beside(item)) for key, item in value.items()
        ]
        if one_line or self._sign:
            texts = [f"{key}{self._sign or ' = '}{text}" for key, text in entries]
            if one_line:
                return f"{{ {', '.join(texts)} }}"
            return "{\n" + ",\n".join(f"{inner}{text}" for text in texts) + f"\n{margin}}}"
        lines = "".join(f"{inner}{line}\n" for line in aligned(entries))
        return f"{{\n{lines}{margin}}}"

    def _tuple(self, value: list[Any], margin: str, one_line: bool) -> str:
        simple = not any(isinstance(item, (dict, list)) and item for item in value)
        if one_line or simple:
            texts = [self.value(item, margin, one_line=one_line) for item in value]
            text = f"[{', '.join(texts)}]"
            if one_line or (len(margin) + len(text) <= _WIDTH and "\n" not in text):
                return text
        inner = margin + self.unit
        lines = "".join(f"{inner}{self.value(item, inner)},\n" for item in value)
        return f"[\n{lines}{margin}]"


def _note(value: Any) -> str:
    """The comment beside a text, with a blank."""
    return f" # {value.note}" if isinstance(value, Noted) and value.note and "\n" not in value else ""


def _unit(text: str, root: Block) -> str:
    """One level of indentation: that of the first line in a block."""
    for value in root.values():
        for block in blocks(value):
            if match := _FIRST_LINE.match(text, block.home[3]):
                return match[1]
    return INDENT
