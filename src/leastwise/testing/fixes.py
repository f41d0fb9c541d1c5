"""Every fix of a rule must turn its bad examples into good ones.

In each of the ways in which an example is written, all fixes are made as `leastwise fix` makes them. Afterwards the
rule must be silent where it had a fix, nothing else of what the author wrote may be different, and no other rule may
have found anything that is as severe.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from leastwise.testing.examples import complain, rewritten


def assert_fixes(rule: type[Rule]) -> None:
    """Check the fixes of a rule with its own bad examples.

    Raises:
        AssertionError: with everything that does not hold.
    """
    complain(rule, fix_problems(rule))


def fix_problems(rule: type[Rule]) -> Iterator[str]:
    """What does not hold for the fixes of a rule, for people."""
    shown = unsafe = False
    for number, example in enumerate(examples(rule.bad), 1):
        for way, files in (("", contents(example)), *rewritten(example)):
            found = findings(rule(), files)
            fixable = [finding for finding in found if finding.edits]
            if not fixable:
                continue
            shown = True
            unsafe = unsafe or any(finding.fix is FixSafety.UNSAFE for finding in fixable)
            prefix = f"bad example {number}{f', {way}' if way else ''}: "
            if any(finding.fix is FixSafety.NONE for finding in fixable):
                yield f"{prefix}says how to fix what it finds, and not how safe that is"
            try:
                review = issubclass(rule, ReviewRule)
                after = _reviewed(fixable, files) if review else _repaired(rule, () if way else _built_in(), files)
            except PatchError as error:
                yield f"{prefix}{error}"
                continue
            yield from (prefix + problem for problem in _again(found, findings(rule(), after)))
    if rule.fix is not FixSafety.NONE and not shown:
        yield "says that it has a fix, and none of its bad examples has one"
    if unsafe and not rule.caution:
        yield "has an unsafe fix, and no `caution` that says what it may change"
    if rule.caution and not unsafe:
        yield "has a `caution`, and none of its bad examples an unsafe fix"


@cache
def _built_in() -> tuple[type[Rule], ...]:
    return tuple(kind for kind in discover(installed=False) if not issubclass(kind, ReviewRule))


def _repaired(rule: type[Rule], others: Sequence[type[Rule]], files: Contents) -> Contents:
    """The files with all fixes of a rule made.

    Raises:
        PatchError: one of them is not made.
    """
    after: dict[str, str] = dict(files)
    for done in repair(MemoryFiles(files), ("",), workshop(rule, others)):
        after.update(done.after)
        for left in done.left:
            where = left.finding.location
            raise PatchError(f"the fix at {where.file}:{where.line} is not made: {left.reason}")
    return after


def workshop(rule: type[Rule], others: Sequence[type[Rule]] = ()) -> Workshop:
    """What a repair needs that fixes what a rule finds, and lets others say what they find afterwards."""
    rules = [rule(), *(other() for other in others if other.id != rule.id)]
    # What only a stricter persona hears weighs nothing for whoever hears this rule.
    settings = JudgeSettings(persona=rule.persona, select=frozenset([rule.id]))
    return Workshop(ReadSettings(), settings, rules, lambda finding: finding.rule == rule.id)


def _reviewed(fixable: Sequence[Finding], files: Contents) -> Contents:
    """The same for a rule about suppressions: what it edits is text, not a model."""
    intentions = Intentions(())
    try:
        changes = [change for finding in fixable for change in intentions.changes(finding.edits)]
        return {**files, **texts(intentions.sources, changes)}
    except PatchError as error:
        raise PatchError(f"the fix is not made: {error}") from error


def _again(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[str]:
    """A second run must find nothing to do; what is left was there before, or weighs less than what has gone."""
    least = min(finding.severity for finding in before if finding.edits)
    known = sum(1 for finding in before if not finding.edits)
    for finding in after:
        known -= finding.severity >= least
        if finding.edits or (known < 0 and finding.severity >= least):
            yield f"after the fixes it fires at {finding.resource}: {finding.message}"
