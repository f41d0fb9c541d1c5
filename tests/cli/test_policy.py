"""What `leastwise policy` shows: what is granted, by which line, at which access level, and what is missing."""

import csv
import io
import json

import pytest

from leastwise.cli import main

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Orders: {Type: AWS::Serverless::SimpleTable}
  Jobs: {Type: AWS::SQS::Queue}
  CancelOrder:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): ..."
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Orders}
        - Statement:
            - Effect: Allow
              Action: [dynamodb:*]
              Resource: !GetAtt Orders.Arn
            - Effect: Allow
              Action: s3:PutBucketPolicy
              Resource: '*'
              Condition: {StringEquals: {aws:SourceVpce: vpce-1}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): ..."
      Role: !GetAtt Shared.Arn
      Events:
        Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: sqs:ReceiveMessage, Resource: !GetAtt Jobs.Arn}
              - {Effect: Allow, Action: sns:Publish, Resource: !If [Prod, 'arn:aws:sns:eu-west-1:111122223333:all', '*']}
              - {Effect: Deny, NotAction: 'sqs:*', NotResource: !GetAtt Jobs.Arn}
  Gone:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def policy(capsys, *arguments):
    code = main(["policy", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def policy_json(capsys, *arguments):
    return json.loads(policy(capsys, "--format", "json", *arguments)[1])


def function(found, name):
    return next(entry for entry in found["functions"] if entry["name"] == name)


def granted(entry, action):
    return [grant for grant in entry["grants"] if grant["action"] == action]


def test_a_grant_says_what_on_what_by_whom_and_where(folder, capsys):
    (grant,) = granted(function(policy_json(capsys), "CancelOrder"), "dynamodb:*")
    assert grant["resources"] == [{"arn": "${Orders.Arn}", "logical_id": "Orders"}]
    assert grant["from"] == {"file": "template.yaml", "line": 19}
    assert (grant["by"], grant["effect"], grant["condition"]) == ("author", "Allow", None)
    assert grant["access_level"] == "Permissions management"
    assert grant["access_levels"] == ["Permissions management", "Write", "Tagging", "Read", "List"]
    assert grant["stores"] == ["Orders"]


def test_the_framework_s_grants_are_its_own(folder, capsys):
    entry = function(policy_json(capsys), "CancelOrder")
    assert {grant["by"] for grant in granted(entry, "logs:PutLogEvents")} == {"framework"}
    assert {grant["via"] for grant in granted(entry, "dynamodb:GetItem")} == {"sam-template"}
    assert {grant["policy"] for grant in granted(entry, "dynamodb:GetItem")} == {"DynamoDBReadPolicy"}


def test_an_aws_managed_policy_is_told_by_what_is_in_it_where_it_is_attached(folder, capsys):
    (grant,) = granted(function(policy_json(capsys), "Worker"), "xray:PutTraceSegments")
    assert (grant["via"], grant["policy"]) == ("aws-managed", "AWSXRayDaemonWriteAccess")
    assert grant["from"]["line"] == 39


def test_what_the_wiring_needs_and_nothing_grants_is_missing(folder, capsys):
    code, out, _ = policy(capsys, "--format", "json")
    entry = function(json.loads(out), "Worker")
    needed = {need["action"]: need for need in entry["needs"] if need["source"] == "event-source"}
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage"} <= needed.keys()
    assert needed["sqs:DeleteMessage"]["resources"] == [{"arn": "${Jobs.Arn}", "logical_id": "Jobs"}]
    assert needed["sqs:DeleteMessage"]["because"][0]["line"] == 33
    missing = {need["action"] for need in entry["missing"]}
    assert "sqs:DeleteMessage" in missing
    assert "sqs:ReceiveMessage" not in missing
    assert code == 1


def test_nothing_is_claimed_about_code_that_is_not_read(folder, capsys):
    entry = function(policy_json(capsys, "--no-code"), "Worker")
    assert entry["certainty"] == "uncertain"
    assert entry["why"][0]["reason"] == "its code was not read"
    assert (entry["excess"], entry["policy"]) == ([], None)


def test_a_grant_of_some_cases_says_when(folder, capsys):
    grants = granted(function(policy_json(capsys), "Worker"), "sns:Publish")
    assert {grant["resources"][0]["arn"]: grant["when"] for grant in grants} == {
        "arn:aws:sns:eu-west-1:111122223333:all": "Stage = prod",
        "*": "Stage = dev",
    }
    (sure,) = granted(function(policy_json(capsys, "--parameters", "Stage=prod"), "Worker"), "sns:Publish")
    assert (sure["resources"][0]["arn"], sure["when"]) == ("arn:aws:sns:eu-west-1:111122223333:all", None)


def test_what_a_statement_leaves_out_is_kept(folder, capsys):
    (denied,) = [g for g in function(policy_json(capsys), "Worker")["grants"] if g["effect"] == "Deny"]
    assert denied["not_actions"] == ["sqs:*"]
    assert denied["not_resources"] == [{"arn": "${Jobs.Arn}", "logical_id": "Jobs"}]


def test_a_role_that_nothing_uses_is_named(folder, capsys):
    roles = {role["name"]: role for role in policy_json(capsys)["roles"]}
    assert (roles["Gone"]["used"], roles["Shared"]["used"]) == (False, True)
    assert roles["Shared"]["functions"] == ["template.yaml:Worker"]
    assert "nothing uses this role" in policy(capsys)[1]


def test_the_page_for_people_shows_grants_with_their_places(folder, capsys):
    _, out, _ = policy(capsys)
    lines = {line.split()[1]: line for line in out.splitlines() if line.startswith("  ") and len(line.split()) > 1}
    assert lines["dynamodb:*"].split() == ["permissions", "dynamodb:*", "on", "Orders", "template.yaml:19:24"]
    assert "everything if aws:SourceVpce is vpce-1" in " ".join(out.split())
    assert "DynamoDBReadPolicy (5 actions) on Orders" in out
    assert "missing" in lines["sqs:DeleteMessage"]
    assert "deny         * but sqs:* on everything but Jobs" in out


def test_parts_can_be_chosen(folder, capsys):
    assert [e["name"] for e in policy_json(capsys, "--function", "Worker")["roles"]] == ["Shared"]
    assert [e["name"] for e in policy_json(capsys, "--role", "Shared")["functions"]] == ["Worker"]
    grants = function(policy_json(capsys, "--by", "framework"), "CancelOrder")["grants"]
    assert {grant["by"] for grant in grants} == {"framework"}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--function", "Workr"], "did you mean 'Worker'?"),
        (["--role", "Share"], "did you mean 'Shared'?"),
        (["--formt", "json"], "did you mean '--format'?"),
        (["--parameters", "Stage"], "NAME=VALUE"),
        (["chek"], "did you mean 'check'?"),
        (["nowhere"], "there is no such file or folder"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(folder, capsys, arguments, hint):
    code, out, err = policy(capsys, *arguments)
    assert (code, out) == (2, "")
    assert hint in err


def test_show_may_be_said(folder, capsys):
    assert policy(capsys, "show", ".")[1].splitlines()[0] == policy(capsys)[1].splitlines()[0]


def test_a_spreadsheet_gets_a_row_for_each_action(folder, capsys):
    rows = list(csv.DictReader(io.StringIO(policy(capsys, "--format", "csv")[1])))
    (row,) = [row for row in rows if row["action"] == "s3:PutBucketPolicy"]
    assert (row["access_level"], row["resources"], row["line"]) == ("Permissions management", "*", "22")
    assert json.loads(row["condition"]) == {"StringEquals": {"aws:SourceVpce": "vpce-1"}}


def test_reports_go_to_files_as_well(folder, capsys):
    policy(capsys, "--output", "markdown=permissions.md", "--output", "json=permissions.json")
    text = (folder / "permissions.md").read_text()
    assert "| permissions management | `dynamodb:*` | `Orders` | `template.yaml:19` |" in text
    assert json.loads((folder / "permissions.json").read_text())["schema"] == 1


def test_names_of_files_drive_no_terminal(tmp_path, monkeypatch, capsys):
    hostile = TEMPLATE.replace("Gone:", '"Gone\\e[31m":')
    (tmp_path / "template.yaml").write_text(hostile)
    monkeypatch.chdir(tmp_path)
    for shape in ("text", "json", "markdown", "csv"):
        assert "\x1b" not in policy(capsys, "--format", shape)[1]


@pytest.mark.parametrize(
    "policies",
    ["7", "[[]]", "[{Statement: 5}]", "[{Statement: [5, null, {Effect: []}]}]", "{Action: {a: b}}", "[null]"],
)
def test_wrong_types_are_no_fault(tmp_path, monkeypatch, capsys, policies):
    start = TEMPLATE.index("        - DynamoDBReadPolicy")
    end = TEMPLATE.index("  Worker:")
    (tmp_path / "template.yaml").write_text(f"{TEMPLATE[:start].rstrip()} {policies}\n{TEMPLATE[end:]}")
    monkeypatch.chdir(tmp_path)
    assert policy(capsys)[0] in (0, 1)


def test_where_nothing_can_be_read_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, _, err = policy(capsys)
    assert code == 3
    assert "no application in ." in err
