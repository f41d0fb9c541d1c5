"""What a scan finds: from the cache where nothing has changed, otherwise found out and kept there."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from leastwise.cache.folder import Folder, location
from leastwise.cache.memory import Memory, Shelf
from leastwise.cache.plain import restored_fields
from leastwise.cache.program import identity
from leastwise.cli.root import lies_in, shown_path
from leastwise.cli.settings import COMMAND_LINE, Settings
from leastwise.read.recording import RecordedFiles, digest
from leastwise.report.lines import Lines
from leastwise.report.result import ScanResult

if TYPE_CHECKING:
    import argparse

_REPORTING = frozenset(
    "color command debug fail_on format name no_cache omit_suppressed output paths since started strict version".split()
)
"""Options that say where a result goes and what becomes of it, not what it is."""

_OF_THE_RUN = frozenset("root failures seconds lines since notes unheard stages parameters reviewed".split())
"""What of a result is not kept: it belongs to the run, or was needed on the way only."""


def result_of(options: argparse.Namespace, settings: Settings, shelf: Shelf | None) -> ScanResult:
    """What a scan finds.

    Args:
        options: of the command line, filled in by `settings.effective`.
        settings: what holds.
        shelf: where it is kept for another time.

    Raises:
        UsageError: the options or the configuration are wrong.
        NothingToScanError: there is no application.
    """
    memory = Memory(shelf, "scan", identity(), *circumstances(options, settings)) if shelf else None
    known = memory.recall(settings.paths, settings.files) if memory else None
    if known is not None:
        result = ScanResult(shown_path(settings.root), **restored_fields(ScanResult, known))
        result.lines = Lines(settings.files)
        result.seconds = time.perf_counter() - options.started
        return result
    from leastwise.cache.judging import built_in
    from leastwise.cli.judging import judged

    recorded = settings.files = RecordedFiles(settings.files)
    result, run = judged(options, settings, shelf)
    if memory and recorded.steady and not result.failures and built_in(run.rules):
        kept = {name: getattr(result, name) for name in ScanResult.__annotations__ if name not in _OF_THE_RUN}
        memory.keep(settings.paths, recorded.answers, kept)
    if isinstance(shelf, Folder):
        shelf.tidy()
    return result


def cache_folder(options: argparse.Namespace, settings: Settings) -> Folder | None:
    """The cache of this run; `None` where it has none.

    What lies in the scanned tree could have been put there by whoever wrote the tree, so no cache is taken from it.
    What rules of other packages depend on is not known.
    """
    path = None if options.no_cache or options.rules else location()
    if path is None:
        return None
    if lies_in(os.path.realpath(path), settings.root):
        problem = f"{path}: lies inside the root"
    else:
        folder = Folder(path)
        if not folder.problem:
            return folder
        problem = folder.problem
    if options.debug:
        sys.stderr.write(f"leastwise: no cache: {problem}\n")
    return None


def circumstances(options: argparse.Namespace, settings: Settings) -> tuple[Any, ...]:
    """All that a result depends on beside the program and the files of the root."""
    given = {name: value for name, value in vars(options).items() if name not in _REPORTING}
    holds = {name: value for name, value in settings.values.items() if name.replace("-", "_") not in _REPORTING}
    config = settings.config
    named = [item for item in options.parameters if os.path.isfile(item)]
    if settings.origins["baseline"] == COMMAND_LINE:
        named.append(settings.values["baseline"])
    return (
        time.strftime("%Y-%m-%d"),  # rules know days on which something ends, and suppressions have a last one
        settings.root,
        shown_path(settings.root),
        given,
        holds,
        (config.path, digest(config.source.text.encode("utf-8", "surrogatepass"))) if config else None,
        [_content(path) for path in named],
    )


def _content(path: str) -> str | None:
    """What stands for a file that is named on the command line and may lie anywhere."""
    try:
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return None
