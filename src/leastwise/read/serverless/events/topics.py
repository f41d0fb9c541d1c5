"""Topics.

https://www.serverless.com/framework/docs/providers/aws/events/sns
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, concat
from leastwise.read.expand.values import carry, given, made, mapping
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import URL_SUFFIX, Event, add, arn, names, own, permit
from leastwise.read.serverless.events.names import tail
from leastwise.read.serverless.naming import alphanumeric
from leastwise.read.serverless.variables.resolver import DEFAULT_REGION


def add_topics(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the subscription of each event, the topics that only their names are given of, and permissions."""
    for event in events:
        source = event.properties
        named, topic_arn = source.get("topicName"), source.get("arn")
        if not given(named) and not given(topic_arn):
            build.context.note(event.span, f"the sns event of {event.function.key} names no topic")
            continue
        label = alphanumeric(tail(named if given(named) else topic_arn))
        subscription = Map(event.span)
        carry(source, subscription, names("sns"))
        own(subscription, Protocol="lambda", Endpoint=event.function.call)
        if given(topic_arn):
            _place_region(build, event, subscription)
            address = topic_arn
            add_subscription = True
        else:
            address = arn("sns", named)
            add_subscription = given(source.get("filterPolicy")) or given(source.get("redrivePolicy"))
            _add_topic(build, event, f"SNSTopic{label}", None if add_subscription else event.function.call)
            subscription["TopicArn"] = build.context.ref(f"SNSTopic{label}")
        redrive = _redrive(build, event, label)
        if redrive is not None:
            span = source.span("redrivePolicy")
            subscription.put("RedrivePolicy", Map(span, {"deadLetterTargetArn": redrive}), span)
        if add_subscription:
            name = f"{event.prefix}SnsSubscription{label}"
            add(build, name, "AWS::SNS::Subscription", subscription, event.span)
        name = f"{event.prefix}LambdaPermission{label}SNS"
        permit(build, name, event.function.call, "sns.amazonaws.com", event.span, SourceArn=address)


def _place_region(build: ServerlessBuild, event: Event, subscription: Map) -> None:
    """A topic of another region is said to be; only where the event is written in the long form."""
    source = event.properties
    topic, region = source.get("arn"), build.provider.get("region", DEFAULT_REGION)
    parts = topic.split(":") if isinstance(topic, str) else []
    if len(parts) > 5 and parts[3] and isinstance(region, str) and parts[3] != region and source.home != event.span:
        subscription.put("Region", parts[3], source.span("arn"))


def _add_topic(build: ServerlessBuild, event: Event, name: str, endpoint: Any) -> None:
    """Add a topic, or to the subscriptions of the one that an event before has added."""
    source = event.properties
    span = source.span("topicName")
    found = build.result.get(name)
    if found is None or found.type != "AWS::SNS::Topic" or name in build.source:
        topic = Map(span)
        carry(source, topic, names("topic"))
        if endpoint is not None:
            topic["Subscription"] = Seq(event.span)
        add(build, name, "AWS::SNS::Topic", topic, span)
    if endpoint is None:
        return
    added = build.result[name].properties.setdefault("Subscription", Seq(event.span))
    if isinstance(added, Seq):
        added.put(made(event.span, {"Endpoint": endpoint, "Protocol": "lambda"}), event.span)


def _redrive(build: ServerlessBuild, event: Event, label: str) -> Any:
    """The queue for what cannot be delivered, with the policy that lets the topic send to it.

    The Framework puts the topic into the condition as the event gives it: a topic that is only named is not in it.
    """
    topic = event.properties.get("arn")
    policy = mapping(event.properties.get("redrivePolicy"), event.span)
    queue, url = policy.get("deadLetterTargetArn"), None
    named = policy.get("deadLetterTargetRef")
    imported = policy.get("deadLetterTargetImport")
    if isinstance(queue, str) and queue.count(":") == 5:
        _, _, _, region, account, name = queue.split(":")
        url = concat((f"https://sqs.{region}.", URL_SUFFIX, f"/{account}/{name}"))
    elif isinstance(named, str):
        queue, url = build.context.att(named), build.context.ref(named)
    elif isinstance(imported, Map):
        queue, url = imported.get("arn"), imported.get("url")
    if not given(queue):
        return None
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    name = f"{label}To{event.prefix}DLQPolicy"
    document = {"Version": "2012-10-17", "Id": name, "Statement": [statement]}
    span = event.properties.span("redrivePolicy")
    build.add(name, "AWS::SQS::QueuePolicy", {"PolicyDocument": document, "Queues": [url]}, span)
    return queue
