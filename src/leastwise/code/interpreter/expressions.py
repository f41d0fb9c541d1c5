"""What expressions come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from leastwise.code.interpreter.comprehensions import Comprehensions
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import EMPTY, Shape
from leastwise.code.interpreter.texts import joined
from leastwise.code.values import (
    NOTHING,
    Builtin,
    Closure,
    Env,
    Object,
    Value,
    constant,
    join,
    one,
    unknown,
)
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Attribute, Listing, Mapping, Name, Spread

MAX_FAILED = 50
"""Tests of one `if` that are known not to hold in the branches after them; of all others, that is not known."""


_SPECIAL = frozenset(("super", "import", "require", "eval", "exec", "__import__", "__exportStar"))
"""Names that do something else than what a variable of theirs would."""


class Expressions(Comprehensions):
    """The meaning of each kind of expression."""

    def _literal(self, node: nodes.Literal, frame: Frame) -> Value:
        return constant(node.value)

    def _joined(self, node: nodes.Joined, frame: Frame) -> Value:
        values = [self.value(part, frame) for part in node.parts]
        if frame.module.python:
            values = [self.special_of(value, "__str__", (), node, frame) or value for value in values]
        return joined(values, python=frame.module.python)

    def _name(self, node: Name, frame: Frame) -> Value:
        return self.lookup(node.name, frame, node.span)

    def _attribute_of(self, node: Attribute, frame: Frame) -> Value:
        return self.attribute(self.value(node.value, frame), node.name, node, frame)

    def _index_of(self, node: nodes.Index, frame: Frame) -> Value:
        value = self.value(node.value, frame)
        return self.index(value, self.value(node.key, frame), node, frame)

    def _listing(self, node: Listing, frame: Frame) -> Value:
        found: list[Value] = []
        loose: list[Value] = []
        for item in node.items:
            if isinstance(item, Spread):
                value = self.value(item.value, frame)
                inner = self.items(value, frame)
                if inner is None:
                    loose.append(self.element(value, frame))
                else:
                    (loose if loose else found).extend(inner)
            else:
                (loose if loose else found).append(self.value(item, frame))
        kind: Any = node.kind
        made = self.make_list(found, kind)
        if loose:
            of = made.alternatives[0]
            self.change(of, self.shape(of).behind(join(loose)))
        return made

    def _mapping(self, node: Mapping, frame: Frame) -> Value:
        python = frame.module.python
        shape = Shape("dict" if python else "object")
        getters: list[tuple[str, Value]] = []
        fields: dict[Any, Value] = {}
        for key, inner, _ in node.entries:
            if isinstance(key, str):
                fields[key] = value = self.value(inner, frame)
                if isinstance(inner, nodes.Function) and inner.kind in ("get", "set"):
                    getters.append((key, value))
                continue
            shape = self._filled(shape, fields)
            fields = {}
            if key is None:
                shape = self.spread(shape, self.value(inner, frame))
            else:
                name, value = self.value(key, frame), self.value(inner, frame)
                known = name.literals
                if not python and isinstance(self.key_of(name), str):
                    known = (self.key_of(name),)
                if known is None:
                    shape = shape.somewhere(value.tainted(name.origins))
                    if name.only.__class__ is Env:
                        shape = shape.put(f"\0${name.only.name}", value)
                for literal in known or ():
                    held = literal if python or isinstance(literal, str) else str(literal)
                    shape = shape.put(held, value) if len(known or ()) == 1 else shape.perhaps(held, value)
        shape = self._filled(shape, fields)
        made = self.make(shape)
        for name_of, value in getters:
            wrapped = self.accessor(value, name_of)
            if wrapped is not None:
                self.change(made.alternatives[0], self.shape(made.alternatives[0]).put(name_of, wrapped))
        return made

    def _filled(self, shape: Shape, fields: dict[Any, Value]) -> Shape:
        if not fields:
            return shape
        return Shape(shape.kind, {**shape.fields, **fields}, None, shape.rest, shape.maybe - fields.keys())

    def key_of(self, key: Value) -> Any:
        """See `Classes.key_of`."""
        raise NotImplementedError

    def accessor(self, value: Value, name: str) -> Value | None:
        """What a `get` is in an object; `None` for a `set`."""
        raise NotImplementedError

    def arguments(self, node: nodes.Call, frame: Frame) -> Arguments:
        """What a call is given."""
        found: list[Value] = []
        rest: Value | None = None
        for item in node.arguments:
            if not isinstance(item, Spread):
                value = self.value(item, frame)
                found += [value] if rest is None else []
                rest = rest if rest is None else join((rest, value))
                continue
            value = self.value(item.value, frame)
            inner = self.items(value, frame) if rest is None else None
            if inner is not None:
                found += inner
            else:
                rest = join([one_of for one_of in (rest, self.element(value, frame)) if one_of is not None])
        if node.keywords is None:
            return Arguments(tuple(found), EMPTY, rest)
        shape = Shape("dict")
        for key, inner_node, _ in node.keywords.entries:
            value = self.value(inner_node, frame)
            shape = self.spread(shape, value) if key is None else shape.put(key, value)
        keywords = {name: value for name, value in shape.fields.items() if isinstance(name, str)}
        return Arguments(tuple(found), keywords, rest, shape.rest)

    def _call(self, node: nodes.Call, frame: Frame) -> Value:
        callee = node.callee
        if callee.__class__ is Name and callee.name in _SPECIAL:
            found = self.special(callee.name, node, frame)
            if found is not None:
                return found
        value = self.value(callee, frame)
        if node.optional and value == NOTHING:
            return NOTHING
        return self.call(value, self.arguments(node, frame), node, frame, new=node.new)

    def special(self, name: str, node: nodes.Call, frame: Frame) -> Value | None:
        """Calls that mean something to the language itself."""
        raise NotImplementedError

    def _either(self, node: nodes.Either, frame: Frame) -> Value:
        found: list[Value] = []
        runs: list[Callable[[], bool]] = []
        python = frame.module.python
        guards = frame.guards
        failed: list[tuple[Any, Value]] = []
        last: Any = node.otherwise
        for test, value in node.cases:
            outcome = self.value(test, frame)
            truth = self.truth(outcome, python=python)
            if truth is False:
                continue
            if truth is True:
                last = value
                break
            runs.append(self._branch(test, value, tuple(failed[:MAX_FAILED]), outcome, found, frame))
            failed.append((test, outcome))
        if not runs:
            return self.value(last, frame)
        runs.append(self._branch(None, last, tuple(failed[:MAX_FAILED]), None, found, frame))
        self.branches(runs)
        frame.guards = guards
        return join(found)

    def _branch(
        self, test: Any, value: Any, failed: tuple[Any, ...], outcome: Value | None, found: list[Value], frame: Frame
    ) -> Callable[[], bool]:
        guards = frame.guards

        def run() -> bool:
            frame.guards = guards
            for before, result in failed:
                self.guarded(before, result, False, frame)
                self.narrow(before, False, frame)
            if test is not None and outcome is not None:
                self.guarded(test, outcome, True, frame)
                self.narrow(test, True, frame)
            found.append(self.settled(self.value(value, frame), guards, frame))
            frame.guards = guards
            return True

        return run

    def _function(self, node: nodes.Function, frame: Frame) -> Value:
        frame.local.captured = True
        made = one(Closure(node, frame.scope))
        return self.decorated(made, node.decorators, frame) if node.decorators else made

    def decorated(self, value: Value, decorators: tuple[Any, ...], frame: Frame) -> Value:
        """A function or class with what decorates it."""
        raise NotImplementedError

    def _assign(self, node: nodes.Assign, frame: Frame) -> Value:
        if node.value is None:
            if node.declares == "var" and (frame.local.number, _name_of(node.target)) not in self.store.cells:
                self.assign(node.target, NOTHING, frame, "var")
            elif not node.declares:
                self.annotated(node, frame)
            return NOTHING
        if not node.operator:
            value = self.value(node.value, frame)
            self.assign(node.target, value, frame, node.declares)
            if node.annotation is not None:
                self.annotated(node, frame)
            return value
        own = self.in_place(node, frame) if frame.module.python else None
        if own is not None:
            self.assign(node.target, own, frame)
            return own
        pair = nodes.Operation(node.operator, (node.target, node.value), node.span)
        value = self.operation(pair, frame)
        only = self.value(node.target, frame).only if node.operator == "+" and frame.module.python else None
        if isinstance(only, Object) and self.shape(only).kind == "list":
            inner = value.only
            self.change(only, self.shape(inner) if isinstance(inner, Object) else self.shape(only).behind(value))
            return value
        self.assign(node.target, value, frame)
        return value

    def annotated(self, node: nodes.Assign, frame: Frame) -> None:
        """Note the name of a field of a class."""
        if frame.scope.skipped and isinstance(node.target, Name):
            cell = (frame.scope.number, "(fields)")
            old = self.store.cells.get(cell)
            names = self.shape(old.alternatives[0]).items or () if isinstance(old, Value) else ()
            self.store.write(cell, self.make_list([*names, constant(node.target.name)]))
            if self.watchers:
                kept = f"(annotated {node.span[0].path}:{node.span[3]})"
                self.annotations[kept] = node, frame
                self.store.write((frame.scope.number, f"(type) {node.target.name}"), one(Builtin(kept)))

    def _opaque(self, node: nodes.Opaque, frame: Frame) -> Value:
        self.uncertain(node.span, f"what stands here could not be read: {node.reason}")
        return unknown("it could not be read", node.span)

    def _delete(self, node: nodes.Delete, frame: Frame) -> Value:
        for target in node.targets:
            holder = self.value(target.value, frame) if isinstance(target, (Attribute, nodes.Index)) else None
            only = holder.only if holder is not None else None
            name: Any = target.name if isinstance(target, Attribute) else None
            if isinstance(target, nodes.Index):
                key = self.value(target.key, frame)
                name = key.literal
                if self.special_method(only, "__delitem__", (key,), node, frame) is not None:
                    continue
            if isinstance(only, Object) and name is not ...:
                self.change(only, self.shape(only).drop(name))
        return NOTHING

    def _spread(self, node: Spread, frame: Frame) -> Value:
        return self.element(self.value(node.value, frame), frame)

    expressions: ClassVar[dict[type, Callable[..., Any]]] = {
        nodes.Assign: _assign,
        nodes.Attribute: _attribute_of,
        nodes.Call: _call,
        nodes.Delete: _delete,
        nodes.Each: Comprehensions.each,
        nodes.Either: _either,
        nodes.Function: _function,
        nodes.Index: _index_of,
        nodes.Joined: _joined,
        nodes.Listing: _listing,
        nodes.Literal: _literal,
        nodes.Mapping: _mapping,
        nodes.Name: _name,
        nodes.Opaque: _opaque,
        nodes.Operation: lambda self, node, frame: self.operation(node, frame),
        nodes.Spread: _spread,
    }


def _name_of(target: Any) -> str:
    return target.name if isinstance(target, Name) else ""
