"""`leastwise fix`: shows the fixes of what a scan finds, and writes them where it is told to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from leastwise.cli.cached import cache_folder
from leastwise.cli.changed import named_files, resolve
from leastwise.cli.fix_repairing import Job, keep_promises, repair_all, select
from leastwise.cli.judging import judged
from leastwise.cli.output import writing
from leastwise.cli.reports import Output, files_first, outputs
from leastwise.cli.root import shown_path
from leastwise.cli.scan import tell
from leastwise.cli.settings import effective
from leastwise.model.errors import NothingToScanError, UsageError
from leastwise.report.clean import clean
from leastwise.report.fixes.result import FixResult
from leastwise.report.formats import FIX_FORMATS
from leastwise.report.result import ScanResult
from leastwise.report.style import Style

if TYPE_CHECKING:
    import argparse

    from leastwise.report.entry import Entry


def fix(options: argparse.Namespace) -> int:
    """Show or write the fixes, and return the exit code."""
    settings = effective(options)
    files = outputs(options.reports, FIX_FORMATS)
    if options.interactive and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--interactive asks on a terminal, and this is none; --write writes without asking")
    changing = options.write or options.interactive
    check_links(options.paths)
    recover_first(settings.root, changing=changing)
    shelf = cache_folder(options, settings)
    named = named_files(settings)
    only_files = named == settings.paths
    homeless = resolve(named, options, settings, shelf)
    try:
        if not settings.paths:
            raise NothingToScanError("these files belong to no application")
        scan, run = judged(options, settings, shelf)
    except NothingToScanError as error:
        if not only_files:
            raise
        tell(ScanResult(shown_path(settings.root), notices=[*homeless, str(error)]))
        return 0
    scan.notices += homeless
    job = Job(options, settings, shelf, scan, run)
    result = FixResult(scan=scan)
    wanted = select(job, result)
    tell(scan)
    repair_all(job, wanted, result)
    keep_promises(job, result)
    style = Style.of(sys.stdout, options.color)
    if options.interactive and result.fixes:
        from leastwise.cli.fix_choosing import chosen

        result = _kept(job, result, list(chosen(result, style)))
    return conclude(job, result, files, style, changing=changing, only_files=only_files)


def conclude(
    job: Job, result: FixResult, files: Iterable[Output], style: Style, *, changing: bool, only_files: bool
) -> int:
    """Write the fixes or say what is in the way, report, and return the exit code."""
    options = job.options
    if result.fixes:
        _write(job, result, changing=changing)
    options.code = _exit_code(result, options, changing=changing, only_files=only_files)
    silent = options.shape == "patch" or (changing and options.shape != "text")
    _report(result, options.shape, style, files, below=silent)
    return int(options.code)


def check_links(paths: Iterable[str]) -> None:
    """Refuse links to files: what they lead to has another name in diffs, and is not written by theirs.

    Raises:
        UsageError: a path is one.
    """
    for path in paths:
        if os.path.islink(path) and os.path.isfile(path):
            target = shown_path(os.path.realpath(path))
            raise UsageError(f"{path} is a link to {target}, and links are not followed here: name {target}")


def _write(job: Job, result: FixResult, *, changing: bool) -> None:
    """Write the fixes, or say what would be in the way."""
    from leastwise.cli.fix_writing import obstacle, write

    if changing:
        write(job, result, force=job.options.force)
    elif problem := obstacle(job.settings.root, result):
        sys.stderr.write(f"leastwise: --write would be refused: {clean(problem)}\n")


def recover_first(root: str, *, changing: bool) -> None:
    """Put right what a run left behind that was killed while it wrote, or say that --write would."""
    from leastwise.fix.journal import journal_path
    from leastwise.fix.transaction import recover

    journal = journal_path(root)
    if journal is None or not os.path.lexists(journal):
        return
    told = (
        recover(root) if changing else ["an earlier run was interrupted while it wrote; --write first puts that right"]
    )
    for line in told:
        sys.stderr.write(f"leastwise: {clean(line)}\n")


def _kept(job: Job, result: FixResult, wanted: list[Entry]) -> FixResult:
    """The same with these fixes alone: what was chosen has to hold together without the others."""
    if len(wanted) == len(result.fixes):
        return result
    kept = set(map(id, wanted))
    found = FixResult(
        scan=result.scan,
        unsafe=result.unsafe,
        declined=[fix.entry for fix in result.fixes if id(fix.entry) not in kept],
        by_hand=result.by_hand,
        accepted=result.accepted,
    )
    repair_all(job, wanted, found)
    found.stays += result.stays
    return found


def _exit_code(result: FixResult, options: argparse.Namespace, *, changing: bool, only_files: bool) -> int:
    """See docs/fixing.md."""
    scan, failures = result.scan, result.scan.failures
    for failure in failures:
        sys.stderr.write(failure.traceback or f"leastwise: {clean(f'{failure.rule} failed: {failure.error}')}\n")
    if failures:
        return 4
    if not scan.applications and not scan.findings:
        return 0 if only_files and not scan.unread else 3
    left = result.stays or result.left or result.refused if changing else result.fixes
    return 1 if left or (options.strict and scan.unread) else 0


def _report(result: FixResult, name: str, style: Style, files: Iterable[Output], *, below: bool) -> None:
    """Write every report.

    `below`: whether the report on standard output leaves unsaid what a person wants to know.
    """
    with files_first(files, lambda shape: _pieces(shape, result, Style(colour=False))):
        with writing():
            _print(name, result, style)
        if below:
            _below(result)


def _print(name: str, result: FixResult, style: Style) -> None:
    """The report on standard output. A patch is written byte for byte, unless a terminal would be driven by it."""
    pieces = _pieces(name, result, style)
    if name == "patch" and sys.stdout.isatty():
        from leastwise.report.fixes.patch import harmless

        pieces = (harmless(piece) for piece in pieces if isinstance(piece, bytes))
    for piece in pieces:
        if isinstance(piece, bytes):
            sys.stdout.buffer.write(piece)
        else:
            sys.stdout.write(piece)
    sys.stdout.flush()


def _pieces(name: str, result: FixResult, style: Style) -> Iterator[str | bytes]:
    found: Iterator[str | bytes] = import_module(f"leastwise.report.fixes.{name}").render(result, style)
    return found


def _below(result: FixResult) -> None:
    """Say beside a report for programs what was written, what is left out, and what may change."""
    from leastwise.report.fixes.summary import summary

    for line in summary(result, Style.of(sys.stderr)):
        sys.stderr.write(line + "\n")
