"""Fields of what a message carries that something else sent: a bucket's events through a queue, a topic or a rule.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Reference, Seq, Symbol, references

_HOPS = 3
_MOST = 16
_ENDS = {("s3", "bucket", "name"): "Ref", ("s3", "bucket", "arn"): "Arn", ("detail", "bucket", "name"): "Ref"}
"""What a field of an event of a bucket ends with, and the attribute of the bucket that it is."""


def relayed(app: Application, senders: Iterable[str], path: tuple[str, ...]) -> list[Any]:
    """Everything that a field of a message may be; nothing where that is not known.

    Args:
        app: the application.
        senders: keys of the queues and topics that send the message.
        path: of the field, the text of the message read.
    """
    for end, attribute in _ENDS.items():
        if path[-len(end) :] == end:
            buckets = list(_buckets(app, dict.fromkeys(senders)))
            return [_of(bucket, attribute) for bucket in dict.fromkeys(buckets)][:_MOST]
    return []


def _of(bucket: Any, attribute: str) -> Any:
    return Reference(bucket.key, attribute) if isinstance(bucket, Resource) else bucket


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
