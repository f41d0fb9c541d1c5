"""From what a scan found to what its fixes make of the files. Nothing is written here."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from leastwise.cli.fix_book import Book
from leastwise.cli.judging import rules_of, split
from leastwise.cli.progress import Progress
from leastwise.cli.settings import COMMAND_LINE
from leastwise.fix.repair import impossible, repair
from leastwise.fix.trial import Workshop
from leastwise.model.errors import UsageError, nearest
from leastwise.model.finding import FixSafety
from leastwise.model.record import record, replace
from leastwise.report.entry import note
from leastwise.report.fixes.result import Fix, FixResult, Stays
from leastwise.rules.merging import stronger_rules

if TYPE_CHECKING:
    from leastwise.cache.memory import Shelf
    from leastwise.cli.accepting import Run
    from leastwise.cli.settings import Settings
    from leastwise.model.application import Application
    from leastwise.model.finding import Finding
    from leastwise.report.entry import Entry
    from leastwise.report.result import ScanResult
    from leastwise.rules.rule import Rule


@record
class Job:
    """What one run of the command is about.

    Attributes:
        options: of the command line, filled in by `settings.effective`.
        settings: what holds.
        shelf: where outcomes are kept for another time.
        scan: what was found.
        run: how that came about.
        chosen: the rules that alone are asked, whatever the options say; `None` for those of the options.
        proof: see `leastwise.fix.trial.Workshop`.
    """

    options: Namespace
    settings: Settings
    shelf: Shelf | None
    scan: ScanResult
    run: Run
    chosen: Sequence[Rule] | None = None
    proof: Callable[[Application, Application], Iterator[str]] | None = None

    @property
    def selective(self) -> bool:
        """Whether the command line names the rules that are to be fixed."""
        return self.settings.origins["select"] == COMMAND_LINE

    @property
    def safeties(self) -> tuple[FixSafety, ...]:
        """The fixes that are to be made."""
        return (FixSafety.SAFE, FixSafety.UNSAFE) if self.options.unsafe else (FixSafety.SAFE,)

    @property
    def once(self) -> frozenset[str]:
        """Ids of the rules that have one finding for an application."""
        return frozenset(rule.id for rule in self.run.rules if rule.once)


def select(job: Job, result: FixResult) -> list[Entry]:
    """The findings that are to be fixed; none of them is accepted. The others are entered in the result.

    Raises:
        UsageError: there is no such function.
    """
    functions = _functions(job)
    wanted: list[Entry] = []
    for finding in job.scan.findings:
        if not _concerns(finding, functions):
            continue
        if finding.suppressed:
            if finding.fix in job.safeties:
                result.accepted.append(finding)
        elif finding.fix is FixSafety.NONE:
            result.by_hand.append(finding)
        else:
            (wanted if finding.fix in job.safeties else result.unsafe).append(finding)
    for rule in job.run.rules if job.selective else ():
        if rule.fix is FixSafety.NONE and rule.id in job.run.judging.select:  # of an area not all have one
            job.scan.notices.append(f"{rule.id} has no fix; `leastwise explain {rule.id}` says what to do")
    return wanted


def _concerns(finding: Entry | Finding, functions: Collection[str] | None) -> bool:
    """Whether a finding is about one of these functions; `None` for any."""
    return functions is None or any(name in functions for name in finding.functions)


def _functions(job: Job) -> set[str] | None:
    """Ids of the functions that --function names; `None` for all."""
    given = split(job.options.functions)
    if not given:
        return None
    names: dict[str, set[str]] = {}
    for name, facts in job.scan.functions.items():
        names.setdefault(name, set()).add(name)
        names.setdefault(facts["name"], set()).add(name)
    for name in given:
        if name not in names:
            known = sorted({facts["name"] for facts in job.scan.functions.values()})
            there = f"; there are {', '.join(known[:10])}{', …' if len(known) > 10 else ''}" if known else ""
            raise UsageError(f"--function {name}: no application has this function{nearest(name, names) or there}")
    return set().union(*(names[name] for name in given))


def repair_all(job: Job, wanted: Sequence[Entry], result: FixResult) -> None:
    """Work out what becomes of the files when these findings are fixed, as far as they can be."""
    if not wanted:
        return
    book = Book(job.scan.findings, wanted, job.once, None if job.options.interactive else _added(job))
    workshop = Workshop(job.run.reading, job.run.judging, _listening(job), book.wants, job.scan.reviewed, job.proof)
    concerned = {finding.application for finding in wanted}
    rounds: dict[str, int] = {}
    with Progress(sys.stderr) as progress:

        def looks(application: str) -> bool:
            if application in concerned:
                progress.step(application)
            return application in concerned

        for done in repair(job.settings.files, job.settings.paths, workshop, looks):
            for path, source in done.before.items():
                result.before.setdefault(path, source)
            result.after.update(done.after)
            files = frozenset((*done.earlier, *done.before))
            number = 1 + max((rounds.get(path, 0) for path in files), default=0)
            rounds |= dict.fromkeys(done.after, number)
            for fixed in done.fixed:
                result.fixes.append(Fix(book.entry(fixed.finding), fixed.changes, done.before, number, files))
            result.stays += (Stays(book.entry(left.finding), left.reason) for left in done.left)
    _enter_rest(result, book.left())
    by_id = {rule.id: rule for rule in job.run.rules}
    for name in {fix.entry.rule for fix in result.fixes} | {stay.entry.rule for stay in result.stays}:
        job.scan.rules.setdefault(name, note(by_id[name]))
    order = {id(finding): position for position, finding in enumerate(wanted)}
    result.fixes.sort(key=lambda fix: order.get(id(fix.entry), len(order)))
    result.stays.sort(key=lambda stay: order.get(id(stay.entry), len(order)))


def keep_promises(job: Job, result: FixResult) -> None:
    """Count among the unsafe fixes only those that `--unsafe` could make; the others are made by hand."""
    if not result.unsafe:
        return
    book = Book(job.scan.findings, result.unsafe, job.once)
    workshop = Workshop(job.run.reading, job.run.judging, _listening(job), book.wants)
    concerned = {finding.application for finding in result.unsafe}
    found = impossible(job.settings.files, job.settings.paths, workshop, concerned.__contains__)
    lost = {id(book.entry(finding)) for finding in found}
    result.by_hand += (finding for finding in result.unsafe if id(finding) in lost)
    result.unsafe = [finding for finding in result.unsafe if id(finding) not in lost]


def _added(job: Job) -> Callable[[Finding], bool]:
    """Whether a finding that was not there before is to be fixed as well, and nobody may have accepted it."""
    rules = {rule.id for rule in job.run.rules} - {rule for note in job.scan.notes for rule in note.rules}
    config = job.settings.config
    if config is not None:
        rules -= {rule for accepted in config.ignores for rule in accepted.rules}
    functions = _functions(job)

    def wanted(finding: Finding) -> bool:
        return finding.rule in rules and finding.fix in job.safeties and _concerns(finding, functions)

    return wanted


def _enter_rest(result: FixResult, entries: Iterable[Entry]) -> None:
    """Enter the findings of which nothing has been heard: another application had them too, and its fix was theirs."""
    fixes = {(fix.entry.location, fix.entry.rule): fix for fix in result.fixes}
    for entry in entries:
        found = fixes.get((entry.location, entry.rule))
        if found is not None:
            result.fixes.append(replace(found, entry=entry))
        else:
            result.stays.append(Stays(entry, "it was not found again when its fix was to be made"))


def _listening(job: Job) -> list[Rule]:
    """All rules that may speak up about a fix: with --select, more than those whose findings are to be fixed.

    Where a rule was selected, those that would make a mere note of its finding are not among them.
    """
    run, config = job.run, job.settings.config
    if job.chosen is not None or not job.selective:
        return list(run.rules)
    usual = list(config.values.get("select", ())) if config else []
    others, _ = rules_of(Namespace(**{**vars(job.options), "select": usual}), job.settings)
    chosen = {rule.id for rule in run.rules}
    everyone = {rule.id: rule for rule in (*others, *run.rules)}
    stronger = stronger_rules(tuple(everyone.values()))
    hiding = set().union(*(stronger.get(name, ()) for name in chosen)) - chosen
    return [rule for name, rule in everyone.items() if name not in hiding]
