"""Comprehensions: item by item where the items are known, else all of them at once."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.narrowing import Narrowing
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.observers import Guard
from leastwise.code.values import Value, join
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Listing, Name, Spread

Guards = tuple[Guard, ...]


class Comprehensions(Narrowing):
    """What comprehensions come to."""

    def each(self, node: nodes.Each, frame: Frame) -> Value:
        """A list, set or dictionary; of which the items are known where no test is open."""
        scope = frame.scope
        names = frozenset(name for target, _, _ in node.clauses for name in _names(target))
        frame.scope = Scope(self.store.new(), scope, names)
        made: list[tuple[Value | None, Value]] = []
        sure = self._clauses(node, 0, made, frame.guards, frame)
        frame.scope = scope
        if node.kind == "dict":
            shape = Shape("dict")
            for key, value in made:
                literals = key.literals if key is not None else None
                if literals is None:
                    shape = shape.somewhere(value)
                for literal in literals or ():
                    exact = sure and len(literals or ()) == 1
                    shape = shape.put(literal, value) if exact else shape.perhaps(literal, value)
            return self.make(shape)
        kind: Any = "list" if node.kind == "generator" else node.kind
        values = [value for _, value in made]
        if sure:
            return self.make_list(values, kind)
        return self.make_of(join(values) if values else None, kind)

    def _clauses(
        self, node: nodes.Each, at: int, made: list[tuple[Value | None, Value]], before: Guards, frame: Frame
    ) -> bool:
        if at == len(node.clauses):
            key = self.value(node.key, frame) if node.key is not None else None
            found = self.value(node.element, frame)
            made.append((key, self.settled(found, before, frame, alone=True)))
            return True
        target, items, tests = node.clauses[at]
        value = self.value(items, frame)
        known = self.items(value, frame)
        sure = known is not None
        for item in known if known is not None else [self.element(value, frame)]:
            self.assign(target, item, frame)
            holds, guards = True, frame.guards
            for test in tests:
                outcome = self.value(test, frame)
                truth = self.truth(outcome, python=True)
                holds = holds and truth is not False
                sure = sure and truth is not None
                if holds and truth is None:
                    self.guarded(test, outcome, True, frame)
                    self.narrow(test, True, frame)
            if holds:
                sure = self._clauses(node, at + 1, made, before, frame) and sure
            frame.guards = guards
        return sure


def _names(target: Any) -> list[str]:
    if isinstance(target, Name):
        return [target.name]
    if isinstance(target, Listing):
        return [name for item in target.items for name in _names(item)]
    return _names(target.value) if isinstance(target, Spread) else []
