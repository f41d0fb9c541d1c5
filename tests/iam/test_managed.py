import pytest

from leastwise.iam.actions import expand
from leastwise.iam.managed import breadth, customary, how_many


@pytest.mark.parametrize(
    ("name", "widest"),
    [
        ("AmazonS3FullAccess", "s3:*"),
        ("AmazonDynamoDBFullAccess", "dynamodb:*"),
        ("AmazonSQSFullAccess", "sqs:*"),
        ("AmazonS3ReadOnlyAccess", "s3:Get*"),
        ("AmazonDynamoDBReadOnlyAccess", "dynamodb:GetItem"),
        ("SecretsManagerReadWrite", "secretsmanager:*"),
        ("AWSLambdaRole", "lambda:InvokeFunction"),
    ],
)
def test_broad_policies_and_the_widest_they_allow(name: str, widest: str) -> None:
    found = breadth(name)
    assert found is not None and found[0] == widest


def test_how_much_a_policy_allows_is_known_beyond_what_is_told() -> None:
    assert how_many("AmazonS3FullAccess") == 2
    assert how_many("AWSLambdaExecute") == len(breadth("AWSLambdaExecute") or ())
    assert how_many("AmazonDynamoDBFullAccess") > len(breadth("AmazonDynamoDBFullAccess") or ())
    assert how_many("AmazonTomorrowFullAccess") == 0


@pytest.mark.parametrize(
    "name",
    [
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
        "CloudWatchLambdaInsightsExecutionRolePolicy",
        "AmazonAPIGatewayPushToCloudWatchLogs",
        "AmazonEC2ReadOnlyAccess",
        "AmazonSSMManagedInstanceCore",
        "NoSuchPolicy",
    ],
)
def test_policies_that_are_not_broad(name: str) -> None:
    assert breadth(name) is None


def test_a_policy_newer_than_the_table_is_judged_by_its_name() -> None:
    assert breadth("AmazonTomorrowFullAccess") == ()


def test_what_every_function_needs_is_customary() -> None:
    needed = ("logs:PutLogEvents", "xray:PutTraceSegments", "ec2:CreateNetworkInterface")
    assert all(customary(action) for name in needed for action in expand(name) or ())
    assert not any(customary(action) for action in expand("dynamodb:*") or ())
