"""Event source mappings: what Lambda polls on behalf of a function.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import Trigger, TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Symbol, display
from leastwise.read.graph.context import Context
from leastwise.read.graph.senders import Senders

_BY_TYPE = {
    "AWS::AmazonMQ::Broker": TriggerKind.MQ,
    "AWS::DocDB::DBCluster": TriggerKind.DOCUMENTDB,
    "AWS::DynamoDB::GlobalTable": TriggerKind.DYNAMODB,
    "AWS::DynamoDB::Table": TriggerKind.DYNAMODB,
    "AWS::Kinesis::Stream": TriggerKind.KINESIS,
    "AWS::Kinesis::StreamConsumer": TriggerKind.KINESIS,
    "AWS::MSK::Cluster": TriggerKind.KAFKA,
    "AWS::MSK::ServerlessCluster": TriggerKind.KAFKA,
    "AWS::SQS::Queue": TriggerKind.SQS,
}

_BY_SERVICE = {
    "dynamodb": TriggerKind.DYNAMODB,
    "kafka": TriggerKind.KAFKA,
    "kinesis": TriggerKind.KINESIS,
    "mq": TriggerKind.MQ,
    "rds": TriggerKind.DOCUMENTDB,
    "sqs": TriggerKind.SQS,
}

_BY_PROPERTY = (
    ("SelfManagedEventSource", TriggerKind.KAFKA),
    ("SelfManagedKafkaEventSourceConfig", TriggerKind.KAFKA),
    ("AmazonManagedKafkaEventSourceConfig", TriggerKind.KAFKA),
    ("Topics", TriggerKind.KAFKA),
    ("Queues", TriggerKind.MQ),
    ("DocumentDBEventSourceConfig", TriggerKind.DOCUMENTDB),
    ("StartingPosition", TriggerKind.KINESIS),
)
"""What a property says about the source where its ARN does not; a stream that is neither is taken for Kinesis."""


def mapping_triggers(context: Context, senders: Senders) -> Iterator[Trigger]:
    """The trigger of each event source mapping."""
    for mapping in context.of("AWS::Lambda::EventSourceMapping"):
        properties = mapping.properties
        function = context.function(properties.get("FunctionName"), mapping["FunctionName"])
        if function is None:
            continue
        arn = properties.get("EventSourceArn")
        source = context.lookup.resource(arn)
        if source is not None and source.type == "AWS::Kinesis::StreamConsumer":
            source = context.lookup.resource(source.properties.get("StreamARN")) or source
        yield Trigger(
            kind=_kind(properties, arn, source),
            function=function,
            source=source.id if source is not None else _name(properties, arn),
            exposure=senders.of(source),
            property=mapping[()],
            resource=source,
            mapping=mapping,
        )


def _kind(properties: Map, arn: Any, source: Resource | None) -> TriggerKind:
    if source is not None and source.type in _BY_TYPE:
        return _BY_TYPE[source.type]
    text = arn if isinstance(arn, str) else display(arn) if isinstance(arn, Concat) else ""
    service = text.split(":")[2] if text.count(":") > 2 and text.startswith("arn:") else ""
    if service in _BY_SERVICE:
        return _BY_SERVICE[service]
    for key, kind in _BY_PROPERTY:
        if key in properties:
            return kind
    return TriggerKind.SQS


def _name(properties: Map, arn: Any) -> str:
    if isinstance(arn, (str, Symbol)):
        return display(arn)
    return "self-managed Kafka" if "SelfManagedEventSource" in properties else "?"
