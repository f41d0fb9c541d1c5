"""The report for people: findings by function, then a summary that fits on a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from leastwise.model.finding import Severity, Unread
from leastwise.report.clean import clean
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.result import ScanResult
from leastwise.report.style import Style

_MOST_UNREAD = 8


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """The lines of the report."""
    several = len({f.application for f in result.open_findings()}) > 1
    application = None
    told: set[str] = set()
    for heading, app, findings in _groups(result):
        if several and app != application:
            application = app
            yield style(clean(app), "bold")
            yield style("═" * min(style.width, max(20, len(app))), "dim")
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
    for finding in result.open_findings():
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
        shared = clean(app.rpartition("/")[2])
        yield style(shared, "bold") + style("  what concerns several functions, or none", "dim")
    else:
        kinds = Counter(str(t["kind"]) for t in entry["triggers"])
        facts = [entry["runtime"] or "container image", *(f"{k} ×{n}" if n > 1 else k for k, n in kinds.items())]
        if any(t["exposure"] == "internet" and t["kind"] != "authorizer" for t in entry["triggers"]):
            facts.append("open to the internet")
        yield style(clean(entry["name"]), "bold") + style("  " + clean(" · ".join(facts)), "dim")
    yield ""


def _finding(finding: Entry, result: ScanResult, style: Style, told: set[str]) -> Iterator[str]:
    """One finding. Why it matters and what to do is said once for each rule of an application."""
    place = finding.location
    rule = result.rules[finding.rule]
    where = clean(f"{place.file}:{place.line}:{place.column}")
    yield f"  {style.severity(finding.severity)}  {style(finding.rule, 'bold')}  {style(where, 'dim')}"
    yield from style.wrap(_plain(finding.message), "    ")
    yield from _excerpt(finding, style)
    for label, text in _remarks(finding, None if finding.rule in told else rule):
        first, *rest = style.wrap(_plain(text), " " * 10, f"    {label:<6}")
        yield style(first[:10], "blue") + first[10:]
        yield from rest
    yield ""


def _remarks(finding: Entry, rule: RuleNote | None) -> Iterator[tuple[str, str]]:
    if finding.severity_reason:
        yield "since", finding.severity_reason
    if finding.stage:
        yield "stage", finding.stage
    if finding.when:
        yield "when", finding.when
    names = [name.rpartition(":")[2] for name in finding.functions]
    if len(names) > 1:
        yield "for", ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    if rule is not None:
        yield "why", rule.why
        yield "do", rule.remedy
    for related in finding.related:
        yield "also", f"{related.rule}: {related.message}"


def _plain(text: str) -> str:
    """Without Markdown's marks for code, and harmless."""
    return clean(text.replace("`", ""))


def _excerpt(finding: Entry, style: Style) -> Iterator[str]:
    place = finding.location
    line = finding.line.replace("\t", " ")
    number = str(place.line)
    width = style.width - len(number) - 7
    left = max(0, place.column - 1 - width // 2) if len(line) > width else 0
    shown = line[left : left + width]
    end = place.end_column if place.end_line == place.line else len(line) + 1
    start = place.column - 1 - left
    marked = max(1, min(end - place.column, len(shown) - start))
    before, target, after = (
        clean_part(shown[:start]),
        clean_part(shown[start : start + marked]),
        clean_part(shown[start + marked :]),
    )
    yield f"    {style(number + ' │', 'dim')} {before}{target}{after}"
    note = f" {finding.missing_property} is missing here" if finding.missing_property else ""
    mark = style("^" * max(1, len(target)) + clean(note), "yellow")
    yield f"    {' ' * len(number)} {style('│', 'dim')} {' ' * len(before)}{mark}"


def clean_part(text: str) -> str:
    """Part of a line made harmless without changing its leading blanks."""
    return clean("|" + text)[1:]


def summary(result: ScanResult, style: Style) -> Iterator[str]:
    """What was found, what was scanned and what was not, on a screen."""
    counts = result.counts()
    found = [f"{count} {style.severity(severity)}" for severity, count in counts.items() if count]
    nothing = style("none", "green") if result.applications else "nothing could be judged"
    yield style("Findings   ", "bold") + ("  ".join(found) or nothing)
    rules = Counter(f.rule for f in result.open_findings()).most_common(5)
    if len(result.open_findings()) > 5:
        yield "           mostly " + ", ".join(f"{rule} {count}" for rule, count in rules)
    scanned = (
        f"{_number(result.applications, 'application')}, {_number(len(result.functions), 'function')}, "
        f"{_number(result.templates, 'template')} among {_number(result.files, 'file')} in {result.seconds:.2f} s"
    )
    yield style("Scanned    ", "bold") + scanned
    if result.root != ".":
        yield style("Root       ", "bold") + clean(f"{result.root} (files are named as seen from there)")
    yield from _not_read(result, style)
    for failure in result.failures[:_MOST_UNREAD]:
        yield style("Failed     ", "bold") + clean(
            f"{failure.rule} on {failure.application}: {failure.error} ({failure.place})"
        )
    if result.open_findings():
        first = _groups(result)[0][2][0]
        package = f" --rules {result.rules[first.rule].package}"
        built_in = package.endswith(" leastwise")
        yield style("Next       ", "bold") + f"leastwise explain {first.rule}{'' if built_in else package}"


def _not_read(result: ScanResult, style: Style) -> Iterator[str]:
    groups: dict[tuple[int, str], list[Unread]] = {}
    for entry in result.unread:
        key = (0, entry.reason) if entry.kind == "template" else (2 if entry.kind == "limit" else 1, entry.reason)
        groups.setdefault(key, []).append(entry)
    label = "Not read   "
    shown = sorted(groups.items())
    for (_, reason), entries in shown[:_MOST_UNREAD]:
        first = entries[0]
        line = f":{first.line}" if first.line > 1 else ""
        more = f" and {_number(len(entries) - 1, 'more place')}" if len(entries) > 1 else ""
        lines = style.wrap(clean(f"{first.file}{line}{more}: {reason}"), " " * 13, " " * 11)
        yield style(label, "bold") + lines[0][11:]
        yield from lines[1:]
        label = " " * 11
    if len(shown) > _MOST_UNREAD:
        rest = sum(len(entries) for _, entries in shown[_MOST_UNREAD:])
        yield " " * 11 + f"and {rest} more; --format json lists all"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
