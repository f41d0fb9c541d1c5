"""Code that no template names, for `leastwise policy handler.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from leastwise.cli.settings import Settings
from leastwise.code.convention import conventional, program
from leastwise.code.entries import Entry
from leastwise.code.needs import alone_needs
from leastwise.code.sources import Sources, language_of
from leastwise.model.source import Location
from leastwise.report.policies.alone import needed_by_code
from leastwise.report.policies.result import FunctionEntry, PolicyResult, Reason


def enter_alone(
    settings: Settings, sources: Sources | None, result: PolicyResult, wanted: Callable[[FunctionEntry], bool]
) -> int:
    """Enter the handlers in the files that were named, and in folders where there is no application.

    Returns:
        How many there are, also those that are not wanted.
    """
    files = [path for path in settings.paths if language_of(path) is not None and settings.files.is_file(path)]
    folders = [] if result.applications else [path for path in settings.paths if settings.files.is_dir(path)]
    # A file that was named is looked at as a template first.
    result.unread = [one for one in result.unread if one.file not in files or one.kind != "template"]
    if sources is None:
        return 0
    count = 0
    for entry in (*_in_files(files, sources, result), *conventional(sources, folders)):
        count += 1
        name = ".".join(entry.names) or entry.file.rpartition("/")[2]
        id_ = f"{entry.file}:{name}"
        where = Location(entry.file, 1, 1, 1, 1)
        row = FunctionEntry(id_, name, entry.file, entry.file, ".".join(entry.names) or None, None, where)
        if not wanted(row) or id_ in result.functions:
            continue
        row.code = True
        try:
            found = alone_needs(entry, sources)
        except Exception as error:  # one handler that cannot be understood never costs the others
            result.faults.append(id_)
            row.why = [Reason(where, f"a fault of leastwise: {type(error).__name__}: {error}")]
        else:
            row.needs = needed_by_code(found)
            row.why = [Reason(one.location, one.reason) for one in found.why]
        result.functions[id_] = row
    return count


def _in_files(files: list[str], sources: Sources, result: PolicyResult) -> Iterator[Entry]:
    """The handlers in files; a file without one counts as a program."""
    for path in files:
        handlers = list(conventional(sources, (path,)))
        if not handlers and not sources.whole(path).strip():
            result.notices.append(f"{path} is empty")
        elif not handlers:
            result.notices.append(
                f"{path} has nothing that is called like a handler; shown is what it does as a program"
            )
        yield from handlers or [program(sources, path)]
