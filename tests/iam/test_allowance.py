"""What all statements of a role allow together."""

import json

import pytest

from leastwise.iam.allowance import PASS_ROLE, Allowance, identities
from leastwise.rules.example import readings

TEMPLATE = """
Parameters: {Open: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [%s]
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
"""
ALL = '{Effect: Allow, Action: "lambda:*", Resource: "*"}'
CODE = "lambda:UpdateFunctionCode"


def allowance(*statements: str, managed: str = "") -> Allowance:
    (reading,) = readings({"template.yaml": TEMPLATE % (managed, ", ".join(statements))})
    (role,) = reading.worlds[0].roles
    return Allowance(reading.worlds[0], role)


@pytest.mark.parametrize(
    "statement",
    [
        ALL,
        '{Effect: Allow, Action: "*", Resource: "*"}',
        '{Effect: Allow, Action: ["s3:GetObject", "Lambda:updatefunctioncode"], Resource: "*"}',
        '{Effect: Allow, Action: "lambda:Update*", Resource: "arn:aws:lambda:*:*:function:*"}',
        '{Effect: Allow, NotAction: "iam:*", Resource: "*"}',
    ],
)
def test_allowed_everywhere(statement: str) -> None:
    found = allowance(statement).everywhere(CODE)
    assert found is not None and found.action == CODE
    assert found.place.name in ("Action", "NotAction", "1")


@pytest.mark.parametrize(
    "statement",
    [
        '{Effect: Allow, Action: "lambda:*", Resource: "arn:aws:lambda:*:*:function:orders"}',
        '{Effect: Allow, Action: "lambda:*", Resource: "arn:aws:s3:::*"}',
        '{Effect: Allow, Action: "lambda:*", Resource: !Ref Open}',
        '{Effect: Allow, Action: "lambda:*", Resource: "*", Condition: {StringEquals: {"aws:RequestedRegion": x}}}',
        '{Effect: Allow, NotAction: [!Ref Open], Resource: "*"}',
        '{Effect: Allow, NotAction: "lambda:*", Resource: "*"}',
        '{Effect: !Ref Open, Action: "lambda:*", Resource: "*"}',
    ],
)
def test_not_allowed_everywhere(statement: str) -> None:
    assert allowance(statement).everywhere(CODE) is None


@pytest.mark.parametrize(
    "denial",
    [
        '{Effect: Deny, Action: "lambda:Update*", Resource: "*"}',
        '{Effect: Deny, Action: "*", Resource: "*"}',
        '{Effect: Deny, NotAction: "lambda:Invoke*", Resource: "*"}',
        '{Effect: Deny, Action: "lambda:*", NotResource: "arn:aws:lambda:*:*:function:orders"}',
        '{Effect: Deny, Action: "lambda:*", Resource: "*", Condition: {StringNotEquals: {"aws:PrincipalTag/a": b}}}',
        '{Effect: !Ref Open, Action: "lambda:*", Resource: "*"}',
        '{Effect: Deny, Action: !Ref Open, Resource: "*"}',
        '{Effect: Deny, Action: "lambda:*", Resource: !Ref Open}',
    ],
)
def test_what_denies_or_may_deny_takes_it_away(denial: str) -> None:
    assert allowance(ALL, denial).everywhere(CODE) is None
    assert allowance(ALL, denial).anywhere(CODE) is None


@pytest.mark.parametrize(
    "denial",
    [
        '{Effect: Deny, Action: "lambda:Invoke*", Resource: "*"}',
        '{Effect: Deny, Action: "lambda:*", Resource: "arn:aws:lambda:*:*:function:orders"}',
        '{Effect: Deny, NotAction: "lambda:*", Resource: "*"}',
        '{Effect: Deny, Action: "*", Resource: "*", Condition: {StringNotEquals: {"aws:RequestedRegion": eu-west-1}}}',
    ],
)
def test_what_denies_something_else_does_not(denial: str) -> None:
    assert allowance(ALL, denial).everywhere(CODE) is not None


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ('{StringEquals: {"iam:PassedToService": lambda.amazonaws.com}}', True),
        ('{StringLike: {"IAM:passedtoservice": [a, "*.amazonaws.com"]}}', True),
        ('{StringLike: {"IAM:passedtoservice": [a, b]}}', False),
        ('{StringNotEquals: {"iam:PassedToService": lambda.amazonaws.com}}', False),
        ('{StringNotEquals: {"iam:PassedToService": ec2.amazonaws.com}}', True),
        ('{StringEquals: {"iam:PassedToService": lambda.amazonaws.com, "aws:RequestedRegion": x}}', False),
        ('{StringEquals: {"iam:PassedToService": !Ref Open}}', False),
    ],
)
def test_passing_roles_knows_its_condition(condition: str, passes: bool) -> None:
    found = allowance(f'{{Effect: Allow, Action: "iam:PassRole", Resource: "*", Condition: {condition}}}')
    assert (found.passes("lambda.amazonaws.com") is not None) is passes
    assert found.everywhere(PASS_ROLE) is None


def test_managed_policies_count_with_their_conditions() -> None:
    found = allowance(managed="arn:aws:iam::aws:policy/AWSLambda_FullAccess")
    grant = found.passes("lambda.amazonaws.com")
    assert grant is not None and grant.statement is None
    assert found.passes("ec2.amazonaws.com") is None
    assert found.everywhere(CODE) is not None


def test_a_denial_takes_away_what_a_managed_policy_gives() -> None:
    denial = f'{{Effect: Deny, Action: "{CODE}", Resource: "*"}}'
    assert allowance(denial, managed="arn:aws:iam::aws:policy/AWSLambda_FullAccess").everywhere(CODE) is None


def test_a_role_of_another_service_is_a_resource_too() -> None:
    found = allowance('{Effect: Allow, Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/*"}')
    assert found.everywhere("sts:AssumeRole") is not None


def test_users_groups_and_policies_of_nobody_are_identities() -> None:
    policy = {
        "PolicyName": "p",
        "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": "*"}]},
    }
    managed = {"PolicyDocument": policy["PolicyDocument"]}
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    resources = {
        "User": ("AWS::IAM::User", {"Policies": [policy], "PermissionsBoundary": {"Ref": "Boundary"}}),
        "Group": ("AWS::IAM::Group", {"ManagedPolicyArns": [{"Ref": "Attached"}]}),
        "Attached": ("AWS::IAM::ManagedPolicy", managed),
        "Boundary": ("AWS::IAM::ManagedPolicy", managed),
        "Elsewhere": ("AWS::IAM::Policy", {**policy, "Roles": ["some-role"]}),
        "Nobody": ("AWS::IAM::ManagedPolicy", managed),
        "Role": ("AWS::IAM::Role", {"AssumeRolePolicyDocument": trust}),
        "OfRole": ("AWS::IAM::Policy", {**policy, "Roles": [{"Ref": "Role"}]}),
        "OfUser": ("AWS::IAM::UserPolicy", {**policy, "UserName": {"Ref": "User"}}),
    }
    template = {"Resources": {name: {"Type": type_, "Properties": p} for name, (type_, p) in resources.items()}}
    (reading,) = readings({"template.json": json.dumps(template)})
    found = {role.resource.name: len(role.statements) for role in identities(reading.worlds[0]) if role.resource}
    assert found == {"Role": 1, "User": 2, "Group": 1, "Elsewhere": 1, "Nobody": 1}


def test_a_policy_outside_the_application_is_taken_to_deny_nothing() -> None:
    assert allowance(ALL, managed="!ImportValue policy").everywhere(CODE) is not None


def test_one_resource() -> None:
    found = allowance('{Effect: Allow, Action: "lambda:*", Resource: "arn:aws:lambda:*:*:function:orders-*"}')
    assert found.on(CODE, "arn:aws:lambda:eu-west-1:123456789012:function:orders-new") is not None
    assert found.on(CODE, "arn:aws:lambda:eu-west-1:123456789012:function:users") is None
    assert found.anywhere(CODE) is not None
    assert found.everywhere(CODE) is None


def test_a_boundary_counts_where_it_is_known() -> None:
    template = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      PermissionsBoundary: !Ref Boundary
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: "lambda:*", Resource: "*"}]}}]
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "lambda:Get*", Resource: "*"}]}}
"""
    (reading,) = readings({"template.yaml": template})
    (app,) = reading.worlds
    found = Allowance(app, app.roles[0])
    assert found.everywhere("lambda:GetFunction") is not None
    assert found.everywhere(CODE) is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('{DateGreaterThan: {"aws:TokenIssueTime": "2020-01-01T00:00:00Z"}}', True),
        ('{DateGreaterThan: {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}', True),
        ('{DateLessThan: {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}', False),
        ('{StringEquals: {"aws:PrincipalAccount": "111122223333"}}', True),
        ('{StringEquals: {"aws:PrincipalOrgID": ["o-abcde12345"]}}', True),
        ('{StringEquals: {"aws:ResourceTag/team": "shop"}}', False),
    ],
)
def test_a_condition_that_always_holds_is_none(condition: str, holds: bool) -> None:
    found = allowance(f'{{Effect: Allow, Action: "lambda:*", Resource: "*", Condition: {condition}}}')
    assert (found.everywhere(CODE) is not None) is holds
