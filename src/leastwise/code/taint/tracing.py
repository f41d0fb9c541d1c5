"""An interpreter that notes on its way where values go: assignments, arguments, what functions give, containers.

What is noted stands in the log, between the calls: a function that is remembered, and not run again, brings its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.interpreter.whole import Interpreter
from leastwise.code.values import NO_ORIGINS, Event, Object, Origin, Value
from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.read.script import nodes

MAX_NOTED = 100_000
"""Things that are noted of one package."""

MAX_DEPTH = 4
"""How far into objects it is looked for fields."""

_MAX_WALK = 400
_ITSELF = ("", "self", "cls", "this")


@record(eq=False, frozen=False)
class Noted:
    """Something that happens with a value.

    Attributes:
        kind: `read`, `assigned`, `item`, `passed`, `returned`, `kept`, `called`.
        name: the variable, parameter, container or function that has it then.
        span: its place.
        made_of: the expressions that it is made of.
        scope: where the names in these are looked up.
        inner: where `name` belongs.
        origins: the fields that the value is made of.
        function: the function that is called, or that gives it.
    """

    kind: str
    name: str
    span: Span
    made_of: Any
    scope: Scope
    inner: Scope
    origins: frozenset[Origin]
    function: str = ""

    @property
    def uses(self) -> frozenset[str]:
        """Names that it is made of."""
        return names_in(self.made_of)

    @property
    def scopes(self) -> tuple[int, ...]:
        """The numbers of where these names are looked up, the innermost first."""
        return _numbers(self.scope)

    @property
    def within(self) -> tuple[int, ...]:
        """The numbers of where `name` belongs."""
        return _numbers(self.inner)

    def carries(self, path: tuple[Any, ...]) -> bool:
        """Whether one of the fields is that one, holds it, or is in it."""
        return any(own == path[: len(own)] or path == own[: len(path)] for own, _ in self.origins)


class Tracing(Interpreter):
    """Notes where values go."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._remarks = 0
        self._made_of: dict[int, tuple[str, Any]] = {}  # id of a target → how it gets its value, and from what
        self._callers: list[tuple[Any, Frame]] = []  # calls that run, and who makes them

    def remark(self, kind: str, name: str, span: Span, made_of: Any, value: Value | None, frame: Frame,
               inner: Frame | None = None, function: str = "") -> None:  # fmt: skip
        """Note something."""
        origins = NO_ORIGINS
        if value is not None:
            origins = self._origins(value)
            if not origins:
                return
        if self._remarks < MAX_NOTED:
            self._remarks += 1
            within = frame.scope if inner is None else inner.scope
            self.log.append(Noted(kind, name, span, made_of, frame.scope, within, origins, function))

    def _origins(self, value: Value) -> frozenset[Origin]:
        """The fields that a value, and what is in it, is made of; looking does not count as reading."""
        if value.literals is not None:
            return NO_ORIGINS
        found = value.origins
        cells = self.store.cells
        ahead = [(one.address, 1) for one in value.alternatives if one.__class__ is Object]
        for number, (address, depth) in enumerate(ahead):
            shape = cells.get(address)
            if shape.__class__ is not Shape or number > _MAX_WALK:
                continue
            for held in shape.all():
                if not held.origins <= found and held.literals is None:
                    found = found | held.origins
                if depth < MAX_DEPTH and len(ahead) <= _MAX_WALK:
                    ahead += [(one.address, depth + 1) for one in held.alternatives if one.__class__ is Object]
        return found

    def assign(self, target: Any, value: Value, frame: Frame, declares: str = "") -> None:
        """See `Machine.assign`."""
        how = self._made_of.get(id(target))
        if how is not None:
            if target.__class__ is not nodes.Name:
                for inner in _targets_in(target):
                    self._made_of.setdefault(id(inner), how)
            name = _name_of(target)
            if name:
                self.remark(how[0], name, target.span, how[1], value, frame)
        super().assign(target, value, frame, declares)

    def call_closure(self, found: Any, given: Arguments, node: Any, frame: Frame) -> Value:
        """See `Machine.call_closure`."""
        self._callers.append((node, frame))
        try:
            return super().call_closure(found, given, node, frame)
        finally:
            self._callers.pop()

    def _begin(self, found: Any, given: Arguments, inner: Frame) -> None:
        super()._begin(found, given, inner)
        node, frame = self._callers[-1]
        arguments = node.arguments if node.__class__ is nodes.Call else ()
        bound = found.this is not None and inner.module.python
        apart = any(isinstance(one, nodes.Spread) for one in arguments)
        for position, parameter in enumerate(found.function.parameters):
            at = position - bound
            for target in [parameter.target, *_targets_in(parameter.target)]:
                name = _name_of(target)
                value = self.store.cells.get((inner.scope.number, name))
                if name in _ITSELF or not isinstance(value, Value):
                    continue
                keyword = [one for key, one, _ in node.keywords.entries if key == name] if _keywords(node) else []
                if keyword:
                    made_of = keyword[0]
                elif 0 <= at < len(arguments) and not apart and not parameter.kind:
                    made_of = arguments[at]
                else:
                    made_of = node
                function = inner.function if getattr(node, "callee", None).__class__ is not nodes.Literal else ""
                self.remark("passed", name, node.span, made_of, value, frame, inner, function)

    def _native(self, found: Any, given: Arguments, node: Any, frame: Frame) -> Value:
        if found.this is not None and isinstance(found.this.only, Object) and node.__class__ is nodes.Call:
            for value in given.all():
                self.remark("kept", _name_of(node.callee), node.span, node.arguments, value, frame)
        return super()._native(found, given, node, frame)

    def external(self, callee: Any, given: Arguments, node: Any, frame: Frame, **more: Any) -> Value:
        """See `Machine.external`."""
        self.remark("called", "", node.span, node, None, frame)
        return super().external(callee, given, node, frame, **more)

    def seen(self, callee: Any, value: Value, given: Arguments, node: Any, frame: Frame, *more: Any) -> Value:
        """See `Telling.seen`."""
        self.remark("called", "", node.span, node, None, frame)
        return super().seen(callee, value, given, node, frame, *more)

    def attribute(self, value: Value, name: str, node: Any, frame: Frame) -> Value:
        """See `Machine.attribute`."""
        return self._reads(value, super().attribute(value, name, node, frame), node, frame)

    def index(self, value: Value, key: Value, node: Any, frame: Frame) -> Value:
        """See `Machine.index`."""
        return self._reads(value, super().index(value, key, node, frame), node, frame)

    def _reads(self, of: Value, found: Value, node: Any, frame: Frame) -> Value:
        if node is not None:
            for one in of.alternatives:
                if one.__class__ is Event:
                    self.remark("read", "", node.span, (), found, frame)
                    break
        return found

    def _traced_assign(self, node: nodes.Assign, frame: Frame) -> Value:
        made_of = (node.target, node.value) if node.operator else node.value
        self._made_of[id(node.target)] = "assigned", made_of
        return self._original(Interpreter.expressions, node, frame)  # type: ignore[no-any-return]

    def _traced_for(self, node: nodes.For, frame: Frame) -> bool:
        self._made_of[id(node.target)] = "item", node.items
        return self._original(Interpreter.statements, node, frame)  # type: ignore[no-any-return]

    def _traced_each(self, node: nodes.Each, frame: Frame) -> Value:
        for target, items, _ in node.clauses:
            self._made_of[id(target)] = "item", items
        return self._original(Interpreter.expressions, node, frame)  # type: ignore[no-any-return]

    def _traced_return(self, node: nodes.Return, frame: Frame) -> bool:
        # What it gives may be the dangerous call itself: an answer of the handler.
        before = len(frame.returned)
        alive = self._original(Interpreter.statements, node, frame)
        for value in frame.returned[before:]:
            self.remark("returned", frame.function, node.span, node.value, value, frame, function=frame.function)
        self.remark("called", "", node.span, node.value, None, frame)
        return bool(alive)

    def _original(self, table: dict[type, Callable[..., Any]], node: Any, frame: Frame) -> Any:
        return table[node.__class__](self, node, frame)

    expressions: ClassVar[dict[type, Callable[..., Any]]] = {
        **Interpreter.expressions, nodes.Assign: _traced_assign, nodes.Each: _traced_each,
    }  # fmt: skip
    statements: ClassVar[dict[type, Callable[..., Any]]] = {
        **Interpreter.statements, nodes.For: _traced_for, nodes.Return: _traced_return,
    }  # fmt: skip


def _keywords(node: Any) -> bool:
    return node.__class__ is nodes.Call and node.keywords is not None


def _numbers(scope: Scope | None) -> tuple[int, ...]:
    """A scope and those around it, without that of the module: its variables are everybody's."""
    found: list[int] = []
    while scope is not None and scope.around is not None:
        found.append(scope.number)
        scope = scope.around
    return tuple(found)


def _targets_in(target: Any) -> Iterator[Any]:
    """The targets that a target is made of."""
    match target:
        case nodes.Listing(items=items):
            inner = list(items)
        case nodes.Mapping(entries=entries):
            inner = [one for _, one, _ in entries]
        case nodes.Spread(value=value):
            inner = [value]
        case nodes.Assign(target=held):
            inner = [held]
        case _:
            inner = []
    for one in inner:
        yield one
        yield from _targets_in(one)


def _name_of(target: Any) -> str:
    """The variable that a target is, or that holds it; of an attribute its own name, with a dot."""
    while isinstance(target, nodes.Index):
        target = target.value
    if isinstance(target, nodes.Attribute):
        of = _name_of(target.value) if not isinstance(target.value, nodes.Name) else target.value.name
        return f".{target.name}" if of in _ITSELF else of
    return target.name if isinstance(target, nodes.Name) else ""


def names_in(made_of: Any) -> frozenset[str]:
    """The variables, and the names of attributes (with a dot), in expressions."""
    found: set[str] = set()
    ahead: list[Any] = [made_of]
    for _ in range(_MAX_WALK):
        if not ahead:
            break
        node = ahead.pop()
        if isinstance(node, nodes.Name):
            found.add(node.name)
        elif isinstance(node, nodes.Attribute):
            found.add(f".{node.name}")
        ahead += _inner(node)
    return frozenset(found)


def _inner(node: Any) -> Iterable[Any]:
    """The expressions that an expression is made of."""
    match node:
        case tuple():
            return node
        case nodes.Attribute(value=value) | nodes.Spread(value=value) | nodes.Assign(value=value):
            return (value,)
        case nodes.Index(value=value, key=key):
            return value, key
        case nodes.Call(callee=callee, arguments=arguments, keywords=keywords):
            return callee, *arguments, keywords
        case nodes.Mapping(entries=entries):
            return [one for key, value, _ in entries for one in (key, value)]
        case nodes.Listing(items=inner) | nodes.Joined(parts=inner) | nodes.Operation(operands=inner):
            return inner
        case nodes.Either(cases=cases, otherwise=otherwise):
            return *(one for case in cases for one in case), otherwise
        case nodes.Each(key=key, element=element, clauses=clauses):
            return key, element, *(items for _, items, _ in clauses)
        case _:
            return ()


__all__ = ["Noted", "Tracing", "names_in"]
