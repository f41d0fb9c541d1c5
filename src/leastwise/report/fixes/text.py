"""The fixes for people: a diff for each rule, then a summary that fits on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leastwise.model.source import Source
from leastwise.patch.splice import Splice
from leastwise.report.clean import clean, clean_line, clean_name, prose
from leastwise.report.fixes.diff import hunks
from leastwise.report.fixes.result import Fix, FixResult, replaced
from leastwise.report.fixes.summary import count, summary
from leastwise.report.style import Style
from leastwise.report.words import number, place

_MOST_PLACES = 3

_COLOURS = {"-": "red", "+": "green"}


def render(result: FixResult, style: Style) -> Iterator[str]:
    """The diffs, unless they are written already, and the summary, in lines."""
    shown = not (result.written or result.refused)
    if shown:
        yield from (line + "\n" for line in _diffs(result, style))
    yield from (line + "\n" for line in summary(result, style, warned=shown))


def _diffs(result: FixResult, style: Style) -> Iterator[str]:
    """Rule by rule; at the end what is changed in what other fixes have written."""
    later = [fix for fix in result.fixes if fix.round > 1]
    if later and result.command == "policy":
        yield from _together(result, later, style)
        return
    for fixes in result.by_rule(fix for fix in result.fixes if fix.round == 1).values():
        yield from _rule(fixes, result.caution(fixes), style)
    if later:
        yield from (style("Then, in what these fixes make of the files", "bold"), "")
    for fixes in result.by_rule(later).values():
        yield from _rule(fixes, result.caution(fixes), style)


def _together(result: FixResult, later: Sequence[Fix], style: Style) -> Iterator[str]:
    """What is wrong, then one diff: a policy that is moved first and made smaller then is read as what it becomes."""
    now = [fix for fix in result.fixes if fix.round == 1 and fix.changes]
    for fixes in result.by_rule(now).values():
        yield from _head(fixes, result.caution(fixes), style)
        yield ""
    for fixes in result.by_rule(later).values():
        first = fixes[0].entry
        many = number(count(fixes), "more place" if first.rule in result.by_rule(now) else "place")
        yield f"{style(clean(first.rule), 'bold')}  {style(f'{many} in what that makes of the files', 'dim')}"
        yield ""
    yield from whole(result, style)
    yield ""


def _rule(fixes: Sequence[Fix], caution: str, style: Style) -> Iterator[str]:
    yield from _head(fixes, caution, style)
    if any(fix.changes for fix in fixes):
        yield ""
        yield from difference(fixes, style)
    else:
        yield style("  gone with the fixes of others", "dim")
    yield ""


def _head(fixes: Sequence[Fix], caution: str, style: Style) -> Iterator[str]:
    """Which rule, and where."""
    first = fixes[0].entry
    files = len({change.path for fix in fixes for change in fix.changes})
    safety = " and ".join(sorted({str(fix.entry.fix) for fix in fixes}))
    facts = f"{safety} · {number(count(fixes), 'place')} in {number(files, 'file')}"
    yield f"{style(clean(first.rule), 'bold')}  {style(facts, 'dim' if safety == 'safe' else 'yellow')}"
    yield from style.wrap(prose(first.title), "  ")
    yield from warning(caution, style)
    yield from _places(fixes, style)


def warning(caution: str, style: Style) -> Iterator[str]:
    """What may change when a rule's fixes are made; nothing where they are safe."""
    if caution:
        yield from (style(line, "yellow") for line in style.wrap(prose(f"Caution: {caution}"), "    ", "  "))


def _places(fixes: Sequence[Fix], style: Style) -> Iterator[str]:
    """The first few findings, and how many more there are."""
    told = {place(fix.entry): fix.entry.message for fix in fixes}
    for where, message in list(told.items())[:_MOST_PLACES]:
        first, *rest = style.wrap(prose(message), "    ", f"  {clean_name(where)} ")
        yield style(first[: len(where) + 2], "dim") + first[len(where) + 2 :]
        yield from rest
    if len(told) > _MOST_PLACES:
        yield style(f"  and {number(len(told) - _MOST_PLACES, 'more place')}", "dim")


def difference(fixes: Iterable[Fix], style: Style) -> Iterator[str]:
    """What some fixes alone change, as a unified diff for the screen."""
    for source, splices in sorted(replaced(fixes), key=lambda found: found[0].path):
        yield from _file(source, splices, style)


def whole(result: FixResult, style: Style) -> Iterator[str]:
    """What all fixes together change, as a unified diff for the screen."""
    for path, splices in result.whole().items():
        yield from _file(result.before[path], splices, style)


def _file(source: Source, splices: Iterable[Splice], style: Style) -> Iterator[str]:
    yield style(f"--- a/{clean_name(source.path)}", "bold")
    yield style(f"+++ b/{clean_name(source.path)}", "bold")
    for hunk in hunks(source.text, [(splice.start, splice.end, splice.text) for splice in splices]):
        block = source.block_at(source.offset(_first_change(hunk.lines, hunk.line)))
        yield style(hunk.header, "cyan") + (style(f" {clean_name(block)}", "dim") if block else "")
        for mark, line in hunk.lines:
            shown = clean_line(mark + line.rstrip("\r\n"))
            yield style(shown, _COLOURS[mark]) if mark in _COLOURS else shown
            if not line.endswith("\n"):
                yield style("\\ No newline at end of file", "dim")


def _first_change(lines: Iterable[tuple[str, str]], line: int) -> int:
    """The number of the first line of a hunk that changes, or that something is written behind."""
    for mark, _ in lines:
        if mark == "-":
            return line
        if mark == "+":
            return max(1, line - 1)
        line += 1
    return line
