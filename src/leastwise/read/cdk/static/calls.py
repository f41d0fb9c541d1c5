"""Calls in the source of a CDK application: its own functions and classes, and what the CDK makes."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.cdk.static.expressions import MAX_CALLS
from leastwise.read.cdk.static.library import UNDECIDED, called, camel
from leastwise.read.cdk.static.lists import Lists
from leastwise.read.cdk.static.logic import collected, foreign, lost, missed, of_mapping
from leastwise.read.cdk.static.notes import of_others, reads_events
from leastwise.read.cdk.static.program import Module
from leastwise.read.cdk.static.values import (
    CONSTRUCTOR,
    Called,
    Closure,
    External,
    Instance,
    Local,
    Made,
    Member,
    Scope,
    at_home,
    owner_of,
)
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Stmt

MAX_CONSTRUCTS = 5_000

MAX_UNREAD = 200
"""Calls that are named because what they are about is not known."""

_GETTERS = ("property", "cached_property")

_UNKNOWN = Unknown("not told by the source")


class Returned(Exception):
    """Carries the value of a function up to its call."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Calls(Lists):
    """Follows calls. See `Expressions`."""

    def _block(self, statements: tuple[Stmt, ...], scope: Scope) -> None:
        raise NotImplementedError

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        arguments = [value for value, _ in self._items(node.arguments, scope)]
        keywords = self._mapping(node.keywords, scope) if node.keywords is not None else None
        python = scope.module.python
        if _above(node.callee, python=python):
            return self._super(arguments, keywords, node.span, scope)
        if isinstance(node.callee, nodes.Name) and node.callee.name in ("super", "require") and not keywords:
            found = self._required(node.callee.name, arguments, scope)
            if found is not UNDECIDED:
                return found
        if isinstance(node.callee, nodes.Attribute):
            holder = self._value(node.callee.value, scope)
            if isinstance(holder, Map) and node.callee.name not in holder:
                found = of_mapping(holder, node.callee.name, arguments, node.span)
                found = self._of_map(holder, node.callee.name, arguments) if found is UNDECIDED else found
                return self._unfollowed(node, arguments, keywords) if found is UNDECIDED else found
            callee = self._inherited(node.callee, scope) or self._attribute(holder, node.callee.name, scope)
            if callee is None or isinstance(callee, Symbol):
                self._tell(node.span, missed(node.callee.name))
                if camel(node.callee.name).startswith("addEventSource"):
                    self._doubt(None, node.span, missed(node.callee.name))
        else:
            callee = self._value(node.callee, scope)
        if isinstance(callee, Local):
            return at_home(self._instance(callee, arguments, keywords, node.span), scope)
        if isinstance(callee, Closure):
            return self._apply(callee, arguments, keywords)
        if isinstance(callee, Member) and isinstance(callee.value, list):
            return self._of_list(callee.value, callee.name, arguments, node.span)
        if isinstance(callee, (External, Member)):
            return at_home(self._external(callee, arguments, keywords, node.span, python=python), scope)
        return self._unfollowed(node, arguments, keywords)

    def _inherited(self, callee: nodes.Attribute, scope: Scope) -> Any:
        """`super.wire` and `super().wire`: the method of what the class extends; `None` for anything else."""
        of: Any = callee.value
        of = of.callee if isinstance(of, nodes.Call) else of
        known = scope.find("(class)") if isinstance(of, nodes.Name) and of.name == "super" else None
        instance = self._name(nodes.Name("this", callee.span), scope) if known is not None else None
        if known is None or not isinstance(instance, Instance):
            return None
        for local in self._lineage(known.names["(class)"])[1:]:
            if callee.name in local.methods:
                return Closure(local.methods[callee.name], local.scope, instance, local)
        return Member(instance.made, camel(callee.name)) if instance.made is not None else None

    def _required(self, name: str, arguments: list[Any], scope: Scope) -> Any:
        """`require("module")`, and `super()` of Python, whose methods are not followed."""
        if name == "super":
            return _UNKNOWN
        if len(arguments) != 1 or not isinstance(arguments[0], str) or scope.find(name) is not None:
            return UNDECIDED
        found = self.program.imported(scope.module, arguments[0])
        if isinstance(found, Module):
            self._import(found)
        return found

    def _decide(self, span: Span) -> None:
        """Keep which conditions decide whether the call at a place is made."""
        if self.active:
            self.decided.setdefault(span, set()).update(self.active)

    def _tell(self, span: Span, reason: str) -> None:
        """Say what is not seen for want of a value; nothing where there is no reason."""
        if reason and len(self.unread) < MAX_UNREAD:
            self._note(span, reason)

    def _apply(self, closure: Closure, arguments: list[Any], keywords: Map | None) -> Any:
        """Call one of the application's own functions."""
        if self.depth >= MAX_CALLS:
            self._cut(
                closure.function.span, f"calls nest deeper than {MAX_CALLS} levels; what is deeper is not followed"
            )
            return _UNKNOWN
        if self._exhausted(closure.function.span):
            return _UNKNOWN
        scope = Scope({}, closure.scope, closure.scope.module, closure.this)
        arguments = [*_receiver(closure), *arguments]
        left = Map(closure.function.span)
        for name, value, span in keywords.entries() if keywords is not None else ():
            left.put(name, value, span)
        for index, parameter in enumerate(closure.function.parameters):
            self._bound(parameter.target, self._given(parameter, index, arguments, left, closure), scope)
        if closure.owner is not None:
            scope.names["(class)"] = closure.owner
        self.depth += 1
        conditional, self.conditional = self.conditional, 0
        try:
            self._block(closure.function.body, scope)
        except Returned as returned:
            return returned.value
        finally:
            self.depth -= 1
            self.conditional = conditional
        return None

    def _field(self, instance: Instance, name: str) -> Any:
        """What an object has under a name; a property is worked out."""
        found = super()._field(instance, name)
        if not isinstance(found, Closure):
            return found
        marks = (mark.name for mark in found.function.decorators if isinstance(mark, nodes.Name))
        read = found.function.kind == "get" or any(mark in _GETTERS for mark in marks)
        return self._apply(found, [], None) if read else found

    def _given(
        self, parameter: nodes.Parameter, index: int, arguments: list[Any], keywords: Map, closure: Closure
    ) -> Any:
        """What a parameter takes; keywords that are taken are taken away."""
        if parameter.kind == "*":
            return Seq(parameter.span, arguments[index:])
        if parameter.kind == "**":
            return keywords
        name = getattr(parameter.target, "name", None)
        if isinstance(name, str) and name in keywords:
            return keywords.pop(name)
        if index < len(arguments) and not parameter.kind:
            return arguments[index]
        return self._value(parameter.default, closure.scope) if parameter.default is not None else None

    def _instance(self, local: Local, arguments: list[Any], keywords: Map | None, span: Span) -> Any:
        """An object of one of the application's own classes."""
        local.used = True
        instance = Instance(local)
        for above in reversed(self._lineage(local)):
            scope = Scope({}, above.scope, above.scope.module, instance)
            for name, value in above.fields:
                instance.fields[name] = self._value(value, scope)
        # The constructor of JavaScript may give back another object, and a class is one.
        other = self._construct(instance, local, arguments, keywords, span)
        return other if isinstance(other, (Instance, Local, Made)) else instance

    def _construct(
        self, instance: Instance, local: Local, arguments: list[Any], keywords: Map | None, span: Span
    ) -> Any:
        """Run the constructor of a class for an object; without one, that of what it extends."""
        constructor = local.methods.get(CONSTRUCTOR)
        if constructor is not None:
            if instance.made is None:  # known from the call already, as long as `super` does not say otherwise
                return self._apply(Closure(constructor, local.scope, instance, local), arguments, keywords)
            return None
        names = [name for above in reversed(self._lineage(local)) for name in above.annotated]
        given = dict(zip(names, arguments, strict=False)) | dict(keywords or {})
        instance.fields.update({name: value for name, value in given.items() if name in names})
        self._above(instance, local, arguments, keywords, span)
        return None

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
        if found is UNDECIDED and isinstance(callee, External):
            found = collected(callee.path, arguments, keywords, span)
            if isinstance(found, Seq) and callee.path == ("Array", "from") and len(arguments) > 1:
                found = self._of_list(found, "map", arguments[1:], span)
        if found is not UNDECIDED:
            return found
        props = Map(span)
        for name, value, place in keywords.entries() if keywords is not None else ():
            props.put(camel(name) if python else name, value, place)
        given = list(arguments)
        self._once(given)
        if of_others(callee) or reads_events(callee):
            self._handed(callee.name, [*given[callee.name[:1].isupper() :], *props.values()], span)
        self._tell(span, lost(callee.name, given, given[-1] if given and isinstance(given[-1], Map) else props))
        if isinstance(callee, External) and callee.name[:1].isupper():
            made = self._made(callee, given, props, span)
            if made is not None:
                return made
        if given and isinstance(given[-1], Map) and not props:
            props = given[-1]
        call = Called(callee, given, props, span)
        owner = owner_of(callee)
        if owner is None and foreign(callee):
            self._tell(span, missed(callee.name))
        self._decide(span)
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
        computed = isinstance(scope, (Made, Instance)) and isinstance(name, (Called, Member))
        if not (isinstance(name, (str, Symbol)) or computed) or (scope is None and not arguments):
            return None
        around = owner_of(scope)
        last = name if isinstance(name, str) else "*"
        path = f"{around.path}/{last}" if around is not None and around.path else last
        count = self.paths[path] = self.paths.get(path, 0) + 1
        path = f"{path}'{count}" if count > 1 else path
        if rest and isinstance(rest[-1], Map):
            props = rest.pop()
        made = Made(kind.path, path, rest, props, span)
        self._decide(span)
        if len(self.made) < MAX_CONSTRUCTS:
            self.made.append(made)
        else:
            self._cut(self.made[0].span, f"more than {MAX_CONSTRUCTS} constructs; the others are not seen")
        return made


def _above(callee: Any, *, python: bool) -> bool:
    """Whether the constructor of what a class extends is called: `super(…)`, `super().__init__(…)`."""
    if python and isinstance(callee, nodes.Attribute) and callee.name == "__init__":
        callee = callee.value.callee if isinstance(callee.value, nodes.Call) else None
    elif python:
        return False
    return isinstance(callee, nodes.Name) and callee.name == "super"


def _receiver(closure: Closure) -> list[Any]:
    """What a method of Python gets first: the object, the class, or nothing."""
    if closure.owner is None or not closure.scope.module.python:
        return []
    marks = {mark.name for mark in closure.function.decorators if isinstance(mark, nodes.Name)}
    if "classmethod" in marks:
        return [closure.owner]
    return [] if closure.this is None or "staticmethod" in marks else [closure.this]
