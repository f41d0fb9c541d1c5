"""no-flow-log: whose traffic a flow log records."""

import pytest

from leastwise.rules.example import findings
from leastwise.rules.network.no_flow_log import NoFlowLog

TEMPLATE = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  Flows: {Type: AWS::EC2::FlowLog, Properties: {TrafficType: ALL, ResourceId: %s}}
"""


@pytest.mark.parametrize(
    ("logged", "without"),
    [("!Ref Vpc", ["Other"]), ("!GetAtt Other.VpcId", ["Vpc"]), ("!Ref Inside", ["Other"]), ("!ImportValue vpc", [])],
)
def test_networks_without_flow_log(logged: str, without: list[str]) -> None:
    found = findings(NoFlowLog(), {"template.yaml": TEMPLATE % logged})
    assert [finding.place.resource.name for finding in found] == without
