"""Event source mappings: what Lambda needs to read from a source on behalf of a function."""

from __future__ import annotations

from typing import Any

from leastwise.iam.wiring.arns import arn_of, is_value, service_of
from leastwise.iam.wiring.need import Because, Collector
from leastwise.iam.wiring.sending import entries, send
from leastwise.model.graph import Trigger, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Map, Parameter, Unknown, concat
from leastwise.read.graph.context import entries as items
from leastwise.read.tables import table

_KINDS = {
    TriggerKind.SQS: "sqs",
    TriggerKind.KINESIS: "kinesis",
    TriggerKind.DYNAMODB: "dynamodb",
    TriggerKind.MQ: "mq",
    TriggerKind.DOCUMENTDB: "documentdb",
}
_CONFIGS = ("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")
_KAFKA = "kafka://"


def read_source(needs: Collector, trigger: Trigger) -> None:
    """Note what the mapping of a trigger needs: its source, the access to it, where failed events go."""
    mapping = trigger.mapping
    if mapping is None:
        return
    place = mapping["EventSourceArn"]
    kafka = "msk" if place.present else "kafka"
    kind = kafka if trigger.kind is TriggerKind.KAFKA else _KINDS.get(trigger.kind)
    if kind is None:
        return
    because = read(needs, kind, place if place.present else mapping[()])
    _access(needs, kind, mapping["SourceAccessConfigurations"], because)
    if kind == "msk" and not mapping["SourceAccessConfigurations"].present:
        _with_iam(needs, place, mapping["Topics"], mapping[f"{_CONFIGS[0]}.ConsumerGroupId"].value)
    for config in _CONFIGS:
        _registry(needs, mapping[config]["SchemaRegistryConfig"])
    failed = mapping["DestinationConfig.OnFailure.Destination"]
    if isinstance(failed.value, str) and failed.value.startswith(_KAFKA):
        _written(needs, place, failed)
    else:
        send(needs, failed, "destination", "destination", "Lambda sends events that failed here")


def read(needs: Collector, kind: str, place: Property, reader: str = "Lambda") -> Because:
    """Note what is needed to read from a source of that kind, whose ARN stands at the place."""
    rows = table(__file__, "sources")["kinds"]
    value = place.value
    because = Because(place, rows[kind]["note"].replace("Lambda", reader))
    if kind == "kinesis":
        stream = _of_consumer(needs, value)
        if stream is not None:
            entries(needs, rows["consumer"]["needs"], arn_of(needs.app, value), "event-source", because)
            value = stream
    if is_value(value):
        entries(needs, rows[kind]["needs"], arn_of(needs.app, value), "event-source", because)
    if rows[kind].get("network"):
        source = needs.app.referenced(value)
        public = source is not None and source["PubliclyAccessible"].flag(False) is True
        needs.add(table(__file__, "sources")["network"], ("*",), "event-source", because, optional=public)
    return because


def _of_consumer(needs: Collector, value: Any) -> Any:
    """The ARN of the stream, where a value names a consumer of it."""
    resource = needs.app.referenced(value)
    if resource is not None and resource.type == "AWS::Kinesis::StreamConsumer":
        stream = resource.properties.get("StreamARN")
        return stream if is_value(stream) else Unknown("the stream of the consumer is not known")
    if isinstance(value, str) and "/consumer/" in value:
        return value.partition("/consumer/")[0]
    return None


def _access(needs: Collector, kind: str, place: Property, because: Because) -> None:
    """Secrets to sign in with, and the network of a cluster that AWS does not manage."""
    tables = table(__file__, "sources")
    for item, entry in items(place):
        type_, uri = entry.get("Type"), entry.get("URI")
        if type_ in tables["secrets"] and is_value(uri):
            why = Because(item["URI"], f"{because.note}, signed in with this secret")
            needs.add(("secretsmanager:GetSecretValue",), (arn_of(needs.app, uri),), "event-source", why)
        elif type_ in tables["reachable"] and kind == "kafka":
            why = Because(item, f"{because.note} through this network")
            needs.add(tables["network"], ("*",), "event-source", why)


def _with_iam(needs: Collector, place: Property, topics: Property, group: Any) -> None:
    """What a cluster asks for that knows its clients by IAM; optional where it is not known to do so."""
    cluster = needs.app.referenced(place.value)
    signs_in = cluster is not None and (
        cluster.type == "AWS::MSK::ServerlessCluster"
        or cluster["ClientAuthentication.Sasl.Iam.Enabled"].flag(False) is True
    )
    if cluster is not None and not signs_in and cluster["ClientAuthentication"].absent:
        return
    tables = table(__file__, "sources")["iam"]
    because = Because(place, "the cluster knows Lambda by the function's role")
    arn = arn_of(needs.app, place.value)
    needs.add(tables["cluster"], (arn,), "event-source", because, optional=not signs_in)
    named = [topic.value for topic in topics.each() if is_value(topic.value)] or ["*"]
    needs.add(
        tables["topic"],
        tuple(_inside(place.value, "topic", name) for name in named),
        "event-source",
        because,
        optional=not signs_in,
    )
    owner = _inside(place.value, "group", group if is_value(group) else "*")
    needs.add(tables["group"], (owner,), "event-source", because, optional=not signs_in)


def _written(needs: Collector, cluster: Property, place: Property) -> None:
    """A failed record is written back to a topic of the same cluster."""
    topic = str(place.value).removeprefix(_KAFKA)
    because = Because(place, "Lambda writes events that failed to this topic")
    actions = table(__file__, "sources")["iam"]["written"]
    needs.add(actions, (_inside(cluster.value, "topic", topic),), "destination", because, optional=True)


def _inside(cluster: Any, kind: str, name: Any) -> Any:
    """The ARN of a topic or group: that of the cluster with another word, the cluster's name and id, and the name."""
    service, rest = service_of(cluster)
    if service == "kafka" and isinstance(cluster, str):
        return concat((cluster[: -len(rest)], rest.replace("cluster/", f"{kind}/", 1), "/", name))
    head = ("arn:", Parameter("AWS::Partition"), ":kafka:", Parameter("AWS::Region"), ":", Parameter("AWS::AccountId"))
    return concat((*head, f":{kind}/*/", name))


def _registry(needs: Collector, place: Property) -> None:
    """A registry of schemas: AWS's own, or one that is signed in to with a secret."""
    config = place.value
    if not isinstance(config, Map):
        return
    uri = config.get("SchemaRegistryURI")
    because = Because(place["SchemaRegistryURI"], "Lambda looks up the schema of the events")
    if service_of(uri)[0] == "glue" or getattr(needs.app.referenced(uri), "type", "") == "AWS::Glue::Registry":
        needs.add(("glue:GetRegistry",), (arn_of(needs.app, uri),), "event-source", because)
        needs.add(("glue:GetSchemaVersion",), ("*",), "event-source", because)
    for item, entry in items(place["AccessConfigs"]):
        if is_value(entry.get("URI")):
            secret = (arn_of(needs.app, entry["URI"]),)
            needs.add(("secretsmanager:GetSecretValue",), secret, "event-source", Because(item["URI"], because.note))
