"""Functions that turn values into JSON and YAML and back.

https://developer.hashicorp.com/terraform/language/functions/jsonencode and those beside it
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Parameter, Seq, Symbol, Unknown
from leastwise.read.builder import Builder
from leastwise.read.json import parse_json
from leastwise.read.terraform.language.convert import text
from leastwise.read.terraform.language.documents import placed
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.values import (
    Encoded,
    Failed,
    FileText,
    Lazy,
    NotKnown,
    decoded,
    encoded,
    encoded_text,
)


def _jsonencode(value: Any) -> Any:
    if isinstance(value, (Map, Seq)) and not isinstance(value, Encoded):
        return encoded(value)
    if isinstance(value, (Lazy, Parameter, Unknown)):
        raise NotKnown(value)
    return encoded_text(value)


def _jsondecode(call: Call, given: Any) -> Any:
    if isinstance(given, Encoded):
        return decoded(given)
    try:
        return placed(parse_json(_builder(given)), _places(given, call))
    except ReadError as error:
        raise Failed("this is no JSON") from error


def _builder(given: Any) -> Builder:
    return Builder(given.source if isinstance(given, FileText) else Source("", text(given)))


def _places(given: Any, call: Call) -> Callable[[Span], Span]:
    """Where the parts of a text stand: in its file, otherwise at the call."""
    return (lambda span: span) if isinstance(given, FileText) else (lambda _: call.span)


def _yamlencode(value: Any) -> Any:
    if isinstance(value, Symbol):
        raise NotKnown(value)
    from leastwise.read.terraform.language.functions.yaml import yaml_text

    written = yaml_text(value)
    if isinstance(value, (Map, Seq)) and not isinstance(value, Encoded):
        return encoded(value, written)
    return written


def _yamldecode(call: Call, given: Any) -> Any:
    from leastwise.read.yaml import parse_yaml

    if isinstance(given, Encoded):
        return decoded(given)
    try:
        documents = parse_yaml(_builder(given))
    except ReadError as error:
        raise Failed("this is no YAML") from error
    if len(documents) > 1:
        raise Failed("this is more than one YAML document")
    return placed(documents[0], _places(given, call)) if documents else None


FUNCTIONS = {
    "jsondecode": Function(_jsondecode, "any", place=True),
    "jsonencode": Function(_jsonencode, "any"),
    "yamldecode": Function(_yamldecode, "any", place=True),
    "yamlencode": Function(_yamlencode, "any"),
}
