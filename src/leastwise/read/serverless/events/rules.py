"""Schedules, and rules of EventBridge.

https://www.serverless.com/framework/docs/providers/aws/events/schedule
https://www.serverless.com/framework/docs/providers/aws/events/event-bridge
https://www.serverless.com/framework/docs/providers/aws/events/cloudwatch-event
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, concat, display, is_false
from leastwise.read.expand.role import allow
from leastwise.read.expand.values import carry, each, given, put
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, arn, names, own, permit, trusted_by, turned
from leastwise.read.serverless.naming import ROLE, alphanumeric, normalized, upper_first

_EVENTS = "events.amazonaws.com"
_MAX_NAME = 64
"""https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html"""


def add_schedules(build: ServerlessBuild, events: list[Event]) -> None:
    """Add a rule, or a schedule of the EventBridge Scheduler, for each rate of each event."""
    counts: dict[str, int] = {}
    for event in events:
        source = event.properties
        rates = list(each(source.get("rate"), source.span("rate")))
        if not rates:
            build.context.note(event.span, f"the schedule of {event.function.key} says no rate")
        for rate, span in rates:
            number = counts[event.prefix] = counts.get(event.prefix, 0) + 1
            # Without places of its own where it is the only rate: the event is what causes the rule.
            span = span if len(rates) > 1 else source.span("rate")
            if source.get("method") == "scheduler":
                _add_schedule(build, event, f"{event.prefix}SchedulerSchedule{number}", rate, span)
                continue
            rule = Map(event.span)
            carry(source, rule, names("rule"))
            rule.put("ScheduleExpression", rate, span)
            name = f"{event.prefix}EventsRuleSchedule{number}"
            target = _target(event, f"{event.function.key}Schedule")
            _add_rule(build, event, name, rule, target, turned("schedule"))
            allowed = f"{event.prefix}LambdaPermissionEventsRuleSchedule{number}"
            permit(build, allowed, event.function.call, _EVENTS, event.span, SourceArn=build.context.att(name))


def _add_schedule(build: ServerlessBuild, event: Event, name: str, rate: Any, span: Span) -> None:
    source = event.properties
    schedule = Map(event.span)
    carry(source, schedule, names("scheduler"))
    schedule.put("ScheduleExpression", rate, span)
    _set_state(source, schedule)
    function = build.result.get(event.function.logical_id)
    receiver = own(Map(event.span), Arn=event.function.call)
    receiver["RoleArn"] = None if function is None else function.properties.get("Role")
    if receiver["RoleArn"] is None:
        role = event.function.role
        receiver["RoleArn"] = build.context.att(role.name if role is not None else ROLE)
    if given(source.get("input")):
        receiver.put("Input", source["input"], source.span("input"))
    own(schedule, FlexibleTimeWindow={"Mode": "OFF"})
    schedule["Target"] = receiver
    add(build, name, "AWS::Scheduler::Schedule", schedule, event.span, called=turned("scheduler"))
    if event.function.role is not None:
        trusted_by(event.function.role, "scheduler.amazonaws.com")
        address = arn("lambda", "function:", event.function.name)
        statement = allow(["lambda:InvokeFunction"], [address, concat((address, ":*"))])
        event.function.role.grant("schedule", [statement], event.span)


def add_patterns(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the rule of each `cloudwatchEvent`."""
    counts: dict[str, int] = {}
    for event in events:
        number = counts[event.prefix] = counts.get(event.prefix, 0) + 1
        rule = Map(event.span)
        carry(event.properties, rule, names("rule"))
        name = f"{event.prefix}EventsRuleCloudWatchEvent{number}"
        _add_rule(build, event, name, rule, _target(event, f"{event.function.key}CloudWatchEvent"), turned("rule"))
        allowed = f"{event.prefix}LambdaPermissionEventsRuleCloudWatchEvent{number}"
        permit(build, allowed, event.function.call, _EVENTS, event.span, SourceArn=build.context.att(name))


def add_bus_rules(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the rule of each `eventBridge` event, and the buses that it names and that are not there yet."""
    for event in events:
        source, span = event.properties, event.properties.span("eventBus")
        rule = Map(event.span)
        carry(source, rule, names("rule"))
        name = source.get("name")
        stub = f"{display(event.function.name)}-rule-{event.number}"
        if not given(name):
            name = concat((event.function.name, f"-rule-{event.number}"))
            name = _hashed(name, f"rule-{event.number}") if isinstance(name, str) else name
            rule["Name"] = name
        bus = source.get("eventBus")
        path: tuple[Any, ...] = (name,)
        if given(bus):
            known = bus.partition("/")[2] if isinstance(bus, str) and bus.startswith("arn") else bus
            path = (known, "/", name)
            if isinstance(known, Symbol) or known != "default":
                rule.put("EventBusName", known, span)
            if isinstance(bus, str) and known is bus and bus not in ("", "default"):
                made_bus = Map(span)
                made_bus.put("Name", bus, span)
                bus_name = normalized(bus) + "EventBridgeEventBus"
                if bus_name not in build.result or bus_name in build.source:
                    add(build, bus_name, "AWS::Events::EventBus", made_bus, span)
        target_id = _hashed(f"{name}-target", "target") if isinstance(name, str) else concat((name, "-target"))
        logical_id = alphanumeric(stub) + "EventBridgeRule"
        _add_rule(build, event, logical_id, rule, _target(event, target_id), turned("rule") | _LETTERS)
        allowed = f"{event.prefix}EventBridgeLambdaPermission{event.number}"
        permit(build, allowed, event.function.call, _EVENTS, event.span, SourceArn=arn("events", "rule/", *path))


_LETTERS = dict.fromkeys(("Targets.DeadLetterConfig", "Targets.DeadLetterConfig.Arn"), "deadLetterQueueArn")
"""https://www.serverless.com/framework/docs/providers/aws/events/event-bridge#adding-a-dlq-to-an-event-rule"""


def _target(event: Event, target_id: Any) -> Map:
    receiver = Map(event.span)
    carry(event.properties, receiver, names("target"))
    for key in ("inputTransformer", "retryPolicy"):
        found, span = event.properties.get(key), event.properties.span(key)
        if isinstance(found, Map):
            inner = Map(span)
            carry(found, inner, names(key))
            receiver.put(upper_first(key), inner, span)
    if given(event.properties.get("deadLetterQueueArn")):
        span = event.properties.span("deadLetterQueueArn")
        put(receiver, "DeadLetterConfig.Arn", event.properties["deadLetterQueueArn"], span)
    return own(receiver, Arn=event.function.call, Id=target_id)


def _set_state(source: Map, into: Map) -> None:
    if "enabled" in source:
        enabled: Any = source["enabled"]
        if not isinstance(enabled, Symbol):
            enabled = "DISABLED" if is_false(enabled) else "ENABLED"
        into.put("State", enabled, source.span("enabled"))
    else:
        into["State"] = "ENABLED"


def _add_rule(build: ServerlessBuild, event: Event, name: str, rule: Map, target: Map, called: dict[str, str]) -> None:
    _set_state(event.properties, rule)
    targets = Seq(event.span)
    targets.put(target, event.span)
    rule["Targets"] = targets
    add(build, name, "AWS::Events::Rule", rule, event.span, called=called)


def _hashed(name: str, suffix: str) -> str:
    """A name that is not too long.

    https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/events/event-bridge/utils.js
    """
    if len(name) <= _MAX_NAME:
        return name
    digest = md5(name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    return f"{name[: 31 - len(suffix)]}{digest}-{suffix}"
