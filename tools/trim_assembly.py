"""Make what `cdk synth` wrote for an example fit to be kept: no paths of a machine, nothing that is only the CLI's.

    cd examples/corner-shop-cdk && npx cdk synth --no-staging --debug && python ../../tools/trim_assembly.py cdk.out

Paths become relative: those of assets to the assembly, those in stack traces to the folder of the application. Of each
trace the first line stays that is the author's, of the manifest the stacks and their assets.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

KEPT = ("aws:cloudformation:stack", "cdk:asset-manifest")


def trim(output: Path) -> None:
    """Rewrite the assembly in this folder, which lies in the folder of the application."""
    shop, app = f"{output.parent.parent}/", f"{output.parent}/"
    for name in ("tree.json", "performance-counters.json", "validation-report.json"):
        (output / name).unlink(missing_ok=True)
    manifest = output / "manifest.json"
    document = json.loads(manifest.read_text("utf-8"))
    document["artifacts"] = {name: each for name, each in document["artifacts"].items() if each["type"] in KEPT}
    manifest.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    for path in output.glob("*.metadata.json"):
        entries = _short(json.loads(path.read_text("utf-8")), app)
        path.write_text(json.dumps(entries) + "\n", "utf-8")
    for path in (*output.glob("*.assets.json"), *output.glob("*.template.json")):
        path.write_text(path.read_text("utf-8").replace(shop, "../../"), "utf-8")


def _short(value: Any, app: str) -> Any:
    """Metadata whose stack traces name one line of the author's."""
    if isinstance(value, dict):
        return {key: _short(item, app) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(item, str) for item in value):
        return [line.replace(app, "") for line in value if app in line][:1]
    short = [_short(item, app) for item in value]
    return [item for index, item in enumerate(short) if item not in short[:index]]


if __name__ == "__main__":
    trim(Path(sys.argv[1]).resolve())
