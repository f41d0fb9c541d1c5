"""Logical ids for what is added to templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.fix.written import Spot
from leastwise.model.application import Application
from leastwise.model.errors import PatchError
from leastwise.model.value import Map
from leastwise.patch.change import same

_MOST_NUMBERS = 1_000


class Names:
    """The logical ids that are taken, and what was added under which."""

    def __init__(self, apps: Sequence[Application]) -> None:
        self._apps = apps
        self._added: dict[tuple[str, int, str], Any] = {}
        self._taken: dict[tuple[str, int], set[str]] = {}

    def give(self, spot: Spot, wanted: str, body: Any) -> str:
        """The name under which a resource is added: the wanted one, or with a number where it is taken.

        A resource that was added before with the same content is the same one.
        """
        name = "".join(character for character in wanted if character.isascii() and character.isalnum())
        taken = self._in(spot)
        for number in range(1, _MOST_NUMBERS):
            chosen = name if number == 1 else f"{name}{number}"
            key = (spot.file.source.path, spot.number, chosen)
            if key not in self._added and chosen not in taken:
                self._added[key] = body
            if key in self._added and same(self._added[key], body):
                return chosen
        raise PatchError(f"there is no free name like {name}")

    def _in(self, spot: Spot) -> set[str]:
        """Names of a template, and of what its framework makes."""
        file = (spot.file.source.path, spot.number)
        if file not in self._taken:
            sections = (spot.at((section,)).raw for section in ("Resources", "Parameters"))
            taken = {name for section in sections if isinstance(section, Map) for name in section}
            stacks = (stack for app in self._apps for stack in app.stacks if stack.template == file[0])
            self._taken[file] = taken.union(*(stack.resources for stack in stacks))
        return self._taken[file]
