"""Cases of `tests/code/cases` as labels: small programs, each for one form that real code seldom has.

The format stands in `tests/code/cases/README.md`. A case is written into a folder of its own and read from there as any
application.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from needs_labels import Label, Pair

RUNTIMES = {"python": ("python3.13", "app.handler"), "javascript": ("nodejs22.x", "index.handler")}


def cases(folder: Path, into: Path) -> Iterator[Label]:
    """Write every case below a folder into a folder of its own, and say what it needs."""
    for path in sorted(folder.rglob("*.yaml")):
        yield written(path, into / path.parent.name / path.stem)


def written(path: Path, root: Path) -> Label:
    """Write the files of a case into a folder, and say what it needs."""
    language = path.parent.name
    case = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    files = dict(case["files"])
    if not any(name in files for name in ("template.yaml", ".chalice/config.json")):
        files["template.yaml"] = json.dumps(_template(case, language), indent=1)  # JSON is YAML
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    needed, optional = (_pairs(case.get(key, ())) for key in ("needed", "optional"))
    place = (root, "cases", ".", f"{language}/{path.stem}", "*", next(iter(case["files"])), language, "case")
    return Label(*place, needed, (), optional, uncertain_at=case.get("uncertain_at"))


def _pairs(lines: Iterator[str]) -> tuple[Pair, ...]:
    return tuple(Pair(*line.split()) for line in lines)


def _template(case: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The template of a case that writes none: its resources, and one function with its environment."""
    runtime, handler = RUNTIMES[language]
    resources = {
        name: {"Type": made} if isinstance(made, str) else made for name, made in case.get("resources", {}).items()
    }
    resources["Function"] = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Runtime": runtime,
            "Handler": handler,
            "CodeUri": ".",
            "Environment": {"Variables": case.get("environment", {})},
        },
    }
    return {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
