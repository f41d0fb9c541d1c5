"""Where in a function something stands: within a condition, within a `try`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leastwise.model.source import Span
    from leastwise.read.script.nodes import Function, Stmt


def around(function: Function, span: Span) -> Iterator[Stmt]:
    """The statements of a function around a place, the outermost first, with the one that it is in."""
    from leastwise.read.script.statements import bodies

    ahead = list(function.body)
    while ahead:
        found = next((one for one in ahead if covers(one, span)), None)
        if found is None:
            return
        yield found
        ahead = [inner for body in bodies(found) for inner in body]


def covers(node: Stmt, span: Span) -> bool:
    """Whether a place lies in a statement."""
    own: Span | None = getattr(node, "span", None)
    return own is not None and own[0] is span[0] and own[3] <= span[3] and span[4] <= own[4]


def conditional(function: Function, span: Span) -> bool:
    """Whether a place is reached in some runs only."""
    from leastwise.read.script.statements import If, Switch

    return any(isinstance(one, (If, Switch)) for one in around(function, span))


def swallowed(function: Function, span: Span) -> bool:
    """Whether an exception raised there is caught, and nothing is done about it."""
    from leastwise.read.script.expressions import Literal
    from leastwise.read.script.statements import Try

    for one in around(function, span):
        if isinstance(one, Try) and any(covers(inner, span) for inner in one.body):
            for types, _, body in one.handlers:
                wide = types is None or getattr(types, "name", "") in ("Exception", "BaseException")
                if wide and all(isinstance(inner, Literal) for inner in body):
                    return True
    return False
