"""`leastwise policy --usage`: what was really used, beside what code needs and what is granted."""

import gzip
import json
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from leastwise.cli.run import run

ROOT = Path(__file__).parents[2]
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
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Orders}}]
"""
CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.get_item(Key={"id": event["id"]})
"""


def event(name, **more):
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html"""
    return {
        "eventSource": "dynamodb.amazonaws.com",
        "eventName": name,
        "eventTime": "2026-05-01T10:00:00Z",
        "awsRegion": "eu-west-1",
        "requestParameters": {"tableName": "shop-Orders-9Z8Y7X6W5V4U"},
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLE:shop-Worker-A1B2C3D4E5F6",
            "arn": "arn:aws:sts::111122223333:assumed-role/shop-WorkerRole-1A2B3C4D5E6F/shop-Worker-A1B2C3D4E5F6",
            "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/shop-WorkerRole-1A2B3C4D5E6F"}},
        },
        **more,
    }


LOG = [event("GetItem"), event("PutItem"), event("PutItem"), event("DeleteTable", errorCode="AccessDeniedException")]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text(dedent(TEMPLATE))
    (tmp_path / "app.py").write_text(CODE)
    (tmp_path / "log.json.gz").write_bytes(gzip.compress(json.dumps({"Records": LOG}).encode()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_was_used_is_told_with_whether_code_needs_it_and_it_is_granted(folder, capsys):
    assert run(["policy", "--usage", "log.json.gz", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, json.loads((ROOT / "schema" / "leastwise-policy.schema.json").read_text()))
    (function,) = document["functions"]
    seen = {(one["action"], one["kind"], one["count"], one["needed"], one["granted"]) for one in function["seen"]}
    assert seen == {
        ("dynamodb:GetItem", "used", 1, True, "yes"),
        ("dynamodb:PutItem", "used", 2, False, "yes"),
        ("dynamodb:DeleteTable", "denied", 1, False, "no"),
    }
    holes = [need for need in function["needs"] if need["source"] == "usage"]
    assert [(need["action"], need["resources"][0]["logical_id"]) for need in holes] == [("dynamodb:PutItem", "Orders")]
    assert holes[0]["because"][0]["call"] == "dynamodb:PutItem was used 2 times, last on 2026-05-01"


def test_people_read_holes_and_refusals(folder, capsys):
    assert run(["policy", "--usage", "log.json.gz"]) == 1
    shown = capsys.readouterr().out
    assert "dynamodb:PutItem on Orders (seen in use, not in the code)" in shown
    assert "dynamodb:DeleteTable on Orders, 1 time, last on 2026-05-01; no code does that" in " ".join(shown.split())
    assert "4 events in 1 file, 2026-05-01; 1 function seen, 1 action that no code shows, 1 refused" in shown


def test_what_access_analyzer_calls_unused_is_shown_with_the_role(folder, capsys):
    """https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UnusedPermissionDetails.html"""
    details = {"serviceNamespace": "dynamodb", "actions": [{"action": "DeleteItem"}]}
    finding = {
        "findingType": "UnusedPermission",
        "resource": "arn:aws:iam::111122223333:role/shop-WorkerRole-1A2B3C4D5E6F",
        "findingDetails": [{"unusedPermissionDetails": details}],
    }
    (folder / "finding.json").write_text(json.dumps(finding))
    assert run(["policy", "--usage", "finding.json"]) == 1
    assert "unused       dynamodb:DeleteItem, says IAM Access Analyzer" in capsys.readouterr().out
    assert run(["policy", "--usage", "finding.json", "--format", "json"]) == 1
    (role,) = json.loads(capsys.readouterr().out)["roles"]
    assert role["unused"] == ["dynamodb:DeleteItem"]


def test_without_evidence_nothing_is_said_of_it(folder, capsys):
    assert run(["policy", "--format", "json"]) == 1
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    assert function["seen"] is None


def test_a_log_that_cannot_be_read_is_wrong_usage_and_one_beside_others_is_told(folder, capsys):
    (folder / "bad.json").write_text("nothing")
    assert run(["policy", "--usage", "bad.json"]) == 2
    assert "bad.json: is neither JSON nor a table" in capsys.readouterr().err
    assert run(["policy", "--usage", "bad.json", "--usage", "log.json.gz"]) == 1
    assert "bad.json: is neither JSON nor a table" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("gates", "code", "told"),
    [
        ([], 1, ""),
        (["--fail-on", "missing"], 0, ""),
        (["--fail-on", "never"], 0, ""),
        (["--fail-on", "excess"], 1, "--fail-on excess: more is granted than is needed"),
        (["--fail-on", "missing,excess"], 1, "--fail-on excess"),
        (["--fail-on", "wildcard"], 0, ""),
        (["--fail-on", "excess", "--no-code"], 0, ""),
        (["--fail-on", "exces"], 2, "there is no such gate; did you mean 'excess'?"),
    ],
)
def test_the_gate_fails_on_what_it_is_told_to(folder, capsys, gates, code, told):
    assert run(["policy", *gates]) == code
    assert told in capsys.readouterr().err


def test_wildcards_fail_the_gate_whatever_is_known_of_the_code(folder, capsys):
    text = dedent(TEMPLATE).replace(
        "[{DynamoDBCrudPolicy: {TableName: !Ref Orders}}]",
        "[{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Orders.Arn}]}]",
    )
    (folder / "template.yaml").write_text(text)
    assert run(["policy", "--no-code", "--fail-on", "wildcard"]) == 1
    assert "template.yaml:12 dynamodb:*" in capsys.readouterr().err


def test_what_is_missing_fails_unless_it_is_not_asked_for(folder, capsys):
    text = dedent(TEMPLATE).replace("[{DynamoDBCrudPolicy: {TableName: !Ref Orders}}]", "[]")
    (folder / "template.yaml").write_text(text)
    assert [run(["policy", *more]) for more in ([], ["--fail-on", "never"], ["--fail-on", "excess"])] == [1, 0, 0]
