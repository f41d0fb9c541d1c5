"""Which field of what a function sends becomes which field of the event of the one that it reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.code.taint.kept import ANY_FIELD
from leastwise.code.taint.trust import carriers
from leastwise.model.graph import TriggerKind

Path = tuple[Any, ...]

INVOKED = "invoke"
"""The kind of events that a function is called with by another one."""


def sent_as(kind: TriggerKind | str, path: Path) -> Path | None:
    """How a field of the event was called when it was sent; `None` where no sender shapes it.

    Args:
        kind: of what brings the event; `INVOKED`.
        path: the field.
    """
    for steps, name in carriers().get(kind, {}).items():
        if all(_same(one, other) for one, other in zip(steps, path, strict=False)):
            rest = path[len(steps) :]
            return (rest or (ANY_FIELD,)) if name == "{}" else (name, *rest)
    return None


def carries(kind: TriggerKind) -> bool:
    """Whether events of a kind bring what functions of the application may have sent."""
    return kind in carriers()


def meets(put: Path, wanted: Path) -> bool:
    """Whether what was put away under a name is in a field that is read, or holds it."""
    return all(ANY_FIELD in (one, other) or _same(one, other) for one, other in zip(put, wanted, strict=False))


def any_meets(put: Path, wanted: Iterable[Path]) -> bool:
    """The same of several fields that may be read."""
    return any(meets(put, one) for one in wanted)


def _same(one: Any, other: Any) -> bool:
    """Whether two steps lead to the same: an item of a list is any of them."""
    return one == other or ("[]" in (one, other) and str(one if other == "[]" else other).isdecimal())


__all__ = ["INVOKED", "any_meets", "carries", "meets", "sent_as"]
