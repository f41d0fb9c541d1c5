"""`leastwise baseline`: keep the findings that are there, so that scans report only new ones."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Collection

from leastwise.baseline import Known, entries_of, match, place, render
from leastwise.cli.accepting import absence, read_baseline
from leastwise.cli.cached import cache_folder
from leastwise.cli.judging import judged
from leastwise.cli.output import OutputError, replace_file
from leastwise.cli.root import shown_path
from leastwise.cli.scan import tell
from leastwise.cli.settings import COMMAND_LINE, Settings, effective
from leastwise.model.errors import NothingToScanError, UsageError
from leastwise.read.builder import MAX_NODES
from leastwise.read.files import MAX_BYTES, join_path
from leastwise.report.clean import clean
from leastwise.report.result import ScanResult
from leastwise.report.words import number

_MOST = MAX_NODES // 8
"""Entries of a baseline; each has up to seven values."""


def baseline(options: argparse.Namespace) -> int:
    """Write the baseline and say what has changed.

    Raises:
        UsageError: it is there already, or is not there, or is broken.
    """
    settings = effective(options)
    path = _path(settings)
    shown = shown_path(path)
    there = os.path.lexists(path)
    if options.action == "create":
        if there and not options.force:
            raise UsageError(
                f"{shown}: is there already; `leastwise baseline update` adds what is new and removes what has gone, "
                "--force writes it anew"
            )
        before: tuple[Known, ...] = ()
    elif there:
        before = read_baseline(settings, path)
    else:
        raise UsageError(f"{shown}: there is no baseline yet; write it with `leastwise baseline create`")
    result, run = judged(options, settings, cache_folder(options, settings), subtract=False)
    tell(result)
    _not_read(result, shown)
    found = result.open_findings()
    gone = absence(result, run)
    matched = match(found, before, gone)
    removed = [entry for entry in matched.left if gone(entry)]
    added = len({place(finding) for finding in found} - matched.known.keys())
    if options.action == "prune":
        now, added = list((Counter(before) - Counter(removed)).elements()), 0
    else:
        reasons = {spot: entry.reason for spot, entry in matched.known.items()}
        kept = (Counter(matched.left) - Counter(removed)).elements()
        now = [*entries_of(found, reasons, options.reason), *kept]
    _write(path, shown, now)
    print(clean(f"{shown}: {number(len(now), 'finding')} accepted, {added:,} new, {len(removed):,} removed"))
    return 4 if result.failures else 0


def _not_read(result: ScanResult, shown: str) -> None:
    """Say that something could not be read: what is in it is not accepted.

    Raises:
        NothingToScanError: nothing could be.
    """
    lost = [entry for entry in result.unread if entry.kind == "template" or not result.applications]
    if not lost:
        return
    told = f"{lost[0].file}:{lost[0].line}: {lost[0].reason}"
    if not result.applications:
        raise NothingToScanError(f"nothing could be judged, so {shown} is left as it is: {told}")
    more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
    sys.stderr.write(clean(f"leastwise: what was not read is not accepted either: {told}{more}") + "\n")


def _path(settings: Settings) -> str:
    """Where the baseline is, or will be."""
    given, config = settings.values["baseline"], settings.config
    if settings.origins["baseline"] == COMMAND_LINE:
        return str(given)
    path = join_path(settings.folder, given)
    full = os.path.join(settings.root, path or "")
    special = os.path.lexists(full) and not os.path.isfile(full)
    if path and os.path.realpath(full) == os.path.join(settings.root, path) and not special:
        return full
    problem = f"'baseline' is {given}, which is a link, no ordinary file, or outside the root; --baseline names another"
    raise config.error(problem, "baseline") if config else UsageError(problem)


def _write(path: str, shown: str, entries: Collection[Known]) -> None:
    text = render(entries)
    if len(text) > MAX_BYTES or len(entries) > _MOST:
        raise UsageError(
            f"{shown}: {number(len(entries), 'finding')} are more than a scan reads back; accept one folder at a time, "
            "each in a file of its own (`leastwise baseline create FOLDER --baseline FILE`)"
        )
    try:
        replace_file(path, [text])
    except OutputError as error:
        reason = getattr(error.__cause__, "strerror", None) or error
        raise UsageError(f"{shown}: cannot be written: {reason}; name another file with --baseline") from error
