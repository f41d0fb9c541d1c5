"""The table of ways by which permissions grow, and to whom they are open."""

import json
from importlib.resources import files

import pytest

from leastwise.iam.actions import expand
from leastwise.iam.escalation import Way, escalations, ways
from leastwise.rules.example import readings

TABLE = json.loads((files("leastwise.iam") / "data" / "escalations.json").read_text("utf-8"))
ROLE = """
Resources:
  Role:
    Type: %s
    Properties:
      AssumeRolePolicyDocument: {}
      %s
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
"""
GONE = ("codestar:",)
"""Services that AWS has closed, so that the data no longer has them."""


def opened(*statements: str, more: str = "", type_: str = "AWS::IAM::Role") -> list[str]:
    (reading,) = readings({"template.yaml": ROLE % (type_, more, ", ".join(statements))})
    (app,) = reading.worlds
    return [found.way.id for found in escalations(app, (*app.roles, *app.identities)[0])]


def allow(action: str, resource: str = '"*"') -> str:
    return f'{{Effect: Allow, Action: "{action}", Resource: {resource}}}'


def test_every_action_in_the_table_exists_and_is_spelled_as_aws_does() -> None:
    named = {n for way in ways() for n in (*way.everywhere, *(one for choice in way.also for one in choice))}
    known = {name for name in named if not name.startswith(GONE)}
    assert {name for name in known if [str(action) for action in expand(name) or ()] != [name]} == set()


def test_every_way_has_a_name_a_source_and_something_to_look_for() -> None:
    assert all(way["sources"] and way["gains"] and ("everywhere" in way or "passes" in way) for way in TABLE["way"])
    assert all(way.passes.endswith(".amazonaws.com") for way in ways() if way.passes)
    names = [way.id for way in ways()]
    assert len(set(names)) == len(names)
    assert all(way.within in names for way in ways() if way.within)


@pytest.mark.parametrize(
    ("source", "count"), [("pathfinding", 65), ("rhino", 28), ("cloudsplaining", 60), ("iam-vulnerable", 21)]
)
def test_what_has_been_published_is_there(source: str, count: int) -> None:
    told = {
        name for entry in (*TABLE["way"], *TABLE["left_out"]) for name in entry.get("sources", entry.get("published"))
    }
    assert sum(name.startswith(f"{source} ") for name in told) >= count


def test_what_is_left_out_says_why_and_is_not_told() -> None:
    told = {name for way in TABLE["way"] for name in way["sources"]}
    for entry in TABLE["left_out"]:
        assert entry["why"]
        assert told.isdisjoint(name for name in entry["published"] if ":" in name)


PLAIN = [way for way in ways() if not way.when and not way.within]


@pytest.mark.parametrize("way", PLAIN, ids=lambda way: way.id)
def test_every_way_is_found_and_needs_all_of_it(way: Way) -> None:
    parts = [*way.everywhere, *(["iam:PassRole"] if way.passes else []), *(choice[0] for choice in way.also)]
    assert way.id in opened(*map(allow, parts))
    for missing in parts:
        rest = [part for part in parts if part != missing]
        assert not rest or way.id not in opened(*map(allow, rest))
    denied = f'{{Effect: Deny, Action: "{parts[0]}", Resource: "*"}}'
    assert way.id not in opened(*map(allow, parts), denied)


def test_a_way_within_another_is_told_once() -> None:
    found = opened(allow("iam:AttachRolePolicy"), allow("sts:AssumeRole"))
    assert found == ["iam:AttachRolePolicy", "sts:AssumeRole"]


def test_what_is_done_with_a_passed_role_may_be_done_on_named_resources() -> None:
    functions = '"arn:aws:lambda:*:*:function:job-*"'
    named = [allow("lambda:CreateFunction", functions), allow("lambda:InvokeFunction", functions)]
    assert "PassExistingRoleToNewLambdaThenInvoke" in opened(allow("iam:PassRole"), *named)
    assert opened(allow("iam:PassRole", '"arn:aws:iam::123456789012:role/job"'), *named) == []


def test_it_takes_its_own_boundary_away() -> None:
    boundary = "PermissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess"
    assert opened(allow("iam:DeleteRolePermissionsBoundary")) == []
    assert opened(allow("iam:DeleteRolePermissionsBoundary"), more=boundary) == []
    known = "PermissionsBoundary: arn:aws:iam::aws:policy/IAMFullAccess"
    assert "iam:DeleteRolePermissionsBoundary" in opened(allow("iam:DeleteRolePermissionsBoundary"), more=known)


def test_it_deletes_what_denies_it_something() -> None:
    deny = '{Effect: Deny, Action: "s3:*", Resource: "*"}'
    assert opened(allow("iam:DeleteRolePolicy")) == []
    assert opened(allow("iam:DeleteRolePolicy"), deny) == ["iam:DeleteRolePolicy"]
    assert opened(allow("iam:DeleteUserPolicy"), deny, type_="AWS::IAM::User") == ["iam:DeleteUserPolicy"]


LIMITED = """
Resources:
  Weak:
    Type: AWS::IAM::Role
    Properties:
      RoleName: weak
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}}}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
  Strong:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
          - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: sts:AssumeRole}
  Plain:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}}}
  Deploy:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Strong.Arn, Handler: a.b, Runtime: python3.13, Code: {ZipFile: "x"}}
  Other:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Plain.Arn, Handler: a.b, Runtime: python3.13, Code: {ZipFile: "x"}}
"""


@pytest.mark.parametrize(
    ("statements", "way"),
    [
        ([allow("lambda:UpdateFunctionCode", "!GetAtt Deploy.Arn")], "lambda:UpdateFunctionCode"),
        ([allow("lambda:UpdateFunctionCode", "!GetAtt Other.Arn")], None),
        ([allow("sts:AssumeRole", "!GetAtt Strong.Arn")], "sts:AssumeRole"),
        ([allow("sts:AssumeRole", "!GetAtt Plain.Arn")], None),
        ([allow("iam:PutRolePolicy", '"arn:aws:iam::*:role/weak"')], "iam:PutRolePolicy"),
        ([allow("iam:PutRolePolicy", '"arn:aws:iam::*:role/other"')], None),
        (
            [allow("iam:PassRole", "!GetAtt Strong.Arn"), allow("lambda:Create*"), allow("lambda:InvokeFunction")],
            "PassExistingRoleToNewLambdaThenInvoke",
        ),
        ([allow("iam:PassRole", "!GetAtt Plain.Arn"), allow("lambda:CreateFunction"), allow("lambda:Invoke*")], None),
    ],
)
def test_what_the_application_has_that_is_stronger(statements: list[str], way: str | None) -> None:
    (reading,) = readings({"template.yaml": LIMITED % ", ".join(statements)})
    (app,) = reading.worlds
    found = escalations(app, next(role for role in app.roles if role.id.endswith("Weak")))
    assert [one.way.id for one in found if one.target is not None][:1] == ([way] if way else [])


def test_a_users_group_counts() -> None:
    template = """
Resources:
  Group:
    Type: AWS::IAM::Group
    Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]}
  User:
    Type: AWS::IAM::User
    Properties: {Groups: [!Ref Group], Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]}
"""
    text = template % (allow("iam:PassRole"), allow("scheduler:CreateSchedule"))
    (reading,) = readings({"template.yaml": text})
    (app,) = reading.worlds
    user = next(one for one in app.identities if one.id.endswith("User"))
    assert [found.way.id for found in escalations(app, user)] == ["PassExistingRoleToSchedule"]


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        ("arn:aws:iam::111122223333:role/release", ["UpdateAssumeRolePolicyThenAssumeRole"]),
        ("arn:aws:iam::111122223333:role/tenants/*", []),
        ("arn:aws:s3:::role/release", []),
    ],
)
def test_it_becomes_the_one_role_that_it_names(resource: str, found: list[str]) -> None:
    update, take = (allow(action, f'"{resource}"') for action in ("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"))
    assert opened(update, take) == found
    assert opened(update) == opened(take) == []
