"""From the syntax tree of an HCL file to blocks, attributes and values with places."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.read.builder import MAX_DEPTH, clipped, weight
from leastwise.read.hcl.literals import heredoc, label, number, object_key, unquoted
from leastwise.read.hcl.placing import MAX_LABELS, Placer
from leastwise.read.hcl.stretches import stretches
from leastwise.read.hcl.syntax import Syntax, first_fault, parsed
from leastwise.read.hcl.values import Block, Call, CallKey, Expression

_GAP = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+|//[^\n]*+|(?>/\*.*?\*/))*+\Z", re.DOTALL)


def read_tree(source: Source, calls: bool) -> tuple[Block, list[Unread]]:
    """The content of a file by its trees; see `leastwise.read.hcl.parsing.parse_hcl`."""
    text = source.text
    root = Block((source, 0, 0, 0, len(text)))
    reader = _Reader(source, calls)
    whole = parsed(text)
    for tree, start, end in stretches(text) if whole.root.has_error else [(whole, 0, len(text))]:
        if tree.root.has_error:
            root.faults.append((start, end))
        reader.stretch(root, tree, start, end)
    return root, reader.notes.notes


class _Reader(Placer):
    """Reads one source by the trees of tree-sitter."""

    def __init__(self, source: Source, calls: bool) -> None:
        super().__init__(source)
        self._calls = calls

    def stretch(self, root: Block, tree: Syntax, start: int, end: int) -> None:
        """What stands between two offsets, which is parsed already."""
        self.at = tree.at
        self._fault: int | None = None
        self._top = start, end
        if tree.root.has_error:
            self._fault = first_fault(tree, end)
        bodies = [node for node in tree.root.named_children if node.type == "body"]
        if tree.root.type != "config_file":
            bodies = [tree.root]
        for body in bodies:
            self._body(root, body, start, end, 0)
        if not bodies and not _GAP.match(self.text, start, end):
            self._broken(start)
        if self._fault is not None:
            if not tree.root.has_error:
                root.faults.append(self._fault_top)
            self.notes.note(self._fault, "is no valid HCL here; the rest of the file is read")

    def _broken(self, offset: int) -> None:
        if self._fault is None:
            self._fault, self._fault_top = offset, self._top

    def _body(self, block: Block, node: Any, start: int, end: int, depth: int) -> None:
        """The attributes and blocks of a body that lies between two offsets."""
        position = start
        first = True
        for item in node.named_children:
            kind = item.type
            if kind == "comment":
                continue
            begin, stop = self.at(item.start_byte), self.at(item.end_byte)
            gap = self.text[position:begin]
            if depth == 0:
                self._top = begin, stop
            if (gap.strip(" \t\r\n") and not _GAP.match(gap)) or not (first or "\n" in gap):
                self._broken(begin)
                block.broken = True
            if kind == "attribute" and not item.has_error:
                self._attribute(block, item, begin, depth)
            elif kind == "block":
                self._block(block, item, begin, stop, depth)
            else:
                self._broken(begin)
                block.broken = True
            position, first = stop, False
        if not _GAP.match(self.text, position, end):
            self._broken(position)
            block.broken = True

    def _attribute(self, block: Block, node: Any, start: int, depth: int) -> None:
        name = node.children[0]
        key = self.key(self.text[start : self.at(name.end_byte)], start)
        value = node.children[-1]
        place: Span = (
            self.source, start, self.at(name.end_byte), self.at(value.start_byte), self.at(value.end_byte)
        )  # fmt: skip
        if key in block:
            self.twice(block, key, start)
        block.put(key, self._value(value, place[3], place[4], depth + 1), place)

    def _block(self, parent: Block, node: Any, start: int, end: int, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise ReadError(f"nests deeper than {MAX_DEPTH} levels", self.source.position(start)[0], limit=True)
        self.notes.count(1, start)
        names: list[tuple[str, int, int]] = []
        body = opening = None
        for child in node.named_children:
            kind = child.type
            if kind in ("identifier", "string_lit") and opening is None:
                begin, stop = self.at(child.start_byte), self.at(child.end_byte)
                text = self.text[begin:stop]
                names.append((self.key(label(text), begin), begin, stop))
            elif kind == "block_start":
                opening = child
            elif kind == "body":
                body = child
        inner = start if opening is None else self.at(opening.start_byte)
        if opening is None or not names or len(names) > MAX_LABELS + 1 or "\n" in self.text[start:inner]:
            self._broken(start)
            parent.broken = True
            return
        block = Block((self.source, start, names[-1][2], inner, end))
        block.broken = node.has_error
        if body is not None:
            closed = node.children[-1].type == "block_end" and not node.children[-1].is_missing
            self._body(block, body, inner + 1, end - 1 if closed else end, depth + 1)
        self.place(parent, names, block)

    def _value(self, node: Any, start: int, end: int, depth: int) -> Any:
        """The value of an expression."""
        if depth > MAX_DEPTH:
            raise ReadError(f"nests deeper than {MAX_DEPTH} levels", self.source.position(start)[0], limit=True)
        text = self.text[start:end]
        # Most values are texts and references; looking at their nodes would take three times as long.
        plain = _PLAIN.match(text)
        if plain is not None:
            self.notes.count(weight(len(text)), start)
            if plain[1] is not None:
                return plain[1]
            return _KEYWORDS[text] if text in _KEYWORDS else Expression(text)
        inner = node.named_children
        kind = inner[0].type if len(inner) == 1 and text[:1] != "(" else ""
        literal = _LITERALS.get(kind)
        self.notes.count(1 if kind == "collection_value" else weight(len(text)), start)
        found = literal(self, inner[0], start, end, depth) if literal else None
        return Expression(text) if found is None else None if found is _NULL else found

    def _scalar(self, node: Any, start: int, end: int, depth: int) -> Any:
        kind = node.named_children[0].type
        text = self.text[start:end]
        if kind == "string_lit":
            return unquoted(text[1:-1])
        if kind == "numeric_lit":
            return number(text)
        return _NULL if kind == "null_lit" else text == "true"

    def _negative(self, node: Any, start: int, end: int, depth: int) -> Any:
        text = self.text[start:end]
        found = number(text[1:].lstrip()) if text[0] == "-" else None
        return None if found is None else -found

    def _heredoc(self, node: Any, start: int, end: int, depth: int) -> Any:
        inner = node.named_children[0]
        if inner.type != "heredoc_template" or any(
            child.type.startswith("template_") and child.type != "template_literal" for child in inner.named_children
        ):
            return None
        text = self.text[start:end]
        return heredoc(text[text.index("\n") + 1 : text.rindex("\n") + 1], text.startswith("<<-"))

    def _collection(self, node: Any, start: int, end: int, depth: int) -> Any:
        inner = node.named_children[0]
        home: Span = (self.source, start, start, start, end)
        if inner.type == "tuple":
            items = Seq(home)
            for item in inner.named_children:
                if item.type == "expression":
                    begin, stop = self.at(item.start_byte), self.at(item.end_byte)
                    items.put(self._value(item, begin, stop, depth + 1), (self.source, begin, begin, begin, stop))
            return items
        entries = Map(home)
        position = start + 1
        for item in inner.named_children:
            if item.type != "object_elem":
                continue
            key, value = (item.child_by_field_name(name) for name in ("key", "val"))
            begin, middle, after, stop = map(self.at, (key.start_byte, key.end_byte, value.start_byte, value.end_byte))
            gap = self.text[position:begin]
            if entries and not ("," in gap or "\n" in gap):
                self._broken(begin)
            name = self.key(object_key(key, self.text[begin:middle]), begin)
            if name in entries:
                self.notes.note(begin, f"key {clipped(name)!r} stands here a second time; the later one counts")
            entries.put(name, self._value(value, after, stop, depth + 1), (self.source, begin, middle, after, stop))
            position = stop
        return entries

    def _call(self, node: Any, start: int, end: int, depth: int) -> Any:
        """A call with one literal object or tuple; nothing for any other."""
        if not self._calls:
            return None
        name, *rest = node.named_children
        given = rest[0].named_children if len(rest) == 1 else []
        if len(given) != 1 or given[0].type != "expression":
            return None
        begin, stop = self.at(given[0].start_byte), self.at(given[0].end_byte)
        value = self._value(given[0], begin, stop, depth + 1)
        if not isinstance(value, (Map, Seq)):
            return None
        key = self.text[start : self.at(name.end_byte)]
        call = Call((self.source, start, start, start, end))
        call.put(CallKey(f"{key}()"), value, (self.source, start, start + len(key), begin, stop))
        return call


_NULL = object()
_PLAIN = re.compile(r'(?:"([^"\\{\n]*+)"|[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*+)\Z')
_KEYWORDS = {"true": True, "false": False, "null": None}
_LITERALS = {
    "literal_value": _Reader._scalar,
    "operation": _Reader._negative,
    "template_expr": _Reader._heredoc,
    "collection_value": _Reader._collection,
    "function_call": _Reader._call,
}
