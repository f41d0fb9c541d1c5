"""A function runs in a network in which there is nothing for it to reach."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Persona, Severity
from leastwise.model.network import Way
from leastwise.model.resource import Resource
from leastwise.model.value import references
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing

_PLUMBING = frozenset(
    f"AWS::EC2::{name}"
    for name in """
    DHCPOptions EgressOnlyInternetGateway EIP FlowLog InternetGateway NatGateway NetworkAcl NetworkAclEntry Route
    RouteTable SecurityGroup SecurityGroupEgress SecurityGroupIngress Subnet SubnetCidrBlock SubnetNetworkAclAssociation
    SubnetRouteTableAssociation VPC VPCCidrBlock VPCDHCPOptionsAssociation VPCGatewayAttachment
    """.split()
)
"""What makes a network, as opposed to what is in it."""


class VpcWithoutReason(Rule):
    id = "vpc-without-reason"
    title = "Function in a network with nothing in it"
    why = """
A function outside a VPC is no less safe: Lambda runs it in a network of its own that nobody reaches. Inside one it
needs a NAT gateway to call anything, its role manages network interfaces, and a missing route or rule makes it fail.
That is the price for reaching what is private; where nothing private is there, it is paid for nothing. A network that
leads nowhere, to lock code in, is a reason, and so are VPC endpoints, peering and a network that others are given.
"""
    remediation = """
Take the function out of the network, unless the fixed address of its NAT gateway is what it is there for.

- Template: remove `VpcConfig`, and the network with it.
- Console: Lambda > the function > *Configuration* > *VPC* > *Edit* > remove the VPC.
- CLI: `aws lambda update-function-configuration --function-name NAME --vpc-config SubnetIds=[],SecurityGroupIds=[]`.
"""
    severity = Severity.LOW
    confidence = Confidence.MEDIUM
    persona = Persona.PEDANTIC
    references = {
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",),
    }

    bad = Example.sam(
        """
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
          Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
          Uses:
            Type: AWS::EC2::SubnetRouteTableAssociation
            Properties: {SubnetId: !Ref Inside, RouteTableId: !Ref Table}
          Out:
            Type: AWS::EC2::Route
            Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}
          Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: orders, VpcId: !Ref Vpc}}
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [!Ref Group]}
        """,
        at="Resources.Orders.Properties.VpcConfig",
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
          Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
          Uses:
            Type: AWS::EC2::SubnetRouteTableAssociation
            Properties: {SubnetId: !Ref Inside, RouteTableId: !Ref Table}
          Out:
            Type: AWS::EC2::Route
            Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}
          Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: orders, VpcId: !Ref Vpc}}
          Subnets:
            Type: AWS::RDS::DBSubnetGroup
            Properties: {DBSubnetGroupDescription: orders, SubnetIds: [!Ref Inside]}
          Orders:
            Type: AWS::Serverless::Function
            Properties: {VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [!Ref Group]}}
          Given:
            Type: AWS::Serverless::Function
            Properties: {VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [sg-0123456789abcdef0]}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for vpc in app.resources("AWS::EC2::VPC"):
            inside = [p for p in app.network.inside(vpc) if p.subnets_known]
            if not inside or any(Way.NONE in p.ways for p in inside) or _handed_on(app, vpc):
                continue
            if _others(app):
                return
            functions = by_id(p.function for p in inside)
            verb = "run" if len(functions) > 1 else "runs"
            yield self.finding(
                functions[0].resource["VpcConfig"],
                f"{listing(f.name for f in functions)} {verb} in {vpc.name}, in which there is nothing else to reach.",
                functions=functions,
            )


def _handed_on(app: Application, vpc: Resource) -> bool:
    """Whether others are told of a network, so that anything may be in it."""
    parts = {vpc.key}
    for resource in app.resources("AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable"):
        if app.referenced(resource.properties.get("VpcId")) == vpc:
            parts.add(resource.key)
    outputs = [value for stack in app.stacks for value, _ in stack.outputs.values()]
    return any(reference.resource in parts for reference in references(outputs))


def _others(app: Application) -> bool:
    """Whether anything but functions is attached to any network."""
    functions = {function.resource.key for function in app.all_functions}
    return any(
        resource.type not in _PLUMBING
        and resource.key not in functions
        and any("subnet" in key or "vpc" in key for key in _keys(resource.properties))
        for resource in app.resources()
    )


def _keys(value: object) -> Iterator[str]:
    """The names of all properties in a value, however deep, in lower case."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key.lower()
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
