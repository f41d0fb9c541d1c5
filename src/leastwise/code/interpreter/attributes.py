"""Attributes of values, and setting them."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.around import event_steps
from leastwise.code.interpreter.faults import beside_errors, meant, with_stack
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.table import FUNCTIONS, METHODS, VALUES
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import RETURNED, Shape, under
from leastwise.code.interpreter.special import Special
from leastwise.code.values import (
    MAX_NESTING,
    NOTHING,
    Builtin,
    Closure,
    Constant,
    Env,
    Event,
    External,
    Member,
    ModuleOf,
    Object,
    Path,
    Super,
    Text,
    Unknown,
    Value,
    constant,
    join,
    one,
)
from leastwise.model.record import replace

STATIC = "static "
"""Before the names of what a JavaScript class itself has, rather than its instances."""

BASE = "(base)"
"""Name under which an instance keeps what it is to a library."""

_PROMISED = ("then", "catch", "finally")
"""Methods of promises, which are what they promise."""

_KINDS = {bool: "bool", str: "text", int: "number", float: "number", bytes: "text"}


def mixed(value: Value) -> bool:
    """Whether something that is no object is among what a value may be: its origins are of that."""
    return any(alternative.__class__ is not Object for alternative in value.alternatives)


def _beside(known: Path, within: Path, path: Path) -> bool:
    """Whether a field is another one within the same, or that one itself: a schema told what each of them may be."""
    return known[: len(within)] == within and (known[: len(path)] != path or known == path)


class Attributes(Special):
    """Reads and writes attributes."""

    def attribute(self, value: Value, name: str, node: Any, frame: Frame) -> Value:
        """See `Machine.attribute`."""
        if name == "stack" and value.origins:
            value = with_stack(value)
        if name == "expose" and (said := meant(value, name)) is not None:
            return said
        if len(value.alternatives) == 1:
            return self._attribute(value.alternatives[0], value, name, node, frame)
        value = beside_errors(value, name)
        found = []
        for alternative in value.alternatives:
            if not (isinstance(alternative, Constant) and alternative.value is None):  # it would have failed
                found.append(self._attribute(alternative, value, name, node, frame))
        return join(found) if found else NOTHING

    def _attribute(self, found: Any, value: Value, name: str, node: Any, frame: Frame) -> Value:
        kind = found.__class__
        if kind is Object:
            held = self.of_object(found, name, node, frame)
            return held if mixed(value) else held.tainted(value.origins)
        if kind is External:
            return self._of_external(found, value, name, frame)
        if kind is Event:
            steps = event_steps(name) if self.watchers and frame.module.python else (name,)
            for step in () if (written := self._written(found, name)) else steps:
                value = self.of_event(found, value, step)  # of several alternatives, of this one
                found = value.only if isinstance(value.only, Event) else found
            return written or value
        if kind is ModuleOf:
            return self.export(found.path, name, 0, frame)
        if kind is Constant:
            return self._of_constant(found, value, name)
        if kind is Closure:
            return self._of_function(found, name, frame)
        if kind is Super:
            return self._of_super(found, name, node, frame)
        if kind is Unknown:
            return one(found, value.origins)
        made = self._of_builtin(found, name, node, frame) if kind is Builtin else None
        if name == "value" and (kind is Env or kind is Text):
            made = value  # of a member of an enumeration; texts have no such attribute
        made = made or self._written(found, name) or self.of_model(found, name, node, frame)
        return made or self.of_library(found, name, value, node, frame)

    def _of_builtin(self, found: Builtin, name: str, node: Any, frame: Frame) -> Value | None:
        if found.name == "(property)":
            return one(Builtin("(setter)" if name == "setter" else "(accessor)", found.this))
        if found.name == "(proxy)" and found.this is not None:
            return self._of_proxy(found, name, node, frame)
        return one(Builtin("(register)", found.this)) if found.name == "(dispatch)" else None

    def _of_proxy(self, found: Builtin, name: str, node: Any, frame: Frame) -> Value:
        """What the trap for reading gives; the target itself is beside the proxy."""
        target, traps = self.shape(found.this.alternatives[0]).items or (NOTHING, NOTHING)  # type: ignore[union-attr]
        trap = self.attribute(traps, "get", node, frame)
        if not any(isinstance(alternative, Closure) for alternative in trap.alternatives):
            return NOTHING
        taken = max((len(a.function.parameters) for a in trap.alternatives if isinstance(a, Closure)), default=0)
        return self.call(trap, Arguments((target, constant(name), one(found))[:taken]), node, frame)

    def _of_external(self, found: External, value: Value, name: str, frame: Frame) -> Value:
        path = ".".join((found.module, *found.names))
        items, own = VALUES.get(f"{path}[]"), VALUES.get(f"{path}.{name}")
        made: Value | None = None
        if items is not None and f"{path}.{name}" not in FUNCTIONS:
            made = items(self, frame, constant(name))
        elif own is not None:
            made = own(self, frame)
        made = made or self._written(found, name)
        if made is not None:
            return made
        named = External(found.module, (*found.names, name))
        plain = one(named, value.origins)
        return self.given_by(named, plain) if self.watchers and found.names else plain

    def of_event(self, found: Event, value: Value, name: str) -> Value:
        """A field of the event."""
        if len(found.path) >= MAX_NESTING:
            return value
        path = (*found.path, name)
        own = dict(value.origins)
        kinds = own.get(path, own.get(found.path, frozenset()))
        alone = len(value.alternatives) == 1
        others = frozenset(
            origin
            for origin in value.origins
            if origin[0] != found.path and not (alone and _beside(origin[0], found.path, path))
        )
        return Value((Event(path),), others | {(path, kinds)})

    def _written(self, found: Any, name: str) -> Value | None:
        """What the program set as an attribute of something that is not its own."""
        cell = (found, name)
        content = self.store.read(cell) if cell in self.store.cells else None
        return content if isinstance(content, Value) else None

    def _of_constant(self, found: Constant, value: Value, name: str) -> Value:
        kind = _KINDS.get(type(found.value))
        if name == "length" and kind == "text":
            return constant(len(found.value)).tainted(value.origins)
        if f"{kind}.{name}" in METHODS:
            return one(Builtin(f"{kind}.{name}", one(found, value.origins)), value.origins)
        if name in _PROMISED:
            return one(Builtin(f"promise.{name}", one(found, value.origins)))
        if name == "value" and kind is not None:
            return value
        return NOTHING if found.value is None else self.member(found, name, value)

    def _of_function(self, found: Closure, name: str, frame: Frame) -> Value:
        if f"function.{name}" in METHODS:
            return one(Builtin(f"function.{name}", one(found)))
        shape = self.shape(self.properties(found))
        if name in shape.fields:
            return shape.fields[name]
        if name == "prototype":
            made = self.make(Shape("object"))
            self.change(self.properties(found), shape.put(name, made))
            return made
        return constant(found.function.name) if name in ("__name__", "name") else NOTHING

    def properties(self, found: Closure) -> Object:
        """The object that holds the properties of a function."""
        cell = ("(properties)", id(found.function), found.scope.number)
        content = self.store.cells.get(cell)
        if not isinstance(content, Value):
            content = self.make(Shape("function"))
            self.store.write(cell, content)
        made: Object = content.alternatives[0]
        return made

    def _of_model(self, found: Object, shape: Shape, name: str) -> Value | None:
        """What every model has: `order.model_dump()`."""
        known = f"model.{name}" in METHODS and self.watchers and shape.of and self.is_model(shape.of[0])
        return one(Builtin(f"model.{name}", one(found))) if known else None

    def of_object(self, found: Object, name: str, node: Any, frame: Frame) -> Value:
        """An attribute of an object of the heap."""
        shape = self.shape(found)
        python = frame.module.python
        if shape.kind == "class":
            return self._of_class(found, name, node, frame)
        if shape.kind in ("dict", "list", "tuple", "set"):
            kind = "list" if shape.kind == "tuple" else shape.kind
            if name in ("length", "size"):
                known = shape.items if shape.rest is None else None
                return one(Unknown("the length of a list")) if known is None else constant(len(known))
            if f"{kind}.{name}" in METHODS:
                return one(Builtin(f"{kind}.{name}", one(found)))
            if name in _PROMISED and not python:
                return one(Builtin(f"promise.{name}", one(found)))
            rest = shape.rest if shape.kind == "dict" and shape.rest else NOTHING
            if RETURNED in shape.fields and not python:  # a library runs the generator to its end
                rest = self.attribute(shape.fields[RETURNED], name, node, frame)
            return shape.fields.get(name) or rest
        held = shape.fields.get(name) or self._of_model(found, shape, name)
        if held is not None and name not in shape.maybe:
            return held if python and shape.kind == "instance" else self._read(held, found, node, frame)
        more: list[Value] = [] if held is None else [held if python else self._read(held, found, node, frame)]
        if shape.rest is not None:
            more.append(under(shape.rest, name))
            inherited = self._inherited(found, shape, name, node, frame) if held is None else None
            more += [] if inherited is None else [inherited]
        if not more:
            inherited = self._inherited(found, shape, name, node, frame)
            if inherited is None and python:
                inherited = self.computed(found, name, node, frame)
            if inherited is not None:
                return inherited
            if name in _PROMISED and not python:
                return one(Builtin(f"promise.{name}", one(found)))
            if f"object.{name}" in METHODS:
                return one(Builtin(f"object.{name}", one(found)))
        return join([*more, NOTHING] if held is not None else more) if more else NOTHING

    def _inherited(self, found: Object, shape: Shape, name: str, node: Any, frame: Frame) -> Value | None:
        for base in (inner for one_class in shape.of for inner in self.classes(one_class)):
            if isinstance(base, Object):
                held = self.shape(base).fields.get(name)
                if held is not None:
                    return self._read(held, found, node, frame)
        outside = shape.fields.get(BASE)
        if outside is not None:
            own = self.computed(found, name, node, frame)
            self.lend(found, outside.alternatives[0], node, frame)
            return self.attribute(outside, name, node, frame) if own is None else own
        if name == "constructor" and shape.of:
            return one(shape.of[0])
        if name == "__class__" and shape.of:
            return one(shape.of[0])
        return one(Builtin("dict.of", one(found))) if name == "__dict__" else None

    def _read(self, held: Value, found: Object, node: Any, frame: Frame) -> Value:
        """What is held by a class, or an object, as an attribute of an object."""
        if held.alternatives[0].__class__ not in (Closure, Builtin):
            return self.descriptor(held, found, node, frame) or held
        made = []
        for alternative in held.alternatives:
            if isinstance(alternative, Closure) and alternative.this is None and alternative.function.kind != "arrow":
                made.append(one(replace(alternative, this=one(found))))
            elif isinstance(alternative, Builtin) and alternative.name == "(property)" and alternative.this:
                getter = alternative.this.alternatives
                bound = [replace(f, this=one(found)) for f in getter if isinstance(f, Closure)]
                made += [self.call(one(f), Arguments(), node, frame) for f in bound]
            elif isinstance(alternative, Builtin) and alternative.name == "(static)" and alternative.this:
                made.append(alternative.this)
            elif isinstance(alternative, Builtin) and alternative.name == "(class)" and alternative.this:
                of = self.shape(found).of
                owner = one(found) if self.shape(found).kind == "class" or not of else one(of[0])
                made.append(Value(tuple(replace(f, this=owner) for f in alternative.this.alternatives)))
            else:
                made.append(one(alternative, held.origins))
        return join(made)

    def _of_class(self, found: Object, name: str, node: Any, frame: Frame) -> Value:
        python = frame.module.python
        for base in self.classes(found):
            if not isinstance(base, Object):
                if f"class.{name}" in METHODS and self.watchers and self.is_model(found):
                    return one(Builtin(f"class.{name}", one(found)))
                if python and (name == "__name__" or f"class.{name}" in METHODS):
                    break  # every class has it, whatever it is made of
                self.lend(found, base, node, frame)
                return self.member(self.as_library(base, found) if python else found, name, NOTHING)
            held = self.shape(base).fields.get(name if python else STATIC + name)
            if held is not None:
                if not python:
                    return self._read(held, found, node, frame)
                if held.alternatives[0].__class__ is Builtin and held.alternatives[0].name != "(property)":
                    return self._read(held, found, node, frame)
                return self.descriptor(held, found, node, frame) or held
        if name in ("__name__", "name"):
            return self.shape(found).fields.get("(name)") or NOTHING
        if name == "prototype":
            return one(found)
        if f"class.{name}" in METHODS:
            return one(Builtin(f"class.{name}", one(found)))
        return self.shape(found).rest or (self.shape(found).fields.get(name) or NOTHING)

    def _of_super(self, found: Super, name: str, node: Any, frame: Frame) -> Value:
        this = found.this.only
        static = isinstance(this, Object) and self.shape(this).kind == "class" and not frame.module.python
        for base in list(self.classes(found.owner))[1:]:
            if not isinstance(base, Object):
                return one(Member(self.as_library(base, found.owner) if frame.module.python else base, name))
            held = self.shape(base).fields.get(STATIC + name if static else name)
            if held is not None:
                return self._read(held, this, node, frame) if isinstance(this, Object) else held
        if name == "__setattr__":
            return one(Builtin("(set)", found.this))
        return one(Builtin("(new)" if name == "__new__" else "(nothing)"))

    def set_attribute(self, value: Value, name: str, content: Value, frame: Frame) -> None:
        """See `Machine.set_attribute`."""
        sure = len(value.alternatives) == 1
        for alternative in value.alternatives:
            if isinstance(alternative, Closure):
                alternative = self.properties(alternative)
            if isinstance(alternative, Object):
                self._set(alternative, name, content, frame, sure=sure)
            elif isinstance(alternative, ModuleOf):
                self.set_export(alternative.path, name, content)
            elif not isinstance(alternative, (Constant, Unknown, Super)):
                self.store.write((alternative, name), content)

    def _set(self, found: Object, name: str, content: Value, frame: Frame, *, sure: bool) -> None:
        shape = self.shape(found)
        for base in (inner for of in shape.of for inner in self.classes(of)) if shape.kind == "instance" else ():
            setter = self.setter(base, name) if isinstance(base, Object) else None
            if setter is not None:
                callee = self._read(setter, found, None, frame)
                self.call(callee, Arguments((content,)), setter.alternatives[0].function, frame)
                return
        if shape.kind == "class" and not frame.module.python:
            name = STATIC + name if shape.of or STATIC + name in shape.fields or name not in shape.fields else name
        self.change(found, shape.put(name, content) if sure else shape.perhaps(name, content))

    def set_export(self, path: str, name: str, content: Value) -> None:
        """Set what a module gives out."""
        raise NotImplementedError
