"""What statements do, but loops and matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from leastwise.code.interpreter.expressions import MAX_FAILED, Expressions
from leastwise.code.interpreter.faults import fault_of
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.shapes import merged
from leastwise.code.interpreter.store import JOIN, Delta
from leastwise.code.observers import ANSWER, RETURN
from leastwise.code.values import NOTHING, Closure, Object, Value, unknown
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Assign, Body

MAX_EXITS = 16
"""States at which a function is left that are kept apart."""


class Statements(Expressions):
    """The meaning of each kind of statement: each tells whether what comes after it is reached."""

    def branches(self, runs: Iterable[Callable[[], bool]]) -> bool:
        """See `Machine.branches`."""
        deltas: list[Delta] = []
        for run in runs:
            self.store.push()
            alive = False
            try:
                alive = run()
            finally:
                delta = self.store.pop()
            if alive:
                deltas.append(delta)
        if deltas:
            self.store.meet(deltas)
        return bool(deltas)

    def block(self, body: Body, frame: Frame) -> bool:
        """Run a block, with variables of its own where it declares some."""
        names = declared(body) if not frame.module.python else None
        if not names:
            return self.run(body, frame)
        scope = frame.scope
        frame.scope = Scope(self.store.new(), scope, names)
        try:
            return self.run(body, frame)
        finally:
            frame.scope = scope

    def _if(self, node: nodes.If, frame: Frame) -> bool:
        python = frame.module.python
        guards = frame.guards
        failed: list[tuple[Any, Value]] = []
        runs: list[Callable[[], bool]] = []
        kept: list[tuple[Any, ...]] = []
        last = node.otherwise
        for test, body in node.cases:
            outcome = self.value(test, frame)
            if self.special_of(outcome, "__bool__", (), node, frame) is None:
                self.special_of(outcome, "__len__", (), node, frame)
            truth = self.truth(outcome, python=python)
            if truth is False:
                continue
            if truth is True:
                last = body
                break
            runs.append(self._case(test, outcome, tuple(failed[:MAX_FAILED]), body, kept, frame))
            failed.append((test, outcome))
        if not runs:
            return self.block(last, frame)
        runs.append(self._case(None, None, tuple(failed[:MAX_FAILED]), last, kept, frame))
        alive = self.branches(runs)
        frame.guards = kept[0] if len(kept) == 1 else guards
        return alive

    def _case(
        self, test: Any, outcome: Value | None, failed: tuple[Any, ...], body: Body, kept: list[Any], frame: Frame
    ) -> Callable[[], bool]:
        guards = frame.guards

        def run() -> bool:
            frame.guards = guards
            for before, result in failed:
                self.guarded(before, result, False, frame)
                self.narrow(before, False, frame)
            if outcome is not None:
                self.guarded(test, outcome, True, frame)
                self.narrow(test, True, frame)
            alive = self.block(body, frame)
            if alive:
                kept.append(frame.guards)
                self.settle([*(before for before, _ in failed), test], guards, frame)
            frame.guards = guards
            return alive

        return run

    def _return(self, node: nodes.Return, frame: Frame) -> bool:
        value = NOTHING if node.value is None else self.value(node.value, frame)
        frame.returned.append(self.settled(value, (), frame))
        frame.held.append(frame.guards)
        if self.watchers and any(alternative.__class__ is Object for alternative in frame.returned[-1].alternatives):
            self.tell(RETURN, (frame.returned[-1],), node.span, frame)
        by = self.answering.get(id(self.calls[-1])) if self.calls else None
        if by is not None:
            self.tell(f"{by}.{ANSWER}", (frame.returned[-1],), node.span, frame)
        self.leave(frame)
        return False

    def leave(self, frame: Frame) -> None:
        """Note what is written where a function is left."""
        frame.exits.append(self._since(frame))
        if len(frame.exits) > MAX_EXITS:
            frame.exits[:] = [self._any_exit(frame)]

    def _since(self, frame: Frame) -> Delta:
        found = self.store.since(frame.base)
        own = frame.local
        if own.captured:
            return found
        number = own.number
        return {cell: held for cell, held in found.items() if cell.__class__ is int or cell[0] != number}

    def _any_exit(self, frame: Frame) -> Delta:
        """What any of the exits may have written."""
        found: Delta = {}
        self.store.spent += JOIN * sum(map(len, frame.exits))
        for cell in dict.fromkeys(cell for delta in frame.exits for cell in delta):
            journals = (journal.before for journal in self.store.journals[frame.base :])
            old = next((before[cell] for before in journals if cell in before), self.store.cells.get(cell))
            content = None
            for delta in frame.exits:
                content = merged(content, delta.get(cell, old))
            found[cell] = content
        return found

    def _raise(self, node: nodes.Raise, frame: Frame) -> bool:
        if node.value is not None:
            frame.error = self.value(node.value, frame)
        return False

    def _try(self, node: nodes.Try, frame: Frame) -> bool:
        store = self.store
        depth = store.push()
        error = frame.error
        frame.error = None
        guards = frame.guards
        kept: list[tuple[Any, ...]] = []
        alive = self.block(node.body, frame)
        held, frame.guards = frame.guards, guards
        raised = frame.error or unknown("an exception")
        frame.error = error
        state = store.since(depth)
        delta = store.pop()
        runs: list[Callable[[], bool]] = []
        if alive:

            def on() -> bool:
                store.apply(delta)
                frame.guards = held
                found = self.block(node.otherwise, frame)
                if found:
                    kept.append(frame.guards)
                frame.guards = guards
                return found

            runs.append(on)
        for kinds, target, body in node.handlers:
            runs.append(self._handler(kinds, target, body, raised, delta, kept, frame))
        if not node.handlers and not alive:  # `finally` runs all the same
            self.branches([lambda: True, lambda: self._applied(state)])
            self.block(node.final, frame)
            return False
        after = self.branches(runs)
        if not after:
            self.branches([lambda: True, lambda: self._applied(state)])
        frame.guards = kept[0] if len(kept) == 1 else guards
        return self.block(node.final, frame) and after

    def _applied(self, delta: Delta) -> bool:
        self.store.apply(delta)
        return True

    def _handler(
        self, kinds: Any, target: Any, body: Body, raised: Value, delta: Delta, kept: list[Any], frame: Frame
    ) -> Callable[[], bool]:
        guards = frame.guards

        def run() -> bool:
            self.store.meet([{}, delta])
            caught = self.value(kinds, frame) if kinds is not None else None
            fault = fault_of(self, caught, frame)
            scope = frame.scope
            if target is not None:
                if not frame.module.python:
                    frame.scope = Scope(self.store.new(), scope, frozenset(targets(target)))
                self.assign(target, raised.tainted(fault), frame, "let")
            try:
                alive = self.block(body, frame)
            finally:
                frame.scope = scope
            if alive:
                kept.append(frame.guards)
            frame.guards = guards
            return alive

        return run

    def _with(self, node: nodes.With, frame: Frame) -> bool:
        entered: list[Value] = []
        for item, target in node.items:
            value = self.value(item, frame)
            only = value.only
            inner = value
            if isinstance(only, Object) and self.shape(only).kind == "instance":
                for name in ("__enter__", "__aenter__"):
                    method = self.attribute(value, name, node, frame)
                    if isinstance(method.only, Closure):
                        inner = self.call(method, Arguments(), node, frame)
                        entered.append(value)
                        break
            if target is not None:
                self.assign(target, inner, frame)
        alive = self.run(node.body, frame)
        for value in entered:
            for name in ("__exit__", "__aexit__"):
                method = self.attribute(value, name, node, frame)
                if isinstance(method.only, Closure):
                    self.call(method, Arguments((NOTHING, NOTHING, NOTHING)), node, frame)
        return alive

    def _jump(self, node: nodes.Jump, frame: Frame) -> bool:
        for label, depth, breaks, inner, continues in reversed(frame.loops):
            if node.label and node.label != label:
                continue
            if node.kind == "break":
                breaks.append(self.store.since(depth))
                break
            if continues is not None:
                continues.append(self.store.since(inner))
                break
        return False

    def _labelled(self, node: nodes.Labelled, frame: Frame) -> bool:
        return self.leavable(lambda: self.run(node.body, frame), node.label, frame)

    def leavable(self, run: Callable[[], bool], label: str, frame: Frame) -> bool:
        """Run what `break` leaves."""
        store = self.store
        depth = store.push()
        breaks: list[Delta] = []
        frame.loops.append((label, depth, breaks, depth, None))
        alive = run()
        frame.loops.pop()
        alive = store.rejoin(breaks, depth, alive=alive)
        store.keep()
        return alive

    def _global(self, node: nodes.Global, frame: Frame) -> bool:
        self.declare(node.names, frame, outer=node.outer)
        return True

    statements: ClassVar[dict[type, Callable[..., Any]]] = {
        nodes.Global: _global,
        nodes.If: _if,
        nodes.Jump: _jump,
        nodes.Labelled: _labelled,
        nodes.Raise: _raise,
        nodes.Return: _return,
        nodes.Try: _try,
        nodes.With: _with,
    }


def declared(body: Body) -> frozenset[str] | None:
    """What a block of JavaScript declares."""
    found: list[str] = []
    for node in body:
        made = isinstance(node, Assign) and isinstance(node.value, nodes.Function) and bool(node.declares)
        if made or (isinstance(node, Assign) and node.declares == "let"):
            found += targets(node.target)
    return frozenset(found) if found else None


def targets(target: Any) -> list[str]:
    """The variables of a target."""
    kind = target.__class__
    if kind is nodes.Name:
        return [target.name]
    if kind is nodes.Listing:
        return [name for item in target.items for name in targets(item)]
    if kind is nodes.Mapping:
        return [name for _, inner, _ in target.entries for name in targets(inner)]
    if kind is nodes.Assign:
        return targets(target.target)
    return targets(target.value) if kind is nodes.Spread else []
