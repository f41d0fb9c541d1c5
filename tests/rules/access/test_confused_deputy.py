import pytest

from leastwise.model.edit import Insert, Remove
from leastwise.model.finding import Finding, Severity
from leastwise.model.value import Parameter
from leastwise.rules.access.confused_deputy import ConfusedDeputy
from leastwise.rules.example import findings

TEMPLATE = """
Parameters: {Any: {Type: String}}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [%(key)s]}}}
  QueuePolicy: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue], PolicyDocument: {Statement: [%(queue)s]}}}
  TopicPolicy: {Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref Topic], PolicyDocument: {Statement: [%(topic)s]}}}
  BucketPolicy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Statement: [%(bucket)s]}}}
"""


def found(**policies: str) -> list[Finding]:
    statements = {"key": "", "queue": "", "topic": "", "bucket": ""} | policies
    return findings(ConfusedDeputy(), {"template.yaml": TEMPLATE % statements})


def allow(service: str, action: str, more: str = "") -> str:
    return f"{{Effect: Allow, Principal: {{Service: {service}}}, Action: '{action}'{more}}}"


@pytest.mark.parametrize(
    "policy",
    [
        {"queue": allow("events.amazonaws.com", "sqs:SendMessage")},
        {"queue": allow("!Sub 's3.${AWS::URLSuffix}'", "sqs:SendMessage")},
        {
            "queue": allow(
                "sns.amazonaws.com", "sqs:*", ", Condition: {ArnLike: {'aws:SourceArn': 'arn:aws:sns:*:*:*'}}"
            )
        },
        {"topic": allow("s3.amazonaws.com", "sns:Publish")},
        {"bucket": allow("cloudtrail.amazonaws.com", "s3:PutObject", ", Resource: !Sub '${Bucket.Arn}/AWSLogs/*'")},
    ],
)
def test_somebody_elses_service_gets_in(policy: dict[str, str]) -> None:
    assert len(found(**policy)) == 1


@pytest.mark.parametrize(
    "policy",
    [
        {"topic": allow("events.amazonaws.com", "sns:Publish")},
        {"key": allow("sns.amazonaws.com", "kms:Decrypt")},
        {"queue": allow("sns.amazonaws.com", "sqs:*", ", Condition: {ArnEquals: {'aws:SourceArn': !Ref Topic}}")},
        {"queue": allow("sns.amazonaws.com", "sqs:*", ", Condition: {StringEquals: {'aws:SourceAccount': !Ref Any}}")},
        {"queue": allow("sns.amazonaws.com", "sqs:*", ", Condition: !Ref Any")},
        {"queue": allow("unheard-of.amazonaws.com", "sqs:SendMessage")},
        {"queue": "{Effect: Allow, Principal: '*', Action: 'sqs:SendMessage'}"},
        {"bucket": allow("cloudtrail.amazonaws.com", "s3:GetBucketAcl")},
        {"bucket": allow("config.amazonaws.com", "s3:PutObject", ", Resource: !Sub '${Bucket.Arn}/AWSLogs/1234/*'")},
        {"queue": "3, {}, {Effect: Allow, Principal: {Service: [3, {}]}}"},
    ],
)
def test_nobody_elses_does(policy: dict[str, str]) -> None:
    assert not found(**policy)


def test_only_those_that_can_be_limited_are_named_and_get_a_statement_of_their_own() -> None:
    finding = found(topic=allow("[events.amazonaws.com, cloudwatch.amazonaws.com]", "sns:Publish"))[0]
    assert finding.message.startswith("`cloudwatch.amazonaws.com` is allowed `sns:Publish` on Topic")
    remove, insert = finding.edits
    assert isinstance(remove, Remove) and remove.property.value == "cloudwatch.amazonaws.com"
    assert isinstance(insert, Insert) and insert.value["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert insert.value["Condition"] == {"StringEquals": {"aws:SourceAccount": Parameter("AWS::AccountId")}}


LOG_POLICY = """
  Policy:
    Type: AWS::Logs::ResourcePolicy
    Properties: {PolicyName: events, PolicyDocument: %s}
"""
STATEMENT = '{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*", "Action": %s%s}'


@pytest.mark.parametrize(
    ("action", "condition", "told"),
    [
        ('"logs:PutLogEvents"', "", True),
        ('["logs:CreateLogStream", "logs:Put*"]', "", True),
        ('"logs:CreateLogStream"', "", False),
        ('"logs:PutLogEvents"', ', "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}', False),
    ],
)
@pytest.mark.parametrize("text", [True, False])
def test_a_policy_of_log_groups_names_no_source(action: str, condition: str, told: bool, text: bool) -> None:
    document = '{"Statement": [' + STATEMENT % (action, condition) + "]}"
    template = "Resources:" + LOG_POLICY % (f"'{document}'" if text else document)
    found = findings(ConfusedDeputy(), {"template.yaml": template})
    assert [finding.place.resource.name for finding in found] == (["Policy"] if told else [])


def test_a_role_of_tasks_names_no_source() -> None:
    template = """
Resources:
  Task:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}]
"""
    (found,) = findings(ConfusedDeputy(), {"template.yaml": template})
    assert found.severity is Severity.LOW
