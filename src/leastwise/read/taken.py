"""Values that are taken apart piece by piece, so that in the end it is known what is left."""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, as_text


def copied(value: Any) -> Any:
    """A copy of a value, all the way down, that may be taken apart."""
    if isinstance(value, Map):
        return Map(value.home, {key: copied(item) for key, item in value.items()})
    if isinstance(value, Seq):
        return Seq(value.home, [copied(item) for item in value])
    return value


def get(left: Map | None, path: tuple[str, ...]) -> Any:
    """What stands at a path; `None` where nothing does."""
    value: Any = left
    for step in path:
        value = value.get(step) if isinstance(value, Map) else None
    return value


def put(left: Map, path: tuple[str, ...], value: Any) -> None:
    """Put what is left of a container back; nothing is left of an empty one."""
    above = get(left, path[:-1])
    if isinstance(above, Map):
        if value:
            above[path[-1]] = value
        else:
            pop(left, path)


def settle(left: Map, path: tuple[str, ...], done: bool) -> None:
    """Take a container out when all in it is said."""
    if done:
        pop(left, path)


def pop(left: Map, path: tuple[str, ...]) -> Any:
    """Take a value out, and the mappings around it that have nothing else."""
    above = get(left, path[:-1])
    if not isinstance(above, Map) or path[-1] not in above:
        return None
    value = above.pop(path[-1])
    if not above and len(path) > 1:
        pop(left, path[:-1])
    return value


def keyed(left: Map, path: tuple[str, ...], key: str) -> Any:
    """Take the items with one `Key` out of a list; `None` where there are none."""
    listed = get(left, path)
    if not isinstance(listed, Seq):
        return pop(left, path)
    own = [item for item in listed if isinstance(item, Map) and item.get("Key") == key]
    put(left, path, Seq(listed.home, [item for item in listed if item not in own]))
    return Seq(listed.home, own) if own else None


def leaves(value: Any, path: str = "") -> list[str]:
    """The dotted paths of all that is left."""
    if isinstance(value, (Map, Seq)) and value:
        entries = value.items() if isinstance(value, Map) else enumerate(value)
        return [leaf for key, item in entries for leaf in leaves(item, f"{path}.{as_text(key)}" if path else str(key))]
    return [path] if path else []
