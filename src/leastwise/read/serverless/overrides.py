"""What the author wrote about a generated resource in `resources`, merged into it as the framework does.

https://www.serverless.com/framework/docs/providers/aws/guide/resources#override-aws-cloudformation-resource
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/merge-custom-provider-resources.js
"""

from __future__ import annotations

from typing import Any

from leastwise.model.record import replace
from leastwise.model.resource import Path, Resource
from leastwise.model.value import Map, Seq
from leastwise.read.expand.values import mapping, without


def overridden(resource: Resource, own: Map) -> Resource:
    """A generated resource with the author's own block of the same name merged into it, depth first."""
    written = set(resource.framework_paths)
    if resource.by == "framework":
        written |= {(key,) for key in resource.properties}
    generated = resource.properties
    body = _merged(without(resource.body, ["Properties"]), without(own, ["Properties", "Type"]), (), set())
    properties = _merged(generated, mapping(own.get("Properties"), own.span("Properties")), (), written)
    names = resource.names
    if resource.by == "framework":
        # Whoever writes such a block goes on in it, in CloudFormation's words.
        body.put("Properties", properties, own.span("Properties"))
        names = {}
    else:
        body["Properties"] = properties
    return replace(resource, body=body, by="author", names=names, framework_paths=frozenset(written))


def _merged(generated: Any, own: Any, path: Path, written: set[Path]) -> Any:
    """Both, the author's where they differ. `written` loses the paths that are the author's now."""
    if generated.__class__ is Map and own.__class__ is Map:
        found = generated.copy()
        _divide(generated, path, written)
        for key, value, span in own.entries():
            found.put(key, _merged(generated.get(key), value, (*path, key), written), span)
        return found
    if generated.__class__ is Seq and own.__class__ is Seq:
        items = Seq(own.home)
        for index in range(max(len(generated), len(own))):
            old = generated[index] if index < len(generated) else None
            if index < len(own):
                items.put(_merged(old, own[index], (*path, index), written), own.span(index))
            else:
                items.put(old, generated.span(index))
        return items
    written -= {known for known in written if known[: len(path)] == path}
    return own


def _divide(generated: Map, path: Path, written: set[Path]) -> None:
    """Say of each entry what was said of the whole, since some of them will be the author's."""
    if path in written:
        written.discard(path)
        written |= {(*path, key) for key in generated}
