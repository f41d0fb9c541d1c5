"""What is put into a template before it is evaluated: `AWS::Include` and `Fn::ForEach`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, as_text
from leastwise.read.builder import weight
from leastwise.read.cloudformation.template import Template
from leastwise.read.document import load
from leastwise.read.files import Files

MAX_INCLUDES = 50
MAX_INCLUDE_DEPTH = 3
MAX_INCLUDED = 2_000_000
"""Bytes of all files that one template includes."""
MAX_LOOP_ENTRIES = 5_000
MAX_LOOP_SIZE = 200_000
"""Values that all loops of a template may make; a long text counts as several."""

_KNOWN = (
    "AWS::Serverless-",
    "AWS::LanguageExtensions",
    "AWS::Include",
    "AWS::SecretsManager-",
    "AWS::CodeDeployBlueGreen",
)


def expand_document(template: Template, files: Files, parameters: dict[str, Any], unread: list[Unread]) -> Map:
    """The document with included files in it and loops unrolled. What cannot be followed is added to `unread`."""
    document = template.document
    text = template.source.text
    if "Transform" in text:
        include = _Include(template, files, unread)
        include.report_macros(document)
        if "AWS::Include" in text:
            document = include.expand(document)
    if "Fn::ForEach" in text:
        document = _Loops(parameters, unread).expand(document)
    return document


class _Include:
    def __init__(self, template: Template, files: Files, unread: list[Unread]) -> None:
        self.template = template
        self.files = files
        self.unread = unread
        self.open: list[str] = [template.path]
        self.count = 0
        self.size = 0

    def report_macros(self, document: Map) -> None:
        declared = document.get("Transform")
        for entry in declared if isinstance(declared, Seq) else [declared]:
            name = entry.get("Name") if isinstance(entry, Map) else entry
            if isinstance(name, str) and not name.startswith(_KNOWN):
                self._report(document.span("Transform"), f"macro {name} is not run; what it changes is not seen")

    def _report(self, span: Span, reason: str) -> None:
        self.unread.append(Unread(span[0].path, span[0].position(span[1])[0], "reference", reason))

    def expand(self, document: Map) -> Map:
        declared = document.get("Transform")
        for entry in declared if isinstance(declared, Seq) else [declared]:
            if isinstance(entry, Map) and entry.get("Name") == "AWS::Include":
                found = self._included(entry, document.span("Transform"))
                document = _merged(document, found) if found is not None else document
        expanded = self._walk(document)
        return expanded if isinstance(expanded, Map) else document

    def _walk(self, node: Any) -> Any:
        if isinstance(node, Seq):
            return _mapped(node, self._walk)
        if not isinstance(node, Map):
            return node
        call = node.get("Fn::Transform")
        if isinstance(call, Map) and call.get("Name") == "AWS::Include":
            found = self._included(call, node.span("Fn::Transform"))
            rest = node.copy()
            del rest["Fn::Transform"]
            node = _merged(rest, found) if found is not None else rest
        return _mapped_map(node, self._walk)

    def _included(self, call: Map, span: Span) -> Map | None:
        parameters = call.get("Parameters")
        location = parameters.get("Location") if isinstance(parameters, Map) else None
        if not isinstance(location, str) or "://" in location:
            self._report(
                span,
                f"AWS::Include of {location if isinstance(location, str) else 'a computed location'} is not fetched",
            )
            return None
        path = self.files.join(self.template.folder, location)
        if path is None:
            self._report(span, f"AWS::Include of {location} leads outside the root; it was not followed")
            return None
        self.count += 1
        if path in self.open or self.count > MAX_INCLUDES or len(self.open) > MAX_INCLUDE_DEPTH:
            reason = "includes itself" if path in self.open else f"is one of more than {MAX_INCLUDES} includes"
            if len(self.open) > MAX_INCLUDE_DEPTH:
                reason = f"is the last of more than {MAX_INCLUDE_DEPTH} that include each other"
            self._report(span, f"AWS::Include of {location} {reason}; it was not followed")
            return None
        self.open.append(path)
        try:
            self.size += len(self.files.read(path))
            if self.size > MAX_INCLUDED:
                raise ReadError(f"more than {MAX_INCLUDED:,} bytes are included; the rest is not seen", limit=True)
            found = self._walk(load(self.files, path))
            return found if isinstance(found, Map) else None
        except ReadError as error:
            self._report(span, f"AWS::Include of {location}: {error.reason}")
            return None
        finally:
            self.open.pop()


class _Loops:
    def __init__(self, parameters: dict[str, Any], unread: list[Unread]) -> None:
        self.parameters = parameters
        self.unread = unread
        self.made = 0
        self.size = 0

    def expand(self, node: Any) -> Any:
        if isinstance(node, Seq):
            return _mapped(node, self.expand)
        if not isinstance(node, Map):
            return node
        if not any(key.startswith("Fn::ForEach::") for key in node):
            return _mapped_map(node, self.expand)
        result = Map(node.home)
        for key, value, span in node.entries():
            if key.startswith("Fn::ForEach::"):
                for made in self._unroll(value, span):
                    for name, item, place in made.entries():
                        result.put(name, item, place)
            else:
                result.put(key, self.expand(value), span)
        return result

    def _unroll(self, loop: Any, span: Span) -> list[Map]:
        line = span[0].position(span[1])[0]
        if not (isinstance(loop, Seq) and len(loop) == 3 and isinstance(loop[0], str) and isinstance(loop[2], Map)):
            self.unread.append(Unread(span[0].path, line, "template", "Fn::ForEach takes a name, a list and a mapping"))
            return []
        items = loop[1]
        if isinstance(items, Map) and isinstance(items.get("Ref"), str):
            items = self.parameters.get(items["Ref"])
        if not isinstance(items, Seq) or not all(isinstance(item, (str, int, float, bool)) for item in items):
            reason = "Fn::ForEach over a list that is not known; what it makes is not seen"
            self.unread.append(Unread(span[0].path, line, "reference", reason))
            return []
        made = []
        for item in items:
            self.made += len(loop[2])
            if self.made > MAX_LOOP_ENTRIES:
                reason = f"Fn::ForEach makes more than {MAX_LOOP_ENTRIES:,} entries; the rest is not seen"
                self.unread.append(Unread(span[0].path, line, "limit", reason))
                break
            text = as_text(item)
            self.size += _size(loop[2], loop[0], len(text), MAX_LOOP_SIZE - self.size)
            if self.size > MAX_LOOP_SIZE:
                reason = f"Fn::ForEach makes more than {MAX_LOOP_SIZE:,} values; the rest is not seen"
                self.unread.append(Unread(span[0].path, line, "limit", reason))
                break
            made.append(self.expand(_replaced(loop[2], loop[0], text)))
        return made


def _size(node: Any, name: str, length: int, most: int) -> int:
    """How many values a body makes for an item of this length; counting ends where there are more than `most`."""
    found = 0
    pending = [node]
    while pending and found <= most:
        node = pending.pop()
        if isinstance(node, str):
            found += weight(len(node) + node.count("{" + name + "}") * length)
            continue
        found += 1
        if isinstance(node, (Map, Seq)):
            pending += node.values() if isinstance(node, Map) else node
    return found


def _replaced(node: Any, name: str, value: str) -> Any:
    if isinstance(node, str):
        if "{" not in node:
            return node
        bare = "".join(c for c in value if c.isalnum())
        return node.replace("${" + name + "}", value).replace("&{" + name + "}", bare)
    if isinstance(node, Seq):
        return _mapped(node, lambda item: _replaced(item, name, value))
    if isinstance(node, Map):
        if len(node) == 1 and node.get("Ref") == name:
            return value
        result = Map(node.home)
        for key, item, span in node.entries():
            result.put(_replaced(key, name, value), _replaced(item, name, value), span)
        return result
    return node


def _mapped(node: Seq, change: Callable[[Any], Any]) -> Seq:
    result = Seq(node.home)
    for _, item, span in node.entries():
        result.put(change(item), span)
    return result


def _mapped_map(node: Map, change: Callable[[Any], Any]) -> Map:
    result = Map(node.home)
    for key, item, span in node.entries():
        result.put(key, change(item), span)
    return result


def _merged(node: Map, more: Map) -> Map:
    result = node.copy()
    for key, item, span in more.entries():
        own = result.get(key)
        result.put(key, _merged(own, item) if isinstance(own, Map) and isinstance(item, Map) else item, span)
    return result
