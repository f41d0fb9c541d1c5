"""Whose key a store is encrypted with.

Every service below encrypts what it keeps with a key of AWS's own where no other is named.
https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Reference

_BUCKET = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID"

_ALWAYS = {
    "AWS::AmazonMQ::Broker": "EncryptionOptions.KmsKeyId",
    "AWS::Cassandra::Table": "EncryptionSpecification.KmsKeyIdentifier",
    "AWS::DSQL::Cluster": "KmsEncryptionKey",
    "AWS::DocDBElastic::Cluster": "KmsKeyId",
    "AWS::DynamoDB::Table": "SSESpecification.KMSMasterKeyId",
    "AWS::Events::EventBus": "KmsKeyIdentifier",
    "AWS::FSx::FileSystem": "KmsKeyId",
    "AWS::MSK::Cluster": "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
    "AWS::MemoryDB::Cluster": "KmsKeyId",
    "AWS::ElastiCache::ServerlessCache": "KmsKeyId",
    "AWS::Redshift::Cluster": "KmsKeyId",
    "AWS::RedshiftServerless::Namespace": "KmsKeyId",
    "AWS::S3::Bucket": _BUCKET,
    "AWS::S3Tables::TableBucket": "EncryptionConfiguration.KMSKeyArn",
    "AWS::SQS::Queue": "KmsMasterKeyId",
    "AWS::Timestream::Database": "KmsKeyId",
}
"""Type that is always encrypted → where its key is named."""

_ON_REQUEST = {
    "AWS::DocDB::DBCluster": ("StorageEncrypted", "KmsKeyId"),
    "AWS::EFS::FileSystem": ("Encrypted", "KmsKeyId"),
    "AWS::ElastiCache::ReplicationGroup": ("AtRestEncryptionEnabled", "KmsKeyId"),
    "AWS::Elasticsearch::Domain": ("EncryptionAtRestOptions.Enabled", "EncryptionAtRestOptions.KmsKeyId"),
    "AWS::Kinesis::Stream": ("StreamEncryption.EncryptionType", "StreamEncryption.KeyId"),
    "AWS::Neptune::DBCluster": ("StorageEncrypted", "KmsKeyId"),
    "AWS::OpenSearchService::Domain": ("EncryptionAtRestOptions.Enabled", "EncryptionAtRestOptions.KmsKeyId"),
    "AWS::RDS::DBCluster": ("StorageEncrypted", "KmsKeyId"),
    "AWS::RDS::DBInstance": ("StorageEncrypted", "KmsKeyId"),
    "AWS::SNS::Topic": ("KmsMasterKeyId", "KmsMasterKeyId"),
}
"""Type that is encrypted where asked for → what asks for it, where its key is named."""


def keys(app: Application) -> Iterator[tuple[Resource, Property]]:
    """Every store that is known to be encrypted, and the handle on its key."""
    for type_, path in _ALWAYS.items():
        for resource in app.resources(type_):
            yield resource, resource[path]
    for type_, (switch, path) in _ON_REQUEST.items():
        for resource in app.resources(type_):
            asked = resource[switch]
            if asked.present and (asked.flag() is True or switch == path or asked.text() == "KMS"):
                yield resource, resource[path]


def encrypted_with(app: Application, key: Resource) -> list[str]:
    """Names of the stores that are encrypted with a key of the application."""
    return [store.name for store, place in keys(app) if app.referenced(place.value) == key]


def of_aws(key: Property) -> bool:
    """Whether a store is known to be encrypted with a key of AWS's own: no other is named, or its alias is."""
    return key.absent or "alias/aws/" in (text_of(key.value) or "")


def of_customer(app: Application, key: Property) -> bool:
    """Whether a store is known to be encrypted with a key of the customer's: one of the application, or by its ARN."""
    value = key.value
    if isinstance(value, Reference):
        return app.referenced(value, "AWS::KMS::Key", "AWS::KMS::Alias", "AWS::KMS::ReplicaKey") is not None
    text = text_of(value) or ""
    return ":key/" in text or ("alias/" in text and "alias/aws/" not in text)
