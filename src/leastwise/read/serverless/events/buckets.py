"""Notifications of buckets.

https://www.serverless.com/framework/docs/providers/aws/events/s3
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, concat, display
from leastwise.read.expand.context import ACCOUNT, PARTITION
from leastwise.read.expand.values import given, mapping, on
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, in_stack, own, permit
from leastwise.read.serverless.events.names import tail
from leastwise.read.serverless.naming import alphanumeric, upper_first

_ANY_OBJECT = "s3:ObjectCreated:*"
_CALLED = {
    "BucketEncryption": "bucketEncryption",
    "LifecycleConfiguration": "lifecycleConfiguration",
    "LoggingConfiguration": "loggingConfiguration",
    "OwnershipControls": "ownershipControls",
    "PublicAccessBlockConfiguration": "publicAccessBlockConfiguration",
    "VersioningConfiguration": "versioningConfiguration",
}
_NOTIFICATIONS = "Custom::S3BucketNotifications"
"""A custom resource that sets up notifications of a bucket that is there already; the Framework's is `Custom::S3`."""


def add_buckets(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the buckets that events name, their notifications, and permissions."""
    made_here: dict[str, tuple[Any, list[Event]]] = {}
    for event in events:
        bucket = event.properties.get("bucket")
        if not given(bucket):
            build.context.note(event.span, f"the s3 event of {event.function.key} names no bucket")
        elif on(event.properties.get("existing")) or isinstance(bucket, Reference):
            _notify_existing(build, event, bucket)
        else:
            made_here.setdefault(display(bucket), (bucket, []))[1].append(event)
    for label, (bucket, found) in made_here.items():
        _add_bucket(build, label, bucket, found)


def _add_bucket(build: ServerlessBuild, label: str, bucket: Any, events: list[Event]) -> None:
    """Add a bucket, with what `provider.s3` says about the one of that name."""
    known = build.under(build.provider, "s3")
    settings = build.under(known, label)
    above = "" if label in known else f"provider.s3.{label}."
    span = events[0].properties.span("bucket") if above else known.span(label)
    properties = Map(span)
    name = settings.get("name", bucket)
    properties.put("BucketName", name, settings.spans.get("name", span))
    configuration = Map(events[0].span)
    for key, value, place in settings.entries():
        if key == "notificationConfiguration" and isinstance(value, Map):
            configuration = value.copy()
        elif key != "name":
            properties.put(upper_first(key), value, place)
    listeners = Seq(events[0].span)
    for event in events:
        listeners.put(_listener(event, "Function"), event.span)
    configuration.put("LambdaConfigurations", listeners, events[0].span)
    properties["NotificationConfiguration"] = configuration
    called = {name: above + own_name for name, own_name in _CALLED.items()}
    add(build, f"S3Bucket{alphanumeric(label)}", "AWS::S3::Bucket", properties, span, called=called, label=label)
    address = concat(("arn:", PARTITION, ":s3:::", name))
    for event in events:
        _permit(build, event, alphanumeric(label), address)


def _listener(event: Event, function: str) -> Map:
    source = event.properties
    listener = own(Map(event.span), **{function: event.function.call})
    listener.put("Event", source.get("event", _ANY_OBJECT), source.span("event"))
    rules = source.get("rules")
    if isinstance(rules, Seq):
        span = source.span("rules")
        found = Seq(span)
        for _, rule, place in rules.entries():
            for name, value in mapping(rule, place).items():
                found.put(Map(place, {"Name": name, "Value": value}), place)
        listener.put("Filter", Map(span, {"S3Key": Map(span, {"Rules": found})}), span)
    return listener


def _notify_existing(build: ServerlessBuild, event: Event, bucket: Any) -> None:
    """The Framework's custom resource tells a bucket that is there already about the function."""
    span = event.span
    name = f"{event.prefix}CustomS31"
    found: Resource | None = build.result.get(name)
    key = "LambdaFunctionConfigurations"
    if found is None or found.type != _NOTIFICATIONS:
        properties = Map(span)
        properties.put("BucketName", bucket, event.properties.span("bucket"))
        own(properties, NotificationConfiguration={key: []})
        add(build, name, _NOTIFICATIONS, properties, span)
        found = build.result[name]
    listeners = mapping(found.properties.get("NotificationConfiguration"), span).get(key)
    if isinstance(listeners, Seq):
        listeners.put(_listener(event, "LambdaFunctionArn"), span)
    own_bucket = in_stack(build, bucket)
    address = build.context.att(own_bucket) if own_bucket else concat(("arn:", PARTITION, ":s3:::", bucket))
    _permit(build, event, alphanumeric(tail(bucket)), address)


def _permit(build: ServerlessBuild, event: Event, label: str, address: Any) -> None:
    span: Span = event.span
    name = f"{event.prefix}LambdaPermission{label}S3"
    permit(build, name, event.function.call, "s3.amazonaws.com", span, SourceArn=address, SourceAccount=ACCOUNT)
