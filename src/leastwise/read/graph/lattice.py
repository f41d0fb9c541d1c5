"""Routes of VPC Lattice services, which are reached from within networks only, and who may use them.

A request must be allowed at both levels: by the network of services through which it comes, and by the service.

https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.graph import AuthKind, Function, Route, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol
from leastwise.read.graph.access import exposure
from leastwise.read.graph.balancers import function_groups, unreached
from leastwise.read.graph.context import Context, entries
from leastwise.read.graph.policies import everyone, own_statements

_LATTICE = "AWS::VpcLattice::"

_Level = tuple[bool | None, Property]
"""Whether a level lets everybody through, `None` where that is not known; and the place that says so."""


def lattice_routes(context: Context) -> Iterator[Route]:
    """A route for each function that a listener or rule leads to; one without function where it leads elsewhere."""
    groups = function_groups(context, _LATTICE + "TargetGroup")
    reached: set[str] = set()
    for owner in context.of(_LATTICE + "Listener", _LATTICE + "Rule"):
        listener = context.lookup.resource(owner.properties.get("ListenerIdentifier"), _LATTICE + "Listener") or owner
        named = owner.properties.get("ServiceIdentifier", listener.properties.get("ServiceIdentifier"))
        service = context.lookup.resource(named, _LATTICE + "Service")
        key = "DefaultAction" if owner.type.endswith("Listener") else "Action"
        found: dict[str, Function | None] = {}
        for _, target in entries(owner[key]["Forward.TargetGroups"]):
            group = context.lookup.resource(target.get("TargetGroupIdentifier"), _LATTICE + "TargetGroup")
            functions: list[Function] = groups.get(group.key, []) if group is not None else []
            for function in functions or (None,):
                found["" if function is None else function.id] = function
            reached |= {group.key} if group is not None else set()
        auth, place = _auth(context, service) if found and service is not None else (AuthKind.UNKNOWN, owner[()])
        for behind in found.values():
            yield Route(
                kind=TriggerKind.LATTICE,
                method=owner["Match.HttpMatch.Method"].text("ANY") or "ANY",
                path=_matched(owner),
                auth=auth,
                property=place,
                function=behind,
                api=service or owner,
                private=True,
                exposure=exposure(auth, private=True),
            )
    yield from unreached(context, groups, reached, TriggerKind.LATTICE, private=True)


def _matched(rule: Resource) -> str:
    """The path that a rule is for; all of them for a listener's default."""
    match = rule["Match.HttpMatch.PathMatch.Match"]
    exact = match["Exact"].text()
    return exact if exact else (match["Prefix"].text() or "").rstrip("/") + "/*"


def _auth(context: Context, service: Resource) -> tuple[AuthKind, Property]:
    """How a service knows its callers, and the place that says so. Not known where no network leads to it."""
    own, place = _level(context, service)
    networks: list[bool | None] = []
    for link in context.of(_LATTICE + "ServiceNetworkServiceAssociation"):
        if context.lookup.resource(link.properties.get("ServiceIdentifier")) == service:
            network = context.lookup.resource(link.properties.get("ServiceNetworkIdentifier"))
            networks.append(None if network is None else _level(context, network)[0])
    if own is False or (networks and all(level is False for level in networks)):
        return AuthKind.IAM, place
    return (AuthKind.NONE if own is True and True in networks else AuthKind.UNKNOWN), place


def _level(context: Context, resource: Resource) -> _Level:
    """Whether a service, or a network of services, lets everybody through.

    With `AWS_IAM` nobody gets through without a policy; one that allows `*` lets those through who sign nothing.
    """
    place = resource["AuthType"]
    kind = place.text("NONE")
    if kind != "AWS_IAM":
        return (True if kind == "NONE" else None), place
    allowed: Property | None = None
    for policy in context.of(_LATTICE + "AuthPolicy"):
        if context.lookup.resource(policy.properties.get("ResourceIdentifier")) == resource:
            for statement in own_statements(context, policy, "Policy"):
                if isinstance(statement.effect, Symbol) or (statement.effect == "Deny" and statement.conditional):
                    return None, place
                if statement.allows and everyone(statement) and not statement.conditional:
                    allowed = allowed or statement.property["Principal"]
    return (False, place) if allowed is None else (True, allowed)
