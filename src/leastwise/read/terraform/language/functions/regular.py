"""Functions for regular expressions.

https://developer.hashicorp.com/terraform/language/functions/regex and those beside it
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.functions.patterns import Found, Pattern
from leastwise.read.terraform.language.values import Failed


def _captures(found: Found, call: Call) -> Any:
    """What `regex` gives of a match: a text, a list of its groups, or a map where they have names."""
    if found.names:
        if len(found.names) < len(found.groups):
            raise Failed("groups have names or have none, not both")
        return Map(call.span, zip(found.names, found.groups, strict=True))
    return Seq(call.span, found.groups) if found.groups else found.text


def _regex(call: Call, pattern: str, given: str) -> Any:
    found = next(Pattern(pattern, call.names.work).all(given), None)
    if found is None:
        raise Failed("the pattern does not match the text")
    return _captures(found, call)


def _regexall(call: Call, pattern: str, given: str) -> Seq:
    return Seq(call.span, [_captures(found, call) for found in Pattern(pattern, call.names.work).all(given)])


FUNCTIONS = {
    "regex": Function(_regex, "text text", place=True),
    "regexall": Function(_regexall, "text text", place=True),
}
