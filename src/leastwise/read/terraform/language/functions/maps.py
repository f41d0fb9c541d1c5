"""Functions for maps and objects.

https://developer.hashicorp.com/terraform/language/functions/keys and those beside it
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq
from leastwise.read.terraform.language.convert import mapping, text, texts
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.operators import equal
from leastwise.read.terraform.language.values import Failed, NotKnown


def _keys(call: Call, value: Map) -> Seq:
    result = Seq(call.span)
    for key in sorted(value):
        result.put(key, value.span(key))
    return result


def _values(call: Call, value: Map) -> Seq:
    result = Seq(call.span)
    for key in sorted(value):
        result.put(value[key], value.span(key))
    return result


def _lookup(value: Map, key: str, *default: Any) -> Any:
    if key in value:
        return value[key]
    if len(default) != 1:
        raise Failed(f"there is no key {key[:80]!r}")
    return default[0]


def _matchkeys(call: Call, values: Seq, keys: Seq, wanted: Seq) -> Seq:
    if len(values) != len(keys):
        raise Failed("the lists are not of the same length")
    result = Seq(call.span)
    for index, key in enumerate(keys):
        call.names.work.spend(len(wanted))
        found = [equal(key, item) for item in wanted]
        if True in found:
            result.put(values[index], values.span(index))
        elif None in found:
            raise NotKnown(key)
    return result


def _merge(call: Call, *maps: Any) -> Map:
    result = Map(call.span)
    for value in maps:
        if value is not None:
            for key, item, place in mapping(value).entries():
                result.put(key, item, place)
    return result


def _transpose(call: Call, value: Map) -> Map:
    found: dict[str, list[str]] = {}
    for key in sorted(value):
        for item in texts(value[key]):
            found.setdefault(item, []).append(key)
    result = Map(call.span)
    for key in sorted(found):
        result[key] = Seq(call.span, found[key])
    return result


def _zipmap(call: Call, keys: Seq, values: Seq) -> Map:
    if len(keys) != len(values):
        raise Failed("the lists are not of the same length")
    result = Map(call.span)
    for index, key in enumerate(keys):
        result.put(text(key), values[index], values.span(index))
    return result


FUNCTIONS = {
    "keys": Function(_keys, "map", place=True),
    "lookup": Function(_lookup, "map text any*"),
    "matchkeys": Function(_matchkeys, "list list list", place=True),
    "merge": Function(_merge, "any*", place=True),
    "transpose": Function(_transpose, "map", place=True),
    "values": Function(_values, "map", place=True),
    "zipmap": Function(_zipmap, "list list", place=True),
}
