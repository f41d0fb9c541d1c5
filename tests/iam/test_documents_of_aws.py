"""The texts of AWS's managed policies."""

import pytest

from leastwise.iam.documents_of_aws import at, named, names


def test_a_policy_by_name_and_by_arn() -> None:
    found = named("AmazonS3FullAccess")
    assert found is not None and found.arn == "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    (statement,) = found.document["Statement"]
    assert "s3:*" in statement["Action"] and statement["Resource"] == "*"
    basic = at("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
    assert basic is not None and basic.name == "AWSLambdaBasicExecutionRole" and basic.path == "/service-role/"


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "AmazonS3FullAccess",
        "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/NoSuchPolicy",
        "arn:aws:iam::aws:policy/",
        "arn:aws:iam::123456789012:policy/AmazonS3FullAccess",
        "x:iam::aws:policy/AmazonS3FullAccess",
    ],
)
def test_what_is_no_arn_of_one_is_not_known(arn: str) -> None:
    assert at(arn) is None


def test_every_policy_is_found_by_its_name_and_says_something() -> None:
    every = list(names())
    assert len(every) > 1_000 and every == sorted(every)
    for name in every:
        found = named(name)
        assert found is not None and at(found.arn) == found and found.document["Statement"]


def test_names_beyond_both_ends_are_not_known() -> None:
    assert named("") is None and named("~") is None and named("\0") is None
