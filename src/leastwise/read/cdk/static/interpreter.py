"""Runs the lowered source of a CDK application in the abstract: which constructs are made, with what, and what is
called on them. No code of it is executed: literals, names, and the application's own classes and functions are followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Seq, Symbol, Unknown, concat
from leastwise.read.script import nodes
from leastwise.read.cdk.static.library import UNDECIDED, ambient, called, camel
from leastwise.read.script.nodes import CONSTRUCTOR, Expr, Stmt
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
    owner_of,
)

MAX_STEPS = 100_000
"""Statements and expressions that are looked at."""

MAX_CALLS = 15
"""How deep the application's own functions may call each other."""

MAX_ITEMS = 50
"""Rounds of a loop."""

_UNKNOWN = Unknown("not told by the source")


class _Returned(Exception):
    """Carries the value of a function up to its call."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Interpreter:
    """One run over an application.

    Attributes:
        made: the constructs, in order.
        unread: what was beyond the limits.
    """

    def __init__(self, program: Program, context: Mapping[str, Any]) -> None:
        self.program = program
        self.context = context
        self.made: list[Made] = []
        self.locals: list[Local] = []
        self.unread: list[Unread] = []
        self.steps = 0
        self.depth = 0
        self.conditional = 0
        self.paths: set[str] = set()

    def run(self, path: str) -> None:
        """Run the file that the application begins with, then the stacks that it has and does not make."""
        module = self.program.module(path)
        if module is None:
            return
        self._import(module)
        for local in self.locals:
            bases = [self._value(base, local.scope) for base in local.definition.bases]
            if not local.used and any(isinstance(b, External) and b.name in ("Stack", "NestedStack") for b in bases):
                self._instance(local, [None, local.definition.name], Map(local.definition.span), local.definition.span)

    def _import(self, module: Module) -> None:
        if not module.ran:
            module.ran = True
            try:
                self._block(module.statements, module.scope)
            except _Returned:
                pass

    def _exhausted(self, span: Span) -> bool:
        self.steps += 1
        if self.steps == MAX_STEPS:
            reason = "the application is too large to be followed to its end"
            self.unread.append(Unread(span[0].path, span[0].position(span[1])[0], "limit", reason))
        return self.steps >= MAX_STEPS

    # Statements

    def _block(self, statements: tuple[Stmt, ...], scope: Scope) -> None:
        for statement in statements:
            self._statement(statement, scope)

    def _statement(self, statement: Stmt, scope: Scope) -> None:
        match statement:
            case nodes.Import():
                for binding in statement.bindings:
                    self._bind(binding, scope)
            case nodes.Class():
                local = Local(statement, scope)
                self.locals.append(local)
                scope.names[statement.name] = local
            case nodes.Function():
                scope.names[statement.name] = Closure(statement, scope, scope.this)
            case nodes.Assign():
                self._assign(statement.target, self._value(statement.value, scope), scope)
            case nodes.Return():
                value = self._value(statement.value, scope)
                if not self.conditional:
                    raise _Returned(value)
            case nodes.Blocks():
                self.conditional += 1
                for branch in statement.branches:
                    self._block(branch, scope)
                self.conditional -= 1
            case nodes.Loop():
                self._loop(statement, scope)
            case _:
                self._value(statement, scope)

    def _bind(self, binding: tuple[str, str, str | None], scope: Scope) -> None:
        local, name, wanted = binding
        found = self.program.imported(scope.module, name)
        if isinstance(found, External):
            if wanted not in ("default", "*"):
                inner = self.program.imported(scope.module, f"{name}.{wanted}") if scope.module.python else None
                if wanted is not None and isinstance(inner, Module):  # `from package import module`
                    self._import(inner)
                    scope.names[local] = inner
                    return
                found = found if wanted is None else External((*found.path, *_step(wanted)))
            scope.names[local] = found
            return
        self._import(found)
        if wanted is None:
            scope.names[local] = found
        elif wanted == "*":
            scope.names.update(found.scope.names)
        else:
            scope.names[local] = self._exported(found, wanted)

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

    def _assign(self, target: Expr, value: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            known = scope.find(target.name) if self.conditional else None
            if known is not None and known.names[target.name] is not None and known.names[target.name] != value:
                value = Unknown("set in more than one way")
            (known or scope).names[target.name] = value
        elif isinstance(target, nodes.Attribute):
            holder = self._value(target.value, scope)
            if isinstance(holder, Instance):
                holder.fields[target.name] = value
            elif isinstance(holder, Map):
                holder.put(target.name, value, target.span)
        elif isinstance(target, nodes.Mapping):
            for name, local, _ in target.entries:
                self._assign(local, self._attribute(value, name or "", scope), scope)

    def _loop(self, loop: nodes.Loop, scope: Scope) -> None:
        items = self._value(loop.items, scope)
        if isinstance(items, Map):
            items = list(items)
        rounds = list(items)[:MAX_ITEMS] if isinstance(items, list) else [_UNKNOWN]
        for item in rounds:
            parts = item if isinstance(item, list) and len(loop.names) > 1 else [item] * len(loop.names)
            for index, name in enumerate(loop.names):
                scope.names[name] = parts[index] if index < len(parts) else _UNKNOWN
            self._block(loop.body, scope)

    # Expressions

    def _value(self, node: Expr, scope: Scope) -> Any:
        if node is None or self._exhausted(node.span):
            return _UNKNOWN
        found = self._EXPRESSIONS.get(type(node))
        return found(self, node, scope) if found is not None else _UNKNOWN

    def _joined(self, node: nodes.Joined, scope: Scope) -> Any:
        values = [self._value(part, scope) for part in node.parts]
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
            return sum(values) if all(abs(value) < 1e15 for value in values) else _UNKNOWN
        if any(isinstance(value, list) for value in values):
            return _UNKNOWN
        parts = [v if isinstance(v, (str, Symbol)) else str(v) if isinstance(v, (int, float)) else v for v in values]
        if all(isinstance(part, (str, Symbol)) for part in parts):
            text = concat(parts)
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
            found = self._value(value, scope)
            if name is not None:
                made.pop(name, None)
                made.put(name, found, span)
            elif isinstance(found, Map):
                for key, item, place in found.entries():
                    made.put(key, item, place)
            else:
                made.put("...", Unknown("what is spread here is not known"), span)
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
        first = values[0]
        alike = all(type(v) is type(first) and isinstance(v, (str, int, float)) and v == first for v in values)
        return first if alike else Unknown("depends on a condition")

    def _member(self, node: nodes.Attribute, scope: Scope) -> Any:
        return self._attribute(self._value(node.value, scope), node.name, scope)

    def _attribute(self, value: Any, name: str, scope: Scope) -> Any:
        if isinstance(value, Map):
            return value.get(name)
        if isinstance(value, Module):
            return self._exported(value, name)
        if isinstance(value, Instance):
            return self._field(value, name)
        if isinstance(value, External):
            return External((*value.path, *_step(camel(name) if scope.module.python else name)))
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
        if plain in ("account", "region", "partition", "stackName"):
            known = {"account": "AccountId", "stackName": "StackName"}
            return Parameter(f"AWS::{known.get(plain, plain.capitalize())}")
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

    # Calls

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        arguments = [self._value(argument, scope) for argument in node.arguments]
        keywords = self._mapping(node.keywords, scope) if node.keywords is not None else None
        if isinstance(node.callee, nodes.Name) and node.callee.name == "super":
            return self._super(arguments, keywords, node.span, scope)
        callee = self._value(node.callee, scope)
        if isinstance(callee, Local):
            return self._instance(callee, arguments, keywords, node.span)
        if isinstance(callee, Closure):
            return self._apply(callee, arguments, keywords)
        if isinstance(callee, Member) and isinstance(callee.value, list):
            return self._each(callee, arguments)
        if isinstance(callee, (External, Member)):
            return self._external(callee, arguments, keywords, node.span, python=scope.module.python)
        return _UNKNOWN

    def _each(self, callee: Member, arguments: list[Any]) -> Any:
        """`items.map(item => …)` and `items.forEach(…)`."""
        found = Seq((callee.value.home if isinstance(callee.value, Seq) else None) or _nowhere(callee))
        if callee.name in ("forEach", "map") and arguments and isinstance(arguments[0], Closure):
            for index, item in enumerate(callee.value[:MAX_ITEMS]):
                found.append(self._apply(arguments[0], [item, index], None))
            return found
        if callee.name in ("push", "append", "concat") and len(callee.value) < 1_000:
            callee.value.extend(arguments)
        return _UNKNOWN

    def _apply(self, closure: Closure, arguments: list[Any], keywords: Map | None) -> Any:
        """Call one of the application's own functions."""
        if self.depth >= MAX_CALLS or self._exhausted(closure.function.span):
            return _UNKNOWN
        scope = Scope({}, closure.scope, closure.scope.module, closure.this)
        for index, (name, default) in enumerate(closure.function.parameters):
            if keywords is not None and name in keywords:
                value = keywords[name]
            elif index < len(arguments):
                value = arguments[index]
            else:
                value = self._value(default, closure.scope) if default is not None else None
            _take_apart(name, value, scope)
        if closure.owner is not None:
            scope.names["(class)"] = closure.owner
        self.depth += 1
        conditional, self.conditional = self.conditional, 0
        try:
            self._block(closure.function.body, scope)
        except _Returned as returned:
            return returned.value
        finally:
            self.depth -= 1
            self.conditional = conditional
        return None

    def _instance(self, local: Local, arguments: list[Any], keywords: Map | None, span: Span) -> Any:
        """An object of one of the application's own classes."""
        local.used = True
        instance = Instance(local)
        for above in reversed(self._lineage(local)):
            scope = Scope({}, above.scope, above.scope.module, instance)
            for name, value in above.definition.fields:
                instance.fields[name] = self._value(value, scope)
        self._construct(instance, local, arguments, keywords, span)
        return instance

    def _construct(
        self, instance: Instance, local: Local, arguments: list[Any], keywords: Map | None, span: Span
    ) -> None:
        """Run the constructor of a class for an object; without one, that of what it extends."""
        constructor = local.definition.methods.get(CONSTRUCTOR)
        if constructor is not None:
            if instance.made is None:  # known from the call already, as long as `super` does not say otherwise
                self._apply(Closure(constructor, local.scope, instance, local), arguments, keywords)
            return
        self._above(instance, local, arguments, keywords, span)

    def _super(self, arguments: list[Any], keywords: Map | None, span: Span, scope: Scope) -> Any:
        known = scope.find("(class)")
        instance = self._name(nodes.Name("this", span), scope)
        if known is not None and isinstance(instance, Instance):
            self._above(instance, known.names["(class)"], arguments, keywords, span)
        return None

    def _above(self, instance: Instance, local: Local, arguments: list[Any], keywords: Map | None, span: Span) -> None:
        for base in local.definition.bases:
            found = self._value(base, local.scope)
            if isinstance(found, Local) and found is not local and self.depth < MAX_CALLS:
                found.used = True
                self._construct(instance, found, arguments, keywords, span)
                return
            if isinstance(found, External):
                made = self._external(found, arguments, keywords, span, python=local.scope.module.python)
                instance.made = made if isinstance(made, Made) else instance.made
                return

    def _external(
        self, callee: External | Member, arguments: list[Any], keywords: Map | None, span: Span, *, python: bool
    ) -> Any:
        """A call of the CDK or of a library."""
        found = called(callee, arguments, keywords, self.context)
        if found is not UNDECIDED:
            return found
        props = Map(span)
        for name, value, place in keywords.entries() if keywords is not None else ():
            props.put(camel(name) if python else name, value, place)
        given = list(arguments)
        if isinstance(callee, External) and callee.name[:1].isupper():
            made = self._made(callee, given, props, span)
            if made is not None:
                return made
        if given and isinstance(given[-1], Map) and not props:
            props = given[-1]
        call = Called(callee, given, props, span)
        owner = owner_of(callee)
        if owner is not None and len(owner.calls) < 10_000:
            owner.calls.append(call)
        return call

    def _made(self, kind: External, arguments: list[Any], props: Map, span: Span) -> Made | None:
        """The construct that a call makes; `None` where it makes none."""
        if kind.path == ("App",):
            return Made(kind.path, "", [], Map(span), span)
        rest = list(arguments)
        scope = rest.pop(0) if rest else props.get("scope")
        name = rest.pop(0) if rest else props.get("id")
        if not isinstance(scope, (Made, Instance, Unknown)) and scope is not None:
            return None
        if not isinstance(name, (str, Symbol)) or (scope is None and not arguments):
            return None
        around = owner_of(scope)
        last = name if isinstance(name, str) else "*"
        path = f"{around.path}/{last}" if around is not None and around.path else last
        while path in self.paths:
            path += "'"
        self.paths.add(path)
        if rest and isinstance(rest[-1], Map):
            props = rest.pop()
        made = Made(kind.path, path, rest, props, span)
        self.made.append(made)
        return made

    _EXPRESSIONS: Mapping[type, Callable[..., Any]] = {
        nodes.Literal: _literal,
        nodes.Joined: _joined,
        nodes.Listing: _listing,
        nodes.Mapping: _mapping,
        nodes.Name: _name,
        nodes.Attribute: _member,
        nodes.Call: _call,
        nodes.Either: _either,
        nodes.Function: _function,
    }


def _step(name: str) -> tuple[str, ...]:
    """A step of an external path; `core` of version 1 is where the rest is in version 2."""
    return () if name == "core" else (name.removesuffix("_alpha"),)


def _nowhere(callee: Member) -> Any:
    return getattr(callee.value, "home", None)


def _take_apart(name: str, value: Any, scope: Scope) -> None:
    """Bind a parameter, also one that takes an object apart: `{ table, bucket }`."""
    if name.startswith("{"):
        for part in name.strip("{} \n").split(","):
            key, _, local = part.partition(":")
            key = key.partition("=")[0].strip()
            local = local.partition("=")[0].strip() or key
            scope.names[local] = value.get(key) if isinstance(value, Map) else _UNKNOWN
    else:
        scope.names[name.lstrip(".*")] = value
