"""Where the constructs of a synthesised application are written, told by its source.

An assembly has stack traces for the constructs of applications in TypeScript and JavaScript, of others not unless they
were asked for, and none for single properties. The source is read as it is without an assembly (`static/`), and what
it says under the same construct path is taken where it knows exactly one place.

https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html#identifiers-paths
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.cdk.assembly import plain as plain_json
from leastwise.read.files import Files

Stretch = tuple[int, int, Span]
"""From and to in a template, and where the author wrote what it comes from."""

_AGAIN = re.compile(r"'\d+(?=/|$)")
_HASHED = re.compile(r"(?<=\w)[0-9A-F]{8}(?=(?:/Resource)?\Z)")
"""What ends the logical id of a store, by which a construct is named that reads events from it."""

_ANY = "*"
"""The step of a construct path that the source does not tell."""


class Authored:
    """The constructs of one application by their paths, as its source has them; read when they are asked for.

    Attributes:
        entry: the file that the application begins with; empty where it cannot be read.
        python: whether it is written in Python.
    """

    def __init__(self, files: Files, path: str) -> None:
        """`path`: of the application's `cdk.json`; empty where there is none."""
        self._files = files
        self._folder = path.rpartition("/")[0]
        self._context: dict[str, Any] = {}
        self.entry = self._entry(path) if path else ""
        self.python = self.entry.endswith(".py")
        self._resources: dict[str, list[Resource]] | None = None
        self._places: dict[str, set[Span]] = {}

    def _entry(self, path: str) -> str:
        from leastwise.read.cdk.static.program import Program

        try:
            configuration = plain_json(self._files.read(path))
        except ReadError:
            return ""
        context, command = configuration.get("context"), configuration.get("app")
        self._context = context if isinstance(context, dict) else {}
        return (Program(self._files, self._folder).entry(command) or "") if isinstance(command, str) else ""

    def _read(self) -> dict[str, list[Resource]]:
        if self._resources is None:
            self._resources = {}
            if self.entry:
                self._follow(self._resources)
        return self._resources

    def _follow(self, found: dict[str, list[Resource]]) -> None:
        """Read the source. An id that is told only at run time stands for any, which is no place of one construct."""
        from leastwise.read.cdk.static.constructs import emit
        from leastwise.read.cdk.static.emitter import Emitter
        from leastwise.read.cdk.static.interpreter import Interpreter
        from leastwise.read.cdk.static.program import Program

        interpreter = Interpreter(Program(self._files, self._folder), self._context)
        interpreter.run(self.entry)
        emitter = Emitter(self._folder, self.entry, self._context)
        emit(interpreter.made, emitter, self._files)
        for made in interpreter.made:
            self._places.setdefault(_key(made.path), set()).add(made.span)
        for resource in emitter.finish().values():
            if resource.type.startswith("AWS::"):
                found.setdefault(_key(resource.name), []).append(resource)

    def place(self, path: str) -> Span | None:
        """The one place where a construct, or the nearest one around it, is written; `None` where it is not known."""
        self._read()
        steps = path.split("/")
        for length in range(len(steps), 1, -1):
            for key in _keys("/".join(steps[:length])):
                spans = {resource.span for resource in self._read().get(key, ())} or self._places.get(key, set())
                if len(spans) == 1:
                    return next(iter(spans))
        return None

    def stretches(self, path: str, block: Map) -> Iterator[Stretch]:
        """The values of a resource's properties that the source has in places of their own."""
        for key in _keys(path.removesuffix("/Resource")):
            known = [r for r in self._read().get(key, ()) if r.type == block.get("Type")]
            if len(known) == 1:
                yield from _paired(block.get("Properties"), known[0].properties, known[0].span, 0)
                return


def _key(path: str) -> str:
    """A path without the mark of one that is there already: paths are unique, so it is told wrongly for both."""
    return _AGAIN.sub("", path)


def _keys(path: str) -> tuple[str, ...]:
    """A construct path as the source may have it: the stack's id is often told at run time."""
    path = _HASHED.sub("", path) if "EventSource:" in path else path
    return path, f"{_ANY}/{path.partition('/')[2]}"


def _paired(made: Any, written: Any, around: Span, depth: int) -> Iterator[Stretch]:
    """The entries of a mapping that both have."""
    if not isinstance(made, Map) or not isinstance(written, Map) or depth > 20:
        return
    for name, value, span in made.entries():
        if name not in written:
            continue
        place = written.span(name)
        if place[0] is around[0] and around[3] <= place[1] and place[2] <= around[4] and place != around:
            yield span[1], span[4], place
        yield from _below(value, written[name], around, depth)


def _below(value: Any, written: Any, around: Span, depth: int) -> Iterator[Stretch]:
    if isinstance(value, Seq) and isinstance(written, Seq):
        for _, item, span in value.entries():
            same = [index for index, other in enumerate(written) if _same(item, other)]
            if len(same) == 1:
                yield span[1], span[4], written.span(same[0])
                yield from _paired(item, written[same[0]], written.span(same[0]), depth + 1)
    else:
        yield from _paired(value, written, around, depth + 1)


def _same(item: Any, other: Any) -> bool:
    """Whether an item of a list comes from another: policies by their names, statements by what they allow."""
    if isinstance(item, Map) and isinstance(other, Map):
        if "PolicyName" in item:
            return bool(item["PolicyName"] == other.get("PolicyName"))
        ours, theirs = item.get("Action"), other.get("Action")
        return ours is not None and _texts(ours) == _texts(theirs) and item.get("Effect") == other.get("Effect")
    return not isinstance(other, Symbol) and item == other


def _texts(value: Any) -> set[str]:
    return {item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)}
