"""A template as text: its document and its sections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Source, Span
from leastwise.model.value import Map
from leastwise.read.document import parse
from leastwise.read.encoding import decode
from leastwise.read.expand import Expansion
from leastwise.read.files import Files

_SECTIONS = (
    "Globals",
    "Parameters",
    "Mappings",
    "Conditions",
    "Metadata",
    "Rules",
    "Outputs",
    "Transform",
    "Hooks",
    "Description",
    "AWSTemplateFormatVersion",
)


@record(frozen=False, eq=False)
class Template:
    """One template file.

    Attributes:
        source: its text.
        document: its content, Globals not yet merged.
        notes: what was odd in it.
        expansion: the framework whose resources stand in it; where there is none, what the document says decides.
    """

    source: Source
    document: Map
    notes: list[Unread] = field(default_factory=list)
    expansion: Expansion | None = None

    @property
    def path(self) -> str:
        """Relative to the root."""
        return self.source.path

    @property
    def folder(self) -> str:
        """The folder that local references are seen from."""
        return self.source.path.rpartition("/")[0]

    def section(self, name: str) -> Map:
        """A section; empty when it is absent or no mapping."""
        found = self.document.get(name)
        return found if isinstance(found, Map) else Map(self.document.span(name))


def may_hold_template(data: bytes) -> bool:
    """Whether a file's bytes can be a template at all, before anything is decoded or parsed."""
    if b"\0" in data[:512]:
        data = data.replace(b"\0", b"")
    return b"Resources" in data and (b"AWS::" in data or b"Custom::" in data or b"AWSTemplateFormatVersion" in data)


def is_template(document: Any) -> bool:
    """Whether a document is a CloudFormation or SAM template.

    Serverless Framework and Ansible files that hold one further down are not.
    """
    if not isinstance(document, Map):
        return False
    resources = document.get("Resources")
    if not isinstance(resources, Map):
        return "AWSTemplateFormatVersion" in document
    if "AWSTemplateFormatVersion" in document or "Transform" in document:
        return True
    return any(isinstance(r, Map) and _is_type(r.get("Type")) for r in resources.values())


def _is_type(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("AWS::", "Custom::", "Alexa::"))


def load_templates(path: str, data: bytes) -> list[Template]:
    """The templates in a file: usually one or none; a YAML stream may hold several. The first has the notes of all.

    Raises:
        ReadError: the file looks like a template and cannot be read.
    """
    source = decode(data, path)
    documents, notes = parse(source)
    templates: list[Template] = []
    for document in documents:
        if is_template(document):
            source.blocks += _blocks(source, document)
            source.remarks += remarks(source, document)
            templates.append(Template(source, document, notes if not templates else []))
    source.blocks.sort()
    return templates


def load_template(files: Files, path: str) -> Template:
    """The template in a file that is known to hold one. It is shared, so nobody may change it.

    Raises:
        ReadError: it cannot be read, or holds no template.
    """
    found: Template | None = files.parsed.get(("template", path))
    if found is None:
        templates = load_templates(path, files.read(path))
        if not templates:
            raise ReadError("holds no CloudFormation template")
        found = files.parsed["template", path] = templates[0]
    return found


SCANNERS = ("leastwise", "checkov", "cfn_nag")
"""Keys of `Metadata` under which security scanners are told what is accepted."""


def remarks(source: Source, document: Map) -> Iterator[tuple[str | None, str, Any, Span]]:
    """What `Metadata` of the template and of its resources says to security scanners."""
    if not any(name in source.text for name in SCANNERS):
        return
    resources = document.get("Resources")
    for address, block in ((None, document), *(resources.items() if isinstance(resources, Map) else ())):
        metadata = block.get("Metadata") if isinstance(block, Map) else None
        for name, value, span in metadata.entries() if isinstance(metadata, Map) else ():
            if name in SCANNERS and span[0] is source:
                yield address, name, value, span


def _blocks(source: Source, document: Map) -> Iterator[tuple[int, int, str]]:
    resources = document.get("Resources")
    for container in (document, resources):
        if not isinstance(container, Map):
            continue
        for name, _, span in container.entries():
            if span[0] is source and (container is resources or name in _SECTIONS):
                yield span[1], span[4], name
