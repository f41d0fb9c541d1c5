"""Operations of the SDKs: the facts that AWS documents, and that every operation is either mapped or said not to be.

The facts are those of the Service Authorization Reference ("API operations defined by …") and of the pages that
`iam/data/operations.json` names.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from leastwise.iam import operations
from leastwise.iam.actions import expand
from leastwise.iam.filling import needed, resources
from leastwise.iam.operations import encryption, model, operation
from leastwise.iam.truth import Truth
from leastwise.model.value import Unknown

DATA = Path(operations.__file__).parent / "data"
SERVICES = json.loads((DATA / "sdk_services.json").read_text("utf-8"))["services"]

# boto3's name of the service, operation, and all actions that every call needs.
FACTS = """
s3 PutObject s3:PutObject
s3 GetObjectAttributes
s3 HeadBucket s3:ListBucket
s3 ListObjects s3:ListBucket
s3 ListObjectsV2 s3:ListBucket
s3 ListObjectVersions s3:ListBucketVersions
s3 ListBuckets s3:ListAllMyBuckets
s3 CopyObject s3:PutObject
s3 UploadPart s3:PutObject
s3 UploadPartCopy s3:PutObject
s3 CreateMultipartUpload s3:PutObject
s3 CompleteMultipartUpload s3:PutObject
s3 AbortMultipartUpload s3:AbortMultipartUpload
s3 ListParts s3:ListMultipartUploadParts
s3 ListMultipartUploads s3:ListBucketMultipartUploads
s3 DeleteObjects
s3 SelectObjectContent s3:GetObject
s3 WriteGetObjectResponse s3-object-lambda:WriteGetObjectResponse
s3 GetBucketEncryption s3:GetEncryptionConfiguration
s3 PutBucketEncryption s3:PutEncryptionConfiguration
s3 DeleteBucketEncryption s3:PutEncryptionConfiguration
s3 GetBucketLifecycleConfiguration s3:GetLifecycleConfiguration
s3 PutBucketLifecycleConfiguration s3:PutLifecycleConfiguration
s3 DeleteBucketLifecycle s3:PutLifecycleConfiguration
s3 GetBucketNotificationConfiguration s3:GetBucketNotification
s3 PutBucketNotificationConfiguration s3:PutBucketNotification
s3 GetBucketReplication s3:GetReplicationConfiguration
s3 GetBucketCors s3:GetBucketCORS
s3 PutBucketCors s3:PutBucketCORS
s3 DeleteBucketCors s3:PutBucketCORS
s3 DeleteBucketTagging s3:PutBucketTagging
s3 GetPublicAccessBlock s3:GetBucketPublicAccessBlock
s3 PutPublicAccessBlock s3:PutBucketPublicAccessBlock
s3 DeletePublicAccessBlock s3:PutBucketPublicAccessBlock
s3 GetObjectLockConfiguration s3:GetBucketObjectLockConfiguration
s3 GetBucketAccelerateConfiguration s3:GetAccelerateConfiguration
s3 GetBucketAnalyticsConfiguration s3:GetAnalyticsConfiguration
s3 ListBucketInventoryConfigurations s3:GetInventoryConfiguration
s3 DeleteBucketMetricsConfiguration s3:PutMetricsConfiguration
s3 DeleteBucketOwnershipControls s3:PutBucketOwnershipControls
s3 GetBucketLocation s3:GetBucketLocation
s3 GetBucketPolicy s3:GetBucketPolicy
s3 DeleteBucket s3:DeleteBucket
s3 ListDirectoryBuckets s3express:ListAllMyDirectoryBuckets
s3 CreateSession s3express:CreateSession
s3control GetPublicAccessBlock s3:GetAccountPublicAccessBlock
s3control PutPublicAccessBlock s3:PutAccountPublicAccessBlock
dynamodb GetItem dynamodb:GetItem
dynamodb PutItem dynamodb:PutItem
dynamodb UpdateItem dynamodb:UpdateItem
dynamodb DeleteItem dynamodb:DeleteItem
dynamodb Query dynamodb:Query
dynamodb Scan dynamodb:Scan
dynamodb BatchGetItem dynamodb:BatchGetItem
dynamodb BatchWriteItem dynamodb:BatchWriteItem
dynamodb TransactGetItems dynamodb:GetItem
dynamodb DescribeTable dynamodb:DescribeTable
dynamodbstreams GetRecords dynamodb:GetRecords
dynamodbstreams GetShardIterator dynamodb:GetShardIterator
dynamodbstreams DescribeStream dynamodb:DescribeStream
sqs SendMessage sqs:SendMessage
sqs SendMessageBatch sqs:SendMessage
sqs DeleteMessageBatch sqs:DeleteMessage
sqs ChangeMessageVisibilityBatch sqs:ChangeMessageVisibility
sqs ReceiveMessage sqs:ReceiveMessage
sqs GetQueueUrl sqs:GetQueueUrl
sns Publish sns:Publish
sns PublishBatch sns:Publish
sns Subscribe sns:Subscribe
lambda Invoke lambda:InvokeFunction
lambda InvokeWithResponseStream lambda:InvokeFunction
lambda InvokeAsync lambda:InvokeFunction
lambda GetFunction lambda:GetFunction
lambda GetLayerVersionByArn lambda:GetLayerVersion
lambda UpdateFunctionCode lambda:UpdateFunctionCode
stepfunctions StartExecution states:StartExecution
stepfunctions StartSyncExecution states:StartSyncExecution
stepfunctions SendTaskSuccess states:SendTaskSuccess
stepfunctions DescribeExecution states:DescribeExecution
events PutEvents events:PutEvents
events PutRule events:PutRule
scheduler CreateSchedule scheduler:CreateSchedule
kinesis PutRecord kinesis:PutRecord
kinesis PutRecords kinesis:PutRecords
kinesis GetRecords kinesis:GetRecords
firehose PutRecord firehose:PutRecord
firehose PutRecordBatch firehose:PutRecordBatch
secretsmanager GetSecretValue secretsmanager:GetSecretValue
secretsmanager BatchGetSecretValue secretsmanager:BatchGetSecretValue secretsmanager:GetSecretValue
secretsmanager GetRandomPassword secretsmanager:GetRandomPassword
ssm GetParameter ssm:GetParameter
ssm GetParameters ssm:GetParameters
ssm GetParametersByPath ssm:GetParametersByPath
ssm SendCommand ssm:SendCommand
kms Decrypt kms:Decrypt
kms GenerateDataKey kms:GenerateDataKey
kms ReEncrypt kms:ReEncryptFrom kms:ReEncryptTo
sts GetCallerIdentity
sts GetSessionToken
sts AssumeRole sts:AssumeRole
sts AssumeRoleWithWebIdentity
sts AssumeRoleWithSAML
cognito-idp InitiateAuth
cognito-idp RespondToAuthChallenge
cognito-idp SignUp
cognito-idp ConfirmSignUp
cognito-idp ForgotPassword
cognito-idp GetUser
cognito-idp ChangePassword
cognito-idp AdminInitiateAuth cognito-idp:AdminInitiateAuth
cognito-idp AdminCreateUser cognito-idp:AdminCreateUser
cognito-idp AdminGetUser cognito-idp:AdminGetUser
cognito-idp ListUsers cognito-idp:ListUsers
cognito-identity GetId
cognito-identity GetCredentialsForIdentity
cognito-identity GetOpenIdTokenForDeveloperIdentity cognito-identity:GetOpenIdTokenForDeveloperIdentity
bedrock-runtime InvokeModel bedrock:InvokeModel
bedrock-runtime Converse bedrock:InvokeModel
bedrock-runtime ConverseStream bedrock:InvokeModelWithResponseStream
bedrock-runtime InvokeModelWithResponseStream bedrock:InvokeModelWithResponseStream
bedrock-runtime InvokeModelWithBidirectionalStream bedrock:InvokeModel
bedrock-agent-runtime InvokeAgent bedrock:InvokeAgent
bedrock-agent-runtime Retrieve bedrock:Retrieve
bedrock-agent-runtime RetrieveAndGenerate bedrock:RetrieveAndGenerate
bedrock-agent StartIngestionJob bedrock:StartIngestionJob
apigatewaymanagementapi PostToConnection execute-api:ManageConnections
apigatewaymanagementapi DeleteConnection execute-api:ManageConnections
apigateway GetRestApis apigateway:GET
apigateway CreateDeployment apigateway:POST
apigateway UpdateStage apigateway:PATCH
apigateway DeleteApiKey apigateway:DELETE
apigatewayv2 GetApis apigateway:GET
iot-data Publish iot:Publish
iot-data UpdateThingShadow iot:UpdateThingShadow
ses SendEmail ses:SendEmail
ses SendRawEmail ses:SendRawEmail
ses SendTemplatedEmail ses:SendTemplatedEmail
sesv2 SendEmail ses:SendEmail
rds-data ExecuteStatement rds-data:ExecuteStatement secretsmanager:GetSecretValue
rds-data BatchExecuteStatement rds-data:BatchExecuteStatement secretsmanager:GetSecretValue
redshift-data GetStatementResultV2 redshift-data:GetStatementResult
timestream-write WriteRecords timestream:WriteRecords timestream:DescribeEndpoints
timestream-query Query timestream:Select timestream:DescribeEndpoints
translate TranslateText translate:TranslateText
comprehend DetectSentiment comprehend:DetectSentiment
comprehendmedical DetectEntities comprehendmedical:DetectEntitiesV2
polly SynthesizeSpeech polly:SynthesizeSpeech
transcribe StartTranscriptionJob transcribe:StartTranscriptionJob s3:GetObject
rekognition StartLabelDetection rekognition:StartLabelDetection s3:GetObject
textract GetDocumentAnalysis textract:GetDocumentAnalysis
logs PutLogEvents logs:PutLogEvents
logs FilterLogEvents logs:FilterLogEvents
logs StartQuery logs:StartQuery
cloudwatch PutMetricData cloudwatch:PutMetricData
cloudfront CreateInvalidation cloudfront:CreateInvalidation
cloudfront CreateDistributionWithTags cloudfront:CreateDistribution cloudfront:TagResource
batch SubmitJob batch:SubmitJob
ecs RunTask ecs:RunTask iam:PassRole
glue StartJobRun glue:StartJobRun
glue BatchGetDataQualityResult glue:GetDataQualityResult
appconfigdata GetLatestConfiguration appconfig:GetLatestConfiguration
appconfigdata StartConfigurationSession appconfig:StartConfigurationSession
sagemaker-runtime InvokeEndpoint sagemaker:InvokeEndpoint
opensearch DescribeDomain es:DescribeDomain
opensearchserverless ListCollections aoss:ListCollections
pinpoint SendMessages mobiletargeting:SendMessages
location SearchPlaceIndexForText geo:SearchPlaceIndexForText
efs DescribeFileSystems elasticfilesystem:DescribeFileSystems
emr RunJobFlow elasticmapreduce:RunJobFlow
ce GetCostAndUsage ce:GetCostAndUsage
resourcegroupstaggingapi GetResources tag:GetResources
budgets DescribeBudgets budgets:ViewBudget
budgets CreateBudget budgets:ModifyBudget
keyspaces CreateTable cassandra:Create
neptunedata ExecuteFastReset neptune-db:ResetDatabase
accessanalyzer GetFindingV2 access-analyzer:GetFinding
dms DescribeDataProviders dms:ListDataProviders
verifiedpermissions BatchIsAuthorized verifiedpermissions:IsAuthorized
sso GetRoleCredentials
sso-oidc CreateToken
connectparticipant SendMessage
codecatalyst ListProjects
""".strip().splitlines()


def test_there_are_enough_facts() -> None:
    assert len(FACTS) >= 150


@pytest.mark.parametrize("fact", FACTS)
def test_an_operation_needs_what_aws_documents(fact: str) -> None:
    service, name, *actions = fact.split()
    found = operation(service, name)
    assert found is not None
    assert found.unknown is None
    assert set(found.actions) == set(actions)


def test_every_operation_is_mapped_or_said_not_to_be() -> None:
    """No operation of botocore falls silently through: free of permission, with actions that exist, or with a reason."""
    free = json.loads((DATA / "operations.json").read_text("utf-8"))["free"]
    silent = []
    for service in SERVICES:
        known = model(service)
        assert known is not None
        for name in known["operations"]:
            found = operation(service, name)
            assert found is not None
            documented = known.get("actions", {}).get(name) == [] or service in free
            by_hand = f"{service}:{name}" in {
                "sts:GetCallerIdentity",
                "sts:GetSessionToken",
                "connectparticipant:DescribeView",
            }
            if not found.requires and found.unknown is None and not documented and not by_hand:
                silent.append(f"{service}:{name}")
            if found.unknown is not None:
                assert not any(row.source == "code" for row in found.requires), f"{service}:{name} is mapped and not"
    assert silent == []


def test_every_action_exists_in_this_spelling() -> None:
    missing = {
        row.action
        for service in SERVICES
        for name in (model(service) or {})["operations"]
        for row in getattr(operation(service, name), "requires", ())
        if [str(action) for action in expand(row.action) or ()] != [row.action]
    }
    assert missing == set()


def test_every_row_by_hand_is_of_an_operation() -> None:
    table = json.loads((DATA / "operations.json").read_text("utf-8"))
    names = [*table["operations"], *(name for names in table["unmapped"].values() for name in names)]
    assert [name for name in names if operation(*name.split(":")) is None] == []
    assert [action for action in table["encrypted"] if not expand(action)] == []


def call(service: str, name: str, arguments: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    found = operation(service, name)
    assert found is not None
    rows = [row for row in found.requires if needed(row, arguments) is not Truth.NO and not row.optional]
    return {row.action: resources(row, arguments) for row in rows}


S3 = "arn:${Partition}:s3:::"
DYNAMODB = "arn:${Partition}:dynamodb:${Region}:${Account}:table/"
CALLS: list[tuple[str, str, dict[str, Any], dict[str, tuple[str, ...]]]] = [
    ("s3", "GetObject", {"Bucket": "b", "Key": "k"}, {"s3:GetObject": (S3 + "b/k",)}),
    ("s3", "GetObject", {"Bucket": "b", "Key": "k", "VersionId": "1"}, {"s3:GetObjectVersion": (S3 + "b/k",)}),
    ("s3", "ListObjectsV2", {"Bucket": "b", "Prefix": "p"}, {"s3:ListBucket": (S3 + "b",)}),
    (
        "s3",
        "PutObject",
        {"Bucket": "b", "Key": "k", "ACL": "private", "Tagging": "a=b"},
        {"s3:PutObject": (S3 + "b/k",), "s3:PutObjectAcl": (S3 + "b/k",), "s3:PutObjectTagging": (S3 + "b/k",)},
    ),
    (
        "s3",
        "PutObject",
        {"Bucket": "b", "Key": "k", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "id"},
        {
            "s3:PutObject": (S3 + "b/k",),
            "kms:GenerateDataKey": ("arn:${Partition}:kms:${Region}:${Account}:key/id",),
        },
    ),
    ("s3", "PutObject", {"Bucket": "b", "Key": "k", "ServerSideEncryption": "AES256"}, {"s3:PutObject": (S3 + "b/k",)}),
    (
        "s3",
        "CopyObject",
        {"Bucket": "b", "Key": "k", "CopySource": {"Bucket": "from", "Key": "it"}},
        {"s3:GetObject": (S3 + "from/it",), "s3:PutObject": (S3 + "b/k",)},
    ),
    (
        "s3",
        "CopyObject",
        {"Bucket": "b", "Key": "k", "CopySource": "/from/it?versionId=3"},
        {"s3:GetObjectVersion": (S3 + "from/it",), "s3:PutObject": (S3 + "b/k",)},
    ),
    ("dynamodb", "Query", {"TableName": "t"}, {"dynamodb:Query": (DYNAMODB + "t",)}),
    ("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}, {"dynamodb:Query": (DYNAMODB + "t/index/i",)}),
    (
        "dynamodb",
        "Query",
        {"TableName": "arn:aws:dynamodb:eu-west-1:1:table/t", "IndexName": "i"},
        {"dynamodb:Query": ("arn:aws:dynamodb:eu-west-1:1:table/t/index/i",)},
    ),
    (
        "dynamodb",
        "BatchWriteItem",
        {"RequestItems": {"a": [], "b": []}},
        {"dynamodb:BatchWriteItem": (DYNAMODB + "a", DYNAMODB + "b")},
    ),
    (
        "dynamodb",
        "TransactWriteItems",
        {"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]},
        {"dynamodb:PutItem": (DYNAMODB + "a",), "dynamodb:ConditionCheckItem": (DYNAMODB + "b",)},
    ),
    (
        "dynamodb",
        "ExecuteStatement",
        {"Statement": 'select * from "t"."i" where a = 1'},
        {"dynamodb:PartiQLSelect": (DYNAMODB + "t/index/i",)},
    ),
    (
        "dynamodb",
        "ExecuteStatement",
        {"Statement": "INSERT INTO t VALUE {}"},
        {"dynamodb:PartiQLInsert": (DYNAMODB + "t",)},
    ),
    (
        "sqs",
        "SendMessage",
        {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/q"},
        {"sqs:SendMessage": ("arn:${Partition}:sqs:${Region}:${Account}:q",)},
    ),
    ("sns", "Publish", {"TopicArn": "arn:aws:sns:a:1:t"}, {"sns:Publish": ("arn:aws:sns:a:1:t",)}),
    ("sns", "Publish", {"PhoneNumber": "+1"}, {"sns:Publish": ("*",)}),
    (
        "events",
        "PutEvents",
        {"Entries": [{"EventBusName": "orders"}, {"Detail": "{}"}]},
        {
            "events:PutEvents": tuple(
                f"arn:${{Partition}}:events:${{Region}}:${{Account}}:event-bus/{name}" for name in ("orders", "default")
            )
        },
    ),
    (
        "lambda",
        "Invoke",
        {"FunctionName": "123456789012:function:f", "Qualifier": "live"},
        {"lambda:InvokeFunction": ("arn:${Partition}:lambda:${Region}:${Account}:function:f:live",)},
    ),
    (
        "secretsmanager",
        "GetSecretValue",
        {"SecretId": "db"},
        {"secretsmanager:GetSecretValue": ("arn:${Partition}:secretsmanager:${Region}:${Account}:secret:db-??????",)},
    ),
    (
        "ssm",
        "GetParameters",
        {"Names": ["/a/b", "c"]},
        {
            "ssm:GetParameters": (
                "arn:${Partition}:ssm:${Region}:${Account}:parameter/a/b",
                "arn:${Partition}:ssm:${Region}:${Account}:parameter/c",
            )
        },
    ),
    (
        "translate",
        "TranslateText",
        {"SourceLanguageCode": "auto"},
        {"translate:TranslateText": ("*",), "comprehend:DetectDominantLanguage": ("*",)},
    ),
    ("translate", "TranslateText", {"SourceLanguageCode": "en"}, {"translate:TranslateText": ("*",)}),
    (
        "textract",
        "AnalyzeDocument",
        {"Document": {"S3Object": {"Bucket": "b", "Name": "n"}}},
        {"textract:AnalyzeDocument": ("*",), "s3:GetObject": (S3 + "b/n",)},
    ),
    ("textract", "AnalyzeDocument", {"Document": {"Bytes": b""}}, {"textract:AnalyzeDocument": ("*",)}),
    (
        "stepfunctions",
        "CreateStateMachine",
        {"name": "m", "roleArn": "arn:aws:iam::1:role/r"},
        {
            "states:CreateStateMachine": ("arn:${Partition}:states:${Region}:${Account}:stateMachine:m",),
            "iam:PassRole": ("arn:aws:iam::1:role/r",),
        },
    ),
    (
        "batch",
        "SubmitJob",
        {"jobDefinition": "d", "jobQueue": "q"},
        {
            "batch:SubmitJob": (
                "arn:${Partition}:batch:${Region}:${Account}:job-definition/d",
                "arn:${Partition}:batch:${Region}:${Account}:job-queue/q",
            )
        },
    ),
    (
        "apigatewaymanagementapi",
        "PostToConnection",
        {"@endpoint": "https://abc.execute-api.eu-west-1.amazonaws.com/prod"},
        {
            "execute-api:ManageConnections": (
                "arn:${Partition}:execute-api:${Region}:${Account}:abc/prod/POST/@connections/*",
            )
        },
    ),
]


@pytest.mark.parametrize(("service", "name", "arguments", "expected"), CALLS)
def test_the_arguments_of_a_call_tell_what_it_needs_on_what(
    service: str, name: str, arguments: dict[str, Any], expected: dict[str, tuple[str, ...]]
) -> None:
    assert call(service, name, arguments) == expected


def test_what_is_not_given_is_never_made_up() -> None:
    assert [type(one) for one in call("dynamodb", "PutItem", {})["dynamodb:PutItem"]] == [Unknown]


def test_a_condition_on_a_value_that_is_not_known_keeps_the_action() -> None:
    assert "comprehend:DetectDominantLanguage" in call(
        "translate", "TranslateText", {"SourceLanguageCode": Unknown("event")}
    )
    assert set(call("dynamodb", "ExecuteStatement", {"Statement": Unknown("event")})) == {
        f"dynamodb:PartiQL{verb}" for verb in ("Select", "Insert", "Update", "Delete")
    }


@pytest.mark.parametrize(
    "junk", [None, 3, [], "text", {"Bucket": 5, "Key": []}, {"TransactItems": "x"}, {"Entries": [None]}]
)
def test_arguments_of_any_shape_are_read(junk: Any) -> None:
    for service, name in (("s3", "CopyObject"), ("dynamodb", "TransactWriteItems"), ("events", "PutEvents")):
        found = operation(service, name)
        assert found is not None
        for row in found.requires:
            needed(row, junk)
            resources(row, junk)


def test_the_key_of_a_store() -> None:
    assert encryption("s3:GetObject") == ("kms:Decrypt",)
    assert set(encryption("sqs:SendMessage")) == {"kms:Decrypt", "kms:GenerateDataKey"}
    assert encryption("sqs:GetQueueUrl") == ()


def test_who_a_role_is_passed_to() -> None:
    found = operation("lambda", "CreateFunction")
    assert found is not None
    assert [row.passed_to for row in found.requires if row.action == "iam:PassRole"] == ["lambda.amazonaws.com"]


def test_what_nobody_knows_has_a_reason() -> None:
    found = operation("iotthingsgraph", "CreateFlowTemplate")
    assert found is not None
    assert found.unknown
    assert operation("s3", "NoSuchOperation") is None
    assert operation("nothing", "PutObject") is None
    assert operation("../s3", "PutObject") is None
