"""Whether actions exist and work on what they are allowed on."""

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.iam.actions import expand, service
from leastwise.iam.validity import _meet, arn_text, as_of, exists, limits, nearest, never_works, right_prefix
from leastwise.model.value import Concat, Parameter, Reference
from leastwise.rules.example import readings

TABLE = json.loads((files("leastwise.iam") / "data" / "names.json").read_text("utf-8"))
CONDITIONS = json.loads((files("leastwise.iam") / "data" / "conditions.json").read_text("utf-8"))
TEMPLATE = """
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Table: {Type: AWS::DynamoDB::Table}
  Stream: {Type: AWS::Kinesis::Stream}
  Logs: {Type: AWS::Logs::LogGroup}
  Broker: {Type: AWS::AmazonMQ::Broker}
  Device: {Type: AWS::DeviceFarm::DevicePool}
"""
(READING,) = readings({"template.yaml": TEMPLATE})
APP = READING.worlds[0]


def works(action: str, *resources: object) -> bool:
    return not never_works(expand(action) or (), limits(APP, resources))


def attribute(name: str, of: str = "Arn") -> Reference:
    return Reference(f"template.yaml:{name}", of)


def test_the_names_in_the_table_are_wrong_and_what_is_meant_is_right() -> None:
    assert [name for name, right in TABLE["prefixes"].items() if service(name) or not service(right)] == []
    assert [name for name, right in TABLE["actions"].items() if expand(name) or not expand(right)] == []


def test_every_condition_in_the_table_is_one_that_the_action_takes() -> None:
    for entry in CONDITIONS["keys"]:
        for name in entry["actions"]:
            (action,) = expand(name) or ()
            keys = {key.partition("/")[0] for key in action.condition_keys}
            assert entry["key"] in keys or entry["key"].startswith("aws:"), name


def test_the_data_has_a_date() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", as_of())


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        ("s3:GetObject", True),
        ("S3:getobject", True),
        ("s3:Get*", True),
        ("s3:GetObjects", False),
        ("s3:Fetch*", False),
        ("nosuchservice:Do", None),
        ("s3", None),
        ("*", None),
        ("s3*:Get", None),
    ],
)
def test_existence(pattern: str, known: bool | None) -> None:
    assert exists(pattern) is known


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("sts:GetCallerIdentify", "sts:GetCallerIdentity"),
        ("s3:HeadObject", "s3:GetObject"),
        ("S3:listobjectsv2", "s3:ListBucket"),
        ("dynamodb:Frobnicate", None),
        ("s3:Fetch*", None),
        ("nosuchservice:Do", None),
    ],
)
def test_what_was_meant(wrong: str, right: str | None) -> None:
    assert nearest(wrong) == right


def test_services_by_other_names() -> None:
    assert right_prefix("Bedrock-Runtime") == "bedrock"
    assert right_prefix("s3") is None


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "*"),
        ("s3:GetObject", "arn:aws:s3:::orders/*"),
        ("s3:GetObject", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::orders*"),
        ("s3:GetObject", Concat((attribute("Bucket"), "/*"))),
        ("s3:ListBucket", attribute("Bucket")),
        ("s3:ListBucket", "arn:aws:s3:eu-west-1:123456789012:accesspoint/orders"),
        ("s3:ListBucket", Concat(("arn:aws:s3:::", attribute("Bucket", "Ref")))),
        ("s3:GetObject", Concat(("arn:aws:s3:::", Parameter("Anything")))),
        ("s3:GetObject", Parameter("Anything")),
        ("s3:GetObject", attribute("Device")),
        ("s3:GetObject", "arn:aws:s3:eu-west-1:123456789012:accesspoint/orders/object/*"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        ("dynamodb:Query", Concat((attribute("Table"), "/index/*"))),
        ("dynamodb:GetItem", attribute("Table")),
        ("logs:PutLogEvents", attribute("Logs")),
        ("kinesis:PutRecord", "arn:aws:kinesis:*"),
        ("sqs:SendMessage", "arn:aws:sqs:*:*:orders"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:orders:live"),
        ("mobiletargeting:PhoneNumberValidate", "arn:aws:mobiletargeting:*:123456789012:phone/number/validate"),
        ("sts:AssumeRole", "arn:aws:iam::123456789012:role/path/to/orders"),
    ],
)
def test_what_may_work(action: str, resource: object) -> None:
    assert works(action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "arn:aws:s3:::orders"),
        ("s3:GetObject", attribute("Bucket")),
        ("s3:GetObject", Concat(("arn:aws:s3:::", attribute("Bucket", "Ref")))),
        ("s3:*Object", attribute("Bucket")),
        ("s3:ListBucket", "arn:aws:s3:::orders/*"),
        ("s3:GetObject", "arn:aws:s3:eu-west-1:123456789012:orders/*"),
        ("dynamodb:GetItem", Concat((attribute("Table"), "/index/*"))),
        ("firehose:PutRecord", attribute("Stream")),
        ("kinesis:ListStreams", attribute("Stream")),
        ("kms:Decrypt", "arn:aws:rds:eu-west-1:123456789012:cluster:orders"),
        ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:orders"),
        ("s3:GetObject", attribute("Broker")),
        ("mq:DescribeBroker", "arn:aws:mq:eu-west-1:123456789012::*/*"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::orders"),
    ],
)
def test_what_never_works(action: str, resource: object) -> None:
    assert not works(action, resource)


def test_one_resource_that_fits_is_enough_and_so_is_one_that_is_not_known() -> None:
    assert works("s3:GetObject", "arn:aws:s3:::orders", "arn:aws:s3:::orders/*")
    assert works("s3:GetObject", "arn:aws:s3:::orders", Parameter("Anything"))
    assert works("s3:GetObject")


def test_a_short_arn_is_completed() -> None:
    assert arn_text(APP, "arn:aws:sns:*:*") == "arn:aws:sns:*:*:*"


letters = st.text(alphabet="ab/*", max_size=7)


@given(letters, letters)
def test_patterns_meet_where_a_text_fits_both(first: str, second: str) -> None:
    """Compared with trying: a text made of one pattern, with every star filled in some ways, fits the other."""

    def pieces(text: str) -> list[str]:
        return ["\0" if char == "*" else char for char in text]

    def fits(pattern: str, text: str) -> bool:
        return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None

    plain = second.replace("*", "")
    assert _meet(pieces(first), pieces(plain)) == fits(first, plain)
    assert _meet(pieces(first), pieces(second)) == _meet(pieces(second), pieces(first))
    if fits(first, plain):
        assert _meet(pieces(first), pieces(second))
