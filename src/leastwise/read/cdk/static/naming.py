"""What the source calls its constructs where a function is made: `table`, `this.table`, `props.table`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.value import Map
from leastwise.read.cdk.static.emitter import Emitter, is_function, kind_of
from leastwise.read.cdk.static.values import Instance, Made, Scope

NAMES = "ConstructNames"
"""The metadata of a function under which stands: key of a resource → its name there, the construct's kind, and path."""

_MOST = 300
"""Names that are kept for a function."""

_MAX_DEPTH = 2


def name_constructs(made: list[Made], emitter: Emitter) -> None:
    """Keep with each function what it and other constructs are called where it is made."""
    known = {id(one) for one in made if one.logical}
    for one in made:
        if is_function(one) and one.logical in emitter.resources and one.home is not None:
            found = Map(one.span)
            for name, other in _held(one.home):
                if id(other) in known and len(found) < _MOST:
                    found.setdefault(f"{emitter.key}:{other.logical}", (name, kind_of(other), other.path))
            for other in made[:_MOST]:
                if id(other) in known:
                    found.setdefault(f"{emitter.key}:{other.logical}", ("", kind_of(other), other.path))
            emitter.resources[one.logical].body.setdefault("Metadata", Map(one.span))[NAMES] = found


def _held(scope: Scope | None) -> Iterator[tuple[str, Made]]:
    """The constructs that names in scope stand for, those with the shortest paths first."""
    level: list[tuple[str, Any, int]] = []
    python = scope is not None and scope.module.python
    hidden: set[str] = set()
    while scope is not None:
        level += [(name, value, 0) for name, value in scope.names.items() if name not in hidden]
        hidden |= scope.names.keys()
        if scope.this is not None and not python:
            level.append(("this", scope.this, 0))
        scope = scope.outer
    seen = 0
    while level and seen < _MOST * 10:
        deeper: list[tuple[str, Any, int]] = []
        for name, value, depth in level[: _MOST * 10]:
            seen += 1
            made = value.made if isinstance(value, Instance) else value
            if isinstance(made, Made) and name.isidentifier() | ("." in name) | ("[" in name):
                yield name, made
            if depth < _MAX_DEPTH and isinstance(value, (Instance, Map)):
                inner = value.fields if isinstance(value, Instance) else value
                keyed = python and isinstance(value, Map)
                deeper += [
                    (f'{name}["{key}"]' if keyed else f"{name}.{key}", item, depth + 1)
                    for key, item in list(inner.items())[:_MOST]
                    if key.isidentifier()
                ]
        level = deeper
