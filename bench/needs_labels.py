"""Labels of `bench/needs.py`: what functions really need, written by hand, and how the resources in them are compared.

A file of labels is a YAML list in the format of `bench/labels/needs.yaml` (its head is the notation). The projects of
awslabs/iam-policy-autopilot (`integration-tests/projects/run_*`) are a second source: a script in several languages,
and the smallest policy with which its authors saw it work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

SCRIPTS = {"python": "python/script.py", "typescript": "typescript/script.ts"}
HOLE = re.compile(r"\$\{([^}]*)\}")
COUNT = re.compile(r"\[[^\]]*\]$")  # `count` and `for_each` of Terraform


@dataclass(frozen=True)
class Pair:
    """An action on a resource, in the notation of the labels."""

    action: str
    resource: str
    source: str = "code"


@dataclass(frozen=True)
class Label:
    """What one function needs, and where it is. Paths are relative to `root`, the folder of its repository.

    The function `*` is all that there is in the folder. `uncertain_at` is a place that nobody can understand. `granted`
    are the actions of the statements that its author wrote.
    """

    root: Path
    repo: str
    folder: str
    template: str
    function: str
    handler: str
    language: str
    framework: str
    needed: tuple[Pair, ...]
    implied: tuple[Pair, ...]
    optional: tuple[Pair, ...]
    uncertain_at: str | None = None
    granted: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What people call it."""
        return f"{self.repo}/{self.template}:{self.function}"


@dataclass(frozen=True)
class Target:
    """A resource as a tool names it: the text of its ARN with `${…}` for what is not known, and the resource meant."""

    arn: str
    logical_id: str | None = None


def read(path: Path, corpora: Mapping[str, Path]) -> Iterator[Label]:
    """Read the labels of a file whose repositories are at hand; the others are passed over."""
    for entry in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
        root = corpora.get(entry["repo"]) or corpora.get(entry["repo"].rsplit("/", 1)[-1])
        if root is not None:
            yield _label(entry, root)


def _label(entry: Mapping[str, Any], root: Path) -> Label:
    folder = entry["pattern"] if (root / entry["pattern"]).is_dir() else "."
    plain = {key: entry[key] for key in ("repo", "template", "function", "handler", "language", "framework")}
    pairs = {
        kind: tuple(Pair(need["action"], need["resource"], need.get("source", "code")) for need in entry[kind])
        for kind in ("needed", "implied", "optional")
    }
    granted = tuple(action for one in entry.get("granted", ()) for action in one.get("actions", ()))
    return Label(root=root, folder=folder, **plain, **pairs, granted=granted)


def projects(root: Path) -> Iterator[Label]:
    """Read the projects of iam-policy-autopilot, a label for each language that we read.

    A permission on a key that holds only through another service depends on how the stores were made, which the script
    does not say (each project's stores have a key of their own): it is optional.
    """
    for run in sorted((root / "integration-tests/projects").glob("run_*")):
        pairs: dict[bool, list[Pair]] = {True: [], False: []}
        for statement in json.loads((run / "minimal_policy.json").read_text("utf-8"))["Statement"]:
            through = "kms:ViaService" in json.dumps(statement.get("Condition", {}))
            for action in statement["Action"]:
                pairs[through] += [Pair(action, _written(arn)) for arn in statement["Resource"]]
        for language, script in SCRIPTS.items():
            if (run / script).exists():
                path = (run / script).relative_to(root).as_posix()
                needed, optional = tuple(pairs[False]), tuple(pairs[True])
                place = (root, "iam-policy-autopilot", path, path, "*", path, language, "none")
                yield Label(*place, needed, (), optional)


def _written(arn: str) -> str:
    """The notation for a written ARN: what has a name is `external:…`, what is only a type is `*`."""
    parts = arn.split(":", 5)
    last = re.split("[/:]", parts[-1])[-1]
    return "*" if "*" in last or len(parts) < 6 else f"external:{parts[-1]}"


# Comparing: the notation of the labels with the ARNs of tools.


def is_concrete(resource: str) -> bool:
    """Whether a label names a certain resource."""
    return resource != "*" and not resource.endswith(":foundation-model/*")


def matches(resource: str, target: Target, function: str, action: str) -> bool:
    """Whether a tool names the resource of a label, no wider and no narrower than the notation can say."""
    if resource == "*":
        return target.logical_id is None and _open(target.arn)
    if resource == "self":
        return _is(function, target)
    if resource.startswith("param:"):
        names = [part.removeprefix("param:") for part in resource.split("/") if part.startswith("param:")]
        return all(re.search(rf"{re.escape(name)}\b", target.arn) for name in names)
    if resource.startswith("external:"):
        return _external(resource.removeprefix("external:"), target)
    found = _part(target.arn)
    if not found and _is(resource, target):
        return True  # a name that ends as a part does
    named, part = _split(resource)
    below = found == "/*" and not action.startswith("s3:")  # of an API everything below it is meant; of a bucket never
    return _is(named, target) and (found == part or (below and not part))


def _open(arn: str) -> bool:
    """Whether an ARN leaves open which resource it is."""
    return "*" in arn.split(":", 5)[-1] or any(not name.startswith("AWS::") for name in HOLE.findall(arn))


def _is(name: str, target: Target) -> bool:
    """Whether this is the resource of that name: itself, at the end of a construct's path, or inside the ARN's text."""
    if target.logical_id is not None:
        plain = COUNT.sub("", target.logical_id)
        if name in (target.logical_id, plain, _made(target.logical_id)):
            return True
        if plain.endswith((f"/{name}", f".{name}")):
            return True
        # An ARN names everything above what is meant too: the agent of an alias, the application of a profile.
        return any(_hole(hole, name) for hole in HOLE.findall(target.arn)[1:])
    return any(hole == name or hole.startswith(f"{name}.") for hole in HOLE.findall(target.arn))


def _hole(hole: str, name: str) -> bool:
    """Whether a hole of an ARN is what a resource returns; the CDK runs the parts of a construct's path together."""
    return hole == name or hole.startswith(f"{name}.") or hole.partition(".")[0].endswith(name.replace("/", ""))


def _made(name: str) -> str:
    """The logical id of a bucket that the Serverless Framework makes for an event, by the name that its author wrote.

    https://www.serverless.com/framework/docs/providers/aws/guide/resources
    """
    plain = re.sub(r"[^0-9A-Za-z]", "", name)
    return f"S3Bucket{plain[:1].upper()}{plain[1:]}"


def _external(words: str, target: Target) -> bool:
    pattern = HOLE.sub("*", words).replace("[", "[[]")
    arn = HOLE.sub("*", target.arn)
    return any(fnmatchcase(arn, f"*{separator}{pattern}*") for separator in (":", "/", "")) and target.arn != "*"


def _split(resource: str) -> tuple[str, str]:
    """The name of a resource and the part of it that is meant."""
    if resource.endswith(".stream"):
        return resource.removesuffix(".stream"), ".stream"
    if "/index/" in resource:
        name, index = resource.split("/index/")
        return name, f"/index/{index}"
    return (resource.removesuffix("/*"), "/*") if resource.endswith("/*") else (resource, "")


def _part(arn: str) -> str:
    """The part of a resource that an ARN means, in the notation of the labels."""
    text = HOLE.sub("$", arn)
    if "StreamArn" in arn or "stream_arn" in arn or re.search(r"table/[^:]*/stream/", text):
        return ".stream"
    if "/index/" in text:
        return f"/index/{text.split('/index/')[1]}"
    if text.startswith("$/") or re.match(r"arn:[^:]*:s3:::[^/]*/", text):
        return "/*"
    if re.search(r":schedule/|:ledger/[^/]*/table/\*$", text):
        return "/*"
    return ""
