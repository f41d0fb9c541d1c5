"""Fields of what a message carries that something else sent: a bucket's events through a queue, a topic or a rule.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.needs.derived import Derived
from leastwise.code.needs.frozen import Field
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Reference, Seq, Symbol, references

_HOPS = 3
_MOST = 16
_PARSED = ("json", "same", "decode", "toString", "strip", "trim")
_ENDS = {("s3", "bucket", "name"): "Ref", ("s3", "bucket", "arn"): "Arn", ("detail", "bucket", "name"): "Ref"}
"""What a field of an event of a bucket ends with, and the attribute of the bucket that it is."""


def relayed(app: Application, function: Function, found: Derived) -> list[Any]:
    """Everything that a field of a message may be; nothing where that is not known.

    Args:
        app: the application.
        function: the one that gets the message.
        found: the field, read out of the text of the message.
    """
    path = _path(found)
    for end, attribute in _ENDS.items():
        if path[-len(end) :] == end:
            sources = {one.resource.key: None for one in app.triggers_of(function) if one.resource is not None}
            buckets = list(_buckets(app, sources))
            return [_of(bucket, attribute) for bucket in dict.fromkeys(buckets)][:_MOST]
    return []


def _of(bucket: Any, attribute: str) -> Any:
    return Reference(bucket.key, attribute) if isinstance(bucket, Resource) else bucket


def _path(found: Derived) -> tuple[str, ...]:
    """The names on the way to a field, without what reads texts; empty where more is done with it."""
    path = list(found.of.path) if isinstance(found.of, Field) else []
    parsed = False
    for name, arguments in found.steps:
        if name in ("item", "get") and arguments and isinstance(arguments[0], str):
            path.append(arguments[0])
        elif name not in _PARSED:
            return ()
        parsed = parsed or name == "json"
    return tuple(path) if parsed else ()


def _buckets(app: Application, keys: dict[str, None]) -> Iterator[Any]:
    """The buckets whose events reach queues and topics: by notifications, subscriptions and rules."""
    for _ in range(_HOPS):
        more = {
            reference.resource: None
            for one in app.resources("AWS::SNS::Subscription")
            if _names(one.get("Endpoint"), keys)
            for reference in references(one.get("TopicArn"))
        }
        keys = {**keys, **more}
    for bucket in app.resources("AWS::S3::Bucket"):
        if _names(bucket.get("NotificationConfiguration"), keys):
            yield bucket
    for custom in app.resources("Custom::S3BucketNotifications"):
        if _names(custom.get("NotificationConfiguration"), keys):
            own = app.referenced(custom.get("BucketName"), "AWS::S3::Bucket")
            yield from () if own is None else (own,)
    for rule in app.resources("AWS::Events::Rule"):
        if _names(rule.get("Targets"), keys):
            names = rule.get("EventPattern.detail.bucket.name")
            for name in names if isinstance(names, Seq) else ():
                own = app.referenced(name, "AWS::S3::Bucket")
                yield from (own,) if own is not None else (name,) if isinstance(name, (str, Symbol)) else ()


def _names(value: Any, keys: dict[str, None]) -> bool:
    return isinstance(value, (Map, Seq, Symbol)) and any(one.resource in keys for one in references(value))
