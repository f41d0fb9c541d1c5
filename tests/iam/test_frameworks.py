"""The same grants in every framework: one application, with every way to attach a policy, written in each."""

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from leastwise.cli import main

FOLDER = Path(__file__).parent / "frameworks"
SHARED = (FOLDER / "shared.yaml").read_text("utf-8")
TEMPLATE = "cdk.out/Shop.template.json"

GRANTED = {
    ("role", "dynamodb:GetItem", "orders", "inline"),
    ("role", "sqs:SendMessage", "jobs", "managed"),
    ("role", "AmazonSNSReadOnlyAccess", "news", "aws-managed"),
    ("role", "kms:Decrypt", "key", "resource-policy"),
    ("role", "sqs:ReceiveMessage", "jobs", "resource-policy"),
    ("role", "sns:Publish", "news", "resource-policy"),
    ("role", "s3:GetObject", "files", "resource-policy"),
    ("role", "secretsmanager:GetSecretValue", "secret", "resource-policy"),
    ("role", "lambda:InvokeFunction", "", "resource-policy"),
    ("user", "s3:PutObject", "files", "inline"),
    ("user", "sqs:SendMessage", "jobs", "managed"),
    ("user", "s3:ListBucket", "files", "group"),
    ("user", "AmazonSNSReadOnlyAccess", "news", "group"),
    ("group", "s3:ListBucket", "files", "inline"),
    ("group", "AmazonSNSReadOnlyAccess", "news", "aws-managed"),
}
"""Who, what (for the policy of AWS its name), on which store, and how."""


def cloudformation() -> dict[str, str]:
    return {"template.yaml": (FOLDER / "cloudformation.yaml").read_text("utf-8") + SHARED}


def apart() -> dict[str, str]:
    """CloudFormation again: nothing stands in a role, user or group that can be attached from elsewhere."""
    return {"template.yaml": (FOLDER / "apart.yaml").read_text("utf-8")}


def sam() -> dict[str, str]:
    return {"template.yaml": (FOLDER / "sam.yaml").read_text("utf-8") + SHARED}


def serverless() -> dict[str, str]:
    shared = SHARED.replace("WorkRole", "IamRoleLambdaExecution").replace("Work.Arn", "WorkLambdaFunction.Arn")
    return {"serverless.yml": (FOLDER / "serverless.yml").read_text("utf-8") + indent(shared, "  ")}


def terraform() -> dict[str, str]:
    return {"main.tf": (FOLDER / "main.tf").read_text("utf-8")}


def cdk() -> dict[str, str]:
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}
    return {
        "cdk.json": '{"app": "python3 app.py"}',
        "cdk.out/manifest.json": json.dumps({"version": "36.0.0", "artifacts": {"Shop": stack}}),
        TEMPLATE: (FOLDER / "cdk.json").read_text("utf-8"),
    }


def source() -> dict[str, str]:
    """What the CDK's assembly is made of, where nobody made one."""
    return {"cdk.json": '{"app": "npx tsx shop.ts"}', "shop.ts": (FOLDER / "shop.ts").read_text("utf-8")}


@pytest.fixture(params=[cloudformation, apart, sam, serverless, terraform, cdk, source], ids=lambda made: made.__name__)
def shown(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What `leastwise policy` says of one rendering, and the folder where it is."""
    for name, text in request.param().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    main(["policy", str(tmp_path), "--format", "json"])
    return json.loads(capsys.readouterr().out), tmp_path


def what(grant: Any) -> str:
    policy: str = grant["policy"] or ""
    return policy if policy.startswith("Amazon") else grant["action"]


def stores(grant: Any) -> list[str]:
    """The stores, as the framework calls them without its own additions: `Shop/Orders`, `aws_sqs_queue.jobs`."""
    return [store.rpartition(".")[2].rpartition("/")[2].lower() for store in grant["stores"]] or [""]


def authors(holder: Any) -> list[Any]:
    return [grant for grant in holder["grants"] if grant["by"] == "author"]


def test_the_same_is_granted(shown: Any) -> None:
    result, _ = shown
    found = {
        (role["kind"], what(grant), store, grant["via"])
        for role in result["roles"]
        for grant in authors(role)
        for store in stores(grant)
        if not (what(grant).startswith("Amazon") and not grant["stores"])
    }
    assert found == GRANTED
    assert {grant["effect"] for role in result["roles"] for grant in role["grants"]} == {"Allow"}
    assert [one for one in result["unread"] if "`cdk synth` would tell more" not in one["reason"]] == []


def test_the_framework_grants_its_own_logs_only(shown: Any) -> None:
    result, _ = shown
    made = [grant for role in result["roles"] for grant in role["grants"] if grant["by"] == "framework"]
    assert {grant["action"].partition(":")[0] for grant in made} <= {"logs"}


def test_a_function_is_granted_what_its_role_is(shown: Any) -> None:
    result, _ = shown
    (function,) = result["functions"]
    (role,) = (role for role in result["roles"] if role["kind"] == "role")
    assert role["functions"] == [function["id"]]
    assert function["grants"] == role["grants"]


def test_the_boundary_is_known(shown: Any) -> None:
    result, _ = shown
    (role,) = (role for role in result["roles"] if role["kind"] == "role")
    assert "bound" in role["boundary"].lower()
    assert role["unknown"] == []


def test_every_grant_points_at_its_line(shown: Any) -> None:
    """A statement's action where it is written; the policy of AWS where it is attached."""
    result, folder = shown
    for role in result["roles"]:
        for grant in authors(role):
            lines = (folder / grant["from"]["file"]).read_text("utf-8").splitlines()
            first = grant["from"]["line"] - 1
            # The name of a policy of AWS may be the end of a text that the CDK puts together, over several lines.
            assert what(grant) in "".join(lines[first : first + (12 if grant["from"]["file"] == TEMPLATE else 1)]), (
                grant
            )
