"""What the modules of a framework say that they provide, and what asks for it by a token.

`providers: [{provide: TOKEN, useClass: Orders}]`, also in what `forRoot()` gives, is what `@Inject(TOKEN)` asks for.

https://docs.nestjs.com/fundamentals/custom-providers
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.decorated import declared, valid
from leastwise.code.interpreter.returned import Returned
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.values import NOTHING, Closure, Event, External, Member, Object, Result, Value, join, one, unknown
from leastwise.model.record import replace
from leastwise.read.script import nodes

_MAKES = ("useClass", "useValue", "useFactory", "useExisting")
_CELL = "(provided)"
_DEEPEST = 5
"""Lists and objects around a provider: a module in the imports of a module."""

_MOST = 64
"""Objects that are looked through for providers."""


_PIPES = frozenset(f"Parse{name}Pipe" for name in ("Int", "Float", "Bool", "UUID", "Enum", "Date"))
"""https://docs.nestjs.com/pipes#built-in-pipes"""


def _is_pipe(found: Any) -> bool:
    """Whether it lets through values of a fixed form only."""
    start = found.callee if isinstance(found, Result) else found
    return isinstance(start, External) and start.names[-1:] != () and start.names[-1] in _PIPES


_METHODS = ("Get", "Post", "Put", "Patch", "Delete", "All")
_ANSWERS = (("@nestjs/common", "Res"), ("@nestjs/common", "Response"))
_RESPONSE = Member(External("express", ("Router",)), "(1)")
"""What is given for the answer that a function writes itself: https://docs.nestjs.com/controllers#library-specific-approach"""


def _validates(found: Any) -> bool:
    """Whether it asks the decorators of a class whether what it is given is valid."""
    start = found.callee if isinstance(found, Result) else found
    return isinstance(start, External) and start.names[-1:] == ("ValidationPipe",)


class Providers(Returned):
    """Keeps providers by their tokens.

    Attributes:
        validating: whether all requests are validated: https://docs.nestjs.com/techniques/validation
    """

    validating = False

    def checks_all(self, values: list[Value]) -> None:
        """Note that requests are validated, where one of these does it."""
        self.validating = self.validating or any(_validates(found) for value in values for found in value.alternatives)

    def as_asked(self, given: Arguments) -> Arguments:
        """What a framework gives a function, as far as its requests are validated."""
        return replace(given, positional=tuple(map(valid, given.positional))) if self.validating else given

    def keep_providers(self, values: list[Value]) -> None:
        """Note the providers in what a framework is given."""
        for provider in self._providers(values, set()):
            token = self.shape(provider).fields["provide"]
            cell = (_CELL, token)
            self.checks_all([held for name, held in self.shape(provider).fields.items() if name in _MAKES])
            old = self.store.read(cell) if cell in self.store.cells else None
            self.store.write(cell, join((old, one(provider))) if isinstance(old, Value) else one(provider))

    def _providers(self, values: list[Value], seen: set[Object], depth: int = 0) -> Iterator[Object]:
        for alternative in (alternative for value in values for alternative in value.alternatives):
            if not isinstance(alternative, Object) or alternative in seen or len(seen) > _MOST:
                continue
            seen.add(alternative)
            shape = self.shape(alternative)
            if shape.kind == "object" and "provide" in shape.fields and any(name in shape.fields for name in _MAKES):
                yield alternative
            elif shape.kind in ("object", "list") and depth < _DEEPEST:
                yield from self._providers(shape.all(), seen, depth + 1)

    def provided(self, token: Value | None, node: Any, frame: Frame) -> Value | None:
        """What a token stands for; `None` where nobody provides it, or it is being made."""
        cell = (_CELL, token)
        held = self.store.read(cell) if token is not None and cell in self.store.cells else None
        if not isinstance(held, Value) or cell in self.making:
            return None
        self.making.add(cell)
        try:
            return join(self._provide(found, node, frame) for found in held if isinstance(found, Object))
        finally:
            self.making.discard(cell)

    def _provide(self, provider: Object, node: Any, frame: Frame) -> Value:
        fields = self.shape(provider).fields
        name = next(name for name in _MAKES if name in fields)
        held = fields[name]
        if name == "useValue":
            return held
        if name != "useFactory":
            return self.of_token(held, node, frame)
        asked = self.items(fields["inject"], frame) if "inject" in fields else None
        given = Arguments(tuple(self.of_token(token, node, frame) for token in asked or ()))
        made = [self.call_closure(a, given, node, frame) for a in held if isinstance(a, Closure)]
        return join(made) if made else unknown("what a provider gives", getattr(node, "span", None))

    def of_token(self, token: Value, node: Any, frame: Frame) -> Value:
        """What a token stands for, or an instance of the class that it is."""
        told = self.provided(token, node, frame)
        return told if told is not None else self.of_type(token, node, frame)

    def token_of(self, decorators: tuple[Any, ...], frame: Frame) -> Value | None:
        """The token that a decorator of a parameter, or of a field, asks for: `@Inject(TOKEN)`."""
        for decorator in decorators:
            if isinstance(decorator, nodes.Call) and decorator.arguments:
                name = getattr(decorator.callee, "name", "")
                if isinstance(name, str) and name.lower().startswith("inject"):
                    return self.value(decorator.arguments[0], frame)
        return None

    def by_function(self, found: Closure) -> Value:
        """What a function makes that is given what its parameters ask for."""
        node = found.function
        if id(node) in self.making:
            return unknown("functions that need each other", node.span)
        self.making.add(id(node))
        try:
            frame = Frame(found.scope.module, found.scope)
            given = tuple(self.of_parameter(parameter, found, node, frame) for parameter in node.parameters)
            return self.call_closure(found, Arguments(given), node, frame)
        finally:
            self.making.discard(id(node))

    def answers_as(self, function: Closure, decorators: tuple[Any, ...]) -> None:
        """Note as what a framework sends what a function gives: `@Header("Content-Type", "text/html")` of NestJS."""
        around, kind = Frame(function.scope.module, function.scope), ""
        for decorator in decorators:
            only = self.value(decorator.callee, around).only if isinstance(decorator, nodes.Call) else None
            if isinstance(only, External) and only.module == "@nestjs/common":
                given = [self.value(one_of, around).literal for one_of in decorator.arguments]
                told = [one_of.lower() for one_of in given if isinstance(one_of, str)]
                if only.names[-1:] == ("Header",) and told[:1] == ["content-type"]:
                    kind = "html" if told[1:] and told[1].startswith("text/html") else "data"
                kind = kind or ("text" if only.names[-1:] and only.names[-1] in _METHODS else "")
        if kind and self.watchers:
            self.answering[id(function.function)] = f"@nestjs/common.{kind}"

    def bound(self, parameter: nodes.Parameter, function: Closure, decorators: tuple[Any, ...] = ()) -> Value | None:
        """The field of the request that a decorator of a parameter asks for: `@Param("id") id` of NestJS."""
        around = Frame(function.scope.module, function.scope)
        for decorator in parameter.decorators:
            call = decorator if isinstance(decorator, nodes.Call) else None
            only = self.value(decorator if call is None else call.callee, around).only
            value = self.given_by(only, NOTHING) if isinstance(only, External) and only.names else NOTHING
            if isinstance(only, External) and (only.module, *only.names) in _ANSWERS:
                return one(_RESPONSE)
            if value != NOTHING:
                if call is not None and any(_is_pipe(self.value(one_of, around).only) for one_of in call.arguments):
                    return unknown("a value of a fixed form")
                value = self._of_dto(value, parameter, (call, *decorators), around)
                name = self.value(call.arguments[0], around).literal if call is not None and call.arguments else None
                return self.attribute(value, name, None, around) if isinstance(name, str) else value
        return None

    def _of_dto(self, value: Value, parameter: nodes.Parameter, decorators: Iterable[Any], around: Frame) -> Value:
        """A field of the request, with what the class says of it that is the type of a parameter."""
        kind = self.value(parameter.annotation, around).only if parameter.annotation is not None else None
        if not isinstance(kind, Object) or not isinstance(value.only, Event) or self.shape(kind).kind != "class":
            return value
        made = declared(self, kind, value)
        named = [one_of for one_of in decorators if isinstance(one_of, nodes.Call)]
        piping = [one_of for one_of in named if getattr(one_of.callee, "name", "") in ("UsePipes", "Body", "Query")]
        pipes = [self.value(pipe, around).only for one_of in piping for pipe in one_of.arguments]
        return valid(made) if any(map(_validates, pipes)) else made

    making: set[Any]
    """What is being made: addresses of classes, tokens."""

    def of_type(self, kind: Value, node: Any, frame: Frame) -> Value:
        """An instance of a type."""
        raise NotImplementedError

    def of_parameter(self, parameter: nodes.Parameter, function: Closure, node: Any, frame: Frame) -> Value:
        """What a container gives for a parameter."""
        raise NotImplementedError
