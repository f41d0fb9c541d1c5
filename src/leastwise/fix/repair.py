"""Makes the fixes of findings, in memory, and keeps those that do what they promise.

For each group of templates: what the findings' edits mean is written into the text, the text is read and judged again,
and a fix whose finding is still there, that brings another one of at least its severity, or that changes anything
else in the model is taken back. What comes out can be written as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from leastwise.fix.check import Judged, key
from leastwise.fix.computed import SetElsewhereError
from leastwise.fix.encoding import encoded
from leastwise.fix.intent import Intentions
from leastwise.fix.result import Fixed, Left, Repair, defaulted
from leastwise.fix.trial import Bench, Trial, Workshop
from leastwise.model.errors import PatchError
from leastwise.model.finding import Finding
from leastwise.model.record import replace
from leastwise.read.files import Files
from leastwise.read.project import Project

MAX_TRIALS = 100
"""How often a group is judged anew to find out which of its fixes do not hold."""

MAX_ROUNDS = 5
"""How often a group is repaired again: what two fixes could not change at once, and what a fix has made anew."""


def repair(
    files: Files, paths: Sequence[str], workshop: Workshop, concerned: Callable[[str], bool] | None = None
) -> Iterator[Repair]:
    """Repair every group of templates in these files and folders; nothing is written.

    A group may be repaired in several rounds, each on what the last one made; only the last says what is left. A
    template that two groups share is changed for the first one, and the second one sees it so.

    Args:
        files: the root.
        paths: files and folders relative to the root.
        workshop: see there.
        concerned: whether any application of this id has a finding to fix; without it, all are looked at.
    """
    contents: dict[str, bytes] = {}
    project = Project(files, paths)
    for group in project.groups:
        if concerned is None or any(map(concerned, project.ids(group))):
            yield from _rounds(files, contents, group, workshop)


def impossible(
    files: Files, paths: Sequence[str], workshop: Workshop, concerned: Callable[[str], bool]
) -> Iterator[Finding]:
    """The wanted findings whose fix cannot be said about the author's files, each as `repair` would leave it.

    Nothing is tried out: that a fix can be said does not mean that it holds.
    """
    project = Project(files, paths)
    for group in project.groups:
        if any(map(concerned, project.ids(group))):
            bench = Bench(files, {}, group, workshop)
            left: list[Left] = []
            lowered = list(_lowered(bench, list(_fixable(bench.judged, workshop)), workshop.reading.parameters, left))
            yield from (entry.finding for entry in left)
            yield from (fix.finding for fix in lowered if bench.refusal(fix))


def _rounds(files: Files, contents: dict[str, bytes], group: Sequence[str], workshop: Workshop) -> Iterator[Repair]:
    judged: Sequence[Judged] | None = None
    earlier: dict[str, None] = {}
    for number in range(MAX_ROUNDS):
        bench = Bench(files, contents, group, workshop, judged)
        wanted = list(_fixable(bench.judged, workshop))
        if number == 0:
            names = {one.reading.id for one in bench.judged}
            wanted += (f for f in workshop.reviewed if f.application in names and workshop.wanted(f))
        done, judged = _round(bench, wanted, workshop)
        for path, text in done.after.items():
            contents[path] = encoded(done.before[path], text)
        last = not done.fixed or number == MAX_ROUNDS - 1 or not any(_fixable(judged, workshop))
        left = done.left if last else tuple(entry for entry in done.left if entry.finding in workshop.reviewed)
        if done.fixed or left:
            yield replace(done, left=left, earlier=tuple(earlier))
        earlier |= dict.fromkeys(done.after)
        if last:
            break


def _fixable(judged: Sequence[Judged], workshop: Workshop) -> Iterator[Finding]:
    """The findings that are to be fixed."""
    for one in judged:
        yield from (f for f in one.judgement.findings if f.edits and workshop.wanted(f))


def _round(bench: Bench, wanted: Sequence[Finding], workshop: Workshop) -> tuple[Repair, Sequence[Judged]]:
    """One round: what becomes of these findings, and what the rules say then."""
    left: list[Left] = []
    once = workshop.once
    fixes, trial = _settled(bench, list(_lowered(bench, wanted, workshop.reading.parameters, left)), once, left)
    gone = _gone([entry.finding for entry in left], bench.judged, trial.judged, once)
    fixes += (Fixed(entry.finding, ()) for entry in left if id(entry.finding) in gone)
    left = [entry for entry in left if id(entry.finding) not in gone]
    order = {id(finding): number for number, finding in enumerate(wanted)}
    fixes.sort(key=lambda fix: order[id(fix.finding)])
    left.sort(key=lambda entry: order[id(entry.finding)])
    before = {path: bench.sources[path] for path in trial.texts}
    return Repair(before=before, after=trial.texts, fixed=tuple(fixes), left=tuple(left)), trial.judged


def _gone(
    findings: Sequence[Finding], before: Sequence[Judged], after: Sequence[Judged], once: frozenset[str]
) -> set[int]:
    """The `id` of each of these findings that is gone with the fixes of others."""
    there = Counter(key(f, once) for one in before for f in one.judgement.findings)
    stays = Counter(key(f, once) for one in after for f in one.judgement.findings)
    prints = {(key(f, once), f.fingerprint) for one in after for f in one.judgement.findings}
    spots = [(finding, key(finding, once)) for finding in findings]
    return {id(f) for f, spot in spots if stays[spot] < there[spot] and (spot, f.fingerprint) not in prints}


def _lowered(bench: Bench, wanted: Sequence[Finding], given: Collection[str], left: list[Left]) -> Iterator[Fixed]:
    """The findings whose edits can be said about the author's files; the others are added to `left`.

    `given`: the parameters that have a value whatever their defaults are.
    """
    intentions = Intentions([one.reading for one in bench.judged], bench.overlay({}))
    for finding in wanted:
        try:
            changes = tuple(intentions.changes(finding.edits))
            for change in changes:
                if defaulted(change) in given and change.path == finding.application:
                    raise SetElsewhereError(change.path, defaulted(change))
        except PatchError as error:
            left.append(Left(finding, _reason(error, finding, given)))
            continue
        bench.sources.update(intentions.sources)
        if changes:
            yield Fixed(finding, changes)
        else:
            left.append(Left(finding, "its fix changes nothing"))


def _reason(error: PatchError, finding: Finding, given: Collection[str]) -> str:
    if isinstance(error, SetElsewhereError) and error.name in given and error.path == finding.application:
        return f"the value of {error.name} is given with --parameters or in the configuration: change it there"
    return str(error)


def _settled(bench: Bench, fixes: list[Fixed], once: frozenset[str], left: list[Left]) -> tuple[list[Fixed], Trial]:
    """The most of the fixes that hold together, the first of two that do not, and what they make.

    The others are added to `left`. Halves are tried before single ones: most of the time few of many do not hold.
    """
    kept: list[Fixed] = []
    done = bench.trial(kept)

    def add(some: Sequence[Fixed], trial: Trial) -> None:
        nonlocal done
        if not trial.faults:
            kept.extend(some)
            done = trial
        elif bench.trials >= MAX_TRIALS:
            left.extend(
                Left(fix.finding, "not tried: too many other fixes of this application do not hold") for fix in some
            )
        elif len(some) > 1:
            middle = len(some) // 2
            for half in (some[:middle], some[middle:]):
                add(half, bench.trial([*kept, *half]))
        else:
            reason = bench.trial(some).reason if kept else trial.reason
            left.append(Left(some[0].finding, reason or f"together with other fixes: {trial.reason}"))

    some, trial = _first_of(bench, fixes, once)
    if not trial.written:
        refused = {id(fix): reason for fix in some if (reason := bench.refusal(fix))}
        left += (Left(fix.finding, refused[id(fix)]) for fix in some if id(fix) in refused)
        some = [fix for fix in some if id(fix) not in refused]
        trial = bench.trial(some) if refused else trial
    add(some, trial)
    return kept, done


def _first_of(bench: Bench, fixes: list[Fixed], once: frozenset[str]) -> tuple[list[Fixed], Trial]:
    """The fixes without those that others undo: what the others add has to be mended too, in the next round."""
    trial = bench.trial(fixes)
    undone = {fault.stays for fault in trial.faults}
    first = [fix for fix in fixes if key(fix.finding, once) not in undone]
    if undone and None not in undone and first:
        other = bench.trial(first)
        if not other.faults:
            return first, other
    return fixes, trial
