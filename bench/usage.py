"""Measure how fast evidence of use is read, and how much memory that takes.

    python bench/usage.py [EVENTS]               invented events of a made-up account (100,000)
    python bench/usage.py --read LABEL PATH…     real logs

Prints seconds and the largest memory for logs as S3 holds them, for JSON lines and for a table of Athena. The target is
100,000 events in 5 seconds, single process.
"""

import csv
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from leastwise.privilege.usage import read

ACCOUNT = "111122223333"
PER_FILE = 5_000
CALLS = (
    ("dynamodb", "GetItem", {"tableName": "shop-Orders-9Z8Y7X6W5V4U"}),
    ("dynamodb", "Query", {"tableName": "shop-Orders-9Z8Y7X6W5V4U", "indexName": "by-date"}),
    ("s3", "GetObject", {"bucketName": "shop-photos-abcdef123456", "key": "photos/{}.jpg"}),
    ("s3", "PutObject", {"bucketName": "shop-photos-abcdef123456", "key": "photos/{}.jpg"}),
    ("sqs", "SendMessage", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/shop-jobs"}),
    ("secretsmanager", "GetSecretValue", {"secretId": "shop/key"}),
    ("kms", "Decrypt", None),
    ("logs", "CreateLogStream", {"logGroupName": "/aws/lambda/shop-Worker", "logStreamName": "2026/05/01/{}"}),
)


def events(count: int) -> Iterator[dict[str, Any]]:
    """Events as long as real ones, of forty functions."""
    for number in range(count):
        service, name, parameters = CALLS[number % len(CALLS)]
        role, session = f"shop-F{number % 40}Role-1A2B3C4D5E6F", f"shop-F{number % 40}-A1B2C3D4E5F6"
        identity = {
            "type": "AssumedRole",
            "principalId": f"AROAEXAMPLEEXAMPLE:{session}",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}",
            "accountId": ACCOUNT,
            "accessKeyId": "ASIAEXAMPLEEXAMPLE",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": "AROAEXAMPLEEXAMPLE",
                    "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}",
                    "accountId": ACCOUNT,
                    "userName": role,
                },
                "attributes": {"creationDate": "2026-05-01T10:00:00Z", "mfaAuthenticated": "false"},
            },
        }
        given = {key: value.format(number) for key, value in parameters.items()} if parameters else None
        yield {
            "eventVersion": "1.11",
            "userIdentity": identity,
            "eventTime": "2026-05-01T10:00:01Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": "eu-west-1",
            "sourceIPAddress": "192.0.2.1",
            "userAgent": "Boto3/1.40.0 md/Botocore#1.40.0 lang/python#3.13 exec-env/AWS_Lambda_python3.13",
            "requestParameters": given,
            "responseElements": None,
            "requestID": f"{number:036}",
            "eventID": f"{number:036}",
            "readOnly": True,
            "resources": [{"accountId": ACCOUNT, "ARN": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"}] if not given else [],
            "eventType": "AwsApiCall",
            "managementEvent": False,
            "recipientAccountId": ACCOUNT,
            "eventCategory": "Data",
            "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"},
        }


def written(folder: Path, count: int) -> dict[str, Path]:
    """The same events in every form."""
    bucket = folder / "bucket"
    bucket.mkdir()
    made = events(count)
    for start in range(0, count, PER_FILE):
        text = json.dumps({"Records": list(islice(made, PER_FILE))}, separators=(",", ":"))
        (bucket / f"{start}.json.gz").write_bytes(gzip.compress(text.encode(), 6))
    lines = folder / "log.jsonl"
    with lines.open("w") as file:
        file.writelines(json.dumps(one) + "\n" for one in events(count))
    table = folder / "results.csv"
    columns = ("eventtime", "eventsource", "eventname", "awsregion", "useridentity", "requestparameters")
    names = ("eventTime", "eventSource", "eventName", "awsRegion", "userIdentity", "requestParameters")
    with table.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        for one in events(count):
            rows.writerow([one[name] if isinstance(one[name], str) else json.dumps(one[name]) for name in names])
    return {"as S3 holds them": bucket, "JSON lines": lines, "table": table}


def measure(label: str, *paths: str) -> None:
    """Read, and print what that takes."""
    start, cpu = time.perf_counter(), time.process_time()
    usage = read(list(paths))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<18}{usage.events:>9,} events {seconds:6.2f} s ({cpu:.2f} s of processor), largest {memory:.0f} MB")
    for notice in usage.notices():
        print(f"  {notice}")


def main() -> None:
    """Measure what the command line names."""
    if sys.argv[1:2] == ["--read"]:
        measure(*sys.argv[2:])
        return
    with tempfile.TemporaryDirectory() as name:
        for label, path in written(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 100_000).items():
            # A process of its own: the largest memory of this one may be that of making the events.
            subprocess.run([sys.executable, __file__, "--read", label, str(path)], check=True)


if __name__ == "__main__":
    main()
