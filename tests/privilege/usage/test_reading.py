"""What is read of logs and reports, in every form in which AWS hands them out."""

import csv
import gzip
import json
import os
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from leastwise.privilege.usage import Usage, read

from .trail import ACCOUNT, ROLE, SESSION, TABLE, event, put_item

IAM_ROLE = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
PUT = ("dynamodb:PutItem", TABLE, "used", SESSION)


def told(usage: Usage) -> list[tuple[str, str, str, str]]:
    return [(use.action, use.resource, use.kind, use.session) for use in usage.uses]


def written(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
    path.write_bytes(json.dumps(content).encode() if data is None else data)
    return str(path)


LOOKED_UP = {"Events": [{"EventId": "1", "EventName": "PutItem", "CloudTrailEvent": json.dumps(put_item())}]}
CELLS = {
    "eventSource": "dynamodb.amazonaws.com",
    "eventName": "PutItem",
    "awsRegion": "eu-west-1",
    "userIdentity": json.dumps(put_item()["userIdentity"]),
    "resources": f"[{{accountid={ACCOUNT}, arn={TABLE}}}]",
}
LAKE = {"QueryResultRows": [[{name: value} for name, value in CELLS.items()]]}


@pytest.mark.parametrize(
    "content",
    [
        {"Records": [put_item()]},
        LOOKED_UP,
        {"NextToken": "abc", **LOOKED_UP},
        {"QueryStatus": "FINISHED", **LAKE},
        [put_item()],
        put_item(),
        json.dumps(put_item()) + "\n",
        json.dumps(put_item(), indent=2),
        {"version": "0", "detail-type": "AWS API Call via CloudTrail", "detail": put_item()},
        {"events": [{"timestamp": 1, "message": json.dumps(put_item())}]},
        gzip.compress(json.dumps({"Records": [put_item()]}).encode()),
        b"\xef\xbb\xbf" + json.dumps({"Records": [put_item()]}).encode(),
    ],
    ids="s3 looked-up paged lake list one line pretty bridge logs packed marked".split(),
)
def test_every_form_of_a_log_says_the_same(tmp_path, content):
    usage = read([written(tmp_path, "log", content)])
    assert told(usage) == [PUT]
    assert (usage.events, usage.malformed, usage.problems, dict(usage.accounts)) == (1, 0, [], {ACCOUNT: 1})


ATHENA = (
    f"{{type=AssumedRole, principalid=AROAEXAMPLEEXAMPLE:{SESSION}, "
    f"arn=arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/{SESSION}, accountid={ACCOUNT}, invokedby=null, "
    "sessioncontext={attributes={mfaauthenticated=false, creationdate=2026-05-01T10:00:00Z}, "
    f"sessionissuer={{type=Role, arn={IAM_ROLE}, username={ROLE}}}}}}}"
)


@pytest.mark.parametrize(
    "columns",
    [
        {
            "useridentity": ATHENA,
            "requestparameters": json.dumps({"tableName": "x"}),
            "resources": f"[{{arn={TABLE}}}]",
        },
        {"userIdentity": ATHENA, "requestParameters": "{tableName=" + TABLE.rpartition("/")[2] + ", limit=1}"},
        {
            "session": f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/{SESSION}",
            "requestparameters": "",
            "resources": f"[{{arn={TABLE}}}]",
        },
    ],
    ids=["athena", "lake", "chosen"],
)
def test_tables_of_lake_and_athena(tmp_path, columns):
    row = {"eventsource": "dynamodb.amazonaws.com", "eventname": "PutItem", "awsregion": "eu-west-1", **columns}
    path = tmp_path / "results.csv"
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, row)
        table.writeheader()
        table.writerow(row)
    usage = read([str(path)])
    assert [use[::2] for use in told(usage)] == [PUT[::2]]
    assert usage.events == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (event("lambda", "Invoke", None, "arn:aws:lambda:eu-west-1:1:function:f"), [("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:1:function:f")]),
        (event("lambda", "GetFunction20150331v2", {"functionName": "f"}), [("lambda:GetFunction", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f")]),
        (event("s3", "HeadObject", {"bucketName": "b", "key": "a/b.jpg"}), [("s3:GetObject", "arn:aws:s3:::b/*")]),
        (event("s3", "GetObject", {"bucketName": "b", "key": "k", "versionId": "1"}), [("s3:GetObjectVersion", "arn:aws:s3:::b/*")]),
        (event("s3", "ListObjects", {"bucketName": "b"}), [("s3:ListBucket", "arn:aws:s3:::b")]),
        (event("s3", "PutObject", {"bucketName": "b", "key": "k", "x-amz-acl": "private"}), [("s3:PutObject", "arn:aws:s3:::b/*"), ("s3:PutObjectAcl", "arn:aws:s3:::b/*")]),
        (event("s3", "GetBucketPublicAccessBlock", {"bucketName": "b"}), [("s3:GetBucketPublicAccessBlock", "arn:aws:s3:::b")]),
        (event("dynamodb", "Query", {"tableName": "t", "indexName": "i"}), [("dynamodb:Query", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t/index/i")]),
        (event("kms", "Decrypt", None, f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"), [("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k")]),
        (event("monitoring", "PutMetricData", {"namespace": "shop"}), [("cloudwatch:PutMetricData", "*")]),
        (event("ssm", "GetParameter", {"name": "/shop/key"}), [("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/shop/key")]),
        (event("ec2", "CreateNetworkInterface", {}), [("ec2:CreateNetworkInterface", "")]),
    ],
    ids=lambda value: value["eventName"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_events_become_the_actions_of_iam_and_the_arns_that_they_were_on(tmp_path, given, expected):
    assert [use[:2] for use in told(read([written(tmp_path, "log.json", given)]))] == expected


def test_who_is_refused_is_told_from_who_asks_for_what_is_not_there(tmp_path):
    log = [put_item(errorCode="AccessDenied"), put_item(errorCode="ConditionalCheckFailedException")]
    assert [use[2] for use in told(read([written(tmp_path, "log.json", log)]))] == ["denied", "used"]


def test_reports_of_what_was_last_accessed(tmp_path):
    last = "2026-05-01T10:00:00+00:00"
    report = {
        "JobStatus": "COMPLETED",
        "JobType": "ACTION_LEVEL",
        "ServicesLastAccessed": [
            {
                "ServiceName": "Amazon S3",
                "ServiceNamespace": "s3",
                "LastAuthenticated": last,
                "LastAuthenticatedEntity": IAM_ROLE,
                "TrackedActionsLastAccessed": [
                    {"ActionName": "PutObject", "LastAccessedEntity": IAM_ROLE, "LastAccessedTime": last},
                    {"ActionName": "DeleteBucket"},
                ],
            },
            {"ServiceNamespace": "sqs", "LastAuthenticated": last, "LastAuthenticatedEntity": IAM_ROLE},
            {"ServiceName": "Amazon SNS", "ServiceNamespace": "sns", "TotalAuthenticatedEntities": 0},
        ],
    }
    usage = read([written(tmp_path, "report.json", report)])
    assert told(usage) == [("s3:PutObject", "", "tried", ""), ("sqs:*", "", "tried", "")]
    assert not usage.malformed


def test_findings_of_access_analyzer(tmp_path):
    details = {"serviceNamespace": "s3", "actions": [{"action": "PutObject", "lastAccessed": "2026-01-01"}]}
    finding = {
        "findingType": "UnusedPermission",
        "resource": IAM_ROLE,
        "resourceType": "AWS::IAM::Role",
        "findingDetails": [
            {"unusedPermissionDetails": details},
            {"unusedPermissionDetails": {"serviceNamespace": "sqs"}},
        ],
    }
    usage = read([written(tmp_path, "finding.json", finding)])
    assert usage.unused == {IAM_ROLE: {"s3:PutObject", "sqs:*"}}


def test_a_folder_as_a_bucket_holds_it(tmp_path):
    day = tmp_path / "AWSLogs" / ACCOUNT / "CloudTrail" / "eu-west-1" / "2026"
    day.mkdir(parents=True)
    written(day, "a.json.gz", gzip.compress(json.dumps({"Records": [put_item()]}).encode()))
    written(day, "b.json.gz", gzip.compress(json.dumps({"Records": [put_item(), put_item()]}).encode()))
    written(day, "notes.txt", "nothing")
    digests = tmp_path / "AWSLogs" / ACCOUNT / "CloudTrail-Digest"
    digests.mkdir()
    written(digests, "d.json.gz", gzip.compress(b'{"digestEndTime": ""}'))
    usage = read([str(tmp_path)])
    assert ([times.count for times in usage.uses.values()], usage.files, usage.malformed) == ([3], 2, 0)


RANDOM = random.Random(1)
PACKED = gzip.compress(
    json.dumps({"Records": [put_item(requestID=RANDOM.randbytes(400).hex()) for _ in range(4000)]}).encode()
)


@pytest.mark.parametrize(
    ("content", "reason", "events"),
    [
        (PACKED[: len(PACKED) * 3 // 4], "is cut off: its compressed data ends too early (after", 1000),
        (PACKED[:-8] + bytes(8), "is damaged: its compressed data cannot be unpacked (after", 1000),
        (json.dumps({"Records": [put_item(), put_item()]})[:-30], "ends in the middle (after 1 entries", 1),
        ('{"Records": [' + json.dumps(put_item()) + ", oops, and more of it]}", "is no JSON here (after 1 entries", 1),
        ('{"Records": [' + "[" * 200_000, "nests too deeply", 0),
        (b"\x00\x01\x02", "is neither JSON nor a table", 0),
        ("", "is empty", 0),
        ("eventSource,eventName\n" + "x" * 5_000_000, "has a line that is longer than any event", 0),
    ],
    ids="cut damaged unfinished broken deep binary empty long".split(),
)
def test_what_is_wrong_with_a_file_is_said_and_what_came_before_counts(tmp_path, content, reason, events):
    usage = read([written(tmp_path, "log", content), written(tmp_path, "good.json", [put_item()])])
    (problem,) = usage.problems
    assert (problem.file, problem.reason[: len(reason)]) == (str(tmp_path / "log"), reason)
    assert usage.events >= events + 1
    assert any(problem.reason in notice for notice in usage.notices())


def test_what_is_no_event_is_counted(tmp_path):
    lines = [json.dumps(put_item()), '{"a": ', json.dumps({"other": 1}), "[1, 2]", json.dumps(put_item(userIdentity=5))]
    usage = read([written(tmp_path, "log.jsonl", "\n".join(lines) + "\n" + json.dumps(put_item()))])
    assert (usage.events, usage.problems) == (2, [])
    assert usage.malformed >= 4
    assert "neither events of CloudTrail nor reports of IAM" in " ".join(usage.notices())


def test_events_that_nobody_knows_and_identities_that_are_no_role_are_named(tmp_path):
    user = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/eve"}
    usage = read([written(tmp_path, "log.json", [event("mystery", "DoThing"), put_item(userIdentity=user)])])
    assert dict(usage.unknown) == {"mystery:DoThing": 1}
    assert dict(usage.others) == {"IAMUser": 1}
    assert "mystery:DoThing" in " ".join(usage.notices())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    usage = read([str(tmp_path), str(tmp_path / "absent.json")])
    assert [problem.reason for problem in usage.problems] == [
        "cannot be opened: it is no ordinary file",
        "cannot be opened: No such file or directory",
    ]


def test_a_log_is_never_whole_in_memory(tmp_path):
    many = json.dumps(put_item(requestID="x" * 2000)) + ","
    path = written(tmp_path, "log.json", '{"Records": [' + many * 10_000 + json.dumps(put_item()) + "]}")
    tracemalloc.start()
    usage = read([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert usage.events == 10_001
    assert most < Path(path).stat().st_size / 2


def test_hostile_values_are_no_use(tmp_path):
    odd = [
        event("dynamodb", "*", {"tableName": "*"}),
        event("dynamodb", "PutItem", {"tableName": ["x"] * 1000}),
        event("s3", "PutObject", {"bucketName": {"a": {"b": "c"}}, "key": None}),
        event("sqs", "SendMessage", "text"),
        put_item(resources="x", awsRegion=7, eventTime=[], recipientAccountId=None),
        put_item(userIdentity={"type": "AssumedRole", "arn": 1, "principalId": 2, "sessionContext": "x"}),
        put_item(eventSource="../../etc/passwd", eventName="../x"),
    ]
    usage = read([written(tmp_path, "log.json", odd)])
    assert usage.events == len(odd)
    assert all("*" not in use.resource or use.resource == "*" for use in usage.uses)
