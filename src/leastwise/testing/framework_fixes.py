"""The fixes of a rule in the other frameworks: its bad examples are written down there, and fixed.

A fix may be refused with a reason, never be wrong: where it is made, the rule is silent afterwards.
"""

from __future__ import annotations

from leastwise.fix.repair import repair
from leastwise.model.record import record
from leastwise.read.files import MemoryFiles
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule, examples
from leastwise.testing.fixes import workshop
from leastwise.testing.frameworks import renditions

FRAMEWORKS = ("serverless", "terraform")
"""The frameworks of which files are changed, beside those that the examples are written in."""


@record(frozen=False)
class Outcome:
    """What becomes of the fixes of all bad examples of a rule.

    Attributes:
        refused: why findings stay.
        wrong: where the rule still has something to fix that was not refused.
    """

    refused: list[str]
    wrong: list[str]


def outcome(rule: type[Rule], framework: str) -> Outcome:
    """Write all bad examples of a rule in a framework, and fix what the rule finds."""
    made = Outcome([], [])
    for example in examples(rule.bad):
        for _, rendition in renditions(example, framework):
            if any(finding.edits for finding in findings(rule(), rendition.files)):
                _fix(rule, dict(rendition.files), made)
    return made


def _fix(rule: type[Rule], files: dict[str, str], made: Outcome) -> None:
    left = 0
    for done in repair(MemoryFiles(files), ("",), workshop(rule)):
        files.update(done.after)
        left += len(done.left)
        made.refused += [entry.reason for entry in done.left]
    again = [finding for finding in findings(rule(), files) if finding.edits]
    if len(again) > left:
        made.wrong += [f"after the fixes it fires at {finding.resource}: {finding.message}" for finding in again]
