"""The bucket that a service is deployed from.

Version 4 takes one bucket for all services of an account, which is not in the stack.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/core-cloudformation-template.json
https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#deployment-bucket
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, Symbol, concat
from leastwise.read.expand.context import PARTITION
from leastwise.read.expand.values import given, on, tag_list
from leastwise.read.serverless.build import ServerlessBuild, extension_of
from leastwise.read.serverless.naming import BUCKET
from leastwise.read.serverless.versions import major_version

_WITHOUT_WORDS = (
    "BucketEncryption",
    "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.KMSMasterKeyID",
    "LoggingConfiguration",
    "PublicAccessBlockConfiguration",
    "VersioningConfiguration",
)
"""What is set by an extension; the framework's own settings of the key are of what it uploads."""


def _with_key(settings: Map) -> Map:
    """How everything is encrypted that the framework puts into the bucket: it asks for that with every upload.

    https://github.com/serverless/serverless/blob/v3/lib/plugins/aws/deploy/lib/upload-artifacts.js
    """
    place = settings.span("serverSideEncryption")
    default = Map(place)
    default.put("SSEAlgorithm", "aws:kms", place)
    if given(settings.get("sseKMSKeyId")):
        default.put("KMSMasterKeyID", settings["sseKMSKeyId"], settings.span("sseKMSKeyId"))
    rule = Map(place)
    rule.put("ServerSideEncryptionByDefault", default, place)
    found = Map(place)
    found.put("ServerSideEncryptionConfiguration", Seq(place, [rule]), place)
    return found


def add_bucket(build: ServerlessBuild) -> None:
    """Add the deployment bucket and its policy, unless the author names one that is there."""
    wanted = build.provider.get("deploymentBucket")
    span = build.provider.spans.get("deploymentBucket", build.service.span("provider"))
    settings = wanted if isinstance(wanted, Map) else Map(span)
    version = major_version(build)
    if isinstance(wanted, (str, Symbol)) or given(settings.get("name")) or (version is not None and version >= 4):
        return
    encryption: dict[str, Any] = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    properties: dict[str, Any] = {"BucketEncryption": {"ServerSideEncryptionConfiguration": [encryption]}}
    if on(settings.get("blockPublicAccess")):
        names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        properties["PublicAccessBlockConfiguration"] = dict.fromkeys(names, True)
    if on(settings.get("versioning")):
        properties["VersioningConfiguration"] = {"Status": "Enabled"}
    properties["Tags"] = tag_list(settings.get("tags"), settings.span("tags"))
    if settings.get("serverSideEncryption") == "aws:kms":
        properties["BucketEncryption"] = _with_key(settings)
    words = {name: extension_of(BUCKET, name) for name in _WITHOUT_WORDS}
    build.add(BUCKET, "AWS::S3::Bucket", properties, span, names=words)
    if not on(settings.get("skipPolicySetup")):
        arn = concat(("arn:", PARTITION, ":s3:::", build.context.ref(BUCKET)))
        statement = {
            "Action": "s3:*",
            "Effect": "Deny",
            "Principal": "*",
            "Resource": [concat((arn, "/*")), arn],
            "Condition": {"Bool": {"aws:SecureTransport": False}},
        }
        document = {"Bucket": build.context.ref(BUCKET), "PolicyDocument": {"Statement": [statement]}}
        build.add(BUCKET + "Policy", "AWS::S3::BucketPolicy", document, span)
