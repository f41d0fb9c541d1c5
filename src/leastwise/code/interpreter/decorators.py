"""What decorates functions, methods and classes."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.calls import Calls
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import Builtin, Closure, External, Member, Object, Result, Value, constant, unknown

QUIET = ("capture", "inject", "log_metrics", "measure", "validate", "field_validator", "validator")
"""What the names of decorators begin with that wrap a function, and call it only when it is called."""


_CALLS = ("atexit", "signal")
"""Modules that call what is registered with them."""


class Decorators(Calls):
    """Decorates."""

    def decorated(self, value: Value, decorators: tuple[Any, ...], frame: Frame) -> Value:
        """See `Expressions.decorated`."""
        for decorator in reversed(decorators):
            callee = self.value(decorator, frame)
            only = callee.only
            if (isinstance(only, (Closure, Builtin)) and frame.module.python) or (
                isinstance(only, Object) and frame.module.python
            ):
                value = self.call(callee, Arguments((value,)), decorator, frame)
            elif isinstance(only, Closure) and isinstance(value.only, Closure) and value.only.owner is not None:
                value = self._method_decorator(only, value, decorator, frame)
            else:
                value = self._outer_decorator(callee, value, decorator, frame)
        return value

    def _method_decorator(self, only: Closure, value: Value, decorator: Any, frame: Frame) -> Value:
        """A method, with a decorator of the package, as TypeScript had them before or as the standard has them.

        https://www.typescriptlang.org/docs/handbook/decorators.html#method-decorators
        https://github.com/tc39/proposal-decorators#class-methods
        """
        method, taken = value.alternatives[0], only.function.parameters
        name = constant(method.function.name)
        if len(taken) < 3 and "target" not in getattr(taken[0].target, "name", "") if taken else True:
            made = self.call_closure(only, Arguments((value, unknown("a context"))[: len(taken)]), decorator, frame)
            return made if any(isinstance(found, Closure) for found in made) else value
        target = self.make(Shape("instance", of=(method.owner,)))
        descriptor = self.make(Shape("object", {"value": value}))
        made = self.call_closure(only, Arguments((target, name, descriptor)[: len(taken)]), decorator, frame)
        given = [self.attribute(found, "value", decorator, frame) for found in (made, descriptor)]
        return next((found for found in given if isinstance(found.only, Closure)), value)

    def _outer_decorator(self, callee: Value, value: Value, decorator: Any, frame: Frame) -> Value:
        """A decorator of a library: the function stays what it is, and may be called by the library."""
        only = callee.only
        self.decorating = True
        result = self.call(callee, Arguments((value,)), decorator, frame)
        self.decorating = False
        if any(isinstance(alternative, Builtin) for alternative in result.alternatives):
            return result  # property, staticmethod
        last = only.callee if isinstance(only, Result) else only
        name = last.name if isinstance(last, Member) else last.names[-1] if isinstance(last, External) else ""
        if (isinstance(last, External) and last.module not in _CALLS) or name.startswith(QUIET):
            self.log[:] = [entry for entry in self.log if getattr(entry, "node", None) is not decorator]
        return value
