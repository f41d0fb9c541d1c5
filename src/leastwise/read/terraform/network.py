"""Security groups, network ACLs and route tables: Terraform has their rules as blocks of lists.

CloudFormation has one rule for each source of a security group, and entries of ACLs and routes as their own resources.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Symbol
from leastwise.read.expand.context import Context
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.references import References
from leastwise.read.terraform.rows import Made, More, make
from leastwise.read.terraform.tables import entry

_EC2 = "AWS::EC2::"
_KINDS = {"ingress": "Source", "egress": "Destination"}
_SOURCES = {
    "cidr_blocks": "CidrIp",
    "ipv6_cidr_blocks": "CidrIpv6",
    "prefix_list_ids": "{}PrefixListId",
    "security_groups": "{}SecurityGroupId",
    "source_security_group_id": "{}SecurityGroupId",
}
"""Argument → the property of one rule that an item of it becomes, with what the direction calls the other side."""

_COMMON = {"protocol": "IpProtocol", "from_port": "FromPort", "to_port": "ToPort", "description": "Description"}
_ENTRY = {"action": "rule_action", "rule_no": "rule_number"}
_ROUTE = {"cidr_block": "destination_cidr_block", "ipv6_cidr_block": "destination_ipv6_cidr_block"}
"""What an argument of an inline block is called in the resource that says the same."""


def security_group(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Rules inside the group. Terraform takes away the rule that lets everything out, so where none is written none is.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group#egress
    """
    own = Reference(instance.key, "GroupId")
    for kind in _KINDS:
        name = f"SecurityGroup{kind.capitalize()}"
        written = references.value(instance.values.get(kind))
        span = instance.values.span(kind)
        if isinstance(written, Symbol):
            made.properties.put(name, written, span)
        elif kind in instance.values or kind == "egress":
            listed = Seq(span)
            for block, at in _blocks(written, span):
                for rule in _rules(block, at, kind, own):
                    listed.put(rule, at)
            made.properties.put(name, listed, span)
            if kind not in instance.values:
                made.framework.add((name,))


def security_group_rule(instance: Instance, made: Made, references: References, context: Context) -> None:
    """A rule apart from its group: one resource for each of its sources."""
    kind = instance.values.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        return
    made.type = f"{_EC2}SecurityGroup{kind.capitalize()}"
    group = made.properties.get("GroupId")
    values = references.value(instance.values)
    for index, rule in enumerate(_rules(values, instance.span, kind, group)):
        rule.put("GroupId", group, made.properties.span("GroupId"))
        if index:
            made.more.append(More(f"#{index}", made.type, rule, instance.span))
        else:
            made.properties = rule


def network_acl(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Entries inside the ACL, and the subnets that it is for."""
    own = Reference(instance.key, "Ref")
    for kind in _KINDS:
        blocks = _blocks(instance.values.get(kind), instance.values.span(kind))
        for index, (block, at) in enumerate(blocks):
            properties = _as(block, "aws_network_acl_rule", _ENTRY, references)
            properties.put("Egress", kind == "egress", at)
            properties.put("NetworkAclId", own, at)
            made.more.append(More(f".{kind}[{index}]", _EC2 + "NetworkAclEntry", properties, at))
    subnets = references.value(instance.values.get("subnet_ids"))
    for index, subnet, at in subnets.entries() if isinstance(subnets, Seq) else ():
        properties = Map(at)
        properties.put("NetworkAclId", own, at)
        properties.put("SubnetId", subnet, at)
        made.more.append(More(f".subnet_ids[{index}]", _EC2 + "SubnetNetworkAclAssociation", properties, at))


def routes(instance: Instance, made: Made, references: References, context: Context) -> None:
    """Routes inside the table."""
    own = Reference(instance.key, "Ref")
    for index, (block, at) in enumerate(_blocks(instance.values.get("route"), instance.values.span("route"))):
        properties = _as(block, "aws_route", _ROUTE, references)
        properties.put("RouteTableId", own, at)
        made.more.append(More(f".route[{index}]", _EC2 + "Route", properties, at))


def default_routes(instance: Instance, made: Made, references: References, context: Context) -> None:
    """The table of a network that the subnets without one have: an association of which no subnet is known."""
    routes(instance, made, references, context)
    properties = Map(instance.span)
    properties.put("RouteTableId", Reference(instance.key, "Ref"), instance.span)
    made.more.append(More(".default", _EC2 + "SubnetRouteTableAssociation", properties, instance.span))


def _rules(block: Map, span: Span, kind: str, own: Any) -> Iterator[Map]:
    """One rule for each source of a block; where none is written, one without."""
    found = False
    for name, other in _SOURCES.items():
        value, at = block.get(name), block.span(name)
        items = value.entries() if isinstance(value, Seq) else () if value is None else ((0, value, at),)
        for _, item, place in items:
            found = True
            yield _rule(block, span, other.format(_KINDS[kind]), item, place)
    if block.get("self") is True:
        found = True
        yield _rule(block, span, f"{_KINDS[kind]}SecurityGroupId", own, block.span("self"))
    if not found:
        yield _rule(block, span, "", None, span)


def _rule(block: Map, span: Span, name: str, source: Any, at: Span) -> Map:
    rule = Map(span)
    if name:
        rule.put(name, source, at)
    for argument, own in _COMMON.items():
        if block.get(argument) not in (None, ""):
            rule.put(own, block[argument], block.span(argument))
    return rule


def _as(block: Map, type_: str, renamed: Mapping[str, str], references: References) -> Map:
    """The properties of an inline block, which says the same as a resource of a type of its own."""
    values = Map(block.home)
    for name, value, span in block.entries():
        if value not in (None, ""):
            values.put(renamed.get(name, name), value, span)
    known = entry(type_)
    return Map(block.home) if known is None else make(known.rows, values, references.value).properties


def _blocks(value: Any, span: Span) -> Iterator[tuple[Map, Span]]:
    items = value.entries() if isinstance(value, Seq) else ((0, value, span),)
    for _, item, at in items:
        if isinstance(item, Map):
            yield item, at
