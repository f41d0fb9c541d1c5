"""Services that invoke a function themselves: buckets, topics, user pools, log groups, IoT rules, Alexa.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, concat, is_true
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import ACCOUNT, REGION
from leastwise.read.expand.values import carry, each, given, made
from leastwise.read.sam.events.event import Event, Target, permit
from leastwise.read.sam.tables import properties as names_of
from leastwise.read.sam.tables import table


def add_bucket_notification(build: Build, target: Target, event: Event) -> None:
    """Add an S3 event: the permission, and the notification in the bucket."""
    permit(build, target, event, "s3.amazonaws.com", SourceAccount=ACCOUNT)
    bucket = _named(build, event.properties.get("Bucket"), "AWS::S3::Bucket")
    if bucket is None:
        build.context.note(event.span, f"the S3 event {event.label} names no bucket of this template")
        return
    for kind, span in each(event.properties.get("Events"), event.properties.span("Events")):
        notification = Map(span)
        notification["Event"] = kind
        notification.put("Function", target.arn, event.span)
        if event.properties.get("Filter") is not None:
            notification.put("Filter", event.properties["Filter"], event.properties.span("Filter"))
        path = ("NotificationConfiguration", "LambdaConfigurations")
        build.contribute(bucket, path, None, notification, event.span)


def _named(build: Build, value: Any, type_: str) -> str | None:
    """Logical id of the resource of a type that a value refers to."""
    name = build.context.name_of(value)
    found = build.result.get(name) if name is not None else None
    return name if found is not None and found.type == type_ else None


def add_user_pool_trigger(build: Build, target: Target, event: Event) -> None:
    """Add a Cognito event: the permission, and the trigger in the user pool."""
    pool = _named(build, event.properties.get("UserPool"), "AWS::Cognito::UserPool")
    if pool is None:
        build.context.note(event.span, f"the Cognito event {event.label} names no user pool of this template")
        return
    if target.name + "CognitoPermission" not in build.result:  # one for all triggers of a function
        arn = build.context.att(pool)
        permit(build, target, event, "cognito-idp.amazonaws.com", prefix=target.name + "Cognito", SourceArn=arn)
    for name, span in each(event.properties.get("Trigger"), event.properties.span("Trigger")):
        if isinstance(name, str):
            build.contribute(pool, ("LambdaConfig",), name, target.arn, span)


def add_subscription(build: Build, target: Target, event: Event) -> None:
    """Add an SNS event: the topic invokes the function, or a queue stands between them."""
    source, context = event.properties, build.context
    topic = source.get("Topic")
    subscription = Map(event.span)
    carry(source, subscription, names_of("SNS"))
    between = source.get("SqsSubscription")
    if isinstance(between, Map):
        queue, url = between.get("QueueArn"), between.get("QueueUrl")
        policy, batch = between.get("QueuePolicyLogicalId"), between.get("BatchSize")
    elif is_true(between):
        name, policy, batch = event.name + "Queue", None, None
        resource = build.result.get(context.name_of(topic) or "")
        fifo = None if resource is None else resource.properties.get("FifoTopic")
        build.add(name, "AWS::SQS::Queue", {"FifoQueue": fifo if given(fifo) else None}, event.span)
        queue, url = context.att(name), context.ref(name)
    else:
        subscription |= {"Protocol": "lambda", "Endpoint": target.arn}
        build.add(event.name, "AWS::SNS::Subscription", subscription, event.span, by="author")
        permit(build, target, event, "sns.amazonaws.com", SourceArn=topic)
        return
    subscription |= {"Protocol": "sqs", "Endpoint": queue}
    build.add(event.name, "AWS::SNS::Subscription", subscription, event.span, by="author")
    policy = policy if isinstance(policy, str) and policy else event.name + "QueuePolicy"
    build.add(policy, "AWS::SQS::QueuePolicy", _topic_may_send(topic, queue, url), event.span)
    mapping = {
        "FunctionName": target.call,
        "EventSourceArn": queue,
        "BatchSize": batch if given(batch) else 10,
        "Enabled": True,
    }
    build.add(event.name + "EventSourceMapping", "AWS::Lambda::EventSourceMapping", mapping, event.span, by="author")
    if target.role is not None:
        target.role.attach_aws(table("events")["SQS"]["policy"], event.span)


def _topic_may_send(topic: Any, queue: Any, url: Any) -> dict[str, Any]:
    statement = {
        "Action": "sqs:SendMessage",
        "Effect": "Allow",
        "Principal": "*",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    return {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}, "Queues": [url]}


def add_log_subscription(build: Build, target: Target, event: Event) -> None:
    """Add a CloudWatchLogs event."""
    group = event.properties.get("LogGroupName")
    arn = concat(("arn:aws:logs:", REGION, ":", ACCOUNT, ":log-group:", group, ":*"))
    permit(build, target, event, "logs.amazonaws.com", SourceArn=arn)
    subscription = Map(event.span)
    carry(event.properties, subscription, names_of("CloudWatchLogs"))
    subscription["DestinationArn"] = target.arn
    build.add(event.name, "AWS::Logs::SubscriptionFilter", subscription, event.span, by="author")


def add_iot_rule(build: Build, target: Target, event: Event) -> None:
    """Add an IoTRule event."""
    source = event.properties
    arn = concat(("arn:aws:iot:", REGION, ":", ACCOUNT, ":rule/", build.context.ref(event.name)))
    permit(build, target, event, "iot.amazonaws.com", SourceArn=arn, SourceAccount=ACCOUNT)
    rule = Map(event.span, {"RuleDisabled": False})
    for name in ("Sql", "AwsIotSqlVersion"):
        if source.get(name) is not None:
            rule.put(name, source[name], source.span(name))
    rule["Actions"] = made(event.span, [{"Lambda": {"FunctionArn": target.arn}}])
    build.add(event.name, "AWS::IoT::TopicRule", {"TopicRulePayload": rule}, event.span, by="author")


def add_alexa_skill(build: Build, target: Target, event: Event) -> None:
    """Add an AlexaSkill event."""
    permit(build, target, event, "alexa-appkit.amazon.com", EventSourceToken=event.properties.get("SkillId"))
