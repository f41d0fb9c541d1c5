"""The AWS CDK: what `cdk synth` wrote where it is there, otherwise what can be told from the source.

assembly    the manifest of `cdk.out`: stacks, stages, assets
sources     from there back to the author's files and lines
authored    the same told by the source, where the assembly does not know it
prepared    its templates, assets put back to where they came from
expansion   constructs by their names, and what the CDK adds by itself
words       what they call CloudFormation's properties
custom      what its custom resources configure
static/     the source of an application that was not synthesised
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import replace
from leastwise.read.cdk.assembly import is_manifest, load_assembly, plain
from leastwise.read.cdk.authored import Authored
from leastwise.read.cdk.prepared import Preparation
from leastwise.read.cdk.sources import Sources
from leastwise.read.cloudformation import applications
from leastwise.read.files import Files
from leastwise.read.frameworks import Group, Groups
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.survey import Survey

MANIFEST = "manifest.json"


def groups(files: Files, found: Survey) -> Groups:
    """See `leastwise.read.frameworks`. Everything in the folder of an assembly is taken."""
    known = found.frameworks["cdk"]
    outputs = {_folder(path) for path in known if path.endswith(MANIFEST) and _is_manifest(found, path, known[path])}
    apps: dict[str, str | None] = {}
    for path, data in known.items():
        if not path.endswith(MANIFEST):
            output = files.join(_folder(path), output_of(data))
            if output and output not in outputs and _reads_as_assembly(files, f"{output}/{MANIFEST}"):
                outputs.add(output)
            apps[path] = output if output in outputs else None
    own = Groups()
    roots = {output for output in outputs if not _inside(posixpath.dirname(output), outputs)}
    for path, output in apps.items():
        if not _inside(_folder(path), outputs):
            own.groups.append((path,) if output is None else (path, f"{output}/{MANIFEST}"))
            roots.discard(output or "")
    own.groups += [(f"{output}/{MANIFEST}",) for output in sorted(roots)]
    own.taken = {path for path in found.candidates if _inside(_folder(path), outputs)}
    return own


def output_of(data: bytes) -> str:
    """The folder that `cdk synth` writes to, as `cdk.json` says it."""
    try:
        output = plain(data).get("output")
    except ReadError:
        output = None
    return output if isinstance(output, str) and output else "cdk.out"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_manifest(found: Survey, path: str, data: bytes) -> bool:
    """Whether this is the manifest of an assembly; where it should be one by its folder and is not, that is said."""
    if _is_assembly(data):
        return True
    if _folder(path).rpartition("/")[2] == "cdk.out":
        found.unread.append(Unread(path, 1, "template", "is no manifest of an assembly; run `cdk synth` again"))
    return False


def _is_assembly(data: bytes) -> bool:
    try:
        return is_manifest(plain(data))
    except ReadError:
        return False


def _reads_as_assembly(files: Files, path: str) -> bool:
    try:
        return files.is_file(path) and _is_assembly(files.read(path))
    except ReadError:
        return False


def _inside(folder: str, outputs: set[str]) -> bool:
    """Whether a folder is one of these or in one of them."""
    while folder:
        if folder in outputs:
            return True
        folder = posixpath.dirname(folder)
    return False


def read_group(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """See `leastwise.read.frameworks`."""
    if group[-1].endswith(MANIFEST):
        yield from _read_assembly(files, group, settings, stats)
    else:
        from leastwise.read.cdk.static import read_source

        yield from read_source(files, group[0], settings, stats)


def _read_assembly(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    assembly = load_assembly(files, group[-1])
    folder = _folder(group[0]) if len(group) > 1 else posixpath.dirname(assembly.folder)
    authored = Authored(files, group[0] if len(group) > 1 else "")
    preparation = Preparation(files, assembly, Sources(files, folder, assembly.folder), authored)
    made = [preparation.template(stack.template, stack.metadata) for stack in assembly.stacks]
    templates = [template for template in dict.fromkeys(made) if template is not None]
    stats.templates += len(preparation.templates) - len(group)
    if not templates:
        nothing = () if assembly.unread else (Unread(group[-1], 1, "template", "the assembly holds no stack"),)
        yield Reading(group[0], "cdk", (), (*assembly.unread, *nothing))
        return
    for reading in applications.read_group(files, templates, settings, stats):
        worlds = tuple(replace(app, id=group[0], framework="cdk") for app in reading.worlds)
        unread = (*assembly.unread, *reading.unread)
        yield replace(reading, id=group[0], framework="cdk", worlds=worlds, unread=unread)
