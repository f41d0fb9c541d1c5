"""What is fixed, what is not and why, on a screen: below the diffs, or beside a report for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from leastwise.model.source import Location
from leastwise.report.clean import clean, clean_name, prose
from leastwise.report.entry import Entry
from leastwise.report.fixes.result import Fix, FixResult, places
from leastwise.report.style import Style
from leastwise.report.text import not_read
from leastwise.report.words import broken, number, place, suppressed

_MOST = 8
"""Files and reasons that are named in a summary."""

_MOST_SPOTS = 5
"""Places, and rules without a fix, that are named in one line."""


def summary(result: FixResult, style: Style, *, warned: bool = False) -> Iterator[str]:
    """What is fixed, what is not and why, on a screen.

    `warned`: whether it has been said what the fixes may change.
    """
    if result.written:
        yield from _written(result, style)
    elif result.fixes:
        rules = number(len(result.by_rule()), "rule")
        files = number(len(result.after), "file")
        state = f"nothing was written: {result.refused}" if result.refused else "nothing is written yet"
        yield from _labelled("Fixes", f"{_tally(result.fixes)} of {rules} in {files}; {state}", style)
    else:
        text, colour = _nothing(result)
        yield style("Fixes      ", "bold") + style(text, colour)
    yield from () if warned or result.refused else _cautions(result, style)
    yield from _stays(result, style)
    yield from _others(result, style)
    if result.scan.root != ".":
        yield style("Root       ", "bold") + clean(f"{result.scan.root} (files are named as seen from there)")
    yield from not_read(result.scan.unread, style)
    for failure in result.scan.failures[:_MOST]:
        yield style("Failed     ", "bold") + clean(broken(failure))
    for label, text in zip(("Next", ""), _next(result), strict=False):
        yield from _labelled(label, text, style)


def _nothing(result: FixResult) -> tuple[str, str]:
    """What is said, and in which colour, where there is nothing that could be written."""
    if result.declined:
        return "nothing was chosen, so nothing was written", "green"
    if result.stays:
        return "nothing could be fixed", "yellow"
    if not (result.scan.applications or result.scan.findings):
        return "nothing could be judged", "yellow"
    return "nothing to fix", "green"


def _others(result: FixResult, style: Style) -> Iterator[str]:
    """The findings that are neither fixed nor were to be, and why."""
    if unsafe := places(result.unsafe):
        text = f"{len(unsafe):,} more may change the behaviour, --unsafe shows them: {_ranked(unsafe, _MOST)}"
        yield from _labelled("Unsafe", text, style)
    if result.command == "policy":
        yield from _kept(result, style)
    elif by_hand := places(result.by_hand):
        has, them = ("has", "it") if len(by_hand) == 1 else ("have", "them")
        text = f"{number(len(by_hand), 'finding')} {has} no fix: {_ranked(by_hand, _MOST_SPOTS)}"
        yield from _labelled("By hand", f"{text}; leastwise scan shows {them}", style)
    if result.accepted and not result.fixes:
        accepted = places(result.accepted)
        text = f"{number(len(accepted), 'finding')} with a fix ({suppressed(accepted.values())}), so not touched"
        yield from _labelled("Accepted", text, style)


def _kept(result: FixResult, style: Style) -> Iterator[str]:
    """What stays of policies although it is more than is needed, and why."""
    found = list(places(result.by_hand).values())
    for label, entry in zip(("Kept", *[""] * (_MOST - 1)), found, strict=False):
        yield from _labelled(label, f"{clean_name(place(entry))} {entry.message}", style)
    if len(found) > _MOST:
        yield from _labelled("", f"and {number(len(found) - _MOST, 'more place')}", style)


def _next(result: FixResult) -> Iterator[str]:
    """What to do now."""
    more = len(places(result.left)) - len(places(stay.entry for stay in result.stays))
    if result.written and more > 0:
        yield f"the same command again: the fixes have made {number(more, 'finding')} that can be fixed as well"
    if result.fixes and not (result.written or result.refused):
        choosing = "" if result.command == "policy" else ", or with --interactive to choose"
        yield f"the same command with --write{choosing}"
    if result.stays and result.command == "fix":
        rule = result.stays[0].entry.rule
        package = result.scan.rules[rule].package
        more_rules = "" if package == "leastwise" else f" --rules {package}"
        yield f"what is not fixed, by hand: leastwise explain {rule}{more_rules}"


def _written(result: FixResult, style: Style) -> Iterator[str]:
    left, declined = len(places(result.left)), len(places(result.declined))
    text = f"{count(result.fixes):,} fixed"
    text += f", {left:,} with a fix left" if left else ""
    text += f", {declined:,} not chosen" if declined else ""
    yield f"{style('Fixed      ', 'bold')}{style(text, 'yellow' if left else 'green')}"
    fixed = places(fix.entry for fix in result.fixes)
    yield from _labelled("", _ranked(fixed, _MOST), style)
    touched = ((path, spot) for fix in result.fixes for path in _paths(fix) for spot in places([fix.entry]))
    files = Counter(path for path, _ in dict.fromkeys(touched))
    label = "Files"
    for path, times in files.most_common(_MOST):
        yield f"{style(f'{label:<11}', 'bold')}{clean_name(path)}  {style(str(times), 'dim')}"
        label = ""
    if len(files) > _MOST:
        yield f"{'':11}and {number(len(files) - _MOST, 'more file')}"


def _cautions(result: FixResult, style: Style) -> Iterator[str]:
    """Every one: what is to be done by hand has no other place once the fixes are made."""
    label = "Caution"
    for rule, fixes in result.by_rule().items():
        caution = result.caution(fixes)
        if caution:
            yield from _labelled(label, f"{rule}: {caution}", style)
            label = ""


def _stays(result: FixResult, style: Style) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for stay in result.stays:
        groups.setdefault((stay.entry.rule, stay.reason), []).append(stay.entry)
    label = "Not fixed"
    shown = list(groups.items())
    for (rule, reason), entries in shown[:_MOST]:
        yield from _labelled(label, f"{_spots(entries)} {rule}: {_about(reason, entries)}", style)
        label = ""
    rest = sum(len(places(entries)) for _, entries in shown[_MOST:])
    if rest:
        yield f"{'':11}and {rest:,} more; --format json lists all"


def _spots(entries: Iterable[Entry]) -> str:
    """`template.yaml:7, 12, other.yaml:8 and 3 more places`."""
    found = [entry.location for entry in places(entries).values()]
    more = len(found) - _MOST_SPOTS
    told: list[str] = []
    for index, here in enumerate(found[:_MOST_SPOTS]):
        same = index and found[index - 1].file == here.file
        told.append(f"{here.line}" if same else f"{here.file}:{here.line}")
    return ", ".join(told) + (f" and {number(more, 'more place')}" if more > 0 else "")


def _about(reason: str, entries: Iterable[Entry]) -> str:
    """A reason that does not name the file again that has just been named."""
    files = {entry.location.file for entry in entries}
    named = f"{next(iter(files))} is "
    return f"it is {reason[len(named) :]}" if len(files) == 1 and reason.startswith(named) else reason


def _labelled(label: str, text: str, style: Style) -> Iterator[str]:
    lines = style.wrap(prose(text), " " * 13, " " * 11)
    yield style(f"{label:<11}", "bold") + lines[0][11:].lstrip()
    yield from lines[1:]


def _tally(fixes: Iterable[Fix]) -> str:
    """`12 safe, 3 unsafe`."""
    counts = Counter(str(entry.fix) for entry in places(fix.entry for fix in fixes).values())
    return ", ".join(f"{count:,} {safety}" for safety, count in sorted(counts.items()))


def count(fixes: Iterable[Fix]) -> int:
    """How many findings are fixed, each place counted once."""
    return len(places(fix.entry for fix in fixes))


def _paths(fix: Fix) -> dict[str, None]:
    return dict.fromkeys(change.path for change in fix.changes)


def _ranked(found: Iterable[tuple[str, Location]], most: int) -> str:
    """`no-tracing 12, short-visibility 3`, the most frequent first."""
    rules = Counter(rule for rule, _ in found)
    named = [f"{rule} {count:,}" for rule, count in rules.most_common(most)]
    more = len(rules) - most
    return ", ".join([*named, f"{number(more, 'more rule')}"] if more > 0 else named)
