"""Functions that listen to what a program tells itself: `bus.on("moved", …)`, `bus.emit("moved", item)`.

https://nodejs.org/api/events.html#emitteremiteventname-args
https://github.com/primus/eventemitter3#usage
https://github.com/developit/mitt#usage
"""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.providers import Providers
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.values import NO_ORIGINS, Alternative, Member, Origin, Value, join

_LISTENS = ("on", "once", "addListener", "prependListener", "prependOnceListener")
_EMITTERS = frozenset(
    f"{name}()" for name in (
        "events", "events.EventEmitter", "events.default", "events.default.EventEmitter", "eventemitter3",
        "eventemitter3.EventEmitter", "eventemitter3.default", "eventemitter2.EventEmitter2", "emittery", "mitt",
        "emittery.default", "mitt.default",
    )
)  # fmt: skip
_CELL = "(listeners)"


class Listeners(Providers):
    """Calls the functions of the program that listen, with what is told them."""

    def external(self, callee: Alternative, given: Arguments, node: Any, frame: Frame, *, new: bool,
                 origins: frozenset[Origin] = NO_ORIGINS, receiver: Value | None = None) -> Value:  # fmt: skip
        """See `Machine.external`."""
        result = super().external(callee, given, node, frame, new=new, origins=origins, receiver=receiver)
        if isinstance(callee, Member) and callee.name in ("emit", *_LISTENS) and path_of(callee.of) in _EMITTERS:
            name = given.at(0)
            cell = (_CELL, callee.of, name.literal if name is not None else ...)
            old = self.store.read(cell) if cell in self.store.cells else None
            if callee.name != "emit":
                for held in given.positional[1:2]:
                    self.store.write(cell, join((old, held)) if isinstance(old, Value) else held)
            elif isinstance(old, Value) and cell not in self.making:
                self.making.add(cell)
                try:
                    self.call(old, Arguments(given.positional[1:]), node, frame)
                finally:
                    self.making.discard(cell)
        return result
