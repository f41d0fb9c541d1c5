"""Steps by the places that they change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.model.record import field, record, replace
from leastwise.patch.change import Path
from leastwise.patch.plan import Add, Step, applied


@record(frozen=False, eq=False)
class Spot:
    """The steps at one place and below it, by the names and indices that lead on."""

    steps: list[Step] = field(default_factory=list)
    own: Step | None = None
    adds: list[Add] = field(default_factory=list)
    below: dict[str | int, Spot] = field(default_factory=dict)


def grown(todo: Iterable[Step]) -> Spot:
    """Steps as a tree, from the top of the document."""
    root = Spot()
    for step in todo:
        spot = root
        spot.steps.append(step)
        for name in step.path[:-1] if isinstance(step, Add) else step.path:
            spot = spot.below.setdefault(name, Spot())
            spot.steps.append(step)
        if isinstance(step, Add):
            spot.adds.append(step)
        else:
            spot.own = step
    return root


def result(value: Any, spot: Spot, path: Path) -> Any:
    """The value after the steps at and below it."""
    return applied(value, [replace(step, path=step.path[len(path) :]) for step in spot.steps])
