"""What may name what: a resource cannot name one that needs it, directly or by way of others.

In Terraform a policy is a block of its own, for which others wait with `depends_on`; what other blocks say about a
resource is no need of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import references


def needs(app: Application, resource: Resource, wanted: Collection[str]) -> bool:
    """Whether a resource needs, directly or by way of others, one with such a key: a reference back makes a circle."""
    ahead, seen = [resource.key], {resource.key}
    while ahead:
        here = app.by_key[ahead.pop()]
        waits = here.body.get("DependsOn")
        keys = {reference.resource for reference in references(here.properties)}
        keys |= {f"{here.stack}:{name}" for name in (waits if isinstance(waits, list) else [waits])}
        if not keys.isdisjoint(wanted):
            return True
        ahead += (key for key in keys - seen if key in app.by_key)
        seen |= keys
    return False


def waits(app: Application, resource: Resource, policy: Resource) -> bool:
    """Whether a resource of Terraform needs a policy, so that the policy cannot refer to it.

    Args:
        app: the application.
        resource: that is to be named.
        policy: the resource that the policy is read as, or as part of: a role, or a policy that belongs to roles.
    """
    named = {one.resource for one in references(policy.properties)}
    roles = {role.key for role in app.resources(_ROLE) if role == policy or role.key in named or _has(role, policy)}
    inside = policy.type == _ROLE and any(_inside(place.span, policy) for place in policy["Policies"].items())
    ahead, seen = [resource], {resource.key}
    while ahead:
        here = ahead.pop()
        keys = set(_own_references(here))
        listed = here.body.get("DependsOn")
        names = [str(name) for name in listed] if isinstance(listed, list) else []
        if not keys.isdisjoint(roles) and (inside or any(_about_policies(name) for name in names)):
            return True
        keys |= {f"{here.stack}:{name}" for name in names}
        new = [app.by_key[key] for key in sorted(keys - seen - roles) if key in app.by_key]
        seen |= keys
        ahead += new
    return False


_ROLE = "AWS::IAM::Role"


def _has(role: Resource, policy: Resource) -> bool:
    return any(one.resource == policy.key for one in references(role.get("ManagedPolicyArns")))


def _about_policies(name: str) -> bool:
    return name.startswith("aws_iam_") and "polic" in name.partition(".")[0]


def _own_references(resource: Resource) -> Iterator[str]:
    """The keys of what the block of a resource refers to."""
    for place in resource[()].items():
        if _inside(place.span, resource):
            yield from (one.resource for one in references(place.value))


def _inside(span: Span, resource: Resource) -> bool:
    own = resource.span
    return span[0].path == own[0].path and own[1] <= span[1] and span[4] <= own[4]
