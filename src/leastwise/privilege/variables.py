"""Names that come of variables of the Serverless Framework, written as their author wrote them.

The model has what a variable comes to in the stage that was read. Another stage has other names: a policy that says
`orders-dev` where the service says `orders-${sls:stage}` allows nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.model.application import Application
from leastwise.model.value import Concat, Map, Parameter, Seq, concat

_WORDS = re.compile(r"(?:\$\{(?:[^{}]|\$\{[^{}]*\})*\}|[^:/])+|^(?=[:/])|(?<=[:/])(?=[:/])|(?<=[:/])$")

MIN_TEXT = 3
"""Characters of a variable's text; shorter ones stand in other names by chance."""


def worded(app: Application, value: Any) -> tuple[Any, str]:
    """A value with the variables that its names come of, or why nobody can tell which they are.

    Args:
        app: the application.
        value: of a policy that is part of a service of the Serverless Framework.
    """
    known = _known(app)
    pieces: list[Any] = []
    for part in value.parts if isinstance(value, Concat) else (value,):
        if not isinstance(part, str):
            pieces.append(part)
            continue
        for piece in re.split(r"([:/])", part):
            raw = known.get(piece)
            if raw is not None:
                pieces += _written(raw)
                continue
            pieces.append(piece)
            for text, other in known.items():
                if len(piece) >= len(text) and re.search(rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])", piece):
                    return value, f"`{piece}` may come of the variable `{other}`, and be another in another stage"
    return concat(pieces), ""


@lru_cache(maxsize=4)
def _known(app: Application) -> dict[str, str]:
    """What a text with variables comes to → that text. What colons and slashes part counts by itself, as in an ARN."""
    found: dict[str, str] = {}
    for resource in app.resources():
        if resource.framework == "serverless":
            for text, raw in _texts(resource.properties):
                pieces, words = re.split(r"[:/]", text), _WORDS.findall(raw)
                if len(pieces) == len(words):
                    pairs = zip(pieces, words, strict=True)
                    found |= {piece: word for piece, word in pairs if "${" in word and piece not in found}
    return {text: raw for text, raw in found.items() if len(text) >= MIN_TEXT and "*" not in text and text != raw}


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """Texts and how they are written, where that is with variables."""
    rows = value.entries() if isinstance(value, (Map, Seq)) else ()
    for _, item, span in rows:
        if isinstance(item, str):
            raw = span[0].text[span[3] : span[4]].strip().strip("\"'")
            if "${" in raw and "AWS::" not in raw and "\n" not in raw:
                yield item, raw
        else:
            yield from _texts(item)


def _written(raw: str) -> Iterator[Any]:
    """A text with variables as parts of a value: each variable is a parameter, which a template says as it is."""
    depth, start = 0, 0
    for match in re.finditer(r"\$\{|\}", raw):
        if match[0] == "${":
            if depth == 0:
                yield raw[start : match.start()]
                start = match.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield Parameter(raw[start : match.start()])
                start = match.end()
    yield raw[start:]
