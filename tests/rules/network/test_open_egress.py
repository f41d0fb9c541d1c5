"""open-egress: only where there is somewhere to talk to."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.example import findings
from leastwise.rules.network.open_egress import OpenEgress

NETWORK = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Uses: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Inside, RouteTableId: !Ref Table}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, VpcConfig: {SubnetIds: [!Ref Inside], SecurityGroupIds: [!Ref Group]}}
"""
ROUTE = "  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, %s}}\n"


def said(egress: str, route: str = "NatGatewayId: nat-1") -> list[Finding]:
    group = f"  Group: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g{egress}}}}}\n"
    return findings(OpenEgress(), {"template.yaml": NETWORK + (ROUTE % route if route else "") + group})


@pytest.mark.parametrize(
    ("route", "count"),
    [("NatGatewayId: nat-1", 1), ("TransitGatewayId: t", 1), ("GatewayId: !Ref Gateway", 0), ("", 0)],
)
def test_a_function_that_cannot_get_out_may_try(route: str, count: int) -> None:
    assert len(said("", route)) == count


@pytest.mark.parametrize(
    ("egress", "count"),
    [
        (', SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]', 1),
        (", SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIpv6: '::/0'}]", 1),
        (", SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]", 0),
        (", SecurityGroupEgress: [{IpProtocol: udp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}]", 0),
        (', SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 10.0.0.0/16}]', 0),
        (', SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: !ImportValue range}]', 0),
        (", SecurityGroupEgress: !ImportValue rules", 0),
    ],
)
def test_all_ports_to_all_addresses(egress: str, count: int) -> None:
    assert len(said(egress)) == count


def test_the_message_says_what_the_default_is() -> None:
    (finding,) = said("")
    assert finding.message == (
        "Group lets Fn talk to every address on every port: without an egress rule AWS lets everything out."
    )
    assert (finding.missing_property, finding.functions) == ("SecurityGroupEgress", ("template.yaml:Fn",))
