"""`switch` of JavaScript and `match` of Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from leastwise.code.interpreter.loops import Loops
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.statements import declared
from leastwise.code.observers import Guard
from leastwise.code.values import Constant, Object, Test, Value, constant, unknown
from leastwise.read.script import nodes

_MOST_OTHERS = 40
"""Cases that are none where the default is."""


class Matching(Loops):
    """Cases."""

    def _switch(self, node: nodes.Switch, frame: Frame) -> bool:
        subject = self.value(node.subject, frame)
        if node.patterns:
            return self._match(node, subject, frame)
        runs: list[Callable[[], bool]] = []
        default: int | None = None
        others: list[Guard] = []
        sure = False
        for position, (pattern, _, _) in enumerate(node.cases):
            if pattern is None:
                default = position
                continue
            value = self.value(pattern, frame)
            equal = self.equal(subject, value)
            if equal is not False:
                test = Test("==", subject, value)
                runs.append(self._from(node, position, frame, Guard(test, True)))
                others.append(Guard(test, False))
            if equal is True:
                sure = True
                break
        if not sure:
            runs.append((lambda: True) if default is None else self._from(node, default, frame, *others[:_MOST_OTHERS]))
        scope = frame.scope
        names = [name for _, _, body in node.cases for name in declared(body) or ()]
        frame.scope = Scope(self.store.new(), scope, frozenset(names)) if names else scope
        alive = self.leavable(lambda: runs[0]() if len(runs) == 1 else self.branches(runs), "", frame)
        frame.scope = scope
        return alive

    def _from(self, node: nodes.Switch, position: int, frame: Frame, *known: Guard) -> Callable[[], bool]:
        """Run from a case on, until something leaves; what is known there."""
        guards = frame.guards

        def run() -> bool:
            pattern = node.cases[position][0]
            self.keep(known, frame)
            try:
                return follow(pattern)
            finally:
                frame.guards = guards

        def follow(pattern: Any) -> bool:
            if pattern is not None and (position == 0 or node.cases[position - 1][2]):
                self.narrow(nodes.Operation("==", (node.subject, pattern), node.span), True, frame)
            return all(self.run(body, frame) for _, _, body in node.cases[position:])

        return run

    def _match(self, node: nodes.Switch, subject: Value, frame: Frame) -> bool:
        runs: list[Callable[[], bool]] = []
        sure = False
        for pattern, guard, body in node.cases:
            fits = True if pattern is None else self._fits(pattern, subject, frame, bind=False)
            if fits is False:
                continue

            def run(pattern: Any = pattern, guard: Any = guard, body: Any = body) -> bool:
                if pattern is not None:
                    self._fits(pattern, subject, frame, bind=True)
                if guard is not None:
                    self.value(guard, frame)
                    self.narrow(guard, True, frame)
                return self.run(body, frame)

            runs.append(run)
            if fits and guard is None:
                sure = True
                break
        if not sure:
            runs.append(lambda: True)
        return runs[0]() if len(runs) == 1 else self.branches(runs)

    def _fits(self, pattern: Any, value: Value, frame: Frame, *, bind: bool) -> bool | None:
        """Whether a value fits a pattern; takes it apart where `bind`."""
        kind = pattern.__class__
        if kind is nodes.Name:
            if bind and pattern.name != "_":
                self.assign(pattern, value, frame)
            return True
        if kind in (nodes.Literal, nodes.Attribute):
            return self.equal(value, self.value(pattern, frame))
        if kind is nodes.Assign:
            if bind:
                number = isinstance(pattern.value, nodes.Call) and getattr(pattern.value.callee, "name", "") in _NUMBERS
                self.assign(pattern.target, unknown("a number") if number and value.literals is None else value, frame)
            return self._fits(pattern.value, value, frame, bind=bind)
        if kind is nodes.Operation and pattern.operator == "|":
            tests = [self._fits(inner, value, frame, bind=bind) for inner in pattern.operands]
            return True if True in tests else None if None in tests else False
        if kind is nodes.Mapping:
            return self._entries(pattern, value, frame, bind=bind)
        if kind is nodes.Listing:
            return self._sequence(pattern, value, frame, bind=bind)
        if kind is nodes.Call and bind:
            if getattr(pattern.callee, "name", "") in _NUMBERS:
                value = unknown("a number") if value.literals is None else value
            for inner in pattern.arguments:
                self._fits(inner, value, frame, bind=True)
            for key, inner, _ in pattern.keywords.entries if pattern.keywords is not None else ():
                self._fits(inner, self.attribute(value, key, pattern, frame), frame, bind=True)
        return None

    def _entries(self, pattern: nodes.Mapping, value: Value, frame: Frame, *, bind: bool) -> bool | None:
        tests: list[bool | None] = []
        for key, inner, _ in pattern.entries:
            if key is None:
                if bind:
                    self.assign(inner, value, frame)
                continue
            name = constant(key) if isinstance(key, str) else self.value(key, frame)
            tests.append(self.contains(value, name))
            tests.append(self._fits(inner, self.index(value, name, pattern, frame), frame, bind=bind))
        return False if False in tests else None if None in tests else bool(tests) or None

    def _sequence(self, pattern: nodes.Listing, value: Value, frame: Frame, *, bind: bool) -> bool | None:
        items = self.items(value, frame)
        only = value.only
        if isinstance(only, Constant) or (isinstance(only, Object) and self.shape(only).kind == "dict"):
            return False
        starred = any(isinstance(inner, nodes.Spread) for inner in pattern.items)
        if items is not None and not starred and len(items) != len(pattern.items):
            return False
        if bind:
            self.assign(_plain(pattern), value, frame)
        if items is None or starred:
            return None
        tests = [
            self._fits(inner, item, frame, bind=bind and not isinstance(inner, nodes.Name))
            for inner, item in zip(pattern.items, items, strict=False)
        ]
        return False if False in tests else None if None in tests else True

    statements: ClassVar[dict[type, Callable[..., Any]]] = Loops.statements | {nodes.Switch: _switch}


_NUMBERS = ("int", "float", "bool", "complex")
"""Classes of which a pattern takes nothing but numbers: `case int(count)`."""


def _plain(pattern: nodes.Listing) -> nodes.Listing:
    """The names of a pattern, without what is not one."""
    kept = tuple(
        inner if isinstance(inner, (nodes.Name, nodes.Spread)) else nodes.Literal(None, pattern.span)
        for inner in pattern.items
    )
    return nodes.Listing(kept, pattern.span, pattern.kind)
