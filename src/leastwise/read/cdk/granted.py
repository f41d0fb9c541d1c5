"""What `grant…` methods of the CDK write: that something is granted is the author's, in which words is the CDK's."""

from __future__ import annotations

import os.path
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from leastwise.model.resource import Path
from leastwise.read.tables import table

_MANY = 5
"""So many actions together are those of a method, not by chance the author's."""


def chosen_actions(statement: Path, actions: Any) -> Iterator[Path]:
    """Paths of the actions of a statement at a path, except those that stand for whole services.

    `grantReadWrite` writes `s3:GetObject*`, and its caller can write nothing else; `grantFullAccess` means all.
    """
    for at, action in enumerate(actions if isinstance(actions, (list, tuple)) else ()):
        if isinstance(action, str) and action and not action.endswith(":*"):
            yield (*statement, "Action", at)


def actions_of_grants(found: Collection[str], listed: Sequence[Any]) -> tuple[str, ...]:
    """The actions of a statement that one of the methods wrote, an empty text in place of the others.

    A few without wildcards may as well be the author's.
    """
    known = frozenset(found)
    written = {action for actions in _together() if actions <= known for action in actions}
    return tuple(action if action in written else "" for action in listed)


def methods() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Kind of construct → method → the statements that it writes."""
    found: dict[str, dict[str, list[dict[str, Any]]]]
    found = table(os.path.join(os.path.dirname(__file__), "static", ""), "grants")["grants"]
    return found


@cache
def _together() -> tuple[frozenset[str], ...]:
    written = [entries for made in methods().values() for entries in made.values()]
    found = {frozenset(entry["actions"]) for entries in written for entry in entries}
    found |= {frozenset(action for entry in entries for action in entry["actions"]) for entries in written}
    return tuple(s for s in found if len(s) >= _MANY or (len(s) > 1 and any(a.endswith("*") for a in s)))
