"""What is accepted: applies suppressions and the baseline to the findings of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from time import strftime
from typing import TYPE_CHECKING

from leastwise.cli.root import shown_path
from leastwise.cli.settings import COMMAND_LINE, DEFAULT, Settings
from leastwise.model.errors import ReadError, UsageError
from leastwise.model.finding import Severity, Suppression
from leastwise.model.record import field, record, replace
from leastwise.model.source import Source
from leastwise.read.files import MAX_BYTES, join_path
from leastwise.read.reading import ReadSettings

if TYPE_CHECKING:
    from leastwise.baseline import Known
    from leastwise.engine import JudgeSettings
    from leastwise.report.result import ScanResult
    from leastwise.rules.rule import Rule
    from leastwise.suppress.ledger import Ledger
    from leastwise.suppress.note import Note

_SCRIPTS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".py")
_NO_TEMPLATES = (".toml", ".tf", ".tofu", ".tfvars", *_SCRIPTS)


@record
class Run:
    """How the findings came about.

    Attributes:
        settings: what holds.
        rules: those that ran.
        known: ids of all rules; `None` where the configuration names packages that were not loaded.
        judging: how they were judged.
        reading: how the applications were read.
        isolated: the project's own suppressions do not count.
        no_ignore: nothing is accepted, whoever says so.
        notices: rule packages that the configuration names and that were not loaded.
        whole: whether every application in the paths was looked at, not only what has changed.
    """

    settings: Settings
    rules: Sequence[Rule]
    known: Collection[str] | None
    judging: JudgeSettings
    reading: ReadSettings = field(default_factory=ReadSettings)
    isolated: bool = False
    no_ignore: bool = False
    notices: tuple[str, ...] = ()
    whole: bool = True


def accept(result: ScanResult, run: Run, *, subtract: bool = True) -> None:
    """Mark the findings that somebody has accepted, and add those about suppressions that are of no use.

    `subtract`: whether what the baseline holds counts as accepted.
    """
    result.notices += run.notices
    _reweigh(result, run.settings)
    if run.no_ignore:
        return
    _suppress(result, run)
    path = baseline_path(run.settings, isolated=run.isolated) if subtract else None
    if path is not None:
        _subtract(result, run, path)
    result.findings.sort(key=lambda f: -f.severity)


def _reweigh(result: ScanResult, settings: Settings) -> None:
    """Give the findings of a rule the severity that the configuration says."""
    config = settings.config
    severities = config.values.get("rule-severity", {}) if config else {}
    if config is not None and severities:
        result.findings[:] = [
            replace(
                finding,
                severity=Severity[severities[finding.rule].upper()],
                severity_reason=f"set in {config.where('rule-severity', finding.rule)}",
            )
            if finding.rule in severities
            else finding
            for finding in result.findings
        ]
        result.findings.sort(key=lambda f: -f.severity)


def _suppress(result: ScanResult, run: Run) -> None:
    """Apply the notes in files and in the configuration."""
    entries, written = _configured(run.settings), () if run.isolated else result.notes
    if not written and not entries:
        return
    from leastwise.suppress.foreign import translated
    from leastwise.suppress.ledger import Ledger

    notes, without = translated(written, run.settings.values["suppressions-from"])
    for tool, count in without.items():
        result.notices.append(f"{count:,} suppressions of {tool} are about checks that no rule of leastwise answers to")
    ledger = Ledger((*notes, *entries), strftime("%Y-%m-%d"))
    result.findings[:] = ledger.accept(result.findings)
    for spot in result.unheard:
        ledger.see(spot)
    _review(result, run, ledger)


def _review(result: ScanResult, run: Run, ledger: Ledger) -> None:
    """Add the findings about suppressions."""
    from leastwise.engine import review
    from leastwise.report.entry import entry, note
    from leastwise.rules.review import ReviewRule

    by_id = {rule.id: rule for rule in run.rules}
    # What the rules about suppressions find is known only after this.
    before = {name for name in ran(result, run) if not isinstance(by_id[name], ReviewRule)}
    reviews = [
        about
        for about in ledger.reviews(
            ran=before,
            known=run.known,
            read=_reader(run.settings),
            applications=result.notes,
        )
        if about.note.kind != "configuration" or (run.whole and _covers(run.settings.paths, run.settings.folder))
    ]
    judgement = review(reviews, run.rules, run.judging)
    found = [entry(finding) for finding in judgement.findings]
    result.findings += ledger.accept(found)
    result.reviewed += judgement.findings
    result.failures += judgement.failures
    result.rules |= {finding.rule: note(by_id[finding.rule]) for finding in found}


def ran(result: ScanResult, run: Run) -> set[str]:
    """The rules whose findings were all heard or at least counted, and that did not fail."""
    failed = {failure.rule for failure in result.failures}
    return {rule.id for rule in run.rules if run.judging.hears(rule) and rule.id not in failed}


def _configured(settings: Settings) -> list[Note]:
    """The entries of the configuration as notes."""
    config = settings.config
    if config is None or not config.ignores:
        return []
    from leastwise.suppress.note import Note

    return [
        Note(
            "configuration",
            config.path,
            (*entry.span, *entry.span),
            entry.rules,
            until=entry.until,
            reason=entry.reason,
            path=entry.path,
            resource=entry.resource,
        )
        for entry in config.ignores
    ]


def _reader(settings: Settings) -> Callable[[str], Source | None]:
    """Reads files of the root again, once each: what is kept of them is only what their notes say."""
    from leastwise.read.cloudformation.template import load_templates
    from leastwise.read.encoding import decode

    found: dict[str, Source | None] = {}

    def read(path: str) -> Source | None:
        if path not in found:
            try:
                data = settings.files.read(path)
                templates = [] if path.endswith(_NO_TEMPLATES) else load_templates(path, data)
                found[path] = templates[0].source if templates else decode(data, path)
            except ReadError:
                found[path] = None  # it has gone since it was judged
        return found[path]

    return read


def baseline_path(settings: Settings, *, isolated: bool) -> str | None:
    """The baseline of this run on disk; `None` where there is none.

    Raises:
        UsageError: one that was named is not there, or the configuration names one outside the root.
    """
    given, origin = settings.values["baseline"], settings.origins["baseline"]
    if origin == COMMAND_LINE:
        if not os.path.exists(given):
            raise UsageError(f"--baseline {given}: there is no such file; write it with `leastwise baseline create`")
        return str(given)
    if isolated:
        return None
    path = join_path(settings.folder, given)
    if path is None:
        assert settings.config is not None  # the default lies inside
        raise settings.config.error(f"'baseline' leads outside the root: {given}; name a file inside", "baseline")
    if settings.files.exists(path):
        return os.path.join(settings.root, path)
    if origin != DEFAULT:
        raise UsageError(f"{origin}: there is no baseline {path}; write it with `leastwise baseline create`")
    return None


def read_baseline(settings: Settings, path: str) -> tuple[Known, ...]:
    """The entries of a baseline.

    Raises:
        UsageError: it cannot be read, or is broken.
    """
    from leastwise.baseline import broken, parse
    from leastwise.read.encoding import decode

    shown = shown_path(path)
    try:
        if settings.origins["baseline"] == COMMAND_LINE:
            with open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise ReadError(f"has more than {MAX_BYTES:,} bytes")
        else:
            data = settings.files.read(os.path.relpath(path, settings.root).replace(os.sep, "/"))
        return parse(decode(data, shown))
    except ReadError as error:
        raise broken(shown, error.line, error.reason) from error
    except OSError as error:
        raise broken(shown, 1, f"cannot be read ({error.strerror or error})") from error


def _subtract(result: ScanResult, run: Run, path: str) -> None:
    """Apply the baseline."""
    from leastwise.baseline import match, place

    entries = read_baseline(run.settings, path)
    gone = absence(result, run)
    found = match(result.open_findings(), entries, gone)
    result.findings[:] = [
        replace(finding, suppression=Suppression("baseline", found.known[place(finding)].reason))
        if finding.suppression is None and place(finding) in found.known
        else finding
        for finding in result.findings
    ]
    stale = sum(map(gone, found.left))
    if stale:
        result.notices.append(
            f"{stale:,} of the findings in the baseline {'is' if stale == 1 else 'are'} not found any more; "
            f"`leastwise baseline prune` removes {'it' if stale == 1 else 'them'}"
        )


def absence(result: ScanResult, run: Run) -> Callable[[Known], bool]:
    """Whether what an entry of the baseline stands for was looked for in this run, so that it is gone if not found."""
    rules = ran(result, run)
    files = run.settings.files
    exclude = files.exclude
    unread = {entry.file for entry in result.unread if entry.kind in ("template", "limit")}
    unheard = {(spot.rule, spot.resource) for spot in result.unheard}

    def gone(entry: Known) -> bool:
        if entry.rule not in rules or (entry.rule, entry.resource) in unheard:
            return False
        if not files.exists(entry.file):
            return True
        if exclude is not None and exclude(entry.file):
            return False
        return run.whole and _covers(run.settings.paths, entry.file) and entry.file not in unread

    return gone


def _covers(paths: Collection[str], path: str) -> bool:
    """Whether a file or folder is among what was scanned."""
    return any(not scanned or path == scanned or path.startswith(f"{scanned}/") for scanned in paths)
