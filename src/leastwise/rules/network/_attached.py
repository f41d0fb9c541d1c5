"""What a security group is attached to, and whether any of that can be reached from the internet."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.network import Subnet, Way
from leastwise.model.resource import Resource
from leastwise.model.value import references
from leastwise.rules.connections import is_private

_RULES = ("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")
FUNCTION = "AWS::Lambda::Function"
_BALANCERS = ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer")
_WITHOUT_PUBLIC_ADDRESS = frozenset(
    {
        "AWS::ApiGatewayV2::VpcLink",
        "AWS::EC2::VPCEndpoint",
        "AWS::EFS::MountTarget",
        "AWS::Lambda::CapacityProvider",
        "AWS::MemoryDB::Cluster",
        FUNCTION,
    }
)
"""Types whose network interfaces never have a public address, besides those that `connections` knows."""


def users(app: Application, group: Resource) -> list[Resource]:
    """The resources that a security group is attached to: all that refer to it and are no rule of a group."""
    found = []
    for resource in app.resources():
        if resource.type not in _RULES and any(ref.resource == group.key for ref in references(resource.body)):
            found.append(resource)
    return found


def only_listens(resource: Resource) -> bool:
    """Whether it answers on nothing but the ports of its listeners."""
    return resource.type in _BALANCERS


def is_public(app: Application, resource: Resource) -> bool | None:
    """Whether a resource has an address on the internet; `None` where that is not known."""
    if resource.type in _WITHOUT_PUBLIC_ADDRESS:
        return False
    written = _written(resource)
    if written is not None:
        return written
    private = is_private(app, resource)
    if private is True and resource.type != "AWS::EC2::Instance":
        return False
    ways = {subnet.way for subnet in _subnets(app, resource)}
    if ways and ways <= {Way.NAT, Way.NONE}:
        return False
    return None


def _written(resource: Resource) -> bool | None:
    """What the resource itself says of a public address."""
    for path in (
        "PubliclyAccessible",
        "NetworkInterfaces.0.AssociatePublicIpAddress",
        "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
        "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
    ):
        value = resource[path].value
        if isinstance(value, (str, bool)):
            return str(value).lower() in ("true", "enabled", "service_provided_eips")
    return None


def _subnets(app: Application, resource: Resource) -> Iterator[Subnet]:
    """The subnets that a resource names, itself or through a subnet group."""
    for reference in references(resource.properties):
        found = app.by_key.get(reference.resource)
        if found is None:
            continue
        if found.key in app.network.subnets:
            yield app.network.subnets[found.key]
        elif found.type.endswith("SubnetGroup"):
            for inner in references(found.properties):
                if inner.resource in app.network.subnets:
                    yield app.network.subnets[inner.resource]
