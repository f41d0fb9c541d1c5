"""Open routes that somebody accepts, apart from the others: to accept one says nothing about those beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.model.graph import Route
from leastwise.model.source import Source, Span

_NOTE = "leastwise:"
_COMMENTS = ("#", "//", "*", "/*")


def apart(routes: Sequence[Route]) -> Iterator[list[Route]]:
    """The routes that no note stands at, together, and each of the others alone."""
    noted = [route for route in routes if _noted(route)]
    others = [route for route in routes if route not in noted]
    if others:
        yield others
    yield from ([route] for route in noted)


def _noted(route: Route) -> bool:
    """Whether a note stands at what a route is written in, on its line or above it."""
    place = route.property
    return any(_said(span) for span in (place.span, place.resource.span) if _NOTE in span[0].text)


def _said(span: Span) -> bool:
    source, start, _, _, _ = span
    line = source.position(start)[0]
    return _NOTE in source.line(line) or _above(source, line)


def _above(source: Source, line: int) -> bool:
    while source.line(line - 1).lstrip().startswith(_COMMENTS):
        line -= 1
        if _NOTE in source.line(line):
            return True
    return False
