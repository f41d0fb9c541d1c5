"""What a test tells of the variables in it, where it holds and where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.interpreter.faults import meant_for_callers, own_error
from leastwise.code.interpreter.operators import Operators
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.views import View
from leastwise.code.observers import Guard, Judged
from leastwise.code.values import NOTHING, Closure, Constant, Object, Test, Value, join
from leastwise.read.script.nodes import Assign, Attribute, Call, Name, Operation

MAX_GUARDS = 12
"""Conditions that are kept on a path."""


class Narrowing(Operators):
    """Narrows variables."""

    def guarded(self, test: Any, outcome: Value, holds: bool, frame: Frame) -> None:
        """Keep what holds from here on, where a test came out true, or false."""
        sign = test.operator if test.__class__ is Operation else ""
        if sign == "not" or (sign == "and" and holds) or (sign == "or" and not holds):
            for operand in test.operands:
                found = self.outcomes.get(id(operand))
                if found is not None:
                    self.guarded(operand, found, holds is not (sign == "not"), frame)
        elif sign in ("or", "and"):
            several = [(operand, self.outcomes.get(id(operand))) for operand in test.operands]
            python = frame.module.python
            left = [(own, came) for own, came in several if came is None or self.truth(came, python=python) is None]
            if len(left) == 1 and left[0][1] is not None:  # the others came out as they always do
                self.guarded(left[0][0], left[0][1], holds, frame)
            else:
                self._any_of_these(test, sign == "or", frame)
        elif isinstance(outcome, Judged):
            self.keep(outcome.yes if holds else outcome.no, frame)
        elif isinstance(only := outcome.only, Test):
            told = only.left if only.operator == "truth" else None
            if isinstance(told, Judged):
                self.keep(told.no if holds is only.negated else told.yes, frame)
            else:
                self.keep((Guard(only, holds),), frame)
        elif outcome.origins or len(outcome.alternatives) > 1:
            self.keep((Guard(Test("truth", outcome), holds),), frame)

    def _any_of_these(self, test: Operation, holds: bool, frame: Frame) -> None:
        """Where one of several tests holds, and all ask whether the same is some text: it is one of these."""
        found = [getattr(self.outcomes.get(id(operand)), "only", None) for operand in test.operands]
        same = [one_of for one_of in found if isinstance(one_of, Test) and one_of.operator == "=="]
        rights = [one_of.right for one_of in same if one_of.right is not None and one_of.negated is not holds]
        if len(rights) == len(found) and all(one_of.left == same[0].left for one_of in same):
            self.keep((Guard(Test("==", same[0].left, join(rights)), True),), frame)
        else:
            tests = self._alternatives(test, holds)
            if tests:
                self.keep((Guard(Test("any", Value(tests)), True),), frame)

    def _alternatives(self, test: Operation, holds: bool) -> tuple[Test, ...]:
        """What holds where one of several tests does, or does not; empty where one of them is not known."""
        found: list[Test] = []
        for operand in test.operands:
            part, yes = self._telling(operand, holds)
            outcome = self.outcomes.get(id(part))
            if outcome is None:
                return ()
            for one in outcome.alternatives:
                asked = one if isinstance(one, Test) else Test("truth", Value((one,), outcome.origins))
                found.append(asked if yes else Test(asked.operator, asked.left, asked.right, not asked.negated))
        return tuple(found) if len(found) <= MAX_GUARDS else ()

    def _telling(self, test: Any, holds: bool) -> tuple[Any, bool]:
        """Of tests that hold together the one that tells most: the comparison in `headers && headers.key === key`."""
        while test.__class__ is Operation and test.operator in ("not", "and" if holds else "or"):
            holds = holds is not (test.operator == "not")
            compared = [one for one in test.operands if self._compares(one)]
            test = (compared or test.operands)[-1]
        return test, holds

    def _compares(self, test: Any) -> bool:
        outcome = self.outcomes.get(id(test))
        return outcome is not None and isinstance(outcome.only, Test)

    def keep(self, guards: tuple[Guard, ...], frame: Frame) -> None:
        """Keep conditions that hold from here on."""
        new = tuple(guard for guard in guards if all(guard is not known for known in frame.guards))
        frame.guards = (*frame.guards, *new)[:MAX_GUARDS]

    def settled(self, value: Value, before: tuple[Guard, ...], frame: Frame, *, alone: bool = False) -> Value:
        """See `Machine.settled`."""
        new = frame.guards[len(before) :]
        if not new or not value.origins:
            return value
        for observer in self.watchers:
            value = observer.settled(value, new, View(self, frame), alone=alone)  # type: ignore[attr-defined]
        return value

    def settle(self, tests: list[Any], before: tuple[Guard, ...], frame: Frame) -> None:
        """The same of the variables that tests are about: what comes after a branch does not know of its test."""
        if len(frame.guards) == len(before) or not self.watchers:
            return
        for name in {node.name: node for test in tests for node in _names(test)}.values():
            old = self._held(name, frame)
            new = None if old is None else self.settled(old, before, frame)
            if new is not None and new is not old:
                self._put(name, new, frame)

    def narrow(self, test: Any, holds: bool, frame: Frame) -> None:
        """See `Operators.narrow`."""
        kind = test.__class__
        if kind is Assign:
            test = test.target
            kind = test.__class__
        if kind is Operation:
            self._of_operation(test, holds, frame)
        elif kind in (Name, Attribute):
            about = self._held(test.value, frame) if kind is Attribute and holds else None
            if about is not None and (told := meant_for_callers(about, test.name)) is not about:
                self._put(test.value, told, frame)
            old = self._held(test, frame)
            new = None if old is None else self.truthy(old, python=frame.module.python, truth=holds)
            if old is not None and new is not None and new is not old:
                self._put(test, new, frame)
        elif kind is Call and holds and _asks(test):  # a list that is allowed
            self._one_of(test.arguments[0], test.callee.value, frame)

    def _of_operation(self, test: Operation, holds: bool, frame: Frame) -> None:
        sign = test.operator
        if sign == "not":
            self.narrow(test.operands[0], not holds, frame)
        elif (sign == "and" and holds) or (sign == "or" and not holds):
            for operand in test.operands:
                self.narrow(operand, holds, frame)
        elif sign in ("==", "!="):
            self._equal(test.operands[0], test.operands[1], holds is (sign == "=="), frame)
            self._equal(test.operands[1], test.operands[0], holds is (sign == "=="), frame)
        elif sign in ("in", "not in") and holds is (sign == "in"):
            self._one_of(test.operands[0], test.operands[1], frame)
        elif sign == "instanceof" and holds:
            self._error_of_class(test.operands[0], test.operands[1], frame)

    def _error_of_class(self, node: Any, kind: Any, frame: Frame) -> None:
        """An error of a class of the program's says what the program wrote."""
        about, only = self._held(node, frame), self.value(kind, frame).only
        if about is not None and isinstance(only, (Object, Closure)) and (told := own_error(about)) is not about:
            self._put(node, told, frame)

    def _held(self, node: Any, frame: Frame) -> Value | None:
        """What a variable, or an attribute of an object, holds."""
        if isinstance(node, Name):
            return self.lookup(node.name, frame, node.span)
        if isinstance(node, Attribute) and isinstance(node.value, (Name, Attribute)):
            holder = self._held(node.value, frame)
            only = holder.only if holder is not None else None
            if isinstance(only, Object) and node.name in self.shape(only).fields:
                return self.shape(only).fields[node.name]
        return None

    def _put(self, node: Any, value: Value, frame: Frame) -> None:
        if isinstance(node, Name):
            self.set_variable(node.name, value, frame)
        elif isinstance(node, Attribute):
            holder = self._held(node.value, frame)
            only = holder.only if holder is not None else None
            if isinstance(only, Object):
                self.change(only, self.shape(only).put(node.name, value))

    def _equal(self, node: Any, other: Any, holds: bool, frame: Frame) -> None:
        if not isinstance(node, (Name, Attribute)):
            return
        old = self._held(node, frame)
        if old is None or isinstance(other, Call):
            return
        right = self.value(other, frame)
        if right.literals is None:
            return
        if holds:
            kept = tuple(a for a in old.alternatives if any(self.same(a, b) is not False for b in right.alternatives))
            known = all(isinstance(a, Constant) for a in kept)
            new = Value(kept, old.origins) if known and kept else right if right != NOTHING else None
        else:
            kept = tuple(
                a for a in old.alternatives if len(right.alternatives) > 1 or self.same(a, right.only) is not True
            )
            new = Value(kept, old.origins) if kept else None
        if new is not None and new != old:
            self._put(node, new, frame)

    def _one_of(self, node: Any, holder: Any, frame: Frame) -> None:
        """What is in a list of literals is one of them."""
        if not isinstance(node, (Name, Attribute)):
            return
        old = self._held(node, frame)
        only = self.value(holder, frame).only
        if old is None or old.literals is not None or not isinstance(only, Object):
            return
        shape = self.shape(only)
        items = shape.items if shape.rest is None and shape.kind in ("list", "tuple", "set") else None
        if items and all(item.literals is not None for item in items):
            self._put(node, join(items), frame)


def _asks(test: Call) -> bool:
    """Whether something is in a list."""
    callee = test.callee
    return isinstance(callee, Attribute) and callee.name in ("includes", "has") and len(test.arguments) == 1


def _names(test: Any) -> Iterator[Name]:
    """The variables that a test is about."""
    kind = test.__class__
    if kind is Name:
        yield test
    elif kind is Operation:
        for operand in test.operands:
            yield from _names(operand)
    elif kind is Call:
        for inner in (test.callee, *test.arguments):
            yield from _names(inner)
    elif kind is Attribute:
        yield from _names(test.value)
