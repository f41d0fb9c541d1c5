"""An event of a function or state machine, and what it starts."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference
from leastwise.read.expand.build import Build, suffixed
from leastwise.read.expand.role import Role


class Target(NamedTuple):
    """What events start.

    Attributes:
        kind: a function, or a state machine.
        name: logical id.
        call: what a permission or mapping names: the function, or the alias that is published.
        arn: its ARN.
        role: the role that event sources add to; of a state machine, the permissions boundary for roles of its events.
    """

    kind: Literal["function", "state machine"]
    name: str
    call: Reference
    arn: Reference
    role: Role | None = None
    boundary: Any = None


class Event(NamedTuple):
    """One event.

    Attributes:
        name: logical id of what is made for it: the target's name and the event's.
        label: the name that the author gave it.
        kind: its `Type`.
        properties: its `Properties`, empty where there are none.
        span: where it stands.
    """

    name: str
    label: str
    kind: str
    properties: Map
    span: Span


def permit(
    build: Build,
    target: Target,
    event: Event,
    principal: str,
    *,
    prefix: str | None = None,
    suffix: str = "",
    **conditions: Any,
) -> None:
    """Add the permission for a service to invoke the function. Conditions are properties such as `SourceArn`."""
    properties = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": target.call,
        "Principal": principal,
        **conditions,
    }
    name = suffixed((prefix or event.name) + "Permission", suffix)
    build.add(name, "AWS::Lambda::Permission", properties, event.span)
