"""What values stand for: references, names and ARNs of the same resource are the same pattern."""

import pytest

from leastwise.iam.language import includes, overlaps
from leastwise.iam.resources import partition, resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.value import Concat, Parameter, Reference, Unknown, concat
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings
from leastwise.rules.example import readings

TEMPLATE = """
Parameters: {Name: {Type: String}}
Resources:
  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Other: {Type: AWS::DynamoDB::Table}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${Name}-files"}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Key: {Type: AWS::KMS::Key}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: db/main}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /shop/limit}}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/one}}
  Role: {Type: AWS::IAM::Role, Properties: {Path: /app/, RoleName: runner}}
  Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Alias: {Type: AWS::Lambda::Alias, Properties: {Name: live, FunctionName: !Ref Function}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Rule: {Type: AWS::Events::Rule, Properties: {Name: paid, EventBusName: !Ref Bus}}
  Plain: {Type: AWS::Events::Rule, Properties: {Name: paid}}
  Daily: {Type: AWS::Scheduler::Schedule, Properties: {Name: daily}}
  One: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${Two}-x"}}
  Two: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${One}-x"}}
  Strange: {Type: AWS::S3::Bucket, Properties: {BucketName: [a]}}
"""
ACCOUNT, REGION = Parameter("AWS::AccountId"), Parameter("AWS::Region")


@pytest.fixture(scope="module")
def app() -> Application:
    (reading,) = readings({"template.yaml": TEMPLATE})
    return reading.worlds[0]


def to(name: str, attribute: str = "Arn") -> Reference:
    return Reference(f"template.yaml:{name}", attribute)


def here(service: str, rest: str) -> Concat:
    found = concat((f"arn:aws:{service}:", REGION, ":", ACCOUNT, f":{rest}"))
    assert isinstance(found, Concat)
    return found


SAME = [
    (to("Orders"), here("dynamodb", "table/orders")),
    (to("Other"), concat((*here("dynamodb", "table/").parts, to("Other", "Ref")))),
    (concat((to("Named"), "/in/*")), concat(("arn:aws:s3:::", Parameter("Name"), "-files/in/*"))),
    (concat((to("Named"), "/in/*")), concat(("arn:aws:s3:::", to("Named", "Ref"), "/in/*"))),
    (to("Queue"), concat((*here("sqs", "").parts, to("Queue", "QueueName")))),
    (to("Topic", "Ref"), here("sns", "news")),
    (to("Topic", "TopicArn"), concat(("arn:", Parameter("AWS::Partition"), ":sns:", REGION, ":", ACCOUNT, ":news"))),
    (to("Key"), concat((*here("kms", "key/").parts, to("Key", "KeyId")))),
    (to("Setting"), here("ssm", "parameter/shop/limit")),
    (to("Log"), here("logs", "log-group:/aws/lambda/one:*")),
    (to("Role"), concat(("arn:aws:iam::", ACCOUNT, ":role/app/runner"))),
    (to("Alias", "Ref"), here("lambda", "function:pay:live")),
    (to("Rule"), here("events", "rule/shop/paid")),
    (to("Plain"), here("events", "rule/paid")),
    (to("Daily"), here("scheduler", "schedule/default/daily")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_resource_by_several_names(app: Application, one: object, other: object) -> None:
    first, second = resource_pattern(app, one), resource_pattern(app, other)
    assert includes([first], second) is Truth.YES
    assert includes([second], first) is Truth.YES


def test_resources_differ_even_where_their_names_are_not_known(app: Application) -> None:
    orders, other, queue = (resource_pattern(app, to(name)) for name in ("Orders", "Other", "Queue"))
    assert overlaps(orders, other) is Truth.NO
    assert overlaps(other, queue) is Truth.NO
    assert overlaps(resource_pattern(app, to("Named")), orders) is Truth.NO


def test_a_secret_has_a_suffix_that_nobody_knows(app: Application) -> None:
    secret = resource_pattern(app, to("Secret", "Ref"))
    assert includes([resource_pattern(app, here("secretsmanager", "secret:db/main-*"))], secret) is Truth.YES
    assert includes([resource_pattern(app, here("secretsmanager", "secret:db/main"))], secret) is not Truth.YES


def test_wide_patterns_include_and_others_leave_open(app: Application) -> None:
    orders = resource_pattern(app, to("Orders"))
    assert includes([resource_pattern(app, "arn:aws:dynamodb:*:*:table/ord*")], orders) is Truth.YES
    assert includes([resource_pattern(app, "arn:aws:dynamodb:eu-west-1:*:table/orders")], orders) is Truth.UNKNOWN
    assert includes([resource_pattern(app, "arn:aws:dynamodb:*:*:table/invoices")], orders) is Truth.NO


@pytest.mark.parametrize("value", [None, [], {}, 3, True, Unknown("why"), to("Nowhere"), to("Strange"), to("Two")])
def test_what_is_not_known_is_never_included(app: Application, value: object) -> None:
    strange = resource_pattern(app, value)
    assert includes([resource_pattern(app, to("Orders"))], strange) is not Truth.YES


def test_names_made_of_each_other_end(app: Application) -> None:
    one, two = resource_pattern(app, to("One")), resource_pattern(app, to("Two"))
    assert str(one).startswith("arn:aws:s3:::") and includes([one], two) is not Truth.YES


SERVICE = "service: s\nprovider: {{name: aws, runtime: python3.13{}}}\nfunctions: {{f: {{handler: a.b}}}}\n"
PROVIDER = 'variable "where" {{ default = "{}" }}\nprovider "aws" {{ region = var.where }}\n'
TOPIC = 'resource "aws_sns_topic" "news" {}\n'
QUEUE = "Resources: {Q: {Type: AWS::SQS::Queue}}\n"
ANY = Parameter("AWS::Partition")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"serverless.yml": SERVICE.format("")}, "aws"),
        ({"serverless.yml": SERVICE.format(", region: cn-north-1")}, "aws-cn"),
        ({"serverless.yml": SERVICE.format(', region: "${opt:region}"')}, "aws"),
        ({"main.tf": PROVIDER.format("us-gov-west-1") + TOPIC}, "aws-us-gov"),
        ({"main.tf": PROVIDER.format("eu-west-1") + TOPIC}, "aws"),
        ({"main.tf": PROVIDER.format("eu-west-1") + 'provider "aws" {\n region = "cn-north-1"\n}\n' + TOPIC}, ANY),
        ({"t.yaml": "Parameters: {In: {Type: String, Default: cn-north-1}}\n" + QUEUE}, "aws-cn"),
        (
            {"t.yaml": "Parameters: {In: {Type: String, AllowedValues: [eu-west-1, cn-north-1]}}\n" + QUEUE},
            ANY,
        ),
    ],
)
def test_the_partition_is_that_of_the_regions_that_are_said(files: dict[str, str], expected: object) -> None:
    (reading,) = readings(files)
    assert partition(reading.worlds[0]) == expected


def test_the_partition_of_the_region_that_is_asked_for() -> None:
    settings = ReadSettings(parameters={"AWS::Region": "us-gov-east-1"})
    (reading,) = read(MemoryFiles({"template.yaml": TEMPLATE.encode()}), settings=settings)
    assert partition(reading.worlds[0]) == "aws-us-gov"
