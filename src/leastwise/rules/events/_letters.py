"""Edits that give a queue for what failed to a function, or to what sends events.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.model.value import Parameter, Reference, concat
from leastwise.rules.granting import allowing
from leastwise.rules.policies import document
from leastwise.rules.tls import tls_only

_FORTNIGHT = 1209600
"""Seconds, the longest that SQS keeps a message."""

_SETTING = {
    "AWS::Events::Rule": ("UndeliveredEvents", "Arn"),
    "AWS::SNS::Subscription": ("UndeliveredMessages", "deadLetterTargetArn"),
    "AWS::Scheduler::Schedule": ("MissedSchedules", "Arn"),
}
"""Type of a sender → the name of the one queue for all of its kind, and where the setting names it."""

_SOURCES = {
    "AWS::Events::Rule": ("events.amazonaws.com", "events", "rule/*"),
    "AWS::SNS::Subscription": ("sns.amazonaws.com", "sns", "*"),
}
"""Type of a sender → the service that sends in its name, and what the ARN of the source looks like."""


def for_function(function: Function) -> list[Edit]:
    """Edits for a function that loses events. Its role has to be in the application: it must allow sending there."""
    resource = function.resource
    name = f"{resource.name}Failed"
    queue = resource.neighbour(name, "Arn")
    allowed: list[Edit] | None = []
    if resource["Role"].by != "framework" or resource.framework == "serverless":
        # Otherwise the framework allows what the setting needs; the Serverless Framework does so for topics alone.
        allowed = allowing(function.role, name, "sqs:SendMessage", queue)
    if allowed is None:
        return []
    policy = _policy(resource[()], name, queue, [])
    return [_queue(resource[()], name), *policy, *allowed, Set(resource["DeadLetterConfig.TargetArn"], queue)]


def for_sender(app: Application, place: Property) -> list[Edit]:
    """Edits for a rule's target, a schedule or a subscription: one queue for all of a kind, and its policy."""
    sender = place.resource
    name, setting = _SETTING[sender.type]
    queue = sender.neighbour(name, "Arn")
    allowed: list[Edit] | None = []
    if sender.type == "AWS::SNS::Subscription":
        topic = app.referenced(sender["TopicArn"].value, "AWS::SNS::Topic")
        if topic is None or topic["FifoTopic"].flag(False) is not False:
            return []  # a topic elsewhere is another source, and one that keeps order wants a queue that does
    elif sender.type == "AWS::Scheduler::Schedule":
        role = app.role_of(sender["Target.RoleArn"].value)
        if role is None or role.resource is None or role.resource.by != "framework":
            allowed = allowing(role, name, "sqs:SendMessage", queue)
    if allowed is None:
        return []
    policy = _policy(sender[()], name, queue, [_sending(sender.type, queue)] if sender.type in _SOURCES else [])
    return [_queue(sender[()], name), *policy, *allowed, Set(place[setting], queue)]


def _queue(beside: Property, name: str) -> Edit:
    return AddResource(beside, name, "AWS::SQS::Queue", {"MessageRetentionPeriod": _FORTNIGHT})


def _policy(beside: Property, name: str, queue: Reference, statements: list[dict[str, Any]]) -> list[Edit]:
    policy = document([*statements, tls_only("sqs:*", [queue])])
    properties = {"Queues": [Reference(queue.resource, "Ref")], "PolicyDocument": policy}
    return [AddResource(beside, f"{name}Policy", "AWS::SQS::QueuePolicy", properties)]


def _sending(type_: str, queue: Reference) -> dict[str, Any]:
    """The statement by which a service may send to the queue for the account's own rules or topics of this region."""
    principal, service, what = _SOURCES[type_]
    here = (":", Parameter("AWS::Region"), ":", Parameter("AWS::AccountId"), ":")
    source = concat(["arn:", Parameter("AWS::Partition"), f":{service}", *here, what])
    return {
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnLike": {"aws:SourceArn": source}},
    }
