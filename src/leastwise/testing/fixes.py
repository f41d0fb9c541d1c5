"""Every fix of a rule must turn its bad examples into good ones.

In each of the ways in which an example is written, all fixes are made as `leastwise fix` makes them. Afterwards the
rule must be silent where it had a fix, nothing else of what the author wrote may be different, and no other rule may
have found anything that is as severe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from leastwise.engine import JudgeSettings
from leastwise.fix.edits import texts
from leastwise.fix.intent import Intentions
from leastwise.fix.repair import repair
from leastwise.fix.trial import Workshop
from leastwise.model.errors import PatchError
from leastwise.model.finding import Finding, FixSafety
from leastwise.read.files import MemoryFiles
from leastwise.read.reading import ReadSettings
from leastwise.rules.discovery import discover
from leastwise.rules.example import Contents, contents, findings
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule, examples
from leastwise.testing.examples import rewritten


def assert_fixes(rule: type[Rule]) -> None:
    """Check the fixes of a rule with its own bad examples.

    Raises:
        AssertionError: with everything that does not hold.
    """
    found = list(fix_problems(rule))
    if found:
        raise AssertionError("\n".join([f"{rule.__qualname__}:", *(f"- {problem}" for problem in found)]))


def fix_problems(rule: type[Rule]) -> Iterator[str]:
    """What does not hold for the fixes of a rule, for people."""
    shown = unsafe = False
    for number, example in enumerate(examples(rule.bad), 1):
        for way, files in (("", contents(example)), *rewritten(example)):
            fixable = [finding for finding in findings(rule(), files) if finding.edits]
            if not fixable:
                continue
            shown = True
            unsafe = unsafe or any(finding.fix is FixSafety.UNSAFE for finding in fixable)
            prefix = f"bad example {number}{f', {way}' if way else ''}: "
            if any(finding.fix is FixSafety.NONE for finding in fixable):
                yield f"{prefix}says how to fix what it finds, and not how safe that is"
            others = () if way else _built_in()
            for problem in _review(rule, files) if issubclass(rule, ReviewRule) else _repair(rule, others, files):
                yield prefix + problem
    if rule.fix is not FixSafety.NONE and not shown:
        yield "says that it has a fix, and none of its bad examples has one"
    if unsafe and not rule.caution:
        yield "has an unsafe fix, and no `caution` that says what it may change"
    if rule.caution and not unsafe:
        yield "has a `caution`, and none of its bad examples an unsafe fix"


@cache
def _built_in() -> tuple[type[Rule], ...]:
    return tuple(kind for kind in discover(installed=False) if not issubclass(kind, ReviewRule))


def _repair(rule: type[Rule], others: Sequence[type[Rule]], files: Contents) -> Iterator[str]:
    """What is left of the findings of a rule that has a fix for them."""
    rules = [rule(), *(other() for other in others if other.id != rule.id)]

    def wanted(finding: Finding) -> bool:
        return finding.rule == rule.id

    # What only a stricter persona hears weighs nothing for whoever hears this rule.
    settings = JudgeSettings(persona=rule.persona, select=frozenset([rule.id]))
    after: dict[str, str] = dict(files)
    for done in repair(MemoryFiles(files), ("",), Workshop(ReadSettings(), settings, rules, wanted)):
        after.update(done.after)
        for left in done.left:
            yield f"the fix at {left.finding.location.file}:{left.finding.location.line} is not made: {left.reason}"
            return
    yield from _again(rule, files, after)


def _review(rule: type[Rule], files: Contents) -> Iterator[str]:
    """The same for a rule about suppressions: what it edits is text, not a model."""
    found = [finding for finding in findings(rule(), files) if finding.edits]
    intentions = Intentions(())
    try:
        changes = [change for finding in found for change in intentions.changes(finding.edits)]
        after = {**files, **texts(intentions.sources, changes)}
    except PatchError as error:
        yield f"the fix is not made: {error}"
        return
    yield from _again(rule, files, after)


def _again(rule: type[Rule], before: Contents, after: Mapping[str, str]) -> Iterator[str]:
    """A second run must find nothing to do; what is left was there before, or weighs less than what has gone."""
    least = min(finding.severity for finding in findings(rule(), before) if finding.edits)
    known = sum(1 for finding in findings(rule(), before) if not finding.edits)
    for finding in findings(rule(), after):
        known -= finding.severity >= least
        if finding.edits or (known < 0 and finding.severity >= least):
            yield f"after the fixes it fires at {finding.resource}: {finding.message}"
