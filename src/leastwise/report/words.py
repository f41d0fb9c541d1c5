"""What several reports say in the same words. Texts of scanned files are as they were: formats make them harmless."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from leastwise.model.finding import Severity
from leastwise.model.record import replace
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.result import ScanResult

if TYPE_CHECKING:
    from leastwise.engine import Failure

_MOST_FUNCTIONS = 6
_MOST_STEPS = 12
"""Of the way of data, for people; programs get all of them."""


def number(count: int, noun: str) -> str:
    """`1 application`, `1,200 applications`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def tally(findings: Iterable[Entry]) -> str:
    """`1 critical, 8 high`: how many there are of each severity, the worst first."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[severity]:,} {severity}" for severity in sorted(Severity, reverse=True) if counts[severity]
    )


def suppressions(result: ScanResult) -> str:
    """`2 baseline, 1 inline`: how many findings have been accepted, and where that is written."""
    return suppressed(result.findings)


def suppressed(findings: Iterable[Entry]) -> str:
    """The same of some findings."""
    counts = Counter(finding.suppression.kind for finding in findings if finding.suppression is not None)
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common())


def scanned(result: ScanResult) -> str:
    """`1 application, 9 functions, defined in 1 of 23 files`."""
    held = min(result.templates, result.files)  # what two applications share counts in both
    return (
        f"{number(result.applications, 'application')}, {number(len(result.functions), 'function')}, "
        f"defined in {held:,} of {number(result.files, 'file')}"
    )


def own_name(id: str) -> str:
    """The name in the id of a function or resource: `Worker` of `template.yaml:Worker`. It may hold colons itself."""
    return id.partition(":")[2] or id


def application_name(id: str) -> str:
    """An application, for people: the file or folder that it begins with."""
    return "the root module" if id == "." else id


def older(result: ScanResult) -> str:
    """`12 findings that were there at main are not shown`; empty where all are."""
    if result.since is None:
        return ""
    verbs = ("was", "is") if result.since.hidden == 1 else ("were", "are")
    told = f"that {verbs[0]} there at {result.since.name} {verbs[1]} not shown"
    return f"{number(result.since.hidden, 'finding')} {told}"


def place(finding: Entry) -> str:
    """`template.yaml:12:26`."""
    return f"{finding.location.file}:{finding.location.line}:{finding.location.column}"


def open_in_stages(result: ScanResult) -> list[Entry]:
    """The findings that nobody has accepted; what is the same in several stages is one finding of all of them."""
    same: dict[tuple[object, ...], list[Entry]] = {}
    often: Counter[tuple[object, ...]] = Counter()
    for finding in result.open_findings():
        facts = (finding.rule, finding.application, finding.location, finding.message, finding.severity)
        more = (finding.severity_reason, finding.functions, finding.resource, finding.missing_property, finding.when)
        here = (*facts, *more, finding.stage)
        same.setdefault((*facts, *more, often[here]), []).append(finding)
        often[here] += 1
    return [
        found[0]
        if len(found) == 1
        else replace(found[0], stage=", ".join(dict.fromkeys(one.stage for one in found if one.stage)))
        for found in same.values()
    ]


def broken(failure: Failure) -> str:
    """Which rule failed on what, how and where."""
    return f"{failure.rule} on {failure.application}: {failure.error} ({failure.place})"


def circumstances(finding: Entry) -> Iterator[tuple[str, str]]:
    """When a finding holds and why it weighs what it does: a word and a text each."""
    if finding.severity_reason:
        yield "since", finding.severity_reason
    if finding.stage:
        yield "stage", finding.stage
    if finding.when:
        yield "when", finding.when


def way(finding: Entry, most: int = _MOST_STEPS) -> list[tuple[str, str]]:
    """How data comes to the place of a finding: `app.py:12` and what happens there; empty where it is about no data.

    The place itself is not told again. Where there are many steps, some in the middle are left out.
    """
    if len(finding.trace) < 2 or finding.trace[-1].location != finding.location:
        return []
    found = [(f"{step.location.file}:{step.location.line}", step.note) for step in finding.trace[:-1]]
    left_out = len(found) - most
    if left_out <= 0:
        return found
    return [*found[: most // 2], ("…", f"{number(left_out, 'more step')}"), *found[most // 2 - most :]]


def remarks(finding: Entry, rule: RuleNote | None) -> Iterator[tuple[str, str]]:
    """All there is to say about a finding beside its message: a word and a text each.

    Args:
        finding: the finding.
        rule: its rule, where why it matters and what to do is to be said.
    """
    yield from circumstances(finding)
    names = [own_name(name) for name in finding.functions]
    if len(names) > 1:
        more = len(names) - _MOST_FUNCTIONS
        yield "for", ", ".join(names[:_MOST_FUNCTIONS]) + (f" and {more} more" if more > 0 else "")
    if rule is not None:
        yield "why", rule.why
        yield "do", rule.remedy
    for related in finding.related:
        yield "also", f"{related.rule}: {related.message}"


def statement(finding: Entry) -> str:
    """The message of a finding, and when it holds, in one paragraph."""
    parts = [finding.message]
    parts += [f"{word.capitalize()}: {text.rstrip('.')}." for word, text in circumstances(finding)]
    return " ".join(parts)
