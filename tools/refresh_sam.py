"""Write the tables of SAM that AWS changes, out of the installed aws-sam-translator.

Run it with the development environment's Python after updating that package: `python tools/refresh_sam.py`.
"""

import datetime
import json
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import samtranslator

SOURCE = Path(samtranslator.__file__).parent
TARGET = Path(__file__).resolve().parent.parent / "src" / "leastwise" / "read" / "sam" / "data"
PREFIX = "arn:aws:iam::aws:policy/"


def read(path: str) -> Any:
    """Return the content of one of the package's JSON files."""
    return json.loads((SOURCE / path).read_text("utf-8"))


def policy_templates() -> dict[str, Any]:
    """Return every policy template: its parameters and what it grants."""
    found = read("policy_templates_data/policy_templates.json")["Templates"]
    return {
        "templates": {
            name: {"parameters": sorted(template.get("Parameters", {})), "definition": template["Definition"]}
            for name, template in sorted(found.items())
        }
    }


def connectors() -> dict[str, Any]:
    """Return what connectors grant between two types, and where a type's role and ARN are found."""
    found = read("model/connector_profiles/profiles.json")
    return {"permissions": found["Permissions"], "types": found["CfnResourceProperties"]}


def managed_policies() -> dict[str, Any]:
    """Return the names of AWS's managed policies by the path that stands before them in the ARN."""
    paths = defaultdict(list)
    for name, arn in read("internal/data/aws_managed_policies.json")["aws"].items():
        path = arn.removeprefix(PREFIX).removesuffix(name)
        assert arn == PREFIX + path + name, arn
        paths[path].append(name)
    return {"policies": {path: sorted(names) for path, names in sorted(paths.items())}}


def main() -> None:
    """Write every table."""
    release = version("aws-sam-translator")
    for table in (policy_templates, connectors, managed_policies):
        head = {"source": "aws-sam-translator (Apache-2.0)", "version": release, "date": str(datetime.date.today())}
        path = TARGET / f"{table.__name__}.json"
        path.write_text(json.dumps(head | table(), indent=1) + "\n", "utf-8")
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
