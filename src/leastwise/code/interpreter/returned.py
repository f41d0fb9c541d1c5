"""What functions give back to a library that calls them: it may hand that to others whom it calls.

`context: () => ({ orders: new Orders() })` is what resolvers take as `ctx.orders`.

https://www.apollographql.com/docs/apollo-server/data/context
https://trpc.io/docs/server/context
"""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import root
from leastwise.code.interpreter.classes import Classes
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import RETURNED
from leastwise.code.values import Alternative, Closure, External, Member, Object, Result, Value, join

_CELL = "(returned)"
_LANGUAGE = ("global", "builtins")
_MOST = 48
"""Names that are noted."""

_FAR = 3
"""Links between what a library gives a function and the name that is asked of it."""


class Returned(Classes):
    """Notes what is given back, by its names.

    Attributes:
        returned: the names that are noted.
    """

    def __init__(self, observers: Any) -> None:
        super().__init__(observers)
        self.returned: set[str] = set()

    def gives_back(self, value: Value, by: Alternative, node: Any, frame: Frame, depth: int = 0) -> None:
        """See `Calls.gives_back`."""
        start = root(by)
        if not isinstance(start, External) or start.module in _LANGUAGE:
            return
        for alternative in value.alternatives:
            shape = self.shape(alternative) if isinstance(alternative, Object) else None
            if shape is not None and shape.kind == "list" and RETURNED in shape.fields:
                self.given_away(Arguments((shape.fields[RETURNED],)), by, node, frame)
            if shape is None or shape.kind not in ("object", "dict", "instance"):
                continue
            for name, held in shape.fields.items():
                if isinstance(name, str) and not name.startswith("("):
                    self.note(name, held)
                if depth < 1:
                    self.gives_back(held, by, node, frame, depth + 1)
            if shape.kind == "instance":
                for method in self.methods(alternative):
                    if method.function.name not in ("", "constructor"):
                        self._note(method.function.name, Value((method,)))

    def _does_something(self, value: Value) -> bool:
        """Whether it is a function, an instance, or something of a library."""
        for one_of in value.alternatives:
            if isinstance(one_of, Closure):
                return True
            if isinstance(one_of, Object):
                return self.shape(one_of).kind in ("instance", "class", "object", "dict")
            if isinstance(one_of, (Result, Member, External)):
                start = root(one_of)
                return isinstance(start, External) and start.module not in _LANGUAGE
        return False

    def note(self, name: str, held: Value) -> None:
        """Note what is kept under a name, if it does something."""
        if self._does_something(held):
            self._note(name, held)

    def _note(self, name: str, held: Value) -> None:
        if name in self.returned or len(self.returned) < _MOST:
            self.returned.add(name)
            cell = (_CELL, name)
            old = self.store.read(cell)
            self.store.write(cell, join((old, held)) if isinstance(old, Value) else held)

    def of_returned(self, found: Any, name: str) -> Value | None:
        """What was given back under a name, where it is asked of what a library calls a function with."""
        for _ in range(_FAR):
            if not isinstance(found, Member):
                return None
            if found.name.startswith("(") and found.name[1:-1].isdigit():
                held = self.store.read((_CELL, name)) if name and not name.startswith("(") else None
                return held if isinstance(held, Value) else None
            found = found.of
        return None
