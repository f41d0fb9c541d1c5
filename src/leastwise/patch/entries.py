"""What happens among the entries of one container."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.patch.order import sibling_before
from leastwise.patch.plan import Add, Delete


def anchored(
    places: Sequence[str | int], changes: Sequence[Add | Delete], short: int | None = None
) -> tuple[list[int], dict[int, list[Add]]]:
    """What stays in a container, and behind which of it the new entries or items come.

    Args:
        places: names or positions of all that is in it now, in the order of the text.
        changes: what is deleted from it and added to it.
        short: number of the place behind which a new entry of one line goes that no order has a place for.

    Returns:
        The numbers of the places that stay; the additions by the number of the kept place that they are written
        behind, -1 for those in front of all that stays.
    """
    gone = {step.path[-1] for step in changes if isinstance(step, Delete)}
    kept = [number for number, place in enumerate(places) if place not in gone]
    names = [place for place in places if isinstance(place, str)]
    new: dict[int, list[Add]] = {}
    for step in sorted((step for step in changes if isinstance(step, Add)), key=_rank):
        name = step.path[-1]
        end = name if isinstance(name, int) else len(places)
        if isinstance(name, str):
            after = step.after or sibling_before(names, name)
            if after in places:
                end = places.index(after) + 1
            elif short is not None and _is_short(step.value):
                end = short + 1
        anchor = next((number for number in reversed(range(end)) if places[number] not in gone), -1)
        new.setdefault(anchor, []).append(step)
    return kept, new


def _is_short(value: Any) -> bool:
    """Whether a value stands on one line: a scalar, or a function of a text."""
    if isinstance(value, dict) and len(value) == 1:
        ((name, argument),) = value.items()
        return name == "Fn::GetAtt" or (name in ("Ref", "Fn::Sub", "Fn::ImportValue") and _is_short(argument))
    return not isinstance(value, (dict, list)) and "\n" not in str(value)


def _rank(step: Add) -> int:
    place = step.path[-1]
    return place if isinstance(place, int) else 0
