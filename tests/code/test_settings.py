"""Names that are worked out of settings: documents, lists, addresses, and ARNs that are taken apart."""

import json
from pathlib import Path

import pytest

from leastwise.code.needs.derived import worked_out
from leastwise.model.value import Concat, Parameter, Reference, Unknown

TABLE, BUCKET = Reference("t:Table", "Ref"), Reference("t:Bucket", "Ref")
ARN = Reference("t:Table", "Arn")


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [
        ("a,b", [("split", (",",)), ("item", ("[]",))], ["a", "b"]),
        ("a, b", [("split", (",",)), ("item", ("[1]",)), ("strip", ())], ["b"]),
        (Concat((TABLE, ",", BUCKET)), [("split", (",",)), ("item", ("[1]",))], [BUCKET]),
        (Concat(('{"t": "', TABLE, '"}')), [("json", ()), ("item", ("t",))], [TABLE]),
        ('{"t": {"a": "x"}}', [("json", ()), ("get", ("t",)), ("get", ("b", "y"))], ["y"]),
        ("https://files.example/a/b", [("url", ()), ("item", ("hostname",))], ["files.example"]),
        (Concat(("https://", BUCKET, "/")), [("replace", ("https://", "")), ("rstrip", ("/",))], [BUCKET]),
        (ARN, [("split", ("/",)), ("item", ("[-1]",))], [ARN]),
        (ARN, [("split", (":",)), ("item", ("[3]",))], [Parameter("AWS::Region")]),
        ({"list": ["x", "y"]}, [("json", ()), ("item", ("list",)), ("item", ("[0]",))], ["x"]),
    ],
)
def test_what_a_setting_becomes(value: object, steps: list[tuple[str, tuple[object, ...]]], expected: object) -> None:
    assert worked_out(value, tuple(steps)) == expected


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        ("no json", [("json", ())]),
        ("[" * 100_000, [("json", ())]),
        ("a", [("split", (",",)), ("item", ("[3]",))]),
        ("a" * 4000, [("replace", ("a", "b" * 4000))]),
        ("{}", [("json", ()), ("item", ("missing",))]),
        (Unknown("nobody knows"), [("lower", ())]),
        (",".join(map(str, range(100))), [("split", (",",)), ("item", ("[]",))]),
    ],
)
def test_what_does_not_fit_a_setting_is_not_known(value: object, steps: list[tuple[str, tuple[object, ...]]]) -> None:
    (found,) = worked_out(value, tuple(steps))
    assert isinstance(found, Unknown)


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Setting: {Type: String, Default: /shop/limit}
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {SETTING: !Ref Setting}}
"""
CODE = """
import os
import boto3


def handler(event, context):
    return boto3.client("ssm").get_parameter(Name=os.environ["SETTING"])
"""


def test_a_parameter_that_begins_with_a_slash_brings_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from leastwise.cli import main

    (tmp_path / "template.yaml").write_text(TEMPLATE, "utf-8")
    (tmp_path / "app.py").write_text(CODE, "utf-8")
    main(["policy", "show", "--root", str(tmp_path), "--isolated", "--format", "json", str(tmp_path)])
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    arns = [at["arn"] for need in function["needs"] if need["action"] == "ssm:GetParameter" for at in need["resources"]]
    assert [arn.rpartition(":")[2] for arn in arns] == ["parameter${Setting}"]
