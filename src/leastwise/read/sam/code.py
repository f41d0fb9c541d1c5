"""Where code and content lie: a local path, or an object in a bucket.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functioncode.html
"""

from __future__ import annotations

from leastwise.model.value import Concat, Map, Symbol

_OBJECT = {"Bucket": "S3Bucket", "Key": "S3Key", "Version": "S3ObjectVersion"}


def code_location(source: Map, key: str) -> Map | None:
    """`CodeUri` or `ContentUri` in CloudFormation's words; a local path is `LocalPath`, as it is written."""
    value, span = source.get(key), source.span(key)
    made = Map(span)
    if isinstance(value, Map):
        for name, item, place in value.entries():
            if name in _OBJECT:
                made.put(_OBJECT[name], item, place)
        return made
    if isinstance(value, str):
        found = s3_object(value)
        if found is None:
            made.put("LocalPath", value, span)
        else:
            for name, item in found.items():
                made.put(_OBJECT[name], item, span)
        return made
    if isinstance(value, Symbol):
        remote = isinstance(value, Concat) and isinstance(value.parts[0], str) and value.parts[0].startswith("s3:")
        made.put("S3Key" if remote else "LocalPath", value, span)
        return made
    return None


def s3_object(uri: str) -> dict[str, str] | None:
    """`s3://bucket/key?versionId=x` in its parts; `None` for anything else."""
    if not uri.startswith("s3://"):
        return None
    location, _, version = uri[len("s3://") :].partition("?versionId=")
    bucket, _, key = location.partition("/")
    found = {"Bucket": bucket, "Key": key}
    return found | {"Version": version} if version else found
