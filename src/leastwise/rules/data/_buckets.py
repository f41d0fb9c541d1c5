"""What a bucket is for."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.graph import Store, StoreKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import references
from leastwise.rules.data._names import words


def buckets(app: Application) -> Iterator[Store]:
    """The general purpose buckets that the author wrote, each with the statements of its policy."""
    for store in app.stores_of(StoreKind.BUCKET):
        if store.resource.type == "AWS::S3::Bucket" and store.resource.by == "author":
            yield store


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
