"""Which actions are told first, and which roles weigh most."""

import json
from importlib.resources import files

import pytest

from leastwise.iam.actions import expand
from leastwise.iam.notable import power, telling
from leastwise.rules.example import readings

TABLE = json.loads((files("leastwise.iam") / "data" / "notable.json").read_text("utf-8"))
ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [%s]
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: "%s", Resource: "%s"%s}]}}]
"""


def able(action: str, resource: str = "*", more: str = "", managed: str = "") -> str:
    (reading,) = readings({"template.yaml": ROLE % (managed, action, resource, more)})
    (role,) = reading.worlds[0].roles
    return power(reading.worlds[0], role)


def test_every_action_in_the_table_exists() -> None:
    named = [f"{service}:{name}" for service, names in TABLE["telling"].items() for name in names]
    named += [name for names in TABLE["reads"].values() for name in names]
    listed = [name for table in ("powers", "data", "opens", "destroys") for name in TABLE[table]]
    assert [name for name in [*named, *listed] if not expand(name)] == []


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("cloudwatch:*", ["DeleteAlarms", "DisableAlarmActions"]),
        ("iam:*", ["AttachRolePolicy", "PassRole"]),
        ("dynamodb:*Policy", ["PutResourcePolicy", "DeleteResourcePolicy"]),
    ],
)
def test_what_people_know_is_told_first(pattern: str, names: list[str]) -> None:
    assert [action.name for action in telling(expand(pattern) or ())] == names


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("*", "*"),
        ("dynamodb:*", "*"),
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/*"),
        ("lambda:Update*", "*"),
        ("secretsmanager:GetSecretValue", "*"),
        ("iam:PutRolePolicy", "*"),
    ],
)
def test_the_account_code_and_all_data_are_a_power(action: str, resource: str) -> None:
    assert able(action, resource)


@pytest.mark.parametrize(
    ("action", "resource", "more"),
    [
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/orders", ""),
        ("dynamodb:*", "arn:aws:s3:::*", ""),
        ("dynamodb:*", "*", ", Condition: {StringEquals: {'aws:RequestedRegion': eu-west-1}}"),
        ("dynamodb:PutItem", "*", ""),
        ("polly:*", "*", ""),
    ],
)
def test_less_than_that_is_none(action: str, resource: str, more: str) -> None:
    assert able(action, resource, more) == ""


def test_managed_policies_count() -> None:
    assert "s3:*" in able("sqs:SendMessage", managed="arn:aws:iam::aws:policy/AmazonS3FullAccess")


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        ("dynamodb:*", ""),
        ("dynamodb:DeleteTable", "is allowed `dynamodb:PutResourcePolicy` on every resource"),
        ("*", ""),
        ("iam:*", "is allowed `dynamodb:DeleteTable` on every resource"),
    ],
)
def test_what_is_denied_is_no_power(denied: str, told: str) -> None:
    denial = f'"}}, {{Effect: Deny, Action: "{denied}", Resource: "*"}}, {{Effect: Deny, Action: "sqs:*", Resource: "*'
    assert able("dynamodb:*", f"*{denial}") == told


def test_an_administrator_kept_from_iam_is_told_by_what_is_left() -> None:
    denial = '"}, {Effect: Deny, Action: "iam:*", Resource: "*'
    assert able("*", f"*{denial}").startswith("is allowed `cognito-idp:")
