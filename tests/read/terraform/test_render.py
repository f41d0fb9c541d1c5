"""What is rendered as Terraform is what people would write, and is read as what it was.

The examples of all rules are sent there and back in tests/rules/test_frameworks.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from leastwise.model.application import Application
from leastwise.model.value import Concat, Parameter, Reference, Symbol
from leastwise.read.files import MemoryFiles
from leastwise.read.hcl import Expression
from leastwise.read.project import read
from leastwise.read.tables import table
from leastwise.read.terraform import tables
from leastwise.read.terraform.render import Rendered, render
from leastwise.read.terraform.written import json_syntax
from leastwise.rules.discovery import discover
from leastwise.rules.example import contents, readings
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule, examples
from leastwise.testing.renditions import as_terraform

from .schemas import PROVIDER

OTHER_VERSIONS = table(tables.__file__, "gaps")["versions"]
RULES = [rule for rule in discover(installed=False) if not issubclass(rule, ReviewRule)]


def rendered(app: Application) -> Rendered:
    return render(app.resources(), [parameter for stack in app.stacks for parameter in stack.declared])


def reread(made: Rendered, files: dict[str, str]) -> Application:
    """The application that the Terraform says."""
    memory = MemoryFiles({**files, "main.tf.json": json.dumps(json_syntax(made.document))})
    (reading,) = (reading for reading in read(memory, ("",)) if reading.framework == "terraform")
    return reading.worlds[0]


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::SQS::Queue", "{VisibilityTimeout: 90, RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: !GetAtt Other.Arn}}"),
        ("AWS::S3::Bucket", "{BucketName: b, VersioningConfiguration: {Status: Enabled}, Tags: [{Key: a, Value: b}]}"),
        ("AWS::Lambda::Function", "{Runtime: python3.13, Environment: {Variables: {A: !Ref Other}}, VpcConfig: {SubnetIds: [s]}}"),
        ("AWS::DynamoDB::Table", "{KeySchema: [{AttributeName: a, KeyType: HASH}], SSESpecification: {SSEEnabled: true, SSEType: KMS}}"),
        ("AWS::IAM::Role", "{ManagedPolicyArns: ['arn:a', 'arn:b'], AssumeRolePolicyDocument: {Statement: [{Effect: Allow}]}}"),
        ("AWS::Events::Rule", "{ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Other.Arn}]}"),
        ("AWS::Logs::LogGroup", "{LogGroupName: !Sub '/aws/${AWS::Region}/${!x}', RetentionInDays: 7}"),
        ("AWS::ApiGatewayV2::Stage", "{StageName: $default, RouteSettings: {GET /: {ThrottlingBurstLimit: 5}}}"),
        ("AWS::Cognito::UserPool", "{Policies: {PasswordPolicy: {MinimumLength: 12}}, MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA]}"),
    ],
)  # fmt: skip
def test_what_is_rendered_is_read_as_what_it_was(type_: str, properties: str) -> None:
    template = (
        f"Resources:\n  Other: {{Type: AWS::SQS::Queue}}\n  It:\n    Type: {type_}\n    Properties: {properties}\n"
    )
    (reading,) = read(MemoryFiles({"template.yaml": template}), ("",))
    made = rendered(reading.worlds[0])
    assert made.left == []
    (again,) = (r for r in reread(made, {}).resources(type_) if r.name.endswith(".It"))
    assert normal(again.properties) == normal(reading.worlds[0].by_key["template.yaml:It"].properties)


def normal(value: Any) -> Any:
    """A value in which it does not matter how the resources of the stack are called."""
    if isinstance(value, Reference):
        return re.split(r"[.:]", value.resource)[-1], value.attribute
    if isinstance(value, Concat):
        return [normal(part) for part in value.parts]
    if isinstance(value, (Parameter, Symbol)):
        return repr(value)
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    return [normal(item) for item in value] if isinstance(value, list) else value


def test_what_terraform_has_no_word_for_is_said() -> None:
    template = "Resources:\n  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {GenerateDistinctId: true}}\n  X: {Type: Own::It::Is}\n"
    (reading,) = read(MemoryFiles({"template.yaml": template}), ("",))
    assert rendered(reading.worlds[0]).left == [
        ("template.yaml:Key", "GenerateDistinctId"),
        ("template.yaml:X", "Own::It::Is"),
    ]


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("AWS::S3::Bucket", "NotificationConfiguration.LambdaConfigurations"),
        ("AWS::EC2::SecurityGroup", "SecurityGroupIngress"),
        ("AWS::Cognito::UserPool", "EnabledMfas"),
    ],
)
def test_a_part_that_is_not_known_is_left_over_and_said(type_: str, path: str) -> None:
    value: Any = {"Ref": "Given"}
    for step in reversed(path.split(".")):
        value = {step: value}
    template = {
        "Parameters": {"Given": {"Type": "CommaDelimitedList"}},
        "Resources": {"It": {"Type": type_, "Properties": value}},
    }
    (reading,) = read(MemoryFiles({"template.json": json.dumps(template)}), ("",))
    assert rendered(reading.worlds[0]).left == [("template.json:It", path)]


TEMPLATE = """
Parameters:
  Days: {Type: Number}
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "jobs-${AWS::Region}-$${Days}"
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
  Dead:
    Type: AWS::SQS::Queue
  Open:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
  Reads:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Worker]
      PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${x}"}]}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
"""

TEXT = """\
variable "Days" {}

data "aws_region" "current" {}

resource "aws_sqs_queue" "Jobs" {
  name = "jobs-${data.aws_region.current.id}-\\u0024${var.Days}"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.Dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "Dead" {}

resource "aws_s3_bucket" "Open" {}

resource "aws_s3_bucket_versioning" "Open" {
  bucket = aws_s3_bucket.Open.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_policy" "Reads" {
  policy = jsonencode({
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "arn:aws:s3:::b/$${x}"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "Reads" {
  role       = aws_iam_role.Worker.name
  policy_arn = aws_iam_policy.Reads.arn
}

resource "aws_iam_role" "Worker" {
  assume_role_policy = jsonencode({
    Statement = []
  })
}
"""


def unknown(arguments: dict[str, Any], known: dict[str, Any], path: str = "") -> Iterator[str]:
    """The arguments that the provider does not have, or has as something else."""
    for name, value in arguments.items():
        kind, whole = known.get(name), f"{path}{name}"
        if isinstance(kind, list) and not isinstance(value, Expression):
            if not isinstance(value, list) or (kind[0] == "one" and len(value) > 1):
                yield whole
            for block in value:
                yield from unknown(block, kind[1], f"{whole}.")
        elif kind is None or (
            isinstance(value, (dict, list)) and (kind == "simple" or isinstance(value, list) != (kind != "map"))
        ):
            yield whole


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_argument_is_invented(rule: type[Rule]) -> None:
    for example in (*examples(rule.bad), *examples(rule.good)):
        for reading in readings(contents(example)):
            for app in reading.worlds:
                for type_, blocks in rendered(app).document.get("resource", {}).items():
                    found = {name for block in blocks.values() for name in unknown(block, PROVIDER[type_]["arguments"])}
                    assert found <= OTHER_VERSIONS.get(type_, {}).keys()


def test_it_is_written_as_people_write_it() -> None:
    (reading,) = read(MemoryFiles({"template.yaml": TEMPLATE}), ("",))
    assert as_terraform(reading.worlds[0], {}).files["main.tf"] == TEXT
