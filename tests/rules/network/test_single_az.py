"""single-az: subnets that are not known may be in any zone."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.example import findings
from leastwise.rules.network.single_az import SingleAz

TEMPLATE = """
Parameters: {One: {Type: "AWS::EC2::Subnet::Id"}}
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, AvailabilityZone: %s}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, AvailabilityZone: %s}}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, VpcConfig: {SecurityGroupIds: [sg-1], SubnetIds: %s}}
"""


def said(first: str, second: str, subnets: str) -> list[Finding]:
    return findings(SingleAz(), {"template.yaml": TEMPLATE % (first, second, subnets)})


@pytest.mark.parametrize(
    ("first", "second", "subnets", "count"),
    [
        ("eu-west-1a", "eu-west-1b", "[!Ref A]", 1),
        ("eu-west-1a", "eu-west-1a", "[!Ref A, !Ref B]", 1),
        ("eu-west-1a", "eu-west-1b", "[!Ref A, !Ref B]", 0),
        ("!Select [0, !GetAZs '']", "!Select [0, !GetAZs '']", "[!Ref A, !Ref B]", 0),
        ("eu-west-1a", "eu-west-1a", "[!Ref A, !Ref B, subnet-1]", 0),
        ("eu-west-1a", "eu-west-1a", "[!Ref One]", 0),
        ("eu-west-1a", "eu-west-1a", "!Split [',', !ImportValue subnets]", 0),
    ],
)
def test_zones(first: str, second: str, subnets: str, count: int) -> None:
    assert len(said(first, second, subnets)) == count


def test_the_message_names_the_zone() -> None:
    (finding,) = said("eu-west-1a", "eu-west-1a", "[!Ref A, !Ref B]")
    assert finding.message == "Fn runs in 2 subnets, all in eu-west-1a: it stops when the zone does."
