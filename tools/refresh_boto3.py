"""Write boto3's resources (`resource("s3").Bucket(…)`) as compact tables, one a service, out of the installed boto3.

Run it with the development environment's Python: `python tools/refresh_boto3.py`. See `code/sdk/data/README.md`.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import boto3.session
import botocore.loaders
from botocore import xform_name

TARGET = Path(__file__).resolve().parent.parent / "src/leastwise/code/sdk/data/resources"
OWN = {"identifier": "", "data": ".", "input": "?", "response": "", "requestParameter": "!"}


def source(row: dict[str, Any]) -> Any:
    """Where a value comes from: an identifier by its name, `.x` data of the resource, `?` what the caller gives."""
    if row["source"] in ("string", "integer", "boolean"):
        return {"value": row["value"]}
    if row["source"] == "input":
        return "?"
    if row["source"] == "response":
        return ">" + row["path"]
    return OWN[row["source"]] + (row.get("name") or row.get("path", ""))


def params(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The arguments that a method fills in by itself."""
    return {row["target"]: source(row) for row in rows}


def made(row: dict[str, Any] | None) -> list[Any] | None:
    """The resource that a method gives back: its type and where its identifiers come from."""
    return None if row is None else [row["type"], {at["target"]: source(at) for at in row.get("identifiers", [])}]


def action(row: dict[str, Any]) -> list[Any]:
    """An action: operation, arguments filled in, resource given back."""
    request = row["request"]
    found: list[Any] = [request["operation"], params(request.get("params", []))]
    back = made(row.get("resource"))
    return found if back is None else [*found, back]


def described(row: dict[str, Any], waiters: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    """One type of resource."""
    shape = shapes.get(row.get("shape", ""), {})
    load = row.get("load")
    found = {
        "identifiers": [one["name"] for one in row.get("identifiers", [])],
        "attributes": sorted(xform_name(name) for name in shape.get("members", {})),
        "load": None if load is None else [load["request"]["operation"], params(load["request"].get("params", []))],
        "actions": {xform_name(name): action(at) for name, at in sorted(row.get("actions", {}).items())},
        "has": {name: made(at["resource"]) for name, at in sorted(row.get("has", {}).items())},
        "collections": {xform_name(name): action(at) for name, at in sorted(row.get("hasMany", {}).items())},
        "batch": {xform_name(name): action(at) for name, at in sorted(row.get("batchActions", {}).items())},
        "waiters": {
            f"wait_until_{xform_name(name)}": [waiters[at["waiterName"]]["operation"], params(at.get("params", []))]
            for name, at in sorted(row.get("waiters", {}).items())
        },
    }
    return {key: value for key, value in found.items() if value}


def main() -> None:
    """Write the tables."""
    session = boto3.session.Session()
    TARGET.mkdir(parents=True, exist_ok=True)
    loader = botocore.loaders.create_loader()
    for name in session.get_available_resources():
        model = session._loader.load_service_model(name, "resources-1")
        shapes = loader.load_service_model(name, "service-2")["shapes"]
        try:
            waiters = loader.load_service_model(name, "waiters-2")["waiters"]
        except botocore.loaders.UnknownServiceError:
            waiters = {}
        types = {"": described(model["service"], waiters, shapes)}
        types |= {kind: described(row, waiters, shapes) for kind, row in sorted(model["resources"].items())}
        lines = ",\n".join(f"  {json.dumps(kind)}: {json.dumps(row)}" for kind, row in types.items())
        head = json.dumps({"source": f"boto3 {version('boto3')} (Apache-2.0), through tools/refresh_boto3.py"})[1:-1]
        (TARGET / f"{name}.json").write_text(f'{{\n {head},\n "types": {{\n{lines}\n }}\n}}\n', "utf-8")


if __name__ == "__main__":
    main()
