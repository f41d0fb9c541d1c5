"""What `leastwise policy validate` found: the issues of policies, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from leastwise import __version__
from leastwise.iam.lint import Issue, Policy
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Location
from leastwise.report.clean import clean, clean_name, clean_text
from leastwise.report.json import dumps, unread_entries
from leastwise.report.style import Style
from leastwise.report.text import not_read
from leastwise.report.words import number

KINDS = {"error": "red", "security-warning": "yellow", "warning": "cyan", "suggestion": "dim"}
"""Kinds of issues, the worst first, and their colours."""

SCHEMA = 1


@record
class Found:
    """One issue of one policy.

    Attributes:
        location: where it is.
        missing: the part of the path that is not there, where something is missing.
        resource: the resource that holds the policy, by name; empty for a file of its own.
        when: in which worlds it holds, for people; empty for all.
    """

    location: Location
    issue: Issue
    policy: Policy
    missing: str | None = None
    resource: str = ""
    when: str = ""


@record(frozen=False)
class Validation:
    """All that was validated.

    Attributes:
        root: as seen from the current folder.
        policies: how many were looked at.
        elsewhere: how many issues are in what a framework writes, where nobody can change anything.
    """

    root: str
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    policies: int = 0
    elsewhere: int = 0

    def count(self, *kinds: str) -> int:
        """How many issues of these kinds there are."""
        return sum(1 for found in self.found if found.issue.kind in kinds)


def render_text(result: Validation, style: Style) -> Iterator[str]:
    """The issues for people, by file and line, where each kind is explained, and a summary."""
    for line in _lines(result, style):
        yield line + "\n"


def _lines(result: Validation, style: Style) -> Iterator[str]:
    for found in result.found:
        place, issue = found.location, found.issue
        where = clean_name(f"{place.file}:{place.line}:{place.column}")
        kind = style(issue.kind.replace("-", " "), KINDS[issue.kind])
        holder = f"  {style(clean_name(_holder(found)), 'dim')}" if _holder(found) else ""
        yield f"{style(where, 'bold')}  {kind}  {issue.code}{holder}"
        yield from style.wrap(clean_text(issue.message) + ("" if not found.when else f" ({clean(found.when)})"), "  ")
    pages = {found.issue.code: found.issue.url for found in result.found}
    if pages:
        yield ""
        yield style("Explained at", "bold")
        for code in sorted(pages):
            yield f"  {code}: {style(pages[code], 'dim')}"
        yield ""
    yield from not_read(result.unread, style)
    counts = Counter(found.issue.kind for found in result.found)
    told = ", ".join(number(counts[kind], kind.replace("-", " ")) for kind in KINDS if counts[kind])
    more = f"; {number(result.elsewhere, 'more issue')} in what a framework writes" if result.elsewhere else ""
    policies = "1 policy" if result.policies == 1 else f"{result.policies:,} policies"
    yield f"{told or 'No issue'} in {policies}{more}"


def _holder(found: Found) -> str:
    names = dict.fromkeys(name for name in (found.policy.name, found.resource) if name)
    return " of ".join(names)


def render_json(result: Validation) -> Iterator[str]:
    """The same for programs, schema 1."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "leastwise", "version": __version__},
        "root": result.root,
        "issues": list(map(_json, result.found)),
        "unread": unread_entries(result.unread),
        "stats": {
            "policies": result.policies,
            "framework_issues": result.elsewhere,
            **{kind.replace("-", "_") + "s": result.count(kind) for kind in KINDS},
        },
    }
    yield dumps(document, indent=2)
    yield "\n"


def _json(found: Found) -> dict[str, Any]:
    place, issue, policy = found.location, found.issue, found.policy
    return {
        "code": issue.code,
        "type": issue.kind,
        "message": issue.message,
        "subject": issue.subject or None,
        "url": issue.url,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "missing_property": found.missing,
        "policy": {"name": policy.name or None, "kind": policy.kind, "resource_type": policy.resource_type or None},
        "resource": found.resource or None,
        "when": found.when or None,
    }
