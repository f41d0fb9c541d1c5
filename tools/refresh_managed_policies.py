"""Write the tables about AWS managed policies in src/leastwise/iam/data.

`documents_of_aws.bin` and its index hold their texts, `managed_policies.json` what they amount to.

AWS publishes its managed policies through the IAM API alone; the `moto` package (Apache-2.0) carries a copy of all
documents, renewed for each of its releases. Only its text is read, so `make refresh` installs it without dependencies.

    python -m pip install --no-deps moto
    python tools/refresh_managed_policies.py
"""

from __future__ import annotations

import ast
import json
import zlib
from datetime import date
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from leastwise.iam.actions import expand, service
from leastwise.iam.documents_of_aws import TABLE
from leastwise.iam.notable import reads_data
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.reach import covers_everything

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
# So many policies make a block of compressed texts: more make the file smaller, and reading one of them slower.
BLOCK = 8


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
    source = f"moto {moto.version} (Apache-2.0), aws_managed_policies.py, through tools/{Path(__file__).name}"
    table = {
        "about": "broad: AWS managed policies that grant more than one application needs, with the widest of what they "
        "allow on every resource, and how many actions and patterns of that weight there are. servers: the same of "
        "policies that AWS prescribes for the role of a server, and that are broad for any other. log_groups: the "
        "policies that allow making log groups. customary: what AWS's own execution policies allow on every resource.",
        "source": source,
        "date": date.today().isoformat(),
        "customary": sorted(customary),
        "log_groups": sorted(log_groups),
        "servers": servers,
        "broad": dict(sorted(broad.items())),
    }
    (DATA / "managed_policies.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    write_documents(policies, source)
    print(f"{len(broad)} of {len(policies)} policies are broad; {len(customary)} actions are customary")


def write_documents(policies: dict[str, dict[str, Any]], source: str) -> None:
    """Write the texts of all policies in compressed blocks, by name, and where each block begins."""
    names = sorted(policies)
    blocks: list[tuple[str, int, int]] = []
    data = b""
    for first in range(0, len(names), BLOCK):
        group = {
            name: [policies[name]["Path"], policies[name]["DefaultVersionId"], policies[name]["Document"]]
            for name in names[first : first + BLOCK]
        }
        packed = zlib.compress(json.dumps(group, separators=(",", ":")).encode(), 9)
        blocks.append((names[first], len(data), len(packed)))
        data += packed
    table = {
        "about": f"blocks: first policy of a block of {TABLE}.bin, where the block begins, and its length. A block is "
        "zlib over JSON: name, then path, version in force, and document of a policy.",
        "source": source,
        "date": date.today().isoformat(),
        "policies": len(names),
        "newest": max(policy["UpdateDate"] for policy in policies.values())[:10],
        "blocks": blocks,
    }
    (DATA / f"{TABLE}.bin").write_bytes(data)
    (DATA / f"{TABLE}.json").write_text(
        json.dumps(table, separators=(",", ":")).replace("],[", "],\n[") + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
