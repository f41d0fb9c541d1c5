"""Roles of delivery streams, rules of IoT, replication of buckets and text messages.

https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
"""

from __future__ import annotations

from typing import Any

from leastwise.iam.wiring.arns import arn_of, is_value, made, own_arn
from leastwise.iam.wiring.encryption import key_arn
from leastwise.iam.wiring.names import named
from leastwise.iam.wiring.need import Because, Collector
from leastwise.iam.wiring.sending import entries
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Unknown, concat
from leastwise.read.graph.context import entries as items
from leastwise.read.graph.wiring import places
from leastwise.read.tables import table

_LOG = "arn:${Partition}:logs:${Region}:${AccountId}:log-group:@"


def deliver(needs: Collector, _: Resource, role: Property) -> None:
    """Note what a destination, or the source, of a delivery stream needs of the role that it names."""
    config = role.parent
    tables = table(__file__, "services")["firehose"]
    for name, row in tables["properties"].items():
        place = config[name]
        if is_value(place.value):
            entries(needs, row, arn_of(needs.app, place.value), "integration", Because(place, "the stream uses this"))
    for processor in places(
        config.resource, (*config.path, "ProcessingConfiguration", "Processors", "*", "Parameters", "*")
    ):
        if isinstance(processor.value, Map) and processor.value.get("ParameterName") == "LambdaArn":
            because = Because(processor["ParameterValue"], "records are changed by this function")
            arn = _without_version(needs, processor.value.get("ParameterValue"))
            if arn is not None:
                entries(needs, tables["function"], arn, "integration", because)
    key = config["EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN"]
    arn = key_arn(needs.app, key.value)
    if arn is not None:
        entries(needs, tables["key"], arn, "kms", Because(key, "objects are encrypted with this key"))
    options = config["CloudWatchLoggingOptions"]
    if options["Enabled"].flag(False) is True and is_value(options["LogGroupName"].value):
        stream = options["LogStreamName"].value
        arn = made(_LOG, options["LogGroupName"].value)
        arn = made("@:log-stream:*", arn) if not is_value(stream) else concat((arn, ":log-stream:", stream))
        entries(needs, tables["log"], arn, "logs", Because(options, "errors of delivery are logged"))
    schema = config["DataFormatConversionConfiguration.SchemaConfiguration"]
    if isinstance(schema.value, Map) and config["DataFormatConversionConfiguration.Enabled"].flag(True) is not False:
        entries(needs, tables["schema"], "*", "integration", Because(schema, "records are converted by this schema"))


def _without_version(needs: Collector, value: Any) -> Any:
    if not is_value(value):
        return None
    function = needs.app.lookup.function(value)
    return value if function is None else own_arn(function)


def act(needs: Collector, _: Resource, role: Property) -> None:
    """Note what an action of an IoT rule needs."""
    config = role.parent
    row = table(__file__, "services")["iot"].get(config.name)
    because = Because(config, f"the rule's action {config.name}")
    if row is None:
        needs.note(config, f"what the action {config.name} of an IoT rule needs is not known")
        return
    value = next((config[name].value for name in row["names"] if is_value(config[name].value)), None)
    arn: Any = Unknown("it is not named") if value is None else named(needs.app, value, row["kind"])
    if row["kind"] == "*":
        arn = "*"
    entries(needs, row["needs"], arn, "integration", because)


def replicate(needs: Collector, bucket: Resource, role: Property) -> None:
    """Note what replication needs: reading here, writing there."""
    tables = table(__file__, "services")["replication"]
    entries(needs, tables["source"], own_arn(bucket), "integration", Because(role, "objects are replicated from here"))
    decrypts = False
    for rule, entry in items(role.parent["Rules"]):
        if entry.get("Status") == "Disabled":
            continue
        target = rule["Destination.Bucket"]
        if is_value(target.value):
            because = Because(target, "objects are replicated to this bucket")
            entries(needs, tables["target"], arn_of(needs.app, target.value), "integration", because)
            if rule["Destination.AccessControlTranslation"].present:
                where = (made("@/*", arn_of(needs.app, target.value)),)
                needs.add(("s3:ObjectOwnerOverrideToBucketOwner",), where, "integration", because)
        key = rule["Destination.EncryptionConfiguration.ReplicaKmsKeyID"]
        arn = key_arn(needs.app, key.value)
        if arn is not None:
            needs.add(("kms:Encrypt",), (arn,), "kms", Because(key, "replicas are encrypted with this key"))
        decrypts |= rule["SourceSelectionCriteria.SseKmsEncryptedObjects.Status"].value == "Enabled"
    path = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID"
    own = key_arn(needs.app, bucket[path].value)
    if decrypts and own is not None:
        needs.add(("kms:Decrypt",), (own,), "kms", Because(bucket[path], "objects are encrypted with this key"))


def text(needs: Collector, _: Resource, role: Property) -> None:
    """Note what a user pool needs to send text messages: they go to no topic."""
    needs.add(("sns:Publish",), ("*",), "integration", Because(role, "the user pool sends text messages"))
