"""Whether a call has the settings with which a row of the tables means it."""

from __future__ import annotations

from typing import Any

from leastwise.code.observers import Call
from leastwise.code.taint.reading import literal, values_at
from leastwise.code.taint.tables import Row, argument
from leastwise.code.values import Member, Result, Value


def means(row: Row, call: Call) -> bool:
    """Whether the call has the settings with which it means this."""
    if row.facts.get("new", False) and not call.new:
        return False
    if "onto" in row.facts and not any(map(_kept_elsewhere, values_at(call, argument(row.facts["onto"])))):
        return False
    for written, wanted in row.when.items():
        found = [literal(call, argument(one)) for one in written.split("|")]
        found = [one for one in found if one is not None]
        unsure, enough = not row.facts.get("sure", False), all if row.facts.get("only", False) else any
        if not any(unsure if one is ... else enough(_like(text, wanted) for text in one) for one in found):
            return False
    for written, excluded in row.unless.items():
        found = literal(call, argument(written))
        if found is None:
            if None in excluded:
                return False
        elif "*" in excluded or (found is not ... and all(_like(one, excluded) for one in found)):  # whatever is given
            return False
    return True


def _kept_elsewhere(value: Value) -> bool:
    """Whether it may be something that a library made, as a row of a database, and no object of the function's own."""
    return any(isinstance(alternative, (Result, Member)) for alternative in value.alternatives)


def _like(found: Any, wanted: Any) -> bool:
    """Whether a literal is one of these; `text/html*` is what begins so, `*%s*` what holds it, in whichever case."""
    if found in wanted:
        return True
    begins = [one[:-1] for one in wanted if isinstance(one, str) and one.endswith("*")]
    if not isinstance(found, str):
        return False
    return any(one[1:] in found.lower() if one.startswith("*") else found.lower().startswith(one) for one in begins)


__all__ = ["means"]
