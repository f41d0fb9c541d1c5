"""What observers are told besides calls of libraries: statements, and functions that the interpreter knows itself."""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.interpreter.functions import Functions
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import EMPTY
from leastwise.code.interpreter.views import View
from leastwise.code.observers import KEEP, RETURN, SET, Call, Guard
from leastwise.code.values import (
    FALSE,
    NOTHING,
    TRUE,
    Alternative,
    Event,
    External,
    Member,
    Object,
    Result,
    Test,
    Value,
    constant,
)
from leastwise.model.source import Span

_ANSWERS = {"(callback)": 1, "(context).succeed": 0, "(context).done": 1}
"""Calls by which a handler gives its answer, and which argument that is.

https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-callback
"""


class Telling(Functions):
    """Tells those who watch more than calls of libraries."""

    def tell(self, path: str, given: tuple[Value, ...], span: Span, frame: Frame) -> None:
        """See `Machine.tell`."""
        if path == RETURN and not self._new(given[0]):
            return
        told = Call(
            External(path), path, None, given, EMPTY, None, None, span, frame.function, frame.guards,
            View(self, frame), NOTHING,
        )  # fmt: skip
        self.log.append(told)
        for observer in self.watchers:
            observer.call(told)

    def tell_answer(self, told: Call, frame: Frame) -> None:
        """That a handler gives its answer by a call."""
        at = _ANSWERS.get(told.path)
        if at is not None and self.watchers and len(told.arguments) > at:
            self.tell(RETURN, (told.arguments[at],), told.span, frame)

    def tell_set(self, holder: Value, name: str, value: Value, span: Span, frame: Frame) -> None:
        """Setting what a library holds, such as `session.verify`: the call `requests.Session().verify.(set)`."""
        for alternative in holder.alternatives if self.watchers else ():
            answers = isinstance(alternative, Event) and "response" in (*alternative.path[:1], name)
            if answers or isinstance(alternative, (External, Member, Result)):
                self.tell(f"{path_of(alternative)}.{name}.{SET}", (value,), span, frame)

    def tell_kept(self, holder: Value, value: Value, span: Span, frame: Frame, *, more: bool = False) -> None:
        """That an object which was there before the handler began gets data of an event; `more`: beside what it has."""
        kept = any(a.__class__ is Object and a.address <= self.begun for a in holder.alternatives)
        if kept and frame.function and self.watchers and self.begun:
            source, _, _, start, end = span
            name = source.text[start : min(end, start + 60)]
            self.tell(KEEP, (constant(name), value, TRUE if more else FALSE), span, frame)

    def holds(self, value: Value) -> bool:
        """See `Machine.holds`."""
        inside = (self.shape(one_of) for one_of in value.alternatives if one_of.__class__ is Object)
        return bool(value.origins) or any(held.origins for shape in inside for held in shape.all())

    def _new(self, value: Value) -> bool:
        """Whether objects are given back that no other function gave back before, as they are now."""
        found = [a for a in value.alternatives if isinstance(a, Object)]
        new = [a for a in found if self.given_back.get(a.address) is not self.shape(a)]
        self.given_back |= {a.address: self.shape(a) for a in new}
        return bool(new)

    def seen(self, callee: Alternative, value: Value, given: Arguments, node: Any, frame: Frame,
             receiver: Value | None = None) -> Value:  # fmt: skip
        """What a function of the language or a library gives that the interpreter knows itself."""
        name = callee.name if isinstance(callee, Member) else callee.names[-1] if getattr(callee, "names", ()) else ""
        watchers = [one_of for one_of in self.watchers if one_of.knows(name)]  # type: ignore[attr-defined]
        if not watchers:
            return value
        told = Call(
            callee, path_of(callee), receiver, given.positional, given.keywords, given.rest, given.rest_keywords,
            node.span, frame.function, frame.guards, View(self, frame), value,
        )  # fmt: skip
        self.log.append(told)
        for observer in watchers:
            value = observer.call(told) or value
        self.passed(told, frame)
        return value

    def entering(self, found: Result, given: Arguments, frame: Frame) -> Arguments:
        """What a handler is given that is wrapped by what checks the event."""
        first = given.positional[0] if given.positional else None
        for observer in self.watchers:
            better = observer.entering(found, first, View(self, frame))  # type: ignore[attr-defined]
            if better is not None:
                return Arguments((better, *given.positional[1:]), given.keywords, given.rest, given.rest_keywords)
        return given

    def passed(self, told: Call, frame: Frame) -> None:
        """Keep what holds after a check that fails with an exception."""
        if any(one_of.raises(told) for one_of in self.watchers):  # type: ignore[attr-defined]
            made = Value((Result(told.callee, told.arguments, tuple(told.keywords.items())),), told.result.origins)
            self.keep((Guard(Test("truth", made), True),), frame)

    def given_by(self, found: Alternative, value: Value) -> Value:
        """What a library holds, or calls a function with: a field of the event, where somebody knows that it is."""
        for observer in self.watchers:
            better = observer.field(found, View(self, None))  # type: ignore[attr-defined,arg-type]
            if better is not None:
                return better  # type: ignore[no-any-return]
        return value
