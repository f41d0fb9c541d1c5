"""`leastwise policy validate`: applications, and files that are a policy."""

import io
import json

import pytest

from leastwise.cli import main

TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, "s3:Get*"]
                Resource: !If [Prod, "arn:aws:s3:::a/*", "arn:aws:s3::111122223333:a/*"]
"""
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"},
    ],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validate(capsys, *arguments):
    code = main(["policy", "validate", *arguments])
    return code, capsys.readouterr().out


def issues(capsys, *arguments):
    code, text = validate(capsys, *arguments, "--format", "json")
    return code, json.loads(text)


def test_an_application(folder, capsys):
    (folder / "template.yaml").write_text(TEMPLATE)
    code, report = issues(capsys)
    found = {issue["code"]: issue for issue in report["issues"]}
    assert code == 1
    assert found["MISSING_VERSION"]["missing_property"] == "Version"
    assert found["REDUNDANT_ACTION"]["line"] == 18
    assert found["REDUNDANT_ACTION"]["type"] == "suggestion"
    assert found["REDUNDANT_ACTION"]["policy"] == {
        "name": "read",
        "kind": "identity",
        "resource_type": "AWS::IAM::Role",
    }
    assert found["ARN_ACCOUNT_NOT_ALLOWED"]["when"] == "Stage = dev"
    assert found["ARN_ACCOUNT_NOT_ALLOWED"]["url"].startswith("https://docs.aws.amazon.com/IAM/")
    assert report["stats"]["policies"] == 2


def test_text_names_place_code_and_page(folder, capsys):
    (folder / "policy.json").write_text(json.dumps(POLICY, indent=1))
    code, text = validate(capsys, "policy.json")
    assert code == 1
    assert "policy.json:6:14  security warning  PASS_ROLE_WITH_STAR_IN_RESOURCE" in text
    assert "policy.json:11:14  error  INVALID_ACTION" in text
    assert "INVALID_ACTION: https://docs.aws.amazon.com/" in text
    assert text.endswith("1 error, 1 security warning in 1 policy\n")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("resource", "MISSING_PRINCIPAL"),
        ("trust", "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE"),
        ("rcp", "MISSING_PRINCIPAL"),
    ],
)
def test_a_file_is_of_the_kind_that_is_said(folder, capsys, kind, code):
    (folder / "policy.json").write_text(json.dumps(POLICY))
    _, report = issues(capsys, "policy.json", "--kind", kind)
    assert code in {issue["code"] for issue in report["issues"]}


def test_nothing_wrong(folder, capsys):
    (folder / "policy.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": POLICY["Statement"][:0]}))
    good = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}
    (folder / "good.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": good}))
    assert validate(capsys, "good.json") == (0, "No issue in 1 policy\n")


def test_suggestions_and_warnings_fail_nothing(folder, capsys):
    twice = {"Effect": "Allow", "Action": ["s3:GetObject"] * 2, "Resource": "arn:aws:s3:::a/*"}
    (folder / "policy.json").write_text(json.dumps({"Statement": twice}))
    code, report = issues(capsys, "policy.json")
    assert code == 0
    assert [issue["code"] for issue in report["issues"]] == ["MISSING_VERSION", "REDUNDANT_ACTION"]


@pytest.mark.parametrize("text", ['{"Statement": [', '{"Statement": ' + "[" * 100_000, '["Statement"]'])
def test_what_is_no_policy_is_told_at_its_place(folder, capsys, text):
    (folder / "policy.json").write_text(text)
    code, report = issues(capsys, "policy.json")
    assert code == 1
    assert report["issues"][0]["type"] == "error"
    assert report["issues"][0]["file"] == "policy.json"


def test_a_file_that_is_no_text(folder, capsys):
    (folder / "policy.json").write_bytes(b'{"Statement": "\x00\xff"}')
    assert main(["policy", "validate", "policy.json"]) == 2
    assert "policy.json" in capsys.readouterr().err


SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): ..."
      Policies:
        - Statement: [{Effect: Allow, Action: "s3:GetObjekt", Resource: "*"}]
"""


def test_the_policy_of_a_function_goes_by_the_function(folder, capsys):
    (folder / "template.yaml").write_text(SAM)
    _, out = validate(capsys)
    assert "INVALID_ACTION  Worker\n" in out
    assert "RolePolicy" not in out


def test_what_stands_twice_is_reported_where_it_does(folder, capsys):
    (folder / "policy.json").write_text(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",\n'
        '"Action": "s3:GetObject",\n"Action": "s3:PutObject", "Resource": "arn:aws:s3:::photos/*"}]}'
    )
    code, report = issues(capsys, "policy.json")
    (found,) = report["issues"]
    assert (code, found["code"], found["line"]) == (1, "JSON_SYNTAX_ERROR", 3)
    assert "'Action' stands here a second time" in found["message"]


def test_standard_input(folder, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(POLICY).encode())))
    code, report = issues(capsys, "-")
    assert code == 1
    assert {"INVALID_ACTION"} <= {issue["code"] for issue in report["issues"]}
    assert {issue["file"] for issue in report["issues"]} == {"<stdin>"}


def test_what_is_too_much_to_compare_is_said(folder, capsys):
    starry = ["arn:aws:s3:::b/" + "*".join("abc"[(i + j) % 3] + "de"[j % 2] for j in range(i + 1)) for i in range(300)]
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": starry}
    (folder / "policy.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    _, report = issues(capsys, "policy.json")
    (note,) = report["unread"]
    assert (note["kind"], "of the 300 values of Resource" in note["reason"]) == ("limit", True)


def test_too_many_statements_to_compare(folder, capsys):
    one = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*"}
    (folder / "policy.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [one] * 600}))
    _, report = issues(capsys, "policy.json")
    assert "of the 600 statements" in report["unread"][0]["reason"]
