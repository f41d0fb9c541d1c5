"""`leastwise policy`: what roles and functions may do, and who says so."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from leastwise.cli.judging import misfits, nothing_in, reading_of
from leastwise.cli.output import writing
from leastwise.cli.policy_code import enter_alone
from leastwise.cli.policy_gate import Gate, evidence, gates
from leastwise.cli.progress import Progress
from leastwise.cli.reports import files_first, outputs
from leastwise.cli.root import shown_path
from leastwise.cli.settings import Settings, effective
from leastwise.code.sources import Sources
from leastwise.model.errors import UsageError, nearest
from leastwise.read.pipelines import FRAMEWORK as CI
from leastwise.read.project import read
from leastwise.read.reading import Reading, ReadStats
from leastwise.report.clean import clean
from leastwise.report.formats import MINIMAL_FORMATS, POLICY_FORMATS
from leastwise.report.policies.collect import Collector
from leastwise.report.policies.result import FunctionEntry, PolicyResult
from leastwise.report.style import Style

if TYPE_CHECKING:
    import argparse

    from leastwise.model.graph import Function, Role


_MOST_FUNCTIONS = 20
"""Functions up to which the change is shown below what it is about."""


def policy(options: argparse.Namespace) -> int:
    """Show what is granted, and return the exit code: 1 where something is there that `--fail-on` names."""
    settings = effective(options)
    if options.diff or options.write or options.shape == "patch":
        from leastwise.cli.policy_write import rewrite

        return rewrite(options, settings)
    files = outputs(options.reports, (*POLICY_FORMATS, *MINIMAL_FORMATS))
    result = PolicyResult(shown_path(settings.root), detailed=bool(options.functions or options.roles))
    seen = _Names()
    gate = Gate(gates(options.gates, ("excess", "missing")))
    enter_evidence(options, settings, result)
    collect(
        options,
        settings,
        result,
        lambda function: seen.wants_function(function, options),
        lambda role, users: seen.wants_role(role, users, options),
        by=options.by,
        code=not options.no_code,
        also=lambda reading: gate.add(reading, result.roles),
    )
    seen.check(options)
    result.notices += [*whose(settings), *(gate.told() if options.gates else ())]
    if _short(options, result):
        from leastwise.cli.policy_write import tried

        result.rewriting = tried(options, settings)
    result.seconds = time.perf_counter() - options.started
    for notice in result.notices:
        sys.stderr.write(f"leastwise: {clean(notice)}\n")
    options.code = 4 if result.faults else int(_fails(options, result, gate))
    with files_first(files, lambda shape: _render(shape, result, Style(colour=False))), writing():
        for piece in _render(options.shape, result, Style.of(sys.stdout, options.color)):
            sys.stdout.write(piece)
        sys.stdout.flush()
    return int(options.code)


def _short(options: argparse.Namespace, result: PolicyResult) -> bool:
    """Whether what `--write` would do is worked out without being asked for: it takes as long as all the rest."""
    chosen = options.roles or options.by or options.no_code
    todo = result.missing or any(result.excess(role) for role in result.roles.values())
    few = bool(result.applications) and len(result.functions) <= _MOST_FUNCTIONS
    return bool(options.shape == "text" and not chosen and todo and few)


def _fails(options: argparse.Namespace, result: PolicyResult, gate: Gate) -> bool:
    missing = bool(result.missing) and "missing" in gate.names
    return missing or bool(gate.found) or bool(options.strict and result.unread)


def enter_evidence(options: argparse.Namespace, settings: Settings, result: PolicyResult) -> None:
    """Read what `--usage` names, for who asks what is needed."""
    usage = evidence(options)
    if usage is not None:
        from leastwise.report.policies.seen import summary_of

        settings.files.usage = usage
        result.evidence = summary_of(usage)
        result.notices += usage.notices()


def whose(settings: Settings) -> list[str]:
    """Whose evidence it is, once all applications were asked."""
    if settings.files.usage is None:
        return []
    from leastwise.privilege.usage.seen import whose as of_whom

    return list(of_whom(settings.files.usage))


def collect(
    options: argparse.Namespace,
    settings: Settings,
    result: PolicyResult,
    wanted_function: Callable[[Function | FunctionEntry], bool],
    wanted_role: Callable[[Role, Collection[Function]], bool],
    *,
    by: str | None = None,
    code: bool = True,
    also: Callable[[Reading], None] | None = None,
) -> None:
    """Enter all that is known about the functions and roles that are wanted.

    A file of code that was named counts by itself; where there is no application, so do the handlers in folders.

    Raises:
        UsageError: an option fits nothing that was read.
        NothingToScanError: there is neither an application nor a handler.
    """
    settings.files.code = code
    collector = Collector(wanted_function, wanted_role, by)
    for reading in readings(options, settings, result, needed=False):
        collector.add(reading, result)
        if also is not None:
            also(reading)
    sources = Sources(settings.files) if code else None
    handlers = enter_alone(settings, sources, result, wanted_function)
    if not (result.applications or handlers or result.unread):
        raise nothing_in(options.paths, code=code)
    result.unread += [one for one in sources.unread if one not in result.unread] if sources is not None else []
    collector.finish(result)


def _render(shape: str, result: PolicyResult, style: Style) -> Iterator[str]:
    if shape in MINIMAL_FORMATS:
        from leastwise.report.policies.minimal import render

        return render(shape, result, style)
    pieces: Iterator[str] = import_module(f"leastwise.report.policies.{shape}").render(result, style)
    return pieces


def readings(
    options: argparse.Namespace, settings: Settings, result: PolicyResult, *, needed: bool = True
) -> Iterator[Reading]:
    """Read the applications that were asked for, and enter what there is to say about reading them.

    Raises:
        UsageError: an option fits nothing that was read.
        NothingToScanError: there is no application.
    """
    reading_settings, given = reading_of(options, settings)
    stats = ReadStats()
    with Progress(sys.stderr) as progress:
        for reading in read(settings.files, settings.paths, reading_settings, stats):
            result.unread += reading.unread
            if reading.fault is not None:
                if options.debug:
                    raise reading.fault
                result.faults.append(reading.id)
            if reading.worlds and reading.framework != CI:
                progress.step(reading.id)
                if reading.id not in result.applications:
                    result.applications.append(reading.id)
                yield reading
    result.files, result.templates = stats.files, stats.templates
    result.unread = sorted(dict.fromkeys(result.unread))
    if needed and not result.applications and not result.unread:
        raise nothing_in(options.paths)
    if result.templates:
        result.notices += misfits(settings, stats.stages, stats.parameters, given)
    result.notices += [*stats.notices, *settings.notices()]


class _Names:
    """The functions and roles that were met, to say which of those that were asked for there are not."""

    def __init__(self) -> None:
        self.functions: set[str] = set()
        self.roles: set[str] = set()

    def wants_function(self, function: Function | FunctionEntry, options: argparse.Namespace) -> bool:
        self.functions.update((function.name, function.id))
        chosen = {function.name, function.id} & {*options.functions}
        role = function.role
        by_role = role is not None and not isinstance(role, str) and _names(role) & {*options.roles}
        return bool(chosen or by_role) or not (options.functions or options.roles)

    def wants_role(self, role: Role, users: Collection[Function], options: argparse.Namespace) -> bool:
        self.roles |= _names(role)
        mine = {name for function in users for name in (function.name, function.id)}
        chosen = _names(role) & {*options.roles} or mine & {*options.functions}
        return bool(chosen) or not (options.functions or options.roles)

    def check(self, options: argparse.Namespace) -> None:
        """Raise a `UsageError` for a name that nothing has."""
        for option, wanted, known in (
            ("--function", options.functions, self.functions),
            ("--role", options.roles, self.roles),
        ):
            for name in wanted:
                if name not in known:
                    word = option.removeprefix("--")
                    raise UsageError(f"{option} {name}: there is no {word} of this name{nearest(name, known)}")


def _names(role: Role) -> set[str]:
    return {role.id} | ({role.resource.name} if role.resource is not None else set())
