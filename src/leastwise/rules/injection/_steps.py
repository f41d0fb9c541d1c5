"""The way of a field as people read it: trigger, handler, where it is read, who has it then, and the call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Step
from leastwise.model.graph import Function
from leastwise.model.source import value_location
from leastwise.rules.dangers import field, kept_in, shown, written_field
from leastwise.rules.words import called

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.taint.flows import Flow
    from leastwise.code.taint.tracing import Noted

_WORDS = {
    "assigned": "`{name}` holds it",
    "item": "`{name}` is each item of it",
    "kept": "`{name}` keeps it",
    "passed": "`{function}` is given it as `{name}`",
    "returned": "`{function}` gives it back",
}


def steps(app: Application, function: Function, flow: Flow) -> Iterator[Step]:
    """What leads from the trigger to the call. No code is quoted: reports are kept, and a line may hold a secret."""
    from leastwise.code.needs.shown import called as call_of
    from leastwise.code.taint.trace import trace

    yield from _begin(app, flow)
    handler, *others = flow.through or (None,)
    if handler is not None:
        yield Step(value_location(handler.span), f"`{call_of(handler)}`")
    # Of the whole event there is no place where it is read, and its way is that of the calls.
    noted = trace(app, function, flow.hit.call.span, flow.path) if flow.path else ()
    for one in noted:
        yield Step(value_location(one.span), _words(one, flow))
    if not noted:
        for inner in others:
            yield Step(value_location(inner.span), f"`{call_of(inner)}`")
    yield Step(flow.hit.call.place, shown(flow.hit.call))


def _begin(app: Application, flow: Flow) -> Iterator[Step]:
    """What brings the field, and who stores it where it comes from a store."""
    from leastwise.code.taint.reading import mark

    written, trigger = flow.written or flow.sent, flow.trigger
    if trigger is not None:
        outside = mark(flow.path) and (written is None or not written.path or mark(written.path))
        what = "starts it" if outside else f"brings `{field(flow) if written is None else written_field(written)}`"
        yield Step(trigger.property.location, f"{called(trigger.kind)} {what}")
    if written is not None and written.call is not None and written.function is not None:
        what = "sends it on" if flow.written is None else f"stores it in {kept_in(app, written)}"
        yield Step(written.call.place, f"`{written.function.name}` {what}")


def _words(one: Noted, flow: Flow) -> str:
    if one.kind == "read":
        return f"`{field(flow)}` is read"
    return _WORDS[one.kind].format(name=one.name.removeprefix("."), function=one.function or "(function)")
