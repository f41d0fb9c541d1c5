"""What keeps strangers out of a bucket whose policy lets everybody in: its block on public access.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from typing import Any

from leastwise.iam.evaluation import Caller, Clause
from leastwise.iam.language import arn_pattern, text_pattern
from leastwise.iam.permissions import EVERYTHING, policy_on
from leastwise.iam.public_access import Gate, policy_gate
from leastwise.model.application import Application
from leastwise.model.record import replace

_ALL = Clause("Allow", (text_pattern("*"),), resources=(arn_pattern("*"),))


def barred(app: Application, resource: Any, caller: Caller | None) -> tuple[tuple[Clause, ...], ...]:
    """The block as the resource control policy that it amounts to; none where it does not concern the caller.

    "S3 considers a bucket policy public" as soon as one statement is; one with a condition may be for few.
    """
    if resource is EVERYTHING or caller is None or caller.kind != "anonymous":
        return ()
    bucket = app.referenced(resource, "AWS::S3::Bucket")
    policy = policy_on(app, resource) if bucket is not None else None
    gate = policy_gate(bucket) if bucket is not None else Gate.OPEN
    if gate is Gate.OPEN or not any(clause.effect == "Allow" and clause.conditions == () for clause in policy or ()):
        return ()
    why = "the bucket's block on public access" + ("" if gate is Gate.SHUT else ", which buckets have since April 2023")
    return ((_ALL, replace(_ALL, effect="Deny", conditions=() if gate is Gate.SHUT else None, origin=why)),)
