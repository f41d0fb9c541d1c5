"""Loops: item by item where the items are known, else all rounds at once, until nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.statements import Statements, targets
from leastwise.code.interpreter.store import Delta
from leastwise.code.values import Constant, Object, Unknown, Value, constant, join, one, unknown
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Body

MAX_ROUNDS = 24
"""Rounds of a loop that are run one by one; of one in another, a third."""

MAX_PASSES = 3
"""How often a loop is run whose rounds are not known."""


class Loops(Statements):
    """`for` and `while`."""

    def _for(self, node: nodes.For, frame: Frame) -> bool:
        value = self.value(node.items, frame)
        known = self._keys(value) if node.keys else self.items(value, frame)
        limit = MAX_ROUNDS // 3 if frame.loops else MAX_ROUNDS
        element = [] if known is None else known
        if known is None or len(known) > limit:
            one_of = self._key(value) if node.keys else self.element(value, frame)
            return self._rounds([one_of], node, frame, sure=False)
        return self._rounds(element, node, frame, sure=True)

    def _keys(self, value: Value) -> list[Value] | None:
        only = value.only
        if not isinstance(only, Object) or self.shape(only).rest is not None:
            return None
        shape = self.shape(only)
        if shape.kind in ("list", "tuple"):
            return [constant(str(i)) for i in range(len(shape.items))] if shape.items is not None else None
        return [constant(key) for key in shape.fields]

    def _key(self, value: Value) -> Value:
        found = [constant(key) for a in value.alternatives if isinstance(a, Object) for key in self.shape(a).fields]
        return join([*found[:8], unknown("a key")]).tainted(value.origins)

    def _rounds(self, items: list[Value], node: nodes.For, frame: Frame, *, sure: bool) -> bool:
        scope = frame.scope

        def body(item: Value) -> Callable[[], bool]:
            def run() -> bool:
                if node.declares == "let":
                    frame.scope = Scope(self.store.new(), scope, frozenset(targets(node.target)))
                try:
                    self.assign(node.target, item, frame, node.declares)
                    return self.block(node.body, frame)
                finally:
                    frame.scope = scope

            return run

        return self._loop([body(item) for item in items], (lambda: True), node.otherwise, frame, sure=sure)

    def _loop(
        self,
        rounds: list[Callable[[], bool]],
        update: Callable[[], bool],
        otherwise: Body,
        frame: Frame,
        *,
        sure: bool,
        endless: bool = False,
    ) -> bool:
        """Run rounds: each once where they are `sure`; else the only one as often as it takes."""
        store = self.store
        depth = store.push()
        breaks: list[Delta] = []
        label = self._label(frame)
        alive = True
        guards = frame.guards
        if sure:
            for run in rounds:
                alive = self._once(run, update, label, depth, breaks, frame)
                if not alive:
                    break
        else:
            self._until(rounds[0], update, label, depth, breaks, frame)
            alive = not endless
        frame.guards = guards
        if alive and otherwise:
            alive = self.block(otherwise, frame)
        alive = store.rejoin(breaks, depth, alive=alive)
        store.keep()
        return alive

    def _label(self, frame: Frame) -> str:
        if frame.loops and frame.loops[-1][4] is None:
            return frame.loops[-1][0]
        return ""

    def _once(
        self, run: Callable[[], bool], update: Callable[[], bool], label: str, depth: int, breaks: list[Delta],
        frame: Frame,
    ) -> bool:  # fmt: skip
        """One round, on the state that there is."""
        store = self.store
        inner = store.push()
        continues: list[Delta] = []
        frame.loops.append((label, depth, breaks, inner, continues))
        alive = run()
        frame.loops.pop()
        if alive := store.rejoin(continues, inner, alive=alive):
            update()
        store.keep()
        return alive

    def _until(
        self, run: Callable[[], bool], update: Callable[[], bool], label: str, depth: int, breaks: list[Delta],
        frame: Frame,
    ) -> None:  # fmt: skip
        """Rounds until nothing changes, or too often: then what still changes is not known."""
        store = self.store
        for number in range(MAX_PASSES):
            store.push()
            alive = self._once(run, update, label, depth, breaks, frame)
            reads = store.journals[-1].reads
            delta = store.pop()
            if not alive:
                return
            carried = [cell for cell in delta if cell in reads and delta[cell] != reads[cell]]
            store.meet([{}, delta])
            if not carried:
                return
            if number == MAX_PASSES - 2:
                for cell in carried:
                    held = store.cells.get(cell)
                    if isinstance(held, Value) and any(isinstance(a, Constant) for a in held.alternatives):
                        store.write(cell, join((held, one(Unknown("it changes in a loop")))))

    def _while(self, node: nodes.While, frame: Frame) -> bool:
        python = frame.module.python
        store = self.store
        endless = isinstance(node.test, nodes.Literal) and bool(node.test.value)

        def update() -> bool:
            return self.run(node.update, frame)

        def body() -> bool:
            if not node.first and not endless:
                self.value(node.test, frame)
                self.narrow(node.test, True, frame)
            return self.block(node.body, frame)

        if endless or node.first:
            if not endless and self._counted(node):
                return self._loop([body], update, node.otherwise, frame, sure=True)
            return self._loop([body], update, node.otherwise, frame, sure=False, endless=endless)
        rounds = 0
        depth = store.push()
        breaks: list[Delta] = []
        label = self._label(frame)
        alive = True
        while alive and rounds < (MAX_ROUNDS // 3 if frame.loops else MAX_ROUNDS):
            truth = self.truth(self.value(node.test, frame), python=python)
            if truth is not True:
                break
            alive = self._once(body, update, label, depth, breaks, frame)
            rounds += 1
        else:
            truth = None
        if alive and truth is None:
            self._until(body, update, label, depth, breaks, frame)
            self.narrow(node.test, False, frame)
        if alive and node.otherwise:
            alive = self.block(node.otherwise, frame)
        alive = store.rejoin(breaks, depth, alive=alive)
        store.keep()
        return alive

    def _counted(self, node: nodes.While) -> bool:
        return isinstance(node.test, nodes.Literal) and not node.test.value

    statements: ClassVar[dict[type, Callable[..., Any]]] = Statements.statements | {
        nodes.For: _for,
        nodes.While: _while,
    }
