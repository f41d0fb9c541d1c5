"""What frameworks give the functions of a program, and what they checked of it before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import links, path_of
from leastwise.code.observers import Call, Heap
from leastwise.code.taint.reading import literal, within
from leastwise.code.taint.schemas import covered
from leastwise.code.taint.tables import Row, argument, steps_of
from leastwise.code.values import Alternative, Event, Member, Object, Result, Value, event

Fields = dict[tuple[str, ...], frozenset[str]]

_PARSERS = ("@aws-lambda-powertools/parser/middleware.parser",)
_OF_REQUESTS = ("ApiGatewayEnvelope", "ApiGatewayV2Envelope", "LambdaFunctionUrlEnvelope", "VpcLatticeEnvelope")
"""https://docs.powertools.aws.dev/lambda/typescript/latest/features/parser/#built-in-envelopes"""


def given(row: Row, call: Call) -> Value:
    """The field of the event that a framework gives: all of it, or what has the name that it is given."""
    path = steps_of(row.facts["event"])
    if "validated" in row.facts:
        kinds = {(*path, *at): kinds for schema in _validators(row, call) for at, kinds in schema.items()}
        return Value((Event(path),), frozenset({path: frozenset[str](), **kinds}.items()))
    name = literal(call, argument("0 name")) if row.facts.get("named", False) else None
    return event((*path, name[0]) if name and name is not ... and isinstance(name[0], str) else path)


def envelope(middleware: Value, heap: Heap) -> tuple[str, ...]:
    """The field of the event that a parser gives a handler in place of the event."""
    only = middleware.only
    if not isinstance(only, Result) or not only.arguments or path_of(only.callee) not in _PARSERS:
        return ()
    named = [path_of(one.only).rpartition(".")[2] for one in within(only.arguments[0], ("envelope",), heap)]
    return ("body",) if named and named[0] in _OF_REQUESTS else ()


def _validators(row: Row, call: Call) -> Iterator[Fields]:
    """What middlewares beside a function leave of what it asks for: `zValidator("json", schema)` of Hono."""
    asked = call.argument(int(row.facts["validated"]))
    for link in links(call.callee):
        for value in link.arguments if isinstance(link, Result) else ():
            only = value.only
            checks = isinstance(only, Result) and path_of(only.callee).lower().endswith("validator")
            given_to = only.arguments if checks and isinstance(only, Result) else ()
            if len(given_to) > 1 and asked is not None and given_to[0].literal == asked.literal:
                yield covered(given_to[1], call.heap)


def checked_by(
    row: Row, by: Result, path: tuple[str, ...], heap: Heap
) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """The fields that a framework checks before it calls a function: by their schemas, or the pattern of the route."""
    for name in _segments(by) if "segments" in row.facts else ():
        yield (*path, name), frozenset(("path-traversal",))
    at, _, inner = row.facts.get("schema", "").partition(".")
    held = by.arguments[int(at)] if at.isdecimal() and int(at) < len(by.arguments) else None
    if held is not None and inner and isinstance(held.only, Object):
        held = heap.field(held, inner)
    if held is not None and isinstance(held.only, Object):
        for key in heap.keys(held):
            schema = heap.field(held, key)
            for step, kinds in covered(schema, heap).items() if schema is not None else ():
                yield (*path, key, *step), kinds


def catches_all(found: Any) -> bool:
    """Whether a function that a framework calls with errors was registered for every one of them."""
    by = found.of if isinstance(found, Member) else None
    while isinstance(by, Result):
        for alternative in by.arguments[0].alternatives if by.arguments else ():
            if path_of(alternative) in _EVERY or getattr(alternative, "value", None) == _INTERNAL:
                return True
        by = by.callee
    return False


_EVERY = ("builtins.Exception", "builtins.BaseException")
_INTERNAL = 500


def _segments(found: Alternative) -> Iterator[str]:
    """The names in the path of a route that stand for what is between two `/`; not `<path:name>`, `{name:path}`."""
    for link in links(found):
        for value in link.arguments[:1] if isinstance(link, Result) else ():
            for text in value.texts:
                yield from _SEGMENT.findall(text)


_SEGMENT = re.compile(r"(?:<(?:string:)?|\{)(\w{1,60})[>}]")
"""https://werkzeug.palletsprojects.com/en/stable/routing/#rule-format, https://www.starlette.io/routing/#path-parameters"""


__all__ = ["catches_all", "checked_by", "envelope", "given"]
