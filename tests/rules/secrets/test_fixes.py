"""What takes the place of a secret, and what a function may read then."""

import pytest

from leastwise.model.edit import Insert, Set
from leastwise.model.finding import FixSafety
from leastwise.model.value import display
from leastwise.rules.example import findings
from leastwise.rules.secrets.noecho_missing import NoechoMissing
from leastwise.rules.secrets.secret_in_env import SecretInEnv
from leastwise.rules.secrets.secret_resolved_at_deploy import SecretResolvedAtDeploy

TEMPLATE = """
Parameters:
  LoginArn: {Type: String}
  LoginName: {Type: String}
  Password: {Type: String, Default: 9f86d081884c7d65}
Resources:
  Login: {Type: AWS::SecretsManager::Secret}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: []}%s}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: i.h
      Role: %s
      Code: {ZipFile: "def h(e, c): pass"}
      Timeout: 10
      Environment: {Variables: {API_TOKEN: %s}}
"""
OWN = "!GetAtt Role.Arn"


def fix(value: str, role: str = OWN, policies: str = "") -> list[tuple[str, str]]:
    """Name and value of the variable that there is instead, and the ARN that may be read."""
    (finding,) = findings(SecretResolvedAtDeploy(), {"template.yaml": TEMPLATE % (policies, role, value)})
    named = [(edit.property.name, display(edit.value)) for edit in finding.edits if isinstance(edit, Set)]
    allowed = [
        display(edit.value["PolicyDocument"]["Statement"][0]["Resource"])
        for edit in finding.edits
        if isinstance(edit, Insert)
    ]
    return [(*name, arn) for name, arn in zip(named, allowed, strict=True)]


HERE = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"
ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:login-AbCdEf"


@pytest.mark.parametrize(
    ("value", "name", "named", "arn"),
    [
        (
            "'{{resolve:secretsmanager:shop/login:SecretString:token}}'",
            "SECRET_ID",
            "shop/login",
            f"{HERE % 'secretsmanager'}secret:shop/login-??????",
        ),
        (f"'{{{{resolve:secretsmanager:{ARN}:SecretString:token:AWSCURRENT}}}}'", "SECRET_ID", ARN, ARN),
        ("!Sub '{{resolve:secretsmanager:${Login}::token}}'", "SECRET_ID", "${Login}", "${Login}"),
        ("!Sub '{{resolve:secretsmanager:${LoginArn}}}'", "SECRET_ID", "${LoginArn}", "${LoginArn}"),
        (
            "!Sub '{{resolve:secretsmanager:${AWS::StackName}/login}}'",
            "SECRET_ID",
            "${AWS::StackName}/login",
            f"{HERE % 'secretsmanager'}secret:${{AWS::StackName}}/login-??????",
        ),
        ("'{{resolve:ssm:/shop/token:3}}'", "PARAMETER", "/shop/token", f"{HERE % 'ssm'}parameter/shop/token"),
    ],
)
def test_the_function_is_told_the_name_and_may_read_just_that(value: str, name: str, named: str, arn: str) -> None:
    assert fix(value) == [(f"API_TOKEN_{name}", named, arn)]


@pytest.mark.parametrize(
    ("value", "role", "policies"),
    [
        ("!Sub '{{resolve:secretsmanager:${LoginName}}}'", OWN, ""),  # a name or an ARN
        ("!Sub 'Bearer {{resolve:secretsmanager:shop/login}}'", OWN, ""),
        ("'{{resolve:ssm:/shop/token}}'", "arn:aws:iam::123456789012:role/r", ""),
        ("'{{resolve:ssm:/shop/token}}'", OWN, ", Policies: !ImportValue policies"),
    ],
)
def test_no_fix_where_it_would_not_be_right(value: str, role: str, policies: str) -> None:
    assert fix(value, role, policies) == []


@pytest.mark.parametrize(("value", "fixed"), [("9f86d081884c7d65", True), ("!Ref Password", False)])
def test_a_secret_that_stands_there_is_fetched_at_deployment(value: str, fixed: bool) -> None:
    (finding,) = findings(SecretInEnv(), {"template.yaml": TEMPLATE % ("", OWN, value)})
    values = [display(edit.value) for edit in finding.edits if isinstance(edit, Set)]
    assert values == (["{{resolve:secretsmanager:${AWS::StackName}/Function/API_TOKEN}}"] if fixed else [])


def test_hiding_a_parameter_is_safe_and_taking_its_default_away_is_not() -> None:
    template = "Parameters:\n  %s\nResources: {T: {Type: AWS::SNS::Topic}}\n"
    (hidden,) = findings(NoechoMissing(), {"template.yaml": template % "Password: {Type: String}"})
    (given,) = findings(NoechoMissing(), {"template.yaml": template % "Password: {Type: String, Default: hunter2x}"})
    assert (hidden.fix, given.fix, len(given.edits)) == (FixSafety.SAFE, FixSafety.UNSAFE, 2)
