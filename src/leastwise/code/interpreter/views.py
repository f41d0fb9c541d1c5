"""The heap as observers see it."""

from __future__ import annotations

from leastwise.code.interpreter.machine import Machine
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import under
from leastwise.code.values import Constant, Object, Value, constant, join

ASKED = 32
"""What it takes to answer an observer, in cells that are only gone through."""


class View:
    """See `leastwise.code.observers.Heap`. What is asked must be asked while the call is told."""

    __slots__ = ("frame", "machine")

    def __init__(self, machine: Machine, frame: Frame) -> None:
        self.machine = machine
        self.frame = frame

    def field(self, value: Value, name: str) -> Value | None:
        """What an object or dictionary has under a name; `None` for certainly nothing."""
        self.machine.store.spent += ASKED
        found = []
        for alternative in value.alternatives:
            if isinstance(alternative, Object):
                shape = self.machine.shape(alternative)
                held = shape.fields.get(name)
                found += [held] if held is not None else []
                if shape.rest is not None and (held is None or name in shape.maybe):
                    found.append(under(shape.rest, name))
            elif not isinstance(alternative, Constant):
                single = Value((alternative,), value.origins)
                found.append(self.machine.index(single, constant(name), None, self.frame))
        return join(found) if found else None

    def keys(self, value: Value) -> tuple[str, ...]:
        """The known names in an object or dictionary."""
        shapes = [self.machine.shape(a) for a in value.alternatives if isinstance(a, Object)]
        return tuple(dict.fromkeys(key for shape in shapes for key in shape.fields if isinstance(key, str)))

    def items(self, value: Value) -> tuple[Value, ...] | None:
        """The items of a list; `None` where their number is not known."""
        found = self.machine.items(value, self.frame)
        return None if found is None else tuple(found)

    def at(self, value: Value, position: int) -> Value | None:
        """What may stand at a position of a list; `None` where nothing does."""
        items = self.items(value)
        if items is not None:
            return items[position] if position < len(items) else None
        shapes = [self.machine.shape(a) for a in value.alternatives if isinstance(a, Object)]
        if len(shapes) < len(value.alternatives) or not all(position in shape.fields for shape in shapes):
            return self.element(value)
        return join(shape.fields[position] for shape in shapes)

    def element(self, value: Value) -> Value | None:
        """What any item or entry may be; `None` where there is none."""
        found = [held for a in value.alternatives if isinstance(a, Object) for held in self.machine.shape(a).all()]
        more = [a for a in value.alternatives if not isinstance(a, (Object, Constant))]
        if more:
            found.append(self.machine.element(Value(tuple(more), value.origins), self.frame))
        return join(found) if found else None

    def rest(self, value: Value) -> Value | None:
        """What entries whose names are not known may hold; `None` where there are none."""
        found = [self.machine.shape(a).rest for a in value.alternatives if isinstance(a, Object)]
        known = [rest for rest in found if rest is not None]
        return join(known) if known else None
