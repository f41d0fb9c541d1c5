"""Write src/leastwise/iam/data/managed_policies.json and managed_powers.json: what AWS managed policies grant.

AWS publishes its managed policies through the IAM API alone; the `moto` package (Apache-2.0) carries a copy of all
documents, renewed for each of its releases. Only its text is read, so `make refresh` installs it without dependencies.

    python -m pip install --no-deps moto
    python tools/refresh_managed_policies.py
"""

from __future__ import annotations

import ast
import json
from datetime import date
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from leastwise.iam.actions import expand, service
from leastwise.iam.allowance import PASS_ROLE
from leastwise.iam.escalation import ways
from leastwise.iam.managed import ADMINISTRATOR
from leastwise.iam.notable import destructive, reading, reads_data
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.reach import covers_everything, works_on

DATA = Path(__file__).resolve().parent.parent / "src/leastwise/iam/data"

# What AWS's own execution policies for functions, APIs and tasks grant on every resource is customary, not broad.
CUSTOMARY = (
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "AmazonAPIGatewayPushToCloudWatchLogs",
    "AmazonECSTaskExecutionRolePolicy",
)  # SAM's VPCAccessPolicy allows this beside them.
CUSTOMARY_TOO = {"ec2:detachnetworkinterface"}
# Policies for an attachment that AWS prescribes as it is. Those for services are left out by their path, save these.
PRESCRIBED = (
    "CloudWatchAgentServerPolicy",
    "AmazonElasticFileSystemClientReadWriteAccess",
)
# Those for the role of a server, which nothing else has a use for.
FOR_SERVERS = ("AmazonSSMManagedInstanceCore",)
SERVICE_ROLES_TOO = ("AWSLambdaRole",)


def statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of a policy, also where there is only one."""
    found = document["Statement"]
    return found if isinstance(found, list) else [found]


def as_list(value: Any) -> list[str]:
    """A list of texts, also where one stands alone."""
    return value if isinstance(value, list) else [value] if value else []


def allowed(document: dict[str, Any]) -> list[str]:
    """The actions, as written, that a policy allows on whatever; everything, where it names what it does not allow."""
    found: list[str] = []
    for statement in statements(document):
        if statement["Effect"] == "Allow":
            found += ["*"] if "NotAction" in statement else as_list(statement.get("Action"))
    return found


def on_everything(document: dict[str, Any]) -> list[str]:
    """The actions, as written, that a policy allows on every resource and without condition."""
    found: list[str] = []
    for statement in statements(document):
        allowed = statement["Effect"] == "Allow" and not statement.get("Condition")
        if allowed and any(covers_everything(resource) for resource in as_list(statement.get("Resource"))):
            found += as_list(statement.get("Action"))
    return found


def wide(pattern: str, customary: set[str]) -> bool:
    """Whether an action on every resource is more than customary: it changes things, or reads data."""
    if pattern == "*":
        return True
    actions = [a for a in expand(pattern) or () if str(a).lower() not in customary and a.takes_resource]
    return any(not action.reads or reads_data(action) for action in actions)


def prescribed(name: str, path: str) -> bool:
    """Whether AWS prescribes a policy as it is, mostly for a role that only a service of its own takes."""
    services = path.startswith(("/aws-service-role/", "/service-role/"))
    return name in (*PRESCRIBED, *FOR_SERVERS) or (services and name not in SERVICE_ROLES_TOO)


def powers(document: dict[str, Any], wanted: set[str]) -> list[str]:
    """Those of the wanted actions that a policy allows on every resource, and to which services roles may be passed.

    A condition has the benefit of the doubt, save that on passing roles; a denial without one holds.
    """
    found: dict[str, set[str] | None] = {}
    for statement in statements(document):
        condition = statement.get("Condition")
        patterns = [pattern.lower() for pattern in as_list(statement.get("Action"))]
        spared = [pattern.lower() for pattern in as_list(statement.get("NotAction"))]
        for action in wanted:
            low = action.lower()
            meant = any(matches(p, low) for p in patterns) or (spared and not any(matches(p, low) for p in spared))
            (known,) = expand(action) or ()
            wide = any(covers_everything(r) and works_on(known, r) for r in as_list(statement.get("Resource")))
            if meant and wide and statement["Effect"] == "Allow":
                only = passed(condition) if condition and action == PASS_ROLE else None
                if not condition:
                    found[action] = None
                elif only and found.get(action, set()) is not None:
                    found[action] = (found.get(action) or set()) | only
    denied = [p.lower() for s in statements(document) if s["Effect"] == "Deny" for p in as_list(s.get("Action"))]
    kept = {action: only for action, only in found.items() if not any(matches(p, action.lower()) for p in denied)}
    return sorted(
        f"{action}={service}" if service else action for action, only in kept.items() for service in only or [""]
    )


def passed(condition: dict[str, Any]) -> set[str]:
    """The services that a condition limits the passing of roles to; none where it says anything else."""
    entries = {key.lower(): value for tests in condition.values() for key, value in tests.items()}
    plain = condition.keys() <= {"StringEquals", "StringLike"} and entries.keys() == {"iam:passedtoservice"}
    return set(as_list(entries["iam:passedtoservice"])) if plain else set()


def weight(pattern: str) -> tuple[bool, bool, int]:
    """Sort key that brings whole services first, then other wildcards."""
    known = service(pattern.partition(":")[0])
    return (not pattern.endswith(":*"), not has_wildcard(pattern), -len(known.names) if known else 0)


def main() -> None:
    """Read moto's copy, judge each policy, write the table."""
    moto = distribution("moto")
    module = Path(str(moto.locate_file("moto/iam/aws_managed_policies.py"))).read_text("utf-8")
    text = next(node.value for node in ast.parse(module).body if isinstance(node, ast.Assign))
    policies: dict[str, dict[str, Any]] = json.loads(ast.literal_eval(text))
    customary = {a.lower() for name in CUSTOMARY for a in on_everything(policies[name]["Document"])} | CUSTOMARY_TOO
    broad: dict[str, dict[str, Any]] = {}
    servers: dict[str, dict[str, Any]] = {}
    log_groups = []
    for name, policy in policies.items():
        path = policy["Path"]
        if any(matches(p.lower(), "logs:createloggroup") for p in allowed(policy["Document"])):
            log_groups.append(name)
        if prescribed(name, path) and name not in FOR_SERVERS:
            continue
        found = sorted(
            {p for p in on_everything(policy["Document"]) if wide(p, customary)}, key=lambda p: (*weight(p), p)
        )
        if found:
            entries = servers if name in FOR_SERVERS else broad
            entries[name] = {"count": len(found), "widest": found[:4]}
    table = {
        "about": "broad: AWS managed policies that grant more than one application needs, with the widest of what they "
        "allow on every resource, and how many actions and patterns of that weight there are. servers: the same of "
        "policies that AWS prescribes for the role of a server, and that are broad for any other. log_groups: the "
        "policies that allow making log groups. customary: what AWS's own execution policies allow on every resource.",
        "source": f"moto {moto.version} (Apache-2.0), aws_managed_policies.py, through tools/{Path(__file__).name}",
        "date": date.today().isoformat(),
        "customary": sorted(customary),
        "log_groups": sorted(log_groups),
        "servers": servers,
        "broad": dict(sorted(broad.items())),
    }
    (DATA / "managed_policies.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    write_powers(policies, table["source"])
    print(f"{len(broad)} of {len(policies)} policies are broad; {len(customary)} actions are customary")


def write_powers(policies: dict[str, dict[str, Any]], source: str) -> None:
    """Write the table of the notable actions that each policy allows on every resource."""
    wanted = {PASS_ROLE, *destructive(), *(action for actions in reading().values() for action in actions)}
    wanted.update(name for way in ways() for name in (*way.everywhere, *(one for choice in way.also for one in choice)))
    every = {n: powers(p["Document"], wanted) for n, p in policies.items() if not prescribed(n, p["Path"])}
    table = {
        "about": "The actions by which permissions grow, data is read or destroyed, that an AWS managed policy allows "
        "on every resource. iam:PassRole=service: only roles for that service may be passed.",
        "source": source,
        "date": date.today().isoformat(),
        "policies": {name: found for name, found in sorted(every.items()) if found and name not in ADMINISTRATOR},
    }
    lines = json.dumps(table, separators=(",", ":")).replace('],"', '],\n"')
    (DATA / "managed_powers.json").write_text(lines + "\n", "utf-8")


if __name__ == "__main__":
    main()
