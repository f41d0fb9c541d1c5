"""The report for people: findings by function, then a summary that fits on a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.finding import Severity, Unread
from leastwise.report.clean import clean, clean_name, prose
from leastwise.report.entry import Entry
from leastwise.report.result import ScanResult
from leastwise.report.style import Style
from leastwise.report.words import (
    application_name,
    broken,
    number,
    older,
    open_in_stages,
    own_name,
    place,
    remarks,
    scanned,
    suppressions,
    way,
)

_MOST_UNREAD = 8


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """The report in lines."""
    for line in _lines(result, style):
        yield line + "\n"


def _lines(result: ScanResult, style: Style) -> Iterator[str]:
    several = len({f.application for f in open_in_stages(result)}) > 1
    application = None
    told: set[str] = set()
    for heading, app, findings in _groups(result):
        if several and app != application:
            application = app
            shown = clean(application_name(app))
            yield style(shown, "bold")
            yield style("═" * min(style.width, max(20, len(shown))), "dim")
            yield ""
            told.clear()
        yield from _heading(heading, app, result, style)
        for finding in findings:
            yield from _finding(finding, result, style, told)
            told.add(finding.rule)
    yield from summary(result, style)


def _groups(result: ScanResult) -> list[tuple[str, str, list[Entry]]]:
    """Findings by function, the worst group first within its application; of equals, what concerns none or several."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for finding in open_in_stages(result):
        groups.setdefault((finding.application, finding.function or ""), []).append(finding)
    worst: dict[str, Severity] = {}
    for finding in result.open_findings():
        worst[finding.application] = max(worst.get(finding.application, Severity.INFO), finding.severity)
    ordered = sorted(
        groups.items(),
        key=lambda item: (
            -worst[item[0][0]],
            item[0][0],
            -max(f.severity for f in item[1]),
            item[0][1],
        ),
    )
    return [(function, app, found) for (app, function), found in ordered]


def _heading(function: str, app: str, result: ScanResult, style: Style) -> Iterator[str]:
    entry = result.functions.get(function)
    if entry is None:
        shared = clean(application_name(app).rpartition("/")[2])
        yield style(shared, "bold") + style("  what concerns several functions, or none", "dim")
    else:
        kinds = Counter(str(t["kind"]) for t in entry["triggers"])
        runtime = entry["runtime"] or ("runtime not known" if entry["handler"] else "container image")
        facts = [runtime, *(f"{k} ×{n}" if n > 1 else k for k, n in kinds.items())]
        reached = _reached(entry)
        facts += [reached] if reached else []
        yield style(clean(entry["name"]), "bold") + style("  " + clean(" · ".join(facts)), "dim")
    yield ""


def _reached(entry: dict[str, Any]) -> str:
    """Who shapes the input of a function, for people; empty where nobody from outside does, or it is not known."""
    if any(t["exposure"] == "internet" and t["kind"] != "authorizer" for t in entry["triggers"]):
        return "open to the internet"
    reached = entry["reached"]
    who = _WHO.get(reached["by"], "")
    if not who or (reached["by"] == "internet" and not reached["through"]):
        return ""
    auth = f" ({reached['auth']})" if reached["auth"] and reached["by"] == "authenticated" else ""
    through = [own_name(name) for name in reached["through"]]
    return f"input from {who}{auth}" + (f" through {' and '.join(through)}" if through else "")


_WHO = {
    "internet": "the internet",
    "authenticated": "signed-in callers",
    "private": "the network",
    "account": "other accounts",
}


def _finding(finding: Entry, result: ScanResult, style: Style, told: set[str]) -> Iterator[str]:
    """One finding. Why it matters and what to do is said once for each rule of an application."""
    rule = result.rules[finding.rule]
    where = clean_name(place(finding))
    yield f"  {style.severity(finding.severity)}  {style(finding.rule, 'bold')}  {style(where, 'dim')}"
    yield from style.wrap(prose(finding.message), "    ")
    line = result.line(finding)
    if line:
        yield from _excerpt(finding, line, style)
    yield from _way(finding, style)
    for label, text in remarks(finding, None if finding.rule in told else rule):
        first, *rest = style.wrap(prose(text), " " * 10, f"    {label:<6}")
        yield style(first[:10], "blue") + first[10:]
        yield from rest
    yield ""


def _way(finding: Entry, style: Style) -> Iterator[str]:
    label = style("    from  ", "blue")
    for where, note in way(finding):
        first, *rest = style.wrap(f"{clean_name(where)}: {prose(note)}", " " * 12, " " * 10)
        yield label + first[10:]
        yield from rest
        label = " " * 10


def _excerpt(finding: Entry, text: str, style: Style) -> Iterator[str]:
    here = finding.location
    line = text.replace("\t", " ")
    margin = str(here.line)
    width = style.width - len(margin) - 7
    left = max(0, here.column - 1 - width // 2) if len(line) > width else 0
    shown = line[left : left + width]
    end = here.end_column if here.end_line == here.line else len(line) + 1
    start = here.column - 1 - left
    marked = max(1, min(end - here.column, len(shown) - start))
    before, target, after = (
        clean_part(shown[:start]),
        clean_part(shown[start : start + marked]),
        clean_part(shown[start + marked :]),
    )
    yield f"    {style(margin + ' │', 'dim')} {before}{target}{after}"
    note = f" {finding.missing_property} is missing here" if finding.missing_property else ""
    mark = style("^" * max(1, len(target)) + clean(note), "yellow")
    yield f"    {' ' * len(margin)} {style('│', 'dim')} {' ' * len(before)}{mark}"


def clean_part(text: str) -> str:
    """Part of a line made harmless without changing its leading blanks."""
    return clean("|" + text)[1:]


def summary(result: ScanResult, style: Style) -> Iterator[str]:
    """What was found, what was scanned and what was not, on a screen."""
    open_ = open_in_stages(result)
    counts = Counter(finding.severity for finding in open_)
    found = [f"{counts[severity]} {style.severity(severity)}" for severity in sorted(counts, reverse=True)]
    nothing = style("none", "green") if result.applications else "nothing could be judged"
    yield style("Findings   ", "bold") + ("  ".join(found) or nothing)
    rules = Counter(f.rule for f in open_).most_common()[:5]
    if len(open_) > 5:
        yield "           mostly " + ", ".join(f"{rule} {count}" for rule, count in rules)
    accepted = len(result.findings) - len(result.open_findings())
    if accepted:
        yield style("Suppressed ", "bold") + f"{accepted:,} ({suppressions(result)})"
    if result.since is not None:
        yield style("Since      ", "bold") + clean_name(older(result))
    yield style("Scanned    ", "bold") + f"{scanned(result)} in {result.seconds:.2f} s"
    yield from _partial(result, style)
    if result.root != ".":
        yield style("Root       ", "bold") + clean(f"{result.root} (files are named as seen from there)")
    if result.others:
        known = f"{', '.join(result.others[:_MOST_UNREAD])}{', …' if len(result.others) > _MOST_UNREAD else ''}"
        yield style("Stages     ", "bold") + clean(f"{known} are known; --stage all looks at each")
    yield from not_read(result.unread, style)
    for failure in result.failures[:_MOST_UNREAD]:
        yield style("Failed     ", "bold") + clean(broken(failure))
    if open_:
        first = _groups(result)[0][2][0]
        package = f" --rules {result.rules[first.rule].package}"
        built_in = package.endswith(" leastwise")
        yield style("Next       ", "bold") + f"leastwise explain {first.rule}{'' if built_in else package}"


def _partial(result: ScanResult, style: Style) -> Iterator[str]:
    """How many functions' code was not understood to its end: there may be more to find in it."""
    count = sum(facts.get("analysed") == "partial" for facts in result.functions.values())
    if count:
        functions = number(len(result.functions), "function")
        text = f"{count:,} of {functions} not understood to the end; leastwise policy says where"
        yield style("Code       ", "bold") + text


def not_read(unread: Iterable[Unread], style: Style) -> Iterator[str]:
    """What could not be read, for a summary."""
    groups: dict[tuple[int, str], list[Unread]] = {}
    for entry in unread:
        key = (0, entry.reason) if entry.kind == "template" else (2 if entry.kind == "limit" else 1, entry.reason)
        groups.setdefault(key, []).append(entry)
    label = "Not read   "
    shown = sorted(groups.items())
    for (_, reason), entries in shown[:_MOST_UNREAD]:
        first = entries[0]
        line = f":{first.line}" if first.line > 1 else ""
        more = f" and {number(len(entries) - 1, 'more place')}" if len(entries) > 1 else ""
        lines = style.wrap(clean(f"{first.file}{line}{more}: {reason}"), " " * 13, " " * 11)
        yield style(label, "bold") + lines[0][11:]
        yield from lines[1:]
        label = " " * 11
    if len(shown) > _MOST_UNREAD:
        rest = sum(len(entries) for _, entries in shown[_MOST_UNREAD:])
        yield " " * 11 + f"and {rest} more; --format json lists all"
