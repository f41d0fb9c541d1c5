"""Runs rules over an application and makes findings out of what they say.

A rule sees one application in one world and yields findings; everything that needs more than that happens here:
severity by exposure, one finding per place, subsumption, `when`, fingerprints, order. A rule that raises is listed as
a failure and the others run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Persona
from leastwise.model.record import record, replace
from leastwise.paths.exposure import Reach, reaches
from leastwise.rules.fingerprint import fingerprints
from leastwise.rules.merging import Case, cases, merged, stronger_rules
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule
from leastwise.rules.severity import adjusted
from leastwise.suppress.collect import notes_in
from leastwise.suppress.note import Note, Review, Spot, spots

if TYPE_CHECKING:
    from types import TracebackType

    from leastwise.model.source import Source
    from leastwise.read.reading import Reading


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

    def hears(self, rule: Rule) -> bool:
        """Whether any finding of a rule may be wanted."""
        return rule.heard_by() <= self.persona or rule.id in self.select


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
    """What the rules say about one application.

    Attributes:
        application: its id.
        findings: in the order of the report. Nothing is suppressed yet: that is for whoever knows all applications.
        failures: the rules that failed.
        notes: what its files say about findings that are accepted.
        unheard: where rules that ran found what only a stricter persona hears, where there are notes.
    """

    application: str
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()
    unheard: tuple[Spot, ...] = ()


_DEFAULT = JudgeSettings()


@lru_cache(maxsize=4)
def _heard(rules: tuple[Rule, ...], settings: JudgeSettings) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """The rules of which any finding may be wanted, and the ids of those that find one thing in an application."""
    return tuple(filter(settings.hears, rules)), frozenset(rule.id for rule in rules if rule.once)


@lru_cache(maxsize=4)
def _secret(rules: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(rule.id for rule in rules if rule.secret)


def judge(reading: Reading, rules: Sequence[Rule], settings: JudgeSettings = _DEFAULT) -> Judgement:
    """Run rules on every world of one application.

    Args:
        reading: the application as it was read.
        rules: those that run (`leastwise.rules.selection.choose`); only they subsume each other.
        settings: what to hear.
    """
    failures: dict[tuple[str, str, str], Failure] = {}
    heard, once = _heard(tuple(rules), settings)
    stronger = stronger_rules(tuple(rules))
    found: list[Case] = []
    unheard: list[Finding] = []
    for index, app in enumerate(reading.worlds):
        found.extend(cases(_run(app, reading.id, heard, settings, failures, unheard), index, once, stronger))
    findings = _finished(merged(found, reading.worlds), rules, reading.id, reading.stage)
    notes = notes_in(reading.worlds, _more_files(reading.worlds, findings))
    missed = tuple({spot for finding in unheard for spot in spots(finding)}) if notes else ()
    return Judgement(reading.id, findings, tuple(failures.values()), notes, missed)


def _more_files(worlds: Iterable[Application], findings: Iterable[Finding]) -> Iterator[Source]:
    """The files that hold no resources and may say that something in them is accepted: those of the code."""
    yield from (finding.place.span[0] for finding in findings)
    for app in worlds:
        sources = sources_of(app)
        if sources is not None and "reached" in sources.kept:
            from leastwise.code.needs.looked import looked_at

            yield from looked_at(app)


def review(reviews: Sequence[Review], rules: Sequence[Rule], settings: JudgeSettings = _DEFAULT) -> Judgement:
    """Run the rules that are about suppressions on what became of the notes of all applications.

    Args:
        reviews: see `leastwise.suppress.ledger.Ledger`.
        rules: those that run.
        settings: what to hear.
    """
    failures: list[Failure] = []
    found: list[Finding] = []
    for rule in rules:
        if isinstance(rule, ReviewRule) and settings.hears(rule):
            try:
                found += [replace(f, application=about.application) for about in reviews for f in rule.review(about)]
            except Exception as error:
                failures.append(_failure(rule.id, type(rule).__module__, "", error, debug=settings.debug))
    return Judgement("", _finished(found, rules), tuple(failures))


def _finished(
    found: Iterable[Finding], rules: Sequence[Rule], application: str | None = None, stage: str | None = None
) -> tuple[Finding, ...]:
    """The findings in order, with their fingerprints."""
    findings = sorted(found, key=_order)
    marks = fingerprints(findings, _secret(tuple(rules)))
    return tuple(
        replace(f, application=f.application if application is None else application, stage=stage, fingerprint=mark)
        for f, mark in zip(findings, marks, strict=True)
    )


def _run(
    app: Application,
    name: str,
    rules: Sequence[Rule],
    settings: JudgeSettings,
    failures: dict[tuple[str, str, str], Failure],
    unheard: list[Finding],
) -> Iterator[Finding]:
    """The wanted findings of all rules in one world, with their severity; the others are added to `unheard`."""
    known: dict[str, Reach] | None = None
    for rule in rules:
        rule.prepare(app)
    for rule in rules:
        try:
            for finding in rule.check(app):
                if not isinstance(finding, Finding):
                    raise TypeError(f"yielded {type(finding).__name__} instead of a finding")
                if finding.persona > settings.persona and finding.rule not in settings.select:
                    unheard.append(finding)
                    continue
                if app.uncertain and finding.confidence > Confidence.LOW:
                    finding = replace(finding, confidence=Confidence(finding.confidence - 1))
                if finding.exposed and finding.functions:
                    known = reaches(app) if known is None else known
                    finding = adjusted(finding, app, known)
                yield finding
        except Exception as error:
            failure = _failure(rule.id, type(rule).__module__, name, error, debug=settings.debug)
            failures.setdefault((failure.rule, failure.error, failure.place), failure)


def fault(reading: Reading, *, debug: bool) -> Failure | None:
    """What was raised while an application was read, as a failure of `read`."""
    error = reading.fault
    return None if error is None else _failure("read", __name__, reading.id, error, debug=debug)


def code_faults(app: Application, *, debug: bool) -> Iterator[Failure]:
    """What was raised while the code of functions was looked at, as failures of `code`."""
    sources = sources_of(app)
    for found in sources.kept.get("needs", {}).values() if sources is not None else ():
        if found.fault is not None:
            yield _failure("code", __name__, app.id, found.fault, debug=debug)


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
