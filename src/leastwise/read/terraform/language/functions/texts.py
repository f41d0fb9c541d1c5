"""Functions for texts.

https://developer.hashicorp.com/terraform/language/functions/chomp and those beside it
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from leastwise.model.value import MAX_TEXT, TOO_LONG, Concat, Map, Seq, Symbol, concat
from leastwise.read.terraform.language.compiler import compiled_text
from leastwise.read.terraform.language.convert import key_text, text, to_text
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.functions.formats import formatted
from leastwise.read.terraform.language.names import Scope, Work
from leastwise.read.terraform.language.values import Encoded, Failed, NotKnown, TooMuch, decoded, encoded

_MARK = re.compile(r"[^/\"\\{}\[\]][^\"\\{}\[\]]*\w[^\"\\{}\[\]]*")
"""What can be replaced in the texts of a document one by one: nothing that JSON itself is written with."""


def _join(separator: str, *lists: Any) -> Any:
    parts: list[Any] = []
    for items in lists:
        if isinstance(items, Symbol):
            raise NotKnown(items)
        if not isinstance(items, Seq):
            raise Failed("a list is needed")
        for item in items:
            if parts:
                parts.append(separator)
            parts.append(to_text(item))
    return concat(parts)


def _split(call: Call, separator: str, given: str) -> Seq:
    parts = given.split(separator) if separator else list(given)
    return Seq(call.span, parts)


def _replace(call: Call, given: Any, pattern: str, replacement: Any) -> Any:
    filling = to_text(replacement)
    if isinstance(given, Encoded) and _MARK.fullmatch(pattern) and not _needs_escapes(filling):
        return encoded(_filled(decoded(given), pattern, filling, call.names.work))
    return _replaced(call, text(given), pattern, text(replacement))


def _needs_escapes(value: Any) -> bool:
    return isinstance(value, str) and ('"' in value or "\\" in value or "\n" in value)


def _filled(value: Any, pattern: str, replacement: Any, work: Work) -> Any:
    """A document with a mark in its texts replaced, as policies are filled in.

    What is not known in it is taken not to hold the mark.
    """
    if isinstance(value, str) and pattern in value:
        parts: list[Any] = []
        for piece in value.split(pattern):
            work.spend(1 + len(replacement) // 16 if isinstance(replacement, str) else 1)
            parts += (piece, replacement)
        return concat(parts[:-1])
    if isinstance(value, Concat):
        return concat([_filled(part, pattern, replacement, work) for part in value.parts])
    if isinstance(value, Map):
        made = Map(value.home)
        for key, item, place in value.entries():
            made.put(
                key_text(_filled(key, pattern, replacement, work)) or key,
                _filled(item, pattern, replacement, work),
                place,
            )
        return made
    if isinstance(value, Seq):
        items = Seq(value.home)
        for _, item, place in value.entries():
            items.put(_filled(item, pattern, replacement, work), place)
        return items
    return value


def _replaced(call: Call, given: str, pattern: str, replacement: str) -> str:
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        from leastwise.read.terraform.language.functions.patterns import Pattern, expanded

        parts: list[str] = []
        position = 0
        for found in Pattern(pattern[1:-1], call.names.work).all(given):
            parts += (given[position : found.start], expanded(replacement, found))
            position = found.end
        result = "".join([*parts, given[position:]])
    else:
        count = given.count(pattern) if pattern else len(given) + 1
        if len(given) + count * len(replacement) > MAX_TEXT:
            raise TooMuch(TOO_LONG)
        result = given.replace(pattern, replacement)
    if len(result) > MAX_TEXT:
        raise TooMuch(TOO_LONG)
    return result


def _substr(given: str, offset: int, length: int) -> str:
    start = max(len(given) + offset, 0) if offset < 0 else offset
    return given[start:] if length < 0 else given[start : start + length]


def _indent(count: int, given: str) -> str:
    if not 0 <= count <= 10_000 or count * given.count("\n") > MAX_TEXT:
        raise TooMuch(TOO_LONG)
    return given.replace("\n", "\n" + " " * count)


def _formatlist(call: Call, pattern: str, *values: Any) -> Seq:
    lists = [value for value in values if isinstance(value, Seq)]
    for value in values:
        if isinstance(value, Symbol):
            raise NotKnown(value)
    count = len(lists[0]) if lists else 1
    if any(len(items) != count for items in lists):
        raise Failed("the lists are not of the same length")
    return Seq(
        call.span,
        [formatted(pattern, [v[index] if isinstance(v, Seq) else v for v in values]) for index in range(count)],
    )


def _templatestring(call: Call, template: str, variables: Map) -> Any:
    scope = Scope(call.names, call.scope.source, 0, call.span)
    scope.local = dict(variables)
    scope.strict = True
    return compiled_text(template)(scope)


def _title(given: str) -> str:
    return re.sub(r"(?<![\w'])\w|(?<=')\w", lambda match: match[0].upper(), given)


def _simple(function: Callable[..., Any], kinds: str = "text") -> Function:
    return Function(function, kinds)


FUNCTIONS = {
    "chomp": _simple(lambda given: given.rstrip("\r\n")),
    "endswith": _simple(str.endswith, "text text"),
    "format": _simple(lambda pattern, *values: formatted(pattern, list(values)), "text any*"),
    "formatlist": Function(_formatlist, "text any*", place=True),
    "indent": _simple(_indent, "whole text"),
    "join": _simple(_join, "text any*"),
    "lower": _simple(str.lower),
    "replace": Function(_replace, "any text any", place=True),
    "split": Function(_split, "text text", place=True),
    "startswith": _simple(str.startswith, "text text"),
    "strcontains": _simple(str.__contains__, "text text"),
    "strrev": _simple(lambda given: given[::-1]),
    "substr": _simple(_substr, "text whole whole"),
    "templatestring": Function(_templatestring, "text map", place=True),
    "title": _simple(_title),
    "trim": _simple(str.strip, "text text"),
    "trimprefix": _simple(str.removeprefix, "text text"),
    "trimspace": _simple(str.strip),
    "trimsuffix": _simple(str.removesuffix, "text text"),
    "upper": _simple(str.upper),
}
