"""The values of expressions in the source of a CDK application."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.cdk.static.library import ambient, camel, of_path, of_stack, variable
from leastwise.read.cdk.static.logic import SPREAD, element, rest_of, store, truth
from leastwise.read.cdk.static.notes import Notes
from leastwise.read.cdk.static.operations import MAX_LENGTH, Operations
from leastwise.read.cdk.static.program import Module, Program
from leastwise.read.cdk.static.values import (
    Called,
    Closure,
    External,
    Instance,
    Local,
    Made,
    Member,
    Scope,
)
from leastwise.read.decisions import Decisions
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Expr

MAX_CALLS = 15
"""How deep the application's own functions may call each other."""

_UNKNOWN = Unknown("not told by the source")


class Expressions(Operations, Notes):
    """Works out values. Calls and statements are for those that extend it.

    Attributes:
        program: the source files.
        context: of `cdk.json`.
        made: the constructs, in order.
        locals: the classes of the application's own.
        decisions: how conditions are decided that the source does not tell.
        active: the variables of those that decide what is being looked at.
        decided: place of a call → the variables that decide whether it is made.
    """

    def __init__(self, program: Program, context: Mapping[str, Any], decisions: Decisions | None = None) -> None:
        super().__init__()
        self.program = program
        self.decisions = decisions or Decisions()
        self.active: list[str] = []
        self.decided: dict[Span, set[str]] = {}
        self.context = context
        self.made: list[Made] = []
        self.locals: list[Local] = []
        self.depth = 0
        self.conditional = self.looping = 0
        self.paths: dict[str, int] = {}

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        raise NotImplementedError

    def _import(self, module: Module) -> None:
        raise NotImplementedError

    def _assign(self, target: Expr, value: Any, scope: Scope) -> None:
        raise NotImplementedError

    def _exported(self, module: Module, name: str) -> Any:
        names = module.scope.names
        if name == "default" and name not in names:
            return next((value for value in names.values() if isinstance(value, Local)), _UNKNOWN)
        if name not in names and module.python:
            inner = self.program.imported(module, f".{name}")
            if isinstance(inner, Module):
                self._import(inner)
                return inner
        return names.get(name, _UNKNOWN)

    def _value(self, node: Expr, scope: Scope) -> Any:
        if node is None or self._exhausted(node.span):
            return _UNKNOWN
        if isinstance(node, nodes.Call):
            return self._call(node, scope)
        meaning = _EXPRESSIONS.get(type(node))
        return meaning(self, node, scope) if meaning is not None else _UNKNOWN

    def _listing(self, node: nodes.Listing, scope: Scope) -> Seq:
        items = Seq(node.span)
        for value, span in self._items(node.items, scope):
            items.put(value, span)
        return items

    def _items(self, given: tuple[Expr, ...], scope: Scope) -> Iterator[tuple[Any, Span]]:
        """The values of items or arguments, with those of a list that is spread among them."""
        for item in given:
            if isinstance(item, nodes.Spread):
                found = self._value(item.value, scope)
                for value in found[:MAX_LENGTH] if isinstance(found, list) else [_UNKNOWN]:
                    yield value, item.span
            else:
                yield self._value(item, scope), item.span

    def _mapping(self, node: nodes.Mapping, scope: Scope) -> Map:
        made = Map(node.span)
        for name, value, span in node.entries:
            if name is not None and not isinstance(name, str):
                store(made, self._value(name, scope), self._value(value, scope), span)
                continue
            found = self._value(value, scope)
            if name is not None:
                made.pop(name, None)
                made.put(name, found, span)
            elif isinstance(found, Map):
                for key, item, place in found.entries():
                    made.put(key, item, place)
            elif found is not None:  # what is undefined adds nothing
                made.put(SPREAD, Unknown("what is spread here is not known"), span)
        return made

    def _name(self, node: nodes.Name, scope: Scope) -> Any:
        if node.name == "this":
            inner: Scope | None = scope
            while inner is not None and inner.this is None:
                inner = inner.outer
            return inner.this if inner is not None else _UNKNOWN
        known = scope.find(node.name)
        return known.names[node.name] if known is not None else ambient(node, scope.module.path)

    def _index(self, node: nodes.Index, scope: Scope) -> Any:
        holder, key = self._value(node.value, scope), self._value(node.key, scope)
        if isinstance(holder, (Map, list)):
            return element(holder, key)
        return self._attribute(holder, str(key), scope) if isinstance(key, (str, int)) else _UNKNOWN

    def _each_of(self, node: nodes.Each, scope: Scope) -> Any:
        """A comprehension: what its conditions do not rule out."""
        listed, mapped = Seq(node.span), Map(node.span)
        for inner in self._cases_of(node, 0, Scope({}, scope, scope.module)):
            if node.key is None:
                listed.put(self._value(node.element, inner), node.element.span)
            else:
                store(mapped, self._value(node.key, inner), self._value(node.element, inner), node.key.span)
        return listed if node.key is None else mapped

    def _cases_of(self, node: nodes.Each, at: int, scope: Scope) -> Iterator[Scope]:
        """The names of every round, of the loops of a comprehension from one on."""
        if at == len(node.clauses):
            yield scope
            return
        target, source, conditions = node.clauses[at]
        items = self._value(source, scope)
        items = list(items) if isinstance(items, Map) else items
        for item in self._rounds(items if isinstance(items, list) else [_UNKNOWN], node.span):
            self._bound(target, item, scope)
            holds = (truth(self._value(one, scope), python=scope.module.python) for one in conditions)
            if all(one is not False for one in holds):
                yield from self._cases_of(node, at + 1, scope)

    def _member(self, node: nodes.Attribute, scope: Scope) -> Any:
        return self._attribute(self._value(node.value, scope), node.name, scope)

    def _attribute(self, value: Any, name: str, scope: Scope) -> Any:
        if isinstance(value, Map):
            return element(value, name)
        if isinstance(value, Module):
            return self._exported(value, name)
        if isinstance(value, Instance):
            return self._field(value, name)
        if isinstance(value, External):
            path = (*value.path, *step(name))
            if (found := variable(path)) is not None:
                return found
            return External((*value.path, *step(camel(name) if scope.module.python else name)))
        if isinstance(value, list):
            index = int(name) if name.isdecimal() else -1
            return value[index] if 0 <= index < len(value) else Member(value, name)
        if isinstance(value, (Made, Member, Called)):
            return Member(value, camel(name) if scope.module.python else name)
        if isinstance(value, str):
            return of_path(value, name)
        return _UNKNOWN if not isinstance(value, Local) else self._static(value, name)

    def _static(self, local: Local, name: str) -> Any:
        if name in local.methods:
            return Closure(local.methods[name], local.scope, None, local)
        for field, value in local.fields:
            if field == name:
                return self._value(value, local.scope)
        return _UNKNOWN

    def _field(self, instance: Instance, name: str) -> Any:
        if name in instance.fields:
            return instance.fields[name]
        for local in self._lineage(instance.local):
            if name in local.methods:
                return Closure(local.methods[name], local.scope, instance, local)
        plain = camel(name)
        if (parameter := of_stack(plain)) is not None:
            return parameter
        return Member(instance.made, plain) if instance.made is not None else _UNKNOWN

    def _lineage(self, local: Local) -> list[Local]:
        """A class and those of the application's own that it extends."""
        found = [local]
        while len(found) < MAX_CALLS:
            bases = [self._value(base, found[-1].scope) for base in found[-1].definition.bases]
            above = next((base for base in bases if isinstance(base, Local) and base not in found), None)
            if above is None:
                break
            found.append(above)
        return found

    def _function(self, node: nodes.Function, scope: Scope) -> Closure:
        return Closure(node, scope, scope.this)

    def _class(self, node: nodes.Class, scope: Scope) -> Local:
        local = Local.of(node, scope)
        self.locals.append(local)
        return local

    def _assignment(self, node: nodes.Assign, scope: Scope) -> Any:
        """What is assigned, once it is."""
        given = node.value
        if node.operator:
            given = nodes.Operation(node.operator, (node.target, node.value), node.span)
        value = self._value(given, scope)
        if node.operator and self.looping and isinstance(value, (int, float)):
            value = Unknown("counted in a loop of which the rounds are not known")
        self._assign(node.target, value, scope)
        return value

    def _bound(self, target: Expr, value: Any, scope: Scope) -> None:
        """Give the names of a target, which are new in a scope, what they take of a value."""
        for inner, part in self._apart(target, value, scope):
            if isinstance(inner, nodes.Name):
                scope.names[inner.name] = part

    def _apart(self, target: Expr, value: Any, scope: Scope) -> Iterator[tuple[Expr, Any]]:
        """The names, attributes and items of a target, with what each one takes of a value."""
        if isinstance(target, nodes.Assign):
            value = value if value is not None else self._value(target.value, scope)
            yield from self._apart(target.target, value, scope)
        elif isinstance(target, nodes.Mapping):
            for key, inner, _ in target.entries:
                name = key if key is None or isinstance(key, str) else self._value(key, scope)
                part = self._attribute(value, name, scope) if isinstance(name, str) else _UNKNOWN
                if name is None and isinstance(value, Map):
                    part = rest_of(value, [key for key, _, _ in target.entries])
                yield from self._apart(inner, part, scope)
        elif isinstance(target, nodes.Listing):
            items = value if isinstance(value, list) else []
            for index, inner in enumerate(target.items):
                rest = isinstance(inner, nodes.Spread)
                part = items[index] if index < len(items) and not rest else _UNKNOWN
                part = Seq(inner.span, items[index:]) if rest and isinstance(value, list) else part
                yield from self._apart(inner.value if rest else inner, part, scope)
        else:
            yield target, value

    def _literal(self, node: nodes.Literal, scope: Scope) -> Any:
        return node.value


_EXPRESSIONS: Mapping[type, Callable[[Expressions, Any, Scope], Any]] = {
    nodes.Literal: Expressions._literal,
    nodes.Joined: Expressions._joined,
    nodes.Listing: Expressions._listing,
    nodes.Mapping: Expressions._mapping,
    nodes.Name: Expressions._name,
    nodes.Attribute: Expressions._member,
    nodes.Each: Expressions._each_of,
    nodes.Either: Expressions._either,
    nodes.Index: Expressions._index,
    nodes.Operation: Expressions._operation,
    nodes.Function: Expressions._function,
    nodes.Class: Expressions._class,
    nodes.Assign: Expressions._assignment,
}
"""Kind of an expression → what it comes to."""


def step(name: str) -> tuple[str, ...]:
    """A step of an external path; `core` of version 1 is where the rest is in version 2."""
    return () if name == "core" else (name.removesuffix("_alpha"),)
