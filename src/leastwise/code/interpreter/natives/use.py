"""What a native function is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from leastwise.code.interpreter.machine import Arguments, Machine
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.observers import Guard, Judged
from leastwise.code.values import Closure, Test, Value, unknown
from leastwise.model.record import record


@record(eq=False)
class Use:
    """A call of a native function: `this` is what it is a method of."""

    this: Value | None
    given: Arguments
    node: Any
    frame: Frame
    new: bool = False

    @property
    def receiver(self) -> Value:
        """What it is a method of."""
        return self.this if self.this is not None else unknown("nothing")

    @property
    def python(self) -> bool:
        """Whether it is called by Python."""
        return self.frame.module.python

    def at(self, position: int, name: str = "") -> Value | None:
        """An argument; `None` where it is not given."""
        return self.given.at(position, name)


Native = Callable[[Any, Use], Value | None]
"""What a native function gives; `None`: it is treated as one of a library."""


def apply(machine: Machine, function: Value | None, arguments: tuple[Value, ...], use: Use) -> Value:
    """Call a function that was given; arguments that a function of the package does not take are left out."""
    function = function if function is not None else unknown("no function")
    only = function.only
    if isinstance(only, Closure) and not any(p.kind == "*" for p in only.function.parameters):
        own = only.this is not None and only.scope.module.python
        arguments = arguments[: max(len(only.function.parameters) - own, 0)]
    return machine.call(function, Arguments(arguments), use.node, use.frame)


def perhaps(machine: Machine, function: Value | None, arguments: tuple[Value, ...], use: Use) -> Value:
    """Call a function that may not be called."""
    found: list[Value] = []

    def inner() -> bool:
        found.append(apply(machine, function, arguments, use))
        return True

    machine.branches([lambda: True, inner])
    return found[0]


def guards_of(machine: Machine, outcome: Value, use: Use, *, holds: bool) -> tuple[Guard, ...]:
    """What holds where a function that was given comes out true, or false."""
    frame = use.frame
    before = frame.guards
    frame.guards = ()
    machine.guarded(None, outcome, holds, frame)
    found, frame.guards = frame.guards, before
    return found


def passing(machine: Machine, value: Value, outcome: Value, use: Use) -> Value:
    """An item that a test lets through: what the test proves of it stays with it."""
    frame = use.frame
    before = frame.guards
    machine.guarded(None, outcome, True, frame)
    found = machine.settled(value, before, frame, alone=True)
    frame.guards = before
    return found


def of_all(machine: Machine, outcomes: Iterable[Value], use: Use, *, some: bool, own: bool) -> Value:
    """Whether some items, or all of them, pass a test: where none does, or all do, that is known of each of them.

    Args:
        machine: the interpreter.
        outcomes: what the test says of the items.
        use: the call.
        some: whether it asks for some, and not for all.
        own: whether the items are the program's: where some pass, one test holds of what they are compared to.
    """
    made = unknown("whether items pass a test")
    found = list(outcomes)
    held = tuple(guard for one in found for guard in guards_of(machine, one, use, holds=not some))
    if not some:
        return Judged(made, held, ())
    tests = tuple(one.only if isinstance(one.only, Test) else Test("truth", one) for one in found)
    return Judged(made, (Guard(Test("any", Value(tests)), True),) if own and tests else (), held)
