"""Variables, and targets that take values apart."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.shapes import EMPTY, Shape
from leastwise.code.interpreter.truth import Truth
from leastwise.code.observers import ASSIGN, KEEP
from leastwise.code.values import NOTHING, External, Object, Value, constant, join, one, unknown
from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.read.script.nodes import Assign, Attribute, Index, Listing, Literal, Mapping, Name, Spread

BUILTINS = "builtins"
"""Module of the names that Python has everywhere."""

GLOBAL = "global"
"""Module of the names that JavaScript has everywhere."""


@record
class Binding:
    """What a variable holds that was imported from a module of the package: whatever the module gives out then."""

    path: str
    name: str


class Variables(Truth):
    """Reads and writes variables."""

    def lookup(self, name: str, frame: Frame, span: Span) -> Value:
        """See `Machine.lookup`."""
        scope: Scope | None = frame.scope
        cells = self.store.cells
        while scope is not None:
            outer = scope.outer.get(name)
            if outer is not None:
                scope = outer
            if not scope.skipped or scope is frame.scope:
                cell = (scope.number, name)
                if cell in cells:
                    return self._content(self.store.read(cell), frame)
                if outer is not None:
                    self.store.read(cell)
            scope = scope.around
        for star in frame.module.stars if frame.module.python else ():
            found = self.export(star, name)
            if found.alternatives[0].__class__ is not External and not _absent(found):
                return found
        if name == "undefined":
            return NOTHING
        if name == "__name__" and frame.module.path == self.program:
            return constant("__main__")
        if name == "__name__":
            return constant(frame.module.path.rpartition("/")[2].rpartition(".")[0])
        if name in ("__dirname", "__file__", "__filename"):
            folder, _, _ = frame.module.path.rpartition("/")
            return constant(f"/var/task/{folder}" if name == "__dirname" else f"/var/task/{frame.module.path}")
        return one(External(BUILTINS if frame.module.python else GLOBAL, (name,)))

    def _content(self, content: Any, frame: Frame) -> Value:
        if content.__class__ is Binding:
            return self.export(content.path, content.name, 0, frame)
        return content if isinstance(content, Value) else unknown("a variable that is not set")

    def set_variable(self, name: str, content: Any, frame: Frame, declares: str = "") -> None:
        """Give a variable a value."""
        scope: Scope | None = frame.scope
        if frame.module.python:
            while scope is not None and scope.names is not None and name not in scope.names:
                scope = scope.around
            scope = scope or frame.local
            scope = scope.outer.get(name, scope)
        elif declares == "var":
            scope = frame.local
        elif not declares:
            cells = self.store.cells
            while scope is not None and (scope.number, name) not in cells:
                scope = scope.around
            scope = scope or frame.module.scope
        self.store.write((scope.number, name), content)  # type: ignore[union-attr]

    def _of_module(self, name: str, frame: Frame) -> bool:
        """Whether a variable that a function sets is one of its module."""
        scope: Scope | None = frame.scope
        while scope is not None and scope is not frame.module.scope:
            if name in scope.outer:
                return scope.outer[name] is frame.module.scope
            if (scope.number, name) in self.store.cells:
                return False
            scope = scope.around
        return scope is not None

    def declare(self, names: tuple[str, ...], frame: Frame, *, outer: bool) -> None:
        """`global` and `nonlocal`."""
        for name in names:
            scope: Scope | None = frame.module.scope
            if outer:
                scope = frame.scope.around
                while scope is not None and (scope.number, name) not in self.store.cells:
                    scope = scope.around
            frame.scope.outer[name] = scope or frame.module.scope

    def assign(self, target: Any, value: Value, frame: Frame, declares: str = "") -> None:
        """See `Machine.assign`."""
        kind = target.__class__
        if kind is Name:
            self.set_variable(target.name, value, frame, declares)
            if frame.function and self.watchers and self.holds(value) and self._of_module(target.name, frame):
                self.tell(KEEP, (constant(target.name), value), target.span, frame)
        elif kind is Attribute:
            holder = self.value(target.value, frame)
            self.tell_set(holder, target.name, value, target.span, frame)
            if value.origins:
                self.tell_kept(holder, value, target.span, frame)
            self.set_attribute(holder, target.name, value, frame)
        elif kind is Index:
            holder, key = self.value(target.value, frame), self.value(target.key, frame)
            if key.origins and self.watchers:
                self.tell(ASSIGN, (holder, key, value), target.span, frame)
            elif isinstance(key.literal, str):
                self.tell_set(holder, key.literal, value, target.span, frame)
                if value.origins:
                    self.tell_kept(holder, value, target.span, frame)
            self.set_index(holder, key, value, frame)
        elif kind is Assign:
            self.assign(target.target, self._or_default(value, target.value, frame), frame, declares)
        elif kind is Listing:
            self._take_apart(target, value, frame, declares)
        elif kind is Mapping:
            self._take_names(target, value, frame, declares)
        elif kind is Spread:
            self.assign(target.value, value, frame, declares)
        elif kind is not Literal:
            self.value(target, frame)

    def _or_default(self, value: Value, default: Any, frame: Frame) -> Value:
        if default is None or all(self.nothing(found) is False for found in value.alternatives):
            return value
        return self.or_else(value, self.value(default, frame), nullish=True, python=frame.module.python)

    def _take_apart(self, target: Listing, value: Value, frame: Frame, declares: str) -> None:
        items = self.items(value, frame)
        before = next((i for i, inner in enumerate(target.items) if isinstance(inner, Spread)), len(target.items))
        after = len(target.items) - before - 1
        for position, inner in enumerate(target.items):
            if isinstance(inner, Spread):
                last = len(items) - after if items is not None else 0
                rest = self.make_list(items[position:last]) if items is not None else None
                content = rest if rest is not None else self.make_of(self.element(value, frame))
            elif items is not None:
                at = position if position < before else len(items) - len(target.items) + position
                content = items[at] if 0 <= at < len(items) else NOTHING
            elif position < before:
                content = self.index(value, constant(position), target, frame)
            else:
                content = self.element(value, frame)
            self.assign(inner, content, frame, declares)

    def _take_names(self, target: Mapping, value: Value, frame: Frame, declares: str) -> None:
        taken: list[str] = []
        for key, inner, _ in target.entries:
            if isinstance(key, str):
                taken.append(key)
                content = self.attribute(value, key, target, frame)
            elif key is None:
                content = self._left(value, taken)
            else:
                content = self.index(value, self.value(key, frame), target, frame)
            self.assign(inner, content, frame, declares)

    def _left(self, value: Value, taken: list[str]) -> Value:
        """What is in an object besides the names that were taken."""
        found: list[Value] = []
        for alternative in value.alternatives:
            if isinstance(alternative, Object):
                shape = self.shape(alternative)
                fields = {key: inner for key, inner in shape.fields.items() if key not in taken}
                found.append(self.make(Shape("object", fields or EMPTY, None, shape.rest, shape.maybe)))
            else:
                found.append(one(alternative, value.origins))
        return join(found)


def _absent(value: Value) -> bool:
    return value == NOTHING or value.only.__class__.__name__ == "Unknown"
