"""The bucket that a service is deployed from.

Version 4 takes one bucket for all services of an account, which is not in the stack.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/core-cloudformation-template.json
https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#deployment-bucket
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Symbol, concat
from leastwise.read.expand.context import PARTITION
from leastwise.read.expand.values import given, on, tag_list
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.naming import BUCKET
from leastwise.read.serverless.versions import major_version


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
    build.add(BUCKET, "AWS::S3::Bucket", properties, span)
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
