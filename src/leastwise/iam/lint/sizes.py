"""Policies that are too large. Whitespace between the elements does not count; what is not known counts as nothing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.iam.lint.check import for_policy
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import BOUNDARY, IDENTITY, RESOURCE_CONTROL, SERVICE_CONTROL, TRUST, Policy
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Map, Seq, Symbol, as_text
from leastwise.read.graph.texts import parse
from leastwise.read.tables import table

_INLINE = {"AWS::IAM::Role": 10_240, "AWS::IAM::User": 2_048, "AWS::IAM::Group": 5_120}
"""Characters of all inline policies of one identity together."""

_MANAGED = 6_144
_TRUST = 2_048
"""By default; it can be raised to 8,192."""

_CONTROL = {
    SERVICE_CONTROL: ("POLICY_SIZE_EXCEEDS_SCP_QUOTA", 10_240),
    RESOURCE_CONTROL: ("POLICY_SIZE_EXCEEDS_RCP_QUOTA", 5_120),
}
"""https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"""


@for_policy(
    "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
    "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
)
def sizes(policy: Policy, _: Application | None) -> Iterator[Issue]:
    """One document, or all inline policies of one identity: these are counted once, at the first of them."""
    if not isinstance(policy.document, Map):
        return
    kind, place = policy.kind, policy.place
    if kind == IDENTITY and place.path[:1] == ("Policies",) and policy.resource_type in _INLINE:
        if place.path[1] == 0:
            documents = [item["PolicyDocument"] for item in Property(place.resource, ("Policies",)).items()]
            total, quota = sum(size(_parsed(item)) for item in documents), _INLINE[policy.resource_type]
            if total > quota:
                place, what = place.parent.parent, "the inline policies"
                yield issue("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", place, what, size=total, quota=quota)
        return
    length, quotas = size(policy.document), table(__file__, "places")["quotas"]
    if kind in _CONTROL and length > _CONTROL[kind][1]:
        yield issue(_CONTROL[kind][0], place, size=length, quota=_CONTROL[kind][1])
    elif kind == TRUST and length > _TRUST:
        yield issue("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", place, size=length, quota=_TRUST)
    elif kind in (IDENTITY, BOUNDARY):
        managed = policy.resource_type == "AWS::IAM::ManagedPolicy"
        others = quotas.get(policy.resource_type, max(_INLINE.values()))
        quota = _MANAGED if managed else _INLINE.get(policy.resource_type, others)
        if length > quota:
            yield issue("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", place, "the policy", size=length, quota=quota)
    elif kind == "resource" and length > quotas.get(policy.resource_type, length):
        quota = quotas[policy.resource_type]
        yield issue("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", place, size=length, quota=quota)


def size(value: Any) -> int:
    """The least number of characters that a value takes as JSON without whitespace."""
    total, ahead = 0, [value]
    while ahead:
        item = ahead.pop()
        if item.__class__ is str:
            total += len(item) + 2
        elif isinstance(item, Map):
            total += 2 + max(0, len(item) - 1) + sum(map(len, item)) + 3 * len(item)
            ahead += item.values()
        elif isinstance(item, Seq):
            total += 2 + max(0, len(item) - 1)
            ahead += item
        elif isinstance(item, Concat):
            total += 2 + sum(len(part) for part in item.parts if isinstance(part, str))
        elif isinstance(item, (str, bool, int, float)):
            total += len(as_text(item)) + 2 * isinstance(item, str)
        elif not isinstance(item, Symbol):
            total += 4
    return total


def _parsed(place: Property) -> Any:
    value = place.value
    return value if isinstance(value, (Map, Seq)) else parse(value, place.span)
