"""What moto's evaluator is asked in moto's own tests, and whether leastwise answers the same.

    git clone https://github.com/getmoto/moto peers/moto
    python bench/policy_moto.py peers/moto --peers-python ~/peers/bin/python      (with moto[server], pytest, freezegun)

Runs the tests of moto in which requests are allowed or denied, records each question with the policies that have a say,
asks leastwise, and prints how often both agree and every question on which they do not. Nothing is taken into the
project.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from leastwise.iam.evaluation import Caller, Clause, Decision, Policies, Reason, Request, clauses, decide
from leastwise.iam.truth import Truth

TESTS = [
    "tests/test_core/test_auth.py",
    "tests/test_core/test_auth_context_manager.py",
    "tests/test_s3/test_s3_auth.py",
    "tests/test_s3/test_s3_bucket_policy.py",
    "tests/test_awslambda/test_lambda_invoke.py::test_lambda_request_unauthorized_user",
]


def recorded(checkout: Path, python: str) -> list[dict[str, Any]]:
    """What is asked while the tests run."""
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder, "questions")
        questions.touch()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(checkout.resolve()), str(Path(__file__).resolve().parent)]),
            "POLICY_QUESTIONS": str(questions),
        }
        run = [python, "-m", "pytest", "-q", "-p", "policy_moto_record", "-p", "no:cacheprovider", *TESTS]
        done = subprocess.run(run, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
        print("moto's tests:", (done.stdout.strip().splitlines() or [done.stderr])[-1])
        lines = questions.read_text("utf-8").splitlines()
    return [json.loads(line) for line in dict.fromkeys(lines)]


def decided(question: dict[str, Any]) -> Decision:
    """What leastwise says."""
    action, resource = question["action"], question["resource"]
    if "policy" in question:
        request = Request(action, resource, Caller("anonymous"))
        return decide(request, Policies(resource=clauses(json.loads(question["policy"])), same_account=Truth.NO))
    context = {key.lower(): tuple([value]) for key, value in (question.get("context") or {}).items()}
    policies = Policies(
        tuple(clause for text in question["identity"] for clause in clauses(json.loads(text))),
        resource=trust(question["trust"]) if "trust" in question else None,
    )
    return decide(Request(action, resource, caller(question["caller"]), context), policies)


def trust(text: str) -> tuple[Clause, ...]:
    """The statements of a trust policy."""
    return clauses(json.loads(text))


def caller(arn: str) -> Caller:
    """Whom the ARN of a user, or of a session of a role, names."""
    parts = arn.split(":", 5)
    if not parts[5].startswith("assumed-role/"):
        return Caller("user", arn)
    _, role, session = parts[5].split("/", 2)
    return Caller("role", f"arn:{parts[1]}:iam::{parts[4]}:role/{role}", session=session)


def same(decision: Decision, answer: str) -> bool:
    """Whether moto's answer is that of leastwise; `neutral` is: no statement is for it."""
    if answer in ("allowed", "permitted"):
        return decision.allowed is Truth.YES
    if answer == "neutral":
        return decision.allowed is Truth.NO and decision.reason is Reason.IMPLICIT_DENY
    return decision.allowed is Truth.NO


def main() -> None:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkout", type=Path, help="of moto")
    parser.add_argument(
        "--peers-python", required=True, help="of an environment with moto[server], pytest and freezegun"
    )
    options = parser.parse_args()
    found = recorded(options.checkout, options.peers_python)
    if not found:
        sys.exit("nothing was asked")
    table: Counter[tuple[str, str]] = Counter()
    differing = []
    for question in found:
        decision = decided(question)
        agree = same(decision, question["moto"])
        table[question["moto"], "the same" if agree else f"{decision.allowed.name} ({decision.reason.name})"] += 1
        if not agree:
            differing.append((question, decision))
    for (answer, ours), count in sorted(table.items()):
        print(f"moto {answer:<10} leastwise {ours:<32} {count:4}")
    for question, decision in differing:
        print(f"\n{question['test']}\n  {question['action']} on {question['resource']}: moto {question['moto']}")
        print(f"  leastwise {decision.allowed.name}, {decision.reason.name} {'; '.join(decision.when)}")
        for text in [*question.get("identity", ()), question.get("trust", ""), question.get("policy", "")]:
            if text:
                print(f"    {' '.join(text.split())}")


if __name__ == "__main__":
    main()
