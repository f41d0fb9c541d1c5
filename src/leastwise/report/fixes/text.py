"""The fixes for people: a diff for each rule, then a summary that fits on a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from leastwise.model.source import Source
from leastwise.patch.splice import Splice
from leastwise.report.clean import clean, clean_name, prose
from leastwise.report.entry import Entry
from leastwise.report.fixes.diff import hunks
from leastwise.report.fixes.result import Fix, FixResult, replaced
from leastwise.report.style import Style
from leastwise.report.words import number, place

_MOST = 8
"""Files and reasons that are named in a summary."""

_MOST_PLACES = 3

_COLOURS = {"-": "red", "+": "green"}


def render(result: FixResult, style: Style) -> Iterator[str]:
    """The diffs, unless they are written already, and the summary, in lines."""
    if not result.written:
        for fixes in result.by_rule().values():
            yield from (line + "\n" for line in _rule(fixes, style))
    yield from (line + "\n" for line in summary(result, style))


def _rule(fixes: Sequence[Fix], style: Style) -> Iterator[str]:
    first = fixes[0].entry
    files = len({change.path for fix in fixes for change in fix.changes})
    places = len({fix.entry.location for fix in fixes})
    facts = f"{first.fix} · {number(places, 'place')} in {number(files, 'file')}"
    yield f"{style(clean(first.rule), 'bold')}  {style(facts, 'yellow' if first.fix == 'unsafe' else 'dim')}"
    yield from style.wrap(prose(first.title), "  ")
    yield from _places(fixes, style)
    if files:
        yield ""
        yield from difference(fixes, style)
    else:
        yield style("  gone with the fixes of others", "dim")
    yield ""


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


def _file(source: Source, splices: Iterable[Splice], style: Style) -> Iterator[str]:
    yield style(f"--- a/{clean_name(source.path)}", "bold")
    yield style(f"+++ b/{clean_name(source.path)}", "bold")
    for hunk in hunks(source.text, [(splice.start, splice.end, splice.text) for splice in splices]):
        block = source.block_at(source.offset(_first_change(hunk.lines, hunk.line)))
        yield style(hunk.header, "cyan") + (style(f" {clean_name(block)}", "dim") if block else "")
        for mark, line in hunk.lines:
            shown = clean(mark + line.rstrip("\r\n"))
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


def summary(result: FixResult, style: Style) -> Iterator[str]:
    """What is fixed, what is not and why, on a screen."""
    if result.written:
        yield from _written(result, style)
    elif result.fixes:
        rules = number(len(result.by_rule()), "rule")
        files = number(len(result.after), "file")
        yield f"{style('Fixes      ', 'bold')}{_tally(result.fixes)} of {rules} in {files}; nothing is written yet"
    else:
        nothing = "nothing could be fixed" if result.stays else "nothing to fix"
        text = "nothing was chosen, so nothing was written" if result.declined else nothing
        yield style("Fixes      ", "bold") + style(text, "yellow" if result.stays else "green")
    yield from _stays(result, style)
    if result.unsafe:
        counted = _counted(Counter(entry.rule for entry in result.unsafe))
        text = f"{len(result.unsafe):,} more may change the behaviour, --unsafe shows them: {counted}"
        yield from _labelled("Unsafe", text, style)
    if result.scan.root != ".":
        yield style("Root       ", "bold") + clean(f"{result.scan.root} (files are named as seen from there)")
    more = result.left - len(result.stays)
    if result.written and more > 0:
        text = f"the same command again: the fixes have made {number(more, 'finding')} that can be fixed as well"
        yield style("Next       ", "bold") + text
    if result.fixes and not result.written:
        yield style("Next       ", "bold") + "the same command with --write, or with --interactive to choose"


def _written(result: FixResult, style: Style) -> Iterator[str]:
    text = f"{len(result.fixes):,} fixed, {result.left:,} left"
    text += f", {len(result.declined):,} not chosen" if result.declined else ""
    yield f"{style('Fixed      ', 'bold')}{style(text, 'yellow' if result.left else 'green')}"
    rules = Counter({rule: len(fixes) for rule, fixes in result.by_rule().items()})
    yield from _labelled("", _counted(rules), style)
    files = Counter(path for fix in result.fixes for path in {change.path for change in fix.changes})
    label = "Files"
    for path, count in files.most_common(_MOST):
        yield f"{style(f'{label:<11}', 'bold')}{clean_name(path)}  {style(str(count), 'dim')}"
        label = ""
    if len(files) > _MOST:
        yield f"{'':11}and {number(len(files) - _MOST, 'more file')}"


def _stays(result: FixResult, style: Style) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for stay in result.stays:
        groups.setdefault((stay.entry.rule, stay.reason), []).append(stay.entry)
    label = "Not fixed"
    shown = list(groups.items())
    for (rule, reason), entries in shown[:_MOST]:
        where = entries[0].location
        more = f" and {number(len(entries) - 1, 'more place')}" if len(entries) > 1 else ""
        yield from _labelled(label, f"{where.file}:{where.line} {rule}{more}: {reason}", style)
        label = ""
    rest = sum(len(entries) for _, entries in shown[_MOST:])
    if rest:
        yield f"{'':11}and {rest:,} more; --format json lists all"


def _labelled(label: str, text: str, style: Style) -> Iterator[str]:
    lines = style.wrap(prose(text), " " * 13, " " * 11)
    yield style(f"{label:<11}", "bold") + lines[0][11:].lstrip()
    yield from lines[1:]


def _tally(fixes: Iterable[Fix]) -> str:
    """`12 safe, 3 unsafe`."""
    counts = Counter(str(fix.entry.fix) for fix in fixes)
    return ", ".join(f"{count:,} {safety}" for safety, count in sorted(counts.items()))


def _counted(rules: Counter[str]) -> str:
    """`no-tracing 12, short-visibility 3`, the most frequent first."""
    named = [f"{rule} {count:,}" for rule, count in rules.most_common(_MOST)]
    more = len(rules) - _MOST
    return ", ".join([*named, f"{number(more, 'more rule')}"] if more > 0 else named)
