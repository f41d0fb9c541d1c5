"""Expressions of the small language; see `leastwise.read.script.nodes`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Span

Expr = Any
"""One of the expressions below."""

Stmt = Any
"""One of the statements below, or an expression whose value nobody takes."""

Body = tuple[Stmt, ...]
"""Statements in their order."""


@record(frozen=False, eq=False)
class Literal:
    """A text, bytes, number, boolean, `...` or `None`."""

    value: Any
    span: Span


@record(frozen=False, eq=False)
class Joined:
    """A template or formatted text: its parts in order, each as text."""

    parts: tuple[Expr, ...]
    span: Span


@record(frozen=False, eq=False)
class Listing:
    """A `list` (or array), `tuple` or `set`; items may be a `Spread`."""

    items: tuple[Expr, ...]
    span: Span
    kind: str = "list"


@record(frozen=False, eq=False)
class Mapping:
    """An object or dictionary: (key, value, span of both).

    A key is a text, or an expression where it is not one; what is spread into it has `None`. Of methods, the value is
    a `Function`.
    """

    entries: tuple[tuple[str | Expr | None, Expr, Span], ...]
    span: Span


@record(frozen=False, eq=False)
class Name:
    """A variable."""

    name: str
    span: Span


@record(frozen=False, eq=False)
class Attribute:
    """`value.name`; `optional`: nothing where there is no value."""

    value: Expr
    name: str
    span: Span
    optional: bool = False


@record(frozen=False, eq=False)
class Index:
    """`value[key]`."""

    value: Expr
    key: Expr
    span: Span
    optional: bool = False


@record(frozen=False, eq=False)
class Call:
    """A call; with `new`, of a constructor. `keywords` are Python's."""

    callee: Expr
    arguments: tuple[Expr, ...]
    keywords: Mapping | None
    span: Span
    new: bool = False
    optional: bool = False


@record(frozen=False, eq=False)
class Spread:
    """The items of a value, among arguments or items; in a target, what takes the rest."""

    value: Expr
    span: Span


@record(frozen=False, eq=False)
class Operation:
    """An operator with its operands.

    One: `not - + ~ typeof await`, `yield` (or none), `yield from`. Two: `== != < <= > >= in`, `not in`, `instanceof`,
    `**`. Two or more, from the left to the right: `and or ?? + - * / // % @ & | ^ << >> >>>`, and `,`, which gives the
    last one.
    """

    operator: str
    operands: tuple[Expr, ...]
    span: Span


@record(frozen=False, eq=False)
class Either:
    """The value of the first case (test, value) whose test holds, or else `otherwise`."""

    cases: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr
    span: Span


@record(frozen=False, eq=False)
class Each:
    """A comprehension: a `list`, `set`, `dict` (which has a `key`) or `generator`; clauses: (target, items, tests)."""

    kind: str
    key: Expr | None
    element: Expr
    clauses: tuple[tuple[Expr, Expr, tuple[Expr, ...]], ...]
    span: Span


@record(frozen=False, eq=False)
class Parameter:
    """What a function takes. `kind`: `*`, `**`, `key` (by name only), or nothing; `annotation`: its type."""

    target: Expr
    default: Expr | None
    span: Span
    kind: str = ""
    annotation: Expr | None = None
    decorators: tuple[Expr, ...] = ()


@record(frozen=False, eq=False)
class Function:
    """A function. `kind`: `function`, `method`, `get`, `set`, `arrow` (also `lambda`), `static` (a static block).

    What an arrow's expression comes to is returned. Decorators are in the order of the source. `later`: the body, or
    what lowers it.
    """

    name: str
    parameters: tuple[Parameter, ...]
    later: Body | Callable[[], Body]
    span: Span
    decorators: tuple[Expr, ...] = ()
    kind: str = "function"
    asynchronous: bool = False
    generator: bool = False

    @property
    def body(self) -> Body:
        """The statements, lowered when they are first asked for."""
        if not isinstance(self.later, tuple):
            self.later = self.later()
        return self.later


@record(frozen=False, eq=False)
class Class:
    """A class. `body`: Python's statements, which run in it; JavaScript's `Member`s."""

    name: str
    bases: tuple[Expr, ...]
    keywords: Mapping | None
    body: Body
    span: Span
    decorators: tuple[Expr, ...] = ()


@record(frozen=False, eq=False)
class Assign:
    """`target = value`, or `target = target operator value`. Statement and expression.

    Attributes:
        value: `None` for a name that is only annotated: `x: int`.
        declares: `let` (also `const` and classes: in this block) or `var` (in this function) where it makes the name.
        annotation: Python's.
    """

    target: Expr
    value: Expr | None
    span: Span
    operator: str = ""
    declares: str = ""
    annotation: Expr | None = None


@record(frozen=False, eq=False)
class Opaque:
    """What could not be read, and why."""

    span: Span
    reason: str


@record(frozen=False, eq=False)
class Delete:
    """`del` and `delete`; an expression in JavaScript."""

    targets: tuple[Expr, ...]
    span: Span
