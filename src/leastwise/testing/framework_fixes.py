"""The fixes of a rule in the other frameworks: its bad examples are written down there, and fixed.

A fix may be refused with a reason, never be wrong: where it is made, the rule is silent afterwards.
"""

from __future__ import annotations

from leastwise.engine import JudgeSettings
from leastwise.fix.repair import repair
from leastwise.fix.trial import Workshop
from leastwise.model.finding import Finding
from leastwise.model.record import record
from leastwise.read.files import MemoryFiles
from leastwise.read.reading import ReadSettings
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule, examples
from leastwise.testing.frameworks import renditions

FRAMEWORKS = ("serverless", "terraform")
"""The frameworks of which files are changed, beside those that the examples are written in."""


@record(frozen=False)
class Outcome:
    """What becomes of the fixes of all bad examples of a rule.

    Attributes:
        fixed: how many findings are gone.
        refused: why others stay.
        wrong: where the rule still has something to fix, or finds more than it did.
    """

    fixed: int
    refused: list[str]
    wrong: list[str]


def outcome(rule: type[Rule], framework: str) -> Outcome:
    """Write all bad examples of a rule in a framework, and fix what the rule finds."""
    made = Outcome(0, [], [])
    for example in examples(rule.bad):
        for _, rendition in renditions(example, framework):
            found = findings(rule(), rendition.files)
            if any(finding.edits for finding in found):
                _fix(rule, dict(rendition.files), found, made)
    return made


def _fix(rule: type[Rule], files: dict[str, str], found: list[Finding], made: Outcome) -> None:
    settings = JudgeSettings(persona=rule.persona, select=frozenset([rule.id]))
    workshop = Workshop(ReadSettings(), settings, [rule()], lambda finding: finding.rule == rule.id)
    fixed = left = 0
    for done in repair(MemoryFiles(files), ("",), workshop):
        files.update(done.after)
        fixed += len(done.fixed)
        left += len(done.left)
        made.refused += [entry.reason for entry in done.left]
    made.fixed += fixed
    for finding in findings(rule(), files):
        if finding.edits and not left:
            made.wrong.append(f"after the fixes it fires at {finding.resource}: {finding.message}")
