"""From what was parsed to values."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.hcl import ComputedKey, Expression
from leastwise.read.terraform.language.compiler import compiled, compiled_key, compiled_text
from leastwise.read.terraform.language.convert import key_text
from leastwise.read.terraform.language.documents import document, looks_like_document
from leastwise.read.terraform.language.names import Names, Scope
from leastwise.read.terraform.language.nodes import NESTED, Code
from leastwise.read.terraform.language.values import MAX_ITEMS, Failed, TooMuch, size

_FIRST = frozenset(("{", "[", " ", "\t", "\n", "\r"))


def evaluate(value: Any, span: Span, names: Names, local: dict[str, Any] | None = None) -> Any:
    """The value of an argument as `parse_hcl` gives it.

    Never fails: what cannot be worked out is `Unknown` and is noted.

    Args:
        value: a literal, `Map` or `Seq` with such values, or `Expression`.
        span: the place of the argument; an expression's text begins at the offset of the value.
        names: those of the module.
        local: further names that count before those of the module: the iterator of a dynamic block.
    """
    found = _value(value, span, names, local)
    return _bounded(found, span, names) if isinstance(found, (Map, Seq)) else found


def _bounded(value: Map | Seq, span: Span, names: Names) -> Any:
    """The container, if it is not too large with all that stands in it, some of it perhaps many times."""
    count = size(value)
    try:
        names.work.spend(count)
        if count > MAX_ITEMS:
            raise TooMuch(f"has more than {MAX_ITEMS:,} values")
    except Failed as failed:
        names.note(span, failed.reason, failed.kind)
        return Unknown(failed.reason)
    return value


def _value(value: Any, span: Span, names: Names, local: dict[str, Any] | None) -> Any:
    if isinstance(value, Expression):
        code = value.__dict__.get("code")
        if code is None:
            code = value.__dict__["code"] = compiled(value.text)
        return _run(code, Scope(names, span[0], span[3]), span, local)
    if isinstance(value, str):
        return _document(value, span, names) if value[:1] in _FIRST and looks_like_document(value) else value
    if isinstance(value, Map):
        return _mapping(value, names, local)
    if isinstance(value, Seq):
        items = Seq(value.home)
        for _, item, place in value.entries():
            items.put(_value(item, place, names, local), place)
        return items
    return value


def evaluate_text(text: str, span: Span, names: Names, local: dict[str, Any] | None = None) -> Any:
    """The value of a text that may have interpolations, as texts in Terraform's JSON syntax do.

    Everything in it stands where the text stands.
    """
    if "${" not in text and "%{" not in text and not looks_like_document(text):
        return text
    found = _run(compiled_text(text), Scope(names, span[0], span[3], span), span, local)
    return _bounded(found, span, names) if isinstance(found, (Map, Seq)) else found


def _document(text: str, span: Span, names: Names) -> Any:
    """A literal text, or the container that it says if it is a JSON document: in a heredoc, with its places."""
    source, _, _, start, end = span
    if source.text.startswith("<<", start):
        return _run(compiled(source.text[start:end]), Scope(names, source, start), span, None)
    found = document([(text, 0, False)], Scope(names, source, start, span))
    return text if found is None else found


def _run(code: Code, scope: Scope, span: Span, local: dict[str, Any] | None) -> Any:
    scope.local = local
    try:
        return code(scope)
    except Failed as failed:
        scope.names.note(span, failed.reason, failed.kind)
        return Unknown(failed.reason)
    except RecursionError:
        scope.names.note(span, NESTED, "limit")
        return Unknown(NESTED)


def _mapping(value: Map, names: Names, local: dict[str, Any] | None) -> Map:
    result = Map(value.home)
    for key, item, place in value.entries():
        if isinstance(key, ComputedKey):
            start, end = place[1], place[2]
            scope = Scope(names, place[0], start)
            found = _run(compiled_key(place[0].text[start:end]), scope, (place[0], start, end, start, end), local)
            name = key_text(found)
            if name is None:
                names.note(place, "the key of an entry is not known; the entry is left out")
                continue
            key = name
        result.put(key, _value(item, place, names, local), place)
    return result
