"""Subnets, security groups, endpoints, and the functions in them.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.model.network import ANYWHERE, Endpoint, Network, Opening, Placement, SecurityGroup, Subnet, Way
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol, display, known
from leastwise.read.graph.context import Context, entries, field

_EC2 = "AWS::EC2::"
_SERVICE = r"(?:com|cn\.com)\.amazonaws\.(?:\$\{[^}]*\}|[a-z0-9-]+)\.(.+)"
_ALL_PORTS = (0, 65535)
_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})


def network(context: Context) -> Network:
    """The network of an application; an empty one where it has none."""
    types = context.lookup.by_type
    subnets = _subnets(context) if _EC2 + "Subnet" in types else {}
    groups = _groups(context) if _EC2 + "SecurityGroup" in types else {}
    return Network(subnets, groups, tuple(_endpoints(context)), _placements(context, subnets, groups))


def _subnets(context: Context) -> dict[str, Subnet]:
    tables: dict[str, Resource | None] = {}
    hidden = False  # an association of which it is not known to what it belongs may be that of any subnet
    for association in context.of(_EC2 + "SubnetRouteTableAssociation"):
        subnet = context.lookup.resource(association.properties.get("SubnetId"), _EC2 + "Subnet")
        hidden = hidden or subnet is None
        if subnet is not None:
            tables[subnet.key] = context.lookup.resource(
                association.properties.get("RouteTableId"), _EC2 + "RouteTable"
            )
    routes: dict[str, list[Resource]] = {}
    for route in context.of(_EC2 + "Route", _EC2 + "VPNGatewayRoutePropagation"):
        for place in route["RouteTableIds" if "RouteTableIds" in route.properties else "RouteTableId"].each():
            table = context.lookup.resource(place.value, _EC2 + "RouteTable")
            if table is not None:
                routes.setdefault(table.key, []).append(route)
    found = {}
    for resource in context.of(_EC2 + "Subnet"):
        vpc = context.lookup.resource(resource.properties.get("VpcId"), _EC2 + "VPC")
        way = Way.UNKNOWN
        if resource.key in tables:
            table = tables[resource.key]
            if table is not None:
                way = _way(context, routes.get(table.key, ()))
        elif vpc is not None and not hidden:
            way = Way.NONE  # the main route table of a new network leads nowhere else, and no template can change it
        found[resource.key] = Subnet(resource, vpc, way)
    return found


def _way(context: Context, routes: Sequence[Resource]) -> Way:
    """Where the routes of a table send what is meant for everywhere else."""
    found = Way.NONE
    for route in routes:
        destination = route.properties.get("DestinationCidrBlock")
        if isinstance(destination, Symbol):
            return Way.UNKNOWN
        if destination == "0.0.0.0/0":
            return _target(context, route)
        if "DestinationIpv6CidrBlock" not in route.properties:
            found = Way.ELSEWHERE
    return found


def _target(context: Context, route: Resource) -> Way:
    properties = route.properties
    if "NatGatewayId" in properties:
        gateway = context.lookup.resource(properties["NatGatewayId"], _EC2 + "NatGateway")
        private = gateway is not None and gateway.properties.get("ConnectivityType") == "private"
        return Way.ELSEWHERE if private else Way.NAT
    if "GatewayId" in properties:
        value = properties["GatewayId"]
        gateway = context.lookup.resource(value)
        if gateway is not None:
            attached = gateway.type == _EC2 + "VPCGatewayAttachment" and "InternetGatewayId" in gateway.properties
            return Way.INTERNET if attached or gateway.type == _EC2 + "InternetGateway" else Way.ELSEWHERE
        if isinstance(value, str):
            return Way.INTERNET if value.startswith("igw-") else Way.ELSEWHERE
        return Way.UNKNOWN
    return Way.ELSEWHERE if len(properties) > 2 else Way.UNKNOWN


def _groups(context: Context) -> dict[str, SecurityGroup]:
    apart: dict[tuple[str, str], list[Opening]] = {}
    for kind in ("Ingress", "Egress"):
        for rule in context.of(f"{_EC2}SecurityGroup{kind}"):
            group = context.lookup.resource(rule.properties.get("GroupId"), _EC2 + "SecurityGroup")
            if group is not None:
                apart.setdefault((group.key, kind), []).append(_opening(rule[()], rule.properties))
    found = {}
    for resource in context.of(_EC2 + "SecurityGroup"):
        key = resource.key
        ingress, egress = (
            (*_written(resource[f"SecurityGroup{kind}"]), *apart.get((key, kind), ())) for kind in ("Ingress", "Egress")
        )
        any_egress = resource["SecurityGroupEgress"].absent and (key, "Egress") not in apart
        found[key] = SecurityGroup(resource, ingress, egress, any_egress)
    return found


def _written(place: Property) -> Iterator[Opening]:
    for item, value in entries(place):
        yield _opening(item, value)


def _opening(place: Property, rule: Map) -> Opening:
    written = rule.get("IpProtocol")
    protocol = display(written).lower() if known(written) and written is not None else None
    protocol = "-1" if protocol == "all" else protocol
    wide = (place[key] for key in ("CidrIp", "CidrIpv6") if _anywhere(rule.get(key)))
    return Opening(place, protocol, _ports(place, protocol), next(wide, None))


def _anywhere(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in ANYWHERE


def _ports(place: Property, protocol: str | None) -> tuple[int, int] | None:
    if protocol is None:
        return None
    if protocol not in _WITH_PORTS:
        return _ALL_PORTS
    first, last = place["FromPort"].number(0), place["ToPort"].number(65535)
    if not isinstance(first, (int, float)) or not isinstance(last, (int, float)):
        return None
    return _ALL_PORTS if first < 0 else (int(first), int(last))


def _endpoints(context: Context) -> Iterator[Endpoint]:
    for resource in context.of(_EC2 + "VPCEndpoint"):
        name = resource.properties.get("ServiceName")
        match = re.fullmatch(_SERVICE, display(name)) if isinstance(name, (str, Symbol)) else None
        vpc = context.lookup.resource(resource.properties.get("VpcId"), _EC2 + "VPC")
        yield Endpoint(resource, vpc, match[1] if match and "${" not in match[1] else None)


def _placements(context: Context, subnets: dict[str, Subnet], groups: dict[str, SecurityGroup]) -> dict[str, Placement]:
    found = {}
    for function in context.functions.values():
        config = function.resource.properties.get("VpcConfig")
        if isinstance(config, Map) and config.get("SubnetIds") not in (None, []):
            inside, all_subnets = _members(context, config, "SubnetIds")
            around, all_groups = _members(context, config, "SecurityGroupIds")
            found[function.id] = Placement(
                function,
                tuple(subnets[key] for key in inside if key in subnets),
                tuple(groups[key] for key in around if key in groups),
                all_subnets and all(key in subnets for key in inside),
                all_groups and all(key in groups for key in around),
            )
    return found


def _members(context: Context, config: Map, key: str) -> tuple[list[str], bool]:
    """The keys of the resources in a list, and whether all of its items are resources of the application."""
    written = field(config, key)
    items = written if isinstance(written, Seq) else [written]
    found = [context.lookup.resource(item) for item in items]
    return [resource.key for resource in found if resource is not None], None not in found
