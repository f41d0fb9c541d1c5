"""Clients, and methods of them, that are given to libraries nobody reads; and texts that are run as code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.chains import links, path_of, root
from leastwise.code.needs.certainty import familiar
from leastwise.code.needs.frozen import Anything, Seen, frozen, product
from leastwise.code.needs.kinds import Client, Command, Method, ResourceOf
from leastwise.code.needs.use import Unclear, Use
from leastwise.code.observers import Call
from leastwise.code.values import External, Object, Result, Value

_DEPTH = 4
_MOST = 200
"""Values that are looked at, of one call."""

_RUNS = frozenset(
    "Function vm.Script vm.runInContext vm.runInNewContext vm.runInThisContext vm.compileFunction".split()
)


def given_away(call: Call, things: Any) -> Iterator[Use | Unclear]:
    """What a library that is not read may do with a client that it is given, by itself or in something else.

    Of a method that it is given it is known what it calls, but not with what.
    """
    start = root(call.callee)
    if not isinstance(start, External) or start.module.startswith(("boto3", "botocore", "aws-sdk", "@aws-sdk/")):
        return
    unread = not familiar(things.language, start.module) and not sdk.harmless(things.language, start.module)
    for value in _within((*call.arguments, *call.keywords.values()), call):
        for thing in things.of_value(value):
            if isinstance(thing, Method) and isinstance(thing.of, Client) and thing.of.service is not None:
                operation = sdk.operation_named(thing.of.service, thing.name)
                if operation is not None:
                    yield Use(thing.of.service, operation, tuple(_arguments(call, things)), source="library")
            elif unread and isinstance(thing, (Client, ResourceOf)):
                yield Unclear(call.span, f"a client is given to {path_of(call.callee)}, which is not read")
                return


def _arguments(call: Call, things: Any) -> list[Any]:
    """What a library calls a method with: what it is given beside it, where that is by name."""
    given = {name: value for name, value in call.keywords.items() if name[:1].isupper()}
    rows = {name: frozen(value, Seen(call.heap, things)) for name, value in given.items()}
    return product(rows) if rows else [Anything()]


def _within(values: tuple[Value, ...], call: Call) -> Iterator[Value]:
    """Values, and those that they hold."""
    ahead = [(value, 0) for value in values]
    seen: set[Any] = set()
    for _ in range(_MOST):
        if not ahead:
            return
        value, depth = ahead.pop(0)
        yield value
        for one in value.alternatives:
            if depth < _DEPTH and isinstance(one, Object) and one not in seen:
                seen.add(one)
                ahead += [(held, depth + 1) for held in _held(Value((one,)), call)]


def _held(value: Value, call: Call) -> Iterator[Value]:
    items = call.heap.items(value)
    fields = [call.heap.field(value, key) for key in call.heap.keys(value)]
    for held in (*(items or (call.heap.element(value),)), *fields, call.heap.rest(value)):
        if held is not None:
            yield held


def runs_text(call: Call, language: str) -> Iterator[Unclear]:
    """Text that JavaScript runs as code: `new Function(…)`, `vm.runInNewContext(…)`."""
    if language == "python" or not isinstance(call.callee, External):
        return
    name = path_of(call.callee).removeprefix("node:").removeprefix("global.").removeprefix("globalThis.")
    if name not in _RUNS or not call.arguments:
        return
    text = call.arguments[-1] if name == "Function" else call.arguments[0]
    if text.literals is None:
        yield Unclear(call.span, f"what {name} runs is not known")


def sends_assume(found: Any, things: Any) -> bool:
    """Whether it is part of what `client.send(new AssumeRoleCommand(…))` gives."""
    given = (argument for link in links(found) if isinstance(link, Result) for argument in link.arguments)
    return any(
        isinstance(one, Command) and one.operation.startswith("AssumeRole")
        for argument in given
        for one in things.of_value(argument)
    )
