"""Documents that are given as YAML text: definitions of APIs from `templatefile` and heredocs."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source, Span
from leastwise.model.value import Concat, Map, Seq, Symbol, concat
from leastwise.read.document import parse
from leastwise.read.graph.texts import MAX_TEXT
from leastwise.read.terraform.language.values import FileText

_MARK = re.compile("\ue000([0-9]+)\ue001")


def yaml_document(value: str | Concat, span: Span) -> Map | None:
    """The mapping that a YAML text says, its symbols put back; `None` where it says none.

    What comes from a file has its places in the file, all else stands at one place.
    """
    if isinstance(value, FileText):
        return _parsed(value.source)
    symbols = tuple(part for part in value.parts if isinstance(part, Symbol)) if isinstance(value, Concat) else ()
    count = iter(range(len(symbols)))
    parts = value.parts if isinstance(value, Concat) else (value,)
    text = "".join(part if isinstance(part, str) else f"\ue000{next(count)}\ue001" for part in parts)
    if len(text) > MAX_TEXT or ":" not in text:
        return None
    found = _parsed(Source(span[0].path, text))
    return None if found is None else _placed(found, symbols, span)


def _parsed(source: Source) -> Map | None:
    try:
        documents, _ = parse(source)
    except ReadError:
        return None
    return documents[0] if len(documents) == 1 and isinstance(documents[0], Map) else None


def _placed(value: Any, symbols: tuple[Symbol, ...], span: Span) -> Any:
    if isinstance(value, Map):
        return Map(span, {str(key): _placed(item, symbols, span) for key, item in value.items()})
    if isinstance(value, Seq):
        return Seq(span, [_placed(item, symbols, span) for item in value])
    if not isinstance(value, str) or "\ue000" not in value:
        return value
    pieces: list[Any] = _MARK.split(value)
    for index in range(1, len(pieces), 2):
        number = int(pieces[index])
        pieces[index] = symbols[number] if number < len(symbols) else ""
    return concat(pieces)
