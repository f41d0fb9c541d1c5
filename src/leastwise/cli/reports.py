"""Where the reports of a scan go: one to standard output (`--format`), any number to files (`--output`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from leastwise.model.errors import ReadError, UsageError, nearest
from leastwise.model.record import record
from leastwise.read.files import MAX_BYTES
from leastwise.report.formats import FORMATS

if TYPE_CHECKING:
    from leastwise.report.result import ScanResult


@record
class Output:
    """A report that goes to a file."""

    format: str
    file: str


def known_format(name: str, where: str, formats: Collection[str] = FORMATS) -> str:
    """The name of a format, checked.

    Args:
        name: the name.
        where: the option or setting that gives it.
        formats: those that there are.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in formats:
        hint = nearest(name, formats) or f"; there are {', '.join(formats)}"
        raise UsageError(f"{where}: there is no format '{name}'{hint}")
    return name


def outputs(given: Iterable[str], formats: Collection[str] = FORMATS) -> list[Output]:
    """The files that were asked for, as `FORMAT=FILE` each. Checked before the scan, so that none is in vain.

    Args:
        given: the values of the option.
        formats: those that there are.

    Raises:
        UsageError: a format is not known, or a file cannot be one.
    """
    found: dict[str, Output] = {}
    for item in given:
        name, equals, file = item.partition("=")
        if not equals or not name or not file:
            raise UsageError(f"--output {item}: takes FORMAT=FILE, as in --output sarif=leastwise.sarif")
        known_format(name, f"--output {item}", formats)
        if file == "-":
            raise UsageError(f"--output {item}: writes to files; --format {name} writes to standard output")
        folder = os.path.dirname(file)
        if os.path.isdir(file) or file.endswith(os.sep):
            raise UsageError(f"--output {item}: {file} is a folder; name a file in it")
        if folder and not os.path.isdir(folder):
            raise UsageError(f"--output {item}: there is no folder {folder}; create it first")
        if _is_template(file):
            raise UsageError(f"--output {item}: {file} is a template; give the report a file of its own")
        if _is_configuration(file):
            raise UsageError(f"--output {item}: {file} is what scans read; give the report a file of its own")
        if found.setdefault(os.path.realpath(file), output := Output(name, file)) is not output:
            raise UsageError(f"--output {item}: another report goes to {file}; give each a file of its own")
    return list(found.values())


def _is_template(file: str) -> bool:
    """Whether a scan would read a file, unless it is a report that says much about templates."""
    if not os.path.isfile(file):
        return False
    try:
        with open(file, "rb") as handle:
            data = handle.read(MAX_BYTES)
    except OSError:
        return False
    if b"Resources" not in data.replace(b"\0", b""):
        return False
    from leastwise.read.cloudformation.template import load_templates, may_hold_template

    try:
        return may_hold_template(data) and bool(load_templates(file, data))
    except ReadError:
        return file.lower().endswith((".yaml", ".yml", ".json", ".template"))


def _is_configuration(file: str) -> bool:
    """Whether a file is there that an application begins with, by its name; a report may be `serverless-….json`."""
    from leastwise.read.survey import framework_of

    framework = framework_of(file.replace(os.sep, "/")) if os.path.isfile(file) else ""
    return framework == "terraform" or (framework != "" and not file.endswith(".json"))


def write(result: ScanResult, name: str, color: str, files: Sequence[Output]) -> None:
    """Write every report.

    Args:
        result: what the scan found.
        name: the format for standard output.
        color: `auto`, `always` or `never`, for a terminal.
        files: the reports that go to files.

    Raises:
        OutputError: a report cannot be written where it was sent; the others are.
    """
    from leastwise.cli.output import writing
    from leastwise.report.formats import render
    from leastwise.report.style import Style

    with files_first(files, lambda shape: render(shape, result, Style(colour=False))), writing():
        for piece in render(name, result, Style.of(sys.stdout, color)):
            sys.stdout.write(piece)
        sys.stdout.flush()


@contextmanager
def files_first(files: Iterable[Output], render: Callable[[str], Iterable[str | bytes]]) -> Iterator[None]:
    """Write the reports that go to files: whoever reads the output may go away before its end (`| head`).

    Args:
        files: the reports.
        render: makes the one of a format, in pieces.

    Raises:
        OutputError: at the end, for those that cannot be written; the others are.
    """
    from leastwise.cli.output import OutputError, replace_file

    failed: list[OutputError] = []
    for output in files:
        try:
            replace_file(output.file, render(output.format))
        except OutputError as error:
            failed.append(error)
    yield
    if failed:
        raise OutputError("\n".join(map(str, failed)))
