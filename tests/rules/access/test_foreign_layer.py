import json
from importlib.resources import files

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.access._accounts import account_of, is_example, publisher
from leastwise.rules.access.foreign_layer import ForeignLayer
from leastwise.rules.example import findings

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Any: {Type: String}}
Globals: {Function: {Runtime: python3.13, Handler: a.b, CodeUri: src}}
Resources:
  One: {Type: AWS::Serverless::Function, Properties: {%s}}
  Two: {Type: AWS::Serverless::Function, Properties: {%s}}
"""
FOREIGN = "arn:aws:lambda:eu-west-1:770693421928:layer:Klayers-p312-requests:3"


def found(one: str, two: str = "MemorySize: 128", accounts: tuple[str, ...] = ()) -> list[Finding]:
    return findings(ForeignLayer({"accounts": accounts}), {"t.yaml": TEMPLATE % (one, two)})


def test_one_finding_for_an_account() -> None:
    finding = found(f"Layers: ['{FOREIGN}', '{FOREIGN.replace('requests', 'pillow')}']", f"Layers: ['{FOREIGN}']")
    assert [(f.message, len(f.functions)) for f in finding] == [
        (
            "The layers Klayers-p312-requests and Klayers-p312-pillow come from AWS account 770693421928, "
            "which is no known publisher's.",
            2,
        )
    ]


@pytest.mark.parametrize(
    "one",
    [
        "Layers: [!Ref Any, '']",
        "Layers: [!Sub 'arn:aws:lambda:${AWS::Region}:${Any}:layer:requests:3']",
        "Layers: ['arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:90']",
        "Layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:example:1']",
        f"Role: 'arn:aws:iam::770693421928:role/x', Layers: ['{FOREIGN}']",
        "Layers: 3",
        "Layers: {a: b}",
    ],
)
def test_layers_that_are_no_strangers(one: str) -> None:
    assert not found(one)


def test_an_account_can_be_named_as_ones_own() -> None:
    assert found(f"Layers: ['{FOREIGN}']")
    assert not found(f"Layers: ['{FOREIGN}']", accounts=("770693421928",))


def test_an_image_counts_where_the_own_account_is_known() -> None:
    image = "PackageType: Image, ImageUri: 770693421928.dkr.ecr.eu-west-1.amazonaws.com/x:1"
    assert not found(image)
    assert found(image, "Role: 'arn:aws:iam::464622532011:role/x'")
    assert not found(image, "Role: 'arn:aws:iam::770693421928:role/x'")


@pytest.mark.parametrize(
    ("value", "account"),
    [
        ("arn:aws:iam::770693421928:root", "770693421928"),
        ("770693421928", "770693421928"),
        ("770693421928.dkr.ecr.eu-west-1.amazonaws.com/x", "770693421928"),
        ("arn:aws:s3:::bucket", ""),
        ("77069342192", ""),
        ("\u0667" * 12, ""),
        (3, ""),
    ],
)
def test_the_account_in_a_value(value: object, account: str) -> None:
    assert account_of(value) == account


@pytest.mark.parametrize("account", ["123456789012", "012345678901", "111122223333", "000000000000", "123456789101"])
def test_numbers_of_examples(account: str) -> None:
    assert is_example(account)
    assert not is_example("770693421928")
    assert not is_example("444455556666")


def test_every_known_account_has_twelve_digits_and_one_owner() -> None:
    table = json.loads(files("leastwise.rules.access").joinpath("data/publishers.json").read_text("utf-8"))[
        "publishers"
    ]
    accounts = [account for entry in table for account in entry["accounts"]]
    assert all(len(account) == 12 and account.isdecimal() for account in accounts)
    assert sorted({a for a in accounts if accounts.count(a) > 1}) == []
    assert all(entry["page"].startswith("https://") for entry in table)
    assert publisher("901920570463") == "AWS Distro for OpenTelemetry"
