"""What to do about the permissions, for people: the change itself where it is short, and the command that makes it."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.report.clean import clean, clean_name
from leastwise.report.fixes.result import FixResult
from leastwise.report.fixes.text import whole
from leastwise.report.policies.result import PolicyResult
from leastwise.report.policies.rows import some
from leastwise.report.style import Style
from leastwise.report.words import number

_MOST_LINES = 60
"""Lines of a change that are shown without being asked for."""

_MOST_NAMES = 4


def remedy(rewriting: FixResult, style: Style) -> Iterator[str]:
    """What `--write` would change, where that is short."""
    lines = list(whole(rewriting, style))
    if 0 < len(lines) <= _MOST_LINES:
        yield from (*lines, "")


def ahead(result: PolicyResult, style: Style) -> Iterator[str]:
    """What to do now, and for which functions nothing is taken away."""
    doubtful = [function.name for function in result.functions.values() if function.code and function.why]
    granted = any(grant.by == "author" for _, grant in result.grants())
    if doubtful and granted:
        names = clean(some(list(map(clean_name, doubtful)), _MOST_NAMES))
        text = f"nothing is taken from {names}: more may be needed than is known"
        yield from _labelled("Kept", text, style)
    text = _next(result)
    if text:
        yield from _labelled("Next", text, style)


def _next(result: PolicyResult) -> str:
    write = "leastwise policy --write"
    rewriting = result.rewriting
    if rewriting is None:
        excess = any(result.excess(role) for role in result.roles.values())
        asked = (excess or result.missing) and result.applications
        return f"leastwise policy --diff shows how to make it what is needed, {write} does it" if asked else ""
    if not rewriting.fixes:
        return (
            "leastwise policy --diff says what stands in the way of less"
            if rewriting.by_hand or rewriting.stays
            else ""
        )
    lines = len(list(whole(rewriting, Style(colour=False))))
    if lines > _MOST_LINES:
        return f"leastwise policy --diff shows {number(lines, 'line')} of changes, {write} makes them"
    return f"{write} makes these changes, all of them or none"


def _labelled(label: str, text: str, style: Style) -> Iterator[str]:
    first, *more = style.wrap(text, " " * 11, f"{label:<11}")
    yield style(f"{label:<11}", "bold") + first[11:]
    yield from more
