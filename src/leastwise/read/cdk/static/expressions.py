"""The values of expressions in the source of a CDK application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown, concat
from leastwise.read.cdk.static.library import ambient, camel, of_stack, variable
from leastwise.read.cdk.static.logic import MAX_ITEMS, SPREAD, compared, element, store, truth
from leastwise.read.cdk.static.program import Module, Program
from leastwise.read.cdk.static.values import (
    Called,
    Closure,
    External,
    Instance,
    Local,
    Made,
    Member,
    Rooted,
    Scope,
)
from leastwise.read.decisions import Decisions
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Expr

MAX_STEPS = 100_000
"""Statements and expressions that are looked at."""

MAX_CALLS = 15
"""How deep the application's own functions may call each other."""

MAX_LENGTH = 10_000
"""Characters or parts of a text, and items of a list, that are put together."""

_UNKNOWN = Unknown("not told by the source")


class Expressions:
    """Works out values. Calls and statements are for those that extend it.

    Attributes:
        program: the source files.
        context: of `cdk.json`.
        made: the constructs, in order.
        locals: the classes of the application's own.
        unread: what was beyond the limits.
        decisions: how conditions are decided that the source does not tell.
        active: the variables of those that decide what is being looked at.
        decided: place of a call → the variables that decide whether it is made.
    """

    def __init__(self, program: Program, context: Mapping[str, Any], decisions: Decisions | None = None) -> None:
        self.program = program
        self.decisions = decisions or Decisions()
        self.active: list[str] = []
        self.decided: dict[Span, set[str]] = {}
        self.context = context
        self.made: list[Made] = []
        self.locals: list[Local] = []
        self.unread: list[Unread] = []
        self.steps = 0
        self.depth = 0
        self.conditional = 0
        self.paths: dict[str, int] = {}

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        raise NotImplementedError

    def _import(self, module: Module) -> None:
        raise NotImplementedError

    def _cut(self, span: Span, reason: str) -> None:
        """Note once what is beyond a limit."""
        note = Unread(span[0].path, span[0].position(span[1])[0], "limit", reason)
        if note not in self.unread:
            self.unread.append(note)

    def _rounds(self, items: list[Any], span: Span) -> list[Any]:
        if len(items) > MAX_ITEMS:
            self._cut(span, f"a loop has more than {MAX_ITEMS} rounds; the others are not followed")
        return items[:MAX_ITEMS]

    def _exhausted(self, span: Span) -> bool:
        self.steps += 1
        if self.steps == MAX_STEPS:
            self._cut(span, "the application is too large to be followed to its end")
        return self.steps >= MAX_STEPS

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

    def _joined(self, node: nodes.Joined, scope: Scope) -> Any:
        values = [self._value(part, scope) for part in node.parts]
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
            return sum(values) if all(abs(value) < 1e15 for value in values) else _UNKNOWN
        if any(isinstance(value, list) for value in values):
            joined = Seq(node.span)
            for value in values:
                joined.extend(value[: MAX_LENGTH - len(joined)] if isinstance(value, list) else [_UNKNOWN])
            return joined
        parts = [v if isinstance(v, (str, Symbol)) else str(v) if isinstance(v, (int, float)) else v for v in values]
        if all(isinstance(part, (str, Symbol)) for part in parts):
            text = concat(parts)
            if len(text if isinstance(text, str) else getattr(text, "parts", ())) > MAX_LENGTH:
                return Unknown("a text that is too long")
            return Rooted(text) if isinstance(text, str) and isinstance(parts[0], Rooted) else text
        return Called(External(("Fn", "join")), ["", Seq(node.span, parts)], Map(node.span), node.span)

    def _listing(self, node: nodes.Listing, scope: Scope) -> Seq:
        items = Seq(node.span)
        for item in node.items:
            items.put(self._value(item, scope), item.span)
        return items

    def _mapping(self, node: nodes.Mapping, scope: Scope) -> Map:
        made = Map(node.span)
        for name, value, span in node.entries:
            if isinstance(value, nodes.Keyed):
                store(made, self._value(value.key, scope), self._value(value.value, scope), span)
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
        return known.names[node.name] if known is not None else ambient(node.name, scope.module.path)

    def _either(self, node: nodes.Either, scope: Scope) -> Any:
        values = [self._value(option, scope) for option in node.options]
        if node.default:
            return values[1] if values[0] is None else values[0]
        known = truth(self._value(node.condition, scope), python=scope.module.python)
        if known is not None:
            return values[0 if known else 1]
        first = values[0]
        alike = all(type(v) is type(first) and isinstance(v, (str, int, float)) and v == first for v in values)
        return first if alike else Unknown("depends on a condition")

    def _operation(self, node: nodes.Operation, scope: Scope) -> Any:
        values = [self._value(operand, scope) for operand in node.operands]
        if node.operator not in ("and", "not", "or"):
            return compared(node.operator, *values)
        known = truth(values[0], python=scope.module.python)
        if node.operator == "not":
            return not known if known is not None else Unknown("depends on a condition")
        if known is None:
            return values[0] if node.operator == "or" else Unknown("depends on a condition")
        return values[1] if known == (node.operator == "and") else values[0]

    def _index(self, node: nodes.Index, scope: Scope) -> Any:
        holder, key = self._value(node.value, scope), self._value(node.key, scope)
        if isinstance(holder, (Map, list)):
            return element(holder, key)
        return self._attribute(holder, key, scope) if isinstance(key, str) else _UNKNOWN

    def _each_of(self, node: nodes.Each, scope: Scope) -> Any:
        items = self._value(node.items, scope)
        items = list(items) if isinstance(items, Map) else items
        if not isinstance(items, list):
            items = [_UNKNOWN]
        keyed = node.element if isinstance(node.element, nodes.Keyed) else None
        listed, mapped = Seq(node.span), Map(node.span)
        inner = Scope({}, scope, scope.module)
        for item in self._rounds(items, node.span):
            spread(node.names, item, inner)
            if keyed is None:
                listed.put(self._value(node.element, inner), node.element.span)
            else:
                store(mapped, self._value(keyed.key, inner), self._value(keyed.value, inner), keyed.span)
        return listed if keyed is None else mapped

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
            return Member(value, name)
        return _UNKNOWN if not isinstance(value, Local) else self._static(value, name)

    def _static(self, local: Local, name: str) -> Any:
        if name in local.definition.methods:
            return Closure(local.definition.methods[name], local.scope, None, local)
        for field, value in local.definition.fields:
            if field == name:
                return self._value(value, local.scope)
        return _UNKNOWN

    def _field(self, instance: Instance, name: str) -> Any:
        if name in instance.fields:
            return instance.fields[name]
        for local in self._lineage(instance.local):
            if name in local.definition.methods:
                return Closure(local.definition.methods[name], local.scope, instance, local)
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
        return Closure(node, scope)

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
}
"""Kind of an expression → what it comes to."""


def spread(names: tuple[str, ...], item: Any, scope: Scope) -> None:
    """Bind the names of a loop to an item, which they take apart where they are several."""
    parts = item if isinstance(item, list) and len(names) > 1 else None
    for index, name in enumerate(names):
        known = parts[index] if parts is not None and index < len(parts) else _UNKNOWN
        scope.names[name] = item if len(names) == 1 else known


def step(name: str) -> tuple[str, ...]:
    """A step of an external path; `core` of version 1 is where the rest is in version 2."""
    return () if name == "core" else (name.removesuffix("_alpha"),)
