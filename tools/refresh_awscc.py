"""Write down how the `awscc` provider of Terraform calls what CloudFormation has, out of the schemas in cfn-lint.

That provider is generated from CloudFormation's schemas: its names are CloudFormation's in snake case. What is written
down is what the way back needs: names of which the capitals cannot be guessed, and below which the keys are somebody's
own. Types that no table of ours knows are left out.

https://github.com/hashicorp/terraform-provider-awscc/blob/main/internal/naming/naming.go

Run it with the development environment's Python after adding a type to a table: `python tools/refresh_awscc.py`.
"""

import datetime
import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cfnlint

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
TABLES = Path(__file__).resolve().parent.parent / "src" / "leastwise" / "read" / "terraform" / "data"
TARGET = TABLES / "awscc.json"
WHOLE = ("CloudFormation", "CloudFront", "CloudWatch", "CNAMEs", "FSx", "OTel")
"""Words that the provider does not take apart."""

BORDER = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])")


def snake(name: str) -> str:
    """Return what the provider calls a property."""
    for word in WHOLE:
        name = name.replace(word, word.capitalize())
    return re.sub(r"\W", "_", BORDER.sub("_", name)).lower()


def pascal(name: str) -> str:
    """Return the name that is guessed for one of the provider's."""
    return "".join(word.capitalize() for word in name.split("_"))


def wanted() -> set[str]:
    """Return CloudFormation's types that the tables name, and those that they say Terraform has no resource for."""
    named: set[str] = set()
    for path in TABLES.glob("*.json"):
        if path != TARGET:
            named.update(re.findall(r"AWS::\w+::\w+(?=\")", path.read_text("utf-8")))
    return named


def resolved(schema: Any, node: Any) -> Any:
    """Return a node without `$ref`."""
    while "$ref" in node:
        found = schema
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def properties(schema: Any, node: Any, parent: str, seen: set[tuple[int, str]]) -> Iterator[tuple[str, str, bool]]:
    """Yield parent, name, and whether the keys below are somebody's own, of every property below a node."""
    node = resolved(schema, node)
    if (id(node), parent) in seen:
        return
    seen.add((id(node), parent))
    for name, found in node.get("properties", {}).items():
        inner = resolved(schema, found)
        while "items" in inner:
            inner = resolved(schema, inner["items"])
        known = {"properties", "oneOf", "anyOf", "allOf"} & inner.keys()
        yield parent, name, "patternProperties" in inner or ("object" in inner.get("type", ()) and not known)
        yield from properties(schema, inner, name, seen)
        for pattern in inner.get("patternProperties", {}).values():
            yield from properties(schema, pattern, name, seen)
    for name in ("oneOf", "anyOf", "allOf"):
        for other in node.get(name, ()):
            yield from properties(schema, other, parent, seen)


def entry(type_: str, schema: Any) -> dict[str, Any]:
    """Return what the way back from the provider's names needs for one type.

    A name with a dot counts below that property only: there are types that write one name in two ways.
    """
    found: dict[str, dict[str, set[str]]] = {}
    free = set()
    for parent, name, loose in properties(schema, schema, "", set()):
        found.setdefault(snake(name), {}).setdefault(name, set()).add(snake(parent))
        if loose:
            free.add(name)
    names = {}
    for own, ways in found.items():
        usual, *others = sorted(ways, key=lambda name: (-len(ways[name]), name))
        if usual != pascal(own):
            names[own] = usual
        for other in others:
            names.update({f"{parent}.{own}": other for parent in ways[other]})
    part = snake(type_.split("::")[2])
    for name, renamed in (("Id", f"{part}_id"), ("Provider", "provider_name")):
        if name in schema["properties"]:
            names[renamed] = name
    attributes = sorted({path.split("/")[2] for path in schema.get("readOnlyProperties", ())})
    result = {"type": type_, "names": dict(sorted(names.items())), "free": sorted(free), "attributes": attributes}
    return {key: value for key, value in result.items() if value}


def main() -> None:
    """Write the table."""
    index = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text("utf-8"))
    types = {}
    for type_ in sorted(wanted() & index.keys()):
        schema = json.loads((SCHEMAS / "resources" / f"{index[type_]}.json").read_text("utf-8"))
        _, service, part = type_.split("::")
        types[f"awscc_{service.lower()}_{snake(part)}"] = entry(type_, schema)
    head = {
        "source": "resource schemas of CloudFormation in cfn-lint (MIT-0)",
        "version": version("cfn-lint"),
        "date": str(datetime.date.today()),
    }
    lines = [f" {json.dumps(name)}: {json.dumps(found)}" for name, found in sorted(types.items())]
    TARGET.write_text(json.dumps(head)[:-1] + ', "awscc": {\n' + ",\n".join(lines) + "\n}}\n", "utf-8")
    print(f"{TARGET.name}: {len(types)} types, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
