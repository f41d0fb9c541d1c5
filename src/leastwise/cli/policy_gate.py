"""What `leastwise policy` fails on, and the evidence of `--usage`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.iam.actions import expand
from leastwise.iam.managed import customary
from leastwise.iam.pattern import has_wildcard
from leastwise.model.errors import UsageError, nearest
from leastwise.model.value import display
from leastwise.privilege.comparison import Part, compare
from leastwise.read.reading import Reading

if TYPE_CHECKING:
    import argparse

    from leastwise.model.application import Application
    from leastwise.model.graph import Role
    from leastwise.privilege.usage import Usage

GATES = {
    "excess": "more is granted than is needed, where all that is needed is known",
    "missing": "something is needed and granted nowhere",
    "wildcard": "an action with a wildcard, or everything where a resource can be named",
}
"""Name → what fails then."""

_MOST = 5


def gates(given: Sequence[str], usual: Iterable[str]) -> frozenset[str]:
    """What to fail on.

    Args:
        given: the values of `--fail-on`, each a list with commas; `never` for nothing.
        usual: what holds where it is not given.

    Raises:
        UsageError: there is no such thing.
    """
    if not given:
        return frozenset(usual)
    names = [name.strip() for value in given for name in value.split(",") if name.strip()]
    for name in names:
        if name not in GATES and name != "never":
            known = f"; there are {', '.join([*GATES, 'never'])}"
            raise UsageError(f"--fail-on {name}: there is no such gate{nearest(name, GATES) or known}")
    return frozenset(names) - {"never"}


class Gate:
    """Finds what `--fail-on` is about, application by application.

    Attributes:
        found: gate → what fails it, for people.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.found: dict[str, dict[str, None]] = {}

    def add(self, reading: Reading, roles: Iterable[str]) -> None:
        """Judge the roles of an application that are shown, by their ids."""
        if self.names.isdisjoint(("excess", "wildcard")):
            return
        shown = set(roles)
        for app in reading.worlds:
            for role in app.roles:
                if role.id in shown:
                    self._role(app, role)

    def _role(self, app: Application, role: Role) -> None:
        comparison = compare(app, role)
        if "excess" in self.names:
            self._enter("excess", comparison.excess)
        if "wildcard" in self.names:
            self._enter("wildcard", (part for part in comparison.parts if is_wild(part)))

    def _enter(self, name: str, parts: Iterable[Part]) -> None:
        for part in parts:
            place = part.granted.property.location
            self.found.setdefault(name, {})[f"{place.file}:{place.line} {part.granted.action}"] = None

    def told(self) -> Iterator[str]:
        """What fails, for people."""
        for name, places in self.found.items():
            shown = ", ".join(list(places)[:_MOST])
            more = f" and {len(places) - _MOST:,} more" if len(places) > _MOST else ""
            yield f"--fail-on {name}: {GATES[name]}: {shown}{more}"


def is_wild(part: Part) -> bool:
    """Whether a part of a grant is an action with a wildcard, or everything where a resource can be named."""
    granted = part.granted
    if granted.effect != "Allow":
        return False
    found = expand(granted.action)
    if found is not None and found and all(map(customary, found)):
        return False
    everything = any(display(value) == "*" for value in granted.resources)
    return has_wildcard(granted.action) or (everything and (found is None or any(one.takes_resource for one in found)))


def evidence(options: argparse.Namespace) -> Usage | None:
    """What `--usage` says; `None` where it is not given.

    Raises:
        UsageError: nothing of it can be read.
    """
    paths: list[Any] = options.usage
    if not paths:
        return None
    from leastwise.privilege.usage import read

    found = read(paths)
    if found.problems and not (found.events or found.uses or found.unused):
        told = "; ".join(f"{one.file}: {one.reason}" for one in found.problems[:_MOST])
        raise UsageError(f"--usage: nothing in it can be read: {told}")
    return found
