"""Small helpers around evaluated values: building containers that stand somewhere, and reading ones of any shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, is_false


def made(home: Span, value: Any) -> Any:
    """Plain dicts and lists as `Map` and `Seq` that stand at `home`. Entries that are `None` are left out.

    Containers that have a place already, and symbols, stay what they are.
    """
    kind = value.__class__
    if kind is dict:
        return Map(home, {key: made(home, item) for key, item in value.items() if item is not None})
    if kind is list or kind is tuple:
        return Seq(home, [made(home, item) for item in value])
    return value


def first_of(*values: Any) -> Any:
    """The first value that is there: `or` does not do, since a symbol is neither true nor false."""
    return next((value for value in values if value is not None), None)


def mapping(value: Any, home: Span) -> Map:
    """The value where it is a mapping, otherwise an empty one."""
    return value if value.__class__ is Map else Map(home)


def text(value: Any) -> str | None:
    """The value where it is a text that is not empty."""
    return value if isinstance(value, str) and value else None


def text_or(value: Any, default: str | Symbol) -> str | Symbol:
    """The value where it is a text that is not empty, or will be one."""
    return value if isinstance(value, Symbol) else text(value) or default


def given(value: Any) -> bool:
    """Whether there is something: Python's truth, where a symbol counts as something."""
    return isinstance(value, Symbol) or bool(value)


def on(value: Any) -> bool:
    """Whether a setting is on: given and not known to be false."""
    return given(value) and not is_false(value)


def maps(value: Any) -> Iterator[tuple[str, Map, Span]]:
    """The entries of a mapping that are mappings themselves."""
    if value.__class__ is Map:
        for key, item, span in value.entries():
            if item.__class__ is Map:
                yield key, item, span


def each(value: Any, home: Span) -> Iterator[tuple[Any, Span]]:
    """The items of a list with their places; a lone value counts as a list of one."""
    if value.__class__ is Seq:
        for _, item, span in value.entries():
            yield item, span
    elif value is not None:
        yield value, home


def carry(source: Map, into: Map, names: Mapping[str, str]) -> None:
    """Take over the entries that a table names, under the name it gives.

    A dot in the new name makes a mapping around the value: `Tracing` → `TracingConfig.Mode`.
    """
    for key, value, span in source.entries():
        name = names.get(key)
        if name is None or value is None:
            continue
        if "." in name:
            put(into, name, value, span)
        else:
            into[name] = value
            into.spans[name] = span


def put(into: Map, dotted: str, value: Any, span: Span) -> None:
    """Set an entry further down, with the mappings on the way to it where they are absent."""
    *steps, last = dotted.split(".")
    for step in steps:
        inner = into.get(step)
        if inner.__class__ is not Map:
            inner = Map(span)
            into.put(step, inner, span)
        into = inner
    into.put(last, value, span)


def having(source: Map, key: str, value: Any) -> Map:
    """A copy in which an entry has another value."""
    copy = source.copy()
    copy[key] = value
    return copy


def without(source: Map, keys: Iterable[str]) -> Map:
    """A copy that lacks some entries."""
    copy = source.copy()
    for key in keys:
        copy.pop(key, None)
        copy.spans.pop(key, None)
    return copy


def tag_list(tags: Any, home: Span) -> Seq | None:
    """Tags in SAM's form (a mapping) in CloudFormation's (a list of Key and Value); `None` where there are none."""
    if tags.__class__ is not Map or not tags:
        return None
    found = Seq(home)
    for key, value, span in tags.entries():
        found.put(Map(span, {"Key": key, "Value": "" if value is None else value}), span)
    return found


def written(source: Map, key: str) -> bool:
    """Whether the value of an entry stands in the text as it is, rather than being what a function came to.

    SAM makes logical ids before it evaluates, so it matters to some of them.
    """
    value = source.get(key)
    span = source.span(key)
    return isinstance(value, str) and span[0].text[span[3] : span[4]].strip().strip("\"'") == value
