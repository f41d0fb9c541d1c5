"""How an HCL file is written, and values written like that: as `terraform fmt` would.

https://developer.hashicorp.com/terraform/language/style
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.source import Source
from leastwise.read.builder import MAX_DEPTH, clipped
from leastwise.read.hcl import Block, ComputedKey, Expression, parse_hcl
from leastwise.read.hcl.literals import quoted
from leastwise.read.hcl.values import blocks

_WIDTH = 100
"""How long a line may become for a list that is written on one line."""
_NAME = re.compile(r"[^\W\d][\w-]*\Z")
_KEYWORDS = frozenset(("for", "if", "null", "true", "false"))
_INDENT = "  "

_LABELS = {
    True: dict.fromkeys(("resource", "data", "ephemeral", "action"), 2)
    | dict.fromkeys(("variable", "output", "module", "provider", "check", "run"), 1),
    False: dict.fromkeys(("provisioner", "dynamic", "backend", "provider_meta"), 1),
}
"""How many labels blocks of a type have, at the top of a file and elsewhere; those that have some.

https://developer.hashicorp.com/terraform/language
"""

Labelled = tuple[list[str], dict[str, Any]]


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

    def labelled(self, name: str, value: Any, *, top: bool, labels: int | None = None) -> list[Labelled] | None:
        """The blocks that a value says: labels and content of each; nothing where it says an attribute.

        A list of mappings is blocks without labels. A mapping is an attribute, except under the names of block types
        that have labels, or where `labels` says how many there are.

        Raises:
            PatchError: it is neither what a block of this type nor what an attribute here could hold.
        """
        count = labels if labels is not None else _LABELS[top].get(name, 0) if isinstance(value, dict) else 0
        if not count and labels is None:
            if _is_blocks(value):
                return [([], content) for content in value]
            if top and self.terraform:
                raise PatchError(f"{name}: there are only blocks here; a block without labels is a list of mappings")
            return None
        found = list(_labelled(value, count))
        if not found:
            raise PatchError(f"{name} would be no block at all")
        return found

    def block(self, kind: str, labels: Sequence[str], content: dict[str, Any], margin: str) -> str:
        """A block; its first line without the margin."""
        if not _NAME.match(kind):
            raise PatchError(f"{kind!r} is no name of a block")
        head = " ".join([kind, *map(quoted, labels)])
        return f"{head} {self.body(content, margin)}"

    def body(self, content: dict[str, Any], margin: str, depth: int = 0) -> str:
        """The content of a block in its braces, attributes before blocks."""
        if depth > MAX_DEPTH:
            raise PatchError(f"the value nests deeper than {MAX_DEPTH} levels")
        inner = margin + self.unit
        attributes: list[tuple[str, str]] = []
        nested: list[str] = []
        for name, value in content.items():
            found = self.labelled(name, value, top=False)
            if found is None:
                attributes.append((self.name(name), self.attribute(value, inner)))
                continue
            for labels, below in found:
                head = " ".join([self.name(name), *map(quoted, labels)])
                nested.append(f"{inner}{head} {self.body(below, inner, depth + 1)}\n")
        lines = [f"{inner}{line}\n" for line in aligned(attributes)]
        text = "\n".join((["".join(lines)] if lines else []) + nested)
        return f"{{\n{text}{margin}}}" if text else "{}"

    def name(self, name: object) -> str:
        """The name of an attribute.

        Raises:
            PatchError: it is none.
        """
        if not isinstance(name, str) or not _NAME.match(name):
            raise PatchError(f"{clipped(repr(name))} is no name of an attribute")
        return name

    def key(self, key: object, *, always_quoted: bool = False) -> str:
        """The key of an object.

        Raises:
            PatchError: it is no text.
        """
        if not isinstance(key, str):
            raise PatchError(f"HCL has only texts for keys, not {key!r}")
        if isinstance(key, ComputedKey):
            return f"({key[2:-1]})" if key.startswith("${") and key.endswith("}") else f'"{key}"'
        return quoted(key) if always_quoted or key in _KEYWORDS or not _NAME.match(key) else key

    def attribute(self, value: Any, margin: str, old: str = "") -> str:
        """The value of an attribute of a block, in place of another one. Only there a text may be a heredoc."""
        if isinstance(value, str) and self.heredocs:
            marker = re.match(r"<<-?[^\n]*", old)
            if marker or (value.count("\n") > 1 and value.endswith("\n")):
                old, first = (old, marker[0]) if marker else ("", "<<-EOT")
                found = _heredoc(value, first, old, margin, self.unit)
                if found is not None:
                    return found
        return self.value(value, margin)

    def value(self, value: Any, margin: str, *, one_line: bool = False, depth: int = 0) -> str:
        """A value.

        Args:
            value: plain, or an `Expression`.
            margin: what the line that it begins in begins with.
            one_line: all of it on one line.
            depth: how many containers of the value are around it.

        Raises:
            PatchError: HCL has no such value.
        """
        if isinstance(value, Expression):
            return _checked(value.text)
        if isinstance(value, str):
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise PatchError("HCL has no texts with half of a surrogate pair")
            return quoted(value)
        if value is None or isinstance(value, bool):
            return "null" if value is None else str(value).lower()
        if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
            return re.sub(r"^(-?\d+)e", r"\1.0e", str(value))
        if depth > MAX_DEPTH:
            raise PatchError(f"the value nests deeper than {MAX_DEPTH} levels")
        if isinstance(value, dict):
            return self._object(value, margin, one_line, depth) if value else "{}"
        if isinstance(value, list):
            return self._tuple(value, margin, one_line, depth) if value else "[]"
        raise PatchError(f"HCL has no value such as {clipped(repr(value))}")

    def _object(self, value: dict[Any, Any], margin: str, one_line: bool, depth: int) -> str:
        inner = margin if one_line else margin + self.unit
        entries = [
            (self.key(key), self.value(item, inner, one_line=one_line, depth=depth + 1)) for key, item in value.items()
        ]
        if one_line:
            return f"{{ {', '.join(f'{key} = {text}' for key, text in entries)} }}"
        lines = "".join(f"{inner}{line}\n" for line in aligned(entries))
        return f"{{\n{lines}{margin}}}"

    def _tuple(self, value: list[Any], margin: str, one_line: bool, depth: int) -> str:
        simple = not any(isinstance(item, (dict, list)) and item for item in value)
        if one_line or simple:
            texts = [self.value(item, margin, one_line=one_line, depth=depth + 1) for item in value]
            text = f"[{', '.join(texts)}]"
            if one_line or (len(margin) + len(text) <= _WIDTH and "\n" not in text):
                return text
        inner = margin + self.unit
        lines = "".join(f"{inner}{self.value(item, inner, depth=depth + 1)},\n" for item in value)
        return f"[\n{lines}{margin}]"


def aligned(entries: Sequence[tuple[str, str]], column: int = 0) -> Iterator[str]:
    """Lines `name = value` with the equals signs below each other, where the values of neighbours take one line each.

    Args:
        entries: names and values as text.
        column: length of the longest name around them, as far as the signs there are aligned.
    """
    start = 0
    while start < len(entries):
        end = start
        while end < len(entries) and "\n" not in entries[end][1]:
            end += 1
        if end < len(entries) and (end == start or entries[end][1].startswith("<<")):
            end += 1  # a heredoc begins in the line of its name; what opens a bracket stands for itself
        opens = "\n" in entries[start][1] and not entries[start][1].startswith("<<")
        width = 0 if opens else max([column if start == 0 else 0, *(len(name) for name, _ in entries[start:end])])
        yield from (f"{name.ljust(width)} = {value}" for name, value in entries[start:end])
        start = end


def _is_blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _labelled(value: Any, count: int) -> Iterator[Labelled]:
    if count and isinstance(value, dict):
        for label, below in value.items():
            if not isinstance(label, str):
                raise PatchError(f"{label!r} is no label of a block")
            yield from (([label, *labels], content) for labels, content in _labelled(below, count - 1))
    elif not count and isinstance(value, dict):
        yield [], value
    elif not count and _is_blocks(value) and len(value) > 1:
        yield from (([], item) for item in value)
    else:
        raise PatchError("under its labels, the content of a block is a mapping, that of several blocks a list")


def _heredoc(value: str, marker: str, old: str, margin: str, unit: str) -> str | None:
    """A text as a heredoc, with the indentation of the one before; nothing where it cannot be one."""
    name = marker.lstrip("<-").strip()
    if not value.endswith("\n") or re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]|[$%]{2}\{", value):
        return None
    lines = value.split("\n")[:-1]
    if any(line.strip() == name for line in lines):
        return None
    closing = old[old.rindex("\n") + 1 : len(old) - len(name)] if old else margin
    if marker.startswith("<<-"):
        if any(line and not line.strip() for line in lines) or not any(line[:1].strip() for line in lines):
            return None
        known = [line for line in old.split("\n")[1:-1] if line.strip()]
        inner = min((line[: len(line) - len(line.lstrip())] for line in known), key=len, default=margin + unit)
        lines = [inner + line if line else line for line in lines]
    text = re.sub(r"([$%])\{", r"\1\1{", "".join(f"{line}\n" for line in lines))
    return f"{marker}\n{text}{closing}{name}"


def _checked(text: str) -> str:
    """The text of an expression, if that is what it is."""
    root, notes = parse_hcl(Source("expression", f"value = {text}\n"))
    found = root.get("value")
    if notes or root.faults or len(root) != 1 or root.spans["value"][4] != 8 + len(text) or _ends_early(text):
        raise PatchError(f"{clipped(text)!r} is no expression")
    if not isinstance(found, Expression):
        raise PatchError(f"{clipped(text)!r} is a literal; give it as a plain value")
    return text


def _ends_early(text: str) -> bool:
    """Whether a line ends where no bracket is open: there, an attribute ends."""
    if "\n" not in text or "<<" in text:
        return False
    depth = 0
    for character in re.sub(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|//[^\n]*', "", text):
        depth += (character in "([{") - (character in ")]}")
        if character == "\n" and depth <= 0:
            return True
    return False


def _unit(text: str, root: Block) -> str:
    """One level of indentation: that of the first line in a block."""
    for value in root.values():
        for block in blocks(value):
            if match := re.compile(r"[^\n]*\n([ \t]+)[^\s#/}]").match(text, block.home[3]):
                return match[1]
    return _INDENT
