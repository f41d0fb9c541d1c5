"""`--since REV`: tells only what was not there at a commit of git, by judging the files as they were then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.baseline import Known, Place, entries_of, match, place
from leastwise.cache.memory import Memory, Shelf
from leastwise.cache.plain import restored
from leastwise.cache.program import identity
from leastwise.cli.cached import circumstances
from leastwise.model.errors import NothingToScanError, UsageError
from leastwise.model.finding import Severity
from leastwise.model.record import record, replace
from leastwise.read.revision import Revision
from leastwise.report.result import ScanResult, Since

if TYPE_CHECKING:
    import argparse

    from leastwise.cli.settings import Settings
    from leastwise.report.entry import Entry


@record
class Old:
    """A finding as it was at the commit.

    Attributes:
        entry: what it is recognised by.
        severity: how bad it was.
        accepted: whether somebody had accepted it.
    """

    entry: Known
    severity: Severity
    accepted: bool


def hide_older(result: ScanResult, options: argparse.Namespace, settings: Settings, shelf: Shelf | None) -> None:
    """Take the findings that were there at `--since` out of a result.

    What has become worse stays, and so does what was accepted then and is not any more.

    Raises:
        UsageError: there is no such revision, or no git.
    """
    revision = Revision(settings.root, options.since)
    old = _old(revision, options, settings, shelf)
    weights: dict[Known, Old] = {}
    for one in old:
        weights.setdefault(one.entry, one)
    known = match(result.findings, [one.entry for one in old], lambda entry: True).known
    told = [f for f in result.findings if place(f) not in known or not _covers(weights[known[place(f)]], f)]
    hidden = len(result.open_findings())
    result.findings[:] = told
    hidden -= len(result.open_findings())
    result.since = Since(options.since, revision.commit, hidden)


def _covers(old: Old, finding: Entry) -> bool:
    """Whether a finding is no worse than it was, and was not accepted then unless it is now."""
    return finding.severity <= old.severity and (finding.suppressed or not old.accepted)


def _old(revision: Revision, options: argparse.Namespace, settings: Settings, shelf: Shelf | None) -> list[Old]:
    """The findings at a commit. A commit never changes, so they are kept without any file that they depend on."""
    memory = Memory(shelf, "since", identity(), *circumstances(options, settings)) if shelf else None
    subject = [revision.commit, settings.paths]
    known = memory.recall(subject) if memory else None
    if known is not None:
        return [restored(Old, values) for values in known]
    from leastwise.cache.judging import built_in
    from leastwise.cli.judging import judged

    revision.exclude = settings.files.exclude
    with revision:
        try:
            result, run = judged(options, replace(settings, files=revision), shelf, subtract=False)
        except (NothingToScanError, UsageError):  # what was asked for was not there yet: the stage, the file
            return []
    places: dict[Place, list[Entry]] = {}
    for finding in result.findings:
        places.setdefault(place(finding), []).append(finding)
    found = [
        Old(entries_of(same, {})[0], max(f.severity for f in same), all(f.suppressed for f in same))
        for same in places.values()
    ]
    if memory and not result.failures and built_in(run.rules):
        memory.keep(subject, {}, found)
    return found
