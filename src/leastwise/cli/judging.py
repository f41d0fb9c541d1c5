"""From options to what a scan finds: chooses the rules, reads, judges, and marks what is accepted."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Collection, Sequence

from leastwise.cache.judging import Judging, memory_of_groups
from leastwise.cache.memory import Shelf
from leastwise.cli.accepting import Run, accept
from leastwise.cli.progress import Progress
from leastwise.cli.root import shown_path
from leastwise.cli.settings import COMMAND_LINE, Settings, check_rules
from leastwise.engine import JudgeSettings
from leastwise.model.errors import NothingToScanError, ReadError, UsageError
from leastwise.model.finding import Persona
from leastwise.model.record import replace
from leastwise.read.cloudformation.parameters import parameters_from_file
from leastwise.read.files import MAX_BYTES
from leastwise.read.reading import ReadSettings
from leastwise.report.entry import note
from leastwise.report.lines import Lines
from leastwise.report.result import ScanResult
from leastwise.rules.discovery import discover
from leastwise.rules.rule import Rule
from leastwise.rules.selection import by_area, choose

ENVIRONMENTS = (
    "samconfig.toml, params or stages of serverless.yml, *.tfvars and terraform.workspace say which there are"
)


def judged(
    options: argparse.Namespace,
    settings: Settings,
    shelf: Shelf | None = None,
    *,
    subtract: bool = True,
    chosen: Sequence[Rule] | None = None,
) -> tuple[ScanResult, Run]:
    """Read and judge what was asked for, and mark what is accepted.

    Args:
        options: of the command line, filled in by `settings.effective`.
        settings: what holds.
        shelf: where outcomes are kept for another time.
        subtract: whether what the baseline holds counts as accepted.
        chosen: the rules to judge by, whatever the options say.

    Raises:
        UsageError: the options or the configuration are wrong.
        NothingToScanError: there is no application.
    """
    rules, run = rules_of(options, settings) if chosen is None else (tuple(chosen), _run_of(options, settings, chosen))
    reading, given = reading_of(options, settings)
    result = ScanResult(root=shown_path(settings.root))
    _judge_all(settings, reading, run.judging, rules, result, shelf)
    if result.templates:
        result.notices += misfits(settings, result.stages, result.parameters, given)
    result.others = sorted(result.stages) if len(result.stages) > 1 and not reading.stages else []
    if not result.applications and not result.unread and not result.findings:
        raise nothing_in(options.paths)
    accept(result, run, subtract=subtract)
    result.notices += settings.notices()
    result.seconds = time.perf_counter() - options.started
    return result, replace(run, reading=reading)


def _run_of(options: argparse.Namespace, settings: Settings, rules: Sequence[Rule]) -> Run:
    """A run of these rules alone, of which every finding is heard."""
    judging = JudgeSettings(Persona.PEDANTIC, debug=options.debug)
    return Run(settings, rules, None, judging, isolated=options.isolated, no_ignore=options.no_ignore)


def reading_of(options: argparse.Namespace, settings: Settings) -> tuple[ReadSettings, Collection[str]]:
    """How to read what was asked for, and the parameters to which the command line gives a value."""
    given = _parameters(options.parameters)
    reading = ReadSettings(parameters={**settings.parameters, **given}, stages=tuple(split(options.stage)))
    return reading, given


def nothing_in(paths: Sequence[str], *, code: bool = False) -> NothingToScanError:
    """What there is to say where no application is in the paths that were named, nor any handler if `code` counts."""
    named = ", ".join(paths or ["."])
    handler = ", and no handler" if code else ""
    last = "cdk.out, cdk.json, or a handler in Python, JavaScript or TypeScript" if code else "cdk.out or cdk.json"
    return NothingToScanError(
        f"no application in {named}{handler}; name a file or folder that holds one: a SAM or CloudFormation template, "
        f"serverless.yml, Terraform configuration, {last}"
    )


def rules_of(options: argparse.Namespace, settings: Settings) -> tuple[tuple[Rule, ...], Run]:
    """The rules that were asked for, and how to judge by them."""
    for package in options.rules:
        if not package.replace(".", "").isidentifier() or package.startswith("."):
            raise UsageError(f"--rules {package}: takes the dotted name of a Python package, not a path")
    known = {rule.id: rule for rule in discover(options.rules)}
    unloaded = check_rules(settings, known, options.rules)
    select, ignore = split(options.select), split(options.ignore)
    persona = Persona[options.persona.upper()]
    heard, silent = settings.personas(persona)
    if unloaded:  # a name that is not known may be one of theirs
        there = known.keys() | by_area(known.values())
        select = [name for name in select if name in there or settings.origins["select"] == COMMAND_LINE]
        ignore = [name for name in ignore if name in there or settings.origins["ignore"] == COMMAND_LINE]
    rules = choose(
        known.values(),
        select=select,
        ignore=[*ignore, *((silent & known.keys()) - set(select))],
        options={name: given for name, given in settings.values["options"].items() if name in known},
    )
    if not rules or (options.select and not select):
        ignored = _ignored(select, ignore, settings)
        raise UsageError("\n".join(["no rule is left by `select` and `ignore`", *ignored, *unloaded]))
    judging = JudgeSettings(persona, frozenset(select) | heard, debug=options.debug)
    return rules, Run(
        settings,
        rules,
        None if unloaded else known,
        judging,
        notices=(*_ignored(select, ignore, settings), *unloaded),
        isolated=options.isolated,
        no_ignore=options.no_ignore,
        whole=not getattr(options, "since", None),
    )


def _ignored(select: Sequence[str], ignore: Collection[str], settings: Settings) -> list[str]:
    """Who is against the rules that were selected and do not run, where that is not the command line."""
    who = settings.origins["ignore"]
    if who == COMMAND_LINE or settings.origins["select"] != COMMAND_LINE:
        return []
    return [f"{name} does not run: {who} ignores it" for name in select if name in ignore]


def _judge_all(
    settings: Settings,
    reading: ReadSettings,
    judging: JudgeSettings,
    rules: Sequence[Rule],
    result: ScanResult,
    shelf: Shelf | None,
) -> None:
    memory = None
    if shelf is not None:
        files = settings.files
        memory = memory_of_groups(shelf, reading, judging, rules, code=files.code, calls=files.calls)
    with Progress(sys.stderr) as progress:
        for outcome in Judging(settings.files, reading, judging, rules, memory).outcomes(settings.paths):
            for name in outcome.applications:
                progress.step(name)
            result.add(outcome)
    by_id = {rule.id: rule for rule in rules}
    result.rules = {finding.rule: note(by_id[finding.rule]) for finding in result.findings}
    result.lines = Lines(settings.files)
    result.unread = sorted(dict.fromkeys(result.unread))
    result.findings.sort(key=lambda f: -f.severity)


def misfits(
    settings: Settings, stages: Collection[str], declared: Collection[str], parameters: Collection[str]
) -> list[str]:
    """Settings that fit nothing that was read: most likely typing errors.

    Args:
        settings: what holds.
        stages: the environments that the applications know.
        declared: the parameters that their templates declare.
        parameters: the parameters that the command line gives a value; a configuration is often wider than a scan.

    Raises:
        UsageError: a stage that no application knows; what was judged is not what was meant.
    """
    unknown = [stage for stage in split(settings.values["stage"]) if stage != "all" and stage not in stages]
    notices = []
    if unknown:
        known = f"known are {', '.join(sorted(stages))}" if stages else f"none is known here ({ENVIRONMENTS})"
        message = f"no application has this environment; {known}"
        if settings.origins["stage"] == COMMAND_LINE:
            raise UsageError(f"--stage {unknown[0]}: {message}")
        notices.append(f"{settings.origins['stage']}: stage {unknown[0]}: {message}")
    undeclared = sorted(set(parameters) - set(declared) - {"AWS::Region"})
    return [*notices, *(f"parameter {name}: nothing that was scanned declares it" for name in undeclared)]


def split(given: Sequence[str]) -> list[str]:
    """The names in a list of which each item may hold several with commas between."""
    return [name.strip() for item in given for name in item.split(",") if name.strip()]


def _parameters(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in given:
        if os.path.isfile(item):
            found |= _in_file(item, _bytes(item))
        elif item.partition("=")[0].strip() and "=" in item:
            key, _, value = item.partition("=")
            found[key.strip()] = value
        else:
            raise UsageError(f"--parameters {item}: is neither a file nor NAME=VALUE")
    return found


def _in_file(path: str, data: bytes) -> dict[str, str]:
    if not path.endswith((".tfvars", ".tfvars.json")):
        return parameters_from_file(path, data)
    from leastwise.read.terraform.tfvars import texts_of

    try:
        return texts_of(path, data)
    except ReadError as error:
        raise UsageError(f"{path}:{error.line}: the file of variables {error.reason}") from error


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--parameters {path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"--parameters {path}: has more than {MAX_BYTES:,} bytes")
    return data
