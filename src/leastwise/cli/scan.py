"""`leastwise scan`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from leastwise.cli.output import writing
from leastwise.cli.progress import Progress
from leastwise.cli.root import find_root
from leastwise.engine import JudgeSettings, fault, judge
from leastwise.model.errors import NothingToScanError, UsageError
from leastwise.model.finding import Persona, Severity
from leastwise.read import ReadSettings, ReadStats, read
from leastwise.read.cloudformation.parameters import parameters_from_file
from leastwise.read.files import MAX_BYTES, DiskFiles
from leastwise.report.clean import clean
from leastwise.report.entry import entry, note
from leastwise.report.result import ScanResult
from leastwise.rules.discovery import discover
from leastwise.rules.rule import Rule
from leastwise.rules.selection import choose, fails


def scan(options: argparse.Namespace) -> int:
    """Scan, print the report, and return the exit code."""
    given = options.paths or ["."]
    root, paths = find_root(given, options.root)
    rules = _rules(options)
    settings = ReadSettings(parameters=_parameters(options.parameters), stages=tuple(options.stage))
    judging = JudgeSettings(
        persona=Persona[options.persona.upper()], select=frozenset(_split(options.select)), debug=options.debug
    )
    result = ScanResult(root=_shown_root(root))
    _judge_all(DiskFiles(root), paths, settings, judging, rules, result)
    result.seconds = time.perf_counter() - options.started
    if not result.applications and not result.unread:
        raise NothingToScanError(
            f"no SAM or CloudFormation template in {', '.join(given)}; name a file or folder that holds one"
        )
    for notice in result.notices:
        sys.stderr.write(f"leastwise: {clean(notice)}\n")
    options.code = _exit_code(result, options)  # kept in case that nobody reads the report to its end
    with writing():
        _print(result, options)
    return int(options.code)


def _rules(options: argparse.Namespace) -> tuple[Rule, ...]:
    """The rules that were asked for."""
    for package in options.rules:
        if not package.replace(".", "").isidentifier() or package.startswith("."):
            raise UsageError(f"--rules {package}: takes the dotted name of a Python package, not a path")
    select, ignore = _split(options.select), _split(options.ignore)
    rules = choose(discover(options.rules), select=select, ignore=ignore)
    if not rules or (options.select and not select):
        raise UsageError("no rule is left by --select and --ignore")
    return rules


def _judge_all(
    files: DiskFiles,
    paths: Sequence[str],
    settings: ReadSettings,
    judging: JudgeSettings,
    rules: Sequence[Rule],
    result: ScanResult,
) -> None:
    stats = ReadStats()
    applications: set[str] = set()
    with Progress(sys.stderr) as progress:
        for reading in read(files, paths, settings, stats):
            progress.step(reading.id)
            result.unread += reading.unread
            failure = fault(reading, debug=judging.debug)
            if failure is not None:
                result.failures.append(failure)
            if not reading.worlds:
                continue
            applications.add(reading.id)
            judgement = judge(reading, rules, judging)
            result.findings += map(entry, judgement.findings)
            result.failures += judgement.failures
            for app in reading.worlds:
                result.add_functions(app)
    by_id = {rule.id: rule for rule in rules}
    result.rules = {finding.rule: note(by_id[finding.rule]) for finding in result.findings}
    result.applications = len(applications)
    result.files, result.templates = stats.files, stats.templates
    result.notices += _misfits(settings, stats)
    result.unread = sorted(dict.fromkeys(result.unread))
    result.findings.sort(key=lambda f: -f.severity)


def _misfits(settings: ReadSettings, stats: ReadStats) -> list[str]:
    """Settings that fit nothing that was scanned: most likely typing errors.

    Raises:
        UsageError: a stage that no application knows; what was judged is not what was meant.
    """
    unknown = [stage for stage in settings.stages if stage != "all" and stage not in stats.stages]
    if unknown and stats.templates:
        known = f"known are {', '.join(sorted(stats.stages))}" if stats.stages else "no samconfig.toml was found"
        raise UsageError(f"--stage {unknown[0]}: no application has this environment; {known}")
    undeclared = sorted(settings.parameters.keys() - stats.parameters) if stats.templates else []
    return [*stats.notices, *(f"parameter {name}: no template that was scanned declares it" for name in undeclared)]


def _print(result: ScanResult, options: argparse.Namespace) -> None:
    if options.format == "json":
        from leastwise.report import json

        sys.stdout.write(json.render(result) + "\n")
        return
    from leastwise.report import text
    from leastwise.report.style import Style

    for line in text.render(result, Style.of(sys.stdout, options.color)):
        sys.stdout.write(line + "\n")


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


def _split(given: Sequence[str]) -> list[str]:
    return [name.strip() for item in given for name in item.split(",") if name.strip()]


def _parameters(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in given:
        if os.path.isfile(item):
            found |= parameters_from_file(item, _bytes(item))
        elif item.partition("=")[0].strip() and "=" in item:
            key, _, value = item.partition("=")
            found[key.strip()] = value
        else:
            raise UsageError(f"--parameters {item}: is neither a file nor NAME=VALUE")
    return found


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--parameters {path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"--parameters {path}: has more than {MAX_BYTES:,} bytes")
    return data


def _shown_root(root: str) -> str:
    """The root as seen from the current folder, so that reports do not name places of one machine."""
    try:
        return os.path.relpath(root).replace(os.sep, "/")
    except ValueError:  # another drive
        return root.replace(os.sep, "/")
