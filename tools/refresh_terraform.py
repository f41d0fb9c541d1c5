"""Write down what Terraform's AWS provider calls the resources that our tables translate, out of `@cdktf/provider-aws`.

HashiCorp generates that package from the provider's own schema. Only the types that the tables in
`src/leastwise/read/terraform/data/` name are taken, and only what a test needs to prove that the tables invent no name:
arguments, blocks (one or many) and attributes. The scan does not read it.

Run it with the development environment's Python and npm after adding a type to a table, or to follow the provider:
`python tools/refresh_terraform.py [VERSION]`.
"""

import datetime
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = "@cdktf/provider-aws"
ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "src" / "leastwise" / "read" / "terraform" / "data"
TARGET = ROOT / "tests" / "read" / "terraform" / "provider.json"

KIND = re.compile(r'\.tfResourceType = "(\w+)"')
RELEASE = re.compile(r"providerVersion: '([\d.]+)'")
STRUCT = re.compile(r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.M | re.S)
TOP = re.compile(r"^    synthesizeHclAttributes\(\) \{\n(.*?)^    \}", re.M | re.S)
ENTRY = re.compile(r'^ +"?(\w+)"?: \{\n +value: (.*),\n +isBlock: \w+,\n +type: "(\w+)"', re.M)
LIST = re.compile(r"cdktf\.listMapperHcl\((\w+)ToHclTerraform, (true|false)\)")
ONE = re.compile(r"(\w+)ToHclTerraform\(")
READ_ONLY = re.compile(r"^ +// (\w+) - computed: true, optional: false, required: false$", re.M)
DEEPEST = 12


def wanted() -> dict[str, bool]:
    """Return the types of resources that our tables name → whether they say more than the name."""
    named: dict[str, bool] = {}
    for path in TABLES.glob("*.json"):
        types = json.loads(path.read_text("utf-8")).get("types", ())
        named.update({name: isinstance(types, dict) for name in types if name.startswith("aws_")})
    return named


def arguments(text: str, structs: dict[str, str], depth: int = 0) -> dict[str, Any]:
    """Return argument → its type (`any` where the package does not say), or for a block `[how often, its arguments]`.

    How often: `one` and `many` are blocks, `value` is an argument that takes objects (`x = [{…}]`).
    """
    found: dict[str, Any] = {}
    for name, value, kind in ENTRY.findall(text):
        many, one = LIST.match(value), ONE.match(value)
        inner = many[1] if many else one[1] if one else ""
        if name == "timeouts" or inner not in structs:
            found[name] = "any" if "cdktf.anyTo" in value else kind
        elif depth == DEEPEST:
            found[name] = "any"
        else:
            often = "one" if not many else "many" if many[2] == "true" else "value"
            found[name] = [often, arguments(structs[inner], structs, depth + 1)]
    found.pop("timeouts", None)
    return found


def main() -> None:
    """Write the list."""
    named = wanted()
    types: dict[str, Any] = {}
    releases: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        version = f"@{sys.argv[1]}" if len(sys.argv) > 1 else ""
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE + version], cwd=folder, check=True, capture_output=True, text=True
        )
        archive = packed.stdout.split()[-1]
        with tarfile.open(Path(folder, archive)) as files:
            for member in files:
                if not re.fullmatch(r"package/lib/(?!data-aws-)[\w-]+/index\.js", member.name):
                    continue
                content = files.extractfile(member)
                text = content.read().decode("utf-8") if content else ""
                kind = KIND.search(text)
                if kind is None or kind[1] not in named:
                    continue
                releases.update(RELEASE.findall(text))
                if not named[kind[1]]:
                    types[kind[1]] = {}
                    continue
                top = TOP.search(text)
                assert top, kind[1]
                resource = text[text.index(" extends cdktf.TerraformResource ") :]
                types[kind[1]] = {
                    "arguments": arguments(top[1], dict(STRUCT.findall(text))),
                    "attributes": sorted({"id", *READ_ONLY.findall(resource)}),
                }
    head = {
        "source": f"npm package {PACKAGE} (MPL-2.0)",
        "version": archive.removesuffix(".tgz").rpartition("-")[2],
        "provider": "hashicorp/aws " + ", ".join(sorted(releases)),
        "date": str(datetime.date.today()),
    }
    lines = [f" {json.dumps(name)}: {json.dumps(types[name], separators=(',', ':'))}" for name in sorted(types)]
    text = json.dumps(head, indent=1)[:-2] + ',\n "types": {\n' + ",\n".join(lines) + "\n }\n}\n"
    TARGET.write_text(text, "utf-8")
    print(f"{TARGET.name}: {len(types)} types, {len(text):,} bytes")
    unknown = named.keys() - types.keys()
    if unknown:
        print("not types of resources there:", *sorted(unknown))


if __name__ == "__main__":
    main()
