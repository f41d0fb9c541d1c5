"""Compare what we say of a module of terraform-aws-modules with what its published source deploys, by its own examples.

Every folder in `examples/` of a checkout of the module is read twice, with the source beside it and with
`src/leastwise/read/terraform/data/modules/`, and every property of every resource that differs is printed, the most
frequent first. Nothing of the checkout is executed or kept.

Run it with the development environment's Python: `PYTHONPATH=src python tools/compare_modules.py lambda CHECKOUT`.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Symbol, display
from leastwise.read.files import MemoryFiles
from leastwise.read.frameworks import Group
from leastwise.read.reading import ReadSettings, ReadStats
from leastwise.read.survey import survey
from leastwise.read.terraform import groups, read_group

OWN = re.compile(r'(source\s*=\s*)"\.\./\.\./?([^"]*)"')
KEPT = (".tf", ".json", ".tfvars", ".tftpl", ".yaml", ".yml")


def contents(checkout: Path) -> dict[str, str]:
    """Return the configuration of a checkout: path → text."""
    found = {}
    for folder, _, names in os.walk(checkout):
        for name in names:
            path = Path(folder, name)
            if name.endswith(KEPT) and ".git" not in path.parts:
                found[path.relative_to(checkout).as_posix()] = path.read_text(errors="replace")
    return found


def told(files: dict[str, str], module: str) -> dict[str, str]:
    """Return only the examples, with the module taken from the registry."""

    def source(match: re.Match[str]) -> str:
        inner = match[2].strip("/")
        return f'{match[1]}"terraform-aws-modules/{module}/aws{"//" + inner if inner else ""}"'

    return {path: OWN.sub(source, text) for path, text in files.items() if path.startswith("examples/")}


def resources(files: dict[str, str], example: str) -> dict[str, Resource]:
    """Return the resources that modules of an example deploy, by address."""
    access = MemoryFiles(files)
    found: dict[str, Resource] = {}
    paths = sorted(path for path in files if path.rpartition("/")[0] == f"examples/{example}")
    for group in groups(access, survey(access, paths, ReadStats())).groups:
        if group[0] in paths:
            found.update(_first_world(access, group))
    return found


def _first_world(access: MemoryFiles, group: Group) -> dict[str, Resource]:
    for reading in read_group(access, group, ReadSettings(), ReadStats()):
        for world in reading.worlds:
            return {r.name: r for r in world.resources() if r.name.startswith("module.")}
    return {}


def leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text in a value, and where it is, without indices."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    elif value is not None:
        yield path, display(value) if isinstance(value, Symbol) else json.dumps(value)


def compare(module: str, checkout: Path) -> None:
    """Print what differs."""
    files = contents(checkout)
    own = told(files, module)
    for example in sorted({path.split("/")[1] for path in own if path.count("/") > 1}):
        real, ours = resources(files, example), resources(own, example)
        missing, more = len(real.keys() - ours), len(ours.keys() - real)
        print(f"{module}/{example}: {len(real)} resources, {missing} missing, {more} more")
        for address in sorted(real.keys() ^ ours):
            print(f"    {'missing' if address in real else 'more'}: {address}")
        found: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for address in sorted(real.keys() & ours):
            sides = [set(leaves(r.body.get("Properties"), real[address].type)) for r in (real[address], ours[address])]
            for sign, path, text in sorted(
                [("-", *leaf) for leaf in sides[0] - sides[1]] + [("+", *leaf) for leaf in sides[1] - sides[0]]
            ):
                found[f"{sign} {path}"] += 1
                shown.setdefault(f"{sign} {path}", text[:80])
        for path, count in found.most_common():
            print(f"    {count} {path}: {shown[path]}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    compare(sys.argv[1], Path(sys.argv[2]))
