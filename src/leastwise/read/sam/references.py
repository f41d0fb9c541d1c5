"""References to what SAM makes by a property of what it is made for: `!Ref Function.Alias`, `!Ref Api.Stage`.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.value import Concat, Map, Reference, Seq, concat


class Links:
    """Rewrites references so that they name the generated resource itself."""

    def __init__(self, stack_key: str, links: Mapping[tuple[str, str], str]) -> None:
        self._stack = stack_key
        self._links = links
        self.needed = bool(links)

    def reference(self, value: Reference) -> Reference:
        """One reference. `Function.Alias` is written as name and attribute in `Fn::Sub`, as one name in `Ref`."""
        stack, _, name = value.resource.rpartition(":")
        if stack != self._stack:
            return value
        attribute = value.attribute
        if "." in name:
            owner, _, key = name.partition(".")
        elif attribute != "Ref":
            owner, (key, _, attribute) = name, attribute.partition(".")
        else:
            return value
        found = self._links.get((owner, key))
        return value if found is None else Reference(f"{stack}:{found}", attribute or "Ref")

    def value(self, node: Any) -> Any:
        """A value with its references rewritten; what has none to rewrite is returned as it is."""
        kind = node.__class__
        if kind is Map:
            changed = {}
            for key, item in node.items():
                new = self.value(item)
                if new is not item:
                    changed[key] = new
            if not changed:
                return node
            copy = node.copy()
            copy.update(changed)
            return copy
        if kind is Seq:
            items = [self.value(item) for item in node]
            if all(a is b for a, b in zip(items, node, strict=True)):
                return node
            copied = Seq(node.home, items)
            copied.spans = node.spans
            return copied
        if kind is Reference:
            return self.reference(node)
        if kind is Concat and any(part.__class__ is Reference for part in node.parts):
            parts = [self.value(part) for part in node.parts]
            return node if all(a is b for a, b in zip(parts, node.parts, strict=True)) else concat(parts)
        return node
