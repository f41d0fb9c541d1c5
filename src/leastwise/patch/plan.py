"""From changes to the few things that a format must be able to write.

`Set` may mean to replace a value, to add an entry, to make the mappings above it, or nothing at all; and a mapping
that replaces another one usually shares most entries with it. All of that is decided here, on the data, so that a
format only knows three things: replace a value that exists, delete an entry or item that exists, add one to a container
that exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import field, record
from leastwise.patch.change import Node, Path, Remove, Set, dotted, same


@record
class Replace:
    """The value at this path, which exists, becomes another one. It may be a `None` of which no text stands there."""

    path: Path
    value: Any


@record
class Delete:
    """The entry or item at this path, which exists, goes."""

    path: Path


@record
class Add:
    """A new entry or item.

    Attributes:
        path: where it will be: the container above it exists. Its last step is the name of a new entry, or the index
            that the item in front of which it is written has now (the length of the list: at the end).
        value: plain.
        after: the sibling that it is written behind, where that matters.
        behind: path of a block → path of the block that it is written behind, for all that this adds.
    """

    path: Path
    value: Any
    after: str | None = None
    behind: Mapping[Path, Path] = field(default_factory=dict)


Step = Replace | Delete | Add


def steps(data: Any, root: Node) -> list[Step]:
    """What has to be written to change a document, in no particular order but for additions to one container.

    Args:
        data: the document as it is.
        root: see `leastwise.patch.change.Changes`.

    Raises:
        PatchError: a path leads through something that is no container, or to an item that is not there, or the
            document itself would go.
    """
    if isinstance(root.cause, Remove):
        raise PatchError("the document itself cannot be removed")
    return list(_below(data, root, ()))


def _below(value: Any, node: Node, path: Path) -> Iterator[Step]:
    if isinstance(node.cause, Set):
        yield from _set(value, node.cause.value, path)
        return
    for step, lower in node.below.items():
        yield from _at(value, step, lower, path)
    if node.items:
        if not isinstance(value, list):
            raise PatchError(f"{dotted(path)} is no list")
        for item in node.items:
            at = len(value) if item.index is None else item.index
            if not 0 <= at <= len(value):
                raise PatchError(f"{dotted(path)} has no item {at}")
            if item.index is not None or not any(same(item.value, known) for known in value):
                yield Add((*path, at), item.value)


def _at(value: Any, step: str | int, node: Node, path: Path) -> Iterator[Step]:
    """What changes at one entry or item of `value`, which stands at `path`."""
    here = (*path, step)
    if isinstance(step, int):
        if not isinstance(value, list) or not 0 <= step < len(value):
            raise PatchError(f"{dotted(path)} has no item {step}")
    elif not isinstance(value, dict):
        raise PatchError(f"{dotted(path)} is no mapping")
    elif step not in value:
        if _only_removes(node):
            return
        after = node.cause.after if isinstance(node.cause, Set) else None
        yield Add(here, made(node, here), after if isinstance(after, str) else None, dict(_behind(node, here)))
        return
    inner = value[step]
    if isinstance(node.cause, Remove):
        yield Delete(here)
    elif inner is None and node.cause is None:
        if not _only_removes(node):
            yield Replace(here, made(node, here))
    else:
        yield from _below(inner, node, here)


def made(node: Node, path: Path) -> Any:
    """The value of a place that is not there yet.

    Raises:
        PatchError: it would have to be an item of a list that does not exist.
    """
    if isinstance(node.cause, Set):
        return node.cause.value
    if node.items:
        return [item.value for item in node.items]
    if any(isinstance(step, int) for step in node.below):
        raise PatchError(f"{dotted(path)} is not there, so it has no items")
    return {step: made(lower, (*path, step)) for step, lower in node.below.items() if not _only_removes(lower)}


def _behind(node: Node, path: Path) -> Iterator[tuple[Path, Path]]:
    if isinstance(node.cause, Set) and isinstance(node.cause.after, tuple):
        yield path, node.cause.after
    for step, lower in node.below.items():
        yield from _behind(lower, (*path, step))


def _only_removes(node: Node) -> bool:
    if node.cause is not None or node.items:
        return isinstance(node.cause, Remove)
    return all(_only_removes(lower) for lower in node.below.values())


def _set(old: Any, new: Any, path: Path) -> Iterator[Step]:
    """The least that makes `new` out of `old`."""
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old and new and old.keys() & new.keys():
        yield from (Delete((*path, key)) for key in old if key not in new)
        before: str | None = None
        for key, value in new.items():
            if key in old:
                yield from _set(old[key], value, (*path, key))
            else:
                yield Add((*path, key), value, before)
            before = key if key in old else before
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _items(old, new, path)
    else:
        yield Replace(path, new)


def _items(old: list[Any], new: list[Any], path: Path) -> Iterator[Step]:
    """The same for lists: what both begin and end with stays; in between, items are replaced one by one."""
    shorter = min(len(old), len(new))
    front = next((i for i in range(shorter) if not same(old[i], new[i])), shorter)
    rest = shorter - front
    back = next((i for i in range(rest) if not same(old[-1 - i], new[-1 - i])), rest)
    inner_old, inner_new = len(old) - front - back, len(new) - front - back
    if inner_old == len(old) and inner_old != inner_new:
        yield Replace(path, new)
        return
    for index in range(front, front + min(inner_old, inner_new)):
        yield from _set(old[index], new[index], (*path, index))
    yield from (Delete((*path, index)) for index in range(front + inner_new, front + inner_old))
    end = front + inner_old
    yield from (Add((*path, end), new[index]) for index in range(front + inner_old, front + inner_new))


def applied(data: Any, todo: list[Step]) -> Any:
    """The document as plain data after these steps: what has to be read again once they are written."""
    new = plain(data)
    late: list[tuple[Path, Step]] = []
    for step in todo:
        if isinstance(step, Replace) and not step.path:
            new = plain(step.value)
        elif isinstance(step, Replace):
            reached(new, step.path[:-1])[step.path[-1]] = plain(step.value)
        elif isinstance(step.path[-1], str):
            if isinstance(step, Add):
                reached(new, step.path[:-1])[step.path[-1]] = plain(step.value)
            else:
                del reached(new, step.path[:-1])[step.path[-1]]
        else:
            late.append((step.path, step))
    # Items from the back, deeper ones first, so that an index means what it meant; of additions at one index the first
    # stays in front, and what is deleted at an index goes before something is added there.
    order = sorted(range(len(late)), key=lambda n: (late[n][0], isinstance(late[n][1], Delete), n), reverse=True)
    for number in order:
        path, step = late[number]
        container, index = reached(new, path[:-1]), path[-1]
        if isinstance(step, Add):
            container.insert(index, plain(step.value))
        else:
            del container[index]
    return new


def reached(data: Any, path: Path) -> Any:
    """What stands at a path."""
    for step in path:
        data = data[step]
    return data


def plain(value: Any) -> Any:
    """A value without places: `dict`, `list` and scalars."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
