"""data-exfiltration, delete-in-production, bedrock-any-model, missing-condition: decisions beyond the examples."""

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access.bedrock_any_model import BedrockAnyModel
from leastwise.rules.access.broad_managed_policy import BroadManagedPolicy
from leastwise.rules.access.data_exfiltration import DataExfiltration
from leastwise.rules.access.delete_in_production import DeleteInProduction
from leastwise.rules.access.missing_condition import MissingCondition
from leastwise.rules.access.wildcard_action import WildcardAction
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.example import findings, readings
from leastwise.rules.rule import Rule

APP = """
Parameters:
  Stage: {Type: String, Default: prod}
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
      ManagedPolicyArns: [%s]
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
  Table: {Type: AWS::DynamoDB::Table, Properties: {DeletionProtectionEnabled: %s}}
  Bucket: {Type: AWS::S3::Bucket}
"""
EVERYBODY = JudgeSettings(persona=Persona.AUDITOR)


def files(*statements: str, managed: str = "", protected: str = "false") -> dict[str, str]:
    return {"template.yaml": APP % (managed, ", ".join(statements), protected)}


def said(rule: Rule, *statements: str, managed: str = "", protected: str = "false") -> list[Finding]:
    return findings(rule, files(*statements, managed=managed, protected=protected))


def allow(action: str, resource: str = '"*"') -> str:
    return f'{{Effect: Allow, Action: ["{action}"], Resource: {resource}}}'


def test_the_kinds_of_data_are_told_together() -> None:
    statement = '{Effect: Allow, Action: ["s3:Get*", "dynamodb:Scan", "ssm:GetParametersByPath"], Resource: "*"}'
    (finding,) = said(DataExfiltration(), statement)
    assert finding.message.startswith("Role may read every parameter, S3 object and DynamoDB table of the account")
    assert finding.place.name == "Resource"


@pytest.mark.parametrize("managed", ["AmazonS3ReadOnlyAccess", "SecretsManagerReadWrite", "AmazonSSMReadOnlyAccess"])
def test_managed_policies_that_hand_out_data(managed: str) -> None:
    (finding,) = said(DataExfiltration(), managed=f"arn:aws:iam::aws:policy/{managed}")
    assert finding.place.name == "0"


@pytest.mark.parametrize("action", ["dynamodb:PutItem", "s3:ListBucket", "secretsmanager:ListSecrets", "ssm:Describe*"])
def test_writing_and_listing_hand_out_nothing(action: str) -> None:
    assert said(DataExfiltration(), allow(action)) == []


@pytest.mark.parametrize(
    ("statement", "managed", "rule"),
    [
        (allow("s3:GetObject"), "", "wildcard-resource"),
        (allow("dynamodb:*"), "", "wildcard-action"),
        (
            allow("sqs:SendMessage", "!Ref Open"),
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            "broad-managed-policy",
        ),
    ],
)
def test_it_is_a_note_where_another_rule_points_at_the_wildcard(statement: str, managed: str, rule: str) -> None:
    rules = [DataExfiltration(), WildcardAction(), WildcardResource(), BroadManagedPolicy()]
    (reading,) = readings(files(statement, managed=managed))
    (finding,) = judge(reading, rules, EVERYBODY).findings
    assert finding.rule == rule
    assert "data-exfiltration" in [note.rule for note in finding.related]


def test_what_can_be_deleted_and_why_it_is_production_is_told() -> None:
    (finding,) = said(DeleteInProduction(), allow("dynamodb:DeleteTable"), allow("sqs:PurgeQueue"))
    assert "may delete every table and every queue in production (parameter Stage = prod)" in finding.message
    assert finding.functions == ("template.yaml:Function",)


@pytest.mark.parametrize(
    ("statements", "protected", "count"),
    [
        ((allow("dynamodb:DeleteTable", "!GetAtt Table.Arn"),), "false", 1),
        ((allow("dynamodb:DeleteTable", "!GetAtt Table.Arn"),), "true", 0),
        ((allow("dynamodb:DeleteTable", "!GetAtt Table.Arn"),), "!Ref Open", 0),
        ((allow("dynamodb:*Table", "!GetAtt Table.Arn"),), "true", 1),
        ((allow("dynamodb:DeleteTable"),), "true", 1),
        ((allow("dynamodb:DeleteTable", '"arn:aws:dynamodb:*:*:table/other"'),), "false", 0),
        ((allow("dynamodb:DeleteItem"),), "false", 0),
        ((allow("s3:DeleteBucket", "!GetAtt Bucket.Arn"),), "false", 0),
        ((allow("s3:DeleteBucket", "!GetAtt Bucket.Arn"), allow("s3:DeleteObject")), "false", 1),
    ],
)
def test_protection_and_what_is_left_to_delete_decide(statements: tuple[str, ...], protected: str, count: int) -> None:
    assert len(said(DeleteInProduction(), *statements, protected=protected)) == count


@pytest.mark.parametrize("stage", ["dev", "staging", "v1"])
def test_other_environments_may_delete(stage: str) -> None:
    template = files(allow("dynamodb:DeleteTable"))["template.yaml"].replace("Default: prod", f"Default: {stage}")
    assert findings(DeleteInProduction(), {"template.yaml": template}) == []


def test_what_only_cloudformation_starts_may_delete_what_it_made() -> None:
    template = files(allow("dynamodb:DeleteTable"))["template.yaml"]
    custom = "  Setup: {Type: 'Custom::Setup', Properties: {ServiceToken: !GetAtt Function.Arn}}\n"
    assert findings(DeleteInProduction(), {"template.yaml": template + custom}) == []


@pytest.mark.parametrize(
    ("action", "resource", "count"),
    [
        ("bedrock:InvokeModel", '"arn:aws:bedrock:*::foundation-model/*"', 1),
        ("bedrock:Invoke*", '"*"', 1),
        ("bedrock:InvokeModel", '"arn:aws:bedrock:*::foundation-model/amazon.nova-*"', 0),
        ("bedrock:InvokeModel", "!Ref Open", 0),
        ("bedrock:ListFoundationModels", '"*"', 0),
        ("bedrock:*", '"*"', 0),
    ],
)
def test_every_model(action: str, resource: str, count: int) -> None:
    assert len(said(BedrockAnyModel(), allow(action, resource))) == count


@pytest.mark.parametrize(
    ("action", "resource", "key"),
    [
        ("cloudwatch:PutMetricData", '"*"', "cloudwatch:namespace"),
        ("kms:Decrypt", '"arn:aws:kms:eu-west-1:123456789012:key/orders"', "kms:ViaService"),
        ("kms:Decrypt", '"*"', None),  # the key first
        ("ec2:StopInstances", '"*"', "aws:ResourceTag"),
        ("ec2:StopInstances", '"arn:aws:ec2:*:*:instance/i-0123"', None),
        ("ses:SendEmail", '"arn:aws:ses:*:*:identity/example.com"', None),
        ("kms:Decrypt", '"arn:aws:rds:eu-west-1:123456789012:cluster:orders"', None),
        ("dynamodb:GetItem", "!GetAtt Table.Arn", None),
    ],
)
def test_the_condition_that_would_narrow(action: str, resource: str, key: str | None) -> None:
    found = said(MissingCondition(), allow(action, resource))
    assert [f"`{key}`" in finding.message for finding in found] == ([True] if key else [])


def test_a_condition_that_is_there_is_enough() -> None:
    condition = "Condition: {StringEquals: {aws:RequestedRegion: eu-west-1}}"
    statement = f'{{Effect: Allow, Action: cloudwatch:PutMetricData, Resource: "*", {condition}}}'
    assert said(MissingCondition(), statement) == []


def test_severity_follows_the_rubric() -> None:
    assert said(DataExfiltration(), allow("s3:GetObject"))[0].severity is Severity.MEDIUM
    assert said(MissingCondition(), allow("cloudwatch:PutMetricData"))[0].severity is Severity.LOW
