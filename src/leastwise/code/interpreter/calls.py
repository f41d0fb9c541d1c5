"""Calls: of whatever a value may be; and what others do with functions that they are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import nesting, path_of, root
from leastwise.code.interpreter.faults import told_first
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.table import FUNCTIONS, METHODS, OPAQUE
from leastwise.code.interpreter.natives.use import Use
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.telling import Telling
from leastwise.code.interpreter.views import View
from leastwise.code.observers import CHOOSE, Call
from leastwise.code.values import (
    ELEMENT,
    MAX_NESTING,
    NAMED,
    NO_ORIGINS,
    NOTHING,
    Alternative,
    Builtin,
    Closure,
    Constant,
    Event,
    External,
    Member,
    Object,
    Origin,
    Result,
    Super,
    Unknown,
    Value,
    bounded,
    join,
    one,
    origins_of,
    shallower,
    unknown,
)
from leastwise.model.record import record

MAX_GIVEN = 12
"""Functions of one call that somebody else may call."""


@record(eq=False)
class Waiting:
    """A function that a module gave to a library: it is called when something happens."""

    function: Any
    given: Arguments
    node: Any
    module: Any
    by: Any = None


_ADDS = frozenset(f"list.{name}" for name in ("append", "push", "unshift", "insert", "extend")) | {"set.add"}
"""Methods that put something beside what is there."""


class Calls(Telling):
    """Calls values.

    Attributes:
        decorating: whether a decorator of a library is called: it calls no function by then.
    """

    decorating = False

    def call(self, callee: Value, given: Arguments, node: Any, frame: Frame, *, new: bool = False) -> Value:
        """See `Machine.call`."""
        several = callee.alternatives
        if callee.origins and self.watchers and node is not None:
            self._tell_choice(callee, node, frame)
        if len(several) == 1:
            return self._call_one(several[0], callee, given, node, frame, new)
        found: list[Value] = []

        def run(alternative: Alternative) -> Any:
            def inner() -> bool:
                guards = frame.guards
                found.append(self._call_one(alternative, callee, given, node, frame, new))
                frame.guards = guards  # what one of them checked, another did not
                return True

            return inner

        kept = [a for a in several if not (isinstance(a, Constant) and a.value is None)]
        self.branches([run(alternative) for alternative in kept])
        return join(found) if found else NOTHING

    def _tell_choice(self, callee: Value, node: Any, frame: Frame) -> None:
        """That a function is called whose name the event chose."""
        chosen = frozenset(origin for origin in callee.origins if origin[0][:1] == (NAMED,))
        of_names = (a for a in callee.alternatives if a.__class__ is not Member or a.name == ELEMENT)
        if chosen and any(a.__class__ is not Builtin for a in of_names):
            self.tell(CHOOSE, (unknown("a name", None, chosen),), node.span, frame)

    def _call_one(
        self, found: Alternative, callee: Value, given: Arguments, node: Any, frame: Frame, new: bool
    ) -> Value:
        kind = found.__class__
        if kind is Closure:
            return self.construct(found, given, node, frame) if new else self.call_closure(found, given, node, frame)
        if kind is Builtin:
            return self._native(found, given, node, frame)
        if kind is External:
            model = FUNCTIONS.get(".".join((found.module.removeprefix("node:"), *found.names)))
            if model is not None:
                value = model(self, Use(None, given, node, frame, new))
                if value is not None:
                    return self.seen(found, value, given, node, frame)
        elif kind is Object:
            return self._call_object(found, given, node, frame)
        elif kind is Event or kind is Member:
            of, name, receiver = self._method_of(found, callee)
            if name is not None:
                known = OPAQUE.get(("python " if frame.module.python else "script ") + name)
                if known is not None:
                    value = known(self, Use(receiver, given, node, frame))
                    if value is not None:
                        return self.seen(Member(of, name), value, given, node, frame, receiver)
                return self.external(Member(of, name), given, node, frame, new=new, receiver=receiver)
        elif kind is Result:
            return self._call_result(found, callee, given, node, frame)
        elif kind is Super:
            return self.construct_base(found, given, node, frame)
        elif kind is Constant:
            self.given_away(given, Unknown("a call of what is no function", node.span), node, frame)
            return unknown("a call of what is no function", node.span)
        return self.external(found, given, node, frame, new=new, origins=callee.origins)

    def _method_of(self, found: Any, callee: Value) -> tuple[Alternative, str | None, Value]:
        """What a method is of, its name, and the receiver."""
        if isinstance(found, Member):
            return found.of, found.name, one(found.of, shallower(callee.origins, found.name))
        if not found.path:
            return found, None, callee
        methods = {a.path for a in callee.alternatives if a.__class__ is Event and a.path[-1:] == found.path[-1:]}
        origins = frozenset((path[:-1] if path in methods else path, kinds) for path, kinds in callee.origins)
        return Event(found.path[:-1]), found.path[-1], one(Event(found.path[:-1]), origins)

    def _native(self, found: Builtin, given: Arguments, node: Any, frame: Frame) -> Value:
        model = METHODS.get(found.name)
        if found.name in _ADDS and found.this is not None:
            for added in given.positional if self.watchers else ():
                if self.holds(added):
                    self.tell_kept(found.this, added, node.span, frame, more=True)
        value = model(self, Use(found.this, given, node, frame)) if model is not None else None
        if value is not None:
            return value
        origins = origins_of([*given.all(), *([found.this] if found.this is not None and not found.this.texts else [])])
        self.given_away(given, found, node, frame)
        of = found.this.alternatives[0] if found.this is not None else Unknown("a method")
        return one(Result(Member(of, found.name.partition(".")[2]), given.positional), origins)

    def _call_object(self, found: Object, given: Arguments, node: Any, frame: Frame) -> Value:
        if self.shape(found).kind == "class":
            return self.instance(found, given, node, frame)
        method = self.attribute(one(found), "__call__", node, frame)
        if isinstance(method.only, Closure):
            return self.call(method, given, node, frame)
        return unknown("a call of an object", node.span)

    def _call_result(self, found: Result, callee: Value, given: Arguments, node: Any, frame: Frame) -> Value:
        """What a library made of functions, such as a wrapped handler: they are called when it is."""
        inner = list(self._wrapped(found))
        given = self.entering(found, given, frame)
        values: list[Value] = []
        for function, direct, by in inner[:MAX_GIVEN]:
            arguments = given if direct else self._opaque_arguments(function, by, NO_ORIGINS)
            made = self.call(one(function), arguments, node, frame)
            values.append(made)
            self.gives_back(made, found, node, frame)
            if direct and isinstance(made.only, Closure):  # `scope(metrics => async event => …)`
                values.append(self.call_closure(made.only, given, node, frame))
        result = self.external(found, given, node, frame, new=False, origins=callee.origins)
        return join([*values, result])

    def _wrapped(self, found: Alternative) -> Iterator[tuple[Closure | Builtin, bool, Alternative]]:
        """The functions that a chain of calls was given, whether as they are or in an object, and by which call."""
        while isinstance(found, (Result, Member)):
            if isinstance(found, Result):
                values = [*found.arguments, *(value for _, value in found.keywords)]
                yield from ((function, direct, found) for function, direct in self.functions_in(values))
                for value in values:
                    for alternative in value.alternatives:
                        if isinstance(alternative, Result) and alternative is not found:
                            yield from self._wrapped(alternative)
            found = found.callee if isinstance(found, Result) else found.of

    def functions_in(self, values: list[Value], depth: int = 0) -> Iterator[tuple[Closure | Builtin, bool]]:
        """Functions among values, and in the objects among them: the methods of what extends a library's class."""
        for value in values:
            for alternative in value.alternatives:
                if isinstance(alternative, Closure) or (
                    isinstance(alternative, Builtin) and alternative.name in ("(partial)", "(context)", "(dispatch)")
                ):
                    yield alternative, not depth
                elif isinstance(alternative, Object) and depth < 3:
                    shape = self.shape(alternative)
                    if alternative not in self.lent and shape.kind in ("instance", "class"):
                        self.lent.add(alternative)
                        yield from self.called_of(alternative, shape.kind)
                        self.lent.discard(alternative)
                    if shape.kind in ("object", "dict", "list", "tuple", "instance"):
                        yield from self.functions_in(shape.all(), depth + 1)

    def external(self, callee: Alternative, given: Arguments, node: Any, frame: Frame, *, new: bool,
                 origins: frozenset[Origin] = NO_ORIGINS, receiver: Value | None = None) -> Value:  # fmt: skip
        """See `Machine.external`."""
        if receiver is not None:
            origins = origins | receiver.origins
        elif isinstance(callee, Member):
            receiver = one(callee.of, origins)
        origins = bounded(origins | origins_of(given.all()))
        if callee.__class__ is Unknown:
            result = one(callee, origins)
        elif nesting(callee) >= MAX_NESTING:
            result = one(Unknown("a chain of more calls than are followed", node.span), origins)
        else:
            made = Result(callee, given.positional, tuple(given.keywords.items()), new)
            result = one(made, origins)
        if isinstance(callee, Member) and callee.name == ELEMENT and isinstance(root(callee), External):
            self.uncertain(node.span, f"which method of {path_of(callee.of)} is called is not known")
        told = Call(
            callee, path_of(callee), receiver, given.positional, given.keywords, given.rest, given.rest_keywords,
            node.span, frame.function, frame.guards, View(self, frame), result, new,
        )  # fmt: skip
        self.log.append(told)
        for observer in self.observers:
            better = observer.call(told)
            if better is not None:
                result = better
        self.tell_answer(told, frame)
        self.passed(told, frame)
        self.given_away(given, result.alternatives[0], node, frame, result.origins)
        return result

    def given_away(
        self, given: Arguments, by: Alternative, node: Any, frame: Frame, origins: frozenset[Origin] = NO_ORIGINS
    ) -> None:
        """Somebody else may call the functions that it is given."""
        for position, (function, _) in enumerate(self.functions_in(given.all())):
            if position >= MAX_GIVEN:
                self.uncertain(node.span, f"more than {MAX_GIVEN} functions are given away; not all are followed")
                return
            arguments = self._opaque_arguments(function, by, origins)
            if self.watchers and frame.module.python and isinstance(function, Closure):
                self.answering[id(function.function)] = path_of(by)
            if not self.calls or self.decorating:
                self.log.append(Waiting(function, arguments, node, frame.module, by))
                continue

            def run(function: Any = function, arguments: Arguments = arguments) -> bool:
                guards = frame.guards
                self.gives_back(self.call(one(function), arguments, node, frame), by, node, frame)
                frame.guards = guards  # it may not be called
                return True

            self.branches([lambda: True, run])

    def gives_back(self, value: Value, by: Alternative, node: Any, frame: Frame) -> None:
        """Note what a function gives that somebody else calls."""
        raise NotImplementedError

    def _opaque_arguments(self, function: Any, by: Alternative, origins: frozenset[Origin]) -> Arguments:
        """What a library may call a function with: members of what it gives."""
        if isinstance(function, Builtin):
            return self._opaque_rest(function, by, origins)
        # What has a default keeps it: it may be given too, as by who injects what a parameter asks for.
        asked: dict[str, Value] = {}
        if function.scope.module.python:
            inner = Frame(function.scope.module, function.scope)
            asked = self.asked_for(function.function, inner)
            asked = {**self.parameters_of(function.function, by, inner), **asked} if self.watchers else asked
        taken = [
            getattr(parameter.target, "name", "")
            for parameter in function.function.parameters
            if (parameter.kind == "*" or (not parameter.kind and parameter.default is None))
            and getattr(parameter.target, "name", "") not in asked
        ]
        if function.this is not None and function.scope.module.python:
            taken = taken[1:]
        count = len(taken)
        if nesting(by) >= MAX_NESTING - 1:
            return Arguments(tuple(unknown("what a library gives") for _ in range(count)), asked)
        made = tuple(
            self.given_by(found, one(found, origins)) for found in (Member(by, f"({i})") for i in range(count))
        )
        if self.watchers and not function.scope.module.python:
            made = told_first(made, taken)
        if asked and all(taken):  # what goes by its name leaves no gap between the others
            return Arguments((), {**dict(zip(taken, made, strict=True)), **asked})
        return Arguments(made, asked)

    def _opaque_rest(self, function: Builtin, by: Alternative, origins: frozenset[Origin]) -> Arguments:
        """The same for a function with some of its arguments, or one that is wrapped."""
        held = function.this.alternatives[0] if function.this is not None else None
        if function.name == "(served)":
            return Arguments((one(Member(by, "(0)"), origins),))
        taken: Any = ()
        names: set[str] = set()
        if function.name == "(partial)" and isinstance(held, Object):
            shape = self.shape(held)
            taken, keywords = shape.items or (), shape.fields["keywords"].only
            names = set(self.shape(keywords).fields) if isinstance(keywords, Object) else names
            held = shape.fields["callee"].only
        elif isinstance(held, Object):
            held = next((a for item in self.shape(held).items or () for a in item.alternatives), None)
        if not isinstance(held, Closure):
            return Arguments(rest=one(Member(by, "(0)"), origins))
        made = self._opaque_arguments(held, by, origins).positional[len(taken) :]
        left = [p for p in held.function.parameters if getattr(p.target, "name", "") not in names]
        return Arguments(made[: max(len(left) - len(taken), 0)])

    def construct(self, found: Closure, given: Arguments, node: Any, frame: Frame) -> Value:
        """`new` of a function."""
        raise NotImplementedError

    def construct_base(self, found: Super, given: Arguments, node: Any, frame: Frame) -> Value:
        """`super(…)` of JavaScript."""
        raise NotImplementedError
