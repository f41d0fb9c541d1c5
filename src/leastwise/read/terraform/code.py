"""Where the code of a function or layer lies: the folder that Terraform packs, an archive, or an uploaded object.

https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

import posixpath
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Symbol
from leastwise.read.expand.context import Context
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.references import References
from leastwise.read.terraform.rows import Made, place

ARCHIVE = "archive_file"
_OBJECTS = ("aws_s3_object", "aws_s3_bucket_object")
_ARCHIVES = (".zip", ".jar")
_ENDINGS = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts")


class Archives:
    """What `archive_file` and `aws_s3_object` of an application pack and upload."""

    def __init__(self, references: References) -> None:
        self._by_key = references.instances
        self._by_path: dict[Any, Instance] = {}
        self._objects: dict[Any, Instance] = {}
        for instance in references.instances.values():
            if instance.type == ARCHIVE:
                self._by_path.setdefault(_path(instance.values.get("output_path")), instance)
            elif instance.type in _OBJECTS:
                self._objects.setdefault(references.value(instance.values.get("key")), instance)

    def packed(self, value: Any) -> Instance | None:
        """The archive that a path or a reference names."""
        if isinstance(value, Reference):
            found = self._by_key.get(value.resource)
            return found if found is not None and found.type == ARCHIVE else None
        return self._by_path.get(_path(value)) if isinstance(value, (str, Symbol)) else None

    def uploaded(self, key: Any) -> tuple[Any, Span] | None:
        """The file that was uploaded as an object with this key, and its place."""
        found = None
        if isinstance(key, Reference):
            found = self._by_key.get(key.resource)
        if found is None and isinstance(key, (str, Symbol)):
            found = self._objects.get(key)
        if found is None or found.type not in _OBJECTS or "source" not in found.values:
            return None
        return found.values["source"], found.values.span("source")


def function_code(instance: Instance, made: Made, references: References, context: Context) -> None:
    """`filename`, or an uploaded archive, as `Code`."""
    _code(instance, made, references, context, "Code")


def layer_code(instance: Instance, made: Made, references: References, context: Context) -> None:
    """The same of a layer, as `Content`."""
    _code(instance, made, references, context, "Content")


def _code(instance: Instance, made: Made, references: References, context: Context, name: str) -> None:
    archives = references.once("archives", lambda: Archives(references))
    values, into = instance.values, made.properties
    value, span = values.get("filename"), values.span("filename")
    if value is None:
        key = values.get("s3_key")
        found = archives.uploaded(key) or archives.uploaded(references.value(key))
        if found is not None:
            value, span = found[0], values.span("s3_key")
    if value is None:
        return
    archive = archives.packed(value)
    if archive is None:
        value = _beside(value, values.get("handler"), context) or value
        _put(into, (name, "LocalPath"), value, span, instance, context)
        return
    packed = archive.values
    for argument in ("source_dir", "source_file"):
        if packed.get(argument) is not None:
            into.pop(name, None)
            _put(into, (name, "LocalPath"), packed[argument], span, instance, context)
            return
    content = packed.get("source_content", _written(packed.get("source"), values.get("handler")))
    if content is not None:
        place(into, (name, "ZipFile"), references.value(content), span)


def _beside(value: Any, handler: Any, context: Context) -> str | None:
    """The folder of the handler where an archive is not built yet: that of its name, its own, or `src` beside it."""
    if not isinstance(value, str) or not value.endswith(_ARCHIVES) or not isinstance(handler, str):
        return None
    files, module = context.files, handler.rpartition(".")[0]
    path = files.join(context.folder, value)
    if path is None or files.is_file(path) or not module:
        return None
    own = posixpath.dirname(value) or "."
    for folder in (posixpath.splitext(value)[0], own, posixpath.join(posixpath.dirname(own), "src")):
        for ending in _ENDINGS:
            file = files.join(context.folder, f"{folder}/{module}{ending}")
            if file is not None and files.is_file(file):
                return folder
    return None


def _put(into: Map, path: tuple[str, ...], value: Any, span: Span, instance: Instance, context: Context) -> None:
    """A path as Terraform sees it, from the root module, as seen from the folder of the file that names it."""
    if isinstance(value, str):
        folder = posixpath.dirname(instance.span[0].path)
        value = posixpath.relpath(posixpath.join("/", context.folder, value), posixpath.join("/", folder))
    place(into, path, value if isinstance(value, (str, Symbol)) else None, span)


def _written(sources: Any, handler: Any) -> Any:
    """The content of the file of an archive in which the handler is, of those that are given as text."""
    items = [item for item in sources if isinstance(item, Map)] if isinstance(sources, Seq) else []
    stem = handler.rpartition(".")[0] if isinstance(handler, str) else ""
    for item in items:
        name = item.get("filename")
        if isinstance(name, str) and stem and posixpath.splitext(name)[0] == stem:
            return item.get("content")
    return items[0].get("content") if len(items) == 1 else None


def _path(value: Any) -> Any:
    return posixpath.normpath(value) if isinstance(value, str) else value
