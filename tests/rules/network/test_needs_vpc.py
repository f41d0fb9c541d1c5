"""needs-vpc: only what is known to be private, only functions that are known to be outside."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.example import findings
from leastwise.rules.network.needs_vpc import NeedsVpc

FUNCTION = """
Resources:
  Cache: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: c}}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Code: {ZipFile: x}
      Environment: {Variables: {CACHE: !GetAtt Cache.PrimaryEndPoint.Address}}
"""


def said(*lines: str) -> list[Finding]:
    return findings(NeedsVpc(), {"template.yaml": FUNCTION + "".join(f"      {line}\n" for line in lines)})


def test_a_function_without_network() -> None:
    (finding,) = said()
    assert finding.message == "Cache (`CACHE`) can only be reached from within a network, and Fn is in none."
    assert finding.missing_property == "VpcConfig"


def test_a_function_that_was_taken_out_again() -> None:
    assert len(said("VpcConfig: {SubnetIds: [], SecurityGroupIds: []}")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}",
        "VpcConfig: {SubnetIds: !ImportValue subnets, SecurityGroupIds: !ImportValue groups}",
        "VpcConfig: !ImportValue config",
        "CapacityProviderConfig: {LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn: arn}}",
    ],
)
def test_a_function_in_some_network(line: str) -> None:
    assert said(line) == []
