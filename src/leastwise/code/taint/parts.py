"""Forms that make only some of an argument dangerous: which fields the dangerous parts are made of.

`operators`: what may be an object where a text is meant, as `{"$ne": null}` of a request for MongoDB; `whole`: an
object as the sender wrote it, with names of the sender's choice; `item`: the same where only an object can be;
`page`: a text that a browser gets; `line`: a text that may have more than one line; `headers`: the same of one of
several; `message`: one that is joined of several; `printed`: one that is, or is joined of, what was sent; `behind`:
what stands behind the fixed host of an address; `fetched`: what a command is told to fetch; `words`: the same of its
arguments; `tries`: what one of several calls made of a part of a token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Heap
from leastwise.code.taint.fetched import fetched, words
from leastwise.code.taint.forms import beyond_host, no_section
from leastwise.code.taint.logged import entire, secrets
from leastwise.code.taint.reading import MAX_DEPTH, mark, origins_in
from leastwise.code.taint.trust import is_object
from leastwise.code.values import (
    ELEMENT,
    NO_ORIGINS,
    Constant,
    Event,
    Member,
    Object,
    Origin,
    Result,
    Text,
    Value,
)

_TEXTS = (
    "queryStringParameters", "pathParameters", "headers", "path", "rawPath", "rawQueryString", "cookies",
    "authorizationToken", "multiValueHeaders",
)  # fmt: skip
"""Fields of events of APIs that hold texts and never objects."""

_LINES = ("headers", "multiValueHeaders", "cookies", "authorizationToken", "path", "rawQueryString")
"""Fields that never hold the end of a line: it would have ended the header, or is written as `%0A`."""

_WHOLE = (
    (), ("body",), ("detail",), ("arguments",), ("arguments", "*"), ("queryStringParameters",),
    ("Records", ELEMENT, "body"), ("Records", ELEMENT, "Sns", "Message"), ("Records", ELEMENT, "kinesis", "data"),
    ("responsePayload",), ("requestPayload",), ("multiValueQueryStringParameters",),
)  # fmt: skip
"""Fields that are an object with names of the sender's choice."""

_TOLD_ELSEWHERE = ("location", "set-cookie")
_PATHS = (("path",), ("rawPath",), ("Records", ELEMENT, "cf", "request", "uri"))
"""Fields with the path of a request, which begins with `/`."""

FORMS = frozenset(
    "loads parse decode encode b64decode urlsafe_b64decode from toString atob str String strip trim".split()
)
"""Calls that give what they are given in another form."""

MAX_LINKS = 12
"""Of a chain of such calls."""

_MARSHALLS = ("marshall", "input")


def parts(value: Value, heap: Heap, form: str) -> frozenset[Origin] | None:
    """The fields that the dangerous parts of a value are made of; `None` where the form is not about parts."""
    find = _PARTS.get(form)
    return None if find is None else find(value, heap)


def _operators(value: Value, heap: Heap, depth: int = MAX_DEPTH) -> frozenset[Origin]:
    found = NO_ORIGINS
    kept = tuple(a for a in value.alternatives if not isinstance(a, (Constant, Text, Object)))
    if kept:
        found = frozenset(origin for origin in value.origins if not _begins(origin, _TEXTS))
    inside = tuple(a for a in value.alternatives if isinstance(a, Object))
    if inside and depth:
        for held in _held(Value(inside), heap):
            found |= _operators(held, heap, depth - 1)
    return found


_COMPARES = frozenset(("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin"))
"""What takes an object for what it is: https://www.mongodb.com/docs/manual/reference/operator/query/eq/"""


def _held(value: Value, heap: Heap) -> Iterable[Value]:
    """What objects hold, one by one; not what is compared with, unless it is an expression that the program builds."""
    keys = heap.keys(value)
    held = [(key, heap.field(value, key)) for key in keys]
    more = [heap.rest(value)] if keys else heap.items(value) or [heap.element(value)]
    held += [("", one) for one in more]
    return [one for key, one in held if one is not None and (key not in _COMPARES or _is_built(one))]


def _is_built(value: Value) -> bool:
    return any(isinstance(one, Object) for one in value.alternatives)


def _objects(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of what may hold names of the sender's choice."""
    found = NO_ORIGINS
    if any(not isinstance(a, (Constant, Text, Object)) for a in value.alternatives):
        found = frozenset(origin for origin in value.origins if not _begins(origin, _TEXTS))
    rest = heap.rest(value)
    return found if rest is None else found | origins_in(rest, heap)


def _whole(value: Value, heap: Heap) -> frozenset[Origin]:
    found: set[Origin] = set()
    for alternative in value.alternatives:
        if isinstance(alternative, Event):
            found |= {origin for origin in value.origins if origin[0] == alternative.path and _is_whole(origin[0])}
        elif isinstance(alternative, Object):
            rest = heap.rest(Value((alternative,)))
            for path, kinds in rest.origins if rest is not None else ():
                if path[-1:] == (ELEMENT,) and not mark(path) and _is_whole(path[:-1]):
                    found.add((path[:-1], kinds))
        elif isinstance(alternative, Result) and path_of(alternative.callee).endswith(_MARSHALLS):
            for inner in alternative.arguments[:1]:
                found |= _whole(inner, heap)
    return frozenset(found)


def _is_whole(path: tuple[Any, ...]) -> bool:
    return any(
        len(one) == len(path) and all(a == b or (b == "*" and a != ELEMENT) for a, b in zip(path, one, strict=True))
        for one in _WHOLE
    )


def _address(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of what tells the host: nothing behind the first `/` of an address, with which the path of a request begins."""
    found = NO_ORIGINS
    for alternative in value.alternatives:
        made = alternative
        if isinstance(made, Member) and made.name == "href" and isinstance(made.of, Result) and made.of.arguments:
            made = made.of.arguments[0].only
        found |= _host(made, value.origins) if isinstance(made, Text) else value.origins
    return found


def _host(text: Text, origins: frozenset[Origin]) -> frozenset[Origin]:
    found = NO_ORIGINS
    before = ""
    for part in text.parts:
        if isinstance(part, str):
            before += part
            if "/" in before.partition("://")[2]:
                break
        elif not isinstance(part, Event):
            return origins
        elif part.path in _PATHS and before:
            break
        else:
            found |= frozenset(origin for origin in origins if origin[0] == part.path)
            before += "x"
    return found


def _behind(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of the path and query of an address whose host is fixed."""
    return value.origins if any(map(beyond_host, value.alternatives)) else NO_ORIGINS


def _page(value: Value, heap: Heap) -> frozenset[Origin]:
    safe = all(
        isinstance(a, (Object, Constant)) or (isinstance(a, Result) and path_of(a.callee).endswith("JSON.stringify"))
        for a in value.alternatives
    )
    return NO_ORIGINS if safe else value.origins


def _line(value: Value, heap: Heap) -> frozenset[Origin]:
    return frozenset(
        origin for origin in origins_in(value, heap) if not _begins(origin, _LINES) and not is_object(origin[0])
    )


def _headers(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of the headers that other rules and rows are not about."""
    held = (heap.field(value, key) for key in heap.keys(value) if key.lower() not in _TOLD_ELSEWHERE)
    return NO_ORIGINS.union(*(_line(one, heap) for one in held if one is not None))


def _message(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of a line that a program made of words of its own and what was sent."""
    if not any(isinstance(a, Text) for a in value.alternatives):
        return NO_ORIGINS
    return frozenset(origin for origin in _line(value, heap) if not _is_whole(origin[0]))  # shown as an object is


def _printed(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of a text that a log gets; what is in an object is shown with its line ends escaped."""
    if all(isinstance(a, (Constant, Object)) for a in value.alternatives):
        return NO_ORIGINS
    return frozenset(
        origin for origin in value.origins
        if not _begins(origin, _LINES) and not _is_whole(origin[0]) and not is_object(origin[0])
        and origin[0][-1:] != ("length",)
    )  # fmt: skip


def _item(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of an object with names of the sender's, where nothing but an object can be given."""
    fields = frozenset(a.path for a in value.alternatives if isinstance(a, Event))
    found = frozenset(origin for origin in value.origins if origin[0] in fields and not _begins(origin, _TEXTS))
    for alternative in value.alternatives:
        if isinstance(alternative, Result) and path_of(alternative.callee).endswith(_MARSHALLS):
            found = found.union(*(_item(inner, heap) for inner in alternative.arguments[:1]))
    return found | _whole(value, heap)


def _kept(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of data as it was sent, or texts and objects with it; not of what a library made."""
    return origins_in(value, heap) if any(map(_as_sent, value.alternatives)) else NO_ORIGINS


def _as_sent(alternative: Any) -> bool:
    """Whether it is a text or object, or what was sent, in another form: decoded, parsed, a field of that."""
    for _ in range(MAX_LINKS):
        if isinstance(alternative, Member):
            alternative = alternative.of
        elif isinstance(alternative, Result) and path_of(alternative.callee).rpartition(".")[2] in FORMS:
            inner = next((a for value in alternative.arguments[:1] for a in value.alternatives if value.origins), None)
            alternative = alternative.callee if inner is None else inner
        else:
            break
    return isinstance(alternative, (Event, Text, Object))


def _asked(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of what the calls of a chain were given: the key of an object whose content is read."""
    found = NO_ORIGINS
    for alternative in value.alternatives:
        while isinstance(alternative, (Result, Member)):
            if isinstance(alternative, Member):
                alternative = alternative.of
                continue
            for given in (*alternative.arguments, *(inner for _, inner in alternative.keywords)):
                found |= origins_in(given, heap)
                for inner in given.alternatives:
                    if isinstance(inner, Result) and inner.new:  # `new GetObjectCommand({Key})`
                        for more in inner.arguments:
                            found |= origins_in(more, heap)
            alternative = alternative.callee
    return found


def _tries(value: Value, heap: Heap) -> frozenset[Origin]:
    """Of what one of several calls made of the middle of a token."""
    several = sum(isinstance(a, Result) and not no_section(a) for a in value.alternatives) > 1
    return value.origins if several else NO_ORIGINS


def _begins(origin: Origin, names: Iterable[str]) -> bool:
    path = origin[0]
    return bool(path) and path[0] in names


_PARTS: dict[str, Callable[..., frozenset[Origin]]] = {
    "address": _address, "asked": _asked, "behind": _behind, "entire": entire, "fetched": fetched,
    "headers": _headers, "item": _item, "kept": _kept, "line": _line, "location": _address, "message": _message,
    "objects": _objects, "operators": _operators, "page": _page, "printed": _printed, "remote": _address,
    "secrets": secrets, "tries": _tries, "whole": _whole, "words": words,
}  # fmt: skip


__all__ = ["parts"]
