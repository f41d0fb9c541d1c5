"""The text that `yamlencode` gives.

https://developer.hashicorp.com/terraform/language/functions/yamlencode
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.value import Symbol
from leastwise.read.terraform.language.values import Encoded, bounded, encoded_text, json_scalar


def yaml_text(value: Any) -> Any:
    """A value in YAML, in block style with quoted keys; a `Concat` where parts are symbols."""
    return bounded(_lines(value, 0, False))


def _lines(value: Any, depth: int, inline: bool) -> Iterator[Any]:
    """The text of a value; `inline`: its first line goes on behind a dash."""
    blanks = "  " * depth
    if isinstance(value, Encoded):
        value = encoded_text(value)
    if isinstance(value, dict) and value:
        for index, key in enumerate(sorted(value)):
            yield f"{'' if inline and index == 0 else blanks}{json_scalar(key)}:"
            yield from _value(value[key], depth, isinstance(value[key], dict))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield f"{'' if inline and index == 0 else blanks}- "
            yield from _lines(item, depth + 1, True)
    else:
        yield from _scalar(value, depth)


def _value(value: Any, depth: int, deeper: bool) -> Iterator[Any]:
    if isinstance(value, (dict, list)) and value and not isinstance(value, Encoded):
        yield "\n"
        yield from _lines(value, depth + deeper, False)
    else:
        yield " "
        yield from _scalar(encoded_text(value) if isinstance(value, Encoded) else value, depth + 1)


def _scalar(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, Symbol):
        yield '"'
        yield from (json_scalar(x)[1:-1] if isinstance(x, str) else x for x in getattr(value, "parts", (value,)))
        yield '"\n'
    elif isinstance(value, str) and "\n" in value:
        rest = value.rstrip("\n")
        kept = len(value) - len(rest)
        yield "|" + ("-" if kept == 0 else "+" if kept > 1 else "") + "\n"
        for line in value.removesuffix("\n").split("\n"):
            yield f"{'  ' * depth if line else ''}{line}\n"
    elif isinstance(value, (dict, list)):
        yield "{}\n" if isinstance(value, dict) else "[]\n"
    else:
        yield json_scalar(value) + "\n"
