"""Classes, their instances, and what decorates them and functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from leastwise.code.interpreter.attributes import BASE, STATIC
from leastwise.code.interpreter.decorators import Decorators
from leastwise.code.interpreter.expressions import Expressions
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import (
    NOTHING,
    Builtin,
    Closure,
    Env,
    External,
    Object,
    Result,
    Super,
    Value,
    constant,
    join,
    one,
)
from leastwise.model.record import replace
from leastwise.read.script import nodes


class Classes(Decorators):
    """Makes classes and instances."""

    def __init__(self, observers: Any) -> None:
        super().__init__(observers)
        self.members: dict[int, tuple[nodes.Class, Frame]] = {}
        self.bodies: dict[int, tuple[nodes.Class, Frame]] = {}

    def _class(self, node: nodes.Class, frame: Frame) -> Value:
        bases = tuple(self.value(base, frame) for base in node.bases)
        made = self.make(Shape("class", {"(name)": constant(node.name)}, of=bases))
        found: Object = made.alternatives[0]
        frame.local.captured = True
        scope = frame.scope
        frame.scope = Scope(self.store.new(), scope)
        frame.scope.skipped = frame.module.python
        inner = Frame(frame.module, frame.scope, node.name, frame.base)
        if frame.module.python:
            self._python_body(node, found, inner)
        else:
            if node.name:
                self.store.write((inner.scope.number, node.name), made)
            self.store.write((inner.scope.number, "this"), made)
            self._script_body(node, found, inner)
        frame.scope = scope
        if frame.module.python:
            entries = node.keywords.entries if node.keywords is not None else ()
            keywords = {entry[0]: self.value(entry[1], frame) for entry in entries if isinstance(entry[0], str)}
            self.set_up(found, {key: held for key, held in keywords.items() if key != "metaclass"}, node, frame)
        return self.decorated(made, node.decorators, frame) if node.decorators else made

    def _python_body(self, node: nodes.Class, found: Object, inner: Frame) -> None:
        depth = self.store.push()
        self.run(node.body, inner)
        written = self.store.since(depth)
        self.store.keep()
        number = inner.scope.number
        fields = dict(self.shape(found).fields)
        for cell, held in written.items():
            if cell.__class__ is tuple and cell[0] == number and isinstance(held, Value):
                fields[cell[1]] = self._owned(held, found)
        self.change(found, replace(self.shape(found), fields=fields))

    def _owned(self, held: Value, owner: Object) -> Value:
        """Functions of a class know it."""
        if held.alternatives[0].__class__ not in (Closure, Builtin):
            return held
        made: list[Any] = []
        for one_of in held.alternatives:
            if isinstance(one_of, Closure) and one_of.owner is None:
                one_of = replace(one_of, owner=owner)
            elif isinstance(one_of, Builtin) and one_of.name.startswith("(") and one_of.this is not None:
                one_of = replace(one_of, this=self._owned(one_of.this, owner))
            made.append(one_of)
        return Value(tuple(made), held.origins)

    def _script_body(self, node: nodes.Class, found: Object, inner: Frame) -> None:
        self.bodies[found.address] = node, inner
        if any(isinstance(m, nodes.Member) and not m.static and not _method(m) for m in node.body):
            self.members[found.address] = node, inner
        for member in sorted(node.body, key=_later):
            if not isinstance(member, nodes.Member):
                self.value(member, inner)
                continue
            key = member.key if isinstance(member.key, str) else self.key_of(self.value(member.key, inner))
            if member.static and isinstance(member.value, nodes.Function) and member.value.kind == "static":
                closure = Closure(member.value, inner.scope, one(found), found)
                self.call_closure(closure, Arguments(), member, inner)
            elif isinstance(key, str) and (_method(member) or member.static):
                value = NOTHING if member.value is None else self.value(member.value, inner)
                if isinstance(member.value, nodes.Function):
                    value = self._owned(value, found)
                    value = self.decorated(value, member.decorators, inner) if member.decorators else value
                    kind = member.value.kind
                    if kind in ("get", "set"):
                        value = one(Builtin("(property)", value)) if kind == "get" else value
                        key = key if kind == "get" else f"set {key}"
                shape = self.shape(found)
                self.change(found, shape.put(STATIC + key if member.static else key, value))

    def key_of(self, key: Value) -> Any:
        """The name that a computed key is; what goes through an instance goes by that of Python."""
        only = key.only
        if isinstance(only, External) and only.names in (("Symbol", "iterator"), ("Symbol", "asyncIterator")):
            return "__iter__"
        return key.literal

    def instance(self, found: Object, given: Arguments, node: Any, frame: Frame) -> Value:
        """See `Machine.instance`."""
        maker = self._defined(found, "__new__") if frame.module.python else None
        if frame.module.python and self.enumerates(found):
            return self.element(one(found), frame)
        if maker is not None:
            made = self.call(_bound(maker, one(found)), given, node, frame)
        else:
            made = self.make(Shape("instance", of=(found,)))
        for alternative in made.alternatives:
            if isinstance(alternative, Object):
                other = self._initialised(alternative, found, given, node, frame)
                if other is not None and len(made.alternatives) == 1:
                    made = other
        return made

    def _defined(self, found: Object, name: str) -> Value | None:
        for base in self.classes(found):
            held = self.shape(base).fields.get(name) if isinstance(base, Object) else None
            if held is not None:
                return held
        return None

    def _initialised(self, this: Object, of: Object, given: Arguments, node: Any, frame: Frame) -> Value | None:
        """Set the fields and run the constructor; what it returns instead, if it does."""
        bases = list(self.classes(of))
        outside = [base for base in bases if not isinstance(base, Object)]
        for base in reversed(bases):
            if isinstance(base, Object) and base.address in self.members:
                self._fields(this, base)
        constructor = self._defined(of, "__init__") or self._defined(of, "constructor")
        if constructor is not None:
            result = self.call(_bound(constructor, one(this)), given, node, frame)
            kept = [a for a in result.alternatives if isinstance(a, Object) and self.shape(a).kind == "instance"]
            if kept and not frame.module.python:
                return join((one(this), Value(tuple(kept))))
        if outside and (constructor is None or frame.module.python):
            self._outside(this, outside[0], given, node, frame, told=constructor is None)
        if constructor is None and frame.module.python:
            self._by_fields(this, of, given)
            for name in ("__post_init__", "__attrs_post_init__", "model_post_init"):
                self.special_method(this, name, (NOTHING,) if name == "model_post_init" else (), node, frame)
        return None

    def _outside(
        self, this: Object, base: Any, given: Arguments, node: Any, frame: Frame, *, told: bool = True
    ) -> None:
        """An instance of a class that a library's class is the base of is an instance of that, too."""
        of = self.shape(this).of[0] if frame.module.python and self.shape(this).of else None
        own = dict(self.settings(of)) if isinstance(of, Object) else {}
        if told:
            made = self.external(base, replace(given, keywords={**own, **given.keywords}), node, frame, new=True)
        else:
            made = one(Result(base, given.positional, tuple({**own, **given.keywords}.items()), True))
        if BASE not in self.shape(this).fields:
            self.change(this, self.shape(this).put(BASE, made))
        if frame.module.python and told:
            for name, value in given.keywords.items():
                self.change(this, self.shape(this).put(name, value))

    def _by_fields(self, this: Object, of: Object, given: Arguments) -> None:
        """Data classes, named tuples and models: fields in their order; settings come from the environment."""
        names = self.record_fields(of)
        shape = self.shape(this)
        prefix = self._prefix(of)
        for name in names if prefix is not None else ():
            default = self._defined(of, name)
            if default is None or not any(isinstance(a, Env) for a in default.alternatives):
                shape = shape.put(name, one(Env(f"{prefix}{name}".upper(), default)))
        for name, value in [*zip(names, given.positional, strict=False), *given.keywords.items()]:
            shape = shape.put(name, self.of_fields(of, name, value) if value.origins else value)
        for rest in (given.rest, given.rest_keywords) if names else ():
            if rest is not None:
                for name in names:
                    shape = shape.perhaps(name, self.of_fields(of, name, rest))
        self.change(this, shape)

    def _prefix(self, of: Object) -> str | None:
        """What the variables of settings of pydantic begin with; `None` for another class."""
        bases = list(self.classes(of))
        if not any(isinstance(base, External) and base.names[-1:] == ("BaseSettings",) for base in bases):
            return None
        for name in ("model_config", "Config"):
            held = self._defined(of, name)
            only = held.only if held is not None else None
            found = self.shape(only).fields.get("env_prefix") if isinstance(only, Object) else None
            if found is not None and found.texts:
                return found.texts[0]
        return ""

    def _fields(self, this: Object, base: Object) -> None:
        node, frame = self.members[base.address]
        scope = frame.scope
        frame.scope = Scope(self.store.new(), scope)
        self.store.write((frame.scope.number, "this"), one(this))
        for member in node.body:
            if isinstance(member, nodes.Member) and not member.static and not _method(member):
                value = NOTHING if member.value is None else self.value(member.value, frame)
                key = member.key if isinstance(member.key, str) else self.value(member.key, frame).literal
                if isinstance(key, str):
                    self.change(this, self.shape(this).put(key, self._owned(value, base)))
        frame.scope = scope

    def construct(self, found: Closure, given: Arguments, node: Any, frame: Frame) -> Value:
        """See `Calls.construct`."""
        prototype = self.attribute(one(found), "prototype", node, frame)
        of = tuple(a for a in prototype.alternatives if isinstance(a, Object))
        made = self.make(Shape("instance", of=of))
        result = self.call_closure(replace(found, this=made), given, node, frame)
        kept = tuple(a for a in result.alternatives if isinstance(a, (Object, Result)))
        return Value(kept) if kept and len(kept) == len(result.alternatives) else made

    def construct_base(self, found: Super, given: Arguments, node: Any, frame: Frame) -> Value:
        """See `Calls.construct_base`."""
        this = found.this.only
        for base in list(self.classes(found.owner))[1:]:
            if not isinstance(this, Object):
                break
            if not isinstance(base, Object):
                self._outside(this, base, given, node, frame)
                break
            constructor = self.shape(base).fields.get("constructor")
            if constructor is not None:
                return self.call(_bound(constructor, one(this)), given, node, frame)
        return NOTHING

    expressions: ClassVar[dict[type, Callable[..., Any]]] = Expressions.expressions | {nodes.Class: _class}


def _later(member: Any) -> bool:
    """Static fields and blocks run when all methods are there."""
    return isinstance(member, nodes.Member) and not _method(member)


def _method(member: nodes.Member) -> bool:
    return isinstance(member.value, nodes.Function) and member.value.kind in ("method", "get", "set")


def _bound(value: Value, this: Value) -> Value:
    return Value(tuple(replace(a, this=this) if isinstance(a, Closure) else a for a in value.alternatives))
