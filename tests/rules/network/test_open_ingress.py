"""open-ingress: which ports, and what is behind them."""

import pytest

from leastwise.model.finding import Finding, Severity
from leastwise.rules.example import findings
from leastwise.rules.network.open_ingress import OpenIngress

NETWORK = """
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
"""
RULE = "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}"


def said(ingress: str, *others: str, rule: OpenIngress | None = None) -> list[Finding]:
    group = f"  Group: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: g, SecurityGroupIngress: {ingress}}}}}\n"
    return findings(rule or OpenIngress(), {"template.yaml": "Resources:\n" + group + "".join(others)})


@pytest.mark.parametrize(
    ("ingress", "ports"),
    [
        (f"[{RULE}]", "port 22 (SSH)"),
        (
            f"[{RULE}, {{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIpv6: '::/0'}}]",
            "ports 22 (SSH) and 5432 (PostgreSQL)",
        ),
        ("[{IpProtocol: tcp, FromPort: 8000, ToPort: 9000, CidrIp: 0.0.0.0/0}]", "port 8000–9000"),
        ("[{IpProtocol: tcp, FromPort: 80, ToPort: 443, CidrIp: 0.0.0.0/0}]", "port 80–443"),
        ("[{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}]", "every port"),
        ('[{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]', "every port and protocol"),
    ],
)
def test_the_message_names_the_ports(ingress: str, ports: str) -> None:
    (finding,) = said(ingress)
    assert finding.message == f"Group lets every address in on {ports}."


@pytest.mark.parametrize(
    "ingress",
    [
        "[{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}, {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]",
        "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}]",
        "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: pl-1}]",
        "[{IpProtocol: icmpv6, FromPort: -1, ToPort: -1, CidrIpv6: '::/0'}]",
        "[{IpProtocol: 1, CidrIp: 0.0.0.0/0}]",
        "!ImportValue rules",
        "[]",
    ],
)
def test_what_is_meant_for_everybody_or_not_open_is_fine(ingress: str) -> None:
    assert said(ingress) == []


def test_ports_that_may_be_open_can_be_chosen() -> None:
    assert said(f"[{RULE}]", rule=OpenIngress({"ports": "22 443"})) == []


@pytest.mark.parametrize(
    ("user", "severity"),
    [
        ("  Use: {Type: AWS::EC2::Instance, Properties: {SecurityGroupIds: [!Ref Group]}}\n", Severity.MEDIUM),
        ("  Use: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Inside, SecurityGroupIds: [!Ref Group]}}\n", Severity.LOW),
        ("  Use: {Type: AWS::EC2::Instance, Properties: {SecurityGroupIds: !Split [',', !Sub '${Group},${AWS::StackName}']}}\n", Severity.MEDIUM),
        ("  Use: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: false, VPCSecurityGroups: [!Ref Group]}}\n", Severity.LOW),
        ("  Use: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: true, VPCSecurityGroups: [!Ref Group]}}\n", Severity.MEDIUM),
        ("  Use: {Type: AWS::DocDB::DBCluster, Properties: {VpcSecurityGroupIds: [!GetAtt Group.GroupId]}}\n", Severity.LOW),
        ("  Use: {Type: AWS::MSK::Cluster, Properties: {BrokerNodeGroupInfo: {SecurityGroups: [!Ref Group]}}}\n", Severity.MEDIUM),
        ("", Severity.LOW),
    ],
)  # fmt: skip
def test_it_is_worse_where_something_can_be_reached_from_outside(user: str, severity: Severity) -> None:
    (finding,) = said(f"[{RULE}]", NETWORK, user)
    assert finding.severity is severity
    assert bool(finding.severity_reason) is (severity is Severity.LOW)


def test_a_subnet_group_says_where_something_is() -> None:
    subnets = "  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref Inside]}}\n"
    user = "  Use: {Type: AWS::RDS::DBInstance, Properties: {DBSubnetGroupName: !Ref Subnets, VPCSecurityGroups: [!Ref Group]}}\n"
    (finding,) = said(f"[{RULE}]", NETWORK, subnets, user)
    assert finding.severity is Severity.LOW


def test_every_port_of_something_public_is_high() -> None:
    user = """
  Use:
    Type: AWS::ECS::Service
    Properties: {NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: ENABLED, SecurityGroups: [!Ref Group]}}}
"""
    (finding,) = said('[{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]', user)
    assert (finding.severity, finding.severity_reason) == (
        Severity.HIGH,
        "Use has a public address and every port is open",
    )
    assert finding.message == "Group lets every address in on every port and protocol; it is attached to Use."


def test_nothing_connects_to_a_function_or_past_the_listeners_of_a_load_balancer() -> None:
    function = """
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, VpcConfig: {SubnetIds: [s], SecurityGroupIds: [!Ref Group]}}
"""
    balancer = (
        "  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {SecurityGroups: [!Ref Group]}}\n"
    )
    instance = "  Use: {Type: AWS::EC2::Instance, Properties: {SecurityGroupIds: [!Ref Group]}}\n"
    assert said(f"[{RULE}]", function, balancer) == []
    assert len(said(f"[{RULE}]", function, instance)) == 1


def test_one_finding_a_group_at_its_first_open_rule() -> None:
    beside = "  More: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0}}\n"
    (finding,) = said(f"[{RULE}]", beside)
    assert finding.place.dotted == "SecurityGroupIngress.0.CidrIp"
    assert "22 (SSH) and 3389 (RDP)" in finding.message
