"""Compare what wiring needs with what others say that it does.

    python bench/wiring.py sam FOLDER             what SAM attaches to the roles that it makes, on every SAM template
    python bench/wiring.py labels FILE ROOT…      the entries under `implied` of a file of labels
    python bench/wiring.py roles FOLDER [--all]   what the authors of state machines, pipes, schedules… have granted

Prints counts and every difference. `sam` takes only templates of which our expansion is what the official translator
makes, so that what is compared is what is deployed. Nothing is timed.
"""

import importlib.util
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leastwise.iam.permissions import SOMETHING, grants, permissions
from leastwise.iam.truth import Truth
from leastwise.iam.wiring import Need, needs, role_needs, unclear
from leastwise.model.application import Application
from leastwise.model.errors import ReadError
from leastwise.model.value import Unknown, display
from leastwise.read.files import DiskFiles
from leastwise.read.project import read

ROOT = Path(__file__).resolve().parent.parent


def oracle() -> Any:
    """The module that runs the official translator."""
    spec = importlib.util.spec_from_file_location("oracle", ROOT / "tests" / "read" / "sam" / "oracle.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def applications(folder: str) -> Iterator[Application]:
    """The first world of every application in a folder."""
    for reading in read(DiskFiles(folder), [""]):
        yield from reading.worlds[:1]


def shown(need: Need) -> str:
    """A need as one line."""
    where = ", ".join(display(value) for value in need.resources)
    return f"{need.action} on {where}{' (optional)' if need.optional else ''}"


def allowed(app: Application, role: Any, need: Need) -> Truth:
    """Whether a role may do what is needed, on all of the resources."""
    held = permissions(app, role)
    keys = {key: value for block in (need.condition or {}).values() for key, value in block.items()}
    given = {key.lower(): (value,) for key, value in keys.items() if isinstance(value, str)}
    found = Truth.YES
    for value in need.resources:
        found &= held.may(need.action, SOMETHING if isinstance(value, Unknown) else value, given).allowed
    return found


def sam(folder: str) -> None:
    """What SAM attaches and nobody needs, and what is needed and SAM does not attach."""
    judge, files = oracle(), DiskFiles(folder)
    outcomes: Counter[str] = Counter()
    spare: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for app in applications(folder):
        if app.framework != "sam":
            continue
        try:
            same = not judge.differences(files, app.id)
        except (judge.Refused, ReadError):
            same = False
        outcomes["templates" if same else "templates left out"] += 1
        for function in app.functions if same else ():
            role = function.role
            if role is None or not any(policy.by == "framework" for policy in role.managed):
                outcomes["functions with a role of their own"] += 1
                continue
            outcomes["functions"] += 1
            wanted = needs(app, function)
            names = {need.action.lower() for need in wanted}
            for grant in grants(app, role):
                if grant.by == "framework" and isinstance(grant.action, str) and grant.action.lower() not in names:
                    spare[f"{grant.action} ({grant.policy})"] += 1
                    outcomes["attached, not needed"] += 1
                elif grant.by == "framework":
                    outcomes["attached and needed"] += 1
            for need in wanted:
                if not need.optional:
                    answer = allowed(app, role, need)
                    outcomes[f"needed, allowed: {answer.name}"] += 1
                    if answer is not Truth.YES:
                        lacking[f"{need.action} [{need.source}] {answer.name}"] += 1
                        print(f"{function.id}: lacks {shown(need)}: {answer.name}")
    print(dict(outcomes))
    print("attached, not needed:", *spare.most_common(), sep="\n  ")
    print("needed, not surely allowed:", *lacking.most_common(), sep="\n  ")


def labels(path: str, roots: list[str]) -> None:
    """The entries that labels call implied, one by one: is each among the needs of its function?"""
    import yaml

    found = 0
    for entry in yaml.safe_load(Path(path).read_text("utf-8")):
        implied = entry.get("implied") or []
        if not implied:
            continue
        folder = next((root for root in roots if (Path(root) / entry["template"]).exists()), None)
        if folder is None:
            print(f"{entry['template']}: not there")
            continue
        where = str(_project(Path(folder), Path(entry["template"]).parent))
        have: list[Need] = []
        for reading in read(DiskFiles(folder), ["" if where == "." else where]):
            for app in reading.worlds[:1]:
                for function in app.functions:
                    if entry["function"] in (function.name, function.name.rpartition("/")[2]):
                        have += needs(app, function)
        for item in implied:
            name = str(item["resource"]).partition(".")[0].partition("/")[0].strip("*")
            hit = [n for n in have if n.action == item["action"] and any(word.endswith(name) for word in _words(n))]
            found += bool(hit)
            if not hit:
                print(f"{entry['template']} {entry['function']}: {item['action']} on {item['resource']} is not found")
    print(f"{found} found")


def _project(root: Path, folder: Path) -> Path:
    """The folder of the CDK project that a folder is part of, or the folder itself."""
    return next((up for up in (folder, *folder.parents) if (root / up / "cdk.json").exists()), folder)


def _words(need: Need) -> set[str]:
    """The names in the resources of a need; those of a CDK application begin with that of their stack."""
    return {part for value in need.resources for part in display(value).replace("${", "").replace("}", ".").split(".")}


def roles(folder: str, every: bool) -> None:
    """What roles of services need and their authors have not, or not surely, granted."""
    outcomes: Counter[str] = Counter()
    for app in applications(folder):
        for role in app.roles:
            wanted = role_needs(app, role)
            for gap in unclear(app, role):
                outcomes["unclear places"] += 1
                if every:
                    print(f"{role.id}: line {gap.property.location.line}: {gap.reason}")
            outcomes["roles"] += bool(wanted)
            for need in wanted:
                answer = allowed(app, role, need)
                outcomes[f"{'optional' if need.optional else 'needed'}, allowed: {answer.name}"] += 1
                if not need.optional and (answer is Truth.NO or (every and answer is Truth.UNKNOWN)):
                    where = need.because[0].property.location
                    print(
                        f"{role.id}: {answer.name} {shown(need)} [{need.source}] because of {where.file}:{where.line}"
                    )
    print(dict(outcomes))


def main(arguments: list[str]) -> None:
    """Run one of the comparisons."""
    logging.disable(logging.CRITICAL)
    kind, first, *rest = arguments
    if kind == "sam":
        sam(first)
    elif kind == "labels":
        labels(first, rest)
    else:
        roles(first, "--all" in rest)


if __name__ == "__main__":
    main(sys.argv[1:])
