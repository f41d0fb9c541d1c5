"""Requests over HTTP that reach AWS without an SDK."""

import json
from pathlib import Path

import pytest

from leastwise.code.sdk import ExtensionCall, extension, operation, signed, signed_form
from leastwise.code.sdk import requests as module
from leastwise.iam.actions import expand


def test_the_parameters_and_secrets_extension() -> None:
    assert extension("http://localhost:2773/secretsmanager/get?secretId=prod%2Fdb") == (
        ExtensionCall("secretsmanager", "GetSecretValue", {"SecretId": "prod/db"}),
    )
    assert extension("http://localhost:*/systemsmanager/parameters/get?name=/a/b&withDecryption=true") == (
        ExtensionCall("ssm", "GetParameter", {"Name": "/a/b", "WithDecryption": "true"}),
    )


def test_the_extension_of_appconfig() -> None:
    found = extension("http://localhost:2772/applications/a/environments/b/configurations/c")
    assert [call.operation for call in found] == ["StartConfigurationSession", "GetLatestConfiguration"]
    assert found[0].arguments["ApplicationIdentifier"] == "a"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://localhost:9/secretsmanager/get?secretId=x",
        "http://example.org:2773/secretsmanager/get",
        "http://[",
        "a" * 9999,
    ],
)
def test_other_addresses_call_nothing(address: str) -> None:
    assert extension(address) == ()


def test_requests_signed_by_hand() -> None:
    assert signed("execute-api") == ("execute-api:Invoke",)
    assert signed("es", "get") == ("es:ESHttpGet",)
    assert len(signed("es")) == 6
    assert signed("nothing") == ()
    found = signed_form("rds-db")
    assert found is not None
    assert found.kind == "rds-db:db-user"


def test_everything_in_the_table_exists() -> None:
    table = json.loads((Path(module.__file__).parent / "data" / "addresses.json").read_text("utf-8"))
    actions = [action for actions in table["signed"].values() for action in actions]
    assert [action for action in actions if not expand(action)] == []
    assert [name for _, name in table["local"] if operation(*name.split(":")) is None] == []
