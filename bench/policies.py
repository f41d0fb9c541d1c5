"""How fast permissions are decided, beside the peers.

    python bench/policies.py                                          leastwise alone
    python bench/policies.py --peers-python ~/peers/bin/python        also the peers that are installed there

Prints: 10,000 random decisions, what the catalogue of actions costs when two services are used, and 2,000 roles with 20
statements each, each asked ten questions. moto decides; parliament says on which resources an action is allowed, of a
policy that it has analysed; policy_sentry and policyuniverse only expand actions: what is still to be done then is
written here as sets, so their figures are none of the peer's own.
These are measurements, not tests: nothing fails.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICES = {
    "dynamodb": (
        "arn:aws:dynamodb:eu-west-1:111122223333:table/{}",
        "GetItem PutItem DeleteItem Query Scan UpdateItem",
    ),
    "s3": ("arn:aws:s3:::{}/a", "GetObject PutObject DeleteObject PutObjectAcl GetObjectTagging AbortMultipartUpload"),
    "sqs": ("arn:aws:sqs:eu-west-1:111122223333:{}", "SendMessage ReceiveMessage DeleteMessage PurgeQueue"),
    "sns": ("arn:aws:sns:eu-west-1:111122223333:{}", "Publish Subscribe SetTopicAttributes"),
}
TRUST = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ]
}
NAMES = "orders orders-archive photos jobs news audit".split()


def statement(chance: random.Random) -> dict[str, Any]:
    """A random statement, as people write them: some wildcards, some denials."""
    service = chance.choice(sorted(SERVICES))
    form, names = SERVICES[service]
    actions = [f"{service}:{name}" for name in chance.sample(names.split(), 2)]
    actions.append(chance.choice([f"{service}:*", f"{service}:Get*", f"{service}:*Item", actions[0]]))
    name = chance.choice([*NAMES, "orders*", "*"])
    resource = chance.choice([form.format(name)] * 4 + ["*"])
    return {"Effect": chance.choices(["Allow", "Deny"], [9, 1])[0], "Action": actions, "Resource": resource}


def document(chance: random.Random, statements: int) -> dict[str, Any]:
    """A random policy."""
    return {"Version": "2012-10-17", "Statement": [statement(chance) for _ in range(statements)]}


def questions(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """Random requests: an action and an ARN."""
    found = []
    for _ in range(count):
        form, names = SERVICES[service := chance.choice(sorted(SERVICES))]
        found.append((f"{service}:{chance.choice(names.split())}", form.format(chance.choice(NAMES))))
    return found


def median(run: Callable[[], object], runs: int) -> float:
    """Seconds, the median of several runs after one that warms up."""
    run()
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def decisions(documents: list[dict[str, Any]], asked: list[tuple[str, str]]) -> list[bool]:
    """What leastwise decides: the documents are read anew, then all questions are put to one of them each."""
    from leastwise.iam.evaluation import Policies, Request, clauses, decide
    from leastwise.iam.truth import Truth

    policies = [Policies(identity=clauses(one)) for one in documents]
    return [
        decide(Request(action, resource), policies[index % len(policies)]).allowed is Truth.YES
        for index, (action, resource) in enumerate(asked)
    ]


PEERS = """
import json, logging, sys, time
logging.disable(logging.CRITICAL)
peer, limit = sys.argv[1], int(sys.argv[2])
documents, asked = json.load(sys.stdin)
asked = asked[:limit]

def moto():
    from moto.iam.access_control import IAMPolicy, PermissionResult
    policies = [IAMPolicy(json.dumps(one)) for one in documents] if hasattr(IAMPolicy, "__init__") else []
    return [
        policies[i % len(policies)].is_action_permitted(action, resource) is PermissionResult.PERMITTED
        for i, (action, resource) in enumerate(asked)
    ]

def parliament():
    from parliament import analyze_policy_string, is_arn_match
    made = [analyze_policy_string(json.dumps(one), ignore_private_auditors=True) for one in documents]
    found = []
    for i, (action, resource) in enumerate(asked):
        allowed = made[i % len(made)].get_allowed_resources(*action.split(":"))
        found.append(any(is_arn_match("*", one, resource) for one in allowed))
    return found

def policy_sentry():
    from fnmatch import fnmatchcase
    from policy_sentry.analysis.expand import determine_actions_to_expand
    made = []
    for one in documents:
        made.append([
            (s["Effect"], {a.lower() for a in determine_actions_to_expand(s["Action"])}, s["Resource"])
            for s in one["Statement"]
        ])
    found = []
    for i, (action, resource) in enumerate(asked):
        effects = {e for e, a, p in made[i % len(made)] if action.lower() in a and fnmatchcase(resource, p)}
        found.append("Deny" not in effects and "Allow" in effects)
    return found

def policyuniverse():
    from fnmatch import fnmatchcase
    from policyuniverse.expander_minimizer import _expand
    made = []
    for one in documents:
        made.append([
            (s["Effect"], {a for p in s["Action"] for a in _expand(p)}, s["Resource"]) for s in one["Statement"]
        ])
    found = []
    for i, (action, resource) in enumerate(asked):
        effects = {e for e, a, p in made[i % len(made)] if action.lower() in a and fnmatchcase(resource, p)}
        found.append("Deny" not in effects and "Allow" in effects)
    return found

run = globals()[peer]
run()
started = time.perf_counter()
found = run()
json.dump({"seconds": time.perf_counter() - started, "found": found}, sys.stdout)
"""


def beside(python: str, data: str, asked: int, ours: float, answers: list[bool]) -> None:
    """Time the peers on the same questions."""
    for peer in ("moto", "parliament", "policy_sentry", "policyuniverse"):
        done = subprocess.run(
            [python, "-c", PEERS, peer, str(asked)], input=data, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"  {peer:<42} not run: {done.stderr.strip().splitlines()[-1][:70]}")
            continue
        told = json.loads(done.stdout)
        same = sum(one == other for one, other in zip(told["found"], answers, strict=True))
        ratio = told["seconds"] / ours
        print(f"  {peer:<42} {told['seconds']:8.3f} s   {ratio:8.1f} × ours   same answer {same:,} of {asked:,}")


def catalogue() -> None:
    """What asking about the actions of two services costs in a process of its own."""
    script = (
        "import time; from leastwise.iam.actions import expand\n"
        "s = time.perf_counter(); expand('dynamodb:*'); expand('s3:Get*'); print(time.perf_counter() - s)"
    )
    runs = [float(subprocess.check_output([sys.executable, "-c", script], text=True)) for _ in range(7)]
    print(f"catalogue of actions, two services           {statistics.median(runs) * 1000:8.1f} ms")


def roles(chance: random.Random, count: int, runs: int) -> None:
    """Many roles with twenty statements each."""
    documents = [document(chance, 20) for _ in range(count)]
    asked = questions(chance, 10)
    seconds = median(lambda: [decisions([one], asked) for one in documents], runs)
    print(f"{count:,} roles × 20 statements, ten questions each {seconds:8.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, count, 200):
            resources = {
                f"Role{start + index}": {
                    "Type": "AWS::IAM::Role",
                    "Properties": {
                        "AssumeRolePolicyDocument": TRUST,
                        "Policies": [{"PolicyName": "own", "PolicyDocument": one}],
                    },
                }
                for index, one in enumerate(documents[start : start + 200])
            }
            Path(folder, f"{start}.template.json").write_text(json.dumps({"Resources": resources}), "utf-8")
        for command in (["policy", "--format", "json"], ["scan", "--no-cache", "--select", "privilege-escalation"]):
            started = time.perf_counter()
            whole = [sys.executable, "-m", "leastwise", *command, "--root", folder, folder]
            subprocess.run(whole, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            print(f"  leastwise {' '.join(command):<50} {time.perf_counter() - started:8.3f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers-python", help="of an environment with the peers")
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--roles", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    documents = [document(chance, 20) for _ in range(50)]
    asked = questions(chance, options.decisions)
    seconds = median(lambda: decisions(documents, asked), options.runs)
    print(f"{options.decisions:,} random decisions on 50 policies × 20 statements")
    print(f"  {'leastwise':<42} {seconds:8.3f} s")
    if options.peers_python:
        data = json.dumps([documents, asked])
        beside(options.peers_python, data, options.decisions, seconds, decisions(documents, asked))
    catalogue()
    roles(chance, options.roles, 1)


if __name__ == "__main__":
    main()
