"""A cloud assembly: what `cdk synth` writes into `cdk.out`, told by its `manifest.json`.

https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
"""

from __future__ import annotations

import json
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.read.files import Files

MAX_STACKS = 200
"""Stacks of one assembly, those of its stages included."""

NEWEST = 55
"""The newest major version of the schema that is known: a newer one has instructions that change what is deployed.

https://www.npmjs.com/package/@aws-cdk/cloud-assembly-schema (55.6.0, 2026-11-21)
"""

MAX_NESTING = 8
"""How deep assemblies of stages may nest."""


@record(frozen=False)
class Artifact:
    """One stack of an assembly.

    Attributes:
        template: path of its template.
        metadata: construct path, with a slash before it → what the CDK noted about the construct.
    """

    template: str
    metadata: dict[str, Any]


@record(frozen=False)
class Assembly:
    """A cloud assembly with those of its stages.

    Attributes:
        folder: the folder of its manifest.
        stacks: in the order of the manifest, those of stages after the others.
        assets: hash → path of the file or folder that is uploaded under it.
        dockerfiles: hash of a container image → path of its Dockerfile.
        unread: what could not be read.
    """

    folder: str
    stacks: list[Artifact] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    dockerfiles: dict[str, str] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)


def plain(data: bytes) -> dict[str, Any]:
    """A JSON object without places; the files of an assembly are nobody's to edit.

    Raises:
        ReadError: it is none.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReadError("is no JSON") from error
    if not isinstance(found, dict):
        raise ReadError("holds no object")
    return found


def is_manifest(document: dict[str, Any]) -> bool:
    """Whether this is the manifest of an assembly, not one of the many other files of that name."""
    return isinstance(document.get("version"), str) and isinstance(document.get("artifacts"), dict)


_READ = ("aws:cloudformation:stack", "cdk:asset-manifest", "cdk:cloud-assembly")
"""The types of artifacts that tell what is deployed."""


def load_assembly(files: Files, manifest: str) -> Assembly:
    """The assembly with this manifest."""
    assembly = Assembly(_folder(manifest))
    _collect(files, manifest, assembly, 0)
    return assembly


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _collect(files: Files, manifest: str, assembly: Assembly, depth: int) -> None:
    try:
        document = plain(files.read(manifest))
    except ReadError as error:
        kind: Any = "limit" if error.limit else "template"
        assembly.unread.append(Unread(manifest, 1, kind, f"the assembly's manifest {error.reason}"))
        return
    version = str(document.get("version"))[:20]
    major = version.partition(".")[0]
    if not major.isdecimal() or int(major) > NEWEST:
        reason = f"the assembly is of version {version}; up to {NEWEST} is known here, what is new in it is not seen"
        assembly.unread.append(Unread(manifest, 1, "limit", reason))
    artifacts, folder, inner = document.get("artifacts"), _folder(manifest), []
    for name, artifact in artifacts.items() if isinstance(artifacts, dict) else ():
        properties = artifact.get("properties") if isinstance(artifact, dict) else None
        if not isinstance(properties, dict):
            if not isinstance(artifact, dict) or artifact.get("type") in _READ:
                reason = f"the artifact {name[:200]} is not one; it was not read"
                assembly.unread.append(Unread(manifest, 1, "template", reason))
            continue
        match artifact.get("type"):
            case "aws:cloudformation:stack":
                _add_stack(files, manifest, artifact, properties, assembly)
            case "cdk:asset-manifest":
                _add_assets(files, folder, properties, assembly)
            case "cdk:cloud-assembly":
                path = _inside(files, folder, properties.get("directoryName"))
                if path is None:
                    assembly.unread.append(_astray(manifest, "an inner assembly", properties.get("directoryName")))
                else:
                    inner.append(path)
    for path in inner:
        if depth < MAX_NESTING:
            _collect(files, f"{path}/manifest.json", assembly, depth + 1)
        else:
            reason = f"stages nest deeper than {MAX_NESTING} levels; {path} was not read"
            assembly.unread.append(Unread(manifest, 1, "limit", reason))


def _inside(files: Files, folder: str, relative: Any) -> str | None:
    """A path below a folder, however it is spelled; `None` for what is none, or is the folder itself or outside it."""
    path = files.join(folder, relative) if isinstance(relative, str) else None
    return path if path is not None and path.startswith(f"{folder}/" if folder else "") and path != folder else None


def _astray(manifest: str, what: str, path: Any) -> Unread:
    """That something is not in the folder of the manifest."""
    shown = f"'{path[:200]}'" if isinstance(path, str) else "what is no path"
    return Unread(manifest, 1, "reference", f"{what} is said to be {shown}, which is not inside the assembly")


def _add_stack(
    files: Files, manifest: str, artifact: dict[str, Any], properties: dict[str, Any], assembly: Assembly
) -> None:
    path = _inside(files, _folder(manifest), properties.get("templateFile"))
    if path is None:
        assembly.unread.append(_astray(manifest, "a template", properties.get("templateFile")))
        return
    if len(assembly.stacks) >= MAX_STACKS:
        note = Unread(manifest, 1, "limit", f"more than {MAX_STACKS} stacks in one assembly; the others were not read")
        if note not in assembly.unread:
            assembly.unread.append(note)
        return
    metadata = artifact.get("metadata")
    found = dict(metadata) if isinstance(metadata, dict) else {}
    # Since 2.218 what was said in the manifest is in a file of its own.
    beside = _inside(files, _folder(manifest), artifact.get("additionalMetadataFile"))
    if beside is not None:
        try:
            found |= plain(files.read(beside))
        except ReadError as error:
            reason = f"the metadata {error.reason}; findings stand in the template, not in the source"
            assembly.unread.append(Unread(beside, 1, "reference", reason))
    assembly.stacks.append(Artifact(path, found))


def _add_assets(files: Files, folder: str, properties: dict[str, Any], assembly: Assembly) -> None:
    """Enter what an asset manifest says about files and images."""
    path = _inside(files, folder, properties.get("file"))
    if path is None:
        assembly.unread.append(_astray(f"{folder}/manifest.json", "a list of assets", properties.get("file")))
        return
    try:
        document = plain(files.read(path))
    except ReadError as error:
        assembly.unread.append(Unread(path, 1, "reference", f"the list of assets {error.reason}"))
        return
    for key, name in (("files", "path"), ("dockerImages", "directory")):
        entries = document.get(key)
        for digest, entry in entries.items() if isinstance(entries, dict) else ():
            source = entry.get("source") if isinstance(entry, dict) else None
            if not isinstance(source, dict):
                continue
            # Stages keep their assets in the folder of the assembly around them: `../asset.<hash>`.
            target = files.join(folder, source[name]) if isinstance(source.get(name), str) else None
            if target is not None:
                assembly.assets[digest] = target
                dockerfile = source.get("dockerFile", "Dockerfile")
                if key == "dockerImages" and isinstance(dockerfile, str):
                    assembly.dockerfiles[digest] = dockerfile
