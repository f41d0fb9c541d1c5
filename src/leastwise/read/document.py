"""YAML and JSON with the place of every key and value.

The same containers come out of both (`Map`, `Seq`), tags in short form already long: `!GetAtt A.b` is
`{"Fn::GetAtt": ["A", "b"]}`.
"""

from __future__ import annotations

from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source
from leastwise.model.value import Map
from leastwise.read.builder import Builder
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.json import parse_json


def parse(source: Source) -> tuple[list[Any], list[Unread]]:
    """All documents of a source, and what was odd about them (duplicate keys, unknown tags).

    Raises:
        ReadError: the text is neither YAML nor JSON, or larger or deeper than a template can be.
    """
    builder = Builder(source)
    if source.text.lstrip()[:1] in ("{", "["):
        try:
            return [parse_json(builder)], builder.notes
        except ReadError as fault:
            if fault.limit:
                raise
            builder = Builder(source)
            try:
                return _yaml(builder), builder.notes
            except ReadError as other:
                raise (other if other.limit else fault) from None
    return _yaml(builder), builder.notes


def _yaml(builder: Builder) -> list[Any]:
    # PyYAML costs 60 ms; an application of Terraform, or one that is in the cache, has no YAML.
    from leastwise.read.yaml import parse_yaml

    return parse_yaml(builder)


def load(files: Files, path: str) -> Map:
    """The first document of a YAML or JSON file, which has to be a mapping. It is shared, so nobody may change it.

    Raises:
        ReadError: the file cannot be read, or its first document is no mapping.
    """
    found = files.parsed.get(("document", path))
    if found is None:
        documents, _ = parse(decode(files.read(path), path))
        if not documents or not isinstance(documents[0], Map):
            raise ReadError("is empty" if not documents else "holds no mapping at its top level")
        found = files.parsed["document", path] = documents[0]
    document: Map = found
    return document
