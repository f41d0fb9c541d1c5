"""YAML with positions, from the events of libyaml (by PyYAML).

Events rather than PyYAML's nodes: half the time, no recursion on hostile nesting, and aliases are not copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from leastwise.model.errors import ReadError
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, as_text
from leastwise.read.builder import Builder, weight

try:
    from yaml._yaml import CParser
except ImportError as error:  # pragma: no cover
    raise ImportError(
        "PyYAML without libyaml: install a wheel of PyYAML (pip install --force-reinstall pyyaml)"
    ) from error

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,16}\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {"~": None, "": None}
for _word in ("null", "Null", "NULL"):
    _WORDS[_word] = None
for _yes, _no in (("true", "false"), ("yes", "no"), ("on", "off")):
    for _case in (str.lower, str.capitalize, str.upper):
        _WORDS[_case(_yes)] = True
        _WORDS[_case(_no)] = False
_NUMERIC = frozenset("+-.0123456789")

MAX_DOCUMENTS = 100
"""Documents in one stream."""

SHORT_TAGS = {"!Ref": "Ref", "!Condition": "Condition"} | {
    f"!{name}": f"Fn::{name}"
    for name in (
        "And Base64 Cidr Contains EachMemberEquals EachMemberIn Equals FindInMap ForEach GetAZs GetAtt GetStackOutput "
        "If ImportValue Join Length Not Or RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll"
    ).split()
}
"""Short tags of the intrinsic functions.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""


def parse_yaml(builder: Builder) -> list[Any]:
    """All documents of a YAML stream.

    Dates stay text, as do numbers with leading zeros (account ids). Keys are always text.

    Raises:
        ReadError: it is no YAML, or too deep or too large.
    """
    documents: list[Any] = []
    anchors: dict[str, tuple[Any, int]] = {}
    source = builder.source
    try:
        next_event: Callable[[], Any] = CParser(source.text).get_event
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                _scalar(builder, event, anchors)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if builder.wants_key:
                    raise ReadError("has a container for a key", event.start_mark.line + 1)
                start = event.start_mark.index
                home: Span = (source, start, start, start, start)
                builder.open(Map(home) if kind is MappingStartEvent else Seq(home), event.tag, event.anchor)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                _close(builder, event, anchors)
            elif kind is AliasEvent:
                _alias(builder, event, anchors)
            elif kind is DocumentStartEvent:
                builder.root, builder.complete = None, False
                anchors.clear()
            elif kind is DocumentEndEvent:
                if len(documents) >= MAX_DOCUMENTS:
                    line = event.start_mark.line + 1
                    raise ReadError(f"has more than {MAX_DOCUMENTS} documents in one stream", line, limit=True)
                documents.append(builder.root)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise ReadError(f"is not valid YAML: {problem}", mark.line + 1 if mark else 1) from error
    except (UnicodeEncodeError, ValueError) as error:
        raise ReadError(f"is not valid YAML: {error}") from error
    return documents


def _scalar(builder: Builder, event: Any, anchors: dict[str, tuple[Any, int]]) -> None:
    start, end = event.start_mark.index, event.end_mark.index
    text = event.value
    if builder.wants_key:
        builder.key(text, start, end)
        if event.anchor:
            anchors[event.anchor] = (text, weight(len(text)))
        return
    tag = event.tag
    value: Any
    if tag is None:
        value = resolve(text) if event.implicit[0] else text
    elif tag.startswith("!"):
        value = _tagged(builder, tag, text, (builder.source, start, start, start, end))
    else:
        value = text if tag.endswith(":str") else resolve(text)
    nodes = weight(len(text))
    if event.anchor:
        anchors[event.anchor] = (value, nodes)
    builder.value(value, start, end, nodes)


def _close(builder: Builder, event: Any, anchors: dict[str, tuple[Any, int]]) -> None:
    # The end of a block container is marked where the next token starts, after comments; a flow container's is exact.
    flow = event.end_mark.index > event.start_mark.index
    frame, end, nodes = builder.close(event.end_mark.index if flow else None)
    value = frame.container
    if frame.is_map and "<<" in value:
        value = _merged(value)
    start = value.home[3]
    if frame.tag and frame.tag.startswith("!") and frame.tag != "!":
        value = _tagged(builder, frame.tag, value, value.home)
    if frame.anchor:
        anchors[frame.anchor] = (value, nodes + 1)
    builder.value(value, start, end)


def _alias(builder: Builder, event: Any, anchors: dict[str, tuple[Any, int]]) -> None:
    line = event.start_mark.line + 1
    if event.anchor not in anchors:
        raise ReadError(f"alias *{event.anchor} names no anchor before it, or one that contains it", line)
    value, nodes = anchors[event.anchor]
    start, end = event.start_mark.index, event.end_mark.index
    if builder.wants_key:
        if isinstance(value, (Map, Seq)):
            raise ReadError("has a container for a key", line)
        builder.count(nodes, start)
        builder.key("" if value is None else as_text(value), start, end)
    else:
        builder.value(value, start, end, nodes)


def resolve(text: str) -> Any:
    """A plain scalar as YAML 1.1 reads it, without dates, octals and sexagesimals."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMERIC:
        if _INT.match(text) and len(text) < 40:
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        if _HEX.match(text):
            return int(text, 16)
    return text


def _tagged(builder: Builder, tag: str, value: Any, span: Span) -> Any:
    name = SHORT_TAGS.get(tag)
    if name is None:
        builder.note(span[3], f"tag {tag} is not known; the value is taken without it")
        return resolve(value) if isinstance(value, str) else value
    if name == "Fn::GetAtt" and isinstance(value, str):
        parts = Seq(span)
        for part in value.split(".", 1):
            parts.put(part, span)
        value = parts
    wrapped = Map(span)
    wrapped.put(name, value, span)
    return wrapped


def _merged(value: Map) -> Map:
    """Merge keys: entries of the mappings under `<<` that the mapping does not have itself."""
    below = value["<<"]
    merged = Map(value.home)
    for key, item, span in value.entries():
        if key != "<<":
            merged.put(key, item, span)
    for other in below if isinstance(below, Seq) else (below,):
        if isinstance(other, Map):
            for key, item, span in other.entries():
                if key not in merged:
                    merged.put(key, item, span)
    return merged
