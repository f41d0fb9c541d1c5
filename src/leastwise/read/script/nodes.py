"""The small language that TypeScript, JavaScript and Python sources are lowered to.

Only what a person writes to put the parts of an application together is in it; everything else is `Opaque`.
"""

from __future__ import annotations

from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Span

Expr = Any
"""One of the expressions below."""

Stmt = Any
"""One of the statements below, or an expression whose value nobody takes."""


@record(eq=False)
class Literal:
    """A text, number, boolean or `None`."""

    value: Any
    span: Span


@record(eq=False)
class Joined:
    """A template or formatted text, or a sum: its parts in order."""

    parts: tuple[Expr, ...]
    span: Span


@record(eq=False)
class Listing:
    """A list, tuple or array."""

    items: tuple[Expr, ...]
    span: Span


@record(eq=False)
class Mapping:
    """An object or dictionary: (key, value, span of key and value); what is spread into it has no key."""

    entries: tuple[tuple[str | None, Expr, Span], ...]
    span: Span


@record(eq=False)
class Name:
    """A variable. `this` and `self` are called `this`."""

    name: str
    span: Span


@record(eq=False)
class Attribute:
    """`value.name`, or `value["name"]`."""

    value: Expr
    name: str
    span: Span


@record(eq=False)
class Index:
    """`value[key]`, of which the key is worked out."""

    value: Expr
    key: Expr
    span: Span


@record(eq=False)
class Keyed:
    """An entry of a `Mapping` of which the key is worked out: `{ [key]: value }`."""

    key: Expr
    value: Expr
    span: Span


@record(eq=False)
class Each:
    """A list or dictionary with an element for each item: `[element for names in items]`; dictionaries have `Keyed`."""

    names: tuple[str, ...]
    items: Expr
    element: Expr
    span: Span


@record(eq=False)
class Operation:
    """A comparison or an operation of logic: `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `and`, `or`, `not`."""

    operator: str
    operands: tuple[Expr, ...]
    span: Span


@record(eq=False)
class Call:
    """A call, or `new`. `keywords` are Python's; `span` is that of the whole call."""

    callee: Expr
    arguments: tuple[Expr, ...]
    keywords: Mapping | None
    span: Span


@record(eq=False)
class Either:
    """One of two values, by a condition; with `default`, the first that there is (`a ?? b`)."""

    options: tuple[Expr, ...]
    span: Span
    default: bool = False
    condition: Expr = None


@record(eq=False)
class Opaque:
    """What is not followed."""

    span: Span


@record(eq=False)
class Function:
    """A function, method or arrow; (name, default) of its parameters; an arrow's expression is returned."""

    name: str
    parameters: tuple[tuple[str, Expr | None], ...]
    body: tuple[Stmt, ...]
    span: Span
    decorators: tuple[Expr, ...] = ()


@record(eq=False)
class Class:
    """A class: its bases, methods, and the fields that it sets outside of them."""

    name: str
    bases: tuple[Expr, ...]
    methods: dict[str, Function]
    fields: tuple[tuple[str, Expr], ...]
    span: Span


@record(eq=False)
class Assign:
    """`target = value`; a target is a `Name`, an `Attribute`, or a `Mapping` of names that are taken apart."""

    target: Expr
    value: Expr
    span: Span


@record(eq=False)
class Return:
    """The value of a function."""

    value: Expr


@record(eq=False)
class Blocks:
    """Statements of which some are executed.

    With a condition, the first branch is for where it holds, the second for where it does not; without one, every
    branch is looked at, one after the other.
    """

    branches: tuple[tuple[Stmt, ...], ...]
    condition: Expr = None


@record(eq=False)
class Loop:
    """A loop over something: `names` take each item in turn."""

    names: tuple[str, ...]
    items: Expr
    body: tuple[Stmt, ...]


@record(eq=False)
class Import:
    """(local name, module, name in the module or `None` for the module itself). `level`: dots of a relative import."""

    bindings: tuple[tuple[str, str, str | None], ...]


CONSTRUCTOR = "constructor"
"""What the constructor of a class is called, whatever the language."""
