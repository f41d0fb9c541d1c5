"""`leastwise policy --write` where functions share a role: each gets its own, with what it needs."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from leastwise.cli.run import run

CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def put(event, context):
    table.put_item(Item=event)


def get(event, context):
    return table.get_item(Key={"id": "1"})


def idle(event, context):
    return {}
"""

SERVICE = """
service: shop
frameworkVersion: "3"
provider:
  name: aws
  runtime: python3.13
  environment:
    TABLE: !Ref Orders
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - dynamodb:*
          Resource: !GetAtt Orders.Arn
        - Effect: Allow
          Action: s3:GetObject
          Resource: "*"
functions:
  put:
    handler: app.put
  get:
    handler: app.get
  idle:
    handler: app.idle
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE)
    return tmp_path


def written(text, name="serverless.yml"):
    """A file after the command; a second run finds nothing to do."""
    Path(name).write_text(text)
    assert run(["policy", "--write", "--force"]) == 0
    found = Path(name).read_text()
    assert run(["policy", "--write", "--force"]) == 0
    assert Path(name).read_text() == found
    return found


def granted(capsys):
    """Function → what its author lets it do, and nothing is too much or missing."""
    capsys.readouterr()
    run(["policy", "--format", "json"])
    functions = json.loads(capsys.readouterr().out)["functions"]
    assert not any(one["excess"] or one["missing"] for one in functions)
    return {
        one["name"]: sorted(grant["action"] for grant in one["grants"] if grant["by"] == "author") for one in functions
    }


def test_the_plugin_makes_a_role_of_the_statements_of_a_function(folder, capsys):
    found = written(SERVICE.replace("functions:", "plugins: [serverless-iam-roles-per-function]\nfunctions:"))
    assert "  iam:" not in found
    assert found.split("functions:")[1].split("resources:")[0] == dedent(
        """
          put:
            handler: app.put
            iamRoleStatements:
              - Effect: Allow # app.py:9 table.put_item(…)
                Action:
                  - dynamodb:PutItem
                Resource: !GetAtt Orders.Arn
          get:
            handler: app.get
            iamRoleStatements:
              - Effect: Allow # app.py:13 table.get_item(…)
                Action:
                  - dynamodb:GetItem
                Resource: !GetAtt Orders.Arn
          idle:
            handler: app.idle
        """
    ).replace("\n", "\n  ").rstrip(" ").removesuffix("  ").replace("\n  \n", "\n")
    assert granted(capsys) == {"put": ["dynamodb:PutItem"], "get": ["dynamodb:GetItem"], "idle": []}


def test_a_version_that_need_not_know_roles_of_functions_gets_resources(folder):
    assert "    role: PutRole\n" in written(SERVICE.replace('"3"', '"4.0.1"'))


def test_version_4_makes_a_role_of_the_statements_of_a_function(folder, capsys):
    found = written(SERVICE.replace('"3"', '"4"'))
    assert found.count("statements:") == 2
    assert "  put:\n    handler: app.put\n    iam:\n      role:\n        statements:\n" in found
    assert granted(capsys) == {"put": ["dynamodb:PutItem"], "get": ["dynamodb:GetItem"], "idle": []}


def test_otherwise_roles_are_resources_with_what_the_framework_would_allow(folder, capsys):
    found = written(
        SERVICE.replace(
            "    handler: app.get\n",
            "    handler: app.get\n    vpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}\n"
            "    events: [sqs: arn:aws:sqs:us-east-1:123456789012:jobs]\n",
        )
    )
    assert "    role: PutRole\n" in found
    assert "    role: GetRole\n" in found
    assert found.count("Type: AWS::IAM::Role") == 2
    assert "iam:" not in found.split("functions:")[0]
    grants = granted(capsys)
    assert "logs:PutLogEvents" in grants["put"]
    assert "sqs:ReceiveMessage" in grants["get"]
    assert "ec2:CreateNetworkInterface" in grants["get"]
    assert "dynamodb:PutItem" not in grants["get"]
    assert grants["idle"] == []


def test_statements_that_other_functions_inherit_stay(folder):
    text = SERVICE.replace("functions:", "plugins: [serverless-iam-roles-per-function]\nfunctions:").replace(
        "    handler: app.idle\n",
        "    handler: app.idle\n    iamRoleStatementsInherit: true\n    iamRoleStatements: []\n",
    )
    Path("serverless.yml").write_text(text)
    run(["policy", "--write", "--force"])
    found = Path("serverless.yml").read_text()
    assert "iamRoleStatementsInherit: true" in found
    assert "dynamodb:*" in found.split("functions:")[0]


TERRAFORM = """
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}

data "archive_file" "code" {
  type        = "zip"
  source_file = "app.py"
  output_path = "code.zip"
}

resource "aws_lambda_function" "put" {
  function_name = "put"
  runtime       = "python3.13"
  handler       = "app.put"
  filename      = data.archive_file.code.output_path
  role          = aws_iam_role.shared.arn
  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
}

resource "aws_lambda_function" "get" {
  function_name = "get"
  runtime       = "python3.13"
  handler       = "app.get"
  filename      = data.archive_file.code.output_path
  role          = aws_iam_role.shared.arn
  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
}

resource "aws_iam_role" "shared" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.shared.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

data "aws_iam_policy_document" "access" {
  statement {
    actions = [
      "dynamodb:PutItem",
      "dynamodb:GetItem",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "access" {
  role   = aws_iam_role.shared.id
  policy = data.aws_iam_policy_document.access.json
}
"""


def test_terraform_gets_a_role_for_each_function(folder, capsys):
    found = written(TERRAFORM, "main.tf")
    assert found.count('resource "aws_iam_role" ') == 2
    assert "role          = aws_iam_role.put_role.arn" in found
    assert found.count("role       = aws_iam_role.put_role.name") == 1
    assert "jsonencode()" not in found
    assert found.count("sts:AssumeRole") == 2
    assert found.count('"dynamodb:PutItem"') == found.count('"dynamodb:GetItem"') == 1
    assert "    ] # app.py:13 table.get_item(…)\n    resources = [aws_dynamodb_table.orders.arn]\n" in found
    grants = granted(capsys)
    assert all("dynamodb:PutItem" not in actions for name, actions in grants.items() if "get" in name)


def test_a_text_of_json_says_who_may_take_the_new_role_too(folder):
    start = TERRAFORM.index("  assume_role_policy")
    end = TERRAFORM.index("  })\n", start) + len("  })\n")
    trust = """  assume_role_policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]
}
EOF
"""
    found = written(TERRAFORM[:start] + trust + TERRAFORM[end:], "main.tf")
    added = found.split('resource "aws_iam_role" "put_role" {')[1].split("\n}\n\n")[0]
    assert "sts:AssumeRole" in added


def test_a_function_that_waits_for_its_policy_is_named_there_without_a_reference(folder):
    (folder / "app.py").write_text(
        "import boto3\n\n\ndef handler(event, context):\n"
        '    boto3.client("lambda").invoke(FunctionName=context.function_name, Payload=b"{}")\n'
    )
    text = """
resource "aws_lambda_function" "again" {
  function_name = "again"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
  role          = aws_iam_role.again.arn
  depends_on    = [aws_iam_role_policy.again]
}

data "archive_file" "code" {
  type        = "zip"
  source_file = "app.py"
  output_path = "code.zip"
}

resource "aws_iam_role" "again" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.again.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "again" {
  role = aws_iam_role.again.id
  policy = jsonencode({
    Statement = [
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = "*"
      }
    ]
  })
}
"""
    found = written(text, "main.tf")
    assert "aws_lambda_function.again" not in found
    assert ":function:again" in found


def test_a_key_is_for_the_stores_that_use_it(folder):
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Key: {Type: AWS::KMS::Key}
  Orders: {Type: AWS::DynamoDB::Table, Properties: {SSESpecification: {SSEEnabled: true, KMSMasterKeyId: !Ref Key}}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.put
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
"""
    found = written(text, "template.yaml")
    assert "Action: kms:Decrypt\n" in found
    assert "kms:ViaService: dynamodb.*\n" in found
