"""admin-policy, wildcard-action, wildcard-resource, broad-managed-policy, shared-role: decisions beyond the examples."""

from typing import Any

import pytest

from leastwise.engine import judge
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, Severity
from leastwise.model.value import display
from leastwise.rules.access.admin_policy import AdminPolicy
from leastwise.rules.access.broad_managed_policy import BroadManagedPolicy
from leastwise.rules.access.invalid_action import InvalidAction
from leastwise.rules.access.shared_role import SharedRole
from leastwise.rules.access.wildcard_action import WildcardAction
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.example import findings, readings
from leastwise.rules.rule import Rule

ROLE = """
Parameters:
  Open: {Type: String}
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: !GetAtt Role.Arn, Code: {ZipFile: "def h(e, c): pass"}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      %s
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Bucket: {Type: AWS::S3::Bucket}
"""


def said(rule: Rule, policy: str, *, statement: bool = True) -> list[Finding]:
    if statement:
        policy = f"Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{policy}]}}}}]"
    return findings(rule, {"template.yaml": ROLE % policy})


def test_one_finding_tells_all_wildcards_of_a_statement() -> None:
    policy = '{Effect: Allow, Action: ["s3:GetObject", "dynamodb:*", "sqs:*"], Resource: "*"}'
    (finding,) = said(WildcardAction(), policy)
    assert "`dynamodb:*`" in finding.message and "`sqs:*`" in finding.message
    assert "DeleteTable" in finding.message
    assert finding.place.value == "dynamodb:*"
    assert finding.functions == ("template.yaml:Function",)


@pytest.mark.parametrize(
    ("action", "severity"),
    [
        ("dynamodb:*", Severity.HIGH),
        ("DynamoDB:*", Severity.HIGH),
        ("nosuchservice:*", Severity.HIGH),
        ("polly:*", Severity.MEDIUM),
        ("s3:PutObject*", Severity.MEDIUM),
        ("dynamodb:*Item", Severity.MEDIUM),
    ],
)
def test_a_whole_service_that_can_be_opened_weighs_most(action: str, severity: Severity) -> None:
    (finding,) = said(WildcardAction(), f'{{Effect: Allow, Action: "{action}", Resource: "*"}}')
    assert finding.severity is severity


def test_what_takes_no_resource_is_not_counted_beside_an_arn() -> None:
    (everywhere,) = said(WildcardAction(), '{Effect: Allow, Action: "logs:*", Resource: "*"}')
    (here,) = said(WildcardAction(), '{Effect: Allow, Action: "logs:*", Resource: "arn:aws:logs:*:*:*"}')
    assert "PutResourcePolicy" in everywhere.message
    assert "PutResourcePolicy" not in here.message
    assert (everywhere.severity, here.severity) == (Severity.HIGH, Severity.MEDIUM)
    assert "comes to nothing on this resource" in here.severity_reason


def test_a_wildcard_that_grants_nothing_is_left_to_the_rule_that_says_so() -> None:
    statement = '{Effect: Allow, Action: "polly:*", Resource: !GetAtt Table.Arn}'
    assert said(WildcardAction(), statement) == []
    assert len(said(InvalidAction(), statement)) == 1


@pytest.mark.parametrize(
    "action",
    ["dynamodb:Get*", "s3:GetObject*", "s3:List*", "ec2:Describe*", "sqs:SendMessage*", "dynamodb:GetItem", "dynamodb"],
)
def test_reading_and_single_changes_are_left_alone(action: str) -> None:
    assert said(WildcardAction(), f'{{Effect: Allow, Action: "{action}", Resource: !GetAtt Table.Arn}}') == []


@pytest.mark.parametrize(
    "statement",
    [
        '{Effect: Deny, Action: "dynamodb:*", Resource: "*"}',
        '{Effect: !Ref Open, Action: "dynamodb:*", Resource: "*"}',
        '{Effect: Allow, Action: !Ref Open, Resource: "*"}',
        '{Effect: Allow, Action: "dynamodb:GetItem", Resource: !Ref Open}',
        "{Effect: Allow, Action: {a: b}, Resource: {c: [d]}}",
        '{Effect: Allow, Action: [[dynamodb:GetItem]], Resource: [["*"], 3]}',
        '{Effect: Allow, Action: 3, Resource: "*", Condition: 7}',
    ],
)
@pytest.mark.parametrize("rule", [AdminPolicy(), WildcardAction(), WildcardResource()])
def test_what_denies_or_is_not_known_or_odd_is_no_finding(rule: Rule, statement: str) -> None:
    assert said(rule, statement) == []


def test_the_reference_is_named_and_offered_where_there_is_only_one() -> None:
    (finding,) = said(WildcardResource(), '{Effect: Allow, Action: "s3:GetObject", Resource: "*"}')
    assert "${Bucket.Arn}/*" in finding.message
    (edit,) = finding.edits
    assert isinstance(edit, Set) and display(edit.value) == "${Bucket.Arn}/*"


def test_no_edit_where_another_action_needs_the_wildcard() -> None:
    policy = '{Effect: Allow, Action: ["s3:GetObject", "s3:ListAllMyBuckets"], Resource: "*"}'
    (finding,) = said(WildcardResource(), policy)
    assert finding.edits == ()
    assert "ListAllMyBuckets" not in finding.message


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        ('{StringEquals: {"aws:RequestedRegion": eu-west-1}}', Severity.LOW),
        ('{StringEquals: {"aws:ResourceTag/app": orders}}', None),
        ('{StringEquals: {"secretsmanager:ResourceTag/app": orders}}', None),
    ],
)
def test_a_condition_weighs(condition: str, severity: Severity | None) -> None:
    policy = f'{{Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: "*", Condition: {condition}}}'
    assert [finding.severity for finding in said(WildcardResource(), policy)] == ([severity] if severity else [])


def test_listing_is_a_lesser_matter() -> None:
    (finding,) = said(WildcardResource(), '{Effect: Allow, Action: "dynamodb:DescribeTable", Resource: "*"}')
    assert finding.severity is Severity.LOW


def test_a_kind_beside_named_resources_belongs_to_them() -> None:
    resources = '["arn:aws:batch:eu-west-1:123456789012:job-queue/q", "arn:aws:batch:*:*:job/*"]'
    assert said(WildcardResource(), f'{{Effect: Allow, Action: "batch:SubmitJob", Resource: {resources}}}') == []


def test_the_strongest_finding_takes_the_others_in() -> None:
    policy = 'Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}}]'
    rules = [AdminPolicy(), WildcardAction(), WildcardResource(), BroadManagedPolicy()]
    (reading,) = readings({"template.yaml": ROLE % policy})
    (finding,) = judge(reading, rules).findings
    assert finding.rule == "admin-policy"
    assert [related.rule for related in finding.related] == ["wildcard-action"]


@pytest.mark.parametrize(
    ("properties", "severity"),
    [
        ("ManagedPolicyArns: [arn:aws:iam::aws:policy/IAMFullAccess]", Severity.CRITICAL),
        (
            "{ManagedPolicyArns: [arn:aws:iam::aws:policy/IAMFullAccess], PermissionsBoundary: !Ref Open}",
            Severity.HIGH,
        ),
    ],
)
def test_a_boundary_makes_an_administrator_less(properties: str, severity: Severity) -> None:
    properties = properties.strip("{}").replace("], ", "]\n      ")
    (finding,) = said(AdminPolicy(), properties, statement=False)
    assert finding.severity is severity


@pytest.mark.parametrize("name", ["AWSLambdaBasicExecutionRole", "service-role/AWSLambdaVPCAccessExecutionRole"])
def test_running_at_all_needs_no_finding(name: str) -> None:
    policies = f"ManagedPolicyArns: [arn:aws:iam::aws:policy/{name}]"
    assert said(BroadManagedPolicy(), policies, statement=False) == []


def two_functions(policy: str, **more: Any) -> dict[str, str]:
    one = ROLE % f"Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{policy}]}}}}]"
    second = "  Another:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Role.Arn, Handler: i.h}\n"
    return {"template.yaml": one + second}


def test_all_who_share_a_role_are_named() -> None:
    files = two_functions('{Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Table.Arn}')
    (finding,) = findings(SharedRole(), files)
    assert finding.functions == ("template.yaml:Another", "template.yaml:Function")
    assert finding.place.resource.name == "Role"


def test_sharing_what_everybody_needs_is_fine() -> None:
    files = two_functions('{Effect: Allow, Action: [logs:PutLogEvents, xray:PutTraceSegments], Resource: "*"}')
    assert findings(SharedRole(), files) == []


def test_listing_them_all_may_be_the_purpose() -> None:
    (finding,) = said(
        WildcardResource(), '{Effect: Allow, Action: ["lambda:GetFunction", "lambda:ListFunctions"], Resource: "*"}'
    )
    assert finding.severity is Severity.LOW
    assert "here:" not in finding.message and finding.edits == ()


@pytest.mark.parametrize(
    "actions",
    [
        '["secretsmanager:GetSecretValue", "secretsmanager:ListSecrets"]',
        '["dynamodb:DeleteItem", "dynamodb:ListTables"]',
        '["dynamodb:DescribeTable", "s3:GetObject", "dynamodb:ListTables"]',
        '["lambda:GetFunction", "lambda:List*"]',
    ],
)
def test_listing_excuses_no_data_and_no_change(actions: str) -> None:
    (finding,) = said(WildcardResource(), f'{{Effect: Allow, Action: {actions}, Resource: "*"}}')
    assert finding.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ('["s3:Get*"]', "`s3:Get*` on every object and bucket."),
        (
            '["mq:DescribeBroker", "dynamodb:PutItem"]',
            "`dynamodb:PutItem` on every table; `mq:DescribeBroker` on every broker.",
        ),
        ('["cognito-idp:AdminGetUser"]', "on every user pool."),
    ],
)
def test_what_is_allowed_is_told_as_it_is_written(actions: str, message: str) -> None:
    (finding,) = said(WildcardResource(), f'{{Effect: Allow, Action: {actions}, Resource: "*"}}')
    assert message in finding.message.replace(" (here: `${Table.Arn}`)", "")


TRUST = "Principal: {Service: %s}, Action: sts:AssumeRole"
SERVER = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, %s}]}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/%s]
"""


@pytest.mark.parametrize("policy", ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"])
@pytest.mark.parametrize(
    ("service", "rules"),
    [
        ("ec2.amazonaws.com", ["broad-managed-policy"]),
        ("ecs-tasks.amazonaws.com", ["broad-managed-policy"]),
        ("[ec2.amazonaws.com, codebuild.amazonaws.com]", ["broad-managed-policy"]),
        ("lambda.amazonaws.com", ["admin-policy"]),
        ("codebuild.amazonaws.com", []),
        ("cloudformation.amazonaws.com", []),
    ],
)
def test_an_administrator_is_told_once_whoever_he_is(policy: str, service: str, rules: list[str]) -> None:
    (reading,) = readings({"template.yaml": SERVER % (TRUST % service, policy)})
    found = judge(reading, [AdminPolicy(), BroadManagedPolicy()]).findings
    assert [finding.rule for finding in found] == rules
    assert all(finding.severity >= Severity.HIGH for finding in found)
