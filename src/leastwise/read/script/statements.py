"""Statements of the small language; see `leastwise.read.script.nodes`."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.read.script.expressions import Body, Expr, Stmt


@record(frozen=False, eq=False)
class If:
    """The body of the first case (test, body) whose test holds, or else `otherwise`."""

    cases: tuple[tuple[Expr, Body], ...]
    otherwise: Body
    span: Span


@record(frozen=False, eq=False)
class For:
    """A loop over items; over the keys of an object where `keys`. `declares` as in `Assign`."""

    target: Expr
    items: Expr
    body: Body
    otherwise: Body
    span: Span
    declares: str = ""
    keys: bool = False


@record(frozen=False, eq=False)
class While:
    """A loop; `update` follows each round, also after `continue`; where `first`, the test comes after the body."""

    test: Expr
    body: Body
    otherwise: Body
    span: Span
    update: Body = ()
    first: bool = False


@record(frozen=False, eq=False)
class Switch:
    """Cases (pattern, guard, body); the default has no pattern, and most have no guard.

    JavaScript: patterns are values that are equal to the subject, and a body goes on into the next one. Where
    `patterns`, they are Python's, and only one body runs: a `Name` takes the value, `_` any; an `Attribute` or
    `Literal` is equal to it; `Listing`, `Mapping` and `Call` (of a class) take it apart; `|` has alternatives; `Assign`
    is `pattern as name`.
    """

    subject: Expr
    cases: tuple[tuple[Expr | None, Expr | None, Body], ...]
    span: Span
    patterns: bool = False


@record(frozen=False, eq=False)
class Try:
    """Handlers: (types or `None` for all, target or `None`, body); `otherwise`: where nothing was raised."""

    body: Body
    handlers: tuple[tuple[Expr | None, Expr | None, Body], ...]
    otherwise: Body
    final: Body
    span: Span


@record(frozen=False, eq=False)
class With:
    """Context managers (value, target or `None`) around a body."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: Body
    span: Span


@record(frozen=False, eq=False)
class Return:
    """The value of a function."""

    value: Expr | None
    span: Span


@record(frozen=False, eq=False)
class Raise:
    """An exception; without a value, the one that is being handled."""

    value: Expr | None
    span: Span
    cause: Expr | None = None


@record(frozen=False, eq=False)
class Jump:
    """`break` or `continue`, to a label where there is one."""

    kind: str
    label: str
    span: Span


@record(frozen=False, eq=False)
class Labelled:
    """Statements with a label."""

    label: str
    body: Body
    span: Span


@record(frozen=False, eq=False)
class Global:
    """Names of the module; where `outer`, of a function around (`nonlocal`)."""

    names: tuple[str, ...]
    span: Span
    outer: bool = False


@record(frozen=False, eq=False)
class Import:
    """(local name, module, name in the module or `None` for the module itself).

    The dots of a relative import stand before the module. All names: `("*", module, "*")`. A module that is only run
    has an empty local name, so `import a.b` is `a` and, without a name, `a.b`.
    """

    bindings: tuple[tuple[str, str, str | None], ...]
    span: Span


@record(frozen=False, eq=False)
class Export:
    """(exported name, value); a `Name` is what it is in the end.

    The name `*` stands for all that the value, which is a module, exports, but `default`.
    """

    bindings: tuple[tuple[str, Expr], ...]
    span: Span


def bodies(statement: Stmt) -> tuple[Body, ...]:
    """The bodies of a statement that has some, in their order."""
    match statement:
        case If():
            return (*(body for _, body in statement.cases), statement.otherwise)
        case For():
            return statement.body, statement.otherwise
        case While():
            return statement.body, statement.update, statement.otherwise
        case Switch():
            return tuple(body for _, _, body in statement.cases)
        case Try():
            return (statement.body, *(body for _, _, body in statement.handlers), statement.otherwise, statement.final)
        case With() | Labelled():
            return (statement.body,)
        case _:
            return ()


def within(body: Body) -> Iterator[Stmt]:
    """The statements of a body, and those in the bodies of these: the outer ones first."""
    ahead = list(body)
    for statement in ahead:  # which grows on the way
        yield statement
        ahead += (inner for own in bodies(statement) for inner in own)


@record(frozen=False, eq=False)
class Member:
    """A method or field of a JavaScript class; fields that are not static are set on each object, without a value too.

    A static block has an empty key and a `Function` of the kind `static`, which is called once.
    """

    key: str | Expr
    value: Expr | None
    span: Span
    static: bool = False
    decorators: tuple[Expr, ...] = ()
