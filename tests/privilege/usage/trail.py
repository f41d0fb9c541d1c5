"""Events as CloudTrail writes them, of an application and an account that do not exist.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
"""

from typing import Any

ACCOUNT = "111122223333"
ROLE, SESSION = "shop-WorkerRole-1A2B3C4D5E6F", "shop-Worker-A1B2C3D4E5F6"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/shop-Orders-9Z8Y7X6W5V4U"
BUCKET = "arn:aws:s3:::shop-photos-abcdef123456"


def event(
    service: str,
    name: str,
    parameters: Any = None,
    *resources: str,
    role: str = ROLE,
    session: str = SESSION,
    account: str = ACCOUNT,
    **more: Any,
) -> dict[str, Any]:
    """One event of a role's session."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": f"AROAEXAMPLEEXAMPLE:{session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{role.rpartition('/')[2]}/{session}",
            "accountId": account,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": "AROAEXAMPLEEXAMPLE",
                    "arn": f"arn:aws:iam::{account}:role/{role}",
                    "accountId": account,
                    "userName": role.rpartition("/")[2],
                },
                "attributes": {"creationDate": "2026-05-01T10:00:00Z", "mfaAuthenticated": "false"},
            },
        },
        "eventTime": "2026-05-01T10:00:01Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "requestParameters": parameters,
        "resources": [{"accountId": account, "ARN": arn} for arn in resources],
        "eventType": "AwsApiCall",
        "recipientAccountId": account,
        **more,
    }


def put_item(**more: Any) -> dict[str, Any]:
    """A function writes to its table."""
    return event("dynamodb", "PutItem", {"tableName": TABLE.rpartition("/")[2], "key": {"id": "1"}}, TABLE, **more)
