from typing import Any

import pytest

from leastwise.iam.actions import expand
from leastwise.iam.reach import covers_everything, works_on
from leastwise.iam.sources import names_somebody
from leastwise.model.value import Import, Parameter, Reference, Unknown, concat

REGION, ACCOUNT = Parameter("AWS::Region"), Parameter("AWS::AccountId")


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "**",
        "arn:aws:s3:::*",
        "arn:aws:s3:::*/*",
        "arn:aws:dynamodb:*:*:table/*",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/*",
        "arn:aws:dynamodb:*:*:table/*/index/*",
        "arn:aws:sqs:*:*:*",
        "arn:aws:lambda:*:*:function:*",
        "arn:aws:logs:*:*:log-group:*:*",
        "arn:aws:secretsmanager:*:*:secret:*",
        "arn:aws:ssm:*:*:parameter/*",
        "arn:aws:iam::*:role/*",
        "arn:*:*:*:*:*",
        "arn:aws:execute-api:*:*:*/@connections/*",
        "arn:aws:execute-api:eu-west-1:123456789012:*/*/POST/@connections/*",
        "arn:aws:scheduler:*:*:schedule/*",
        concat(("arn:aws:execute-api:", REGION, ":", ACCOUNT, ":*/*/GET/*")),
        concat(("arn:aws:dynamodb:", REGION, ":", ACCOUNT, ":table/*")),
    ],
)
def test_every_resource_of_a_kind(value: Any) -> None:
    assert covers_everything(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "arn:aws:s3:::bucket/*",
        "arn:aws:dynamodb:*:*:table/orders",
        "arn:aws:dynamodb:*:*:table/orders-*",
        "arn:aws:dynamodb:*:*:table/orders/index/*",
        "arn:aws:logs:*:*:log-group:/aws/lambda/orders:*",
        "arn:aws:ssm:*:*:parameter/orders/*",
        "arn:aws:execute-api:*:*:abc/*/@connections/*",
        "arn:aws:execute-api:*:*:*/*/GET/orders",
        "arn:aws:dynamodb:*:*:table/index/*",
        "arn:aws:s3:::*/uploads/*",
        "arn:aws:s3",
        Reference("t:Table", "Arn"),
        Parameter("TableArn"),
        Import("table"),
        Unknown("why"),
        concat((Reference("t:Bucket", "Arn"), "/*")),
        concat((Reference("t:Logs", "Arn"), ":*")),
        concat(("arn:aws:s3:::", Reference("t:Bucket", "Ref"), "/*")),
        concat(("arn:aws:dynamodb:", REGION, ":", ACCOUNT, ":table/", Parameter("Prefix"), "*")),
        None,
        3,
        ["*"],
    ],
)
def test_a_resource_that_is_named(value: Any) -> None:
    assert not covers_everything(value)


def test_a_wide_arn_concerns_the_actions_that_take_its_kind() -> None:
    (invoke,) = expand("lambda:InvokeFunction") or ()
    (query,) = expand("dynamodb:Query") or ()
    assert not works_on(invoke, "arn:aws:lambda:*:*:layer:*")
    assert works_on(invoke, "arn:aws:lambda:*:*:function:*")
    assert works_on(query, "arn:aws:dynamodb:*:*:table/*")
    assert not works_on(query, "arn:aws:s3:::*")
    assert works_on(query, "*")
    (answer,) = expand("execute-api:ManageConnections") or ()
    assert works_on(answer, "arn:aws:execute-api:*:*:*/@connections/*")


@pytest.mark.parametrize("value", ["*", "", "0.0.0.0/0", "::/0", "arn:aws:s3:::*", "arn:aws:sns:*:*:*"])
def test_sources_that_name_nobody(value: Any) -> None:
    assert not names_somebody(value)


@pytest.mark.parametrize(
    "value",
    [
        "123456789012",
        "arn:aws:s3:::bucket",
        "arn:aws:sns:*:123456789012:*",
        "arn:aws:execute-api:eu-west-1:123456789012:abc/*/*/*",
        "10.0.0.0/8",
        Reference("t:Topic", "Ref"),
        concat(("arn:aws:events:", REGION, ":", ACCOUNT, ":rule/*")),
        Unknown("why"),
    ],
)
def test_sources_that_name_somebody(value: Any) -> None:
    assert names_somebody(value)


def test_types_are_found_however_they_are_written() -> None:
    (read,) = expand("secretsmanager:GetSecretValue") or ()
    assert works_on(read, "arn:aws:secretsmanager:*:*:secret:*")
