"""Writes the fixes, looks at the files again, and takes all of it back where they do not say what was promised."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from leastwise.cli.fix_book import spot
from leastwise.cli.fix_repairing import Job, select
from leastwise.cli.judging import judged
from leastwise.fix.transaction import Write, commit, look
from leastwise.model.errors import LeastwiseError, ReadError, UsageError, WriteError
from leastwise.model.record import replace
from leastwise.read.files import DiskFiles
from leastwise.report.clean import clean
from leastwise.report.fixes.result import FixResult
from leastwise.report.words import number

if TYPE_CHECKING:
    from leastwise.report.result import ScanResult

_MOST = 3
"""Files that a message names."""


class BrokenPromiseError(LeastwiseError):
    """The files on the disk are not what the fixes were to make of them; the files are again as they were."""


def write(job: Job, result: FixResult, *, force: bool) -> None:
    """Write all files or none.

    Args:
        job: the run.
        result: the fixes; it is told what is left, or why nothing could be written.
        force: write also what no version control could bring back.

    Raises:
        UsageError: version control could not bring the files back, and nobody can be asked whether this matters.
        BrokenPromiseError: a finding is still there afterwards.
        WriteError: writing has failed; nothing has changed.
    """
    root = job.settings.root
    result.refused = obstacle(root, result)
    if not result.refused and not force and not _check_versions(root, sorted(result.after)):
        result.refused = "you did not want it"
    if result.refused:
        return
    writes = _writes(result)
    commit(root, writes)
    try:
        again = _again(job)
        broken = _broken(job, again.scan, result)
        if broken:
            raise BrokenPromiseError(f"{broken}; the files are again as they were. This is a fault of leastwise")
    except BaseException:
        commit(root, [Write(one.path, one.after, one.before) for one in writes])
        raise
    result.written = True
    declined = {spot(entry, job.once) for entry in result.declined}
    result.left = [e for e in select(again, FixResult(scan=again.scan)) if spot(e, job.once) not in declined]


def obstacle(root: str, result: FixResult) -> str:
    """Why the files could not be written as they are now; empty where nothing is known to be in the way."""
    try:
        look(root, _writes(result))
    except WriteError as error:
        return str(error)
    return ""


def _writes(result: FixResult) -> list[Write]:
    return [Write(path, result.before[path].raw or b"", result.content(path)) for path in sorted(result.after)]


def _again(job: Job) -> Job:
    """The same with what is on the disk now."""
    files = DiskFiles(job.settings.root)
    files.exclude = job.settings.files.exclude
    settings = replace(job.settings, files=files)
    scan, run = judged(job.options, settings, job.shelf, chosen=job.chosen)
    return replace(job, settings=settings, scan=scan, run=run)


def _broken(job: Job, after: ScanResult, result: FixResult) -> str:
    """What is not as it was promised; empty when all is."""
    unread = {(entry.file, entry.reason) for entry in job.scan.unread}
    for entry in after.unread:
        if entry.file in result.after and (entry.file, entry.reason) not in unread:
            return f"{entry.file} could not be read after it was written: {entry.reason}"
    once = job.once
    fixed = Counter(spot(fix.entry, once) for fix in result.fixes)
    allowed = Counter(spot(finding, once) for finding in job.scan.findings)
    there = Counter(spot(finding, once) for finding in after.findings)
    for here, count in fixed.items():
        if there[here] > max(0, allowed[here] - count):
            return f"{here[0]} still finds {here[3] or here[1]} after it was written"
    return ""


def _check_versions(root: str, paths: list[str]) -> bool:
    """Whether version control could bring back what is written over, or a person says that this does not matter."""
    from leastwise.cli.versions import endangered

    try:
        bare, changed = endangered(root, paths)
    except ReadError as error:
        return _agreed(f"git cannot say whether it keeps {_named(paths)} ({error.reason})")
    if bare:
        return _agreed(f"{_named(bare)} {'is' if len(bare) == 1 else 'are'} not under version control")
    if changed:
        text = f"{number(len(changed), 'file')} had changes that git does not keep: {_named(changed)}"
        sys.stderr.write(f"leastwise: {clean(text)}\n")
    return True


def _agreed(text: str) -> bool:
    """Whether the person on the terminal wants the files written all the same.

    Raises:
        UsageError: nobody can be asked.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{text}, so nothing could bring back what is written over; --force writes all the same")
    sys.stderr.write(f"leastwise: {clean(text)}; write anyway? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _named(paths: Iterable[str]) -> str:
    """The first few of some files, and how many more there are."""
    found = list(paths)
    more = len(found) - _MOST
    return ", ".join(found[:_MOST]) + (f" and {number(more, 'more file')}" if more > 0 else "")
