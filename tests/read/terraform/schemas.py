"""What CloudFormation and Terraform's provider really have: the oracles of the tests of our tables."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint

_SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
_INDEX = json.loads((_SCHEMAS / "providers" / "us-east-1.json").read_text("utf-8"))
PROVIDER: dict[str, Any] = json.loads((Path(__file__).parent / "provider.json").read_text("utf-8"))["types"]
"""Terraform's type → its arguments and attributes; `tools/refresh_terraform.py` writes it."""

_ALTERNATIVES = ("oneOf", "anyOf", "allOf")


def types() -> set[str]:
    """CloudFormation's types."""
    return set(_INDEX)


@cache
def schema(type_: str) -> dict[str, Any]:
    """The schema of one of CloudFormation's types."""
    return json.loads((_SCHEMAS / "resources" / f"{_INDEX[type_]}.json").read_text("utf-8"))


def kinds(type_: str, path: tuple[str, ...]) -> set[str] | None:
    """What may stand at a property (`array`, `object`, `string`…), `None` where there is no such property.

    Lists are passed through: `("Rules", "Name")` is the name of each rule. `free` is an object of which the keys are
    its author's; below it everything is.
    """
    top = schema(type_)
    nodes = [top]
    for step in path:
        nodes = [inner for node in nodes for inner in _items(top, node)]
        if any(_free(node) for node in nodes):
            return {"free"}
        nodes = [node["properties"][step] for node in nodes if step in node.get("properties", {})]
        if not nodes:
            return None
        nodes = [inner for node in nodes for inner in _variants(top, node)]
    return {kind for node in nodes for kind in _kinds(node)}


def free(type_: str, path: tuple[str, ...]) -> bool:
    """Whether below a property the keys are their author's."""
    top = schema(type_)
    nodes = [top]
    for step in path:
        nodes = [inner for node in nodes for inner in _items(top, node)]
        if any(_free(node) for node in nodes):
            return True
        nodes = [
            inner
            for node in nodes
            if (found := node.get("properties", {}).get(step))
            for inner in _variants(top, found)
        ]
    return any(_free(inner) for node in nodes for inner in _items(top, node))


def read_only(type_: str) -> set[str]:
    """The attributes of a type that nobody sets, dotted."""
    return {path.removeprefix("/properties/").replace("/", ".") for path in schema(type_).get("readOnlyProperties", ())}


def _variants(top: Any, node: Any, depth: int = 0) -> list[Any]:
    """A node without `$ref`, and what it may be instead."""
    if not isinstance(node, dict) or depth > 12:
        return []
    if "$ref" in node:
        found = top
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return _variants(top, found, depth + 1)
    others = [inner for name in _ALTERNATIVES for one in node.get(name, ()) for inner in _variants(top, one, depth + 1)]
    return [node, *others]


def _items(top: Any, node: Any) -> list[Any]:
    """A node, or of a list what it holds."""
    if "items" not in node:
        return [node]
    return [inner for one in _variants(top, node["items"]) for inner in _items(top, one)]


def _kinds(node: Any) -> set[str]:
    kind = node.get("type", ())
    named = {kind} if isinstance(kind, str) else set(kind)
    return named | ({"array"} if "items" in node else set()) | ({"free"} if _free(node) else set())


def _free(node: Any) -> bool:
    """An object that names no properties, or that names them by a pattern."""
    if "patternProperties" in node or isinstance(node.get("additionalProperties"), dict):
        return True
    kind = node.get("type")
    return (kind == "object" or (isinstance(kind, list) and "object" in kind)) and not any(
        name in node for name in ("properties", *_ALTERNATIVES)
    )
