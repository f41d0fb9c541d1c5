"""`leastwise policy --diff` and `--write`: policies become what the code and the wiring need, and nothing else changes."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from leastwise.cli.run import run

CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item=event)
"""

HEAD = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::DynamoDB::Table}  # what is ordered
  Photos: {Type: AWS::S3::Bucket}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE)
    return tmp_path


def written(text, *arguments, name="template.yaml", code=0):
    """A file after the command has made its policies what is needed; a second run finds nothing to do."""
    Path(name).write_text(text)
    assert run(["policy", "--write", "--force", *arguments]) == code
    found = Path(name).read_text()
    assert run(["policy", "--write", "--force", *arguments]) == code
    assert Path(name).read_text() == found
    return found


def sam(policies):
    return HEAD + "      Policies:\n" + "".join(f"        {line}\n" for line in dedent(policies).strip().split("\n"))


def excess(capsys):
    capsys.readouterr()
    run(["policy", "--format", "json"])
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    return [grant["action"] for grant in function["excess"]], [need["action"] for need in function["missing"]]


def test_a_template_that_is_too_wide_becomes_a_statement_that_says_who_needs_it(folder):
    found = written(sam("- DynamoDBCrudPolicy: {TableName: !Ref Orders}"))
    assert found == sam(
        """
        - Version: "2012-10-17"
          Statement:
            - Sid: OrdersPutItem # app.py:9 table.put_item(…)
              Effect: Allow
              Action: dynamodb:PutItem
              Resource: !GetAtt Orders.Arn
        """
    )


def test_the_only_template_may_stand_without_a_list(folder):
    found = written(sam("DynamoDBCrudPolicy: {TableName: !Ref Orders}"))
    assert "DynamoDBCrudPolicy" not in found
    assert "Action: dynamodb:PutItem" in found


def test_a_statement_keeps_what_is_needed_of_it_and_its_comments(folder):
    policies = """
        - Statement:
            # the shop
            - Effect: Allow
              Action:
                - dynamodb:PutItem  # new ones
                - dynamodb:GetItem
                - s3:GetObject
              Resource: "*"  # all
            - Effect: Allow
              Action: s3:DeleteObject
              Resource: !Sub ${Photos.Arn}/*
        """
    found = written(sam(policies))
    assert found == sam(
        """
        - Statement:
            # the shop
            - Effect: Allow # app.py:9 table.put_item(…)
              Action:
                - dynamodb:PutItem  # new ones
              Resource: !GetAtt Orders.Arn  # all
        """
    )


def test_what_is_right_stays_as_it_is(folder, capsys):
    text = sam(
        """
        - Statement:
            - Effect: Allow
              Action: [dynamodb:PutItem]
              Resource: !Sub "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Orders}"
        """
    )
    assert written(text) == text
    assert excess(capsys) == ([], [])


def test_a_statement_is_split_where_actions_are_needed_on_different_things(folder):
    (folder / "app.py").write_text(
        CODE + '    boto3.client("s3").put_object(Bucket=os.environ["PHOTOS"], Key="raw/a.jpg", Body=b"")\n'
    )
    text = sam(
        """
        - Statement:
            - Effect: Allow
              Action: [dynamodb:*, s3:*]
              Resource: "*"
              Condition: {Bool: {aws:SecureTransport: "true"}}
        """
    ).replace("{TABLE: !Ref Orders}", "{TABLE: !Ref Orders, PHOTOS: !Ref Photos}")
    found = written(text)
    assert "Action: [dynamodb:PutItem]\n              Resource: !GetAtt Orders.Arn\n" in found
    assert "${Photos.Arn}/raw/a.jpg" in found
    assert found.count("aws:SecureTransport") == 2


def test_what_is_missing_is_added(folder, capsys):
    found = written(sam("- DynamoDBReadPolicy: {TableName: !Ref Orders}"))
    assert "dynamodb:PutItem" in found
    assert "DynamoDBReadPolicy" not in found
    assert excess(capsys) == ([], [])


def test_nothing_is_taken_away_where_more_may_be_needed(folder):
    (folder / "app.py").write_text(CODE + '    getattr(boto3.client(event["service"]), event["call"])()\n')
    text = sam("- DynamoDBCrudPolicy: {TableName: !Ref Orders}")
    assert written(text) == text


def test_a_bucket_that_starts_the_function_is_named_without_a_reference(folder, capsys):
    (folder / "app.py").write_text(
        "import boto3\n\n\ndef handler(event, context):\n"
        '    name = event["Records"][0]["s3"]["bucket"]["name"]\n'
        '    boto3.client("s3").get_object(Bucket=name, Key="a")\n'
    )
    text = """
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Inbox: {Type: AWS::S3::Bucket}
      Worker:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          CodeUri: .
          Events: {New: {Type: S3, Properties: {Bucket: !Ref Inbox, Events: s3:ObjectCreated:*}}}
          Policies:
            - Statement: [{Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: "*"}]
    """
    found = written(dedent(text))
    assert "s3:PutObject" not in found
    assert "Inbox.Arn" not in found  # it would be a circle


def test_a_role_of_several_functions_is_split(folder, capsys):
    (folder / "read.py").write_text(CODE.replace("put_item(Item=event)", 'get_item(Key={"id": "1"})'))
    function = """
      {name}:
        Type: AWS::Lambda::Function
        Properties:
          Runtime: python3.13
          Handler: {file}.handler
          Code: .
          Role: !GetAtt Role.Arn
          Environment: {{Variables: {{TABLE: !Ref Orders}}}}"""
    text = (
        "Resources:\n  Orders: {Type: AWS::DynamoDB::Table}"
        + dedent(function.format(name="Write", file="app")).replace("\n", "\n  ")
        + dedent(function.format(name="Read", file="read")).replace("\n", "\n  ")
        + dedent(
            """
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
                  Policies:
                    - PolicyName: all
                      PolicyDocument: {Statement: [{Effect: Allow, Action: dynamodb:*, Resource: !GetAtt Orders.Arn}]}
            """
        ).replace("\n", "\n  ")
    ).rstrip() + "\n"
    found = written(text)
    assert found.count("AWS::IAM::Role") == 2
    assert "dynamodb:*" not in found
    assert found.count("dynamodb:GetItem") == found.count("dynamodb:PutItem") == 1


def test_terraform_keeps_its_words(folder):
    text = dedent(
        """
        resource "aws_dynamodb_table" "orders" {
          name     = "orders"
          hash_key = "id"
        }

        resource "aws_lambda_function" "worker" {
          function_name = "worker"
          runtime       = "python3.13"
          handler       = "app.handler"
          filename      = data.archive_file.code.output_path
          role          = aws_iam_role.worker.arn
          environment {
            variables = { TABLE = aws_dynamodb_table.orders.name }
          }
        }

        data "archive_file" "code" {
          type        = "zip"
          source_file = "app.py"
          output_path = "code.zip"
        }

        resource "aws_iam_role" "worker" {
          assume_role_policy = jsonencode({
            Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
          })
        }

        resource "aws_iam_role_policy_attachment" "logs" {
          role       = aws_iam_role.worker.name
          policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        }

        resource "aws_iam_role_policy" "worker" {
          role = aws_iam_role.worker.id
          policy = jsonencode({
            Statement = [
              {
                Effect = "Allow"
                Action = [
                  "dynamodb:PutItem",
                  "dynamodb:DeleteItem"
                ]
                Resource = "*"
              }
            ]
          })
        }
        """
    )
    found = written(text, name="main.tf")
    expected = (
        text.replace(',\n          "dynamodb:DeleteItem"', "")
        .replace('Resource = "*"', "Resource = aws_dynamodb_table.orders.arn")
        .replace('Effect = "Allow"\n', 'Effect = "Allow" # app.py:9 table.put_item(…)\n')
    )
    assert found == expected


def test_serverless_statements_that_nothing_needs_go_altogether(folder):
    (folder / "app.py").write_text("def handler(event, context):\n    return {}\n")
    text = dedent(
        """
        service: shop
        provider:
          name: aws
          runtime: python3.13
          iam:
            role:
              statements:
                - Effect: Allow
                  Action: s3:*
                  Resource: "*"
        functions:
          worker:
            handler: app.handler
        """
    )
    found = written(text, name="serverless.yml")
    assert "iam" not in found
    assert "handler: app.handler" in found


def test_options_deny_deleting_and_set_a_boundary(folder):
    arn = "arn:aws:iam::123456789012:policy/Limit"
    found = written(sam("- DynamoDBCrudPolicy: {TableName: !Ref Orders}"), "--deny-delete", "--boundary", arn)
    assert "Sid: DenyDelete" in found
    assert "dynamodb:Delete*" in found
    assert f"PermissionsBoundary: {arn}" in found


def test_without_code_nothing_is_written(folder, capsys):
    Path("template.yaml").write_text(sam("- DynamoDBCrudPolicy: {TableName: !Ref Orders}"))
    assert run(["policy", "--write", "--no-code"]) == 2
    assert "nothing is known to be needless" in capsys.readouterr().err


@pytest.mark.parametrize("shape", ["yaml", "sam", "terraform", "cdk-ts", "cdk-py"])
def test_the_smallest_policy_in_other_words(folder, capsys, shape):
    Path("template.yaml").write_text(sam("- DynamoDBCrudPolicy: {TableName: !Ref Orders}"))
    assert run(["policy", "--format", shape]) == 1
    out = capsys.readouterr().out
    assert "dynamodb:PutItem" in out
    assert "OrdersPutItem" in out
    assert "DeleteItem" not in out


def test_a_patch_is_what_would_be_written(folder, capsys):
    Path("template.yaml").write_text(sam("- DynamoDBCrudPolicy: {TableName: !Ref Orders}"))
    assert run(["policy", "--format", "patch"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("diff --git a/template.yaml b/template.yaml\n")
    assert "-        - DynamoDBCrudPolicy" in out


def test_what_two_statements_would_come_to_is_written_once(folder):
    found = written(
        sam(
            """
            - Statement:
                - {Effect: Allow, Action: "dynamodb:*", Resource: "*"}
                - {Effect: Allow, Action: ["dynamodb:Put*", "dynamodb:Get*"], Resource: "*"}
            """
        )
    )
    assert found.count("dynamodb:PutItem") == 1


def test_a_region_that_a_condition_asks_for_is_the_one_of_the_policies(folder):
    (folder / "app.py").write_text(CODE + '    boto3.client("ssm").get_parameter(Name="/shop/key")\n')
    head = "Conditions:\n  Near: !Equals [!Ref AWS::Region, us-east-1]\n"
    found = written(
        head
        + sam(
            """
            - Statement:
                - {Effect: Allow, Action: "ssm:*", Resource: "*"}
                - !If [Near, {Effect: Allow, Action: "dynamodb:*", Resource: "*"}, {Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt Orders.Arn}]
            """
        )
    )
    assert "ssm:*" not in found
    assert "parameter/shop/key" in found


def test_more_grants_than_policies_have_room_for_are_not_compared_and_stay(folder, capsys):
    many = "".join(
        f"        - Statement: {{Effect: Allow, Action: 's3:Get*{number}', Resource: '*'}}\n"
        for number in range(15_001)
    )
    text = HEAD + "      Policies:\n" + many
    Path("template.yaml").write_text(text)
    assert run(["policy", "--write", "--force"]) == 0
    assert "15,001 actions, too many to compare" in capsys.readouterr().out
    assert Path("template.yaml").read_text() == text


def test_a_resource_longer_than_any_policy_is_not_decided_and_kept(folder):
    long = "arn:aws:dynamodb:*:*:table/" + "a*" * 100_000
    found = written(sam(f"- Statement: {{Effect: Allow, Action: 'dynamodb:*', Resource: '{long}'}}"))
    assert long in found
    assert "dynamodb:PutItem" in found


def test_the_head_is_named_where_it_is_missing(folder, capsys):
    assert run(["policy", "diff", "main"]) == 2
    assert "are required: HEAD\n" in capsys.readouterr().err


def test_the_address_of_a_queue_that_is_given_from_outside_is_not_taken_for_its_name(folder):
    (folder / "app.py").write_text(
        CODE + '    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody="x")\n'
    )
    text = sam('- Statement: {Effect: Allow, Action: ["sqs:*", "dynamodb:PutItem"], Resource: "*"}')
    text = text.replace("{TABLE: !Ref Orders}", "{TABLE: !Ref Orders, QUEUE: !Ref Url}")
    found = written("Parameters: {Url: {Type: String}}\n" + text)
    assert "sqs:SendMessage" in found
    assert "${Url}" not in found


def test_what_another_stack_exports_is_named_in_a_text(folder):
    text = sam('- Statement: {Effect: Allow, Action: "dynamodb:*", Resource: "*"}')
    found = written(text.replace("{TABLE: !Ref Orders}", "{TABLE: !ImportValue orders-table}"))
    assert "table/${Importedorderstable}" in found
    assert "{Importedorderstable: !ImportValue orders-table}" in found
