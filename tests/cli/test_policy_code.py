"""`leastwise policy` and `leastwise explain` of what code needs."""

import json
from textwrap import dedent

import pytest

from leastwise.cli.run import run

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Orders}}]
"""
CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.get_item(Key={"id": event["id"]})
    table.put_item(Item=event)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text(dedent(TEMPLATE))
    (tmp_path / "app.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_needs_of_code_are_shown_with_their_lines_and_what_is_missing(folder, capsys):
    assert run(["policy", "--format", "json"]) == 1
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    assert (function["certainty"], function["why"], function["file"]) == ("complete", [], "app.py")
    needs = {need["action"]: need for need in function["needs"] if need["source"] == "code"}
    assert needs.keys() == {"dynamodb:GetItem", "dynamodb:PutItem"}
    assert needs["dynamodb:PutItem"]["resources"] == [{"arn": "${Orders.Arn}", "logical_id": "Orders"}]
    assert [because["line"] for because in needs["dynamodb:PutItem"]["because"]] == [10]
    assert [need["action"] for need in function["missing"]] == ["dynamodb:PutItem"]


def test_an_action_is_explained(folder, capsys):
    assert run(["explain", "dynamodb:GetItem", "--function", "Worker", "."]) == 0
    out = capsys.readouterr().out
    assert "needs it on Orders" in out
    assert "app.py:9" in out
    assert "template.yaml:12" in out
    assert run(["explain", "dynamodb:PutItem", "--function", "Worker", "."]) == 1
    assert "granted nowhere" in capsys.readouterr().out


def test_code_is_read_without_a_template(tmp_path, monkeypatch, capsys):
    (tmp_path / "app.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    assert run(["policy", "app.py", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (function,) = document["functions"]
    needs = {need["action"]: need["resources"][0]["arn"] for need in function["needs"]}
    assert needs["dynamodb:PutItem"].endswith(":table/${TABLE}")
    assert document["unread"] == []
