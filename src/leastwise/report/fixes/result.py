"""What `leastwise fix` found out, ready for any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from leastwise.fix.edits import Edits
from leastwise.fix.encoding import encoded
from leastwise.fix.result import FileChange, defaulted
from leastwise.model.finding import FixSafety
from leastwise.model.record import field, record
from leastwise.model.source import Location, Source
from leastwise.model.value import as_text
from leastwise.patch.change import Set
from leastwise.patch.splice import Splice, spliced
from leastwise.report.entry import Entry
from leastwise.report.fixes.diff import difference
from leastwise.report.result import ScanResult

_MOST_LINES = 20_000
"""Lines of a file in which differences are searched for."""


@record
class Fix:
    """A finding that can be fixed.

    Attributes:
        entry: the finding.
        changes: all that this takes.
        before: path → each file that they change, as it is when they are made: on the disk, or with other fixes made.
        round: 1; more where the fix is made in what others have made of the files, or because of it.
        files: paths of all files that its round and those that it rests on change.
    """

    entry: Entry
    changes: tuple[FileChange, ...]
    before: Mapping[str, Source]
    round: int = 1
    files: frozenset[str] = frozenset()


@record
class Stays:
    """A finding that was to be fixed and stays, and why, for people."""

    entry: Entry
    reason: str


@record(frozen=False, kw_only=True)
class FixResult:
    """The fixes of all applications.

    Attributes:
        scan: what the scan before them found.
        fixes: in the order of the report.
        stays: what was to be fixed and cannot be.
        unsafe: what could be fixed, though not without changing the behaviour, and was not asked for.
        declined: what could be fixed and a person did not want.
        by_hand: what no fix is there for.
        accepted: what could be fixed and somebody has accepted.
        refused: why the fixes could not be written, for people; empty where they could, or were not to be.
        before: path → each file that changes, as it is.
        after: path → its text with all fixes made.
        written: whether that is on the disk now.
        left: the findings that were to be fixed and are still there when it is.
        command: that made it: `fix`, or `policy`, which makes policies what is needed.
    """

    scan: ScanResult
    fixes: list[Fix] = field(default_factory=list)
    stays: list[Stays] = field(default_factory=list)
    unsafe: list[Entry] = field(default_factory=list)
    declined: list[Entry] = field(default_factory=list)
    by_hand: list[Entry] = field(default_factory=list)
    accepted: list[Entry] = field(default_factory=list)
    refused: str = ""
    before: dict[str, Source] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    written: bool = False
    left: list[Entry] = field(default_factory=list)
    command: str = "fix"

    def by_rule(self, fixes: Iterable[Fix] | None = None) -> dict[str, list[Fix]]:
        """The fixes, or some of them, of each rule, the rule with the worst finding first."""
        found: dict[str, list[Fix]] = {}
        for fix in sorted(
            self.fixes if fixes is None else fixes, key=lambda fix: (-fix.entry.severity, fix.entry.rule)
        ):
            found.setdefault(fix.entry.rule, []).append(fix)
        return found

    def caution(self, fixes: Sequence[Fix]) -> str:
        """What may change when these fixes of one rule are made, or what they leave to do; often nothing."""
        unsafe = (fix.entry for fix in fixes if fix.entry.fix is FixSafety.UNSAFE)
        told = dict.fromkeys(entry.caution or self.scan.rules[entry.rule].caution for entry in unsafe)
        return " ".join(filter(None, (*told, _old_values(fixes))))

    def whole(self) -> dict[str, Sequence[Splice]]:
        """Path → what all fixes together replace in it, in order of the paths."""
        made = {source.path: splices for source, splices in replaced(self.fixes) if self.before[source.path] is source}
        found: dict[str, Sequence[Splice]] = {}
        for path in sorted(self.after):
            before, after = self.before[path].text, self.after[path]
            splices = made.get(path, [])
            found[path] = splices if spliced(before, splices) == after else list(_differences(before, after))
        return found

    def content(self, path: str) -> bytes:
        """The bytes of a file that changes, with all fixes made."""
        return encoded(self.before[path], self.after[path])


def places(entries: Iterable[Entry]) -> dict[tuple[str, Location], Entry]:
    """Findings by what counts as one of them: a rule and a place, in however many environments it is found."""
    found: dict[tuple[str, Location], Entry] = {}
    for entry in entries:
        found.setdefault((entry.rule, entry.location), entry)
    return found


def _old_values(fixes: Iterable[Fix]) -> str:
    """What there is to know about parameters that get another default.

    https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/index.html (`--parameter-overrides`)
    """
    new = {
        defaulted(item): as_text(item.change.value)
        for fix in fixes
        for item in fix.changes
        if isinstance(item.change, Set) and defaulted(item)
    }
    if not new:
        return ""
    given = " ".join(f"{name}={value}" for name, value in new.items())
    return f"A stack that exists keeps its value of {', '.join(new)}: pass {given} when you deploy it."


def replaced(fixes: Iterable[Fix]) -> Iterator[tuple[Source, list[Splice]]]:
    """What these fixes alone replace, file by file; of a file that is changed in several rounds, round by round."""
    rounds: dict[int, tuple[Mapping[str, Source], list[Fix]]] = {}
    for fix in fixes:
        rounds.setdefault(id(fix.before), (fix.before, []))[1].append(fix)
    for before, made in rounds.values():
        edits = Edits(before)
        for fix in made:
            edits.add(fix.changes)
        for path, splices in edits.splices().items():
            yield before[path], splices


def _differences(before: str, after: str) -> Iterator[Splice]:
    """Splices that make one text of another, where all that is known is the texts."""
    from difflib import SequenceMatcher

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) > _MOST_LINES:
        yield Splice(*difference(before, after))
        return
    starts = [0, *accumulate(map(len, old))]
    for kind, start, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield Splice(starts[start], starts[end], "".join(new[first:last]))
