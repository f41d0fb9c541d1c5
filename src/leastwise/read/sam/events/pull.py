"""Event source mappings: queues, streams, brokers and databases that Lambda reads from.

What the function's role needs for each is in `data/events.json`.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, concat
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import ACCOUNT, PARTITION, REGION
from leastwise.read.expand.role import Role, allow
from leastwise.read.expand.values import carry, given, put, without
from leastwise.read.sam.destinations import grant_destination
from leastwise.read.sam.events.event import Event, Target
from leastwise.read.sam.policies import fill
from leastwise.read.sam.tables import properties as names_of
from leastwise.read.sam.tables import table

_NETWORK = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeVpcs",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
]

_IN_CONFIG = ("DatabaseName", "CollectionName", "FullDocument", "ConsumerGroupId", "SchemaRegistryConfig")
"""Properties that stand in a configuration of their own, called differently for every kind of source."""


def add_mapping(build: Build, target: Target, event: Event) -> None:
    """Add the event source mapping of an event, and the grants to read from its source."""
    facts = table("events")[event.kind]
    source = event.properties
    made = Map(event.span)
    made.put("FunctionName", target.call, event.span)
    arn = source.get(facts.get("source", ""))
    if arn is not None:
        made.put("EventSourceArn", arn, source.span(facts["source"]))
    elif "source" in facts:
        build.context.note(event.span, f"the event {event.label} of {target.name} names no {facts['source']}")
    carry(source, made, names_of("EventSourceMapping"))
    for key in _IN_CONFIG if "config" in facts else ():
        if given(source.get(key)):
            put(made, f"{facts['config']}.{key}", source[key], source.span(key))
    _add_destination(made, event, target.role)
    build.add(event.name, "AWS::Lambda::EventSourceMapping", made, event.span, by="author")
    if target.role is not None:
        if "policy" in facts:
            target.role.attach_aws(facts["policy"], event.span)
        _grant(target.role, event, facts, arn)


def _add_destination(made: Map, event: Event, role: Role | None) -> None:
    """Where records go that fail; its type is SAM's own, and decides what SAM grants."""
    config, span = event.properties.get("DestinationConfig"), event.properties.span("DestinationConfig")
    if not isinstance(config, Map):
        return
    failure = config.get("OnFailure")
    if isinstance(failure, Map):
        kind, place = failure.get("Type"), config.span("OnFailure")
        config = config.copy()
        config.put("OnFailure", without(failure, ["Type"]), place)
        if role is not None:
            grant_destination(role, event.name, kind, failure.get("Destination"), place)
    made.put("DestinationConfig", config, span)


def _grant(role: Role, event: Event, facts: dict[str, Any], arn: Any) -> None:
    """The inline policy that a source needs: secrets it is logged in with, and what its table says."""
    if "inline" not in facts:
        return
    statements = []
    kinds = set()
    for access in _maps(event.properties.get("SourceAccessConfigurations")):
        kind, secret = access.get("Type"), access.get("URI")
        if isinstance(kind, str):
            kinds.add(kind)
            if kind in facts["secrets"] and secret is not None:
                statements.append(allow(["secretsmanager:GetSecretValue"], secret))
    statements += [fill(statement, {"Source": arn}, event.span) for statement in facts.get("statements", ())]
    if event.kind == "SelfManagedKafka" and {"VPC_SUBNET", "VPC_SECURITY_GROUP"} <= kinds:
        statements.append(allow(_NETWORK, "*"))
    key = event.properties.get("SecretsManagerKmsKeyId")
    if given(key) and event.kind != "MSK":
        where = ("arn:", PARTITION, ":kms:", REGION, ":", ACCOUNT, ":key/", key)
        statements.append(allow("kms:Decrypt" if event.kind == "MQ" else ["kms:Decrypt"], concat(where)))
    statements += _registry(event)
    name = facts["inline"]
    if event.kind == "MQ" and event.properties.get("DynamicPolicyName") is True:
        name = event.name + "AMQPolicy"
    if statements:
        role.grant(name, statements, event.span)


def _registry(event: Event) -> list[dict[str, Any]]:
    """What reading schemas from a registry needs."""
    config = event.properties.get("SchemaRegistryConfig")
    if not isinstance(config, Map):
        return []
    statements = [
        allow(["secretsmanager:GetSecretValue"], access["URI"])
        for access in _maps(config.get("AccessConfigs"))
        if "URI" in access
    ]
    uri = config.get("SchemaRegistryURI")
    parts = uri.split(":") if isinstance(uri, str) else getattr(uri, "parts", ())
    last = parts[-1].rpartition(":")[2] if parts and isinstance(parts[-1], str) else ""
    if last.startswith("registry/"):
        schemas = ("arn:", PARTITION, ":glue:", REGION, ":", ACCOUNT, f":schema/{last.removeprefix('registry/')}/*")
        statements.append(allow(["glue:GetRegistry"], uri))
        statements.append(allow(["glue:GetSchemaVersion"], Seq(event.span, [concat(schemas)])))
    return statements


def _maps(value: Any) -> list[Map]:
    return [item for item in value if isinstance(item, Map)] if isinstance(value, Seq) else []
