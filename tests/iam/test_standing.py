"""What denials and boundaries leave of a statement, and of the policies of AWS."""

import pytest

from leastwise.iam.standing import left, policies_of_aws, stands
from leastwise.rules.example import readings

ROLE = """
Parameters: {Any: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSQSFullAccess]
      %s
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: "sns:*", Resource: "*", %s}]}
"""
ALLOW = '{Effect: Allow, Action: [sqs:SendMessage, "sns:*"], Resource: "*"}'
BOUNDARY = "PermissionsBoundary: !Ref Boundary"


def remaining(*denials: str, more: str = "", boundary: str = "Sid: a") -> list[str]:
    (reading,) = readings({"template.yaml": ROLE % (more, ", ".join((ALLOW, *denials)), boundary)})
    (app,) = reading.worlds
    (role,) = app.roles
    assert stands(app, role, role.statements[0]) is bool(left(app, role, role.statements[0]))
    return left(app, role, role.statements[0])


@pytest.mark.parametrize(
    ("denial", "names"),
    [
        ('{Effect: Deny, Action: "sqs:*", Resource: "*"}', ["sns:*"]),
        ('{Effect: Deny, NotAction: "sqs:*", Resource: "*"}', ["sqs:SendMessage"]),
        ('{Effect: Deny, Action: "*", Resource: "*"}', []),
        ('{Effect: Deny, Action: "sns:Publish", Resource: "*"}', ["sqs:SendMessage", "sns:*"]),
        ('{Effect: Deny, Action: "sqs:*", Resource: "arn:aws:sqs:*:*:a"}', ["sqs:SendMessage", "sns:*"]),
        ('{Effect: Deny, Action: "sqs:*", Resource: !Ref Any}', ["sns:*"]),
        ('{Effect: !Ref Any, Action: "sqs:*", Resource: "*"}', ["sns:*"]),
        (
            '{Effect: Deny, Action: "*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": false}}}',
            ["sqs:SendMessage", "sns:*"],
        ),
    ],
)
def test_what_a_denial_leaves(denial: str, names: list[str]) -> None:
    assert remaining(denial) == names


def test_what_a_boundary_leaves() -> None:
    assert remaining(more=BOUNDARY) == ["sns:*"]
    assert remaining(more=BOUNDARY, boundary='Condition: {Bool: {"aws:SecureTransport": true}}') == ["sns:*"]
    assert remaining(more="PermissionsBoundary: !Ref Any") == []


def test_what_is_left_of_the_policies_of_aws() -> None:
    def allowed(*denials: str) -> set[str]:
        (reading,) = readings({"template.yaml": ROLE % ("", ", ".join((ALLOW, *denials)), "Sid: a")})
        (app,) = reading.worlds
        return {action for one in policies_of_aws(app, app.roles[0]) for action in one.actions}

    assert allowed() == {"sqs:*"}
    assert allowed('{Effect: Deny, Action: "sqs:*", Resource: "*"}') == set()
