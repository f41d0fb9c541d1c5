"""Variables around a place in a program, and what is known of a running function."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.store import Delta
from leastwise.code.observers import Guard
from leastwise.code.values import Object, Value


class Scope:
    """The variables of a function, module, block or class.

    Attributes:
        number: of the scope: its variables are the cells (number, name).
        around: the scope around it.
        names: those that a block declares; `None` where every name that is assigned to is its own.
        outer: names that belong to the module, or to a function around.
        skipped: whether functions in it do not see it: a class of Python.
        module: the module that it stands in.
        captured: whether a function that was made in it may outlive it.
    """

    __slots__ = ("around", "captured", "module", "names", "number", "outer", "skipped")

    def __init__(
        self, number: int, around: Scope | None, names: frozenset[str] | None = None, module: Any = None
    ) -> None:
        self.number = number
        self.module: Any = around.module if around is not None else module
        self.around = around
        self.names = names
        self.outer: dict[str, Scope] = {}
        self.skipped = False
        self.captured = False


class Module:
    """A file that was, or is being, run.

    Attributes:
        path: of the file.
        python: whether it is Python.
        scope: its variables.
        exports: exported name → (scope, variable), of ES modules; `*` modules in `stars`, of libraries in `outside`.
        module: the object `module` of CommonJS.
        done: whether it ran to its end.
        log: what happened when it ran.
    """

    __slots__ = ("done", "exports", "log", "module", "outside", "path", "python", "scope", "stars", "waiting")

    def __init__(self, path: str, python: bool, scope: Scope) -> None:
        self.path = path
        self.python = python
        self.scope = scope
        self.exports: dict[str, Any] = {}
        self.stars: list[str] = []
        self.outside: list[Any] = []
        self.module: Object | None = None
        self.done = False
        self.log: list[Any] = []
        self.waiting: list[Any] = []


class Frame:
    """A function, or module, that runs.

    Attributes:
        module: the module that it stands in.
        scope: the innermost variables.
        local: the variables of the function itself.
        function: its name.
        guards: conditions that hold.
        base: depth of the journal that it began with.
        returned: what it gives, so far.
        held: the conditions that hold where it gave each of these.
        exits: what was written where it returned from a branch.
        yielded: what it yields.
        loops: what is written where a loop is left, for the loops around: (label, depth,
            states at a `break`, depth of the round, states at a `continue`); no such states for what is no loop.
        error: the exception that is handled.
    """

    __slots__ = (
        "base", "error", "exits", "function", "guards", "held", "local", "loops", "module", "returned",
        "scope", "yielded",
    )  # fmt: skip

    def __init__(self, module: Module, scope: Scope, function: str = "", base: int = 0) -> None:
        self.module = module
        self.scope = scope
        self.local = scope
        self.function = function
        self.base = base
        self.guards: tuple[Guard, ...] = ()
        self.returned: list[Value] = []
        self.held: list[tuple[Guard, ...]] = []
        self.exits: list[Delta] = []
        self.yielded: list[Value] = []
        self.loops: list[tuple[str, int, list[Delta], int, list[Delta] | None]] = []
        self.error: Value | None = None
