"""`leastwise scan`. Nothing is imported here that a scan of what has not changed can do without."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from leastwise.cache.memory import Drawer
from leastwise.cli.cached import cache_folder, result_of
from leastwise.cli.changed import named_files, resolve, stages_named
from leastwise.cli.reports import outputs, write
from leastwise.cli.root import shown_path
from leastwise.cli.settings import effective
from leastwise.model.errors import NothingToScanError
from leastwise.model.finding import Severity
from leastwise.report.clean import clean
from leastwise.report.result import ScanResult, fails

if TYPE_CHECKING:
    import argparse


def scan(options: argparse.Namespace) -> int:
    """Scan, print the report, and return the exit code."""
    settings = effective(options)
    files = outputs(options.output)
    failed: list[str] = []
    if options.synth:
        from leastwise.cli.synth import synthesise

        failed = synthesise(settings)
    shelf = cache_folder(options, settings) or (Drawer() if options.since is not None else None)
    named = named_files(settings)
    only_files = named == settings.paths
    homeless = resolve(named, options, settings, shelf)
    try:
        result = result_of(options, settings, shelf) if settings.paths else ScanResult(shown_path(settings.root))
        stages = stages_named(named, result)
        if stages:
            options.stage = settings.values["stage"] = stages
            result = result_of(options, settings, shelf)
    except NothingToScanError as error:
        if not only_files:
            raise
        result = ScanResult(shown_path(settings.root), notices=[str(error)])
    result.notices += [*homeless, *failed]
    if options.since is not None:
        from leastwise.cli.since import hide_older

        hide_older(result, options, settings, shelf)
    tell(result)
    options.code = _exit_code(result, options, only_files=only_files)  # kept in case that nobody reads to the end
    if options.omit_suppressed:
        result.findings = result.open_findings()
    write(result, options.format, options.color, files)
    return int(options.code)


def tell(result: ScanResult) -> None:
    """Print what concerns the run rather than the application."""
    for notice in result.notices:
        sys.stderr.write(f"leastwise: {clean(notice)}\n")


def _exit_code(result: ScanResult, options: argparse.Namespace, *, only_files: bool) -> int:
    """See `run`. Files that belong to nothing are no failure: a hook names whatever has changed."""
    threshold = None if options.fail_on == "never" else Severity[options.fail_on.upper()]
    if result.failures:
        for failure in result.failures:
            if failure.traceback:
                sys.stderr.write(failure.traceback)
        return 4
    if not result.applications and not result.findings:
        return 0 if only_files and not result.unread else 3
    return 1 if fails(result.findings, threshold) or (options.strict and result.unread) else 0
