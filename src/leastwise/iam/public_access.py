"""Whether S3 itself keeps the public out of a bucket: its block on public access.

A bucket that was made since April 2023 lets nobody in by a public policy or by access control lists, unless both the
block on public access and the ownership of objects are changed.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from enum import StrEnum

from leastwise.model.graph import Statement
from leastwise.model.resource import Resource
from leastwise.read.graph.policies import condition_keys

BLOCK = "PublicAccessBlockConfiguration"
ON = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
"""The block on public access, all of it."""


class Gate(StrEnum):
    """Whether S3 itself keeps the public out: it does not, only for buckets made since April 2023, or it does."""

    OPEN = "open"
    SINCE_2023 = "since 2023"
    SHUT = "shut"


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


# An access point has a policy and a block of its own; a service of AWS acts for somebody it knows.
_POINTS = frozenset({"s3:dataaccesspointaccount", "s3:dataaccesspointarn", "aws:principalisawsservice"})


def by_access_point(statement: Statement) -> bool:
    """Whether a statement is for those whom the access points of a bucket let in, or for services of AWS."""
    return any(key in _POINTS for _, key, _ in condition_keys(statement))
