"""Events that Lambda polls for: queues, streams, brokers.

https://www.serverless.com/framework/docs/providers/aws/events/sqs
https://www.serverless.com/framework/docs/providers/aws/events/streams
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat, display
from leastwise.read.expand.role import allow
from leastwise.read.expand.values import carry, each, given, mapping, put
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, listed, names, own, turned
from leastwise.read.serverless.events.names import tail
from leastwise.read.serverless.naming import alphanumeric, normalized, upper_first
from leastwise.read.tables import table

_MAX_NAME = {"activemq": 150, "rabbitmq": 150, "msk": 79, "kafka": 158}
"""Characters that a queue, topic or cluster gives to a logical id."""


_FAILED = ("DestinationConfig", "DestinationConfig.OnFailure", "DestinationConfig.OnFailure.Destination")
_AFTER_FAILURE = {"stream": dict.fromkeys(_FAILED, "destinations.onFailure")}
"""Kind of event → what the Framework calls the place that a record goes to after it failed.

https://www.serverless.com/framework/docs/providers/aws/events/streams#setting-the-onfailure-destination
"""


def add_sources(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the event source mapping of each event, and what the default role needs for it."""
    for event in events:
        source = event.properties
        if not given(source.get("arn")) and event.kind != "kafka":
            build.context.note(event.span, f"the {event.kind} event of {event.function.key} names no ARN")
            continue
        mapping_ = Map(event.span)
        kind = event.kind
        carry(source, mapping_, names(kind))
        for key, value in table(__file__, "sources")[kind]["defaults"].items():
            if key not in mapping_:
                mapping_[key] = value
        mapping_["FunctionName"] = event.function.call
        _lists(source, mapping_)
        _access(source, mapping_)
        if kind == "stream" and _is_kinesis(source):
            _consume(build, event, mapping_)
        name = _name(event, source)
        called = turned(kind) | _AFTER_FAILURE.get(kind, {})
        add(build, name, "AWS::Lambda::EventSourceMapping", mapping_, event.span, called=called)
        _grant(event, source, mapping_)


def _lists(source: Map, into: Map) -> None:
    """What is one value here and a list there."""
    for key, name in (("functionResponseType", "FunctionResponseTypes"), ("queue", "Queues"), ("topic", "Topics")):
        if given(source.get(key)):
            into.put(name, listed(source[key], source.span(key)), source.span(key))
    patterns = source.get("filterPatterns")
    if isinstance(patterns, Seq):
        span = source.span("filterPatterns")
        filters = Seq(span)
        for _, pattern, place in patterns.entries():
            found = Map(place)
            found.put("Pattern", pattern, place)
            filters.put(found, place)
        put(into, "FilterCriteria.Filters", filters, span)
    elif given(patterns):
        into.put("FilterCriteria", patterns, source.span("filterPatterns"))
    if isinstance(failed := _on_failure(source), tuple):
        put(into, "DestinationConfig.OnFailure.Destination", failed[0], failed[2])


def _on_failure(source: Map) -> tuple[Any, str, Span] | None:
    """Where batches go that cannot be processed, of which service that is, and its place."""
    found = mapping(source.get("destinations"), source.home)
    value, span = found.get("onFailure"), found.span("onFailure")
    kind = ""
    if isinstance(value, Map):
        kind, span = str(value.get("type", "")), value.span("arn")
        value = value.get("arn")
    if not given(value):
        return None
    return value, kind or ("sns" if ":sns:" in display(value) else "sqs"), span


def _access(source: Map, into: Map) -> None:
    """With what a broker is logged in to, and through which network."""
    kinds: dict[str, str] = table(__file__, "sources")["access"]
    found = Seq(into.home)
    places = [("basicAuthArn", source), ("virtualHost", source), ("saslScram512", source)]
    inner = mapping(source.get("accessConfigurations"), source.home)
    for key, owner in (*places, *((key, inner) for key in inner)):
        for value, span in each(owner.get(key), owner.span(key)):
            kind, _, before = kinds.get(key, key).partition(" ")
            entry = Map(span, {"Type": kind})
            entry.put("URI", concat((before, value)) if before else value, span)
            found.put(entry, span)
    if found:
        into.put("SourceAccessConfigurations", found, found.span(0))


def _is_kinesis(source: Map) -> bool:
    return source.get("type") == "kinesis" or ":kinesis:" in display(source.get("arn"))


def _consume(build: ServerlessBuild, event: Event, into: Map) -> None:
    """Read a stream with a consumer of its own, the author's or one that the Framework makes."""
    consumer, span = event.properties.get("consumer"), event.properties.span("consumer")
    if not given(consumer) or consumer is False:
        return
    if consumer is not True:
        into.put("EventSourceArn", consumer, span)
        return
    name = f"{event.function.key}{tail(event.properties.get('arn'), '/')}Consumer"
    if given(build.under(build.provider, "kinesis").get("consumerNamingMode")):
        name = f"{name.removesuffix('Consumer')}{display(build.name)}{display(build.stage)}Consumer"
    logical = normalized(name) + "StreamConsumer"
    made_consumer = own(Map(span), ConsumerName=name)
    made_consumer.put("StreamARN", event.properties["arn"], event.properties.span("arn"))
    add(build, logical, "AWS::Kinesis::StreamConsumer", made_consumer, span)
    into.put("EventSourceArn", build.context.ref(logical), span)


def _name(event: Event, source: Map) -> str:
    arn = source.get("arn")
    kind = event.kind
    if kind == "sqs":
        return f"{event.prefix}EventSourceMappingSQS{alphanumeric(tail(arn))}"
    if kind == "stream":
        found = source.get("type")
        stream = found if isinstance(found, str) and found else "kinesis" if _is_kinesis(source) else "dynamodb"
        text = display(arn) if isinstance(arn, str) else ""
        part = text.split("/")[1] if text.count("/") else tail(arn, "/")
        return f"{event.prefix}EventSourceMapping{upper_first(stream)}{alphanumeric(part)}"
    most = _MAX_NAME[kind]
    own_part = alphanumeric(tail(source.get("queue", source.get("topic"))))[:most]
    if kind == "msk":
        text = arn if isinstance(arn, str) else ""
        cluster = text.split("/")[1] if text.count("/") else tail(arn)
        return f"{event.prefix}EventSourceMappingMSK{alphanumeric(cluster)[:most]}{own_part}"
    label = {"activemq": "ActiveMQ", "rabbitmq": "RabbitMQ", "kafka": "Kafka"}[kind]
    return f"{event.prefix}EventSourceMapping{label}{own_part}"


def _grant(event: Event, source: Map, into: Map) -> None:
    """Let the default role read from the source."""
    role = event.function.role
    if role is None:
        return
    grants = table(__file__, "sources")
    kind = event.kind
    if kind == "stream":
        kind = "dynamodb" if not _is_kinesis(source) else "consumer" if given(source.get("consumer")) else "kinesis"
    arn = source.get("arn")
    for actions in grants["grants"].get(kind, ()):
        role.grant(event.kind, [allow(actions, "*" if actions[0].startswith("ec2:") else arn)], event.span)
    if kind == "consumer":
        role.grant(event.kind, [allow(["kinesis:SubscribeToShard"], into.get("EventSourceArn"))], event.span)
    secrets = [entry["URI"] for _, entry, _ in _entries(into) if entry["Type"] in grants["secrets"]]
    if secrets and kind != "msk":
        role.grant(event.kind, [allow(["secretsmanager:GetSecretValue"], secrets)], event.span)
    if kind == "kafka" and any(entry["Type"].startswith("VPC_") for _, entry, _ in _entries(into)):
        role.grant(event.kind, [allow(grants["network"], "*")], event.span)
    failed = _on_failure(source)
    if failed is not None:
        actions = ["sns:Publish"] if failed[1] == "sns" else ["sqs:ListQueues", "sqs:SendMessage"]
        role.grant(event.kind, [allow(actions, failed[0])], event.span)


def _entries(into: Map) -> list[tuple[int, Map, Span]]:
    found = into.get("SourceAccessConfigurations")
    return list(found.entries()) if isinstance(found, Seq) else []
