"""What the peers report about their own public test policies, and whether leastwise reports it.

    git clone https://github.com/duo-labs/parliament peers/parliament    (and policy_sentry, cloudsplaining, moto)
    python bench/policy_peers.py peers --peers-python ~/peers/bin/python

Takes every policy document out of the peers' tests (literals of Python files, JSON files), runs every peer and
leastwise on each, and prints: kind of report of a peer, how often, in how many of these documents leastwise says it
too, and the places of those where it does not. Nothing is taken into the project.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.lint import check
from leastwise.iam.lint.policies import policies as policies_of
from leastwise.read.files import DiskFiles
from leastwise.read.project import read

PEERS = Path(__file__).with_name("policy_peers_run.py")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}

ATTACHED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "s3": ("AWS::S3::BucketPolicy", "PolicyDocument", {"Bucket": "b"}),
    "sqs": (
        "AWS::SQS::QueuePolicy",
        "PolicyDocument",
        {"Queues": ["https://sqs.eu-west-1.amazonaws.com/111122223333/q"]},
    ),
    "sns": ("AWS::SNS::TopicPolicy", "PolicyDocument", {"Topics": ["arn:aws:sns:eu-west-1:111122223333:t"]}),
    "kms": ("AWS::KMS::Key", "KeyPolicy", {}),
    "ecr": ("AWS::ECR::Repository", "RepositoryPolicyText", {}),
    "secretsmanager": ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", {"SecretId": "s"}),
    "elasticfilesystem": ("AWS::EFS::FileSystem", "FileSystemPolicy", {}),
    "es": ("AWS::Elasticsearch::Domain", "AccessPolicies", {}),
    "logs": ("AWS::Logs::ResourcePolicy", "PolicyDocument", {"PolicyName": "p"}),
    "execute-api": ("AWS::ApiGateway::RestApi", "Policy", {}),
}
"""Service of the actions → where a policy with principals is attached."""

ALIKE: dict[str, list[str]] = json.loads(Path(__file__).with_name("policy_peers.json").read_text("utf-8"))["alike"]
"""Report of a peer → issue codes and rules of leastwise that say the same, any of them."""


def documents(folder: Path) -> Iterator[tuple[str, Any]]:
    """Every policy document in the tests and examples below a folder, and where it stands."""
    for path in sorted(folder.rglob("*.json")):
        if not any(word in str(path.relative_to(folder)) for word in ("test", "example")):
            continue
        try:
            yield from (
                (f"{path.relative_to(folder)}", found) for found in policies(json.loads(path.read_text("utf-8")))
            )
        except (ValueError, UnicodeDecodeError):
            continue
    for path in sorted(folder.rglob("*.py")):
        if "test" not in path.name and "test" not in str(path.relative_to(folder).parent):
            continue
        try:
            tree = ast.parse(path.read_text("utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in ast.walk(tree):
            value: Any = None
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "Statement" in node.value:
                try:
                    value = json.loads(node.value)
                except ValueError:
                    continue
            elif isinstance(node, ast.Dict):
                try:
                    value = ast.literal_eval(node)
                except (ValueError, TypeError):
                    continue
            if isinstance(value, dict) and "Statement" in value:
                yield f"{path.relative_to(folder)}:{node.lineno}", value


def policies(value: Any) -> Iterator[Any]:
    """The policy documents in a JSON value."""
    if isinstance(value, dict):
        if "Statement" in value and isinstance(value["Statement"], (list, dict)):
            yield value
            return
        for item in value.values():
            yield from policies(item)
    elif isinstance(value, list):
        for item in value:
            yield from policies(item)


def of_peers(python: str, found: list[Any]) -> list[list[str]]:
    """What the peers report about each document, as `peer:REPORT`."""
    run = subprocess.run([python, str(PEERS)], input=json.dumps(found), capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr)
    reports: list[list[str]] = json.loads(run.stdout)
    return reports


def of_ours(found: list[Any]) -> list[set[str]]:
    """What leastwise reports about each document, as ids of rules and codes of issues."""
    reports: list[set[str]] = [set() for _ in found]
    with tempfile.TemporaryDirectory() as folder:
        for index, document in enumerate(found):
            reports[index].update(levels(document))
            Path(folder, f"{index:05}.json").write_text(json.dumps(template(document)), "utf-8")
        scan = [sys.executable, "-m", "leastwise", "scan", "--root", folder, "--persona", "auditor", "--format", "json"]
        run = subprocess.run([*scan, "--no-cache", folder], capture_output=True, text=True, check=False)
        for finding in json.loads(run.stdout)["findings"]:
            told = reports[int(finding["file"][:5])]
            told.add(finding["rule"])
            told.update(related["rule"] for related in finding["related"])
        for reading in read(DiskFiles(folder)):
            for app in reading.worlds:
                for policy in policies_of(app):
                    issues = list(check(policy, app))
                    reports[int(reading.id[:5])].update(issue.code for issue in issues)
                    reports[int(reading.id[:5])].update("invalid" for issue in issues if issue.kind == "error")
    return reports


def levels(document: Any) -> Iterator[str]:
    """The access levels of the actions that a document names."""
    statements = document["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        actions = statement.get("Action", ()) if isinstance(statement, dict) else ()
        for pattern in [actions] if isinstance(actions, str) else actions:
            if pattern in ("*", "*:*"):
                yield from ("Permissions management", "Write", "Tagging", "Read", "List")
            for action in expand(pattern) or () if isinstance(pattern, str) else ():
                yield from action.access


def template(document: Any) -> dict[str, Any]:
    """A template with a policy: of a role, of its trust, or of what its actions are about, as its statements say."""
    statements = document["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    named = any(isinstance(item, dict) and {"Principal", "NotPrincipal"} & item.keys() for item in statements)
    trust = named and any("sts:" in json.dumps(item.get("Action", "")) for item in statements if isinstance(item, dict))
    role = {"AssumeRolePolicyDocument": document if trust else TRUST}
    if not named:
        role["Policies"] = [{"PolicyName": "own", "PolicyDocument": document}]
    resources: dict[str, Any] = {
        "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "app.handler",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": "def handler(event, context): ..."},
            },
        },
    }
    if named and not trust:
        text = json.dumps([item.get("Action") for item in statements if isinstance(item, dict)]).lower()
        service = next((service for service in ATTACHED if f'"{service}:' in text), "s3")
        type_, property_, target = ATTACHED[service]
        resources["Policy"] = {"Type": type_, "Properties": {property_: document, **target}}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def _same(report: str, told: set[str]) -> bool:
    """Whether leastwise says what a peer reports. All ways of escalating are one rule; moto refuses what is invalid."""
    if report.startswith("cloudsplaining:PrivilegeEscalation"):
        return bool(told & {"privilege-escalation", "admin-policy"})
    if report.startswith("policy_sentry:") and "raises" not in report:
        return report.partition(":")[2].lower() in {word.lower() for word in told}
    if report.startswith("moto:") or ":raises " in report:
        return "invalid" in told
    return bool(told & set(ALIKE.get(report, ())))


def main() -> None:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="with a checkout of each peer in it")
    parser.add_argument("--peers-python", required=True, help="of an environment in which they are installed")
    parser.add_argument("--places", type=int, default=5, help="how many places to name where leastwise is silent")
    options = parser.parse_args()
    unique: dict[str, tuple[str, Any]] = {}
    for where, document in documents(options.folder):
        unique.setdefault(json.dumps(document, sort_keys=True), (where, document))
    found = list(unique.values())
    print(f"{len(found)} policy documents")
    theirs = of_peers(options.peers_python, [document for _, document in found])
    ours = of_ours([document for _, document in found])
    table: dict[str, list[tuple[str, bool, set[str]]]] = defaultdict(list)
    for (where, _), reports, told in zip(found, theirs, ours, strict=True):
        for report in reports:
            table[report].append((where, _same(report, told), told))
    for report, cases in sorted(table.items()):
        silent = [(where, told) for where, same, told in cases if not same]
        print(f"{report:<62} {len(cases):4}  also by leastwise {len(cases) - len(silent):4}")
        for where, told in silent[: options.places]:
            print(f"      {where}: {', '.join(sorted(told)) or 'nothing'}")


if __name__ == "__main__":
    main()
