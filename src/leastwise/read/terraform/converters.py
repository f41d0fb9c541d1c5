"""Converters between a value of Terraform and one of CloudFormation: named pairs, one for each direction.

Each takes a value whose references are translated already, its place, and the row that names the converter. What it
cannot convert it gives back as it is: symbols above all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Seq, Symbol, as_text, concat
from leastwise.read.graph.texts import parse
from leastwise.read.terraform.tables import Row

Convert = Callable[[Any, Span, Row], Any]


def _json(value: Any, span: Span, row: Row) -> Any:
    """A JSON text as what it says; policies that are built as objects are that already."""
    found = parse(value, span) if isinstance(value, (str, Concat)) else None
    return value if found is None else found


def _same(value: Any, span: Span, row: Row) -> Any:
    return value


def _pairs(value: Any, span: Span, row: Row) -> Any:
    """`{a = "b"}` → `[{Key: a, Value: b}]`."""
    if not isinstance(value, Map):
        return value
    made = Seq(value.home)
    for key, item, place in value.entries():
        entry = Map(place)
        entry.put(row.names[0], str(key), place)
        entry.put(row.names[1], item, place)
        made.put(entry, place)
    return made


def _unpaired(value: Any, span: Span, row: Row) -> Any:
    if not isinstance(value, Seq) or not all(isinstance(item, Map) for item in value):
        return value
    made = Map(value.home)
    for _, item, place in value.entries():
        key = item.get(row.names[0])
        if not isinstance(key, str):
            return value
        made.put(key, item.get(row.names[1]), place)
    return made


def _list(value: Any, span: Span, row: Row) -> Any:
    """One value → a list of one."""
    if value is None or isinstance(value, Seq):
        return value
    made = Seq(span)
    made.put(value, span)
    return made


def _first(value: Any, span: Span, row: Row) -> Any:
    return value[0] if isinstance(value, Seq) and len(value) == 1 else value


def _each(change: Callable[[str], str]) -> Convert:
    def convert(value: Any, span: Span, row: Row) -> Any:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, Seq):
            made = Seq(value.home, [change(item) if isinstance(item, str) else item for item in value])
            made.spans = list(value.spans)
            return made
        return value

    return convert


def _text(value: Any, span: Span, row: Row) -> Any:
    return as_text(value) if isinstance(value, (int, float)) else value


def _number(value: Any, span: Span, row: Row) -> Any:
    try:
        return int(value) if isinstance(value, str) and len(value) < 20 else value
    except ValueError:
        return value


def _comma(value: Any, span: Span, row: Row) -> Any:
    """A list of texts → one text with commas."""
    if isinstance(value, Seq) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return value


def _split(value: Any, span: Span, row: Row) -> Any:
    if not isinstance(value, str):
        return value
    made = Seq(span)
    for item in value.split(","):
        made.put(item.strip(), span)
    return made


def _openapi(value: Any, span: Span, row: Row) -> Any:
    """The definition of an API, JSON or YAML. Symbols inside it stay symbols."""
    found = _json(value, span, row)
    if not isinstance(found, (str, Concat)):
        return found
    from leastwise.read.terraform.texts import yaml_document

    document = yaml_document(found, span)
    return found if document is None else document


def _log_destination(value: Any, span: Span, row: Row) -> Any:
    """The ARN of a log group, with `:*` at its end, as a list of destinations."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    if isinstance(parts[-1], str) and parts[-1].endswith(":*"):
        value = concat([*parts[:-1], parts[-1][:-2]])
    entry = Map(span)
    group = Map(span)
    group.put("LogGroupArn", value, span)
    entry.put("CloudWatchLogsLogGroup", group, span)
    made = Seq(span)
    made.put(entry, span)
    return made


def _destination(value: Any, span: Span, row: Row) -> Any:
    item = value[0] if isinstance(value, Seq) and len(value) == 1 else None
    group = item.get("CloudWatchLogsLogGroup") if isinstance(item, Map) else None
    arn = group.get("LogGroupArn") if isinstance(group, Map) else None
    return value if arn is None else concat([arn, ":*"])


def _members(value: Any, span: Span, row: Row) -> Any:
    """`["a"]` → `[{Name: a}]`; one value makes a list of one."""
    if isinstance(value, Map):
        return value
    made = Seq(value.home if isinstance(value, Seq) else span)
    for _, item, place in value.entries() if isinstance(value, Seq) else ((0, value, span),):
        made.put(_object(place, {row.names[0]: item}), place)
    return made


def _unwrapped(value: Any, span: Span, row: Row) -> Any:
    if not isinstance(value, Seq) or not all(isinstance(item, Map) and row.names[0] in item for item in value):
        return value
    made = Seq(value.home)
    for item in value:
        made.put(item[row.names[0]], item.span(row.names[0]))
    return made


def _member(value: Any, span: Span, row: Row) -> Any:
    return _first(_unwrapped(value, span, row), span, row)


def _attribute(value: Any, span: Span, row: Row) -> Any:
    """`true` → `[{Key: the row's name, Value: "true"}]`, as load balancers have their attributes."""
    made = Seq(span)
    made.put(_object(span, {"Key": row.names[0], "Value": _text(value, span, row)}), span)
    return made


def _from_attributes(value: Any, span: Span, row: Row) -> Any:
    """What a list of attributes says about the row's; nothing where it says nothing."""
    items = value if isinstance(value, Seq) else ()
    found = (item.get("Value") for item in items if isinstance(item, Map) and item.get("Key") == row.names[0])
    return next(found, None)


def _object(span: Span, values: dict[str, Any]) -> Map:
    made = Map(span)
    for key, value in values.items():
        made.put(key, value, span)
    return made


_OWN_KEYS = frozenset({"Parameters", "Tags", "DockerLabels", "Options", "Labels", "DriverOpts"})
"""Below these of ECS and Batch the keys are their author's."""


def _capitals(value: Any, span: Span, row: Row) -> Any:
    """A JSON text with the names of ECS's or Batch's own interface → CloudFormation's, which begin with a capital."""
    return _renamed(_json(value, span, row), str.upper)


def _small(value: Any, span: Span, row: Row) -> Any:
    return _renamed(value, str.lower)


def _renamed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Map):
        made = Map(value.home)
        for key, item, place in value.entries():
            own = key[:1].upper() + key[1:] in _OWN_KEYS and isinstance(item, Map)
            made.put(change(key[:1]) + key[1:], item if own else _renamed(item, change), place)
        return made
    if isinstance(value, Seq):
        listed = Seq(value.home)
        for _, item, place in value.entries():
            listed.put(_renamed(item, change), place)
        return listed
    return value


DOCUMENTS = frozenset({"capitals", "json", "openapi"})
"""The converters that take what `jsonencode` makes as it was, rather than as a text."""

SHARING = frozenset({"attribute"})
"""The converters of rows that lead to one list, each with items of its own."""

CONVERTERS: dict[str, tuple[Convert, Convert]] = {
    "attribute": (_attribute, _from_attributes),
    "capitals": (_capitals, _small),
    "comma": (_comma, _split),
    "first": (_first, _list),
    "json": (_json, _same),
    "list": (_list, _first),
    "lower": (_each(str.lower), _each(str.upper)),
    "log_destination": (_log_destination, _destination),
    "member": (_members, _member),
    "members": (_members, _unwrapped),
    "number": (_number, _text),
    "openapi": (_openapi, _same),
    "pairs": (_pairs, _unpaired),
    "tags": (_pairs, _unpaired),
    "text": (_text, _number),
    "upper": (_each(str.upper), _each(str.lower)),
}
"""Name → Terraform to CloudFormation, and back."""


def read(value: Any, span: Span, row: Row) -> Any:
    """A value of Terraform in CloudFormation's words."""
    if row.values is not None and not isinstance(value, (Map, Seq, Symbol)):
        return row.values.get(as_text(value), value)
    return CONVERTERS[row.convert][0](value, span, row) if row.convert in CONVERTERS else value


def render(value: Any, span: Span, row: Row) -> Any:
    """A value of CloudFormation in Terraform's words."""
    if row.values is not None and not isinstance(value, (Map, Seq, Symbol)):
        wanted = as_text(value)
        found = next((own for own, other in row.values.items() if as_text(other) == wanted), None)
        return value if found is None else {"true": True, "false": False}.get(found, found)
    return CONVERTERS[row.convert][1](value, span, row) if row.convert in CONVERTERS else value
