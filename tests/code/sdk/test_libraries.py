"""Libraries that call AWS: the tables are sound, and say what the libraries do."""

import json
from pathlib import Path
from typing import Any

import pytest

from leastwise.code.sdk import client_of, known, libraries, library, operation
from leastwise.iam.actions import expand

FOLDER = Path(libraries.__file__).parent / "data" / "libraries"
FILES = sorted(FOLDER.glob("*.json"))
ORIGINS = {"secret", "parameter", "configuration", "item", "object", "nothing"}


def rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    names = json.loads(path.read_text("utf-8"))["names"]
    return [(key, row) for key, row in names.items()] + [
        (f"{key}.{method}", row) for key, owner in names.items() for method, row in owner.get("methods", {}).items()
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_call_of_a_table_exists(path: Path) -> None:
    for key, row in rows(path):
        for call in [*row.get("calls", []), *row.get("presigns", {}).get("calls", [])]:
            if "action" in call:
                assert expand(call["action"]), f"{key}: {call['action']}"
                continue
            service, _, name = call["operation"].partition(":")
            found = operation(service, name)
            assert found is not None, f"{key}: {call['operation']}"
            assert found.unknown is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_argument_of_a_table_comes_from_a_parameter(path: Path) -> None:
    for key, row in rows(path):
        names = json.loads(path.read_text("utf-8"))["names"]
        owner = names.get(key.rpartition(".")[0], {})
        for call in row.get("calls", []):
            for source in [*call.get("with", {}).values(), *call.get("when", {}), *call.get("begins", {})]:
                for text in source.split("|"):
                    first = text.split(":")[0].split(".")[0].split("[")[0].split("{")[0]
                    if text.startswith("="):
                        continue
                    if first == "self":
                        second = text.split(".")[1].split(":")[0]
                        outside = key.startswith(":resource.") or owner.get("base")
                        assert outside or second in owner["parameters"], f"{key}: {text}"
                    else:
                        assert first in (*row["parameters"], *row.get("keywords", ())), f"{key}: {text}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_call_gives_back_is_of_a_known_kind(path: Path) -> None:
    for key, row in rows(path):
        kind = row.get("returns", "nothing").partition(":")[0]
        assert kind in ORIGINS | {
            "class",
            "client",
            "resource",
            "argument",
            "function",
            "instance",
            "self",
            "selves",
            "paginator",
            "waiter",
            "call",
            "command",
        }, key
        if row.get("service"):
            assert client_of("boto3", row["service"]), key


def operations_of(language: Any, module: str, name: str) -> list[str]:
    found = library(language, module, name)
    assert found is not None
    return [
        call.action or f"{call.service}:{call.operation}"
        for call in found.calls
        if not call.optional and call.until is None
    ]


@pytest.mark.parametrize(
    ("language", "module", "name", "operations"),
    [
        ("python", "aws_lambda_powertools.utilities.parameters", "get_secret", ["secretsmanager:GetSecretValue"]),
        ("python", "aws_lambda_powertools.utilities.parameters.ssm", "get_parameter", ["ssm:GetParameter"]),
        (
            "python",
            "aws_lambda_powertools.utilities.parameters",
            "SSMProvider.get_multiple",
            ["ssm:GetParametersByPath"],
        ),
        (
            "python",
            "aws_lambda_powertools.utilities.idempotency",
            "DynamoDBPersistenceLayer",
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        ),
        ("python", "boto3", "client.s3.upload_file", ["s3:PutObject"]),
        ("python", "boto3", "resource.s3.Bucket.download_file", ["s3:HeadObject", "s3:GetObject"]),
        ("python", "boto3", "client.rds.generate_db_auth_token", ["rds-db:connect"]),
        ("python", "awswrangler.s3", "read_csv", ["s3:ListObjectsV2", "s3:HeadObject", "s3:GetObject"]),
        ("python", "pynamodb.models", "Model.save", ["dynamodb:PutItem"]),
        (
            "javascript",
            "@middy/secrets-manager",
            "default",
            ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        ),
        ("javascript", "@middy/ssm", "default", ["ssm:GetParameters", "ssm:GetParametersByPath"]),
        ("javascript", "@aws-lambda-powertools/parameters/secrets", "getSecret", ["secretsmanager:GetSecretValue"]),
        ("javascript", "@aws-sdk/lib-storage", "Upload.done", ["s3:PutObject", "s3:PutObjectTagging"]),
        ("javascript", "@aws-sdk/lib-dynamodb", "DynamoDBDocument.put", ["dynamodb:PutItem"]),
        ("javascript", "aws-sdk", "DynamoDB.DocumentClient.batchWrite", ["dynamodb:BatchWriteItem"]),
    ],
)
def test_what_a_library_calls(language: Any, module: str, name: str, operations: list[str]) -> None:
    assert operations_of(language, module, name) == operations


def test_a_table_belongs_to_one_language() -> None:
    assert known("python", "boto3")
    assert not known("javascript", "boto3")
    assert known("javascript", "@aws-sdk/lib-dynamodb")
    assert library("javascript", "@aws-sdk/lib-dynamodb", "NoSuchName") is None


@pytest.mark.parametrize("module", ["", ".", "..", "../x", "a/../../b", "\0", "@", "@/", "x" * 5000, "é"])
def test_any_module_name_is_looked_up(module: str) -> None:
    for language in ("python", "javascript"):
        assert library(language, module, "x") is None
