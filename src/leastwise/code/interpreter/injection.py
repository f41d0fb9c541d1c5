"""What containers and web frameworks of JavaScript do with classes and values that they are given.

A container makes an instance of a class, and gives its constructor what that asks for by the types of its parameters;
a framework makes controllers of the classes that a module names, and calls their decorated methods. What is kept under
a name, in a container, an application or a request, is what is taken out under it.

https://github.com/microsoft/tsyringe#readme
https://docs.nestjs.com/fundamentals/custom-providers
https://inversify.io/docs/api/container/
https://hono.dev/docs/api/context#set-get
https://fastify.dev/docs/latest/Reference/Decorators/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import links, nesting, path_of, root
from leastwise.code.interpreter.calls import Waiting
from leastwise.code.interpreter.decorators import QUIET
from leastwise.code.interpreter.listeners import Listeners
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.values import (
    MAX_NESTING,
    NO_ORIGINS,
    NOTHING,
    Alternative,
    Closure,
    Event,
    External,
    Member,
    Object,
    Origin,
    Result,
    Unknown,
    Value,
    constant,
    join,
    one,
)
from leastwise.read.script import nodes

KEEPS = frozenset(
    "set decorate decorateRequest decorateReply provide register registerInstance registerSingleton bind to toSelf "
    "toConstantValue toDynamicValue asValue value constant bindTo rebind".split()
)
"""Methods that keep what they are given under a name, or for a class."""

GIVES = frozenset("get getAsync getAll resolve resolveAsync inject var make getOrThrow getDecorator".split())
"""Methods that give what was kept."""

_ANY = "(any)"
_MAKES = ("useClass", "useValue", "useFactory")
_HOOKS = ("onModuleInit", "onApplicationBootstrap", "configure")
"""https://docs.nestjs.com/fundamentals/lifecycle-events"""

_CONTEXT = "(context)"
_LANGUAGE = ("global", "builtins")
_WRAPS = ("awilix.asClass", "awilix.asValue", "awilix.asFunction")
"""https://github.com/jeffijoe/awilix#readme"""


class Injection(Listeners):
    """Follows classes and values that are given to libraries, as far as these give them back."""

    def __init__(self, observers: Any) -> None:
        super().__init__(observers)
        self.making: set[Any] = set()
        self.container = ""

    def external(self, callee: Alternative, given: Arguments, node: Any, frame: Frame, *, new: bool,
                 origins: frozenset[Origin] = NO_ORIGINS, receiver: Value | None = None) -> Value:  # fmt: skip
        """See `Machine.external`. What was kept, and an instance of a class that is given, may come back."""
        result = super().external(callee, given, node, frame, new=new, origins=origins, receiver=receiver)
        start = root(callee)
        if frame.module.python or self.decorating or not isinstance(start, External) or start.module in _LANGUAGE:
            return result
        if path_of(callee) in _WRAPS:
            return result
        name = callee.name if isinstance(callee, Member) else (getattr(callee, "names", ()) or ("",))[-1]
        self.container = start.module
        if name == "useGlobalPipes":
            self.checks_all(list(given.positional))
        if name in KEEPS:
            self._keep(callee, start, given, node, frame)
        more: list[Value] = []
        if name in GIVES or (isinstance(callee, External) and callee.names and callee.names[-1] in GIVES):
            more = self._kept(start, given)
            told = self.provided(given.at(0), node, frame)
            more += [] if told is None else [told]
        if not more and name not in KEEPS:
            classes = (a for value in given.positional[:1] for a in value.alternatives if self._is_class(a))
            more = [self.injected(found, node, frame) for found in classes]
        return join([result, *more]) if more else result

    def given_away(
        self, given: Arguments, by: Alternative, node: Any, frame: Frame, origins: frozenset[Origin] = NO_ORIGINS
    ) -> None:
        """Somebody else may call the functions that it is given, and the decorated methods of classes."""
        super().given_away(given, by, node, frame, origins)
        if frame.module.python or not isinstance(root(by), External):
            return
        self.keep_providers(given.all())
        for value in given.all():
            for alternative in value.alternatives:
                if isinstance(alternative, Object) and self.shape(alternative).kind == "object":
                    for found in self._classes_in(self.shape(alternative).all()):
                        self._served(found, by, node, frame)

    def _is_class(self, found: Alternative) -> bool:
        return isinstance(found, Object) and self.shape(found).kind == "class"

    def _classes_in(self, values: list[Value], depth: int = 0) -> Iterator[Object]:
        for value in values:
            for alternative in value.alternatives:
                if self._is_class(alternative):
                    yield alternative
                elif isinstance(alternative, Object) and depth < 2:
                    shape = self.shape(alternative)
                    if shape.kind in ("object", "list"):
                        yield from self._classes_in(shape.all(), depth + 1)

    def _served(self, found: Object, by: Alternative, node: Any, frame: Frame) -> None:
        """The decorated methods of a class that a framework is given are called by it."""
        body, _ = self.bodies.get(found.address, (None, None))
        methods = [
            (member.value, member.decorators)
            for member in (body.body if body is not None else ())
            if isinstance(member, nodes.Member) and isinstance(member.value, nodes.Function) and not member.static
            and (member.key in _HOOKS or any(not _name(one_of).startswith(QUIET) for one_of in member.decorators))
        ]  # fmt: skip
        if not methods:
            return
        made = self.injected(found, node, frame)
        for method, decorators in methods:
            held = self.attribute(made, method.name, node, frame)
            for closure in (a for a in held.alternatives if isinstance(a, Closure)):
                arguments = self._opaque_arguments(closure, by, NO_ORIGINS)
                told = (self.bound(one_of, closure, decorators) for one_of in closure.function.parameters)
                given = tuple(known or other for known, other in zip(told, arguments.positional, strict=False))
                self.answers_as(closure, decorators)
                self.log.append(Waiting(closure, Arguments(given), method, frame.module, by))

    def injected(self, found: Object, node: Any, frame: Frame) -> Value:
        """An instance of a class, whose constructor is given what it asks for."""
        if found.address in self.making:
            return one(Unknown("classes that need each other", getattr(node, "span", None)))
        self.making.add(found.address)
        try:
            constructor = self._defined(found, "constructor")
            closures = [a for a in constructor.alternatives if isinstance(a, Closure)] if constructor else []
            given = [self.of_parameter(p, own, node, frame) for own in closures[:1] for p in own.function.parameters]
            return self.instance(found, Arguments(tuple(given)), node, frame)
        finally:
            self.making.discard(found.address)

    def of_parameter(self, parameter: nodes.Parameter, function: Closure, node: Any, frame: Frame) -> Value:
        """What a container gives for a parameter: what its token stands for, one of its type, or what was kept."""
        around = Frame(function.scope.module, function.scope, frame.function, frame.base)
        token = self.token_of(parameter.decorators, around)
        told = self.provided(token, node, frame)
        if told is not None:
            return told
        kept = [] if token is None else self._kept(External(self.container), Arguments((token,)))
        if kept:  # `container.register("Orders", { useClass: Orders })`
            return join(kept)
        if parameter.annotation is None:  # by the names of parameters, or of what they take apart
            whole = Member(External(self.container), "(0)")
            name = getattr(parameter.target, "name", None)
            return one(whole) if name is None else join([one(whole), self.member(whole, name, NOTHING)])
        return self.of_type(self.value(parameter.annotation, around), node, frame)

    def of_type(self, kind: Value, node: Any, frame: Frame) -> Value:
        """An instance of a type; anything that was kept where the type is no class."""
        only = kind.only
        if isinstance(only, Object) and self._is_class(only):
            told = self.provided(kind, node, frame)
            if told is not None:
                return told
            return self.injected(only, node, frame)
        if isinstance(only, External) and only.module not in _LANGUAGE:
            return one(Result(only, (), (), True))
        held = self.store.cells.get((_ANY, ""))
        if isinstance(held, Value):
            self.store.read((_ANY, ""))
            return self._made(held, node, frame)
        return NOTHING

    def _keep(self, callee: Any, start: External, given: Arguments, node: Any, frame: Frame) -> None:
        """Note what is kept, under which name or class, and for all."""
        only = given.positional[0].only if len(given.positional) == 1 else None
        if isinstance(only, Object) and self.shape(only).kind == "object":  # awilix: `register({name: asClass(A)})`
            for name, held in self.shape(only).fields.items():
                content = self._content_of(held, node, frame)
                self.share(start.module, str(name), content)
                self.store.write((start.module, constant(name)), content)
            return
        values = list(given.positional)
        keys: list[Value] = []
        for inner in links(getattr(callee, "of", None)):
            if isinstance(inner, Result) and isinstance(inner.callee, Member) and inner.callee.name in KEEPS:
                keys += inner.arguments[:1]
        if not keys and values:
            same = [value for value in values[:1] if self._is_class(value.only)]
            keys, values = values[:1], values[1:] or same
        for value in values[:1]:
            content = self._content_of(value, node, frame, made=getattr(callee, "name", "") == "toDynamicValue")
            for cell in [(start.module, key) for key in keys[-1:]] + [(_ANY, "")]:
                old = self.store.read(cell) if cell in self.store.cells else None
                self.store.write(cell, join((old, content)) if isinstance(old, Value) else content)
            for text in keys[-1].texts if keys else ():
                self.share(start.module, text, content)

    def _content_of(self, value: Value, node: Any, frame: Frame, *, made: bool = False) -> Value:
        """What a registration is for: `{useClass: …}`, `{useValue: …}`, a function that makes it, or the value."""
        found: list[Value] = []
        for alternative in value.alternatives:
            fields = self.shape(alternative).fields if isinstance(alternative, Object) else {}
            held = next((fields[name] for name in _MAKES if name in fields), None)
            if held is not None and self._is_class(alternative) is False:
                found.append(self._content_of(held, node, frame, made="useFactory" in fields))
            elif isinstance(alternative, Result) and path_of(alternative).startswith(_WRAPS):
                inner = alternative
                while isinstance(inner, Result) and isinstance(inner.callee, Member):
                    inner = inner.callee.of
                held = inner.arguments[0] if isinstance(inner, Result) and inner.arguments else NOTHING
                if path_of(inner).startswith("awilix.asFunction"):  # made when it is asked for: others come later
                    found.append(one(inner))
                else:
                    found.append(self._content_of(held, node, frame))
            elif isinstance(alternative, Closure) and made:
                found.append(self.call_closure(alternative, Arguments(), node, frame))
            else:
                found.append(one(alternative, value.origins))
        return join(found)

    def _kept(self, start: External, given: Arguments) -> list[Value]:
        key = given.at(0)
        cell = (start.module, key)
        if key is None or cell not in self.store.cells:
            return []
        held = self.store.read(cell)
        return [self._made(held, None, None)] if isinstance(held, Value) else []

    def _made(self, held: Value, node: Any, frame: Frame | None) -> Value:
        """What was kept, and instances of the classes among it."""
        made = []
        for alternative in held.alternatives:
            if self._is_class(alternative):
                body = self.bodies.get(alternative.address)
                made.append(NOTHING if body is None else self.injected(alternative, node or body[0], frame or body[1]))
            elif isinstance(alternative, Result) and path_of(alternative.callee) == _WRAPS[2]:
                made += [self.by_function(a) for a in alternative.arguments[0] if isinstance(a, Closure)]
            else:
                made.append(one(alternative, held.origins))
        return join(made)

    def share(self, module: str, name: str, content: Value) -> None:
        """Note what is kept under a name of what belongs to a library."""
        cell = ("(shared)", module, name)
        old = self.store.read(cell) if cell in self.store.cells else None
        self.store.write(cell, join((old, content)) if isinstance(old, Value) else content)

    def set_attribute(self, value: Value, name: str, content: Value, frame: Frame) -> None:
        """See `Machine.set_attribute`. What one handler sets in a request, others read."""
        super().set_attribute(value, name, content, frame)
        for alternative in value.alternatives:
            start = root(alternative) if isinstance(alternative, (Member, Result)) else None
            if frame.module.python and isinstance(start, External):  # `app.state.table` is `request.app.state.table`
                self.note(name, content)
            elif isinstance(start, External):
                self.share(start.module, name, content)
                if isinstance(alternative, Member) and alternative.name == "context":  # of a middleware of middy
                    self.share(_CONTEXT, name, content)

    def _of_external(self, found: External, value: Value, name: str, frame: Frame) -> Value:
        made = super()._of_external(found, value, name, frame)
        cell = ("(shared)", _CONTEXT, name)
        held = self.store.read(cell) if found.module == _CONTEXT and cell in self.store.cells else None
        return join((made, held)) if isinstance(held, Value) else made

    def member(self, found: Any, name: str, value: Value) -> Value:
        """See `Attributes.member`."""
        made = super().member(found, name, value)
        back = self.of_returned(found, name)
        made = made if back is None else join((made, back))
        start = root(found)
        cell = ("(shared)", start.module, name) if isinstance(start, External) else None
        if cell is None or cell not in self.store.cells or nesting(found) >= MAX_NESTING or isinstance(found, Event):
            return made
        held = self.store.read(cell)
        if not isinstance(held, Value):
            return made
        self.container = start.module
        kept = self._made(held, None, None)
        asked = isinstance(found, Member) and isinstance(found.of, External) and not found.of.names
        return kept if asked else join((made, kept))


def _name(decorator: Any) -> str:
    """The last name of a decorator."""
    found = decorator.callee if isinstance(decorator, nodes.Call) else decorator
    return getattr(found, "name", "")
