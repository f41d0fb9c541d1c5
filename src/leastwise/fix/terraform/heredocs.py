"""Documents in texts: JSON in a heredoc, changed where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.fix.located import Places, span_at
from leastwise.fix.result import FileChange
from leastwise.fix.written import Spot, reached
from leastwise.model.edit import Insert, Remove, Set
from leastwise.model.errors import PatchError, ReadError
from leastwise.model.record import record
from leastwise.model.resource import Path, Property
from leastwise.model.source import Source
from leastwise.model.value import Seq
from leastwise.patch import change
from leastwise.patch.document import Document
from leastwise.patch.splice import Splice
from leastwise.read.hcl import Expression
from leastwise.read.terraform.written import json_syntax


@record(eq=False)
class Text:
    """A document in a text.

    Attributes:
        spot: the argument.
        document: what stands between its first and its last line, as JSON.
        start: offset of that.
        depth: how many steps of the property's path lead to it.
    """

    spot: Spot
    document: Document
    start: int
    depth: int


def text_around(places: Places, property: Property, depth: int) -> Text | None:
    """The heredoc that the first steps of a property's path lead into; `None` where it is none that holds JSON."""
    value: Any = property.resource.properties
    best: tuple[Spot, int] | None = None
    for number, step in enumerate(property.path[: depth - 1], 1):
        _, span = span_at(value, step)
        value = value[step if isinstance(value, Seq) else str(step)]
        found = None if span is None else places.file(span).entry(span)
        if found is not None and span is not None:
            best = found, number
            start, end = span[3:]
    if best is None:
        return None
    spot, number = best
    source = spot.file.source
    text = source.text[start:end]
    if not text.startswith("<<") or "\n" not in text:
        return None
    first, last = text.index("\n") + 1, text.rindex("\n") + 1
    try:
        document = Document(Source(source.path, text[first:last]), "json")
    except ReadError:
        return None
    return Text(spot, document, start + first, number)


def changes(text: Text, edit: Set | Insert | Remove, lower: Callable[[Any], Any]) -> list[FileChange]:
    """What it takes to make an edit of something in the text.

    Raises:
        PatchError: the text has it otherwise.
    """
    path: Path = edit.property.path[text.depth :]
    if isinstance(edit, Remove):
        wanted: change.Change = change.Remove(path)
    elif isinstance(edit, Set):
        wanted = change.Set(path, quotable(lower(edit.value)))
    else:
        there, _ = reached(text.document.data, path)
        new = quotable(lower(edit.value))
        one = there is not None and not isinstance(there, list)
        wanted = change.Set(path, [there, new]) if one else change.Insert(path, new)
    found = text.document.patch([wanted])
    where = text.spot.file.source.path
    return [FileChange(where, Splice(text.start + s.start, text.start + s.end, s.text)) for s in found.splices]


def quotable(value: Any) -> Any:
    """A value for a JSON text in which Terraform puts other values: there, JSON's escapes are no escapes.

    Raises:
        PatchError: an expression has quotes in it.
    """
    if isinstance(value, Expression):
        text: str = json_syntax(value)
        if '"' in text:
            raise PatchError(f"{value.text[:60]} cannot stand in a JSON text: write it with jsonencode")
        return text
    if isinstance(value, dict):
        return {json_syntax(str(key)): quotable(item) for key, item in value.items()}
    return [quotable(item) for item in value] if isinstance(value, list) else json_syntax(value)
