"""What a bucket is for, and whether S3 itself keeps the public out of it.

A bucket that was made since April 2023 lets nobody in by a public policy or by access control lists, unless both the
block on public access and the ownership of objects are changed.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from leastwise.model.application import Application
from leastwise.model.graph import Store, StoreKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import references
from leastwise.rules.data._names import words

BLOCK = "PublicAccessBlockConfiguration"
ON = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
"""The block on public access, all of it."""


class Gate(StrEnum):
    """Whether S3 itself keeps the public out: it does not, only for buckets made since April 2023, or it does."""

    OPEN = "open"
    SINCE_2023 = "since 2023"
    SHUT = "shut"


def buckets(app: Application) -> Iterator[Store]:
    """The general purpose buckets that the author wrote, each with the statements of its policy."""
    for store in app.stores_of(StoreKind.BUCKET):
        if store.resource.type == "AWS::S3::Bucket" and store.resource.by == "author":
            yield store


def policy_gate(bucket: Resource) -> Gate:
    """Whether a policy that is public takes effect."""
    return _gate(bucket, "BlockPublicPolicy", "RestrictPublicBuckets")


def acl_gate(bucket: Resource) -> Gate:
    """Whether an access control list that is public takes effect."""
    owner = bucket["OwnershipControls.Rules.0.ObjectOwnership"]
    gate = _gate(bucket, "BlockPublicAcls", "IgnorePublicAcls")
    if owner.text("BucketOwnerEnforced") in ("ObjectWriter", "BucketOwnerPreferred"):
        return gate
    return Gate.SINCE_2023 if owner.absent and gate is not Gate.SHUT else Gate.SHUT


def _gate(bucket: Resource, *blocks: str) -> Gate:
    if bucket[BLOCK].absent:
        return Gate.SINCE_2023
    return Gate.OPEN if all(bucket[BLOCK][name].flag(False) is False for name in blocks) else Gate.SHUT


def unguarded(bucket: Resource) -> bool:
    """Whether the block on public access is switched off where it counts, so that the next mistake opens the bucket."""
    return Gate.OPEN in (policy_gate(bucket), acl_gate(bucket))


def log_targets(app: Application) -> set[str]:
    """Keys of the buckets that logs are delivered to, by what delivers there or by their names."""
    found = {bucket.key for bucket in app.resources("AWS::S3::Bucket") if words(bucket) & {"log", "logs", "logging"}}
    for bucket in app.resources("AWS::S3::Bucket"):
        logging = bucket["LoggingConfiguration"]
        if logging.present and logging["DestinationBucketName"].absent:
            found.add(bucket.key)
        found.update(_named(app, logging["DestinationBucketName"]))
    for distribution in app.resources("AWS::CloudFront::Distribution"):
        found.update(_named(app, distribution["DistributionConfig.Logging.Bucket"]))
    for balancer in app.resources("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        for attribute in balancer["LoadBalancerAttributes"].items():
            if attribute["Key"].text() == "access_logs.s3.bucket":
                found.update(_named(app, attribute["Value"]))
    return found


_OUTPUT = (
    ("AWS::Synthetics::Canary", "ArtifactS3Location"),
    ("AWS::Athena::WorkGroup", "WorkGroupConfiguration.ResultConfiguration.OutputLocation"),
    ("AWS::CodePipeline::Pipeline", "ArtifactStore.Location"),
)
"""Types that put what they make into a bucket, and where they name it; it can be made again."""


def output_targets(app: Application) -> set[str]:
    """Keys of the buckets that hold only what something else makes, and makes again."""
    found: set[str] = set()
    for type_, path in _OUTPUT:
        for resource in app.resources(type_):
            found.update(reference.resource for reference in references(resource[path].value))
    return found


def _named(app: Application, place: Property) -> Iterator[str]:
    bucket = app.referenced(place.value, "AWS::S3::Bucket")
    if bucket is not None:
        yield bucket.key


def behind_cloudfront(app: Application, bucket: Resource) -> bool:
    """Whether a CloudFront distribution of the application takes what it serves from a bucket."""
    return any(
        bucket.key in _named(app, origin["DomainName"])
        for distribution in app.resources("AWS::CloudFront::Distribution")
        for origin in distribution["DistributionConfig.Origins"].items()
    )
