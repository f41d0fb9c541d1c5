"""Which conditions would narrow what a statement allows; see `data/conditions.json`."""

from __future__ import annotations

from functools import lru_cache

from leastwise.iam.reach import covers_everything
from leastwise.model.graph import Statement
from leastwise.read.tables import table


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, str, bool | None]]:
    """Action in lower case → key, what it limits the action to, and where that is of use: see the file."""
    entries = table(__file__, "conditions")["keys"]
    return {a.lower(): (entry["key"], entry["for"], entry["everywhere"]) for entry in entries for a in entry["actions"]}


def narrowing(statement: Statement) -> dict[tuple[str, str], list[str]]:
    """Condition key and what it would limit to → the actions of the statement that it would narrow.

    Actions with wildcards are left out: they have more to mend than a condition.
    """
    wide = any(map(covers_everything, statement.resources))
    found: dict[tuple[str, str], list[str]] = {}
    for action in statement.actions:
        entry = _table().get(action.lower()) if isinstance(action, str) else None
        if entry is not None:
            key, purpose, everywhere = entry
            if everywhere is None or everywhere is wide:
                found.setdefault((key, purpose), []).append(action)
    return found
