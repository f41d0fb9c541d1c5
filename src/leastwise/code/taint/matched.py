"""What a check leaves nothing dangerous of: told by its row, or by the expression that a text has to fit."""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.taint.safe_text import safe_for
from leastwise.code.taint.tables import ANYTHING, Row
from leastwise.code.values import Constant, Result, Unknown, Value


def row_kinds(row: Row, found: Result) -> frozenset[str]:
    """The kinds of sinks for which a text is harmless where a check came out true."""
    where = row.facts.get("pattern")
    if where is None:
        return frozenset(row.rules) or frozenset((ANYTHING,))
    holder = getattr(found.callee, "of", None) if where == "of" else found
    given = argument_of(holder, 0 if where == "of" else where)
    flags = _flags(holder, 1 if where == "of" else 2)
    only = given.only if given is not None else None
    if isinstance(only, Result) and path_of(only.callee) in _COMPILED:  # `name.match(/^[a-z]+$/)`
        given, flags = argument_of(only, 0), _flags(only, 1)
    pattern = given.literal if given is not None else ...
    if not isinstance(pattern, str):
        return frozenset()
    whole, begun = row.facts.get("whole", False), row.facts.get("begin", False)
    return safe_for(pattern, whole=whole, begun=begun, lines=_of_lines(flags))


def _flags(found: Any, position: int) -> Value | None:
    """What an expression is made, or asked, with besides."""
    named = dict(found.keywords).get("flags") if isinstance(found, Result) else None
    return named or argument_of(found, position)


def _of_lines(flags: Value | None) -> bool:
    """Whether `^` and `$` stand for the edges of lines."""
    ahead = list(flags.alternatives) if flags is not None else []
    while ahead:
        found = ahead.pop()
        if isinstance(found, Constant):
            told = (
                "m" in found.value if isinstance(found.value, str) else isinstance(found.value, int) and found.value & 8
            )
        elif isinstance(found, Result):
            ahead += (inner for value in found.arguments for inner in value.alternatives)
            continue
        else:
            told = path_of(found).rpartition(".")[2] in ("M", "MULTILINE") or isinstance(found, Unknown)
        if told:
            return True
    return False


def argument_of(found: Any, position: int) -> Value | None:
    """What something was called with at a position; `None` where it was not."""
    return found.arguments[position] if isinstance(found, Result) and position < len(found.arguments) else None


_COMPILED = ("global.RegExp", "re.compile", "regex.compile")


__all__ = ["argument_of", "row_kinds"]
