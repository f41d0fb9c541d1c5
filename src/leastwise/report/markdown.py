"""The Markdown report: a comment on a pull request.

Nothing of the scanned files is markup in it (`inert.py`), and it is never longer than a comment may be.
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.finding import Severity
from leastwise.report.clean import clean_name, clean_text
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.inert import code, element, inline
from leastwise.report.result import ScanResult
from leastwise.report.style import Style
from leastwise.report.words import (
    application_name,
    broken,
    number,
    older,
    own_name,
    place,
    remarks,
    scanned,
    suppressions,
    tally,
    way,
)

_LONGEST = 65_536
"""GitHub refuses a longer comment: "body is too long (maximum is 65536 characters)". Counted in bytes here, which are
never fewer. GitLab takes 1,000,000."""

_MOST_FAILURES, _MOST_UNREAD = 5, 10

Group = tuple[str, str]
"""An application, and a function in it or nothing."""


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """The report. Where not all fits, the mildest findings are left out and counted."""
    opening, closing = "".join(_opening(result)), "".join(_closing(result))
    findings = sorted(result.open_findings(), key=lambda finding: -finding.severity)
    groups, shown = _fitting(findings, result, _LONGEST - _size(opening) - _size(closing) - 300)
    several = len({app for app, _ in groups}) > 1
    yield opening
    application = None
    for (app, function), items in groups.items():
        if several and app != application:
            application = app
            yield f"#### {code(clean_name(application_name(app)))}\n\n"
        yield _heading(app, function, [finding for finding, _ in items], result)
        yield from (text for _, text in items)
        yield "\n</details>\n\n"
    if shown < len(findings):
        left = findings[shown:]
        yield f"**{number(len(left), 'more finding')}** ({tally(left)}): a comment holds no more than these.\n\n"
    yield closing


def _fitting(findings: list[Entry], result: ScanResult, room: int) -> tuple[dict[Group, list[tuple[Entry, str]]], int]:
    """The findings that fit, by application and function, and how many they are; of each group the worst first."""
    groups: dict[Group, list[tuple[Entry, str]]] = {}
    told: set[tuple[str, str]] = set()
    for shown, finding in enumerate(findings):
        group = (finding.application, finding.function or "")
        subject = (finding.application, finding.rule)
        text = "".join(_finding(finding, result.rules[finding.rule], told=subject in told))
        told.add(subject)
        room -= _size(text)
        if group not in groups:
            room -= _size(_heading(*group, findings, result)) + _size(clean_name(group[0])) + 40
        if room < 0:
            return _in_order(groups), shown
        groups.setdefault(group, []).append((finding, text))
    return _in_order(groups), len(findings)


def _in_order(groups: dict[Group, list[tuple[Entry, str]]]) -> dict[Group, list[tuple[Entry, str]]]:
    """Groups of one application together; applications, and groups in them, as their worst finding came."""
    first: dict[str, int] = {}
    for position, (app, _) in enumerate(groups):
        first.setdefault(app, position)
    return dict(sorted(groups.items(), key=lambda item: first[item[0][0]]))


def _opening(result: ScanResult) -> Iterator[str]:
    findings = result.open_findings()
    yield f"<!-- leastwise -->\n### leastwise: {number(len(findings), 'finding') if findings else 'no findings'}\n\n"
    if findings:
        yield "| severity | findings |\n|---|---:|\n"
        yield from (f"| {severity} | {count:,} |\n" for severity, count in result.counts().items() if count)
        yield "\n"
    accepted = suppressions(result)
    new = f" {inline(clean_name(older(result)))}." if result.since else ""
    yield f"{scanned(result)}.{f' Suppressed: {accepted}.' if accepted else ''}{new}\n\n"


def _heading(app: str, function: str, findings: list[Entry], result: ScanResult) -> str:
    known = result.functions.get(function)
    name = element(clean_name(known["name"] if known else own_name(function))) if function else ""
    shared = (
        f"{element(clean_name(application_name(app).rpartition('/')[2]))}, what concerns several functions, or none"
    )
    state = " open" if any(finding.severity >= Severity.HIGH for finding in findings) else ""
    return f"<details{state}>\n<summary>{name or shared}: {tally(findings)}</summary>\n\n"


def _finding(finding: Entry, rule: RuleNote, *, told: bool) -> Iterator[str]:
    """One finding. What to do is said once for each rule of an application."""
    name = f"[{finding.rule}]({rule.help_url})" if rule.help_url else code(finding.rule)
    yield f"- **{finding.severity}** {name} at {code(clean_name(place(finding)))}"
    yield f"<br>{inline(clean_text(finding.message))}"
    if finding.missing_property:
        yield f"<br>missing: {code(clean_name(finding.missing_property))}"
    steps = [f"{code(clean_name(where))} {inline(clean_text(note))}" for where, note in way(finding)]
    if steps:
        yield f"<br>*from:* {' → '.join(steps)}"
    for word, text in remarks(finding, None if told else rule):
        if word != "why":
            yield f"<br>*{word}:* {inline(clean_text(text))}"
    yield "\n"


def _closing(result: ScanResult) -> Iterator[str]:
    for failure in result.failures[:_MOST_FAILURES]:
        yield f"- failed: {code(clean_name(broken(failure)))}\n"
    if len(result.failures) > _MOST_FAILURES:
        yield f"- and {number(len(result.failures) - _MOST_FAILURES, 'more failure')}\n"
    if result.unread:
        yield f"\n<details>\n<summary>Not read: {number(len(result.unread), 'place')}</summary>\n\n"
        for entry in result.unread[:_MOST_UNREAD]:
            yield f"- {code(clean_name(f'{entry.file}:{entry.line}'))} {inline(clean_name(entry.reason))}\n"
        if len(result.unread) > _MOST_UNREAD:
            yield f"- and {len(result.unread) - _MOST_UNREAD:,} more; the JSON report lists all\n"
        yield "\n</details>\n"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))
