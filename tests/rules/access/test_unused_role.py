"""unused-role: what counts as a use."""

import pytest

from leastwise.model.edit import Remove
from leastwise.rules.access.unused_role import UnusedRole
from leastwise.rules.example import findings

TEMPLATE = """
Parameters: {Open: {Type: String}}
Resources:
  Idle:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
  Queue: {Type: AWS::SQS::Queue}
"""
ATTACHED = "{Type: AWS::IAM::Policy, Properties: {PolicyName: p, PolicyDocument: {}, Roles: [%s]}}"


def unused(more: str) -> list[str]:
    return [finding.place.resource.name for finding in findings(UnusedRole(), {"template.yaml": TEMPLATE + more})]


@pytest.mark.parametrize(
    "more",
    [
        "",
        "  Policy: " + ATTACHED % "!Ref Idle",
        "  Policy: {Type: AWS::IAM::RolePolicy, Properties: {PolicyName: p, RoleName: !Ref Idle, PolicyDocument: {}}}",
        "  Other: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Open}}",
        "  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Idle]}}",
    ],
)
def test_a_policy_of_a_role_is_no_use_of_it(more: str) -> None:
    assert unused(more) == ["Idle"]


@pytest.mark.parametrize(
    "more",
    [
        "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Idle.Arn, Code: {ZipFile: x}}}",
        "  T: {Type: AWS::Pipes::Pipe, Properties: {RoleArn: !Sub '${Idle.Arn}'}}",
        "  T: {Type: Custom::T, Properties: {Nested: [{Deep: !Sub 'x ${Idle}'}]}}",
        "  T: {Type: Custom::T, Properties: {RoleArn: !ImportValue {'Fn::Sub': '${Open}'}, Name: !Ref Idle}}",
        "  T: {Type: Custom::T, Properties: {Which: !Select [!Ref Open, [!GetAtt Idle.Arn, b]]}}",
        "Outputs: {Role: {Value: !GetAtt Idle.Arn}}",
        "# Idle is taken by the other stack\n",
    ],
)
def test_whatever_mentions_it_may_use_it(more: str) -> None:
    assert unused(more) == []


@pytest.mark.parametrize(
    "properties",
    [
        "RoleName: shop",
        "RoleName: !Ref Open",
    ],
)
def test_a_name_can_be_known_elsewhere(properties: str) -> None:
    template = TEMPLATE.replace("    Properties:\n", f"    Properties:\n      {properties}\n", 1)
    assert findings(UnusedRole(), {"template.yaml": template}) == []


@pytest.mark.parametrize("principal", ['AWS: "123456789012"', "Federated: a", "Service: !Ref Open"])
def test_who_may_take_it_from_outside_may_use_it(principal: str) -> None:
    template = TEMPLATE.replace("Service: lambda.amazonaws.com", principal)
    assert findings(UnusedRole(), {"template.yaml": template}) == []


def test_the_policies_that_are_its_own_go_with_it() -> None:
    more = f"  Own: {ATTACHED % '!Ref Idle'}\n  Shared: {ATTACHED % '!Ref Idle, other'}\n"
    (finding,) = findings(UnusedRole(), {"template.yaml": TEMPLATE + more})
    removed = [(e.property.resource.name, e.property.dotted) for e in finding.edits if isinstance(e, Remove)]
    assert removed == [("Idle", ""), ("Own", ""), ("Shared", "Roles.0")]


@pytest.mark.parametrize(
    "more",
    [
        "  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {InstanceProfileName: own, Roles: [!Ref Idle]}}",
        """  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Idle]}}
  Server: {Type: AWS::EC2::Instance, Properties: {IamInstanceProfile: !Ref Profile}}
""",
    ],
)
def test_an_instance_profile_that_is_or_may_be_used_uses_its_role(more: str) -> None:
    assert unused(more) == []


def test_an_idle_instance_profile_goes_with_its_role() -> None:
    more = "  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Idle]}}"
    (found,) = findings(UnusedRole(), {"template.yaml": TEMPLATE + more})
    assert [edit.property.resource.name for edit in found.edits] == ["Idle", "Profile"]
