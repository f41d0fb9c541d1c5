"""Reads and judges every group of templates, unless an earlier scan did and nothing has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import strftime
from typing import Any

from leastwise.cache.memory import Memory, Shelf
from leastwise.cache.plain import restored
from leastwise.cache.program import identity
from leastwise.code.sources import sources_of
from leastwise.engine import JudgeSettings, code_faults, fault, judge
from leastwise.read.files import Files
from leastwise.read.frameworks import Group
from leastwise.read.pipelines import FRAMEWORK as CI
from leastwise.read.project import Project
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.recording import RecordedFiles
from leastwise.report.entry import entry
from leastwise.report.functions import functions_of
from leastwise.report.outcome import Outcome
from leastwise.rules.rule import Rule


class Judging:
    """One pass over the files of a root.

    Args:
        files: the root.
        reading: how to read.
        judging: how to judge.
        rules: those that run.
        memory: what earlier scans found, and where this one is kept; `None` for neither.
    """

    def __init__(
        self,
        files: Files,
        reading: ReadSettings,
        judging: JudgeSettings,
        rules: Sequence[Rule],
        memory: Memory | None = None,
    ) -> None:
        self._files = files
        self._recorded = RecordedFiles(files)
        self._reading = reading
        self._judging = judging
        self._rules = rules
        self._memory = memory

    def outcomes(self, paths: Sequence[str]) -> Iterator[Outcome]:
        """The outcome of every group of templates in these files and folders, then that of what is in no group."""
        recorded = self._recorded
        project = Project(recorded if self._memory else self._files, paths)
        contents = recorded.answers.get("read", {})
        if not recorded.steady:  # what was found is no longer known by its content
            self._memory = None
        for group in project.groups:
            yield self._outcome(project, group, [(path, contents[path]) for path in group] if self._memory else None)
        stats = ReadStats()
        yield self._told(project.rest(stats), stats)

    def _outcome(self, project: Project, group: Group, subject: Any) -> Outcome:
        """What is known of a group whose files have this content; found out where it is not."""
        known = self._memory.recall(subject, self._files) if self._memory else None
        if known is not None:
            project.skip(group)
            return restored(Outcome, known)
        self._recorded.start()
        stats = ReadStats()
        outcome = self._told(project.read(group, self._reading, stats), stats)
        if self._memory and self._recorded.steady and not outcome.failures:
            self._memory.keep(subject, self._recorded.answers, outcome)
        return outcome

    def _told(self, readings: Iterable[Reading], stats: ReadStats) -> Outcome:
        outcome = Outcome()
        applications: dict[str, None] = {}
        for reading in readings:
            outcome.unread += reading.unread
            failure = fault(reading, debug=self._judging.debug)
            if failure is not None:
                outcome.failures.append(failure)
            if not reading.worlds:
                continue
            if reading.framework != CI:
                applications[reading.id] = None
            judgement = judge(reading, self._rules, self._judging)
            outcome.findings += map(entry, judgement.findings)
            outcome.failures += judgement.failures
            outcome.notes.setdefault(reading.id, []).extend(judgement.notes)
            outcome.unheard += judgement.unheard
            for app in reading.worlds:
                for facts in functions_of(app):
                    outcome.functions.setdefault(facts["id"], facts)
                outcome.failures += code_faults(app, debug=self._judging.debug)
                sources = sources_of(app)
                outcome.unread += sources.unread if sources is not None else ()
        outcome.applications = list(applications)
        outcome.files, outcome.templates = stats.files, stats.templates
        outcome.stages, outcome.parameters = sorted(stats.stages), sorted(stats.parameters)
        outcome.notices = stats.notices
        return outcome


def built_in(rules: Sequence[Rule]) -> bool:
    """Whether the rules belong to the program, so that its identity stands for them."""
    return all(type(rule).__module__.startswith("leastwise.rules.") for rule in rules)


def memory_of_groups(
    shelf: Shelf,
    reading: ReadSettings,
    judging: JudgeSettings,
    rules: Sequence[Rule],
    *,
    code: bool = True,
    calls: Any = None,
) -> Memory | None:
    """What earlier scans found out about groups of templates by these rules and settings, where that can be known."""
    if not built_in(rules):
        return None
    return Memory(
        shelf,
        "group",
        identity(),
        strftime("%Y-%m-%d"),  # rules know days on which something ends
        sorted(reading.parameters.items()),
        reading.stages,
        code,
        calls or {},
        judging.persona,
        sorted(judging.select),
        [(rule.id, {name: rule.option(name) for name in rule.options}) for rule in rules],
    )
