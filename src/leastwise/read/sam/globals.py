"""The Globals section merged into the resources, and the APIs that events ask for without naming one.

This happens on the document, before anything is evaluated: an inherited entry keeps its place in Globals.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq

PREFIX = "AWS::Serverless::"
TRANSFORM = "AWS::Serverless-2016-10-31"

IMPLICIT = {"Api": ("ServerlessRestApi", "RestApiId"), "HttpApi": ("ServerlessHttpApi", "ApiId")}
"""Event type → logical id of the API that SAM makes for it, and the property by which an event names another one."""

IMPLICIT_MARK = "LeastwiseImplicit"
"""Attribute of a block that nobody wrote."""

DROPPED_MARK = "LeastwiseGlobalsDropped"
"""Attribute of a block that inherits nothing since the template is too large; the expansion reports it."""

MAX_INHERITED = 300_000
"""Entries that all resources of a template may inherit together; large Globals times many resources have no bound."""

_REPLACED = frozenset({"Function.Architectures", "CapacityProvider.InstanceRequirements.Architectures"})
"""Lists that are not added to."""

_PRUNED = frozenset({"CapacityProvider.ManagedResourceTags"})
"""Mappings of which only what the resource names is inherited."""


def is_sam(document: Map) -> bool:
    """Whether a template is SAM's: it says so, or uses its types."""
    declared = document.get("Transform")
    for entry in declared if isinstance(declared, list) else (declared,):
        if (entry.get("Name") if isinstance(entry, Map) else entry) == TRANSFORM:
            return True
    resources = document.get("Resources")
    return isinstance(resources, Map) and any(_kind(block) is not None for block in resources.values())


def merge_globals(document: Map) -> Map:
    """The document with every resource carrying what it inherits. The input is not changed, what is equal is shared."""
    resources = document.get("Resources")
    if not isinstance(resources, Map):
        return document
    found = document.get("Globals")
    sections = {name: s for name, s in found.items() if isinstance(s, Map)} if isinstance(found, Map) else {}
    implicit = _implicit(resources)
    if not sections and not implicit:
        return document
    merged = resources.copy()
    for name, block in implicit.items():
        merged.put(name, block, block.home)
    inheritance = _Inheritance()
    for name, block in merged.items():
        kind = _kind(block)
        if kind in sections:
            merged[name] = inheritance.given(block, sections[kind], kind)
    result = document.copy()
    result["Resources"] = merged
    return result


def _kind(block: Any) -> str | None:
    """The SAM type of a resource without its prefix."""
    kind = block.get("Type") if isinstance(block, Map) else None
    return kind[len(PREFIX) :] if isinstance(kind, str) and kind.startswith(PREFIX) else None


class _Inheritance:
    """Merges sections of Globals into resources, up to a limit."""

    def __init__(self) -> None:
        self.entries = 0

    def given(self, block: Map, section: Map, kind: str) -> Map:
        """A resource with what it inherits."""
        ignored = block.get("IgnoreGlobals")
        if isinstance(ignored, str) and ignored == "*":
            return block
        properties = block.get("Properties")
        if properties is None:
            properties = Map(block.home)
        elif not isinstance(properties, Map) or _is_intrinsic(properties):
            return block
        result = block.copy()
        if self.entries > MAX_INHERITED:
            result[DROPPED_MARK] = True
            return result
        if isinstance(ignored, Seq):
            names = {name for name in ignored if isinstance(name, str)}
            kept = Map(section.home)
            for key, value, span in section.entries():
                if key not in names:
                    kept.put(key, value, span)
            section = kept
        result["Properties"] = self._merge(section, properties, kind)
        return result

    def _merge(self, inherited: Any, own: Any, path: str) -> Any:
        if isinstance(inherited, Map) and isinstance(own, Map) and not (_is_intrinsic(inherited) or _is_intrinsic(own)):
            self.entries += _size(inherited)
            result = Map(own.home) if path in _PRUNED and own else inherited.copy()
            result.home = own.home
            for key, value, span in own.entries():
                merged = self._merge(inherited[key], value, f"{path}.{key}") if key in inherited else value
                result.put(key, merged, span)
            return result
        if isinstance(inherited, Seq) and isinstance(own, Seq) and path not in _REPLACED:
            self.entries += _size(inherited)
            items = Seq(own.home)
            for part in (inherited, own):
                for _, value, span in part.entries():
                    items.put(value, span)
            return items
        return own


def _size(value: Any) -> int:
    """Entries in a value, all levels together."""
    if isinstance(value, Map):
        return len(value) + sum(map(_size, value.values()))
    return len(value) + sum(map(_size, value)) if isinstance(value, Seq) else 0


def _is_intrinsic(value: Map) -> bool:
    if len(value) != 1:
        return False
    name = next(iter(value))
    return name in ("Ref", "Condition") or name.startswith("Fn::")


def _implicit(resources: Map) -> dict[str, Map]:
    """The APIs that SAM makes for events that name none, standing where the first such event does."""
    found: dict[str, Map] = {}
    for block in resources.values():
        if _kind(block) not in ("Function", "StateMachine"):
            continue
        properties = block.get("Properties")
        events = properties.get("Events") if isinstance(properties, Map) else None
        for _, event, span in events.entries() if isinstance(events, Map) else ():
            kind = event.get("Type") if isinstance(event, Map) else None
            if isinstance(kind, str) and kind in IMPLICIT and IMPLICIT[kind][0] not in found:
                name, link = IMPLICIT[kind]
                details = event.get("Properties")
                named = details.get(link) if isinstance(details, Map) else None
                if named is None or named == name or (isinstance(named, Map) and named.get("Ref") == name):
                    found[name] = _implicit_api(kind, span)
    return found


def _implicit_api(kind: str, span: Span) -> Map:
    properties = Map(span, {"StageName": "Prod"} if kind == "Api" else {})
    return Map(span, {"Type": PREFIX + kind, "Properties": properties, IMPLICIT_MARK: True})
