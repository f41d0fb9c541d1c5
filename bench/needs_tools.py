"""The tools that `bench/needs.py` asks: leastwise and AWS's iam-policy-autopilot. What they say is an `Answer`."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from needs_labels import Label, Target

# Needs of these sources come from the template's wiring, not from code (DESIGN, "JSON of `policy`").
WIRING = frozenset({"event-source", "destination", "dlq", "vpc", "tracing", "logs", "durable", "efs", "extension"})
LOGS = frozenset({"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"})
ENDINGS = {"python": (".py",), "javascript": (".js", ".mjs", ".cjs"), "typescript": (".ts", ".mts", ".cts", ".tsx")}
PASSED_OVER = frozenset({"node_modules", ".git", "test", "tests", "__pycache__", "dist", "cdk.out"})


@dataclass
class Said:
    """What a tool says of one action: the resources, and the places because of which it is needed."""

    targets: list[Target] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """What a tool says about one function; `None` as certainty where it has no such word."""

    code: dict[str, Said] = field(default_factory=lambda: defaultdict(Said))
    wiring: dict[str, Said] = field(default_factory=lambda: defaultdict(Said))
    optional: set[str] = field(default_factory=set)
    certainty: str | None = None
    why: list[str] = field(default_factory=list)
    fault: str = ""


class Leastwise:
    """Runs `leastwise policy` once for each application."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.seconds = 0.0
        self._documents: dict[tuple[Path, str], dict[str, Any]] = {}

    def ask(self, label: Label) -> Answer:
        """What it says about the function of a label."""
        document = self.document(label.root, label.folder)
        return Answer(fault=document["fault"]) if "fault" in document else heard(document, label)

    def document(self, root: Path, folder: str) -> dict[str, Any]:
        """All that it says about a folder; `fault` where it says nothing."""
        if (root, folder) not in self._documents:
            self._documents[root, folder] = self._run(root, folder)
        return self._documents[root, folder]

    def _run(self, root: Path, folder: str) -> dict[str, Any]:
        started = time.perf_counter()
        command = [*self.command, "policy", "show", "--root", str(root), "--isolated", "--format", "json"]
        command.append(str(root / folder))
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        self.seconds += time.perf_counter() - started
        try:
            document: dict[str, Any] = json.loads(run.stdout)
        except ValueError:
            lines = run.stderr.strip().splitlines() or ["no output"]
            return {"fault": f"exit {run.returncode}: {lines[-1]}"}
        return document


def heard(document: Mapping[str, Any], label: Label) -> Answer:
    """What the JSON of `leastwise policy` says about the function of a label."""
    found = entries(document["functions"], label)
    return _answer(found) if found else Answer(fault="the function is not found")


def entries(functions: Iterable[Mapping[str, Any]], label: Label) -> list[Mapping[str, Any]]:
    """The entries of a function: by name, in the template, with the handler's file, as far as each tells them apart."""
    if label.function == "*":
        return list(functions)
    name = label.function
    found = [entry for entry in functions if _called(name, entry["name"])]
    for narrow in (
        lambda entry: entry["id"].startswith(label.template),
        lambda entry: entry["file"] == label.handler,
        lambda entry: entry["name"] == name,
    ):
        found = [entry for entry in found if narrow(entry)] or found
    return found[:1]


def _called(name: str, whole: str) -> bool:
    """Whether a label's name fits: the whole, the end of a construct's path, or the Terraform module that holds it."""
    return whole == name or whole.endswith((f"/{name}", f".{name}")) or whole.startswith(f"{name}.")


def _answer(entries: Iterable[Mapping[str, Any]]) -> Answer:
    answer = Answer(certainty="complete")
    for entry in entries:
        if entry["certainty"] != "complete":
            answer.certainty = entry["certainty"]
        answer.why += [f"{reason['file']}:{reason['line']} {reason['reason']}" for reason in entry["why"]]
        for need in entry["needs"]:
            if need["source"] not in WIRING and need.get("optional"):
                answer.optional.add(need["action"])
                continue
            said = (answer.wiring if need["source"] in WIRING else answer.code)[need["action"]]
            said.targets += [Target(at["arn"], at["logical_id"]) for at in need["resources"]]
            said.places += [f"{because['file']}:{because['line']}" for because in need["because"]]
    answer.optional -= answer.code.keys()
    return answer


class Autopilot:
    """Runs `iam-policy-autopilot generate-policies` for each handler, alone or with its neighbours.

    It needs AWS's service reference from the network, or a copy of it: see `IAM_POLICY_AUTOPILOT_SERVICE_REFERENCE_URL`
    in its source. Its telemetry is turned off.
    """

    def __init__(self, program: str, *, whole_folder: bool, through_services: bool) -> None:
        self.program = program
        self.whole_folder = whole_folder
        self.through_services = through_services
        self.seconds = 0.0

    def ask(self, label: Label) -> Answer:
        """What it says about the sources of a label."""
        command = [self.program, "generate-policies", "--region", "us-east-1", "--account", "111122223333"]
        command += ["--language", label.language, *(str(path) for path in self._files(label))]
        started = time.perf_counter()
        environment = {**os.environ, "DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY": "true"}
        run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        self.seconds += time.perf_counter() - started
        answer = Answer()
        try:
            policies = json.loads(run.stdout)["Policies"]
        except (ValueError, KeyError):
            lines = run.stderr.strip().splitlines() or ["no output"]
            answer.fault = f"exit {run.returncode}: {lines[-1]}"
            return answer
        for policy in policies:
            for statement in policy["Policy"]["Statement"]:
                if not self.through_services and "kms:ViaService" in json.dumps(statement.get("Condition", {})):
                    continue
                for action in statement["Action"]:
                    answer.code[action].targets += [Target(arn) for arn in statement["Resource"]]
        return answer

    def _files(self, label: Label) -> list[Path]:
        handler = label.root / label.handler
        if not self.whole_folder or label.repo == "iam-policy-autopilot":
            return [handler]
        endings = ENDINGS[label.language]
        below = sorted(path for path in handler.parent.rglob("*") if path.suffix in endings)
        wanted = [path for path in below if not PASSED_OVER & {*path.relative_to(handler.parent).parts}]
        return wanted or [handler]
