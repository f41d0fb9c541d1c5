"""Names of the SDKs: every client, method, paginator and waiter of botocore, and those of the SDKs for JavaScript."""

import botocore.loaders
import pytest
from botocore import xform_name

from leastwise.code.sdk import Export, client_of, export, operation_named, paginated, waited
from leastwise.iam.operations import plain, services

LOADER = botocore.loaders.create_loader()


def test_every_method_of_every_client_of_boto3() -> None:
    wrong = []
    for service in LOADER.list_available_services("service-2"):
        assert client_of("boto3", service) == service
        for name in LOADER.load_service_model(service, "service-2")["operations"]:
            camel = name[:1].lower() + name[1:]
            found = {operation_named(service, method) for method in (xform_name(name), camel, name)}
            wrong += [(service, name, found)] if found != {name} else []
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("DynamoDB", "dynamodb"), ("StepFunctions", "stepfunctions"), ("CognitoIdentityServiceProvider", "cognito-idp"),
        ("SES", "ses"), ("SESV2", "sesv2"), ("EventBridge", "events"), ("CloudWatchEvents", "events"), ("IotData", "iot-data"),
        ("ApiGatewayManagementApi", "apigatewaymanagementapi"), ("RDSDataService", "rds-data"), ("TranscribeService", "transcribe"),
        ("CloudWatchLogs", "logs"), ("XRay", "xray"), ("SSM", "ssm"), ("EC2", "ec2"), ("Route53", "route53"), ("Rekognition", "rekognition"),
        ("LexRuntime", "lex-runtime"), ("ELBv2", "elbv2"), ("CloudWatch", "cloudwatch"), ("Nothing", None),
    ],
)  # fmt: skip
def test_classes_of_version_2(name: str, service: str | None) -> None:
    assert client_of("v2", name) == service


@pytest.mark.parametrize(
    ("package", "service"),
    [
        ("dynamodb", "dynamodb"), ("sfn", "stepfunctions"), ("cognito-identity-provider", "cognito-idp"), ("eventbridge", "events"),
        ("apigatewaymanagementapi", "apigatewaymanagementapi"), ("rds-data", "rds-data"), ("lex-runtime-service", "lex-runtime"),
        ("cloudwatch-logs", "logs"), ("iot-data-plane", "iot-data"), ("bedrock-runtime", "bedrock-runtime"), ("sesv2", "sesv2"),
        ("elastic-load-balancing-v2", "elbv2"), ("cost-explorer", "ce"), ("dynamodb-streams", "dynamodbstreams"), ("nothing", None),
    ],
)  # fmt: skip
def test_packages_of_version_3(package: str, service: str | None) -> None:
    assert client_of("v3", f"@aws-sdk/client-{package}") == service


@pytest.mark.parametrize(
    ("package", "name", "found"),
    [
        ("dynamodb", "DynamoDBClient", Export("client", "dynamodb")),
        ("dynamodb", "DynamoDB", Export("aggregate", "dynamodb")),
        ("dynamodb", "GetItemCommand", Export("command", "dynamodb", "GetItem")),
        ("dynamodb", "paginateQuery", Export("paginator", "dynamodb", "Query")),
        ("dynamodb", "waitUntilTableExists", Export("waiter", "dynamodb", "DescribeTable")),
        ("s3", "waitForObjectExists", Export("waiter", "s3", "HeadObject")),
        ("s3", "ListObjectsV2Command", Export("command", "s3", "ListObjectsV2")),
        ("sfn", "SFNClient", Export("client", "stepfunctions")),
        ("dynamodb", "ResourceNotFoundException", None),
        ("dynamodb", "NoSuchCommand", None),
        ("dynamodb", "paginateGetItem", None),
    ],
)
def test_what_a_package_of_version_3_gives_out(package: str, name: str, found: Export | None) -> None:
    assert export(f"@aws-sdk/client-{package}", name) == found


def test_paginators_and_waiters() -> None:
    assert paginated("s3", "list_objects_v2") == "ListObjectsV2"
    assert paginated("s3", "put_object") is None
    assert waited("dynamodb", "table_exists") == "DescribeTable"
    assert waited("s3", "bucketNotExists") == "HeadBucket"
    assert waited("s3", "nothing") is None
    assert client_of("boto3", "nothing") is None
    assert operation_named("nothing", "get") is None


def test_service_ids_tell_services_apart() -> None:
    """Two services whose ids differ only in case or spaces could not be told apart by their packages."""
    names: dict[str, list[str]] = {}
    for name, (identity, _) in services().items():
        names.setdefault(plain(identity), []).append(name)
    # botocore has this one under two names.
    assert [those for those in names.values() if len(those) > 1] == [["pinpoint-sms-voice", "sms-voice"]]
