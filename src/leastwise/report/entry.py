"""A finding as reports show it: texts and numbers only, nothing of the model, so that it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leastwise.model.finding import Confidence, FixSafety, Persona, Related, Severity, Step, Suppression
from leastwise.model.record import record
from leastwise.model.source import Location

if TYPE_CHECKING:
    from leastwise.model.finding import Finding
    from leastwise.rules.rule import Rule


@record(kw_only=True)
class Entry:
    """One finding. The fields are those of `Finding` and of the JSON report, which has the caution beside a fix."""

    rule: str
    title: str
    message: str
    severity: Severity
    severity_reason: str
    confidence: Confidence
    persona: Persona
    function: str | None
    functions: tuple[str, ...]
    resource: str
    application: str
    location: Location
    missing_property: str | None
    when: str | None
    stage: str | None
    cwe: tuple[str, ...]
    trace: tuple[Step, ...]
    related: tuple[Related, ...]
    path: tuple[str, ...] | None
    fix: FixSafety
    fingerprint: str
    suppression: Suppression | None
    caution: str = ""

    @property
    def suppressed(self) -> bool:
        """Whether somebody has accepted it."""
        return self.suppression is not None


_FIELDS = tuple(Entry.__annotations__)


@record
class RuleNote:
    """What a report says about a rule beside each of its findings.

    Attributes:
        why: the first sentence of why it matters.
        remedy: the first paragraph of what to do.
        references: standard → controls.
        help_url: its page; `None` for a rule of another package.
        package: the package that it comes from.
        caution: what may change when an unsafe fix of it is made; empty where there is none.
    """

    why: str
    remedy: str
    references: Mapping[str, tuple[str, ...]]
    help_url: str | None
    package: str
    caution: str = ""


def entry(finding: Finding) -> Entry:
    """A finding as reports show it."""
    return Entry(**{name: getattr(finding, name) for name in _FIELDS})


def note(rule: Rule) -> RuleNote:
    """What a report says about a rule."""
    from leastwise.rules.documentation import help_url, lead

    return RuleNote(
        lead(rule.why, sentence=True),
        lead(rule.remediation),
        rule.references,
        help_url(rule),
        type(rule).__module__.partition(".")[0],
        rule.caution,
    )
