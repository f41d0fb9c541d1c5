"""What a statement allows on every resource, in the words of whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from leastwise.iam.actions import Action, expand
from leastwise.iam.naming import is_familiar, kinds, readable
from leastwise.iam.notable import reads_data
from leastwise.iam.pattern import has_wildcard
from leastwise.model.graph import Statement
from leastwise.rules.words import listing

_KINDS = 2
"""How many kinds of resource are named for one pattern."""


def allowed(statement: Statement, actions: Collection[Action], hints: Mapping[str, str]) -> str:
    """A sentence: Allows `s3:GetObject` and `s3:List*` on every object and bucket; `dynamodb:*` on every table.

    What applications usually have is told first, and what changes things or hands out data before what describes them.

    Args:
        statement: the statement.
        actions: those of its actions that are meant.
        hints: kind of resource → what follows its name.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    order: dict[tuple[str, ...], tuple[bool, bool]] = {}
    for pattern, meant in _by_pattern(statement, actions):
        found = kinds(meant)
        names = sorted(found, key=lambda kind: _order(kind, found[kind]))
        usual = [kind for kind in names if is_familiar(kind)]
        group = tuple((usual or names)[:_KINDS] if has_wildcard(pattern) else names)
        groups.setdefault(group, []).append(pattern)
        place = min(_order(kind, found[kind]) for kind in group)
        order[group] = min(order.get(group, place), place)
    told = [
        f"{listing((f'`{pattern}`' for pattern in groups[group]), 3)} on every {listing(map(readable, group))}"
        + (hints.get(group[0], "") if len(group) == 1 else "")
        for group in sorted(groups, key=order.__getitem__)
    ]
    shown = told if len(told) <= 4 else told[:3]
    more = f"; and {len(told) - len(shown)} more" if len(told) > len(shown) else ""
    return f"Allows {'; '.join(shown)}{more}."


def _by_pattern(statement: Statement, actions: Collection[Action]) -> list[tuple[str, list[Action]]]:
    """The patterns as written that stand for some of the actions; those that matter most first."""
    wanted = set(actions)
    found: dict[str, list[Action]] = {}
    for pattern in statement.actions:
        if isinstance(pattern, str):
            meant = [action for action in expand(pattern) or () if action in wanted]
            if meant:
                found.setdefault(pattern, meant)
    return sorted(found.items(), key=lambda item: not _matters(item[1]))


def _order(kind: str, actions: Collection[Action]) -> tuple[bool, bool]:
    return not is_familiar(kind), not _matters(actions)


def _matters(actions: Collection[Action]) -> bool:
    return any(not action.reads or reads_data(action) for action in actions)
