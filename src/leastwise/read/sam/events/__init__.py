"""The events of functions and state machines.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.value import Map
from leastwise.read.expand.build import Build
from leastwise.read.sam.events import http, push, rules
from leastwise.read.sam.events.event import Event, Target
from leastwise.read.sam.events.pull import add_mapping
from leastwise.read.sam.openapi import DEFAULT_PATH
from leastwise.read.sam.tables import table

_Handler = Callable[[Build, Target, Event], None]

_FUNCTION: dict[str, _Handler] = {
    "AlexaSkill": push.add_alexa_skill,
    "Api": http.add_rest_route,
    "CloudWatchEvent": rules.add_rule,
    "CloudWatchLogs": push.add_log_subscription,
    "Cognito": push.add_user_pool_trigger,
    "EventBridgeRule": rules.add_rule,
    "HttpApi": http.add_http_route,
    "IoTRule": push.add_iot_rule,
    "S3": push.add_bucket_notification,
    "SNS": push.add_subscription,
    "Schedule": rules.add_rule,
    "ScheduleV2": rules.add_schedule,
}

_STATE_MACHINE: dict[str, _Handler] = {
    "Api": http.add_state_machine_route,
    "CloudWatchEvent": rules.add_rule,
    "EventBridgeRule": rules.add_rule,
    "Schedule": rules.add_rule,
    "ScheduleV2": rules.add_schedule,
}


def add_events(build: Build, target: Target, events: Any) -> None:
    """Add what every event of a function or state machine becomes."""
    if not isinstance(events, Map):
        return
    handlers = _FUNCTION if target.kind == "function" else _STATE_MACHINE
    found = []
    for label, event, span in events.entries():
        kind = event.get("Type") if isinstance(event, Map) else None
        if not isinstance(kind, str):
            build.context.note(span, f"the event {label} of {target.name} has no type; it was left out")
            continue
        properties = event.get("Properties")
        properties = properties if isinstance(properties, Map) else Map(span)
        found.append(Event(target.name + label, label, kind, properties, span))
    # A route for everything makes permissions of others superfluous, so SAM looks at `$default` before `/`.
    found.sort(key=_order)
    for event in found:
        handler = handlers.get(event.kind)
        if handler is not None:
            handler(build, target, event)
        elif target.kind == "function" and event.kind in table("events"):
            add_mapping(build, target, event)
        else:
            reason = (
                f"{event.kind!r} is no event type of a {target.kind} that is known here; {event.label} was left out"
            )
            build.context.note(event.span, reason)


def _order(event: Event) -> str:
    path = event.properties.get("Path")
    if event.kind == "HttpApi" and path is None and event.properties.get("Method") is None:
        return DEFAULT_PATH
    return path if isinstance(path, str) else event.label
