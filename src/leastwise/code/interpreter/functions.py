"""Functions of the package: what they are given, and what they did the last time they were given the same."""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.interpreter.machine import MAX_CALLS, Arguments
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.shapes import EMPTY, RETURNED, Shape
from leastwise.code.interpreter.store import Delta
from leastwise.code.interpreter.typed import Typed
from leastwise.code.observers import Guard, Judged, Log
from leastwise.code.values import (
    FALSE,
    LATER,
    NEVER,
    NOTHING,
    TRUE,
    Builtin,
    Closure,
    Event,
    Result,
    Unknown,
    Value,
    join,
    one,
    unknown,
)
from leastwise.model.record import record
from leastwise.read.script.nodes import Function, Parameter

MAX_RECURSION = 2
"""Times that a function runs within itself."""

ITSELF = "a function that calls itself"

MAX_REMEMBERED = 4
"""Runs that are remembered of a function with the same arguments."""


_YES, _NO = TRUE.only, FALSE.only


def after(before: tuple[Guard, ...], exits: list[tuple[Guard, ...]]) -> tuple[Guard, ...]:
    """What holds at all of the places where a function is left, and did not before."""
    if not exits:
        return ()
    first, *others = exits
    return tuple(
        guard for guard in first[len(before) :] if all(any(guard is other for other in held) for held in others)
    )


def _abstract(frame: Frame) -> bool:
    """Whether what a function raises says that a class below has to have one of its own."""
    found = frame.error.only if frame.error is not None else None
    texts = [text for given in found.arguments for text in given.texts] if isinstance(found, Result) else []
    named = path_of(found.callee if isinstance(found, Result) else found).endswith("NotImplementedError")
    return named or any("implement" in text.lower() or "overrid" in text.lower() for text in texts)


@record(eq=False)
class Run:
    """What a function did: on what it read, what it wrote, gave, reported, and what holds after it."""

    reads: Delta
    writes: Delta
    result: Value
    log: Log
    held: tuple[Guard, ...]


class Functions(Typed):
    """Calls functions of the package."""

    def __init__(self, observers: Any) -> None:
        super().__init__(observers)
        self.runs: dict[Any, list[Run]] = {}
        self.results: dict[int, list[Frame]] = {}

    def call_closure(self, found: Closure, given: Arguments, node: Any, frame: Frame) -> Value:
        """See `Machine.call_closure`."""
        function = found.function
        running = self.results.setdefault(id(function), [])
        if len(running) >= MAX_RECURSION:
            values = [value for inner in running for value in inner.returned]
            return join(values) if values else unknown(ITSELF, node.span)
        if len(self.calls) >= MAX_CALLS:
            self.uncertain(node.span, f"more than {MAX_CALLS} calls within each other; not followed")
            return unknown("the limit of calls", node.span)
        guards = frame.guards
        key = (
            id(function), id(found.scope), found.this, given.positional, tuple(given.keywords.items()), given.rest,
            given.rest_keywords, tuple([(guard.test, guard.holds) for guard in guards]),
        )  # fmt: skip
        remembered = self.runs.setdefault(key, [])
        for run in remembered:
            if self.store.same(run.reads):
                for cell in run.reads:
                    self.store.read(cell)
                self.store.apply(run.writes)
                self.log.append(run.log)
                self.keep(run.held, frame)
                return run.result
        return self._run(found, given, remembered, running, frame)

    def _run(
        self, found: Closure, given: Arguments, remembered: list[Run], running: list[Frame], frame: Frame
    ) -> Value:
        store, function = self.store, found.function
        around, self.log = self.log, [function]
        around.append(self.log)
        inner = Frame(found.scope.module, Scope(store.new(), found.scope), function.name or "(function)", store.push())
        guards = inner.guards = frame.guards
        running.append(inner)
        self.calls.append(function)
        try:
            self._begin(found, given, inner)
            alive = self.run(function.body, inner)
            if inner.exits:
                if alive:
                    self.leave(inner)
                store.reset()
                store.meet(inner.exits)
            result = self._given(function, inner, alive=alive)
            held = after(guards, [*inner.held, *([inner.guards] if alive else [])])
        finally:
            self.calls.pop()
            running.pop()
            journal = store.keep()
            log, self.log = self.log, around
        if len(remembered) < MAX_REMEMBERED and not running:
            own = inner.scope.number
            reads = {
                cell: held for cell, held in journal.reads.items() if cell.__class__ is not tuple or cell[0] != own
            }
            writes = {cell: store.cells.get(cell) for cell in journal.before}
            remembered.append(Run(reads, writes, result, log, held))
        self.keep(held, frame)
        return result

    def _given(self, function: Function, inner: Frame, *, alive: bool) -> Value:
        """What the function gives."""
        if function.generator:
            last = {RETURNED: join(inner.returned)} if inner.returned else EMPTY
            return self.make(Shape("list", last, None, join(inner.yielded) if inner.yielded else None))
        values = [*inner.returned, NOTHING] if alive else inner.returned
        if not values:
            return unknown("a method to override" if _abstract(inner) else LATER if function.asynchronous else NEVER)
        result = join(values)
        if len(values) > 1 and all(value.only in (_YES, _NO) for value in values):
            return self._judged(result, inner, alive=alive)
        kept = tuple(a for a in result.alternatives if a.__class__ is not Unknown or a.reason != ITSELF)
        return result if len(kept) in (0, len(result.alternatives)) else Value(kept, result.origins)

    def _judged(self, result: Value, inner: Frame, *, alive: bool) -> Value:
        """True or false, and what holds then."""
        found = list(zip(inner.returned, inner.held, strict=True))
        yes = [held for value, held in found if value.only == _YES]
        no = [held for value, held in found if value.only != _YES] + ([inner.guards] if alive else [])
        return Judged(result, after((), yes), after((), no)) if yes and no else result

    def _begin(self, found: Closure, given: Arguments, inner: Frame) -> None:
        """Give the parameters their values."""
        function, store, number = found.function, self.store, inner.scope.number
        python = inner.module.python
        if found.owner is not None:
            store.write((number, "(owner)"), one(found.owner))
        positional = given.positional
        if found.this is not None:
            if python:
                positional = (found.this, *positional)
            elif function.kind != "arrow":
                store.write((number, "this"), found.this)
        elif not python and function.kind != "arrow":
            store.write((number, "this"), NOTHING)
            store.write((number, "arguments"), self.make_list(positional) if function.kind == "function" else NOTHING)
        taken: set[str] = set()
        at = 0
        for parameter in function.parameters:
            name = getattr(parameter.target, "name", "")
            if parameter.kind == "*":
                if given.rest is None:
                    value = self.make_list(positional[at:], "tuple" if python else "list")
                else:
                    value = self.make_of(join([*positional[at:], given.rest]))
                at = len(positional)
            elif parameter.kind == "**":
                left = {key: held for key, held in given.keywords.items() if key not in taken}
                value = self.make(Shape("dict", left, None, given.rest_keywords))
            else:
                taken.add(name)
                value = self._parameter(parameter, name, positional, at, given, inner)
                at += parameter.kind != "key"
            self.assign(parameter.target, value, inner, "let")

    def _parameter(
        self, parameter: Parameter, name: str, positional: tuple[Value, ...], at: int, given: Arguments, inner: Frame
    ) -> Value:
        value = given.keywords.get(name)
        if value is None and parameter.kind != "key" and at < len(positional):
            value = positional[at]
        if value is not None:
            if inner.module.python:
                return self._of_type(parameter, value, inner)
            if parameter.default is None:
                return value
            if any(self.nothing(alternative) is True for alternative in value.alternatives):
                default = self.value(parameter.default, inner)
                return self.or_else(value, default, nullish=True, python=False)
            return value
        asked = self.asked(parameter, inner) if inner.module.python else None
        if asked is not None:
            return asked
        more = [rest for rest in (given.rest, given.rest_keywords) if rest is not None]
        if parameter.default is not None:
            more.append(self.value(parameter.default, inner))
        if more:
            return join(more)
        return unknown("an argument that is not given", parameter.span) if inner.module.python else NOTHING

    def _of_type(self, parameter: Parameter, value: Value, inner: Frame) -> Value:
        """An argument, as an instance where a library makes one: `handler(event: Order, context)`."""
        note = parameter.annotation
        if note is None or not self.watchers or not isinstance(value.only, Event):
            return value
        found = self.model_of(note, inner)
        return value if found is None else self.modelled(found, value, inner)

    def accessor(self, value: Value, name: str) -> Value | None:
        """See `Expressions.accessor`."""
        kind = value.alternatives[0].function.kind
        return one(Builtin("(property)", value)) if kind == "get" else None
