"""What comes of making some fixes, in memory: the texts, what the rules say about them, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from leastwise.engine import JudgeSettings, judge
from leastwise.fix.check import Judged, Problem, problems
from leastwise.fix.edits import Documents, Edits
from leastwise.fix.encoding import encoded
from leastwise.fix.overlay import Overlay
from leastwise.fix.result import Fixed
from leastwise.model.application import Application
from leastwise.model.errors import PatchError
from leastwise.model.finding import Finding
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.patch.change import Path, Set
from leastwise.read.files import Files
from leastwise.read.project import Project
from leastwise.read.reading import ReadSettings, ReadStats
from leastwise.rules.rule import Rule


@record
class Workshop:
    """What a repair needs to know beside the files.

    Attributes:
        reading: how to read.
        judging: how to judge.
        rules: all that may speak up, also those whose findings nobody wants fixed.
        wanted: whether a finding is to be fixed.
        reviewed: findings with edits that are not about one application alone: those about suppressions.
        proof: what must not be said of an application before and after: it keeps the fixes from being made.
    """

    reading: ReadSettings
    judging: JudgeSettings
    rules: Sequence[Rule]
    wanted: Callable[[Finding], bool]
    reviewed: Sequence[Finding] = ()
    proof: Callable[[Application, Application], Iterator[str]] | None = None

    @property
    def once(self) -> frozenset[str]:
        """Rules of which one finding stands for the whole application."""
        return frozenset(rule.id for rule in self.rules if rule.once)


@record(eq=False)
class Trial:
    """What some fixes make of a group of templates.

    Attributes:
        texts: path → text of the files that they change.
        judged: the applications of the group then; nothing where a fix could not be made.
        faults: what is wrong with that.
        written: whether the texts could be made at all.
    """

    texts: Mapping[str, str]
    judged: Sequence[Judged]
    faults: Sequence[Problem] = ()
    written: bool = True

    @property
    def reason(self) -> str:
        """What is wrong, for people; empty when nothing is."""
        return self.faults[0].reason if self.faults else ""


class Bench:
    """Where fixes of one group of templates are tried.

    Args:
        files: the root.
        contents: path → bytes of files that have been changed already.
        paths: the group.
        workshop: how to read and judge.
        judged: the applications of the group as they are, where that is known.

    Attributes:
        sources: path → each file that may change, as it is; to be filled in before fixes are tried.
        judged: the applications of the group as they are.
        trials: how many there have been.
    """

    def __init__(
        self,
        files: Files,
        contents: Mapping[str, bytes],
        paths: Sequence[str],
        workshop: Workshop,
        judged: Sequence[Judged] | None = None,
    ) -> None:
        self._files = files
        self._contents = contents
        self._paths = paths
        self._workshop = workshop
        self._documents: Documents = {}
        self.sources: dict[str, Source] = {}
        self.trials = 0
        self.judged = self._judge({}) if judged is None else judged

    def refusal(self, fix: Fixed) -> str:
        """Why a fix cannot be written, whatever others do; empty where it can."""
        edits = Edits(self.sources, self._documents)
        try:
            edits.add(fix.changes)
            edits.planned()
        except PatchError as error:
            return str(error)
        return ""

    def trial(self, fixes: Sequence[Fixed]) -> Trial:
        """Make these fixes."""
        if not fixes:
            return Trial({}, self.judged)
        self.trials += 1
        edits = Edits(self.sources, self._documents)
        try:
            for fix in fixes:
                edits.add(fix.changes)
            texts = edits.texts()
            judged = self._judge(texts)
        except PatchError as error:
            return Trial({}, (), (Problem(str(error)),), written=False)
        findings = [fix.finding for fix in fixes]
        added = _added(fixes)
        found = problems(self.judged, judged, findings, self._workshop.once)
        faults = tuple(problem for problem in found if self._weighs(problem, findings, added))
        if self._workshop.proof is not None and not faults:
            faults = tuple(self._disproved(judged, self._workshop.proof))
        return Trial(texts, judged, faults)

    def _disproved(
        self, judged: Sequence[Judged], proof: Callable[[Application, Application], Iterator[str]]
    ) -> Iterator[Problem]:
        """What is said against the applications as they would be."""
        after = {(one.reading.id, one.reading.stage): one.reading for one in judged}
        for one in self.judged:
            other = after.get((one.reading.id, one.reading.stage))
            worlds = {world.world: world for world in other.worlds} if other is not None else {}
            for world in one.reading.worlds:
                if world.world in worlds:
                    yield from map(Problem, proof(world, worlds[world.world]))

    def _judge(self, texts: Mapping[str, str]) -> list[Judged]:
        """The applications of the group with these texts in place of the files'."""
        changed = {path: encoded(self.sources[path], text) for path, text in texts.items()}
        project = Project(self.overlay(changed), self._paths)
        workshop = self._workshop
        return [
            Judged(reading, judge(reading, workshop.rules, workshop.judging))
            for group in project.groups
            for reading in project.read(group, workshop.reading, ReadStats())
            if reading.worlds
        ]

    def overlay(self, changed: Mapping[str, bytes]) -> Overlay:
        """The files of the root with what earlier rounds, and now these bytes, have put in their place."""
        return Overlay(self._files, {**self._contents, **changed})

    def _weighs(self, problem: Problem, fixed: Sequence[Finding], added: Mapping[str, Sequence[Finding]]) -> bool:
        """Whether a problem is a fault.

        A finding that came is one where it weighs as much as one that is fixed: the one whose fix has added what it is
        about, where that can be told, otherwise any. One that only a stricter persona hears weighs less: what an
        auditor would have besides keeps nobody from a fix. One that the next round fixes is none.
        """
        came = problem.finding
        if came is None or problem.stays is not None:
            return True
        if came.resource in added and came.edits and self._workshop.wanted(came):
            return False
        causes = added.get(came.resource, fixed)
        return any(came.severity >= cause.severity and came.persona <= cause.persona for cause in causes)


def _added(fixes: Sequence[Fixed]) -> dict[str, list[Finding]]:
    """`<file>:<name>` of each block that fixes add → the findings that want it."""
    found: dict[str, list[Finding]] = {}
    for fix in fixes:
        for item in fix.changes:
            name = _block(item.change.path) if isinstance(item.change, Set) else ""
            for owner in {item.path, fix.finding.application} if name else ():
                found.setdefault(f"{owner}:{name}", []).append(fix.finding)
    return found


def _block(path: Path) -> str:
    """The name of the block that stands at a path; empty where none does."""
    match path:
        case ("Resources", name) | ("resources", "Resources", name):
            return str(name)
        case ("resource", type_, label):
            return f"{type_}.{label}"
    return ""
