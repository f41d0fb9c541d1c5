"""Libraries that no table knows: which of them may call AWS, and what says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from leastwise.cli import main
from leastwise.code.locks import dependents
from leastwise.code.sdk import calls_aws, harmless, speaks_of_aws

PYTHON = "{}\n\n\ndef handler(event, context):\n    return {}(event)\n"
SCRIPT = 'import {{ call }} from "{}";\n\nexport const handler = async (event) => call(event);\n'


def judged(folder: Path, capsys: pytest.CaptureFixture[str], **files: str) -> tuple[str, list[str]]:
    """The certainty of the one function of a folder, and why."""
    for name, text in files.items():
        path = folder.resolve() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    code = next(name for name in files if name.startswith(("app.", "index.")))
    arguments = ["policy", "show", "--root", str(folder.resolve()), "--isolated", "--format", "json"]
    main([*arguments, str(folder.resolve() / code)])
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    return function["certainty"], [why["reason"] for why in function["why"]]


@pytest.mark.parametrize(
    "name",
    [
        "aws_thing", "pydynamodb", "boto3_extras", "@acme/s3-store", "@acme/sqs", "node-ses", "dynamo.easy", "BedrockChat",
        "django_storages.S3Boto3Storage", "cognito-users", "my-kinesis-writer", "SecretsManagerCache", "aiosqs", "pys3",
    ],
)  # fmt: skip
def test_these_names_speak_of_aws(name: str) -> None:
    assert speaks_of_aws(name)


@pytest.mark.parametrize(
    "name",
    ["lodash", "requests", "claws", "paws", "processes", "lexer", "hosts", "assets", "drawsvg", "constants", "PIL",
     "@types/node", "sessions", "awesome", "business", "tests", "snsx", ""],
)  # fmt: skip
def test_these_names_do_not(name: str) -> None:
    assert not speaks_of_aws(name)


def test_what_is_known_to_call_nothing_does_not_count() -> None:
    for language, module in (
        ("javascript", "@types/aws-lambda"),
        ("javascript", "aws-jwt-verify"),
        ("javascript", "aws-cdk-lib/aws-s3"),
        ("javascript", "@aws-cdk/aws-s3"),
        ("python", "aws_lambda_typing.events"),
        ("python", "mypy_boto3_s3.client"),
    ):
        assert harmless(language, module)
        assert not calls_aws(language, module)
    assert calls_aws("javascript", "@acme/lib", "S3Uploader")
    assert not calls_aws("javascript", "lodash", "S3Uploader")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package-lock.json", json.dumps({"packages": {"node_modules/doves": {"dependencies": {"aws-sdk": "2"}}}})),
        ("package-lock.json", json.dumps({"dependencies": {"doves": {"requires": {"aws-sdk": "2"}}}})),
        ("yarn.lock", 'doves@^1.0.0:\n  version "1.0.0"\n  dependencies:\n    "@aws-sdk/client-sns" "^3"\n'),
        (
            "yarn.lock",
            '"doves@npm:^1.0.0":\n  version: 1.0.0\n  dependencies:\n    aws-sdk: ^2\n  languageName: node\n',
        ),
        ("pnpm-lock.yaml", "packages:\n\n  /doves@1.0.0:\n    dependencies:\n      aws-sdk: 2.1.0\n    dev: false\n"),
        ("pnpm-lock.yaml", "snapshots:\n\n  'doves@1.0.0':\n    dependencies:\n      '@aws-sdk/client-s3': 3.0.0\n"),
        ("node_modules/doves/package.json", json.dumps({"dependencies": {"@aws-sdk/client-s3": "3"}})),
    ],
)
def test_a_package_of_npm_that_depends_on_the_sdk_is_uncertain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    certainty, why = judged(tmp_path, capsys, **{"index.mjs": SCRIPT.format("doves"), name: text})
    assert certainty == "uncertain"
    assert why == [f"doves depends on the SDK of AWS ({name}), and what it calls is not known"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("poetry.lock", '[[package]]\nname = "doves"\n[package.dependencies]\nBoto3 = ">=1"\n'),
        ("uv.lock", '[[package]]\nname = "doves"\ndependencies = [{ name = "nest" }]\n'
                    '[[package]]\nname = "nest"\ndependencies = [{ name = "botocore" }]\n'),
        ("requirements.txt", "boto3==1.0  # via doves\ndoves==2.0\n"),
        ("requirements.txt", "botocore==1.0\n    # via\n    #   boto3\n    #   doves\ndoves==2.0\n"),
    ],
)  # fmt: skip
def test_a_distribution_that_depends_on_the_sdk_is_uncertain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    files = {"app.py": PYTHON.format("from doves import call", "call"), name: text}
    certainty, why = judged(tmp_path, capsys, **files)
    assert (certainty, why) == (
        "uncertain",
        [f"doves depends on the SDK of AWS ({name}), and what it calls is not known"],
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package-lock.json", json.dumps({"packages": {"node_modules/other": {"dependencies": {"aws-sdk": "2"}}}})),
        (
            "package-lock.json",
            json.dumps({"packages": {"node_modules/doves": {"dependencies": {"@aws-sdk/types": "3"}}}}),
        ),
        ("package-lock.json", json.dumps({"packages": {"node_modules/doves": {"peerDependencies": {"aws-sdk": "2"}}}})),
        ("package-lock.json", "{"),
        ("package-lock.json", "[]"),
        ("package-lock.json", '{"packages": {"node_modules/doves": 4}, "dependencies": []}'),
        ("package-lock.json", "[" * 100_000),
        ("yarn.lock", "\0" * 100 + "doves@\n  dependencies:\n"),
        ("pnpm-lock.yaml", "packages:\n  /@@@:\n    dependencies:\n"),
    ],
)
def test_what_says_nothing_leaves_it_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    assert judged(tmp_path, capsys, **{"index.mjs": SCRIPT.format("doves"), name: text}) == ("complete", [])


@pytest.mark.parametrize("text", ["[[package]]\nname = 4\n", "= = =", '[package]\nname = "x"\n', "package = 4\n"])
def test_a_broken_lock_of_python_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    files = {"app.py": PYTHON.format("from doves import call", "call"), "poetry.lock": text, "uv.lock": text}
    assert judged(tmp_path, capsys, **files) == ("complete", [])


def test_packages_that_depend_on_each_other_end() -> None:
    needs: dict[str, Any] = {"a": {"b"}, "b": {"a", "boto3"}, "c": {"a"}, "d": {"d"}}
    assert dependents(needs) == {"a", "b", "c"}


def test_a_class_that_extends_one_of_such_a_library_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "from aws_rows import Row\n\n\nclass Car(Row):\n    pass\n\n\ndef handler(event, context):\n    return Car.load(event)\n"
    certainty, why = judged(tmp_path, capsys, **{"app.py": text})
    assert (certainty, why) == ("uncertain", ["aws_rows may call AWS by itself, and what it calls is not known"])
    script = (
        'import { Row } from "aws-rows";\nclass Car extends Row {}\nexport const handler = async () => Car.load();\n'
    )
    other = tmp_path / "other"
    assert judged(other, capsys, **{"index.mjs": script})[0] == "uncertain"


def test_a_name_that_an_open_table_has_not_is_uncertain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = PYTHON.format("from llama_index.vector_stores.dynamodb import DynamoDBVectorStore as call", "call")
    assert judged(tmp_path, capsys, **{"app.py": text})[0] == "uncertain"
    other = tmp_path / "other"
    text = PYTHON.format("from llama_index.core import Document as call", "call")
    assert judged(other, capsys, **{"app.py": text}) == ("complete", [])
