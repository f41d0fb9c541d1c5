"""vpc-without-reason: everything that may be a reason is one."""

import pytest

from leastwise.rules.example import findings
from leastwise.rules.network.vpc_without_reason import VpcWithoutReason
from leastwise.rules.rule import examples

TEMPLATE = examples(VpcWithoutReason.bad)[0].text


def count(text: str) -> int:
    return len(findings(VpcWithoutReason(), {"template.yaml": text}))


def test_the_example_stands() -> None:
    assert count(TEMPLATE) == 1


@pytest.mark.parametrize(
    "more",
    [
        "  Db: {Type: AWS::RDS::DBInstance, Properties: {VPCSecurityGroups: [!Ref Group]}}\n",
        "  Mount: {Type: AWS::EFS::MountTarget, Properties: {SubnetId: !Ref Inside}}\n",
        "  Near: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.execute-api}}\n",
        "  Peer: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: vpc-1}}\n",
        "  Cache: {Type: AWS::MemoryDB::SubnetGroup, Properties: {SubnetIds: !ImportValue subnets}}\n",
        "Outputs: {Subnet: {Value: !Ref Inside}}\n",
    ],
)
def test_a_reason(more: str) -> None:
    assert count(TEMPLATE + more) == 0


def test_a_network_that_leads_nowhere_locks_code_in() -> None:
    assert count(TEMPLATE.replace("Type: AWS::EC2::Route\n", "Type: Custom::Route\n")) == 0


def test_queues_and_tables_are_in_no_network() -> None:
    assert (
        count(
            TEMPLATE
            + "  Jobs: {Type: AWS::SQS::Queue}\n  Flows: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref Vpc}}\n"
        )
        == 1
    )
