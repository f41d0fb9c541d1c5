"""What a policy asks of a request besides action and resource: what the code always sends passes, other things do not."""

from pathlib import Path

import pytest

from leastwise.cli.run import run
from leastwise.iam.permissions import permissions
from leastwise.iam.truth import Truth
from leastwise.model.value import Reference, concat
from leastwise.rules.example import readings

CODE = """
import os
import boto3

s3 = boto3.client("s3")
events = boto3.client("events")


def handler(event, context):
    target = {"Id": "1", "Arn": event["machine"], "RoleArn": "arn:aws:iam::111122223333:role/caller"}
    events.put_targets(Rule="nightly", Targets=[target])
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=os.environ["BUCKET"], Prefix=PREFIX):
        print(page)
    s3.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])
"""

STATEMENT = """[{Effect: Allow, Action: ["s3:*", "kms:*"], Resource: "*"}, {Effect: Allow, Action: "iam:*", Resource: "*"},
          {Effect: Allow, Action: "events:*", Resource: "*"}]"""

STORES = """
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: "2012-10-17", Statement: [
    {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}]}}}
  Files:
    Type: AWS::S3::Bucket
    Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [
      {ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !GetAtt Key.Arn}}]}}
"""

SAM = f"""
Transform: AWS::Serverless-2016-10-31
Resources:{STORES}
  Writer:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment: {{Variables: {{BUCKET: !Ref Files}}}}
      Policies:
        - Version: "2012-10-17"
          Statement: {STATEMENT}
"""

CLOUDFORMATION = f"""
AWSTemplateFormatVersion: "2010-09-09"
Resources:{STORES}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Version: "2012-10-17", Statement: [
        {{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: "sts:AssumeRole"}}]}}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
      Policies:
        - PolicyName: own
          PolicyDocument: {{Version: "2012-10-17", Statement: {STATEMENT}}}
  Writer:
    Type: AWS::Lambda::Function
    Metadata: {{aws:asset:path: .}}
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Code: .
      Role: !GetAtt Role.Arn
      Environment: {{Variables: {{BUCKET: !Ref Files}}}}
"""

SERVICE = f"""
service: shop
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      statements: {STATEMENT}
functions:
  writer:
    handler: app.handler
    environment: {{BUCKET: !Ref Files}}
resources:
  Resources:{STORES.replace(chr(10), chr(10) + "  ")}
"""

_ROLE = """
resource "aws_kms_key" "key" {}
resource "aws_s3_bucket" "files" { bucket = "files-of-acme" }
resource "aws_s3_bucket_server_side_encryption_configuration" "files" {
  bucket = aws_s3_bucket.files.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.key.arn
    }
  }
}
resource "aws_iam_role" "writer" {
  name = "writer"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
data "archive_file" "app" {
  type        = "zip"
  source_file = "app.py"
  output_path = "app.zip"
}
resource "aws_lambda_function" "writer" {
  function_name = "writer"
  filename      = data.archive_file.app.output_path
  handler       = "app.handler"
  runtime       = "python3.13"
  role          = aws_iam_role.writer.arn
  environment {
    variables = { BUCKET = aws_s3_bucket.files.bucket }
  }
}
"""

TERRAFORM_JSON = (
    _ROLE
    + """
resource "aws_iam_role_policy" "writer" {
  role = aws_iam_role.writer.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:*", "kms:*"], Resource = "*" },
      { Effect = "Allow", Action = "iam:*", Resource = "*" },
      { Effect = "Allow", Action = "events:*", Resource = "*" },
    ]
  })
}
"""
)

TERRAFORM_DATA = (
    _ROLE
    + """
data "aws_iam_policy_document" "writer" {
  statement {
    actions   = ["s3:*", "kms:*"]
    resources = ["*"]
  }
  statement {
    actions   = ["iam:*"]
    resources = ["*"]
  }
  statement {
    actions   = ["events:*"]
    resources = ["*"]
  }
}
resource "aws_iam_role_policy" "writer" {
  role   = aws_iam_role.writer.id
  policy = data.aws_iam_policy_document.writer.json
}
"""
)

WAYS = {
    "sam": ("template.yaml", SAM),
    "cloudformation": ("template.yaml", CLOUDFORMATION),
    "serverless": ("serverless.yml", SERVICE),
    "terraform": ("main.tf", TERRAFORM_JSON),
    "terraform document": ("main.tf", TERRAFORM_DATA),
}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def rewritten(way, prefix="f\"raw/{event['day']}/\""):
    name, template = WAYS[way]
    Path(name).write_text(template)
    Path("app.py").write_text(CODE.replace("PREFIX", prefix))
    run(["policy", "--write", "--force"])
    (reading,) = readings({name: Path(name).read_text(), "app.py": Path("app.py").read_text()})
    app = reading.worlds[0]
    (function,) = app.functions
    return app, permissions(app, function.role).may, Path(name).read_text()


def key_of(app, logical_id):
    return next(key for key in app.by_key if key.rpartition(":")[2] in (logical_id, *NAMES[logical_id]))


NAMES = {"Files": ("aws_s3_bucket.files",), "Key": ("aws_kms_key.key",)}


@pytest.mark.parametrize("way", WAYS)
def test_only_what_the_code_sends_is_allowed(way):
    app, may, _ = rewritten(way)
    bucket, key = Reference(key_of(app, "Files"), "Arn"), Reference(key_of(app, "Key"), "Arn")
    role = "arn:aws:iam::111122223333:role/caller"

    def listing(prefix):
        return may("s3:ListBucket", bucket, {"s3:prefix": (prefix,)}).allowed

    assert listing("raw/2026-11-22/") is Truth.YES
    assert listing("clean/") is Truth.NO
    assert listing("") is Truth.NO

    def passing(service):
        return may("iam:PassRole", role, {"iam:passedtoservice": (service,)}).allowed

    assert passing("events.amazonaws.com") is Truth.YES
    assert passing("lambda.amazonaws.com") is Truth.NO

    def decrypting(service):
        return may("kms:Decrypt", key, {"kms:viaservice": (service,)}).allowed

    assert decrypting("s3.eu-central-1.amazonaws.com") is Truth.YES
    assert decrypting("dynamodb.eu-central-1.amazonaws.com") is Truth.NO
    assert may("s3:GetObject", concat((bucket, "/a"))).allowed is Truth.YES


@pytest.mark.parametrize("way", WAYS)
def test_a_second_run_changes_nothing(way, capsys):
    _, _, text = rewritten(way)
    run(["policy", "--write", "--force"])
    assert Path(WAYS[way][0]).read_text() == text


@pytest.mark.parametrize("prefix", ['event["day"]', '""', 'event.get("day", "raw/")', '"raw/?"'])
def test_nothing_is_asked_of_a_prefix_that_may_be_any(prefix):
    app, may, text = rewritten("sam", prefix)
    assert "s3:prefix" not in text
    bucket = Reference(key_of(app, "Files"), "Arn")
    assert may("s3:ListBucket", bucket, {"s3:prefix": ("any",)}).allowed is Truth.YES


def test_what_one_call_lists_without_a_prefix_is_not_narrowed_by_another():
    name, template = WAYS["sam"]
    more = '\n    s3.list_objects_v2(Bucket=os.environ["BUCKET"])\n'
    Path(name).write_text(template)
    Path("app.py").write_text(CODE.replace("PREFIX", '"raw/"') + more)
    run(["policy", "--write", "--force"])
    assert "s3:prefix" not in Path(name).read_text()


def test_several_prefixes_are_one_statement():
    name, template = WAYS["sam"]
    more = '\n    s3.list_objects_v2(Bucket=os.environ["BUCKET"], Prefix="clean/")\n'
    Path(name).write_text(template)
    Path("app.py").write_text(CODE.replace("PREFIX", '"raw/"') + more)
    run(["policy", "--write", "--force"])
    text = Path(name).read_text()
    assert text.count("s3:ListBucket") == 1
    assert "raw/" in text
    assert "clean/" in text


def test_another_prefix_than_the_policy_asks_for_is_missing(capsys):
    rewritten("sam", '"raw/"')
    Path("app.py").write_text(CODE.replace("PREFIX", '"clean/"'))
    assert run(["policy", "--fail-on", "missing"]) == 1
    assert "s3:ListBucket" in capsys.readouterr().out


MOUNTED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Files: {Type: AWS::EFS::FileSystem}
  Door: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: !Ref Files}}
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      VpcConfig: {SubnetIds: [subnet-0123456789abcdef0], SecurityGroupIds: [sg-0123456789abcdef0]}
      FileSystemConfigs: [{Arn: !GetAtt Door.Arn, LocalMountPath: /mnt/files}]
"""


def test_a_mount_is_allowed_by_its_access_point_only(capsys):
    Path("template.yaml").write_text(MOUNTED)
    assert run(["policy", "--write", "--force"]) == 0
    written = Path("template.yaml").read_text()
    assert "elasticfilesystem:ClientMount" in written
    assert "elasticfilesystem:AccessPointArn" in written
    capsys.readouterr()
    assert run(["policy"]) == 0
