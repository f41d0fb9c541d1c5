"""Edits of the statements of a policy that leave the rest of it as it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from leastwise.model.edit import Edit, Insert, Remove
from leastwise.model.graph import Statement
from leastwise.model.resource import Property
from leastwise.model.value import Seq
from leastwise.rules.policies import one_or_list

_KEPT = ("Effect", "Principal", "Action", "Resource", "Condition")


def apart(statement: Statement, places: Collection[Property], **entries: Any) -> list[Edit]:
    """Take some actions out of a statement and put them into one of their own, at the end of the same policy.

    None where that cannot be: where the statement is the only one and stands in no list, or names no other action.

    Args:
        statement: one that names actions, and more than these.
        places: the actions.
        **entries: what differs in the new statement; the rest is as in this one.
    """
    if not isinstance(statement.property.path[-1], int) or not 0 < len(places) < len(statement.actions):
        return []
    names = [place.value for place in places]
    new: dict[str, Any] = {name: statement.property[name] for name in _KEPT if statement.property[name].present}
    new |= {"Effect": statement.effect, "Action": one_or_list(names), **entries}
    return [*map(Remove, places), Insert(statement.property.parent, new)]


def without(statement: Statement, places: Collection[Property]) -> list[Edit]:
    """Take some actions out of a statement; the statement, or the policy around it, where nothing is left of it."""
    some = len(places) < len(statement.actions)
    return [Remove(place) for place in places] if some else [whole(statement.property)]


def whole(place: Property) -> Remove:
    """Take a statement, a policy or its ARN away; all around it that would be empty goes too."""
    while place.path:
        above = place.parent
        siblings = above.value
        if isinstance(siblings, Seq) and isinstance(place.path[-1], int):
            if len(siblings) > 1:
                break
        elif place.name not in ("Statement", "PolicyDocument"):
            break
        place = above
    return Remove(place)
