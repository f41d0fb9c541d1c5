"""Policies in the application of what stands elsewhere: a bucket by its name, a queue by its URL."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.pattern import matches
from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import Statement
from leastwise.model.resource import Resource
from leastwise.model.value import Unknown, display
from leastwise.read.graph.policies import statement
from leastwise.read.graph.stores import attached_to
from leastwise.rules.access._lint import policies_of
from leastwise.rules.words import listing

_TOLD = frozenset({"AWS::Events::EventBusPolicy", "AWS::VpcLattice::AuthPolicy"})
"""Policies that `open-event-bus` and `lattice-without-auth` judge, whatever they are for."""

_IDENTITIES = ("AWS::IAM::", "AWS::SSO::")

_WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:PutBucketPolicy")


def policies_elsewhere(app: Application) -> Iterator[tuple[Resource, tuple[Statement, ...]]]:
    """Each policy that is a resource of its own and belongs to no store of the application, with its statements."""
    suspects = (r for r in app.resources() if r.type.endswith("Policy") and not r.type.startswith(_IDENTITIES))
    if all(resource.type in _TOLD for resource in suspects):
        return  # finding the policies of an application costs more than looking whether there are any
    inside = {s.property.resource.key for store in app.stores for s in store.policy}
    for policy in policies_of(app):
        resource = policy.place.resource
        apart = policy.kind == "resource" and resource.type.endswith("Policy") and resource.type not in _TOLD
        if apart and resource.key not in inside:
            yield resource, tuple(statement(one.place, one.value, resource.name) for one in policy.statements)


def named(policy: Resource) -> str:
    """What a policy is for, for people."""
    targets = [p.value for p in attached_to(policy)]
    texts = [display(value) for value in targets if not isinstance(value, Unknown)]
    return listing(texts, 2) if texts else f"what {policy.name} is for"


def weight_elsewhere(policy: Resource, statement: Statement) -> tuple[Severity | None, str]:
    """Severity and reason, where a policy of what cannot be seen may not take effect."""
    if policy.type != "AWS::S3::BucketPolicy":
        return None, ""
    actions = [action for action in statement.actions if isinstance(action, str)]
    writes = any(matches(action, one, ignore_case=True) for action in actions for one in _WRITES)
    unseen = "the block on public access of a bucket elsewhere is not seen; S3 has it on for buckets since April 2023"
    return (None if writes else Severity.MEDIUM), unseen
