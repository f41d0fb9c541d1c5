"""Runs the lowered source of a CDK application in the abstract.

What comes of it is which constructs are made, with what, and what is called on them. No code of the application is
executed: literals, names, and its own classes and functions are followed.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.value import Map, Unknown
from leastwise.read.cdk.static.calls import Calls, Returned
from leastwise.read.cdk.static.expressions import step
from leastwise.read.cdk.static.logic import store, truth
from leastwise.read.cdk.static.program import Module
from leastwise.read.cdk.static.values import (
    External,
    Instance,
    Scope,
)
from leastwise.read.script import nodes
from leastwise.read.script.nodes import Expr, Stmt

_UNKNOWN = Unknown("not told by the source")

MAX_WORDS = 80
"""Characters of a condition that name it."""


class Interpreter(Calls):
    """One run over an application. See `Expressions` for what it collects."""

    def run(self, path: str) -> None:
        """Run the file that the application begins with, then the stacks that it has and does not make."""
        module = self.program.module(path)
        if module is None:
            return
        try:
            self._run(module)
        except RecursionError:
            reason = "the application nests too deeply to be followed to its end"
            self.unread.append(Unread(path, 1, "limit", reason))

    def _run(self, module: Module) -> None:
        self._import(module)
        for local in self.locals:
            bases = [self._value(base, local.scope) for base in local.definition.bases]
            if not local.used and any(isinstance(b, External) and b.name in ("Stack", "NestedStack") for b in bases):
                self._instance(local, [None, local.definition.name], Map(local.definition.span), local.definition.span)

    def _import(self, module: Module) -> None:
        if not module.ran:
            module.ran = True
            with suppress(Returned):
                self._block(module.statements, module.scope)

    def _block(self, statements: tuple[Stmt, ...], scope: Scope) -> None:
        for statement in statements:
            self._statement(statement, scope)

    def _statement(self, statement: Stmt, scope: Scope) -> None:
        match statement:
            case nodes.Import():
                for binding in statement.bindings:
                    self._bind(binding, scope)
            case nodes.Export():
                self._export(statement, scope)
            case nodes.Assign(nodes.Name(name), nodes.Function() | nodes.Class()):
                scope.names[name] = self._value(statement.value, scope)
            case nodes.Assign(value=None):
                pass
            case nodes.Return():
                value = self._value(statement.value, scope) if statement.value is not None else None
                if not self.conditional:
                    raise Returned(value)
            case nodes.If():
                self._branch(statement, scope)
            case nodes.For():
                self._loop(statement, scope)
            case nodes.Labelled():
                self._block(statement.body, scope)
            case nodes.While() | nodes.Switch() | nodes.Try() | nodes.With():
                self._open(statement, scope)
            case _:
                self._value(statement, scope)

    def _open(self, statement: Stmt, scope: Scope) -> None:
        """A statement of which some bodies are executed, or the same one several times."""
        for changed in statement.update if isinstance(statement, nodes.While) else ():
            if isinstance(changed, nodes.Assign):
                self._assign(changed.target, _UNKNOWN, scope)
        for value, target in statement.items if isinstance(statement, nodes.With) else ():
            self._value(value, scope)
            self._bound(target, _UNKNOWN, scope)
        update = statement.update if isinstance(statement, nodes.While) else None
        self._perhaps(scope, *(body for body in nodes.bodies(statement) if body is not update))

    def _perhaps(self, scope: Scope, *bodies: tuple[Stmt, ...]) -> None:
        """Statements of which some are executed: all are looked at, one after the other."""
        self.conditional += 1
        for body in bodies:
            self._block(body, scope)
        self.conditional -= 1

    def _export(self, statement: nodes.Export, scope: Scope) -> None:
        for exported, given in statement.bindings:
            if isinstance(given, nodes.Name) and given.name == exported:
                continue
            value = self._value(given, scope)
            if exported != "*":
                scope.names[exported] = value
            elif isinstance(value, Module):
                scope.names.update({name: v for name, v in value.scope.names.items() if name not in scope.names})

    def _branch(self, statement: nodes.If, scope: Scope) -> None:
        """The first body whose condition holds; where that is not known, as this world has it."""
        before = len(self.active)
        try:
            for condition, body in statement.cases:
                if body and all(isinstance(inner, nodes.Raise) for inner in body):
                    continue  # an application that fails is none
                holds = truth(self._value(condition, scope), python=scope.module.python)
                if holds is None:
                    variable, holds = self._chosen(condition, scope)
                    self.active.append(variable)
                if holds:
                    self._block(body, scope)
                    return
            self._block(statement.otherwise, scope)
        finally:
            del self.active[before:]

    def _chosen(self, condition: Expr, scope: Scope) -> tuple[str, bool]:
        """The variable that a condition asks for, and whether it holds in this world.

        What is compared with a text is the variable; otherwise all of the condition is, true or false.
        """
        negated = False
        while isinstance(condition, nodes.Operation) and condition.operator == "not":
            condition, negated = condition.operands[0], not negated
        if isinstance(condition, nodes.Operation) and condition.operator in ("==", "!="):
            left, right = condition.operands
            literal = self._value(right, scope)
            if isinstance(literal, str):
                name = _words(left)
                return name, self.decisions.compare(name, literal) == ((condition.operator == "==") != negated)
        name = _words(condition)
        self.decisions.allow(name, ["true", "false"])
        return name, self.decisions.compare(name, "true") != negated

    def _bind(self, binding: tuple[str, str, str | None], scope: Scope) -> None:
        local, name, wanted = binding
        found = self.program.imported(scope.module, name)
        if not local:
            if isinstance(found, Module):
                self._import(found)
            return
        if isinstance(found, External):
            if wanted not in ("default", "*"):
                inner = self.program.imported(scope.module, f"{name}.{wanted}") if scope.module.python else None
                if wanted is not None and isinstance(inner, Module):  # `from package import module`
                    self._import(inner)
                    scope.names[local] = inner
                    return
                found = found if wanted is None else External((*found.path, *step(wanted)))
            scope.names[local] = found
            return
        self._import(found)
        if wanted is None:
            scope.names[local] = found
        elif wanted == "*":
            scope.names.update(found.scope.names)
        else:
            scope.names[local] = self._exported(found, wanted)

    def _assign(self, target: Expr, value: Any, scope: Scope) -> None:
        for inner, part in self._apart(target, value, scope):
            self._set(inner, part, scope)

    def _set(self, target: Expr, value: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            known = scope.find(target.name) if self.conditional else None
            before = known.names[target.name] if known is not None else None
            if before is not None and not (before is value or before == value):
                value = Unknown("set in more than one way")
            (known or scope).names[target.name] = value
        elif isinstance(target, nodes.Attribute):
            holder = self._value(target.value, scope)
            if isinstance(holder, Instance):
                holder.fields[target.name] = value
            elif isinstance(holder, Map):
                store(holder, target.name, value, target.span)
            else:
                self._handed(target.name, [value], target.span)
        elif isinstance(target, nodes.Index):
            holder, key = self._value(target.value, scope), self._value(target.key, scope)
            if isinstance(holder, Map):
                store(holder, key, value, target.span)
            elif isinstance(holder, Instance) and isinstance(key, str):
                holder.fields[key] = value
            elif isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
                holder[key] = value
            else:
                self._handed(_words(target), [value], target.span)

    def _loop(self, loop: nodes.For, scope: Scope) -> None:
        items = self._value(loop.items, scope)
        if isinstance(items, Map):
            items = list(items)
        known = isinstance(items, list)
        rounds = self._rounds(items, loop.items.span) if known else [_UNKNOWN]
        self.looping += not known
        for item in rounds:
            self._bound(loop.target, item, scope)
            self._block(loop.body, scope)
        self.looping -= not known
        self._perhaps(scope, loop.otherwise)


def _words(node: Expr) -> str:
    """An expression as it is written, on one line."""
    source, start, _, _, end = node.span
    return " ".join(source.text[start : min(end, start + MAX_WORDS)].split())
