"""What an object of the heap holds. A `Shape` is never changed: writing makes another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from leastwise.code.values import ELEMENT, Event, Value, join
from leastwise.model.record import record, replace

Kind = Literal["dict", "object", "list", "tuple", "set", "instance", "class", "function"]

MAX_ITEMS = 200
"""Items of a list that are told apart."""

FIRST = 4
"""Items at the beginning of a list that stay known where the number of others is not."""

MAX_FIELDS = 400
"""Entries of a dictionary that are told apart."""

_LISTS = (("Records",), ("records",), ("messages",), ("events",))
"""Lists of events: what is made of them by name is none of their fields."""

EMPTY: dict[Any, Value] = {}

RETURNED = "(returned)"
"""Name of what a generator returns, beside the items that it yields."""


@record
class Shape:
    """What an object holds at one moment.

    Attributes:
        kind: `dict` of Python and `object` of JavaScript, which is a dictionary too; `class`: a class itself.
        fields: name or key → value.
        items: of a list, in order; `None` where their number is not known: what it begins with is in `fields` then.
        rest: what may be under names, or at positions, that are not known.
        maybe: names that may as well not be there.
        of: of an instance, its class; of a class, its bases.
    """

    kind: Kind
    fields: dict[Any, Value] = EMPTY
    items: tuple[Value, ...] | None = None
    rest: Value | None = None
    maybe: frozenset[Any] = frozenset()
    of: tuple[Any, ...] = ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Shape):
            return False
        same = self.items == other.items and self.rest == other.rest and self.maybe == other.maybe
        return same and self.fields == other.fields and self.of == other.of

    __hash__ = object.__hash__

    def put(self, name: Any, value: Value) -> Shape:
        """With a value under a name."""
        if len(self.fields) >= MAX_FIELDS and name not in self.fields:
            return replace(self, rest=_also(self.rest, value))
        return Shape(self.kind, {**self.fields, name: value}, self.items, self.rest, self.maybe - {name}, self.of)

    def update(self, fields: dict[Any, Value]) -> Shape:
        """With values under several names."""
        if len(self.fields) + len(fields) >= MAX_FIELDS:
            shape = self
            for name, value in fields.items():
                shape = shape.put(name, value)
            return shape
        maybe = self.maybe - fields.keys()
        return Shape(self.kind, {**self.fields, **fields}, self.items, self.rest, maybe, self.of)

    def perhaps(self, name: Any, value: Value) -> Shape:
        """With a value that a name may have now."""
        old = self.fields.get(name)
        maybe = self.maybe if old is not None else self.maybe | {name}
        return replace(self.put(name, value if old is None else join((old, value))), maybe=maybe)

    def somewhere(self, value: Value) -> Shape:
        """With a value under a name, or at a position, that is not known."""
        return replace(self, rest=_also(self.rest, value))

    def drop(self, name: Any) -> Shape:
        """Without a name."""
        fields = {key: value for key, value in self.fields.items() if key != name}
        return replace(self, fields=fields, maybe=self.maybe - {name})

    def append(self, value: Value) -> Shape:
        """A list with one more item."""
        if self.items is None or len(self.items) >= MAX_ITEMS:
            return self.behind(value)
        return replace(self, items=(*self.items, value))

    def behind(self, value: Value) -> Shape:
        """A list with any number of items more, at its end: what it begins with stays known."""
        first = self.first()
        made = self.loose(value)
        return replace(made, fields={**made.fields, **first}) if first else made

    def first(self) -> dict[Any, Value]:
        """What a list certainly begins with, by position."""
        if self.items is not None and self.rest is None:
            return dict(enumerate(self.items[:FIRST]))
        return {name: held for name, held in self.fields.items() if isinstance(name, int)}

    def loose(self, value: Value | None = None) -> Shape:
        """A list of which only is known what its items may be."""
        found = [item for item in (self.rest, *(self.items or ()), value) if item is not None]
        fields = {name: held for name, held in self.fields.items() if not isinstance(name, int)}
        return replace(self, fields=fields, items=None, rest=join(found) if found else None)

    def all(self) -> list[Value]:
        """Everything that it holds."""
        found = [*self.fields.values(), *(self.items or ())]
        return found if self.rest is None else [*found, self.rest]


def _also(old: Value | None, value: Value) -> Value:
    return value if old is None else join((old, value))


def listing(items: Iterable[Value], kind: Kind = "list") -> Shape:
    """A list of known items."""
    found = tuple(items)
    made = Shape(kind, EMPTY, found)
    return made if len(found) <= MAX_ITEMS else made.loose()


def under(rest: Value, name: Any) -> Value:
    """What has this name among names that are not known: of an object of the event that was copied, its field."""
    of = [a.path for a in rest.alternatives if a.__class__ is Event and a.path[-1:] == (ELEMENT,)]
    paths = {path: (*path[:-1], name) for path in of if path[-2:-1] not in _LISTS}
    if not paths or not isinstance(name, str):
        return rest
    kept = (Event(paths[a.path]) if a.__class__ is Event and a.path in paths else a for a in rest.alternatives)
    origins = frozenset((paths.get(path, path), kinds) for path, kinds in rest.origins)
    return Value(tuple(dict.fromkeys(kept)), origins)


def merged(one: Any, other: Any) -> Any:
    """What a cell holds after one of two ways; `None`: nothing."""
    if one is other or other is None:
        return one
    if one is None:
        return other
    if isinstance(one, Value):
        return join((one, other)) if isinstance(other, Value) else one
    if not isinstance(one, Shape) or not isinstance(other, Shape):
        return one
    if one == other:
        return one
    fields = dict(one.fields)
    maybe = set(one.maybe | other.maybe)
    for name, value in other.fields.items():
        old = fields.get(name)
        if old is value:
            continue
        fields[name] = value if old is None else join((old, value))
        if old is None:
            maybe.add(name)
    maybe.update(name for name in one.fields if name not in other.fields)
    rests = [rest for rest in (one.rest, other.rest) if rest is not None]
    rest = join(rests) if rests else None
    if one.items is not None and other.items is not None and len(one.items) == len(other.items):
        items = tuple(join(pair) for pair in zip(one.items, other.items, strict=True))
        return Shape(one.kind, fields, items, rest, frozenset(maybe), one.of)
    found = [*(one.items or ()), *(other.items or ()), *rests]
    whole = join(found) if found else None
    if one.kind in ("list", "tuple"):
        first, second = one.first(), other.first()
        for name in {*first, *second}:
            fields.pop(name, None)
            maybe.discard(name)
            if name in first and name in second:
                fields[name] = join((first[name], second[name]))
    return Shape(one.kind, fields, None, whole, frozenset(maybe), one.of)
