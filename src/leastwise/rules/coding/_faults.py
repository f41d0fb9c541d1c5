"""What all rules about calls that are faults by themselves have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Step
from leastwise.model.graph import Function
from leastwise.model.resource import CodePlace
from leastwise.model.source import value_location
from leastwise.rules.dangers import shown, watch_code
from leastwise.rules.rule import Rule

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.taint.observer import Hit
    from leastwise.read.script.nodes import Function as Lowered


class CodingRule(Rule):
    """A rule about what functions do: `judged` tells what of it is wrong."""

    def prepare(self, app: Application) -> None:
        watch_code(app)

    def check(self, app: Application) -> Iterator[Finding]:
        from leastwise.code.taint.found import seen

        for function in app.functions:
            known = seen(app, function)
            if known is not None:
                yield from self.judged(app, function, known)

    def judged(self, app: Application, function: Function, known: Seen) -> Iterator[Finding]:
        """What is wrong in a function."""
        raise NotImplementedError

    def at(self, function: Function, call: Call, through: Sequence[Lowered], message: str, **more: object) -> Finding:
        """A finding at a call."""
        place = CodePlace(function.resource, call.function, call.span)
        return self.finding(place, message, functions=[function], trace=led(call, through), **more)  # type: ignore[arg-type]


class FaultRule(CodingRule):
    """A rule about calls with certain settings: the rows of kind `faults` in the tables of `leastwise.code.taint`.

    Attributes:
        danger: what follows, to end a sentence with.
    """

    danger: ClassVar[str]

    def judged(self, app: Application, function: Function, known: Seen) -> Iterator[Finding]:
        for hit, through in known.faults():
            if hit.rule == self.id and self.applies(app, function, hit):
                yield self.at(function, hit.call, through, self.said(hit))

    def applies(self, app: Application, function: Function, hit: Hit) -> bool:
        """Whether it is one in this function."""
        return True

    def said(self, hit: Hit) -> str:
        """The message."""
        danger = hit.row.facts.get("danger", self.danger)
        return f"{shown(hit.call)}: {danger}."


def led(call: Call, through: Sequence[Lowered]) -> Iterator[Step]:
    """The functions that lead to a call, and the call. No code is quoted: reports are kept."""
    from leastwise.code.needs.shown import called as call_of

    for one in through:
        yield Step(value_location(one.span), f"`{call_of(one)}`")
    yield Step(call.place, shown(call))
