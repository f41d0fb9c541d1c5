"""What lowering the languages has in common: limits, places, and chains that are longer than trees may be deep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.source import Source, Span
from leastwise.read.script.nodes import Body, Expr, Joined, Listing, Literal, Name, Opaque, Operation, Stmt
from leastwise.read.script.syntax import offsets, parser

MAX_DEPTH = 100
"""How deep expressions and blocks may nest; what is deeper is not followed."""

MAX_CHAIN = 200
"""Links of a chain of calls, attributes and different operators; what is before the last ones is not followed."""

MAX_NODES = 300_000
"""Expressions and statements of one file; what comes after them is not followed."""

MAX_BYTES = 4_000_000
"""Size of a file; a larger one is not read. Bundles have less; trees take 35 to 120 times as much memory as texts."""

MAX_ERRORS = 20
"""Places of a file that are told where its syntax is not understood."""

Table = dict[str, Any]
"""Kind of a node → what it means."""

TRIVIA = ("comment", "line_continuation")
"""Kinds of nodes that may stand anywhere and mean nothing."""

_LEFT = frozenset(("and or ?? + - * / // % @ & | ^ << >> >>>").split())
"""Operators of which a row is one operation."""

_SAME = {"===": "==", "!==": "!=", "is": "==", "is not": "!=", "<>": "!=", "&&": "and", "||": "or"}


class Lowering:
    """Lowers one file. A language says in its tables what its kinds of nodes mean.

    Attributes:
        statements: kind → what adds its meaning to the statements of a block.
        expressions: kind → its meaning.
        links: kind → (field of what it begins with, its meaning given that); no meaning for operators with two sides.
        erased: kinds of statements that mean nothing when the program runs.
        later: whether the bodies of functions are lowered when they are asked for.
        unread: what of the file is not in its statements.
    """

    statements: ClassVar[Table] = {}
    expressions: ClassVar[Table] = {}
    links: ClassVar[Table] = {}
    erased: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, source: Source, language: str, *, later: bool = False) -> None:
        self.source = source
        self.later = later
        self.unread: list[Unread] = []
        self.depth = self.count = 0
        self.yields = False
        data = source.text.encode("utf-8", "surrogatepass")
        if len(data) > MAX_BYTES:
            self.unread.append(Unread(source.path, 1, "limit", f"larger than {MAX_BYTES // 1_000_000} MB; not read"))
            data = b""
        self.data = data
        self.at = None if not data or len(data) == len(source.text) else offsets(source.text)
        self.root = parser(language).parse(data).root_node

    def lowered(self) -> Body:
        """The statements of the file."""
        self._errors()
        return self.block(self.root)

    def _errors(self) -> None:
        """Note where the syntax is not of the language."""
        ahead = [self.root] if self.root.has_error else []
        while ahead:
            node = ahead.pop()
            if len(self.unread) >= MAX_ERRORS:
                return
            if node.is_error or node.is_missing:
                reason = "the syntax is not understood here; what is around it may not be seen"
                self._leave(node, "code", reason, again=True)
            else:
                ahead += [child for child in reversed(node.children) if child.has_error]

    def _leave(self, node: Any, kind: UnreadKind, reason: str, *, again: bool = False) -> None:
        """Note that a node is not followed, `again` or once for each reason."""
        found = Unread(self.source.path, node.start_point[0] + 1, kind, reason)
        if found not in self.unread and (again or not any(note.reason == reason for note in self.unread)):
            self.unread.append(found)

    def _limit(self, node: Any) -> Opaque | None:
        """What stands for a node that is beyond a limit."""
        if self.depth > MAX_DEPTH:
            self._leave(node, "limit", f"nests deeper than {MAX_DEPTH} levels; what is deeper is not followed")
        elif self.count > MAX_NODES:
            self._leave(node, "limit", f"more than {MAX_NODES} expressions; what comes after them is not followed")
        else:
            return None
        return Opaque(self.span(node), "limit")

    def block(self, node: Any) -> Body:
        """The statements in a node; none where there is no node."""
        return self.run(node.named_children, node) if node is not None else ()

    def run(self, children: list[Any], around: Any) -> Body:
        """Statements that stand in something."""
        if self.depth > MAX_DEPTH or self.count > MAX_NODES:
            return (self._limit(around),)
        self.depth += 1
        found: list[Stmt] = []
        for child in children:
            self.statement(child, found)
        self.depth -= 1
        return tuple(found)

    def deferred(self, make: Callable[[], Body], node: Any) -> Body | Callable[[], Body]:
        """The body of a function; `later`, what lowers it when it is asked for, as if that were now."""
        depth = self.depth

        def made() -> Body:
            before = self.depth, self.yields
            self.depth = depth
            try:
                return make()
            except RecursionError:  # of who asks, who is in deep already
                self._leave(node, "limit", "nests too deeply where it is called; not followed", again=True)
                return (Opaque(self.span(node), "limit"),)
            finally:
                self.depth, self.yields = before

        return made if self.later else make()

    def statement(self, node: Any, out: list[Stmt]) -> None:
        """Add what a statement means to those before it."""
        kind = node.type
        self.count += 1
        meaning = self.statements.get(kind)
        if meaning is not None:
            meaning(self, node, out)
        elif kind == "ERROR":
            out.append(Opaque(self.span(node), "syntax"))
            out += self.run([c for c in node.named_children if self._known(c.type)], node)
        elif kind not in self.erased:
            out.append(self.value(node))

    def _known(self, kind: str) -> bool:
        return kind in self.statements or kind in self.expressions or kind in self.links or kind == "ERROR"

    def value(self, node: Any) -> Expr:
        """What an expression or target means."""
        kind = node.type
        if kind == "identifier":  # half of all nodes
            self.count += 1
            start, end = node.start_byte, node.end_byte
            if self.at is None:
                return Name(self.source.text[start:end], (self.source, start, end, start, end))
            return Name(self.slice(start, end), self.span(node))
        meaning = self.expressions.get(kind)
        if meaning is None and kind not in self.links:
            return self.unknown(node, "syntax" if node.is_error else kind)
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_NODES:
            return self._limit(node)
        self.depth += 1
        found = meaning(self, node) if meaning is not None else self._chain(node)
        self.depth -= 1
        return found

    def unknown(self, node: Any, kind: str) -> Opaque:
        """What has no meaning here. Errors are told on their own."""
        if kind != "syntax":
            self._leave(node, "code", f"`{kind}` is not understood here; it is not followed")
        return Opaque(self.span(node), kind)

    def part(self, node: Any, field: str) -> Expr:
        """What a field of a node means; `Opaque` where a broken file lacks it."""
        inner = node.child_by_field_name(field)
        return self.value(inner) if inner is not None else Opaque(self.span(node), "syntax")

    def perhaps(self, node: Any, field: str) -> Expr | None:
        """What a field of a node means; `None` where it is not there."""
        inner = node.child_by_field_name(field)
        return self.value(inner) if inner is not None else None

    def inner(self, node: Any) -> Expr:
        """What the only, or first, part of a node means."""
        parts = self.parts(node)
        return self.value(parts[0]) if parts else Opaque(self.span(node), "syntax")

    def _chain(self, node: Any) -> Expr:
        """`a.b().c + d + e`: from what it begins with, without going deeper for each link."""
        links: list[tuple[Any, str, Any]] = []
        count, last = 0, ""
        found: Expr = None
        inner = node
        while inner is not None and (link := self.links.get(inner.type)) is not None:
            field, meaning = link
            operator = "" if meaning is not None else self._operator(inner)
            count += operator != last or operator not in _LEFT
            last = operator
            if count > MAX_CHAIN:
                self._leave(inner, "limit", f"a chain of more than {MAX_CHAIN} links; only the last are followed")
                found = Opaque(self.span(inner), "limit")
                break
            links.append((inner, operator, meaning))
            inner = inner.child_by_field_name(field) if field else next(iter(inner.named_children), None)
        if found is None:
            found = self.value(inner) if inner is not None else Opaque(self.span(node), "syntax")
        row: list[Expr] = []
        for index in range(len(links) - 1, -1, -1):
            link_node, operator, meaning = links[index]
            if meaning is not None:
                found = meaning(self, link_node, found)
                continue
            row = row or [found]
            row.append(self.part(link_node, "right"))
            if not index or links[index - 1][1] != operator or operator not in _LEFT:
                found, row = Operation(operator, tuple(row), self.span(link_node)), []
        self.count += len(links)
        return found

    def _operator(self, node: Any) -> str:
        operator = node.child_by_field_name("operator")
        kind: str = operator.type if operator is not None else "?"
        return _SAME.get(kind, kind)

    def parts(self, node: Any) -> list[Any]:
        """What a node is made of, without comments."""
        return [child for child in node.named_children if child.type not in TRIVIA]

    def values(self, node: Any) -> tuple[Expr, ...]:
        """What the parts of a node mean."""
        return tuple([self.value(child) for child in node.named_children if child.type not in TRIVIA])

    def items(self, node: Any) -> Expr:
        """A list or array."""
        return Listing(self.values(node), self.span(node))

    def put_together(self, parts: list[Expr], node: Any) -> Expr:
        """A text of its parts."""
        if not parts:
            return Literal("", self.span(node))
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Literal) else Joined(tuple(parts), self.span(node))

    def text(self, node: Any) -> str:
        """The text of a node."""
        start, end = node.start_byte, node.end_byte
        return self.source.text[start:end] if self.at is None else self.slice(start, end)

    def slice(self, start: int, end: int) -> str:
        """The text between two byte offsets."""
        found = self.data[start:end]
        try:
            return found.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:  # a parser of what is broken may end in the middle of a letter
            return found.decode("utf-8", "replace")

    def span(self, node: Any) -> Span:
        """The place of a node."""
        start, end = node.start_byte, node.end_byte
        if self.at is not None:
            start, end = self.at(start), self.at(end)
        return self.source, start, end, start, end

    def entry(self, key: Any, value: Any) -> Span:
        """The place of a key with its value."""
        (source, start, end, _, _), (_, _, _, at, last) = self.span(key), self.span(value)
        return source, start, end, at, last
