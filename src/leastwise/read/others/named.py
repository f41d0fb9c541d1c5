"""Frameworks that are not read: each is named once, with what can be done instead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.read.document import load
from leastwise.read.files import Files
from leastwise.read.reading import Reading
from leastwise.read.tables import table

_PREFIXES = (
    ("zappa_settings.py", "zappa-python"),
    ("zappa_settings", "zappa"),
    ("sst.", "sst"),
    ("Pulumi.", "pulumi"),
    ("cdktf.", "cdktf"),
    ("backend.", "amplify"),
    ("config.", "chalice"),
)


_ASSEMBLIES = {
    "amplify": ("../.amplify/artifacts/cdk.out", ".amplify/artifacts/cdk.out"),
    "sst": (".build/cdk.out", "cdk.out"),
}
"""Where the assembly of the CDK is that a framework writes, as seen from its configuration: see `data/named.json`."""


def kind_of(path: str) -> str:
    """The framework of a file, by its name."""
    name = posixpath.basename(path)
    return next((kind for prefix, kind in _PREFIXES if name.startswith(prefix)), "terragrunt")


def said(files: Files, group: tuple[str, ...], kind: str) -> Iterator[Reading]:
    """That a framework is not read."""
    path = group[0]
    reason = str(table(__file__, "named")[kind])
    if kind == "cdktf":
        output = _output(files, path)
        if _synthesised(files, posixpath.join(posixpath.dirname(path), output)):
            return  # what it deploys is read as Terraform
        reason = reason.format(output=output)
    folder = posixpath.dirname(path)
    if any(_is_file(files, folder, f"{output}/manifest.json") for output in _ASSEMBLIES.get(kind, ())):
        return  # what it deploys is read as an assembly of the CDK
    if len(group) > 1:
        reason += f" ({len(group)} files)"
    yield Reading(path, "", (), (Unread(path, 1, "limit", reason),))


def _is_file(files: Files, folder: str, relative: str) -> bool:
    path = files.join(folder, relative)
    return path is not None and files.is_file(path)


def _output(files: Files, path: str) -> str:
    try:
        document = load(files, path)
    except ReadError:
        return "cdktf.out"
    output = document.get("output")
    return output if isinstance(output, str) and output else "cdktf.out"


def _synthesised(files: Files, folder: str) -> bool:
    """Whether the output of `cdktf synth` is there: `<output>/stacks/<stack>/cdk.tf.json`, or `cdk.tf` of `--hcl`."""
    stacks = files.join(folder, "stacks")
    if stacks is None or not files.is_dir(stacks):
        return False
    return any(path.endswith(("/cdk.tf.json", "/cdk.tf")) for path in files.walk(stacks))
