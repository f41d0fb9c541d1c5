"""Code that no template names, for `leastwise policy handler.py`."""

from __future__ import annotations

from leastwise.cli.settings import Settings
from leastwise.code.convention import conventional, program
from leastwise.code.needs import alone_needs
from leastwise.code.sources import Sources, language_of
from leastwise.model.source import Location
from leastwise.report.policies.alone import needed_by_code
from leastwise.report.policies.result import FunctionEntry, PolicyResult, Reason


def code_files(settings: Settings) -> list[str]:
    """The files of code among the paths that were named."""
    return [path for path in settings.paths if language_of(path) is not None and settings.files.is_file(path)]


def enter_alone(settings: Settings, sources: Sources, result: PolicyResult) -> None:
    """Enter the handlers in the files that were named; a file without one counts as a program."""
    # A file that was named is looked at as a template first.
    named = set(code_files(settings))
    result.unread = [one for one in result.unread if one.file not in named or one.kind != "template"]
    for path in code_files(settings):
        for entry in list(conventional(sources, (path,))) or [program(sources, path)]:
            name = ".".join(entry.names) or path.rpartition("/")[2]
            id_ = f"{path}:{name}"
            found = alone_needs(entry, sources)
            row = FunctionEntry(id_, name, path, path, ".".join(entry.names) or None, None, Location(path, 1, 1, 1, 1))
            row.code = True
            row.needs = needed_by_code(found)
            row.why = [Reason(one.location, one.reason) for one in found.why]
            result.functions[id_] = row
