"""What was seen, beside what the code of an application needs."""

import json
from textwrap import dedent

import pytest

from leastwise.model.value import display
from leastwise.privilege.comparison import compare
from leastwise.privilege.needed import needed
from leastwise.privilege.usage import read
from leastwise.privilege.usage.evidence import observed, sights
from leastwise.privilege.usage.seen import whose
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read as read_applications

from .trail import ACCOUNT, BUCKET, ROLE, TABLE, event, put_item

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String}}
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Photos: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "jobs-${Stage}"}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies:
        - Statement:
            - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:DeleteItem], Resource: !GetAtt Orders.Arn}
            - {Effect: Allow, Action: "s3:*", Resource: !Sub "${Photos.Arn}/*"}
  First:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: idle.handler, CodeUri: src, Role: !GetAtt Shared.Arn, FunctionName: shop-first}
  Second:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: idle.handler, CodeUri: src, Role: !GetAtt Shared.Arn, FunctionName: shop-second}
  Shared:
    Type: AWS::IAM::Role
    Properties:
      RoleName: shop-shared
      Path: /teams/
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]
"""
CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    return table.get_item(Key={"id": event["id"]})
"""


@pytest.fixture
def application(tmp_path):
    """The application, with these events as evidence."""

    def made(*entries):
        path = tmp_path / "log.json"
        path.write_text(json.dumps(list(entries)))
        files = MemoryFiles(
            {
                "template.yaml": dedent(TEMPLATE).encode(),
                "src/app.py": CODE.encode(),
                "src/idle.py": b"def handler(event, context):\n    return 1\n",
            }
        )
        files.usage = read([str(path)])
        ((app, *_),) = [reading.worlds for reading in read_applications(files) if reading.worlds]
        return app

    return made


def function_of(app, name):
    return next(function for function in app.functions if function.name == name)


def needs(app, name):
    """The needs that only use shows."""
    found = needed(app, function_of(app, name)).needs
    return {(need.action, *map(display, need.resources)) for need in found if need.source == "usage"}


def test_what_was_used_and_is_not_in_the_code_becomes_a_need_on_the_resource_of_the_template(application):
    app = application(
        event("dynamodb", "GetItem", {"tableName": TABLE.rpartition("/")[2]}, TABLE),
        put_item(),
        put_item(),
        event("s3", "PutObject", {"bucketName": BUCKET.rpartition(":")[2], "key": "a/b.jpg"}, BUCKET),
    )
    assert needs(app, "Worker") == {("dynamodb:PutItem", "${Orders.Arn}"), ("s3:PutObject", "${Photos.Arn}/*")}
    (put,) = [need for need in needed(app, function_of(app, "Worker")).needs if need.action == "dynamodb:PutItem"]
    assert put.because[0].note == "dynamodb:PutItem was used 2 times, last on 2026-05-01"
    assert put.because[0].location.file.endswith("log.json")


def test_what_was_used_is_kept_in_the_grant_and_the_rest_of_it_is_excess(application):
    app = application(put_item(), event("s3", "PutObject", {"bucketName": BUCKET.rpartition(":")[2], "key": "k"}))
    parts = {part.granted.action: part for part in compare(app, function_of(app, "Worker").role).parts}
    assert not parts["dynamodb:PutItem"].needless
    assert parts["dynamodb:DeleteItem"].needless
    assert parts["s3:*"].actions == ("s3:PutObject",)


def test_what_was_refused_is_told_and_never_becomes_a_need(application):
    app = application(put_item(errorCode="AccessDeniedException"))
    assert needs(app, "Worker") == set()
    assert [sight.kind for sight in sights(app, function_of(app, "Worker"))] == ["denied"]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"role": "teams/shop-shared", "session": "shop-first"}, "First"),
        ({"role": "teams/shop-shared", "session": "shop-second"}, "Second"),
        ({"session": "awslambda_123_20260501"}, "Worker"),
    ],
)
def test_the_session_tells_the_function(application, more, name):
    app = application(put_item(**more))
    assert needs(app, name) == {("dynamodb:PutItem", "${Orders.Arn}")}
    others = {function.name for function in app.functions} - {name}
    assert not any(needs(app, other) for other in others)


def test_what_somebody_else_does_with_a_role_is_the_roles(application):
    app = application(put_item(role="shop-shared", session="eve"))
    role = function_of(app, "First").role
    (sight,) = sights(app, role)
    assert (sight.action, sight.sessions) == ("dynamodb:PutItem", ("eve",))
    assert "dynamodb:PutItem" in {need.action for need in compare(app, role).needed.needs}


@pytest.mark.parametrize(
    "more",
    [
        {"role": "other-WorkerRole-1A2B3C4D5E6F", "session": "other-Thing-A1B2C3D4E5F6"},
        {"role": "other-WorkerRole-1A2B3C4D5E6F"},
        {"role": "WorkerRole"},
        {"role": "shop-WorkerRoleTwo-1A2B3C4D5E6F"},
        {"account": "999988887777", "role": "Somebody", "session": "eve"},
    ],
    ids=["likeness", "other stack", "name", "longer", "account"],
)
def test_roles_of_others_are_counted_and_are_no_evidence(application, more):
    app = application(put_item(), put_item(**more))
    found = observed(app)
    assert sum(sight.times.count for sight in found.functions["template.yaml:Worker"]) == 1
    (notice,) = whose(app.files.usage)
    assert "1 uses are by roles that are of no application" in notice
    assert ("999988887777" in notice) is ("account" in more)


def test_several_accounts_are_named(application):
    app = application(put_item(), put_item(account="444455556666"))
    notice = f"template.yaml is seen in 2 accounts, which count together: {ACCOUNT} (1), 444455556666 (1)"
    assert observed(app)
    assert [notice in one for one in whose(app.files.usage)] == [True]


def test_names_that_are_partly_written(application):
    queue = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs-prod"
    app = application(
        event("sqs", "SendMessage", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/jobs-prod"})
    )
    assert needs(app, "Worker") == {("sqs:SendMessage", "${Jobs.Arn}")}, queue


def test_a_service_that_iam_saw_and_the_code_does_not_show_leaves_the_function_uncertain(application):
    role = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
    last = "2026-05-01T10:00:00+00:00"
    rows = [
        {"ServiceNamespace": name, "LastAuthenticated": last, "LastAuthenticatedEntity": role}
        for name in ("dynamodb", "sqs")
    ]
    found = needed(app := application({"ServicesLastAccessed": rows}), function_of(app, "Worker"))
    assert [doubt.reason for doubt in found.doubts] == ["sqs:* was tried, last on 2026-05-01, says IAM"]
    assert not found.complete


def test_without_evidence_nothing_changes(application):
    app = application(put_item())
    app.files.usage = None
    assert observed.__wrapped__(app) is None
    assert needs(app, "Worker") == set()
