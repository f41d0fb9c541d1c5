"""Stores: what keeps or carries data, with the resource policy that says who may use it."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.graph import Statement, Store, StoreKind
from leastwise.model.lookup import Lookup
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol
from leastwise.read.graph.context import Context
from leastwise.read.graph.policies import own_statements, principals, statement, statements

_KINDS: dict[StoreKind, tuple[str, ...]] = {
    StoreKind.BUCKET: ("AWS::S3::Bucket", "AWS::S3Express::DirectoryBucket", "AWS::S3Tables::TableBucket"),
    StoreKind.TABLE: ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::Cassandra::Table"),
    StoreKind.QUEUE: ("AWS::SQS::Queue", "AWS::AmazonMQ::Broker"),
    StoreKind.TOPIC: ("AWS::SNS::Topic",),
    StoreKind.STREAM: (
        "AWS::Kinesis::Stream",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::MSK::Cluster",
        "AWS::MSK::ServerlessCluster",
    ),
    StoreKind.BUS: ("AWS::Events::EventBus",),
    StoreKind.DATABASE: (
        "AWS::DSQL::Cluster",
        "AWS::DocDB::DBCluster",
        "AWS::DocDBElastic::Cluster",
        "AWS::Neptune::DBCluster",
        "AWS::QLDB::Ledger",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::Redshift::Cluster",
        "AWS::RedshiftServerless::Namespace",
        "AWS::Timestream::Database",
    ),
    StoreKind.SECRET: ("AWS::SecretsManager::Secret",),
    StoreKind.PARAMETER: ("AWS::SSM::Parameter",),
    StoreKind.KEY: ("AWS::KMS::Key", "AWS::KMS::ReplicaKey"),
    StoreKind.CACHE: (
        "AWS::DAX::Cluster",
        "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::MemoryDB::Cluster",
    ),
    StoreKind.FILESYSTEM: ("AWS::EFS::FileSystem", "AWS::FSx::FileSystem"),
    StoreKind.SEARCH: (
        "AWS::Elasticsearch::Domain",
        "AWS::OpenSearchServerless::Collection",
        "AWS::OpenSearchService::Domain",
    ),
    StoreKind.REGISTRY: ("AWS::ECR::PublicRepository", "AWS::ECR::Repository"),
}

_OWN_POLICY: dict[str, tuple[str, ...]] = {
    "AWS::DynamoDB::Table": ("ResourcePolicy.PolicyDocument", "StreamSpecification.ResourcePolicy.PolicyDocument"),
    "AWS::ECR::PublicRepository": ("RepositoryPolicyText",),
    "AWS::ECR::Repository": ("RepositoryPolicyText",),
    "AWS::EFS::FileSystem": ("FileSystemPolicy",),
    "AWS::Elasticsearch::Domain": ("AccessPolicies",),
    "AWS::Events::EventBus": ("Policy",),
    "AWS::KMS::Key": ("KeyPolicy",),
    "AWS::KMS::ReplicaKey": ("KeyPolicy",),
    "AWS::OpenSearchService::Domain": ("AccessPolicies",),
}
"""Type → where it holds its own resource policy."""

_POLICIES: tuple[tuple[str, str, str], ...] = (
    ("AWS::Events::EventBusPolicy", "EventBusName", "Statement"),
    ("AWS::Kinesis::ResourcePolicy", "ResourceArn", "ResourcePolicy"),
    ("AWS::MSK::ClusterPolicy", "ClusterArn", "Policy"),
    ("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"),
    ("AWS::S3Express::BucketPolicy", "Bucket", "PolicyDocument"),
    ("AWS::S3Tables::TableBucketPolicy", "TableBucketARN", "ResourcePolicy"),
    ("AWS::SNS::TopicInlinePolicy", "TopicArn", "PolicyDocument"),
    ("AWS::SNS::TopicPolicy", "Topics", "PolicyDocument"),
    ("AWS::SQS::QueueInlinePolicy", "Queue", "PolicyDocument"),
    ("AWS::SQS::QueuePolicy", "Queues", "PolicyDocument"),
    ("AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
)
"""Type of a resource that is the policy of others, where it names them, where the document is."""


def stores(context: Context) -> Iterator[Store]:
    """Every store of the application."""
    attached = _attached(context)
    by_type = context.lookup.by_type
    for kind, types in _KINDS.items():
        for type_ in types:
            for resource in by_type.get(type_, ()):
                own = [s for path in _OWN_POLICY.get(type_, ()) for s in own_statements(context, resource, path)]
                if type_ == "AWS::DynamoDB::GlobalTable":
                    for replica in resource["Replicas"].each():
                        place = replica["ResourcePolicy.PolicyDocument"]
                        own += statements(context, place, place.value)
                yield Store(resource.id, kind, resource, (*own, *attached.get(resource.key, ())))


def policy_documents(lookup: Lookup) -> Iterator[tuple[Resource, Property]]:
    """Every store that has a policy, and where that stands, whether it can be read or not."""
    for type_, paths in _OWN_POLICY.items():
        for resource in lookup.of(type_):
            yield from ((resource, resource[path]) for path in paths if resource[path].present)
    for type_, target, document in _POLICIES:
        for resource in lookup.of(type_):
            for place in resource[target].each():
                store = lookup.resource(place.value)
                if store is not None and resource[document].present:
                    yield store, resource[document]


def attached_to(policy: Resource) -> Iterator[Property]:
    """What a policy that is a resource of its own is for, where it names that; nothing where the type is not known."""
    for type_, target, _ in _POLICIES:
        if type_ == policy.type:
            yield from policy[target].each()


def _attached(context: Context) -> dict[str, list[Statement]]:
    """The statements of policies that are resources of their own, by the key of what they protect."""
    found: dict[str, list[Statement]] = {}
    for type_, target, document in _POLICIES:
        for resource in context.of(type_):
            if type_ == "AWS::Events::EventBusPolicy":
                written = bus_policy(context, resource)
            else:
                written = own_statements(context, resource, document, resource.name)
            for place in resource[target].each():
                store = context.lookup.resource(place.value)
                if store is not None:
                    found.setdefault(store.key, []).extend(written)
    return found


def bus_policy(context: Context, resource: Resource) -> tuple[Statement, ...]:
    """The statement of an event bus policy: a whole statement, or an action and a principal.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
    """
    properties = resource.properties
    whole = context.document(resource["Statement"], properties.get("Statement"))
    if whole is not None:
        return (statement(*whole, resource.name),)
    principal = properties.get("Principal")
    if not isinstance(principal, (str, Symbol)):
        return ()
    action = properties.get("Action")
    return (
        Statement(
            property=Property(resource),
            effect="Allow",
            actions=(action,) if isinstance(action, (str, Symbol)) else (),
            not_actions=(),
            resources=(),
            not_resources=(),
            principals=principals(principal),
            not_principals=(),
            condition=resource["Condition"],
            by=resource.by,
            policy=resource.name,
        ),
    )
