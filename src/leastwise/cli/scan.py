"""`leastwise scan`. Nothing is imported here that a scan of what has not changed can do without."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from leastwise.cache.memory import Drawer
from leastwise.cli.cached import cache_folder, result_of
from leastwise.cli.changed import resolve
from leastwise.cli.reports import outputs, write
from leastwise.cli.root import shown_root
from leastwise.cli.settings import effective
from leastwise.model.finding import Severity
from leastwise.report.clean import clean
from leastwise.report.result import ScanResult, fails

if TYPE_CHECKING:
    import argparse


def scan(options: argparse.Namespace) -> int:
    """Scan, print the report, and return the exit code."""
    settings = effective(options)
    files = outputs(options.output)
    shelf = cache_folder(options, settings) or (Drawer() if options.since is not None else None)
    homeless = resolve(options, settings, shelf)
    # Where only files are named and none belongs to an application there is no path left, and nothing to complain of.
    result = result_of(options, settings, shelf) if settings.paths else ScanResult(shown_root(settings.root))
    result.notices += homeless
    if options.since is not None:
        from leastwise.cli.since import hide_older

        hide_older(result, options, settings, shelf)
    tell(result)
    options.code = _exit_code(result, options) if settings.paths else 0  # kept in case that nobody reads to the end
    if options.omit_suppressed:
        result.findings = result.open_findings()
    write(result, options.format, options.color, files)
    return int(options.code)


def tell(result: ScanResult) -> None:
    """Print what concerns the run rather than the application."""
    for notice in result.notices:
        sys.stderr.write(f"leastwise: {clean(notice)}\n")


def _exit_code(result: ScanResult, options: argparse.Namespace) -> int:
    threshold = None if options.fail_on == "never" else Severity[options.fail_on.upper()]
    if result.failures:
        for failure in result.failures:
            if failure.traceback:
                sys.stderr.write(failure.traceback)
        return 4
    if not result.applications:
        return 3
    return 1 if fails(result.findings, threshold) or (options.strict and result.unread) else 0
