"""Parts of a text that are harmless whatever the rest of the field is that they are of."""

from __future__ import annotations

from typing import Any

from leastwise.code.observers import Call
from leastwise.code.taint.checks import listed, steps_of
from leastwise.code.taint.items import bare
from leastwise.code.taint.reading import made_of
from leastwise.code.values import ELEMENT, Constant, Env, Event, Member, Result, Text, Value

Paths = frozenset[tuple[Any, ...]]


def told_apart(value: Value, call: Call, items: list[Any], *, lengths: bool) -> Paths:
    """The fields of which only those parts are in a text that are known at a call.

    Of `name.split(":")[0] in ("a", "b")` the rest of the name is anything. With `lengths`, `name.length` is a number.

    Args:
        value: the text.
        call: the call.
        items: what was checked on its own.
        lengths: see above.
    """
    if bare(value.only) in items:
        return frozenset(path for path, _ in value.origins)
    known = items + [
        guard.test.left.only
        for guard in call.guards
        if guard.test.right is not None
        and not guard.test.right.origins
        and guard.test.operator in ("==", "in")
        and guard.holds is not guard.test.negated
        and isinstance(guard.test.left.only, (Member, Result))
        and (guard.test.operator == "==" or listed(guard.test.right))
        and ELEMENT not in steps_of(guard.test.left.only)  # which item it is, is not known
    ]
    parts = [
        p for a in value.alternatives for p in (a.parts if isinstance(a, Text) else (a,)) if not isinstance(p, str)
    ]
    parts = [part for part in parts if not isinstance(part, (Constant, Env))]
    left = [
        part for part in parts if part not in known and bare(part) not in items and not (lengths and _is_length(part))
    ]
    if len(left) == len(parts) or any(not isinstance(part, (Event, Member, Result)) for part in left):
        return frozenset()
    gone = frozenset(path for part in parts if part not in left for path, _ in made_of(part))
    return gone - {path for part in left for path, _ in made_of(part)}


def _is_length(part: Any) -> bool:
    return (part.path[-1:] if isinstance(part, Event) else (getattr(part, "name", ""),)) == ("length",)


__all__ = ["told_apart"]
