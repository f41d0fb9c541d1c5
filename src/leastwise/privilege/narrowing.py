"""The edits that leave of one statement what is needed, and the names of new ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.iam.pattern import has_wildcard
from leastwise.model.edit import Edit, Insert, Noted, Remove, Set
from leastwise.model.graph import Statement
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq
from leastwise.privilege.rows import Row, grouped
from leastwise.privilege.statements import because, condition_of, one_or_list, sid

if TYPE_CHECKING:
    from leastwise.privilege.needed import Need


class Narrowing:
    """Leaves of one statement what is needed: the largest part in its place, the others behind it.

    Args:
        statement: as its author wrote it.
        rows: what stays of each of its actions.
        taken: names of statements that are used already; grows.
        among: all that the roles with this statement need.
    """

    def __init__(self, statement: Statement, rows: Sequence[Row], taken: set[str], among: Sequence[Need]) -> None:
        self._among = among
        self._statement = statement
        self._place = statement.property
        self._rows = rows
        self._taken = taken
        document = self._place.parent.value
        for other in document if isinstance(document, Seq) else ():
            known = other.get("Sid") if isinstance(other, Map) else None
            if isinstance(known, str):
                taken.add(known)

    def edits(self) -> list[Edit]:
        """The edits."""
        groups = grouped(pair for row in self._rows for pair in row.kept.items())
        granted = self._rows[0].granted
        first = max(groups, key=lambda resources: (set(resources) == set(granted), len(groups[resources])))
        others = [self._new(resources, groups[resources]) for resources in groups if resources is not first]
        inverted = self._statement.not_actions or self._statement.not_resources
        listed = isinstance(self._place.path[-1], int)
        if inverted or (others and not listed):
            whole = self._new(first, groups[first], keep=True)
            return [Set(self._place, [whole, *others] if others and not listed else whole), *self._behind(others)]
        changed = [*self._actions(groups[first]), *self._resources(granted, first), *self._behind(others)]
        return [*changed, *self._asked(groups[first]), *self._told(groups[first])]

    def _asked(self, actions: Sequence[str]) -> list[Edit]:
        condition = self._condition(actions)
        return [Set(self._place["Condition"], condition)] if condition else []

    def _condition(self, actions: Sequence[str]) -> dict[str, Any] | None:
        """What all that needs some actions asks for, where the author asks for nothing; see `CodeNeed.condition`."""
        if self._place["Condition"].present or any(map(has_wildcard, actions)):
            return None
        found = [self._causes((action,)) for action in actions]
        return condition_of((need for needs in found for need in needs), self._among) if all(found) else None

    def _causes(self, actions: Sequence[str]) -> list[Need]:
        return [need for row in self._rows for need in row.needs if need.action in actions or row.written in actions]

    def _told(self, actions: Sequence[str]) -> list[Edit]:
        """Which lines need what stays."""
        place = next((one for name in ("Sid", "Effect") if isinstance((one := self._place[name]).value, str)), None)
        note = because(self._causes(actions))
        return [Set(place, Noted(place.value, note))] if note and place is not None else []

    def _behind(self, statements: Sequence[Any]) -> list[Edit]:
        if not isinstance(self._place.path[-1], int):
            return []
        return [Insert(self._place.parent, statement) for statement in statements]

    def _actions(self, names: Sequence[str]) -> list[Edit]:
        written = {row.written: row.place for row in self._rows}
        if not isinstance(self._place["Action"].value, Seq):
            return [] if list(written) == list(names) else [Set(self._place["Action"], one_or_list(names))]
        return _list_edits(self._place["Action"], list(written.items()), names)

    def _resources(self, granted: Sequence[Any], wanted: Sequence[Any]) -> list[Edit]:
        if set(granted) == set(wanted):
            return []
        place = self._place["Resource"]
        if not isinstance(place.value, Seq):
            return [Set(place, one_or_list(wanted))]
        return _list_edits(place, list(zip(granted, self._statement.resource_properties(), strict=True)), wanted)

    def _new(self, resources: Sequence[Any], actions: Sequence[str], *, keep: bool = False) -> dict[str, Any]:
        old = self._place["Sid"].value
        kept = keep and isinstance(old, str)
        name = old if kept else called(self._rows, resources, actions, self._taken)
        written = {value: place for value, place in self._written() if isinstance(place.value, (Map, Seq)) is False}
        found: dict[str, Any] = {
            "Sid": name,
            "Effect": "Allow",
            "Action": one_or_list(actions),
            "Resource": one_or_list([written.get(value, value) for value in resources]),
        }
        own = self._place["Condition"] if self._place["Condition"].present else self._condition(actions)
        return found | ({"Condition": own} if own else {})

    def _written(self) -> Iterator[tuple[Any, Property]]:
        if not self._statement.not_resources and self._place.resource.framework != "terraform":
            for place in self._statement.resource_properties():
                yield place.value, place


def _list_edits(place: Property, written: Sequence[tuple[Any, Property]], wanted: Sequence[Any]) -> list[Edit]:
    """Edits that make a list of what is wanted out of one that is written; what is in both stays where it is."""
    new = [value for value in wanted if not any(value is known or value == known for known, _ in written)]
    old = [at for value, at in written if not any(value is one or value == one for one in wanted)]
    found: list[Edit] = [Set(at, value) for at, value in zip(old, new, strict=False)]
    found += [Remove(at) for at in old[len(new) :]]
    return found + [Insert(place, value) for value in new[len(old) :]]


def called(rows: Iterable[Row], resources: Sequence[Any], actions: Sequence[str], taken: set[str]) -> Noted:
    """The name of a new statement, and the lines that need it."""
    causes = (need for row in rows for need in row.needs if need.action in actions or row.written in actions)
    return Noted(sid(actions, resources, taken), because(causes))
