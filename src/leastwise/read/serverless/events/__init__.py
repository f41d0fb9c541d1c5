"""The events of functions: what starts them.

https://www.serverless.com/framework/docs/providers/aws/guide/events
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol
from leastwise.read.expand.values import each
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.events.event import Event

_KINDS: dict[str, tuple[str, str]] = {
    "http": ("rest_methods.add_routes", ""),
    "httpApi": ("http_api.add_http_api", ""),
    "websocket": ("web_socket.add_web_socket", "route"),
    "s3": ("buckets.add_buckets", "bucket"),
    "sns": ("topics.add_topics", "topicName"),
    "sqs": ("sources.add_sources", "arn"),
    "stream": ("sources.add_sources", "arn"),
    "msk": ("sources.add_sources", "arn"),
    "kafka": ("sources.add_sources", ""),
    "activemq": ("sources.add_sources", ""),
    "rabbitmq": ("sources.add_sources", ""),
    "schedule": ("rules.add_schedules", "rate"),
    "cloudwatchEvent": ("rules.add_patterns", ""),
    "eventBridge": ("rules.add_bus_rules", ""),
    "cloudwatchLog": ("push.add_log_subscriptions", "logGroup"),
    "iot": ("push.add_topic_rules", "sql"),
    "iotFleetProvisioning": ("push.add_provisioning", ""),
    "alexaSkill": ("push.add_skills", "appId"),
    "alexaSmartHome": ("push.add_smart_homes", "appId"),
    "cognitoUserPool": ("pools.add_pool_triggers", "pool"),
    "alb": ("balancers.add_listener_rules", ""),
    "cloudFront": ("edge.add_distribution", ""),
}
"""Kind → module and function that add all events of it, and the property that the short form gives."""


def add_events(build: ServerlessBuild) -> None:
    """Add what the events of all functions become."""
    found: dict[str, list[Event]] = {}
    for function in build.functions.values():
        for event in events_of(build, function):
            found.setdefault(event.kind, []).append(event)
    for kind, (handler, _) in _KINDS.items():
        if kind in found:
            module, _, name = handler.partition(".")
            add: Callable[[ServerlessBuild, list[Event]], None] = getattr(
                import_module("leastwise.read.serverless.events." + module), name
            )
            add(build, found[kind])


def events_of(build: ServerlessBuild, function: Target) -> list[Event]:
    """The events of one function, in the long form."""
    found: list[Event] = []
    properties = function.properties
    for number, (entry, span) in enumerate(each(properties.get("events"), properties.span("events")), 1):
        if isinstance(entry, str):
            entry = Map(span, {entry: None})
        if not isinstance(entry, Map) or not entry:
            reason = "is not known before deployment" if isinstance(entry, Symbol) else "is no mapping"
            build.context.note(span, f"an event of {function.key} {reason}; what starts the function is not seen")
            continue
        for kind in [kind for kind in entry if kind in _KINDS] or [next(iter(entry))]:
            place = entry.spans.get(kind, span)
            if kind not in _KINDS:
                build.context.note(place, f"{kind!r} is no event that is known here; {function.key} is started by it")
                continue
            long = _long_form(kind, entry[kind], place)
            if long is None:
                build.context.note(place, f"the {kind} event of {function.key} is not known; it is not seen")
            else:
                found.append(Event(kind, function, number, long, place))
    return found


def _long_form(kind: str, value: Any, span: Span) -> Map | None:
    """What an event says as a mapping, whichever way it is written; `None` where that is not known."""
    if isinstance(value, Map):
        return value
    long = Map(span)
    if kind in ("http", "httpApi"):
        if not isinstance(value, str):
            return None
        method, _, path = value.strip().partition(" ")
        if not path:
            method, path = "*", method
        long.put("method", method, span)
        long.put("path", path.strip(), span)
        return long
    short = _KINDS[kind][1]
    if value is None or value is True:
        return long if kind in ("alexaSkill", "alexaSmartHome") else None
    if not short or value is False:
        return None
    if kind == "sns" and (isinstance(value, Symbol) or (isinstance(value, str) and value.startswith("arn:"))):
        short = "arn"
    long.put(short, value, span)
    return long
