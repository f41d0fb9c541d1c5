"""`leastwise policy diff`: what a change newly grants, what it takes away, and whether code needs it."""

import json
import subprocess
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
      Policies:
        - Statement:
            - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:DeleteItem], Resource: !GetAtt Orders.Arn}
"""
CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.get_item(Key={"id": event["id"]})
"""


class Repository:
    """A repository with one commit on `main`."""

    def __init__(self, folder):
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        self.commit(TEMPLATE, CODE)

    def git(self, *words):
        names = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *names, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self, template, code=CODE):
        (self.folder / "template.yaml").write_text(dedent(template))
        (self.folder / "app.py").write_text(code)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


def with_actions(actions, resource="!GetAtt Orders.Arn"):
    return TEMPLATE.replace("[dynamodb:GetItem, dynamodb:DeleteItem]", actions).replace("!GetAtt Orders.Arn", resource)


def changed(capsys, *arguments, code=None):
    """Kind → (action, verdict) of what changed."""
    found = run(["policy", "diff", "HEAD~1", "HEAD", "--format", "json", *arguments])
    document = json.loads(capsys.readouterr().out)
    assert code is None or found == code
    rows = {kind: set() for kind in ("granted", "removed", "missing")}
    for role in document["roles"]:
        for kind, seen in rows.items():
            seen |= {(row["action"], row["verdict"]) for row in role[kind]}
    return rows


def test_what_is_new_is_told_with_whether_code_needs_it(repository, capsys):
    repository.commit(
        with_actions("[dynamodb:GetItem, dynamodb:PutItem, dynamodb:Scan]"), CODE + "    table.put_item(Item=event)\n"
    )
    rows = changed(capsys, code=1)
    assert rows["granted"] == {("dynamodb:PutItem", "needed"), ("dynamodb:Scan", "needless")}
    assert rows["removed"] == {("dynamodb:DeleteItem", None)}
    assert rows["missing"] == set()


@pytest.mark.parametrize(
    ("actions", "granted"),
    [
        ("[dynamodb:DeleteItem, dynamodb:GetItem]", set()),
        ("[dynamodb:getitem, dynamodb:DELETEITEM]", set()),
        ("[dynamodb:GetItem]", set()),
        ("'dynamodb:*'", {("dynamodb:*", "wide")}),
        ("[dynamodb:GetItem, dynamodb:DeleteItem, dynamodb:De*]", {("dynamodb:De*", "needless")}),
    ],
)
def test_the_same_in_other_words_is_not_new(repository, capsys, actions, granted):
    repository.commit(with_actions(actions))
    assert changed(capsys)["granted"] == granted


def test_a_wider_resource_is_new_and_what_would_be_enough_is_said(repository, capsys):
    repository.commit(with_actions("[dynamodb:GetItem]", "'*'"))
    assert run(["policy", "diff", "HEAD~1", "HEAD"]) == 1
    shown = capsys.readouterr().out
    assert "+ dynamodb:GetItem on everything (read)" in shown
    assert "wider than needed: dynamodb:GetItem on Orders is enough" in shown


def test_what_a_narrower_grant_leaves_is_told(repository, capsys):
    repository.commit(with_actions("['dynamodb:*']"))
    repository.commit(with_actions("[dynamodb:GetItem]"))
    assert changed(capsys, code=0) == {"granted": set(), "removed": {("dynamodb:*", "part")}, "missing": set()}


def test_what_is_taken_away_and_needed_is_missing(repository, capsys):
    repository.commit(with_actions("[dynamodb:DeleteItem]"))
    rows = changed(capsys, code=1)
    assert (rows["removed"], rows["missing"]) == ({("dynamodb:GetItem", None)}, {("dynamodb:GetItem", None)})


def test_what_was_missing_before_is_not_told_again(repository, capsys):
    repository.commit(with_actions("[dynamodb:DeleteItem]"))
    repository.commit(with_actions("[dynamodb:DeleteItem]"), CODE + "# later\n")
    assert changed(capsys, code=0)["missing"] == set()


def test_a_denial_that_goes_is_new(repository, capsys):
    deny = "            - {Effect: Deny, Action: 's3:*', Resource: '*'}\n"
    repository.commit(TEMPLATE + deny)
    repository.commit(TEMPLATE)
    assert changed(capsys)["granted"] == {("s3:*", "denial")}


def test_where_the_code_is_not_understood_nobody_knows(repository, capsys):
    repository.commit(with_actions("[dynamodb:GetItem, dynamodb:Scan]"), CODE + "    getattr(table, event['do'])()\n")
    assert changed(capsys, code=0)["granted"] == {("dynamodb:Scan", "unknown")}


def test_a_new_function_and_one_that_goes(repository, capsys):
    repository.commit(TEMPLATE.replace("  Worker:", "  Packer:"))
    rows = changed(capsys)
    assert ("dynamodb:DeleteItem", "needless") in rows["granted"]
    assert ("dynamodb:GetItem", "needed") in rows["granted"]
    assert {action for action, _ in rows["removed"]} >= {"dynamodb:GetItem", "dynamodb:DeleteItem"}


def test_what_others_did_in_the_meantime_does_not_count(repository, capsys):
    repository.git("checkout", "-q", "-b", "mine")
    repository.commit(with_actions("[dynamodb:GetItem, dynamodb:DeleteItem, dynamodb:Scan]"))
    repository.git("checkout", "-q", "main")
    repository.commit(with_actions("[dynamodb:GetItem, dynamodb:DeleteItem, dynamodb:PutItem]"))
    assert run(["policy", "diff", "main", "mine", "--format", "json"]) == 1
    (role,) = json.loads(capsys.readouterr().out)["roles"]
    assert [row["action"] for row in role["granted"]] == ["dynamodb:Scan"]
    assert role["removed"] == []


def test_the_work_tree_makes_no_difference(repository, capsys):
    repository.commit(TEMPLATE)
    (repository.folder / "template.yaml").write_text("Resources: [")
    assert run(["policy", "diff", "HEAD~1", "HEAD"]) == 0
    assert "grants nothing new" in capsys.readouterr().out


@pytest.mark.parametrize(("gates", "code"), [("excess", 1), ("missing", 0), ("wildcard", 1), ("never", 0)])
def test_the_gate(repository, capsys, gates, code):
    repository.commit(with_actions("['dynamodb:*']"))
    assert run(["policy", "diff", "HEAD~1", "HEAD", "--fail-on", gates]) == code


def test_a_comment_is_no_markup(repository, capsys):
    code = CODE + '    table.put_item(Item={"a": "| ![x](http://example.com) @all"})\n'
    repository.commit(with_actions("[dynamodb:GetItem, dynamodb:PutItem]"), code)
    run(["policy", "diff", "HEAD~1", "HEAD", "--format", "markdown"])
    shown = capsys.readouterr().out
    assert shown.startswith("<!-- leastwise policy diff -->\n### leastwise: what this change grants\n")
    (row,) = [line for line in shown.splitlines() if "PutItem" in line]
    assert row.startswith("| **new** | `dynamodb:PutItem on Orders (write)` | needed |")
    assert "\\| ![x]" in row


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere", "HEAD"], "leastwise policy diff nowhere: git knows no such revision here"),
        (["HEAD", "nowhere"], "leastwise policy diff nowhere: git knows no such revision here"),
        (["HEAD"], "the following arguments are required: HEAD"),
        (["--", "-x", "HEAD"], "name a branch, tag or commit"),
    ],
)
def test_wrong_usage(repository, capsys, arguments, told):
    assert run(["policy", "diff", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_where_there_is_no_application_there_is_nothing_to_compare(repository, capsys):
    (repository.folder / "template.yaml").unlink()
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "gone")
    repository.git("commit", "-q", "--allow-empty", "-m", "still gone")
    assert run(["policy", "diff", "HEAD~1", "HEAD"]) == 3
