"""What takes the place of a secret."""

import pytest

from leastwise.model.edit import Set
from leastwise.model.finding import FixSafety
from leastwise.model.value import display
from leastwise.rules.example import findings
from leastwise.rules.secrets.noecho_missing import NoechoMissing
from leastwise.rules.secrets.secret_in_env import SecretInEnv
from leastwise.rules.secrets.secret_resolved_at_deploy import SecretResolvedAtDeploy

TEMPLATE = """
Parameters:
  Password: {Type: String, Default: 9f86d081884c7d65}
Resources:
  Login: {Type: AWS::SecretsManager::Secret}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: []}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: i.h
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "def h(e, c): pass"}
      Timeout: 10
      Environment: {Variables: {API_TOKEN: %s}}
"""


@pytest.mark.parametrize(
    "value",
    [
        "'{{resolve:secretsmanager:shop/login:SecretString:token}}'",
        "!Sub '{{resolve:secretsmanager:${Login}::token}}'",
        "!Sub 'Bearer {{resolve:secretsmanager:shop/login}}'",
        "'{{resolve:ssm:/shop/token:3}}'",
    ],
)
def test_a_variable_that_the_code_reads_is_not_taken_away(value: str) -> None:
    (finding,) = findings(SecretResolvedAtDeploy(), {"template.yaml": TEMPLATE % value})
    assert (finding.edits, finding.fix) == ((), FixSafety.NONE)


@pytest.mark.parametrize(("value", "fixed"), [("9f86d081884c7d65", True), ("!Ref Password", False)])
def test_a_secret_that_stands_there_is_fetched_at_deployment(value: str, fixed: bool) -> None:
    (finding,) = findings(SecretInEnv(), {"template.yaml": TEMPLATE % value})
    values = [display(edit.value) for edit in finding.edits if isinstance(edit, Set)]
    assert values == (["{{resolve:secretsmanager:${AWS::StackName}/Function/API_TOKEN}}"] if fixed else [])


def test_hiding_a_parameter_is_safe_and_taking_its_default_away_is_not() -> None:
    template = "Parameters:\n  %s\nResources: {T: {Type: AWS::SNS::Topic}}\n"
    (hidden,) = findings(NoechoMissing(), {"template.yaml": template % "Password: {Type: String}"})
    (given,) = findings(NoechoMissing(), {"template.yaml": template % "Password: {Type: String, Default: hunter2x}"})
    assert (hidden.fix, given.fix, len(given.edits)) == (FixSafety.SAFE, FixSafety.UNSAFE, 2)
