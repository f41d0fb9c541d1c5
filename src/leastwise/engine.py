"""Runs rules over an application and makes findings out of what they say.

A rule sees one application in one world and yields findings; everything that needs more than that happens here:
severity by exposure, one finding per place, subsumption, `when`, fingerprints, order. A rule that raises is listed as
a failure and the others run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona
from leastwise.model.record import record, replace
from leastwise.rules.fingerprint import fingerprints
from leastwise.rules.merging import Case, cases, merged, stronger_rules
from leastwise.rules.rule import Rule
from leastwise.rules.severity import open_doors, raised

if TYPE_CHECKING:
    from types import TracebackType

    from leastwise.read import Reading


@record
class JudgeSettings:
    """How to judge.

    Attributes:
        persona: whose findings are wanted; a milder persona's are among them.
        select: rules that the user asked for by name: they are heard whatever their persona.
        debug: keep the traceback of a rule that fails.
    """

    persona: Persona = Persona.REGULAR
    select: frozenset[str] = frozenset()
    debug: bool = False


@record
class Failure:
    """A rule, or the reader, that raised: a fault of leastwise or of the rule, not of what was scanned.

    Attributes:
        rule: its id; `read` for the reader.
        application: where it happened.
        error: type and message of the exception.
        place: innermost `module/file.py:line` of the rule or of leastwise.
        traceback: the whole of it, where it was asked for.
    """

    rule: str
    application: str
    error: str
    place: str
    traceback: str = ""


@record
class Judgement:
    """What the rules say about one application: findings in the order of the report, and the rules that failed."""

    application: str
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()


_DEFAULT = JudgeSettings()


def judge(reading: Reading, rules: Sequence[Rule], settings: JudgeSettings = _DEFAULT) -> Judgement:
    """Run rules on every world of one application.

    Args:
        reading: the application as it was read.
        rules: those that run (`leastwise.rules.selection.choose`); only they subsume each other.
        settings: what to hear.
    """
    failures: dict[tuple[str, str, str], Failure] = {}
    once = frozenset(rule.id for rule in rules if rule.once)
    stronger = stronger_rules(rules)
    found: list[Case] = []
    for index, app in enumerate(reading.worlds):
        found.extend(cases(_run(app, reading.id, rules, settings, failures), index, once, stronger))
    findings = sorted(merged(found, reading.worlds), key=_order)
    done = (
        replace(finding, application=reading.id, stage=reading.stage, fingerprint=mark)
        for finding, mark in zip(findings, fingerprints(findings), strict=True)
    )
    return Judgement(reading.id, tuple(done), tuple(failures.values()))


def _run(
    app: Application,
    name: str,
    rules: Sequence[Rule],
    settings: JudgeSettings,
    failures: dict[tuple[str, str, str], Failure],
) -> Iterator[Finding]:
    """The wanted findings of all rules in one world, with their severity."""
    doors: dict[str, str] | None = None
    for rule in rules:
        if rule.heard_by() > settings.persona and rule.id not in settings.select:
            continue
        try:
            for finding in rule.check(app):
                if not isinstance(finding, Finding):
                    raise TypeError(f"yielded {type(finding).__name__} instead of a finding")
                if finding.persona > settings.persona and finding.rule not in settings.select:
                    continue
                if rule.exposed and finding.functions:
                    doors = open_doors(app) if doors is None else doors
                    finding = raised(finding, doors)
                yield finding
        except Exception as error:
            failure = _failure(rule.id, type(rule).__module__, name, error, debug=settings.debug)
            failures.setdefault((failure.rule, failure.error, failure.place), failure)


def fault(reading: Reading, *, debug: bool) -> Failure | None:
    """What was raised while an application was read, as a failure of `read`."""
    error = reading.fault
    return None if error is None else _failure("read", __name__, reading.id, error, debug=debug)


def _failure(what: str, module: str, application: str, error: Exception, *, debug: bool) -> Failure:
    text = ""
    if debug:
        from traceback import format_exception

        text = "".join(format_exception(error))
    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(what, application, reason, _innermost(error.__traceback__, module), text)


def _innermost(trace: TracebackType | None, module: str) -> str:
    """The last frame that runs code of leastwise or of the rule, as `leastwise/rules/access/x.py:12`."""
    found = ""
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name == module or name.partition(".")[0] == __name__.partition(".")[0]:
            found = f"{name.replace('.', '/')}.py:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _order(finding: Finding) -> tuple[int, str, int, str, int, str]:
    """Severity first, then where it is; the rest makes the order the same in every run."""
    place = finding.location
    return -finding.severity, place.file, place.line, finding.rule, place.column, finding.message
