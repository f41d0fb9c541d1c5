"""What all rules about injection have in common: a field of the event reaches a dangerous call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Step
from leastwise.model.graph import Function
from leastwise.model.resource import CodePlace
from leastwise.model.source import value_location
from leastwise.rules.rule import Rule
from leastwise.rules.words import called

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.taint.flows import Flow


class InjectionRule(Rule):
    """A rule about one kind of sink, whose rows in the tables of `leastwise.code.taint` name it.

    Attributes:
        danger: what whoever shapes the data can do, to end a sentence with.
    """

    danger: ClassVar[str]
    exposed = True

    def prepare(self, app: Application) -> None:
        sources = sources_of(app)
        if sources is not None:
            from leastwise.code.taint.flows import watch

            watch(sources)

    def check(self, app: Application) -> Iterator[Finding]:
        if sources_of(app) is None:
            return
        from leastwise.code.taint.flows import flows

        for function in app.functions:
            for flow in flows(app, function):
                if flow.hit.rule == self.id:
                    yield self._found(function, flow)

    def _found(self, function: Function, flow: Flow) -> Finding:
        call = flow.hit.call
        place = CodePlace(function.resource, call.function, call.span)
        return self.finding(
            place,
            f"{told(flow)} reaches `{shown(call.path)}`: {self.danger}.",
            functions=[function],
            trace=steps(flow),
            confidence=None if flow.trigger is not None else Confidence.MEDIUM,
        )


def field(flow: Flow) -> str:
    """The field of the event, as a program writes it: `event.Records[].body`."""
    return ".".join(("event", *map(str, flow.path))).replace(".[]", "[]")


def told(flow: Flow) -> str:
    """The field, and who sends it, to begin a sentence with."""
    trigger = flow.trigger
    if trigger is None:
        return f"`{field(flow)}`"
    return f"`{field(flow)}` ({trigger.route.label if trigger.route is not None else called(trigger.kind)})"


def shown(path: str) -> str:
    """The path of a call as its program names it."""
    return path.removeprefix("builtins.").removeprefix("global.")


def steps(flow: Flow) -> Iterator[Step]:
    """What leads from the trigger to the call."""
    from leastwise.code.needs.shown import called as call_of
    from leastwise.code.needs.shown import text_of

    if flow.trigger is not None:
        yield Step(flow.trigger.property.location, f"{called(flow.trigger.kind)} brings {field(flow)}")
    for one in flow.through:
        yield Step(value_location(one.span), call_of(one))
    yield Step(flow.hit.call.place, text_of(flow.hit.call))
