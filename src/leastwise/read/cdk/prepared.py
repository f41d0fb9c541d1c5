"""The templates of an assembly, made ready to be read as others are: assets become files of the root.

What the CDK writes into every template for itself (its version, the check of its bootstrap stack) is left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.cdk.assembly import Assembly, plain
from leastwise.read.cdk.authored import Authored, Stretch
from leastwise.read.cdk.expansion import Cdk, construct_of, path_of
from leastwise.read.cdk.sources import Sources
from leastwise.read.cloudformation.template import Template, load_templates
from leastwise.read.expand.values import without
from leastwise.read.files import Files
from leastwise.read.tables import table

_HASH = re.compile(r"[0-9a-f]{64}")
_OWN_SECTIONS = {
    "Conditions": "CDKMetadataAvailable",
    "Parameters": "BootstrapVersion",
    "Rules": "CheckBootstrapVersion",
}
_CODE = {"AWS::Lambda::Function": "Code", "AWS::Lambda::LayerVersion": "Content"}
"""Types with code, and the property that says where it lies."""

MAX_NESTED = 20


class Preparation:
    """Prepares the templates of one assembly.

    Attributes:
        templates: those that were prepared, by path.
    """

    def __init__(self, files: Files, assembly: Assembly, sources: Sources, authored: Authored) -> None:
        self.files = files
        self.assembly = assembly
        self.sources = sources
        self.authored = authored
        self.templates: dict[str, Template] = {}

    def template(self, path: str, metadata: dict[str, Any], depth: int = 0) -> Template | None:
        """The template at a path, and those of its nested stacks; `None` for an empty one or where it cannot be read.

        `metadata`: construct path → what the CDK noted about the construct.
        """
        if path in self.templates:
            return self.templates[path]
        try:
            data = self.files.read(path)
            found = load_templates(path, data)
            if not found and not isinstance(plain(data).get("Resources", {}), dict):
                raise ReadError("has resources that are no mapping")
        except ReadError as error:
            kind: Any = "limit" if error.limit else "template"
            self.assembly.unread.append(Unread(path, error.line, kind, f"the template {error.reason}"))
            return None
        if not found:
            return None
        template = found[0]
        document = template.document.copy()
        for section, name in _OWN_SECTIONS.items():
            if isinstance(entries := document.get(section), Map) and name in entries:
                document[section] = without(entries, (name,))
        if isinstance(conditions := document.get("Conditions"), Map):
            document["Conditions"] = _settled(conditions)
        template.document = document
        template.expansion = Cdk(python=self.authored.python)
        template.source.generated = "the CDK"
        self.templates[path] = self.files.parsed["template", path] = template
        resources = document.get("Resources")
        if isinstance(resources, Map):
            document["Resources"] = self._resources(template, resources, metadata, depth)
            self._named(template, resources, document.get("Parameters"), metadata)
        return template

    def _resources(self, template: Template, resources: Map, metadata: dict[str, Any], depth: int) -> Map:
        kept = resources.copy()
        for name, block in resources.items():
            kind = block.get("Type") if isinstance(block, Map) else None
            kind = kind if isinstance(kind, str) else ""
            if kind == "AWS::CDK::Metadata":
                del kept[name]
            elif kind in _CODE and isinstance(properties := block.get("Properties"), Map):
                kept[name] = self._with_code(template, block, properties, _CODE[kind])
            elif kind == "AWS::CloudFormation::Stack" and isinstance(properties := block.get("Properties"), Map):
                path = self._asset(template, block, properties.get("TemplateURL"))
                if path is not None and depth < MAX_NESTED:
                    kept[name] = _with(block, "TemplateURL", _from(template.folder, path))
                    self.template(path, metadata, depth + 1)
        return kept

    def _named(self, template: Template, resources: Map, parameters: Any, metadata: dict[str, Any]) -> None:
        """Let blocks and remarks of the template bear the names of constructs, and say where these are written."""
        source = template.source
        names = {name: construct_of(name, block) for name, block in resources.items()}
        source.blocks = [(start, end, names.get(name, name)) for start, end, name in source.blocks]
        source.remarks = [(names.get(name, name) if name else name, *rest) for name, *rest in source.remarks]
        places: dict[str, Span | None] = {}
        for _, block, span in resources.entries():
            path = path_of(block)
            if path and span[0] is source:
                place = self._place(path, metadata, places)
                if place is not None:
                    inner = (
                        found for found in self.authored.stretches(path, block) if found[2][0].path == place[0].path
                    )
                    source.origins += _apart((span[1], span[4], place), inner)
        if isinstance(parameters, Map) and parameters:
            paths = _by_logical_id(metadata)
            for name, _, span in parameters.entries():
                path = paths.get(name, "")
                place = self._place(path, metadata, places)
                if place is not None and span[0] is source:
                    source.origins.append((span[1], span[4], place))
        source.origins.sort(key=lambda origin: origin[0])

    def _place(self, path: str, metadata: dict[str, Any], known: dict[str, Span | None]) -> Span | None:
        """Where a construct is written, or the nearest one around it of which that is known."""
        return self._traced(path, metadata, known) or self.authored.place(path) or self.sources.named(path)

    def _traced(self, path: str, metadata: dict[str, Any], known: dict[str, Span | None]) -> Span | None:
        """The same by the stack traces alone."""
        steps = path.split("/")
        for length in range(len(steps), 1, -1):
            around = "/" + "/".join(steps[:length])
            for candidate in (around, f"{around}/Resource"):
                if candidate not in known:
                    known[candidate] = self.sources.place(_frames(metadata.get(candidate)))
                if known[candidate] is not None:
                    return known[candidate]
        return None

    def _asset(self, template: Template, block: Map, value: Any) -> str | None:
        """Path of the file or folder that is uploaded for a property; `None` where there is no asset."""
        given = block.get("Metadata")
        relative = given.get("aws:asset:path") if isinstance(given, Map) else None
        if isinstance(relative, str):
            return self.files.join(template.folder, relative)
        for text in _texts(value):
            for digest in _HASH.findall(text):
                if digest in self.assembly.assets:
                    return self.assembly.assets[digest]
        return None

    def _with_code(self, template: Template, block: Map, properties: Map, name: str) -> Map:
        code = properties.get(name)
        if not isinstance(code, Map) or "ZipFile" in code:
            return block
        asset = self._asset(template, block, code)
        if asset is None:
            return block
        if "ImageUri" in code:
            return self._with_image(template, block, asset)
        path = asset
        if self.files.is_dir(asset):
            said = block.get("Metadata")
            original = said.get("aws:asset:original-path") if isinstance(said, Map) else None
            found = self.sources.path(original) if isinstance(original, str) else None
            bundled = isinstance(said, Map) and said.get("aws:asset:is-bundled") is True
            path = found or self.sources.of_asset(asset, _handler_files(properties), bundled=bundled) or asset
        place = Map(code.home)
        place.put("LocalPath", _from(template.folder, path), properties.span(name))
        return _with(block, name, place)

    def _with_image(self, template: Template, block: Map, asset: str) -> Map:
        """A function that is a container image, with the folder that it is built from as SAM would say it."""
        made = block.copy()
        said = block.get("Metadata")
        metadata = said.copy() if isinstance(said, Map) else Map(block.home)
        dockerfile = metadata.get("aws:asset:dockerfile-path", "Dockerfile")
        metadata["DockerContext"] = _from(template.folder, asset)
        metadata["Dockerfile"] = dockerfile
        made["Metadata"] = metadata
        return made


def _apart(around: Stretch, inner: Iterable[Stretch]) -> Iterator[Stretch]:
    """A stretch and those in it, which may have others in them, as stretches beside each other; the inner ones win."""
    at, end, place = around
    open_: list[Stretch] = [around]
    for start, to, found in sorted(inner, key=lambda stretch: (stretch[0], -stretch[1])):
        while open_[-1][1] <= start:
            _, end, place = open_.pop()
            if at < end:
                yield at, end, place
            at = max(at, end)
        if at < start:
            yield at, start, open_[-1][2]
        at = start
        open_.append((start, to, found))
    for _, end, place in reversed(open_):
        if at < end:
            yield at, end, place
            at = end


def _by_logical_id(metadata: dict[str, Any]) -> dict[str, str]:
    """Logical id → construct path: parameters do not bear theirs in the template."""
    found: dict[str, str] = {}
    for path, said in metadata.items():
        for entry in said if isinstance(said, list) else ():
            name = entry.get("data") if isinstance(entry, dict) and entry.get("type") == "aws:cdk:logicalId" else None
            if isinstance(name, str):
                found[name] = path.lstrip("/")
    return found


def _from(folder: str, path: str) -> str:
    """A path as seen from a folder; both are relative to the root."""
    return posixpath.relpath(path or ".", folder or ".")


def _with(block: Map, name: str, value: Any) -> Map:
    """A resource with another value for a property that it has."""
    made = block.copy()
    properties = made["Properties"] = block["Properties"].copy()
    properties[name] = value
    return made


def _settled(conditions: Map) -> Map:
    """The conditions of a template; those by which the CDK makes exceptions for two regions in China are false."""
    settled = conditions.copy()
    for name in table(__file__, "made_by_cdk")["conditions"]:
        if name in settled:
            settled[name] = Map(conditions.home, {"Fn::Equals": Seq(conditions.home, ["", "exception"])})
    return settled


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, three levels deep: what assets are named by is never deeper."""
    level = [value]
    for _ in range(5):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                yield item
            elif isinstance(item, Map):
                below += item.values()
            elif isinstance(item, Seq):
                below += item
        level = below


def _handler_files(properties: Map) -> list[str]:
    """Where the file of a handler may be in its package, by the rules of Python, Node.js and Ruby."""
    handler, runtime = properties.get("Handler"), properties.get("Runtime")
    if not isinstance(handler, str) or not isinstance(runtime, str) or ".." in handler or handler.startswith("/"):
        return []
    stem = handler.rpartition(".")[0]
    if runtime.startswith("python"):
        stem = stem.replace(".", "/")
        return [f"{stem}.py", f"{stem}/__init__.py"]
    if runtime.startswith("nodejs"):
        return [f"{stem}{ending}" for ending in (".js", ".mjs", ".cjs", ".ts")]
    return [f"{handler.partition('.')[0]}.rb"] if runtime.startswith("ruby") else []


def _frames(entries: Any) -> Iterator[Any]:
    """The stack trace of where a construct is made, the innermost frame first."""
    found = entries if isinstance(entries, list) else []
    # `aws:cdk:creationStack` is since 2.224; before, the trace stood beside the logical id.
    for entry in found:
        if isinstance(entry, dict) and entry.get("type") == "aws:cdk:creationStack":
            yield from entry["data"] if isinstance(entry.get("data"), list) else ()
    for entry in found:
        if isinstance(entry, dict) and entry.get("type") == "aws:cdk:logicalId":
            yield from entry["trace"] if isinstance(entry.get("trace"), list) else ()
