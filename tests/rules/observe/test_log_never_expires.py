import pytest

from leastwise.rules.example import findings
from leastwise.rules.observe.log_never_expires import LogNeverExpires

FUNCTION = """
  %s:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: "arn:aws:iam::123456789012:role/r", Code: {ZipFile: "x"}%s}
"""
GROUP = "\n  %s: {Type: AWS::Logs::LogGroup, Properties: {%s}}\n"


def places(*parts: str) -> list[str]:
    found = findings(LogNeverExpires(), {"template.yaml": "Resources:\n" + "".join(parts)})
    return [f"{finding.place.resource.name} {finding.missing_property}" for finding in found]


def test_functions_without_a_group_are_one_finding() -> None:
    assert places(FUNCTION % ("B", ""), FUNCTION % ("A", "")) == ["A LoggingConfig.LogGroup"]


def test_groups_are_a_finding_each() -> None:
    assert places(GROUP % ("One", ""), GROUP % ("Two", "LogGroupName: two")) == [
        "One RetentionInDays",
        "Two RetentionInDays",
    ]


@pytest.mark.parametrize(
    "more", ["RetentionInDays: 7", "RetentionInDays: !ImportValue days", "LogGroupClass: DELIVERY"]
)
def test_groups_that_expire(more: str) -> None:
    assert places(GROUP % ("Logs", more)) == []


def test_a_function_that_logs_elsewhere_is_not_asked() -> None:
    assert places(FUNCTION % ("A", ", LoggingConfig: {LogGroup: !ImportValue logs}")) == []


ROLE = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: %s
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: %s, Resource: "*"}]}}]
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: !GetAtt Role.Arn, Code: {ZipFile: "x"}}
"""
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


@pytest.mark.parametrize(
    ("managed", "action"),
    [
        ("[]", "sqs:SendMessage"),
        ("[]", "[logs:CreateLogStream, logs:PutLogEvents]"),
        ("[arn:aws:iam::aws:policy/AmazonSQSFullAccess]", "sqs:SendMessage"),
    ],
)
def test_a_function_that_may_not_make_a_log_group_has_none_that_stays(managed: str, action: str) -> None:
    assert places(ROLE % (managed, action)) == []


@pytest.mark.parametrize(
    ("managed", "action"),
    [
        ("[]", "logs:CreateLogGroup"),
        ("[]", '"logs:*"'),
        ("[]", "!ImportValue action"),
        (f"[{BASIC}]", "sqs:SendMessage"),
        ("['arn:aws:iam::123456789012:policy/team']", "sqs:SendMessage"),
        ("!ImportValue policies", "sqs:SendMessage"),
    ],
)
def test_a_function_that_may_make_one_has(managed: str, action: str) -> None:
    assert places(ROLE % (managed, action)) == ["Function LoggingConfig.LogGroup"]
