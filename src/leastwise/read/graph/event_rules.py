"""EventBridge: rules on patterns and on schedules, and the scheduler.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import Exposure, Trigger, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.read.graph.context import Context, entries, field
from leastwise.read.graph.policies import everyone
from leastwise.read.graph.senders import Senders, widest
from leastwise.read.graph.stores import bus_policy
from leastwise.read.graph.texts import parse

_UNIVERSAL = ":::aws-sdk:lambda:invoke"


def event_triggers(context: Context, senders: Senders) -> Iterator[Trigger]:
    """The triggers of rules and schedules."""
    rules = tuple(context.of("AWS::Events::Rule"))
    default = _default_bus(context) if rules else Exposure.INTERNAL
    for rule in rules:
        for place, target in entries(rule["Targets"]):
            function = context.function(target.get("Arn"), place["Arn"])
            if function is None:
                continue
            if "EventPattern" not in rule.properties:
                yield Trigger(TriggerKind.SCHEDULE, function, rule.id, Exposure.INTERNAL, place, rule)
                continue
            source, name, exposure = _source(context, senders, rule, default)
            yield Trigger(TriggerKind.EVENTBRIDGE, function, name, exposure, place, source)
    for schedule in context.of("AWS::Scheduler::Schedule"):
        place, value = _scheduled(schedule)
        function = context.function(value, place)
        if function is not None:
            yield Trigger(TriggerKind.SCHEDULE, function, schedule.id, Exposure.INTERNAL, place, schedule)


def _default_bus(context: Context) -> Exposure:
    """Who can send to the account's default bus, as far as the application says."""
    found = []
    for resource in context.of("AWS::Events::EventBusPolicy"):
        name = resource.properties.get("EventBusName", "default")
        if name == "default":
            for statement in bus_policy(context, resource):
                wide = everyone(statement) and not statement.conditional
                found.append(Exposure.INTERNET if wide else Exposure.ACCOUNT)
    return widest(found)


def _source(
    context: Context, senders: Senders, rule: Resource, default: Exposure
) -> tuple[Resource | None, str, Exposure]:
    """Where the events of a rule come from: a bucket, a bus of the application, the default bus, or elsewhere."""
    named = rule.properties.get("EventBusName", "default")
    bus = context.lookup.resource(named, "AWS::Events::EventBus")
    if bus is not None:
        return bus, bus.id, senders.of(bus)
    pattern = rule.properties.get("EventPattern")
    pattern = pattern if isinstance(pattern, Map) else parse(pattern, rule.span)
    senders_named = field(pattern, "source")
    sources = [item for item in senders_named if isinstance(item, str)] if isinstance(senders_named, Seq) else []
    if named != "default" and not (isinstance(named, str) and named.endswith("event-bus/default")):
        return None, display(named) if isinstance(named, (str, Symbol)) else "?", Exposure.UNKNOWN
    if sources == ["aws.s3"]:
        buckets = field(field(field(pattern, "detail"), "bucket"), "name")
        for item in buckets if isinstance(buckets, Seq) else ():
            bucket = context.lookup.resource(item, "AWS::S3::Bucket")
            if bucket is not None:
                return bucket, bucket.id, senders.of(bucket)
    # Sources that begin with `aws.` are reserved: nobody but AWS can send them.
    own = bool(sources) and all(source.startswith("aws.") for source in sources)
    return None, ", ".join(sources) or "default event bus", Exposure.INTERNAL if own else default


def _scheduled(schedule: Resource) -> tuple[Property, Any]:
    """What a schedule invokes, directly or through the universal target."""
    place = schedule["Target.Arn"]
    value = place.value
    if isinstance(value, (str, Symbol)) and display(value).endswith(_UNIVERSAL):
        place = schedule["Target.Input"]
        return place, field(parse(place.value, place.span), "FunctionName")
    return place, value
